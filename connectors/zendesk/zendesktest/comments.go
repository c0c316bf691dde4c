package zendesktest

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// readComment checks a comment before anything of its request is carried out.
func (s *Server) readComment(in *commentInput, public bool) (*Comment, answer, bool) {
	body := in.HTMLBody
	if body == "" {
		body = escape(in.Body)
	}
	if strings.TrimSpace(plainText(body)) == "" && len(in.Uploads) == 0 {
		return nil, invalid("comment", "BlankValue", "Comment: cannot be blank"), false
	}
	if len(body) > s.opts.CommentBytes {
		return nil, invalid("comment", "TooLong", "Comment: is too long (maximum is "+strconv.Itoa(s.opts.CommentBytes)+" characters)"), false
	}
	author := s.state.users[in.AuthorID]
	if author == nil {
		return nil, invalid("base", "InvalidValue", "Author: is invalid"), false
	}
	if in.Public != nil {
		public = *in.Public
	}
	for _, name := range in.Uploads {
		if u := s.state.uploads[name]; u == nil || u.used || !s.now().Before(u.expires) {
			return nil, invalid("base", "InvalidValue", "Uploads: token is invalid or has expired"), false
		}
	}
	return &Comment{AuthorID: in.AuthorID, Public: public, HTML: wrapHTML(body)}, answer{}, true
}

func (s *Server) viewComment(c *call, k *Comment) object {
	files := []object{}
	for _, f := range k.Attachments {
		files = append(files, s.viewAttachment(c.base, f))
	}
	return object{
		"id": k.ID, "type": "Comment", "author_id": k.AuthorID, "body": k.Text, "html_body": k.HTML, "plain_body": k.Text, "public": k.Public,
		"attachments": files, "audit_id": k.audit.id,
	}
}

func listComments(s *Server, c *call) answer {
	k := s.findTicket(c)
	if k == nil {
		return notFound()
	}
	list := slices.Clone(k.Comments)
	if newestFirst(c.r) {
		slices.Reverse(list)
	}
	page, more := pageOf(list, c.r)
	views := []object{}
	for _, m := range page {
		v := s.viewComment(c, m)
		v["via"], v["created_at"], v["metadata"] = viaAPI(), stamp(m.Created), metadata(m.audit)
		views = append(views, v)
	}
	out := object{"comments": views, "count": len(list), "next_page": nil, "previous_page": nil}
	maps.Copy(out, more)
	return reply200(out)
}

func metadata(a *audit) object {
	custom := a.custom
	if custom == nil {
		custom = object{}
	}
	return object{
		"system": object{"client": "deskside", "ip_address": "127.0.0.1", "location": "", "latitude": nil, "longitude": nil},
		"custom": custom,
	}
}

func (s *Server) viewAudit(c *call, a *audit) object {
	events := a.events
	if a.comment != nil {
		events = append([]object{s.viewComment(c, a.comment)}, events...)
	}
	via := a.via
	if via == nil {
		via = viaAPI()
	}
	return object{
		"id": a.id, "ticket_id": a.ticket, "created_at": stamp(a.created), "author_id": a.author, "metadata": metadata(a),
		"events": events, "via": via,
	}
}

func listAudits(s *Server, c *call) answer {
	k := s.findTicket(c)
	if k == nil {
		return notFound()
	}
	list := slices.Clone(k.audits)
	if newestFirst(c.r) {
		slices.Reverse(list)
	}
	page, more := pageOf(list, c.r)
	views := []object{}
	for _, a := range page {
		views = append(views, s.viewAudit(c, a))
	}
	out := object{"audits": views}
	maps.Copy(out, more)
	return reply200(out)
}

func newestFirst(r *http.Request) bool {
	q := r.URL.Query()
	return strings.HasPrefix(q.Get("sort"), "-") || q.Get("sort_order") == "desc"
}

// pageOf cuts one page out of a list: by cursor when the request says
// page[size], by page number otherwise. The cursor is opaque to clients.
func pageOf[T any](list []T, r *http.Request) (page []T, more object) {
	q, size := r.URL.Query(), pageSize(r)
	from := 0
	if !q.Has("page[size]") {
		if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 {
			from = (n - 1) * size
		}
		from = min(from, len(list))
		return list[from:min(from+size, len(list))], nil
	}
	if b, err := base64.RawURLEncoding.DecodeString(q.Get("page[after]")); err == nil {
		from, _ = strconv.Atoi(string(b))
	}
	from = min(max(from, 0), len(list))
	to := min(from+size, len(list))
	cursor := func(n int) any {
		if len(list) == 0 {
			return nil
		}
		return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(n)))
	}
	return list[from:to], object{
		"meta":  object{"has_more": to < len(list), "after_cursor": cursor(to), "before_cursor": cursor(from)},
		"links": object{"next": nil, "prev": nil},
	}
}
