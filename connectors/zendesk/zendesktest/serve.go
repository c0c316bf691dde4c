package zendesktest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// call is one API request that has passed the gates.
type call struct {
	r    *http.Request
	body []byte
	by   *User // who the token acts as
	base string
}

// answer is one API answer, not yet on the wire: troubles may lose it.
type answer struct {
	status int
	header http.Header
	body   []byte
}

type operation func(*Server, *call) answer

func (s *Server) routes() {
	api := func(pattern string, op operation) {
		method, path, _ := strings.Cut(pattern, " ")
		s.mux.HandleFunc(method+" /api/v2"+path, func(w http.ResponseWriter, r *http.Request) { s.serveAPI(w, r, op) })
	}
	api("POST /tickets", createTicket)
	api("GET /tickets", listTickets)
	api("GET /tickets/{id}", showTicket)
	api("PUT /tickets/{id}", updateTicket)
	api("GET /tickets/{id}/comments", listComments)
	api("GET /tickets/{id}/audits", listAudits)
	api("GET /tickets/{id}/tags", showTags)
	api("PUT /tickets/{id}/tags", addTags)
	api("POST /uploads", createUpload)
	api("DELETE /uploads/{token}", deleteUpload)
	api("GET /attachments/{id}", showAttachment)
	api("GET /users/me", showMe)
	api("GET /users/search", searchUsers)
	api("GET /users/show_many", showManyUsers)
	api("POST /users", createUser)
	api("POST /users/create_or_update", createOrUpdateUser)
	api("GET /users/{id}", showUser)
	api("GET /users/{id}/identities", listIdentities)
	api("POST /users/{id}/identities", createIdentity)
	api("GET /users/{id}/tickets/requested", requestedTickets)
	api("GET /search", search)
	api("GET /brands/{id}", showThing("brand", func(o Options) []int64 { return o.Brands }))
	api("GET /ticket_forms/{id}", showThing("ticket_form", func(o Options) []int64 { return o.Forms }))
	api("GET /groups/{id}", showThing("group", func(o Options) []int64 { return o.Groups }))
	api("GET /ticket_fields/{id}", showTicketField)
	api("GET /custom_statuses", listStatuses)
	api("GET /oauth/tokens/current", showToken)
	api("GET /apps/installations", listInstallations)
	api("GET /apps/{id}", showApp)
	s.mux.HandleFunc("/api/v2/", func(w http.ResponseWriter, r *http.Request) {
		s.serveAPI(w, r, func(*Server, *call) answer { return fail(http.StatusNotFound, "InvalidEndpoint", "Not found") })
	})
	s.mux.HandleFunc("POST /oauth/tokens", s.serveToken)
	s.mux.HandleFunc("GET /api/v2/apps/{id}/public_key.pem", s.servePublicKey)
	s.mux.HandleFunc("GET /api/v2/apps/{id}/public_key", s.servePublicKey)
	s.mux.HandleFunc("GET /attachments/token/{token}/", s.serveContent)
	s.sandboxRoutes()
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if path, ok := strings.CutSuffix(r.URL.Path, ".json"); ok && strings.HasPrefix(path, "/api/") {
		u := *r.URL
		u.Path, u.RawPath = path, ""
		r2 := *r
		r2.URL = &u
		r = &r2
	}
	s.mux.ServeHTTP(w, r)
}

// serveAPI is the way every API request goes: counted, faulted, authenticated,
// limited, then carried out under the lock.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, op operation) {
	s.mu.Lock()
	s.calls++
	fault := s.takeFault(r)
	s.mu.Unlock()
	if fault != nil && s.spoil(w, r, fault) {
		return
	}
	limit := int64(2 << 20)
	if strings.HasPrefix(r.URL.Path, "/api/v2/uploads") {
		limit = s.opts.FileBytes
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			fail(http.StatusRequestEntityTooLarge, "AttachmentTooLarge", "File is too large").send(w, r)
		}
		return // the request was cut off: nobody listens
	}
	if fault != nil && fault.Trouble.OfFiles() {
		body = fault.Trouble.Spoil(body)
	}
	s.mu.Lock()
	a := s.carryOut(&call{r: r, body: body, base: "http://" + r.Host}, fault, op)
	s.mu.Unlock()
	if fault != nil && s.lose(w, r, fault) {
		return
	}
	a.send(w, r)
}

func (s *Server) carryOut(c *call, fault *Fault, op operation) answer {
	if fault != nil {
		if a, refused := s.refuse(c, fault); refused {
			return a
		}
	}
	if a, refused := s.authenticate(c); refused {
		return a
	}
	if a, refused := s.limitAccount(); refused {
		return a
	}
	a := op(s, c)
	s.accountHeaders(a.header)
	return a
}

func (a answer) send(w http.ResponseWriter, r *http.Request) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	body := a.body
	if len(body) > 0 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = zipped(body)
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

// zippers are kept: one is most of a megabyte, and would be most of what an answer costs.
var zippers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&b)
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}

type object = map[string]any

func reply200(v any) answer { return jsonAnswer(http.StatusOK, v) }

func jsonAnswer(status int, v any) answer {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("zendesktest: answer cannot be written as JSON: %v", err))
	}
	return answer{status: status, body: b, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}}
}

func fail(status int, code, description string) answer {
	return jsonAnswer(status, object{"error": code, "description": description})
}

func notFound() answer { return fail(http.StatusNotFound, "RecordNotFound", "Not found") }

func invalid(field, code, description string) answer {
	return jsonAnswer(http.StatusUnprocessableEntity, object{
		"error": "RecordInvalid", "description": "Record validation errors",
		"details": object{field: []object{{"description": description, "error": code}}},
	})
}

func (c *call) id() (int64, bool) { return parseID(c.r.PathValue("id")) }
