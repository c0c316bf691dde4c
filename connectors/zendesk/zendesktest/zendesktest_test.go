package zendesktest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

type client struct {
	t     *testing.T
	url   string
	token string
	wire  *http.Transport
}

func start(t *testing.T, o zendesktest.Options) (*zendesktest.Server, *client) {
	t.Helper()
	s := zendesktest.New(o)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	c := &client{t: t, url: web.URL, wire: &http.Transport{}}
	t.Cleanup(c.wire.CloseIdleConnections)
	_, _, out := c.do(http.MethodPost, "/oauth/tokens", fmt.Sprintf(`{"grant_type":"client_credentials","client_id":"deskside","client_secret":%q,"scope":"read write"}`, s.ClientSecret()))
	c.token = out["access_token"].(string)
	return s, c
}

func (c *client) do(method, path, body string, header ...string) (int, http.Header, map[string]any) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := (&http.Client{Transport: c.wire}).Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	_ = d.Decode(&out)
	return resp.StatusCode, resp.Header, out
}

const create = `{"ticket":{"subject":"Lamp","comment":{"html_body":"<p onclick=x>It is <b>broken</b></p><script>x</script>","public":false},"requester":{"name":"Rosa","email":"rosa@customer.example"},"surprise":1}}`

func TestCreateIsIdempotentByKey(t *testing.T) {
	s, c := start(t, zendesktest.Options{})
	status, h, first := c.do(http.MethodPost, "/api/v2/tickets.json", create, "Idempotency-Key", "k1")
	if status != http.StatusCreated || h.Get("X-Idempotency-Lookup") != "miss" || h.Get("Location") == "" {
		t.Fatalf("%d %v", status, h)
	}
	if w := h.Get("X-Zendesk-Api-Warn"); !strings.Contains(w, `"ticket.surprise"`) {
		t.Errorf("warning %q", w)
	}
	status, h, second := c.do(http.MethodPost, "/api/v2/tickets", create, "Idempotency-Key", "k1")
	if status != http.StatusCreated || h.Get("X-Idempotency-Lookup") != "hit" || fmt.Sprint(first) != fmt.Sprint(second) {
		t.Errorf("%d %v", status, h)
	}
	status, _, out := c.do(http.MethodPost, "/api/v2/tickets", strings.Replace(create, "Lamp", "Other", 1), "Idempotency-Key", "k1")
	if status != http.StatusBadRequest || out["error"] != "IdempotentRequestError" {
		t.Errorf("%d %v", status, out)
	}
	s.Advance(2*time.Hour + time.Second)
	c.token = ""
	_, _, tok := c.do(http.MethodPost, "/oauth/tokens", fmt.Sprintf(`{"grant_type":"client_credentials","client_id":"deskside","client_secret":%q,"scope":"write"}`, s.ClientSecret()))
	c.token = tok["access_token"].(string)
	if c.do(http.MethodPost, "/api/v2/tickets", create, "Idempotency-Key", "k1"); len(s.Tickets()) != 2 {
		t.Errorf("%d tickets after the key was forgotten, want 2", len(s.Tickets()))
	}
}

func TestCommentIsSanitisedAndIsAnEventOfItsAudit(t *testing.T) {
	s, c := start(t, zendesktest.Options{})
	_, _, out := c.do(http.MethodPost, "/api/v2/tickets", create)
	event := out["audit"].(map[string]any)["events"].([]any)[0].(map[string]any)
	if event["html_body"] != `<div class="zd-comment" dir="auto"><p>It is <b>broken</b></p></div>` || event["body"] != "It is broken" {
		t.Errorf("%v", event)
	}
	ticket := out["ticket"].(map[string]any)
	if fmt.Sprint(ticket["custom_fields"]) != fmt.Sprint(ticket["fields"]) || ticket["fields"] == nil {
		t.Error("custom fields are not there twice")
	}
	_, _, list := c.do(http.MethodGet, fmt.Sprintf("/api/v2/tickets/%v/comments", ticket["id"]), "")
	if id := list["comments"].([]any)[0].(map[string]any)["id"]; id != event["id"] || len(fmt.Sprint(id)) != 14 {
		t.Errorf("comment %v, event %v", id, event["id"])
	}
	if s.Calls() != 2 {
		t.Errorf("%d calls, want 2: tokens do not count", s.Calls())
	}
}

func TestSafeUpdateClosedTicketAndUploads(t *testing.T) {
	s, c := start(t, zendesktest.Options{})
	k := s.AddTicket(zendesktest.Ticket{Subject: "Lamp"}, "broken", time.Hour)
	path := fmt.Sprintf("/api/v2/tickets/%d.json", k.ID)
	status, _, out := c.do(http.MethodPut, path, `{"ticket":{"comment":{"body":"x"},"safe_update":true,"updated_stamp":"2001-01-01T00:00:00Z"}}`)
	if status != http.StatusConflict || out["error"] != "UpdateConflict" {
		t.Errorf("%d %v", status, out)
	}
	status, h, up := c.do(http.MethodPost, "/api/v2/uploads?filename=README.md", "text", "Content-Type", "image/png")
	if status != http.StatusCreated || !strings.HasPrefix(h.Get("Content-Type"), "text/plain") {
		t.Errorf("%d %v", status, h)
	}
	token := up["upload"].(map[string]any)["token"].(string)
	use := fmt.Sprintf(`{"ticket":{"comment":{"body":"x","public":false,"uploads":%q}}}`, token)
	if status, h, out = c.do(http.MethodPut, path, use); status != http.StatusOK || !strings.HasPrefix(h.Get("Zendesk-Ratelimit-Per-Ticket-Updates"), "total=30; remaining=28; resets=") {
		t.Errorf("%d %v %v", status, h, out)
	}
	if status, _, _ = c.do(http.MethodPut, path, use); status != http.StatusUnprocessableEntity {
		t.Errorf("a used upload: %d", status)
	}
	if err := s.SetState(k.ID, connectors.TicketClosed, 0); err != nil {
		t.Fatal(err)
	}
	if status, _, out = c.do(http.MethodPut, path, `{"ticket":{"comment":{"body":"x"}}}`); status != http.StatusUnprocessableEntity || out["error"] != "RecordInvalid" {
		t.Errorf("%d %v", status, out)
	}
}

func TestSearchHasAPlusTrapAndALag(t *testing.T) {
	s, c := start(t, zendesktest.Options{SearchLag: time.Minute})
	s.AddUser(zendesktest.User{Name: "Rosa", Phone: "+16617480123"})
	count := func(query string) string {
		_, _, out := c.do(http.MethodGet, "/api/v2/users/search.json?query="+query, "")
		return fmt.Sprint(out["count"])
	}
	if n := count("phone:%2B16617480123"); n != "0" {
		t.Errorf("found before it is indexed: %s", n)
	}
	s.Advance(time.Minute)
	if n := count("phone:%2B16617480123"); n != "1" {
		t.Errorf("not found: %s", n)
	}
	if n := count("phone:+16617480123"); n != "0" {
		t.Errorf("a plus sign that is not escaped is a space: %s", n)
	}
}

func TestControlRoutesDoNotCount(t *testing.T) {
	s, c := start(t, zendesktest.Options{})
	k := s.AddTicket(zendesktest.Ticket{Subject: "Lamp"}, "broken", 0)
	if status, _, _ := c.do(http.MethodPost, "/_sandbox/faults", `{"trouble":"throttle","times":2,"retry_after_ms":3000}`); status != http.StatusCreated {
		t.Fatalf("fault: %d", status)
	}
	if status, _, _ := c.do(http.MethodPost, "/_sandbox/faults", `{"trouble":"bad-mood"}`); status != http.StatusUnprocessableEntity {
		t.Errorf("unknown trouble: %d", status)
	}
	if status, h, _ := c.do(http.MethodPut, fmt.Sprintf("/api/v2/tickets/%d", k.ID), `{"ticket":{}}`); status != http.StatusTooManyRequests || h.Get("Retry-After") != "3" {
		t.Errorf("%d %v", status, h)
	}
	if _, _, out := c.do(http.MethodGet, "/_sandbox/faults", ""); len(out["faults"].([]any)) != 1 {
		t.Errorf("faults %v", out)
	}
	c.do(http.MethodDelete, "/_sandbox/faults", "")
	if status, _, _ := c.do(http.MethodPost, fmt.Sprintf("/_sandbox/tickets/%d/state", k.ID), `{"state":"solved"}`); status != http.StatusNoContent {
		t.Errorf("state: %d", status)
	}
	_, _, record := c.do(http.MethodGet, fmt.Sprintf("/_sandbox/tickets/%d", k.ID), "")
	if record["ticket"].(map[string]any)["status"] != "solved" || len(record["comments"].([]any)) != 1 {
		t.Errorf("record %v", record)
	}
	if _, _, out := c.do(http.MethodGet, "/_sandbox/calls", ""); fmt.Sprint(out["calls"]) != "1" {
		t.Errorf("calls %v, want 1", out)
	}
	c.do(http.MethodPost, "/_sandbox/reset", "")
	if len(s.Tickets()) != 0 {
		t.Error("tickets survive a reset")
	}
}

func TestStreamTellsOfChanges(t *testing.T) {
	s, c := start(t, zendesktest.Options{})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+"/_sandbox/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: c.wire}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Scan() // ": connected": the subscription stands
	k := s.AddTicket(zendesktest.Ticket{Subject: "Lamp"}, "broken", 0)
	for lines.Scan() {
		if lines.Text() == fmt.Sprintf(`data: {"ticket":%d}`, k.ID) {
			return
		}
	}
	t.Error("the stream ended without the change")
}

func TestSignedURLVerifiesWithThePublicKey(t *testing.T) {
	s, c := start(t, zendesktest.Options{})
	agent := s.AddUser(zendesktest.User{Name: "Ada", Role: "agent"})
	signed, err := s.SignURL(zendesktest.SignedURL{UserID: agent.ID, Location: "top_bar"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("%s/api/v2/apps/%d/public_key.pem", c.url, s.AppID()), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: c.wire}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	pem, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	key, err := jwt.ParseRSAPublicKeyFromPEM(pem)
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	audience := fmt.Sprintf("https://acme.zendesk.com/api/v2/apps/installations/%d.json", s.InstallationID())
	if _, err := jwt.ParseWithClaims(signed, claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithAudience(audience), jwt.WithIssuer("acme.zendesk.com"), jwt.WithExpirationRequired()); err != nil {
		t.Fatal(err)
	}
	if sub := claims["sub"]; sub != fmt.Sprintf("https://acme.zendesk.com/api/v2/users/%d.json", agent.ID) {
		t.Errorf("sub %v", sub)
	}
	if at := claims["context"].(map[string]any)["location"]; at != "top_bar" {
		t.Errorf("location %v", at)
	}
}
