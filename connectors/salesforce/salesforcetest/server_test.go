package salesforcetest_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

type wire struct {
	t     *testing.T
	org   *salesforcetest.Server
	url   string
	token string
}

func serve(t *testing.T, o salesforcetest.Options) *wire {
	t.Helper()
	org := salesforcetest.New(o)
	server := httptest.NewServer(org.Handler())
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		_ = org.Close()
	})
	w := &wire{t: t, org: org, url: server.URL}
	w.signIn()
	return w
}

func (w *wire) signIn() {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+"/services/oauth2/token", strings.NewReader("grant_type=client_credentials"))
	if err != nil {
		w.t.Fatal(err)
	}
	r.SetBasicAuth("consumer-key", "consumer-secret")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var in map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&in); err != nil {
		w.t.Fatal(err)
	}
	if _, lifetime := in["expires_in"]; lifetime || fmt.Sprintf("%T", in["issued_at"]) != "string" {
		w.t.Errorf("token answer %v", in)
	}
	w.token, _ = in["access_token"].(string)
}

func (w *wire) call(method, path, body string, header ...string) (int, http.Header, string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, strings.TrimSpace(string(b))
}

func (w *wire) want(status int, code string, got int, body string) {
	w.t.Helper()
	if got != status || !strings.Contains(body, code) {
		w.t.Errorf("%d %s, want %d %s", got, body, status, code)
	}
}

const data = "/services/data/v66.0"

func TestTokensDieByIdleness(t *testing.T) {
	w := serve(t, salesforcetest.Options{})
	for range 3 { // used every hour and a half, it lives
		w.org.Advance(90 * time.Minute)
		status, header, body := w.call("GET", data+"/limits", "")
		w.want(200, "DailyApiRequests", status, body)
		if !strings.HasPrefix(header.Get("Sforce-Limit-Info"), "api-usage=") {
			t.Error("no Sforce-Limit-Info")
		}
	}
	w.org.Advance(3 * time.Hour)
	status, _, body := w.call("GET", "/services/oauth2/userinfo", "")
	w.want(403, "Bad_OAuth_Token", status, body)
	status, _, body = w.call("GET", data+"/limits", "")
	w.want(401, "INVALID_SESSION_ID", status, body)
}

func TestUpsert(t *testing.T) {
	w := serve(t, salesforcetest.Options{})
	const task = data + "/sobjects/Task/Deskside_Key__c/k1"
	status, _, body := w.call("PATCH", task+"?updateOnly=true", `{"Subject":"a"}`)
	w.want(404, "NOT_FOUND", status, body)
	status, _, body = w.call("PATCH", task, `{"Subject":"a","TaskSubtype":"Call"}`)
	w.want(201, `"created":true`, status, body)
	status, _, body = w.call("PATCH", task, `{"Subject":"b"}`)
	w.want(200, `"created":false`, status, body)
	status, _, body = w.call("PATCH", task, `{"TaskSubtype":"Call"}`)
	w.want(400, "INVALID_FIELD_FOR_INSERT_UPDATE", status, body)
	status, _, body = w.call("PATCH", task, `{"Deskside_Key__c":"k1"}`)
	w.want(400, "INVALID_FIELD", status, body)
	status, _, body = w.call("POST", data+"/sobjects/Task", `{"Deskside_Key__c":"k1"}`)
	w.want(400, "duplicate value found: Deskside_Key__c duplicates value on record with id: 00T", status, body)
	// Keys are case-sensitive; the customer's own id of a customer is not even unique.
	status, _, body = w.call("PATCH", data+"/sobjects/Task/Deskside_Key__c/K1", `{"Subject":"c"}`)
	w.want(201, "", status, body)
	for range 2 {
		w.org.SeedContact(connectors.Requester{Name: "Jane Doe", ExternalID: "shop-1"})
	}
	status, _, body = w.call("PATCH", data+"/sobjects/Contact/Customer_Id__c/shop-1", `{"Email":"jane@customer.example"}`)
	w.want(300, `["/services/data/v66.0/sobjects/Contact/003`, status, body)
}

func TestSizesAndForms(t *testing.T) {
	w := serve(t, salesforcetest.Options{})
	c := w.org.SeedCase(crmtest.TicketSeed{Subject: "Lamp"})
	comment := func(text string) string {
		return fmt.Sprintf(`{"ParentId":%q,"CommentBody":%q}`, c.ID, text)
	}
	for _, x := range []struct {
		object, body string
		status       int
		code         string
	}{
		{"CaseComment", comment(strings.Repeat("é", 2000)), 201, ""},
		{"CaseComment", comment(strings.Repeat("é", 2001)), 400, "STRING_TOO_LONG"},
		{"CaseComment", `{"CommentBody":"x"}`, 400, "REQUIRED_FIELD_MISSING"},
		{"CaseComment", `{"ParentId":"500"}`, 400, "MALFORMED_ID"},
		{"Case", `{"Nonsense__c":1}`, 400, "No such column 'Nonsense__c' on sobject of type Case"},
		{"Case", `{"SuppliedEmail":"jane"}`, 400, "INVALID_EMAIL_ADDRESS"},
		{"Case", `{"CaseNumber":"1"}`, 400, "INVALID_FIELD_FOR_INSERT_UPDATE"},
		{"Case", `{"ContactId":"` + c.ID + `"}`, 400, "FIELD_INTEGRITY_EXCEPTION"},
		{"Task", `{"CallType":"Sideways"}`, 400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"},
		{"Task", `{"Subject":`, 400, "JSON_PARSER_ERROR"},
		{"Nothing__c", `{}`, 404, "NOT_FOUND"},
	} {
		status, _, body := w.call("POST", data+"/sobjects/"+x.object, x.body)
		w.want(x.status, x.code, status, body)
	}
	status, _, body := w.call("GET", data+"/query?q="+url.QueryEscape("SELECT Id FROM ContentDocumentLink"), "")
	w.want(400, "MALFORMED_QUERY", status, body)
	status, _, _ = w.call("GET", data+"/query?q="+strings.Repeat("x", 17_000), "")
	w.want(414, "", status, "")
}

func TestAssignmentRuleRunsUnlessToldNot(t *testing.T) {
	w := serve(t, salesforcetest.Options{})
	for header, prefix := range map[string]string{"TRUE": "00G", "FALSE": "005", "": "00G"} {
		_, _, body := w.call("POST", data+"/sobjects/Case", `{"Subject":"x"}`, "Sforce-Auto-Assign", header)
		var made struct{ ID string }
		_ = json.Unmarshal([]byte(body), &made)
		status, _, body := w.call("GET", data+"/sobjects/Case/"+made.ID+"?fields=OwnerId", "")
		w.want(200, `"OwnerId":"`+prefix, status, body)
	}
}

func TestUnmodifiedSince(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 500_000_000, time.UTC)
	w := serve(t, salesforcetest.Options{Now: func() time.Time { return at }})
	c := w.org.SeedCase(crmtest.TicketSeed{Subject: "Lamp"})
	patch := func(since time.Time) int {
		status, _, _ := w.call("PATCH", data+"/sobjects/Case/"+c.ID, `{"Priority":"Low"}`, "If-Unmodified-Since", since.Format(http.TimeFormat))
		return status
	}
	if got := patch(at); got != 204 {
		t.Errorf("unchanged: %d", got)
	}
	w.org.Advance(time.Minute)
	w.org.Touch(c.ID)
	if got := patch(at); got != 412 {
		t.Errorf("changed: %d", got)
	}
}

func TestCompositeLimits(t *testing.T) {
	w := serve(t, salesforcetest.Options{})
	part := func(i int, method, url, extra string) string {
		return fmt.Sprintf(`{"method":%q,"url":%q,"referenceId":"r%d"%s}`, method, data+url, i, extra)
	}
	var queries []string
	for i := range 6 {
		queries = append(queries, part(i, "GET", "/query?q=SELECT+Id+FROM+Case", ""))
	}
	send := func(parts ...string) (int, string) {
		status, _, body := w.call("POST", data+"/composite", `{"allOrNone":true,"compositeRequest":[`+strings.Join(parts, ",")+`]}`)
		return status, body
	}
	before := w.org.Calls()
	status, body := send(queries...)
	w.want(400, "LIMIT_EXCEEDED", status, body)
	status, body = send(queries[:5]...)
	w.want(200, `"totalSize":0`, status, body)
	status, body = send(part(0, "GET", "/limits", ""))
	w.want(200, "not supported in a composite", status, body)
	status, body = send(part(0, "POST", "/sobjects/Case", `,"body":{"Subject":"@{R0.id}"}`))
	w.want(200, "Invalid reference", status, body)
	status, body = send(part(0, "POST", "/sobjects/Case", `,"body":{},"httpHeaders":{"Authorization":"x"}`))
	w.want(400, "header not allowed", status, body)
	if n := w.org.Calls() - before; n != 5 {
		t.Errorf("%d calls, want 5: a composite is one", n)
	}
}

func TestControls(t *testing.T) {
	w := serve(t, salesforcetest.Options{})
	c := w.org.SeedCase(crmtest.TicketSeed{Subject: "Lamp", Requester: w.org.SeedContact(connectors.Requester{Name: "Jane Doe"}).ID})
	stream, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/_sandbox/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(stream)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Scan() // the greeting: from here on nothing is missed

	status, _, body := w.call("POST", data+"/sobjects/CaseComment", `{"ParentId":"`+c.ID+`","CommentBody":"hello"}`)
	w.want(201, "", status, body)
	for lines.Scan() && lines.Text() == "" {
	}
	if got := lines.Text(); got != `data: {"ticket":"`+c.ID+`"}` {
		t.Errorf("stream said %q", got)
	}
	for _, x := range []struct {
		method, path, body string
		status             int
		contains           string
	}{
		{"GET", "/_sandbox/tickets", "", 200, `"subject":"Lamp"`},
		{"GET", "/_sandbox/tickets/" + c.ID, "", 200, `"text":"hello"`},
		{"GET", "/_sandbox/tickets/" + c.ID, "", 200, `"name":"Jane Doe"`},
		{"POST", "/_sandbox/tickets/" + c.ID + "/state", `{"state":"solved"}`, 204, ""},
		{"GET", "/_sandbox/tickets/" + c.ID, "", 200, `"state":"solved"`},
		{"POST", "/_sandbox/tickets/500/state", `{"state":"solved"}`, 404, ""},
		{"POST", "/_sandbox/proof", `{"user":"005","nonce":"n","audience":"https://desk.example.com"}`, 201, `"proof":"eyJ`},
		{"POST", "/_sandbox/proof", `{"user":"005","nonce":"n"}`, 422, ""},
		{"POST", "/_sandbox/faults", `{"trouble":"boredom"}`, 422, ""},
		{"POST", "/_sandbox/faults", `{"trouble":"daily-limit","times":2}`, 201, `"trouble":"daily-limit"`},
		{"GET", "/_sandbox/faults", "", 200, `"trouble":"daily-limit","times":2`},
		{"POST", data + "/sobjects/Case", `{}`, 403, "TotalRequests Limit exceeded."},
		{"DELETE", "/_sandbox/faults", "", 204, ""},
		{"POST", data + "/sobjects/Case", `{}`, 201, ""},
		{"GET", "/_sandbox/calls", "", 200, `"calls":3`},
		{"POST", "/_sandbox/users", `{"name":"Ada Agent","role":"agent"}`, 201, `"id":"005`},
		{"POST", "/_sandbox/users", `{"name":"Rosa Diaz"}`, 201, `"id":"003`},
		{"POST", "/_sandbox/advance", `{"ms":60000}`, 204, ""},
		{"POST", "/_sandbox/reset", "", 204, ""},
		{"GET", "/_sandbox/tickets", "", 200, `"tickets":[]`},
	} {
		status, _, body := w.call(x.method, x.path, x.body)
		w.want(x.status, x.contains, status, body)
	}
}
