package pages_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/cmd/sandbox/pages"
)

var now = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

type server struct {
	status pages.ServerStatus
	killed int
}

func (s *server) Status(context.Context) pages.ServerStatus { return s.status }

func (s *server) Kill() error {
	if s.status.PID == 0 {
		return errors.New("nothing runs")
	}
	s.killed++
	return nil
}

var shop = pages.Shop{
	App: "shop", Secret: "the secret of the shop, long enough", Name: "Fjord & Pine",
	Customer: pages.Customer{ID: "cus_1", Name: "Aiko Tanaka", Email: "aiko@example.com", Phone: "+14155550134", Plan: "Plus", Order: "10422"},
	Items:    []pages.Item{{ID: "lamp", Name: "Fjord lamp", Price: "$129", Art: "lamp"}},
}

type fixture struct {
	*httptest.Server
	server *server
	resets int
}

// start serves the pages, with cloud as all three stand-ins.
func start(t *testing.T, cloud http.Handler) *fixture {
	t.Helper()
	standIn := httptest.NewServer(cloud)
	t.Cleanup(standIn.Close)
	f := &fixture{server: &server{status: pages.ServerStatus{PID: 77, Starts: 2, Up: true, Last: "signal: killed"}}}
	h, err := pages.New(pages.Options{
		Deskside: "http://127.0.0.1:8080", Zendesk: standIn.URL, Salesforce: standIn.URL, Twilio: standIn.URL,
		World:  func() pages.World { return pages.World{Deskside: "http://127.0.0.1:8080", Shared: "+14155550177"} },
		Shops:  []pages.Shop{shop},
		Server: f.server, Clock: clocktest.New(now),
		Reset: func(context.Context) error { f.resets++; return nil },
		Story: func(context.Context) ([]string, error) { return []string{"call"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	f.Server = httptest.NewServer(h)
	t.Cleanup(f.Close)
	return f
}

func (f *fixture) do(t *testing.T, method, path, body string, header ...string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, f.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := f.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b), answer.Header
}

// What the server cannot know of the story is noticed where it is done.
func TestStoryNoticesTrouble(t *testing.T) {
	f := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }))
	story := func() string {
		t.Helper()
		_, body, _ := f.do(t, "GET", "/api/story", "")
		return strings.TrimSpace(body)
	}
	if got := story(); got != `{"done":["call"],"whole":true}` {
		t.Error(got)
	}
	if status, body, _ := f.do(t, "POST", "/api/zendesk/faults", "{}"); status != http.StatusCreated {
		t.Errorf("%d %s", status, body)
	}
	if got := story(); got != `{"done":["call","trouble"],"whole":true}` {
		t.Error(got)
	}
	f.do(t, "POST", "/_sandbox/reset", "")
	if got := story(); got != `{"done":["call"],"whole":true}` {
		t.Error(got)
	}
}

func TestEveryPageAndAllThatItLoadsIsServed(t *testing.T) {
	f := start(t, http.NotFoundHandler())
	seen := map[string]bool{}
	var walk func(string)
	walk = func(address string) {
		if seen[address] {
			return
		}
		seen[address] = true
		status, body, header := f.do(t, "GET", address, "")
		if status != 200 {
			t.Errorf("%s: %d", address, status)
			return
		}
		if want := map[string]string{".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}[path.Ext(address)]; !strings.HasPrefix(header.Get("Content-Type"), want) {
			t.Errorf("%s has type %s", address, header.Get("Content-Type"))
		}
		for _, m := range loaded.FindAllStringSubmatch(body, -1) {
			next := m[1] + m[2]
			if !strings.HasPrefix(next, "/") {
				next = path.Join(path.Dir(address), next)
			}
			walk(next)
		}
		if strings.Contains(body, "innerHTML") || strings.Contains(body, "insertAdjacentHTML") || strings.Contains(body, "document.write") {
			t.Errorf("%s makes markup out of text", address)
		}
	}
	for _, page := range []string{"/", "/desk/zendesk", "/desk/salesforce", "/shop", "/phone"} {
		walk(page)
	}
	if len(seen) < 25 {
		t.Errorf("only %d files were found: %v", len(seen), seen)
	}
	if status, _, _ := f.do(t, "GET", "/boutique", ""); status != 404 {
		t.Errorf("a shop that is not there: %d", status)
	}
}

// loaded finds what a page or a module asks for next.
var loaded = regexp.MustCompile(`(?:src|href)="(/web/[^"]+)"|from "(\.[^"]+)"`)

func TestPagesLetInDesksideAndNobodyElse(t *testing.T) {
	f := start(t, http.NotFoundHandler())
	_, _, header := f.do(t, "GET", "/shop", "")
	policy := header.Get("Content-Security-Policy")
	for _, want := range []string{"script-src 'self' http://127.0.0.1:8080;", "frame-src http://127.0.0.1:8080;", "form-action 'self' http://127.0.0.1:8080;", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%q is missing in %q", want, policy)
		}
	}
}

func TestStrangersPressNoSwitches(t *testing.T) {
	f := start(t, http.NotFoundHandler())
	if status, _, _ := f.do(t, "GET", "/", "", "Host", "rebound.example.com"); status != 403 {
		t.Errorf("a name that is not ours: %d", status)
	}
	if status, _, _ := f.do(t, "POST", "/_sandbox/server/kill", "", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); status != 403 {
		t.Errorf("another site's request: %d", status)
	}
	if f.server.killed != 0 {
		t.Error("the server was killed")
	}
}

func TestServerSwitches(t *testing.T) {
	f := start(t, http.NotFoundHandler())
	status, body, _ := f.do(t, "GET", "/_sandbox/server", "")
	if want := `{"pid":77,"starts":2,"up":true,"last":"signal: killed"}`; status != 200 || strings.TrimSpace(body) != want {
		t.Errorf("status: %d %s", status, body)
	}
	if status, _, _ := f.do(t, "POST", "/_sandbox/server/kill", ""); status != 204 || f.server.killed != 1 {
		t.Errorf("kill: %d, %d times", status, f.server.killed)
	}
	f.server.status.PID = 0
	if status, body, _ := f.do(t, "POST", "/_sandbox/server/kill", ""); status != 409 || !strings.Contains(body, "not_running") {
		t.Errorf("kill of nothing: %d %s", status, body)
	}
	if status, _, _ := f.do(t, "POST", "/_sandbox/reset", ""); status != 204 || f.resets != 1 {
		t.Errorf("reset: %d, %d times", status, f.resets)
	}
}

func TestControlsLeadToTheStandInAndNoFurther(t *testing.T) {
	f := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.Method+" "+r.URL.RequestURI()+" "+string(b)+" origin="+r.Header.Get("Origin"))
	}))
	for _, cloud := range []string{"zendesk", "salesforce", "twilio"} {
		_, body, _ := f.do(t, "POST", "/api/"+cloud+"/faults?x=1", `{"a":1}`, "Origin", f.URL)
		if want := `POST /_sandbox/faults?x=1 {"a":1} origin=`; body != want {
			t.Errorf("%s: %q", cloud, body)
		}
	}
	_, body, _ := f.do(t, "GET", "/api/twilio/%2e%2e/2010-04-01/Accounts", "")
	if strings.HasPrefix(body, "GET /2010") {
		t.Errorf("out of the controls: %q", body)
	}
}

func TestEventStreamsComeThroughAtOnce(t *testing.T) {
	release := make(chan struct{})
	f := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: first\n\n")
		_ = http.NewResponseController(w).Flush()
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	answer, err := f.Client().Get(f.URL + "/api/zendesk/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { close(release); _ = answer.Body.Close() }()
	// The stand-in is not done yet; a proxy that buffers would keep us waiting for ever.
	if line, err := bufio.NewReader(answer.Body).ReadString('\n'); err != nil || line != "data: first\n" {
		t.Errorf("%q, %v", line, err)
	}
}

func TestPacketIsSignedByTheShop(t *testing.T) {
	f := start(t, http.NotFoundHandler())
	ask := func(state string) string {
		status, body, _ := f.do(t, "POST", "/api/shops/shop/packet", `{"item":"lamp","state":"`+state+`"}`)
		var got struct{ Packet string }
		if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 {
			t.Fatalf("%s: %d %s", state, status, body)
		}
		return got.Packet
	}
	read := func(packet string) (jwt.MapClaims, error) {
		claims := jwt.MapClaims{}
		_, err := jwt.ParseWithClaims(packet, claims, func(*jwt.Token) (any, error) { return []byte(shop.Secret), nil },
			jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithTimeFunc(func() time.Time { return now }))
		return claims, err
	}

	claims, err := read(ask("sound"))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(claims)
	want := `{"custom_data":{` +
		`"item":{"label":"Item in view","type":"text","value":"Fjord lamp ($129)"},` +
		`"order":{"label":"Last order","type":"text","value":"10422"},` +
		`"plan":{"label":"Plan","type":"text","value":"Plus"}},` +
		`"email":"aiko@example.com","exp":1772601067,"iat":1772600767,"name":"Aiko Tanaka","phone":"+14155550134","sub":"cus_1"}`
	if string(got) != want {
		t.Errorf("claims\n%s\nwant\n%s", got, want)
	}
	if _, err := read(ask("broken")); !errors.Is(err, jwt.ErrTokenSignatureInvalid) {
		t.Errorf("broken: %v", err)
	}
	if _, err := read(ask("expired")); !errors.Is(err, jwt.ErrTokenExpired) {
		t.Errorf("expired: %v", err)
	}
}

func TestShopRefusesWhatItDoesNotKnow(t *testing.T) {
	f := start(t, http.NotFoundHandler())
	for _, c := range []struct {
		path, body string
		status     int
		code       string
	}{
		{"/api/shops/nowhere/packet", `{"item":"lamp","state":"sound"}`, 404, "no_shop"},
		{"/api/shops/shop/packet", `{"item":"boat","state":"sound"}`, 422, "no_item"},
		{"/api/shops/shop/packet", `{"item":"lamp","state":"forged"}`, 422, "no_packet"},
		{"/api/shops/shop/packet", `lamp`, 400, "bad_request"},
		{"/api/shops/shop/packet", `{"item":"` + strings.Repeat("x", 5000) + `"}`, 400, "bad_request"},
	} {
		if status, body, _ := f.do(t, "POST", c.path, c.body); status != c.status || !strings.Contains(body, `"`+c.code+`"`) {
			t.Errorf("%s %.40s: %d %s", c.path, c.body, status, body)
		}
	}
	_, body, _ := f.do(t, "GET", "/api/shops/shop", "")
	if strings.Contains(body, shop.Secret) || !strings.Contains(body, "Fjord lamp") {
		t.Errorf("the shop tells %s", body)
	}
}

// Every drawing that a page could be asked for exists.
func TestEveryItemHasItsDrawing(t *testing.T) {
	art, err := os.ReadFile("web/shop/art.js")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../describe.go")
	if err != nil {
		t.Fatal(err)
	}
	items := regexp.MustCompile(`Art: "(\w+)"`).FindAllSubmatch(source, -1)
	if len(items) < 12 {
		t.Fatalf("found %d items", len(items))
	}
	for _, m := range items {
		if !strings.Contains(string(art), "\n  "+string(m[1])+": [") {
			t.Errorf("no drawing %s", m[1])
		}
	}
}
