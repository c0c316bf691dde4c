package api_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// answer of the edge, read whole.
type answer struct {
	*http.Response
	body []byte
}

// fault is the error shape of the contract.
type fault struct {
	Code      string `json:"code"`
	Message   string `json:"message"`
	RequestID string `json:"request_id"`
}

func (a answer) fault(t *testing.T) fault {
	t.Helper()
	var f fault
	if err := json.Unmarshal(a.body, &f); err != nil {
		t.Fatalf("%d: not an error in JSON: %s", a.StatusCode, a.body)
	}
	return f
}

// request is sent as it stands; a body that is no string or []byte goes as JSON.
type request struct {
	method, path, token string
	body                any
	header              http.Header
}

func (e *edge) send(r request) answer {
	e.t.Helper()
	var body io.Reader
	switch b := r.body.(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
	case []byte:
		body = bytes.NewReader(b)
	case io.Reader:
		body = b
	default:
		raw, err := json.Marshal(b)
		e.must(err)
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(e.t.Context(), r.method, e.url+r.path, body)
	e.must(err)
	for k, v := range r.header {
		req.Header[k] = v
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	res, err := e.client.Do(req)
	e.must(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	e.must(err)
	return answer{res, raw}
}

// ask sends JSON and wants that status; into takes the answer if it is not nil.
func (e *edge) ask(status int, method, path, token string, body, into any) answer {
	e.t.Helper()
	a := e.send(request{method: method, path: path, token: token, body: body})
	e.want(a, status, "")
	if into != nil {
		if err := json.Unmarshal(a.body, into); err != nil {
			e.t.Fatalf("%s %s: %v in %s", method, path, err, a.body)
		}
	}
	return a
}

// want that status and, of an error, that code.
func (e *edge) want(a answer, status int, code string) {
	e.t.Helper()
	if a.StatusCode != status {
		e.t.Fatalf("%s %s: %d %s, want %d", a.Request.Method, a.Request.URL.Path, a.StatusCode, a.body, status)
	}
	if code != "" {
		if f := a.fault(e.t); f.Code != code {
			e.t.Fatalf("%s %s: code %q (%s), want %q", a.Request.Method, a.Request.URL.Path, f.Code, f.Message, code)
		}
	}
}

// watching holds every answer of every test to what all answers must keep: the
// contract of its route, the error shape, and the headers.
type watching struct {
	t        *testing.T
	contract routers.Router
	next     http.RoundTripper
}

func (w *watching) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := w.next.RoundTrip(r)
	if err != nil || res.StatusCode == http.StatusSwitchingProtocols {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if err := res.Body.Close(); err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	w.check(r, res, body)
	return res, nil
}

func (w *watching) check(r *http.Request, res *http.Response, body []byte) {
	w.checkHeaders(r, res)
	if res.StatusCode >= 400 {
		w.checkFault(r, res, body)
	}
	w.checkContract(r, res, body)
}

// hear the answer that comes over a connection of the test's own.
func (e *edge) hear(conn net.Conn, method, path string) answer {
	e.t.Helper()
	r, err := http.NewRequestWithContext(e.t.Context(), method, e.url+path, http.NoBody)
	e.must(err)
	res, err := http.ReadResponse(bufio.NewReader(conn), r)
	e.must(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	e.must(err)
	res.Request = r
	e.client.Transport.(*watching).check(r, res, raw)
	return answer{res, raw}
}

// plain is what an answer says, however it travelled.
func (w *watching) plain(res *http.Response, body []byte) []byte {
	if res.Header.Get("Content-Encoding") != "gzip" {
		return body
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err == nil {
		body, err = io.ReadAll(z)
	}
	if err != nil {
		w.t.Errorf("an answer that cannot be unpacked: %v", err)
	}
	return body
}

func (w *watching) checkHeaders(r *http.Request, res *http.Response) {
	if res.Header.Get("X-Content-Type-Options") != "nosniff" {
		w.t.Errorf("%s %s: no X-Content-Type-Options", r.Method, r.URL.Path)
	}
	if res.Header.Get("X-Request-Id") == "" {
		w.t.Errorf("%s %s: no X-Request-Id", r.Method, r.URL.Path)
	}
	if c := res.Header.Get("Set-Cookie"); c != "" {
		w.t.Errorf("%s %s: sets a cookie: %s", r.Method, r.URL.Path, c)
	}
	if res.Header.Get("Access-Control-Allow-Credentials") != "" {
		w.t.Errorf("%s %s: lends credentials to other origins", r.Method, r.URL.Path)
	}
}

// details that a stranger is not to read: of errors, files and code.
var details = regexp.MustCompile(`(?i)\.go\b|goroutine|panic|sqlite|runtime|0x[0-9a-f]|/tmp/|/server/|unmarshal|secret|stack|dial tcp|json:|schema`)

var sentence = regexp.MustCompile(`^[A-Z].*\.$|^[A-Za-z_.0-9]+ [a-z].*\.$`)

func (w *watching) checkFault(r *http.Request, res *http.Response, body []byte) {
	what := r.Method + " " + r.URL.Path
	if kind := res.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		w.t.Errorf("%s: an error as %q: %s", what, kind, body)
		return
	}
	members := map[string]any{}
	if err := json.Unmarshal(body, &members); err != nil {
		w.t.Errorf("%s: %v: %s", what, err, body)
		return
	}
	code, _ := members["code"].(string)
	expected := 3
	if code == "bad_number" { // the one code that has reasons
		expected = 4
		if reason, _ := members["reason"].(string); !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(reason) {
			w.t.Errorf("%s: reason %q", what, reason)
		}
	}
	if len(members) != expected {
		w.t.Errorf("%s: not exactly code, message and request_id: %s", what, body)
		return
	}
	message, _ := members["message"].(string)
	if id, _ := members["request_id"].(string); id == "" || id != res.Header.Get("X-Request-Id") {
		w.t.Errorf("%s: request_id %q, header %q", what, id, res.Header.Get("X-Request-Id"))
	}
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(code) {
		w.t.Errorf("%s: code %q", what, code)
	}
	if !sentence.MatchString(message) || details.MatchString(message) {
		w.t.Errorf("%s: not one safe sentence: %q", what, message)
	}
}

func (w *watching) checkContract(r *http.Request, res *http.Response, body []byte) {
	route, params, err := w.contract.FindRoute(r)
	if err != nil {
		return // not a route of the contract
	}
	options := &openapi3filter.Options{IncludeResponseStatus: true}
	if route.Operation.OperationID == "getFile" && res.StatusCode == http.StatusOK {
		options.ExcludeResponseBody = true // of any type
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 res.StatusCode, Header: res.Header, Options: options,
	}
	in.SetBodyBytes(w.plain(res, body))
	if err := openapi3filter.ValidateResponse(r.Context(), in); err != nil {
		w.t.Errorf("%s %s: the answer breaks the contract: %v", r.Method, r.URL.Path, err)
	}
	if res.StatusCode >= 400 {
		w.checkCode(route.Operation, res.StatusCode, body)
	}
}

// checkCode: every refusal stands in the contract, under its status and by its code.
// What is wrong with the server may stand under default.
func (w *watching) checkCode(o *openapi3.Operation, status int, body []byte) {
	var f fault
	if err := json.Unmarshal(body, &f); err != nil {
		return // see checkFault
	}
	said := o.Responses.Status(status)
	if said == nil && status >= 500 {
		said = o.Responses.Default()
	}
	if said == nil || !strings.Contains(*said.Value.Description, "`"+f.Code+"`") {
		w.t.Errorf("%s answers %d %s, which the contract does not say", o.OperationID, status, f.Code)
	}
	heard.note(refusal{o.OperationID, status, f.Code})
}

// The contract as it stands in the repository, read once: with the race detector
// that takes long.
var (
	readDoc = sync.OnceValues(func() (*openapi3.T, error) {
		return openapi3.NewLoader().LoadFromFile("contract/openapi.yaml")
	})
	readRouter = sync.OnceValues(func() (routers.Router, error) {
		doc, err := readDoc()
		if err != nil {
			return nil, err
		}
		return gorillamux.NewRouter(doc)
	})
)

func loadDoc(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := readDoc()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func loadContract(t *testing.T) routers.Router {
	t.Helper()
	router, err := readRouter()
	if err != nil {
		t.Fatal(err)
	}
	return router
}
