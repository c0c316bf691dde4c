package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// listMessages, the newest first, by the fields of a request. Callers hold mu.
func (s *Server) listMessages(path string, f url.Values) answer {
	all := []map[string]any{}
	for _, m := range slices.Backward(s.messages) {
		if s.clock.Now().Sub(m.created) >= s.opt.Unknowns.ListedAfter && fits(f, "To", m.to) && fits(f, "From", m.from) && s.sentWithin(f, m) {
			all = append(all, s.messageJSON(m))
		}
	}
	return paged(path, "messages", f, all)
}

func fits(f url.Values, field, value string) bool { return !f.Has(field) || f.Get(field) == value }

// sentWithin the days that a request names, which are those of date_sent.
func (s *Server) sentWithin(f url.Values, m *message) bool {
	day := m.sent.UTC().Format("2006-01-02")
	for field, fitsDay := range map[string]func(int) bool{
		"DateSent": func(c int) bool { return c == 0 }, "DateSent<": func(c int) bool { return c <= 0 }, "DateSent>": func(c int) bool { return c >= 0 },
	} {
		if !f.Has(field) {
			continue
		}
		if m.sent.IsZero() {
			return false // assumed: what has not been sent has no date
		}
		if !fitsDay(strings.Compare(day, f.Get(field)[:min(len(f.Get(field)), len(day))])) {
			return false
		}
	}
	return true
}

func (s *Server) restMessage(method, sid, path string) answer {
	i := slices.IndexFunc(s.messages, func(m *message) bool { return m.sid == sid })
	if i < 0 {
		return notFound(path)
	}
	if method == http.MethodDelete {
		s.messages = slices.Delete(s.messages, i, i+1)
		return answer{status: 204}
	}
	return answer{status: 200, body: s.messageJSON(s.messages[i])}
}

func (s *Server) messageJSON(m *message) map[string]any {
	code, said := any(nil), any(nil)
	if m.code != 0 {
		code, said = m.code, "It was not delivered."
	}
	return map[string]any{
		"sid": m.sid, "account_sid": s.opt.AccountSID, "api_version": "2010-04-01", "from": m.from, "to": m.to, "body": m.body,
		"direction": m.direction, "status": m.status, "num_segments": strconv.Itoa(m.segments), "num_media": strconv.Itoa(len(m.media)),
		"messaging_service_sid": nil, "price": nil, "price_unit": "USD", "error_code": code, "error_message": said,
		"date_created": rfc2822(m.created), "date_updated": rfc2822(m.updated), "date_sent": dateOrNull(m.sent), "uri": s.uri("/Messages/" + m.sid),
		"subresource_uris": map[string]any{"media": s.uri("/Messages/" + m.sid + "/Media")},
	}
}
