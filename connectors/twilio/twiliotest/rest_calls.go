package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// outgoing checks and builds a call that the API places; a non-zero answer refuses it. Callers hold mu.
func (s *Server) outgoing(f url.Values) (*call, answer) {
	to, from := f.Get("To"), f.Get("From")
	if from == "" {
		return nil, problem(400, 21213, "Source ('From') phone number is required")
	}
	if to == "" {
		return nil, problem(400, 21201, "No 'To' number is specified")
	}
	if _, ok := s.numbers[from]; !ok {
		return nil, problem(400, 21210, "Source phone number provided, "+from+", is not yet verified for your account")
	}
	if s.behaviourOf(to).Does == Invalid || len(to) < 8 && to[0] == '+' || to[0] == '+' && !e164.MatchString(to) {
		return nil, problem(400, 13223, "Dial: Invalid phone number format "+to)
	}
	for _, field := range []string{"StatusCallback", "ConferenceStatusCallback", "RecordingStatusCallback", "ConferenceRecordingStatusCallback"} {
		if !callable(f.Get(field)) {
			return nil, problem(400, 21609, "The "+field+" URL is not valid")
		}
	}
	to, custom := customOf(to)
	c := &call{from: from, to: to, custom: custom, direction: "outbound-api", ringTime: 60 * time.Second,
		callback: callback{address: f.Get("StatusCallback"), method: f.Get("StatusCallbackMethod"), events: f["StatusCallbackEvent"]}}
	if len(c.callback.events) == 0 {
		c.callback.events = []string{"completed"}
	}
	if n, err := strconv.Atoi(f.Get("Timeout")); err == nil {
		c.ringTime = time.Duration(n) * time.Second
	}
	if n, err := strconv.Atoi(f.Get("TimeLimit")); err == nil && n > 0 {
		c.timeLimit = time.Duration(n) * time.Second
	}
	return c, answer{}
}

const (
	longestCallback = 4000 // characters of an address
	longestTwiml    = 4000 // characters of a document that comes with a request
)

// callable: a status callback may go there; to no host with an underscore, for one.
func callable(address string) bool {
	u, err := url.Parse(address)
	return address == "" || err == nil && u.Host != "" && len(address) <= longestCallback && !strings.Contains(u.Hostname(), "_")
}

// createCall places a call whose TwiML runs once it is answered. Only calls into
// conferences are placed by the product; a plain call is there for completeness and
// runs its document from the answer on.
func (s *Server) createCall(f url.Values) answer {
	c, refusal := s.outgoing(f)
	if c == nil {
		return refusal
	}
	if f.Get("Url") == "" && f.Get("Twiml") == "" {
		return problem(400, 21205, "Url parameter is required")
	}
	if len(f.Get("Twiml")) > longestTwiml {
		return problem(400, 32018, "Twiml is longer than 4000 characters")
	}
	c.then = &source{address: f.Get("Url"), method: f.Get("Method"), fallback: f.Get("FallbackUrl")}
	if c.then.address == "" {
		c.then.body = f.Get("Twiml")
	}
	if f.Get("Record") == "true" {
		c.record = &recording{source: "OutboundAPI", channels: channelsOf(f.Get("RecordingChannels")), call: c, hears: true, spoken: true, callback: recordingWish(f, "")}
	}
	s.addCall(c)
	s.place(c)
	return answer{status: 201, body: s.callJSON(c)}
}

func (s *Server) restCall(method, sid, path string, f url.Values) answer {
	c, ok := s.calls[sid]
	if !ok {
		return notFound(path)
	}
	switch method {
	case http.MethodGet:
	case http.MethodPost:
		if a := s.updateCall(c, f); a.status != 0 {
			return a
		}
	default:
		return problem(405, 20004, "Method not allowed")
	}
	return answer{status: 200, body: s.callJSON(c)}
}

func (s *Server) updateCall(c *call, f url.Values) answer {
	if c.final() {
		return problem(400, 21220, "Call is not in-progress. Cannot redirect.")
	}
	switch status := f.Get("Status"); status {
	case "canceled":
		if c.status == "in-progress" {
			return answer{} // assumed: a call that runs is left alone
		}
		s.finish(c, "canceled", "487")
		return answer{}
	case "completed":
		ended := "completed"
		if c.status != "in-progress" {
			ended = "canceled" // assumed
		}
		s.finish(c, ended, "")
		return answer{}
	}
	src := source{address: f.Get("Url"), method: f.Get("Method"), fallback: f.Get("FallbackUrl")}
	if src.address == "" {
		src.body = f.Get("Twiml")
	}
	if src.address == "" && src.body == "" {
		return answer{}
	}
	if c.status != "in-progress" {
		return problem(400, 21220, "Call is not in-progress. Cannot redirect.")
	}
	if len(src.body) > longestTwiml {
		return problem(400, 32018, "Twiml is longer than 4000 characters")
	}
	if c.leg != nil {
		s.leave(c.leg, "participant_updated_via_api")
	}
	s.removed(c, queueRedirected)
	if c.bridge != nil {
		s.part(c.bridge)
	}
	s.startScript(c, src)
	return answer{}
}

func (s *Server) restList(what, path string, f url.Values) answer {
	var all []map[string]any
	switch what {
	case "Calls":
		for _, c := range slices.Backward(s.callOrder) {
			if matches(f, "To", c.to) && matches(f, "From", c.from) && matches(f, "Status", c.status) {
				all = append(all, s.callJSON(c))
			}
		}
		return paged(path, "calls", f, orEmpty(all))
	case "Conferences":
		for _, r := range slices.Backward(s.conferences) {
			if matches(f, "FriendlyName", r.name) && matches(f, "Status", r.status) {
				all = append(all, s.roomJSON(r))
			}
		}
		return paged(path, "conferences", f, orEmpty(all))
	case "Queues":
		for _, q := range slices.Backward(s.queues) {
			all = append(all, s.queueJSON(q))
		}
		return paged(path, "queues", f, orEmpty(all))
	case "Recordings":
		return s.listRecordings(path, f, func(r *recording) bool {
			return matches(f, "CallSid", r.callSID) && matches(f, "ConferenceSid", r.conferenceSID)
		})
	case "IncomingPhoneNumbers":
		for _, n := range s.numbers {
			if matches(f, "PhoneNumber", n.PhoneNumber) {
				all = append(all, s.numberJSON(n))
			}
		}
		return paged(path, "incoming_phone_numbers", f, orEmpty(all))
	case "Applications":
		for _, a := range s.apps {
			if matches(f, "FriendlyName", a.FriendlyName) {
				all = append(all, s.applicationJSON(a))
			}
		}
		return paged(path, "applications", f, orEmpty(all))
	}
	return notFound(path)
}

func matches(f url.Values, field, value string) bool { return !f.Has(field) || f.Get(field) == value }

func orEmpty(all []map[string]any) []map[string]any {
	if all == nil {
		return []map[string]any{}
	}
	return all
}

func (s *Server) uri(rest string) string {
	return "/2010-04-01/Accounts/" + s.opt.AccountSID + rest + ".json"
}

func orNull(v string) any {
	if v == "" {
		return nil
	}
	return v
}

func dateOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return rfc2822(t)
}

func (s *Server) callJSON(c *call) map[string]any {
	status := c.status
	if status == "initiated" { // known to callbacks only
		status = "queued"
	}
	duration := any(nil)
	if c.final() {
		duration = strconv.Itoa(int(c.talk() / time.Second)) // a string
	}
	updated := c.created
	for _, t := range []time.Time{c.started, c.answered, c.ended} {
		if t.After(updated) {
			updated = t
		}
	}
	return map[string]any{
		"sid": c.sid, "account_sid": s.opt.AccountSID, "api_version": "2010-04-01", "from": c.from, "from_formatted": c.from, "to": c.to,
		"to_formatted": c.to, "status": status, "direction": c.direction, "duration": duration, "answered_by": nil, "caller_name": nil,
		"date_created": rfc2822(c.created), "date_updated": rfc2822(updated), "start_time": dateOrNull(c.started), "end_time": dateOrNull(c.ended),
		"forwarded_from": nil, "group_sid": nil, "parent_call_sid": orNull(c.parent), "phone_number_sid": orNull(c.numberSID), "price": nil, "price_unit": "USD",
		"queue_time": strconv.FormatInt(c.wait.Milliseconds(), 10), "trunk_sid": nil, "uri": s.uri("/Calls/" + c.sid),
		"subresource_uris": map[string]any{"recordings": s.uri("/Calls/" + c.sid + "/Recordings")},
	}
}
