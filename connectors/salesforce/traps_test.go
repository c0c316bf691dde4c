package salesforce_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

func (h *harness) oneCase() connectors.Ticket {
	r := h.SeedContact(connectors.Requester{Name: "Jane Doe", Phone: "(415) 555-1212", Email: "jane@customer.example"})
	return h.SeedCase(crmtest.TicketSeed{Requester: r.ID, Subject: "Lamp"})
}

func textNote(key, text string) connectors.Note {
	return connectors.Note{Key: key, Body: connectors.Body{Text: text}}
}

func bytesFile(key string, content []byte) connectors.File {
	return connectors.File{Key: key, Name: key + ".jpg", ContentType: "image/jpeg", Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}
}

func kind(t *testing.T, err error) *connectors.Error {
	t.Helper()
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		t.Fatalf("no connector error: %v", err)
	}
	return e
}

// A contact by voice is worth four calls: who is it, the Case with its packet,
// the photo, and with the call's end the proof that the photo is whole.
func TestVoiceContactCostsFourCalls(t *testing.T) {
	h := newHarness(t)
	h.SeedContact(connectors.Requester{Name: "Jane Doe", Phone: "(415) 555-1212"})
	ctx := t.Context()
	found, err := h.crm.Find(ctx, connectors.Query{Phone: "+14155551212"})
	if err != nil || len(found.Requesters) != 1 {
		t.Fatalf("%+v %v", found, err)
	}
	out, err := h.crm.Open(ctx, connectors.Opening{Key: "i-open", Subject: "Lamp", Requester: found.Requesters[0], IssuePath: "damaged", Channel: "call",
		First: connectors.Update{Notes: []connectors.Note{textNote("i-n1", "packet")}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []connectors.Update{
		{Key: "i-b1", Files: []connectors.File{bytesFile("i-f1", []byte("photo"))},
			Notes: []connectors.Note{textNote("i-n2", "note"), textNote("i-n3", "closing")}, CallLogs: []connectors.CallLog{{Key: "i-c1", Subject: "Call", Talk: time.Minute}}},
	} {
		u.Ticket = out.Ticket.ID
		got, err := h.crm.Apply(ctx, u)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := got.Landed(u.Key); !ok {
			t.Errorf("no receipt for %s", u.Key)
		}
	}
	if n := h.Calls(); n != 4 {
		t.Errorf("%d calls, want 4", n)
	}
	again, err := h.crm.Lookup(ctx, connectors.LookupQuery{Ticket: out.Ticket.ID, Key: "i-b1", Items: []string{"i-f1"}})
	if _, ok := again.Landed("i-b1"); err != nil || !ok {
		t.Errorf("the photo's update is not found again: %+v %v", again, err)
	}
}

func TestRepeatedUpdateIsUndone(t *testing.T) {
	h := newHarness(t)
	c := h.oneCase()
	u := connectors.Update{Key: "i-b1", Ticket: c.ID, Notes: []connectors.Note{textNote("i-n1", "once")},
		CallLogs: []connectors.CallLog{{Key: "i-c1", Subject: "Call"}}, Files: []connectors.File{bytesFile("i-f1", []byte("photo"))}}
	first, err := h.crm.Apply(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.crm.Apply(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"i-b1", "i-n1", "i-c1", "i-f1"} {
		a, _ := first.Landed(key)
		b, _ := second.Landed(key)
		if a.ID == "" || a.ID != b.ID {
			t.Errorf("%s: %q, then %q", key, a.ID, b.ID)
		}
	}
	if s := h.Snapshot(c.ID); len(s.Notes) != 1 || len(s.CallLogs) != 1 || len(s.Files) != 1 {
		t.Errorf("%+v", s)
	}
}

// A call log that is there without its receipt is updated, although its subtype
// can be set at birth only.
func TestCallLogThatIsThereAlready(t *testing.T) {
	h := newHarness(t)
	c := h.oneCase()
	call := connectors.CallLog{Key: "i-c1", Subject: "Call", Disposition: "open"}
	for i, disposition := range []string{"open", "resolved"} {
		call.Disposition = disposition
		if _, err := h.crm.Apply(t.Context(), connectors.Update{Key: []string{"i-b1", "i-b2"}[i], Ticket: c.ID, CallLogs: []connectors.CallLog{call}}); err != nil {
			t.Fatal(err)
		}
	}
	if s := h.Snapshot(c.ID); len(s.CallLogs) != 1 || s.CallLogs[0].Disposition != "resolved" {
		t.Errorf("%+v", s.CallLogs)
	}
}

// Who took the call may be unknown to the organisation by now: the call is
// logged all the same.
func TestCallOfSomebodyWhoHasLeft(t *testing.T) {
	h := newHarness(t)
	c := h.oneCase()
	h.SetState(c.ID, connectors.TicketSolved, "")
	left := h.SeedUser("Grace Hopper")
	h.deleteRecord(t, "User", left.CRMID)
	for i, call := range []connectors.CallLog{
		{Key: "i-c0", Subject: "Call", AnsweredBy: left},
		{Key: "i-c1", Subject: "Call", AnsweredBy: left},
	} {
		if i == 1 {
			call.RequesterID = h.SeedContact(connectors.Requester{Name: "Gone"}).ID
			h.deleteRecord(t, "Contact", call.RequesterID)
		}
		if _, err := h.crm.Apply(t.Context(), connectors.Update{Key: "i-b" + call.Key, Ticket: c.ID, CallLogs: []connectors.CallLog{call}}); err != nil {
			t.Fatal(err)
		}
	}
	if s := h.Snapshot(c.ID); len(s.CallLogs) != 2 || s.Ticket.State != connectors.TicketSolved {
		t.Errorf("%+v", s)
	}
}

// A composite takes @{name.field} for a reference to another part, in anything
// the customer says too.
func TestWordsThatLookLikeReferences(t *testing.T) {
	h := newHarness(t)
	const words = "call me @{case.id} or @{receipt.id}"
	out, err := h.crm.Open(t.Context(), connectors.Opening{Key: "i-open", Subject: words, IssuePath: words, Channel: "call",
		Requester: connectors.Requester{Name: words, Email: "@{case.id}@customer.example", Phone: words},
		First: connectors.Update{Key: "i-b0", Notes: []connectors.Note{textNote("i-n1", words), textNote("i-n2", words)},
			CallLogs: []connectors.CallLog{{Key: "i-c1", Subject: words, CallID: words, Disposition: words, Body: connectors.Body{Text: words}}}}})
	if err != nil {
		t.Fatal(err)
	}
	s := h.Snapshot(out.Ticket.ID)
	for _, stored := range []string{s.Ticket.Subject, s.Ticket.IssuePath, s.Notes[0].Text, s.Notes[1].Text, s.CallLogs[0].Subject, s.CallLogs[0].CallID} {
		if !strings.Contains(stored, "{case.id}") || strings.Contains(stored, out.Ticket.ID[:15]) {
			t.Errorf("stored %q", stored)
		}
	}
	if _, err := h.crm.Find(t.Context(), connectors.Query{Email: "@{x.id}", ExternalID: "@{x.id}"}); err != nil {
		t.Error(err)
	}
}

// Text is limited in bytes for comments, in characters elsewhere.
func TestLongTextInMultibyteLetters(t *testing.T) {
	h := newHarness(t)
	text := strings.Repeat("é", 20_000) // no line break to cut at
	out, err := h.crm.Open(t.Context(), connectors.Opening{Key: "i-open", Subject: strings.Repeat("😀", 300), First: connectors.Update{Key: "i-b0",
		Notes: []connectors.Note{textNote("i-n1", text), textNote("i-n2", strings.Repeat(text, 10))}}})
	if err != nil {
		t.Fatal(err)
	}
	var whole strings.Builder
	for _, n := range h.Snapshot(out.Ticket.ID).Notes {
		whole.WriteString(n.Text)
	}
	if n := strings.Count(whole.String(), "é"); n != 11*20_000 {
		t.Errorf("%d letters arrived, want %d", n, 11*20_000)
	}
}

func TestMovedUpdateLandsOnTheOtherCase(t *testing.T) {
	h := newHarness(t)
	a, b := h.oneCase(), h.oneCase()
	u := connectors.Update{Key: "i-b1", Notes: []connectors.Note{textNote("i-n1", "moved")}, Files: []connectors.File{bytesFile("i-f1", []byte("photo"))}}
	for _, c := range []connectors.Ticket{a, b} {
		u.Ticket = c.ID
		if out, err := h.crm.Lookup(t.Context(), connectors.LookupQuery{Ticket: c.ID, Key: u.Key, Items: []string{"i-n1", "i-f1"}}); err != nil || len(out.Receipts) > 0 {
			t.Errorf("before it landed on %s: %+v %v", c.ID, out, err)
		}
		if _, err := h.crm.Apply(t.Context(), u); err != nil {
			t.Fatal(err)
		}
		if s := h.Snapshot(c.ID); len(s.Notes) != 1 || len(s.Files) != 1 {
			t.Errorf("%+v", s)
		}
	}
}

func TestContactThatIsGoneIsNotedDown(t *testing.T) {
	h := newHarness(t)
	r := h.SeedContact(connectors.Requester{Name: "Jane Doe", Email: "jane@customer.example"})
	h.deleteRecord(t, "Contact", r.ID)
	out, err := h.crm.Open(t.Context(), connectors.Opening{Key: "i-open", Subject: "Lamp", Requester: r})
	if err != nil {
		t.Fatal(err)
	}
	if s := h.Snapshot(out.Ticket.ID); s.Ticket.RequesterID != "" {
		t.Errorf("%+v", s.Ticket)
	}
	found, err := h.crm.Find(t.Context(), connectors.Query{Email: "jane@customer.example"})
	if err != nil || len(found.Requesters) != 1 || found.Requesters[0].Name != "Jane Doe" || len(found.Tickets) != 1 {
		t.Errorf("%+v %v", found, err)
	}
}

// deleteRecord works over the wire, with a token of its own.
func (h *harness) deleteRecord(t *testing.T, object, id string) {
	t.Helper()
	if _, err := h.crm.Find(t.Context(), connectors.Query{Email: "warm@up.example"}); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, h.url+"/services/data/v66.0/sobjects/"+object+"/"+id, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.Tokens()[0])
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		t.Fatalf("delete: %s", resp.Status)
	}
}

func TestOneSignInForAll(t *testing.T) {
	org := salesforcetest.New(salesforcetest.Options{})
	defer org.Close()
	var mu sync.Mutex
	signIns := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/token") {
			mu.Lock()
			signIns++
			mu.Unlock()
		}
		org.Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	crm, err := salesforce.New(salesforce.Config{URL: server.URL, ClientID: "consumer-key", ClientSecret: "consumer-secret"})
	if err != nil {
		t.Fatal(err)
	}
	find := func() {
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := crm.Find(context.Background(), connectors.Query{Email: "jane@customer.example"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	find()
	org.Advance(3 * time.Hour)
	find()
	// After the token's death, whoever was refused later than the new one came
	// must not throw the new one away.
	if signIns < 2 || signIns > 4 {
		t.Errorf("%d sign-ins for 40 requests and one dead token, want about 2", signIns)
	}
}

func TestJWTBearer(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}), 0o600); err != nil {
		t.Fatal(err)
	}
	h := newHarnessWith(t, salesforcetest.Options{JWTKey: pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})},
		salesforce.Config{ClientID: "consumer-key", CertificateFile: file, Username: "deskside@acme.example"})
	if _, err := h.crm.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	h = newHarnessWith(t, salesforcetest.Options{}, salesforce.Config{ClientID: "consumer-key", CertificateFile: file, Username: "deskside@acme.example"})
	if _, err := h.crm.Probe(t.Context()); kind(t, err).Kind != connectors.Unauthorized {
		t.Error(err)
	}
}

// What Salesforce calls an invalid grant is told apart by the address and the way in
// which we ask, whatever it says of it; an admin reads that, too.
func TestGeneralLoginHostIsNamed(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{LoginHost: true}, salesforce.Config{})
	for address, want := range map[string]string{h.url: "salesforce_run_as", "https://login.salesforce.com": "salesforce_my_domain"} {
		config := h.config
		config.URL = address
		crm, err := salesforce.New(config, salesforce.WithTransport(to(h.url)))
		if err != nil {
			t.Fatal(err)
		}
		_, err = crm.Probe(t.Context())
		e := kind(t, err)
		if e.Kind != connectors.Unauthorized || e.Reason.Code != want || e.Detail != "invalid_grant: request not supported on this domain" {
			t.Errorf("%s: %v, detail %q", address, err, e.Detail)
		}
		if checks := crm.Examine(t.Context(), connectors.Expected{}); len(checks) != 1 || checks[0].Detail != e.Detail {
			t.Errorf("%s: %+v", address, checks)
		}
	}
}

// to sends whatever is asked of any host to one.
type to string

func (u to) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", strings.TrimPrefix(string(u), "http://")
	return http.DefaultTransport.RoundTrip(r)
}

func TestOrganisationWithoutThePackage(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{PackageMissing: true}, salesforce.Config{})
	health, err := h.crm.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	missing := ""
	for _, f := range health.Findings {
		if f.Severe {
			missing += f.Message
		}
	}
	for _, name := range []string{"Case.Deskside_Key__c", "Case.Deskside_Issue__c", "Task.Deskside_Key__c", "ContentVersion.Deskside_Key__c", "Deskside_Receipt__c"} {
		if !strings.Contains(missing, name) {
			t.Errorf("%s is not named in %q", name, missing)
		}
	}
	_, err = h.crm.Open(t.Context(), connectors.Opening{Key: "i-open", Subject: "Lamp"})
	if e := kind(t, err); e.Kind != connectors.Rejected || e.Reason.Code != "salesforce_package" {
		t.Error(err)
	}
}

func TestDailyLimitOpensAgain(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{DailyLimit: 2}, salesforce.Config{})
	q := connectors.Query{Email: "jane@customer.example"}
	var err error
	for range 3 {
		_, err = h.crm.Find(t.Context(), q)
	}
	if e := kind(t, err); e.Kind != connectors.Throttled || !e.Daily || e.RetryAfter < 10*time.Minute {
		t.Error(err)
	}
	h.Advance(25 * time.Hour)
	if _, err := h.crm.Find(t.Context(), q); err != nil {
		t.Error(err)
	}
}

// simpleforce prints answers that fail, and addresses, to the global log.
func TestGlobalLogStaysSilent(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	h := newHarness(t)
	c := h.oneCase()
	ctx := t.Context()
	q := connectors.Query{Phone: "+14155551299", Email: "jane@customer.example", ExternalID: "shop-1"}
	u := connectors.Update{Key: "i-b1", Ticket: c.ID, Notes: []connectors.Note{textNote("i-n1", "jane@customer.example")}, Files: []connectors.File{bytesFile("i-f1", []byte("x"))}}
	for _, trouble := range []crmtest.Trouble{crmtest.Down, crmtest.DailyLimit, crmtest.RejectContent, crmtest.Garbage, crmtest.ResetBefore, crmtest.LoseAnswer, crmtest.ExpireToken, crmtest.Collide} {
		for _, reads := range []bool{false, true} {
			h.Fault(crmtest.Fault{Trouble: trouble, Reads: reads})
			_, _ = h.crm.Find(ctx, q)
			_, _ = h.crm.Apply(ctx, u)
			h.ClearFaults()
		}
	}
	if logged.Len() > 0 {
		t.Errorf("logged: %s", logged.String())
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	for name, config := range map[string]salesforce.Config{
		"plain http":        {URL: "http://acme.example", ClientID: "a", ClientSecret: "b"},
		"no host":           {URL: "https://", ClientID: "a", ClientSecret: "b"},
		"path":              {URL: "https://acme.example/x", ClientID: "a", ClientSecret: "b"},
		"no id":             {URL: "https://acme.example", ClientSecret: "b"},
		"no secret":         {URL: "https://acme.example", ClientID: "a"},
		"version":           {URL: "https://acme.example", ClientID: "a", ClientSecret: "b", APIVersion: "latest"},
		"field":             {URL: "https://acme.example", ClientID: "a", ClientSecret: "b", CustomerIDField: "x FROM y"},
		"key without user":  {URL: "https://acme.example", ClientID: "a", CertificateFile: "x.pem"},
		"key that is a lie": {URL: "https://acme.example", ClientID: "a", CertificateFile: "traps_test.go", Username: "u"},
	} {
		if _, err := salesforce.New(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	crm, err := salesforce.New(salesforce.Config{URL: "https://acme.my.salesforce.com/", ClientID: "a", ClientSecret: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if got := crm.TicketURL("500Dk0000000001AAA"); got != "https://acme.my.salesforce.com/lightning/r/Case/500Dk0000000001AAA/view" {
		t.Error(got)
	}
}

// TestPulseIsOneCall: what was found stays found, and the limits are news.
func TestPulseIsOneCall(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{PackageMissing: true, DailyLimit: 12}, salesforce.Config{})
	last, err := h.crm.Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := len(last.Findings)
	for range 3 {
		before := h.Calls()
		if last, err = h.crm.Pulse(t.Context(), last); err != nil {
			t.Fatal(err)
		}
		if n := h.Calls() - before; n != 1 {
			t.Errorf("%d calls", n)
		}
	}
	low := 0
	for _, f := range last.Findings {
		if f.Code == "api_budget" {
			low++
		}
	}
	if low != 1 || len(last.Findings) != found+1 || last.Organisation == "" {
		t.Errorf("%d findings before, now %+v", found, last)
	}
}
