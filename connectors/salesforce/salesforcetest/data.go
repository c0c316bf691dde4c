package salesforcetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors/crmtest"
)

// maxURI is the longest request line and header block, in bytes; over it the
// organisation answers 414.
const maxURI = 16384

// call is one request to the data API: from outside, or a part of a composite.
type call struct {
	method  string
	version string // v66.0
	path    []string
	query   url.Values
	header  func(string) string
	body    []byte
	file    *blob // of a multipart request
	tx      *tx
}

type answer struct {
	status int
	header map[string]string
	body   any // nil: none
	data   *blob
}

func refused(bad *refusal) answer { return answer{status: bad.status, body: bad.list()} }

// serveData is the door of the data API: token, quota, faults, then the work.
func (s *Server) serveData(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.RequestURI()) > maxURI {
		w.WriteHeader(http.StatusRequestURITooLong)
		return
	}
	multipart := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
	var body []byte
	if !multipart {
		var err error
		if body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<20)); err != nil {
			replyRefused(w, refuse(413, "REQUEST_ENTITY_TOO_LARGE", "request too large"))
			return
		}
	}
	f := s.nextFault(r, body)
	if f.before(w, r) {
		return
	}
	s.mu.Lock()
	bad := s.admit(r, f)
	usage := s.usage()
	if f.trouble == crmtest.DailyLimit {
		usage = fmt.Sprintf("api-usage=%d/%[1]d; per-app-api-usage=17/250(appName=deskside)", s.opts.DailyLimit)
	}
	s.mu.Unlock()
	if bad != nil {
		w.Header().Set("Sforce-Limit-Info", usage)
		if f.retryAfter > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(int(f.retryAfter.Seconds())))
		}
		replyRefused(w, bad)
		return
	}
	version, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/services/data/"), "/")
	c := &call{method: r.Method, version: version, query: r.URL.Query(), header: r.Header.Get, body: body}
	var malformed *refusal
	if multipart {
		c.body, c.file, malformed = s.readMultipart(r)
		if c.file != nil && f.trouble.OfFiles() {
			if err := c.file.spoil(f.trouble); err != nil {
				malformed = refuse(500, "UNKNOWN_EXCEPTION", err.Error())
			}
		}
	}
	c.path = splitPath(rest)

	var a answer
	if malformed != nil {
		a = refused(malformed)
	} else {
		s.mu.Lock()
		c.tx = newTx(r.Header.Get)
		c.tx.refuse = f.refusal()
		a = s.run(c)
		s.announce(c.tx)
		s.mu.Unlock()
	}
	if f.after(w, r) {
		return
	}
	w.Header().Set("Sforce-Limit-Info", usage)
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	if a.data != nil {
		a.data.serve(w, r)
		return
	}
	reply(w, a.status, a.body)
}

// admit checks the token and the quota of the day. A composite is one call.
func (s *Server) admit(r *http.Request, f *fault) *refusal {
	if !s.alive(bearer(r)) {
		return refuse(401, "INVALID_SESSION_ID", "Session expired or invalid")
	}
	s.calls++
	if s.now().Sub(s.day) >= 24*time.Hour {
		s.day, s.spent = s.now(), 0
	}
	if bad := f.quota(); bad != nil {
		return bad
	}
	if s.spent >= s.opts.DailyLimit {
		return refuse(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	}
	s.spent++
	return nil
}

func splitPath(escaped string) []string {
	var path []string
	for part := range strings.SplitSeq(strings.Trim(escaped, "/"), "/") {
		if plain, err := url.PathUnescape(part); err == nil {
			part = plain
		}
		path = append(path, part)
	}
	return path
}

var notFound = refuse(404, "NOT_FOUND", "The requested resource does not exist")

func wrongMethod(c *call) answer {
	return refused(refuse(405, "METHOD_NOT_ALLOWED", fmt.Sprintf("HTTP Method '%s' not allowed.", c.method)))
}

// run carries out one call under the lock.
func (s *Server) run(c *call) answer {
	get, post := c.method == http.MethodGet, c.method == http.MethodPost
	resource, depth := c.path[0], len(c.path)
	switch {
	case resource == "sobjects":
		return s.sobjects(c)
	case (resource == "query" || resource == "queryAll") && depth == 1 && get:
		q, bad := parseSOQL(c.query.Get("q"))
		if bad != nil {
			return refused(bad)
		}
		result, bad := s.query(q, c.version, resource == "queryAll")
		if bad != nil {
			return refused(bad)
		}
		return answer{status: 200, body: result}
	case resource == "composite" && depth == 1 && post:
		return s.composite(c)
	case resource == "composite" && depth > 1 && c.path[1] == "sobjects":
		return s.collections(c)
	case resource == "parameterizedSearch" && post:
		return s.parameterizedSearch(c)
	case resource == "search" && get:
		return s.search(c)
	case resource == "ui-api":
		return s.picklistValues(c)
	case resource == "limits" && get:
		return answer{status: 200, body: map[string]any{
			"DailyApiRequests": map[string]int{"Max": s.opts.DailyLimit, "Remaining": s.opts.DailyLimit - s.spent}}}
	}
	return refused(notFound)
}

// values reads a record from a JSON body.
func (c *call) values() (map[string]any, *refusal) {
	var values map[string]any
	d := json.NewDecoder(bytes.NewReader(c.body))
	if err := d.Decode(&values); err != nil {
		return nil, refuse(400, "JSON_PARSER_ERROR", "Unexpected character in JSON body")
	}
	return values, nil
}

// sobjects serves /sobjects and what is below it.
func (s *Server) sobjects(c *call) answer {
	if len(c.path) == 1 {
		return s.describeAll(c)
	}
	o, bad := s.object(c.path[1])
	if bad != nil {
		return refused(bad)
	}
	switch len(c.path) {
	case 2:
		if c.method != http.MethodPost {
			return wrongMethod(c)
		}
		values, bad := c.values()
		if bad != nil {
			return refused(bad)
		}
		return s.create(c, o, values)
	case 3:
		if c.path[2] == "describe" {
			return s.describe(c, o)
		}
		r, bad := s.row3(o, c.path[2])
		if bad != nil {
			return refused(bad)
		}
		return s.rowCall(c, r)
	}
	if f, ok := o.field(c.path[2]); ok && f.external {
		// Clients that do not escape a slash in the key send several parts.
		return s.byExternalID(c, o, f, strings.Join(c.path[3:], "/"))
	}
	if o.name == "ContentVersion" && c.path[3] == "VersionData" {
		r, bad := s.row3(o, c.path[2])
		if bad != nil {
			return refused(bad)
		}
		return answer{status: 200, data: r.data}
	}
	return refused(notFound)
}

func (s *Server) row3(o *object, id string) (*record, *refusal) {
	if !validID(id) || id[:3] != o.prefix {
		return nil, refuse(404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: "+id)
	}
	r := s.find(id)
	switch {
	case r == nil:
		return nil, notFound
	case r.deleted:
		return nil, refuse(404, "ENTITY_IS_DELETED", "entity is deleted")
	}
	return r, nil
}

func (s *Server) create(c *call, o *object, values map[string]any) answer {
	file := c.file
	if data, ok := values["VersionData"].(string); ok && file == nil {
		var bad *refusal
		if file, bad = s.blobFromBase64(data); bad != nil {
			return refused(bad)
		}
	}
	point := len(c.tx.undo)
	r, bad := s.insert(c.tx, o, values, file)
	if bad != nil {
		c.tx.rollback(point)
		return refused(bad)
	}
	return answer{status: 201, header: map[string]string{"Location": attributes(r, c.version)["url"].(string)},
		body: map[string]any{"id": r.id, "success": true, "errors": []any{}}}
}

func (s *Server) rowCall(c *call, r *record) answer {
	switch c.method {
	case http.MethodGet, http.MethodHead:
		return s.read(c, r)
	case http.MethodPatch:
		if since := c.header("If-Unmodified-Since"); since != "" {
			at, err := http.ParseTime(since)
			if changed := r.values["LastModifiedDate"].(time.Time).Truncate(time.Second); err == nil && changed.After(at) {
				return answer{status: http.StatusPreconditionFailed}
			}
		}
		values, bad := c.values()
		if bad == nil {
			bad = s.update(c.tx, r, values)
		}
		if bad != nil {
			return refused(bad)
		}
		return answer{status: 204}
	case http.MethodDelete:
		if r.object.name == "ContentVersion" {
			return refused(refuse(400, "INSUFFICIENT_ACCESS_OR_READONLY", "entity type cannot be deleted: ContentVersion"))
		}
		s.remove(c.tx, r)
		return answer{status: 204}
	}
	return wrongMethod(c)
}

func (s *Server) read(c *call, r *record) answer {
	var names []string
	if list := c.query.Get("fields"); list != "" {
		names = strings.Split(list, ",")
	} else {
		for _, f := range r.object.fields {
			names = append(names, f.name)
		}
	}
	for _, name := range names {
		if _, bad := s.known(r.object, name); bad != nil {
			return refused(bad)
		}
	}
	row, bad := s.row(query{fields: append([]string{"Id"}, names...)}, r, c.version)
	if bad != nil {
		return refused(bad)
	}
	return answer{status: 200, body: row}
}

// byExternalID reads, upserts and deletes by a key of the caller's.
func (s *Server) byExternalID(c *call, o *object, f field, key string) answer {
	found := s.byKey(o, f, key)
	if len(found) > 1 {
		var urls []string
		for _, r := range found {
			urls = append(urls, attributes(r, c.version)["url"].(string))
		}
		return answer{status: 300, body: urls}
	}
	if c.method != http.MethodPatch {
		if len(found) == 0 {
			return refused(notFound)
		}
		return s.rowCall(c, found[0])
	}
	values, bad := c.values()
	if bad != nil {
		return refused(bad)
	}
	r, created, bad := s.upsert(c.tx, o, f, key, values, c.query.Get("updateOnly") == "true")
	if bad != nil {
		return refused(bad)
	}
	status := 200
	if created {
		status = 201
	}
	return answer{status: status, body: map[string]any{"id": r.id, "success": true, "errors": []any{}, "created": created}}
}

func (s *Server) upsert(t *tx, o *object, f field, key string, values map[string]any, updateOnly bool) (r *record, created bool, bad *refusal) {
	for name := range values {
		if strings.EqualFold(name, f.name) {
			return nil, false, refuse(400, "INVALID_FIELD", fmt.Sprintf("The %s field should not be specified in the sobject data.", f.name))
		}
	}
	if found := s.byKey(o, f, key); len(found) > 0 {
		return found[0], false, s.update(t, found[0], values)
	}
	if updateOnly {
		return nil, false, notFound
	}
	withKey := map[string]any{f.name: key}
	for k, v := range values {
		withKey[k] = v
	}
	point := len(t.undo)
	if r, bad = s.insert(t, o, withKey, nil); bad != nil {
		t.rollback(point)
	}
	return r, true, bad
}
