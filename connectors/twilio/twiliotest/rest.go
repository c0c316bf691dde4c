package twiliotest

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Request is one request to the REST API.
type Request struct {
	At     time.Time
	Method string
	Path   string
	Form   url.Values // fields of the body or the query
	Status int        // 0: the answer was lost
	Wrong  []string   // against the OpenAPI description, its answer included
}

// Requests lists what the REST API was asked so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Wrong lists the requests that are not as Twilio's description wants them.
func (s *Server) Wrong() []string {
	var out []string
	for _, r := range s.Requests() {
		for _, w := range r.Wrong {
			out = append(out, r.Method+" "+r.Path+": "+w)
		}
	}
	return out
}

// Handler serves the REST API and the control routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/2010-04-01/", s.serveREST)
	mux.HandleFunc("GET /signal", s.serveSignal)
	mux.HandleFunc("GET "+movedPath+"{file}", s.serveMoved)
	s.control(mux)
	return mux
}

// answer of the REST API.
type answer struct {
	status int
	body   any
	header http.Header
}

// problem is Twilio's form of an error.
func problem(status, code int, message string) answer {
	return answer{status: status, body: map[string]any{
		"code": code, "message": message, "more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code), "status": status,
	}}
}

func notFound(path string) answer {
	return problem(404, 20404, "The requested resource "+path+" was not found")
}

var htmlPage = []byte("<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n")

func (s *Server) serveREST(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		s.reply(w, problem(400, 20001, "Bad form"))
		return
	}
	form := r.PostForm
	if r.Method != http.MethodPost {
		form = r.URL.Query()
	}
	log := Request{At: s.clock.Now(), Method: r.Method, Path: r.URL.Path, Form: form}
	media, ending, sounds := s.mediaOf(r.URL.Path)
	if s.opt.OpenAPI != nil && !sounds { // which describes no sound
		log.Wrong = s.opt.OpenAPI.CheckRequest(r.Method, r.URL.Path, form)
	}
	line := r.Method + " " + r.URL.Path
	before := s.fault(beforeRequest, line)
	var a answer
	var lost bool
	switch {
	case before != nil && before.Kind == REST429:
		a = problem(429, 20429, "Too Many Requests")
		a.header = http.Header{"Retry-After": {strconv.Itoa(max(before.DelayMS/1000, 1))}}
	case before != nil:
		a = answer{status: 502, body: htmlPage}
	case !s.authorised(r):
		a = problem(401, 20003, "Authenticate")
	case sounds && r.Method == http.MethodGet:
		log.Status = s.serveMedia(w, r, media, ending, s.fault(duringMedia, line))
		s.locked(func() { s.requests = remember(s.requests, log) })
		return
	case len(log.Wrong) > 0:
		a = problem(400, 20001, strings.Join(log.Wrong, "; "))
	default:
		after := s.fault(afterRequest, line)
		s.mu.Lock()
		a = s.route(r.Method, r.URL.Path, form)
		s.mu.Unlock()
		if after != nil {
			switch after.Kind {
			case Late500:
				a = answer{status: 500, body: htmlPage}
			case LoseAnswer:
				lost = true
			case EarlyEvents:
				_ = s.Await(r.Context(), s.settled)
			}
		}
	}
	body := a.bytes()
	if s.opt.OpenAPI != nil && !sounds && before == nil && a.status < 400 {
		log.Wrong = append(log.Wrong, s.opt.OpenAPI.CheckAnswer(r.Method, r.URL.Path, a.status, body)...)
	}
	if !lost {
		log.Status = a.status
	}
	s.mu.Lock()
	s.requests = remember(s.requests, log)
	s.touch()
	s.mu.Unlock()
	if lost {
		panic(http.ErrAbortHandler) // cuts the connection
	}
	s.reply(w, a)
}

func (a answer) bytes() []byte {
	switch b := a.body.(type) {
	case nil:
		return nil
	case []byte:
		return b
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(a.body) // maps of plain values
	return b.Bytes()
}

func (s *Server) reply(w http.ResponseWriter, a answer) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	kind := "application/json; charset=utf-8"
	if _, ok := a.body.([]byte); ok {
		kind = "text/html"
	}
	if a.body != nil {
		w.Header().Set("Content-Type", kind)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.bytes())
}

// authorised takes account SID and auth token, or API key and its secret; never one of each.
func (s *Server) authorised(r *http.Request) bool {
	user, password, ok := r.BasicAuth()
	if !ok {
		return false
	}
	same := func(a, b string) bool { return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
	return same(s.opt.AccountSID, user) && same(s.opt.AuthToken, password) ||
		same(s.opt.APIKeySID, user) && same(s.opt.APIKeySecret, password)
}

var sidForm = regexp.MustCompile(`^[A-Z]{2}[0-9a-fA-F]{32}$`)

func isSID(s, prefix string) bool { return strings.HasPrefix(s, prefix) && sidForm.MatchString(s) }

// route finds the resource. Callers hold mu.
func (s *Server) route(method, path string, f url.Values) answer {
	rest, ok := strings.CutSuffix(strings.TrimPrefix(path, "/2010-04-01/Accounts/"), ".json")
	if !ok {
		return notFound(path)
	}
	p := strings.Split(rest, "/")
	if p[0] != s.opt.AccountSID {
		return notFound(path)
	}
	p = p[1:]
	what := ""
	if len(p) > 0 {
		what = p[0]
	}
	if len(p) == 4 && what == "Conferences" && p[2] == "Participants" {
		return s.restParticipant(method, p[1], p[3], path, f)
	}
	if len(p) == 3 && what == "Conferences" && p[2] == "Participants" {
		return s.restParticipants(method, p[1], path, f)
	}
	if len(p) >= 3 && len(p) <= 4 && p[2] == "Recordings" && (what == "Calls" || what == "Conferences") {
		return s.restRecordingsOf(method, p, path, f)
	}
	if len(p) == 4 && what == "Queues" && p[2] == "Members" {
		return s.restMember(method, p[1], p[3], path, f)
	}
	if len(p) == 3 && what == "Queues" && p[2] == "Members" && method == http.MethodGet {
		return s.restMembers(p[1], path, f)
	}
	switch {
	case len(p) == 0 && method == http.MethodGet:
		return answer{status: 200, body: s.accountJSON()}
	case len(p) == 1 && what == "Calls" && method == http.MethodPost:
		return s.createCall(f)
	case len(p) == 1 && what == "Messages" && method == http.MethodPost:
		return s.createMessage(f)
	case len(p) == 1 && what == "Messages" && method == http.MethodGet:
		return s.listMessages(path, f)
	case len(p) == 2 && what == "Messages":
		return s.restMessage(method, p[1], path)
	case len(p) == 1 && what == "Queues" && method == http.MethodPost:
		return s.createQueue(f)
	case len(p) == 1 && method == http.MethodGet:
		return s.restList(what, path, f)
	case len(p) == 2 && what == "Calls":
		return s.restCall(method, p[1], path, f)
	case len(p) == 2 && what == "Queues":
		return s.restQueue(method, p[1], path, f)
	case len(p) == 2 && what == "Recordings":
		return s.restRecording(method, p[1], path, f)
	case len(p) == 2 && what == "Conferences":
		return s.restConference(method, p[1], path, f)
	case len(p) == 2 && what == "IncomingPhoneNumbers":
		return s.restNumber(method, p[1], path, f)
	case len(p) == 2 && what == "Applications":
		return s.restApplication(method, p[1], path, f)
	}
	return notFound(path)
}

// paged cuts a list, newest first, into a page.
func paged(path, key string, f url.Values, all []map[string]any) answer {
	size, err := strconv.Atoi(f.Get("PageSize"))
	if err != nil || size < 1 {
		size = 50
	}
	size = min(size, 1000)
	n, err := strconv.Atoi(f.Get("Page"))
	if err != nil || n < 0 {
		n = 0
	}
	from := min(n*size, len(all))
	to := min(from+size, len(all))
	at := func(i int) string {
		q := url.Values{}
		for k, v := range f {
			q[k] = v
		}
		q.Set("PageSize", strconv.Itoa(size))
		q.Set("Page", strconv.Itoa(i))
		return path + "?" + q.Encode()
	}
	body := map[string]any{
		key: all[from:to], "page": n, "page_size": size, "start": from, "end": max(to-1, 0),
		"uri": at(n), "first_page_uri": at(0), "next_page_uri": nil, "previous_page_uri": nil,
	}
	if to < len(all) {
		body["next_page_uri"] = at(n + 1)
	}
	if n > 0 {
		body["previous_page_uri"] = at(n - 1)
	}
	return answer{status: 200, body: body}
}
