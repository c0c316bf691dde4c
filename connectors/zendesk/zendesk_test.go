package zendesk_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

func note(key, text string) connectors.Note {
	return connectors.Note{Key: key, Body: connectors.Body{Text: text, HTML: "<p>" + text + "</p>"}}
}

func (h *harness) ticket() string {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "+16617480123"})
	return h.SeedTicket(crmtest.TicketSeed{Requester: r.ID, Subject: "Lamp"}).ID
}

func wantKind(t *testing.T, err error, k connectors.Kind) *connectors.Error {
	t.Helper()
	e, ok := err.(*connectors.Error) //nolint:errorlint // the contract: itself, not wrapped
	if !ok || e.Kind != k {
		t.Fatalf("error %v, want kind %v", err, k)
	}
	return e
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	good := zendesk.Config{URL: "https://acme.zendesk.com", ClientID: "id", ClientSecret: "secret"}
	if _, err := zendesk.New(good); err != nil {
		t.Errorf("%+v: %v", good, err)
	}
	for _, url := range []string{"", "acme.zendesk.com", "http://acme.zendesk.com", "ftp://127.0.0.1", "https://user:pass@acme.zendesk.com", "https://acme.zendesk.com/?a=b", "https://"} {
		bad := good
		bad.URL = url
		if _, err := zendesk.New(bad); err == nil {
			t.Errorf("url %q is accepted", url)
		}
	}
	for _, url := range []string{"http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000/"} {
		local := good
		local.URL = url
		if _, err := zendesk.New(local); err != nil {
			t.Errorf("url %q: %v", url, err)
		}
	}
	bad := good
	bad.ClientSecret = ""
	if _, err := zendesk.New(bad); err == nil {
		t.Error("no secret is accepted")
	}
}

// TestOrdinaryCaseCostsFiveCalls counts from arrival to the end, with a photo.
func TestOrdinaryCaseCostsFiveCalls(t *testing.T) {
	finish := func(t *testing.T, h *harness, id string) {
		_, err := h.crm.Apply(t.Context(), connectors.Update{Key: "b1", Ticket: id, Notes: []connectors.Note{note("n1", "Photo, and a call")}, Files: []connectors.File{photo("f1")}})
		if err != nil {
			t.Fatal(err)
		}
		if n := h.Calls(); n > 5 {
			t.Errorf("%d calls", n)
		}
	}
	arrive := func(t *testing.T, h *harness) connectors.Matches {
		found, err := h.crm.Find(t.Context(), connectors.Query{Phone: "+16617480123"})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	t.Run("known ticket", func(t *testing.T) {
		h := newHarness(t, zendesktest.Options{})
		id := h.ticket()
		if found := arrive(t, h); len(found.Tickets) != 1 || found.Tickets[0].ID != id {
			t.Fatalf("found %+v", found)
		}
		if _, err := h.crm.Apply(t.Context(), connectors.Update{Key: "b0", Ticket: id, Notes: []connectors.Note{note("n0", "Packet")}}); err != nil {
			t.Fatal(err)
		}
		finish(t, h, id)
	})
	t.Run("stranger", func(t *testing.T) {
		h := newHarness(t, zendesktest.Options{})
		arrive(t, h)
		out, err := h.crm.Open(t.Context(), connectors.Opening{Key: "o", Subject: "Call", Requester: connectors.Requester{Phone: "+16617480123"}, First: connectors.Update{Notes: []connectors.Note{note("n0", "Packet")}}})
		if err != nil {
			t.Fatal(err)
		}
		finish(t, h, out.Ticket.ID)
	})
}

// TestTwoTriesNeverLandTwice is the race that Lookup alone cannot win: the first
// request was thought lost, is looked for, and lands only then.
func TestTwoTriesNeverLandTwice(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	id := h.ticket()
	u := connectors.Update{Key: "b1", Ticket: id, Notes: []connectors.Note{note("n1", "Only once")}}
	out, err := h.crm.Lookup(t.Context(), connectors.LookupQuery{Ticket: id, Key: "b1", Items: []string{"n1"}})
	if err != nil || len(out.Receipts) != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	h.Advance(time.Second) // the resolution of Zendesk's stamps
	late := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret()})
	if _, err := late.Apply(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	_, err = h.crm.Apply(t.Context(), u)
	wantKind(t, err, connectors.Conflict)
	if n := len(h.Snapshot(id).Notes); n != 2 {
		t.Errorf("%d comments, want the description and one note", n)
	}
}

func TestLimitOfOneTicketIsThrottledWithItsEnd(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	id := h.ticket()
	for i := range 31 {
		_, err := h.crm.Apply(t.Context(), connectors.Update{Key: fmt.Sprintf("b%d", i), Ticket: id, Notes: []connectors.Note{note(fmt.Sprintf("n%d", i), "More")}})
		if i < 30 {
			if err != nil {
				t.Fatalf("update %d: %v", i, err)
			}
			continue
		}
		if e := wantKind(t, err, connectors.Throttled); e.RetryAfter < 9*time.Minute || e.RetryAfter > 10*time.Minute || e.Daily || !e.OneTicket {
			t.Errorf("wait %v, daily %v, one ticket %v", e.RetryAfter, e.Daily, e.OneTicket)
		}
	}
}

// What an agent writes when they merge a ticket names other tickets too. Where it
// went stands in the audits.
func TestWordsOfAMergeAreNotRead(t *testing.T) {
	for _, byTarget := range []bool{false, true} {
		h := newHarness(t, zendesktest.Options{MergeToldByTarget: byTarget})
		stranger, from := h.ticket(), h.ticket()
		h.SeedTicket(crmtest.TicketSeed{Requester: h.Snapshot(from).Ticket.RequesterID, Subject: "Lamp"})
		h2 := newHarness(t, zendesktest.Options{MergeToldByTarget: byTarget, MergeWords: "Duplicate of what she wrote about order #" + stranger + ". This request was closed and merged into request #%d."})
		if again := h2.ticket(); again != stranger {
			t.Fatal("numbers are not repeatable")
		}
		from = h2.ticket()
		into := h2.SeedTicket(crmtest.TicketSeed{Requester: h2.Snapshot(from).Ticket.RequesterID, Subject: "Lamp"}).ID
		h2.SetState(from, connectors.TicketMerged, into)
		found, err := h2.crm.Find(t.Context(), connectors.Query{Ticket: from})
		if err != nil || found.LivesOn == nil || found.LivesOn.ID != into {
			t.Errorf("told by the target %v: %+v, %v, want %s", byTarget, found.LivesOn, err, into)
		}
	}
}

// A minute's callers are not held up by the limit on create_or_update, which would
// also write over what people know better: it is never called.
func TestManyStrangersAtOnce(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	for _, again := range []string{"", "-again"} {
		for i := range 30 {
			_, err := h.crm.Open(t.Context(), connectors.Opening{Key: fmt.Sprintf("o%d%s", i, again), Subject: "Call", Requester: connectors.Requester{Phone: fmt.Sprintf("+166174801%02d", i)}})
			if err != nil {
				t.Fatalf("caller %d%s: %v", i, again, err)
			}
		}
	}
	found, err := h.crm.Find(t.Context(), connectors.Query{Phone: "+16617480100"})
	if err != nil || len(found.Requesters) != 1 || len(found.Tickets) != 2 {
		t.Errorf("%+v, %v", found, err)
	}
}

// A ticket that takes nothing more leads to another one, and stops nobody else's.
func TestTicketsThatTakeNothingMore(t *testing.T) {
	for name, c := range map[string]struct {
		make   func(*zendesktest.Server, int64)
		reason string
	}{
		"full": {func(s *zendesktest.Server, id int64) { s.Fill(id, 5000) }, connectors.TicketFull},
		"shared": {func(s *zendesktest.Server, id int64) {
			s.EditTicket(id, func(k *zendesktest.Ticket) { k.Shared = true })
		}, connectors.TicketShared},
		"out of reach": {func(s *zendesktest.Server, id int64) {
			s.EditTicket(id, func(k *zendesktest.Ticket) { k.OutOfReach = true })
		}, connectors.TicketOutOfReach},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t, zendesktest.Options{})
			id, other := h.ticket(), h.ticket()
			for n, known := range []bool{false, true} { // whether we have seen the ticket before
				key := fmt.Sprintf("b%d", n)
				u := connectors.Update{Key: key, Ticket: id, Author: h.SeedAgent("Ada"), Notes: []connectors.Note{note(key+"-n", "More")}, Tags: []string{"deskside"}}
				if known {
					h.server.EditTicket(h.id(id), func(k *zendesktest.Ticket) { k.Shared, k.OutOfReach = false, false })
					if _, err := h.crm.Find(t.Context(), connectors.Query{Ticket: id}); err != nil {
						t.Fatal(err)
					}
				}
				c.make(h.server, h.id(id))
				_, err := h.crm.Apply(t.Context(), u)
				if e := wantKind(t, err, connectors.Gone); e.Reason.Code != c.reason {
					t.Errorf("reason %v, want %s", e.Reason, c.reason)
				}
			}
			if found, err := h.crm.Find(t.Context(), connectors.Query{Ticket: id}); err != nil || name == "out of reach" && found.Named != nil {
				t.Errorf("%+v, %v", found.Named, err)
			}
			if _, err := h.crm.Apply(t.Context(), connectors.Update{Key: "c", Ticket: other, Notes: []connectors.Note{note("c-n", "Elsewhere")}}); err != nil {
				t.Error(err)
			}
		})
	}
}

// What a person has redacted has landed all the same, and is not written again.
func TestRedactedStaysLanded(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	id := h.ticket()
	u := connectors.Update{Key: "b", Ticket: id, Notes: []connectors.Note{note("n", "The card is 4111")}}
	if _, err := h.crm.Apply(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	h.server.EditTicket(h.id(id), func(k *zendesktest.Ticket) {
		last := k.Comments[len(k.Comments)-1]
		last.Text, last.HTML, last.Attachments = "▇▇▇▇", "<p>▇▇▇▇</p>", nil
	})
	out, err := h.crm.Lookup(t.Context(), connectors.LookupQuery{Ticket: id, Key: "b", Items: []string{"n"}})
	if _, landed := out.Landed("n"); err != nil || !landed {
		t.Errorf("%+v, %v", out, err)
	}
}

// A light agent may add private notes; tags are not worth losing them.
func TestLightAgent(t *testing.T) {
	h := newHarness(t, zendesktest.Options{LightAgent: true})
	id := h.ticket()
	for i := range 2 {
		if _, err := h.crm.Apply(t.Context(), connectors.Update{Key: fmt.Sprintf("b%d", i), Ticket: id, Notes: []connectors.Note{note(fmt.Sprintf("n%d", i), "Note")}, Tags: []string{"deskside-resolved"}}); err != nil {
			t.Fatal(err)
		}
	}
	if s := h.Snapshot(id); len(s.Notes) != 3 || s.Notes[2].Public {
		t.Errorf("%+v", s.Notes)
	}
	health, err := h.crm.Probe(t.Context())
	if err != nil || len(health.Findings) != 1 || health.Findings[0].Code != "light_agent" {
		t.Errorf("%+v, %v", health.Findings, err)
	}
}

// TestSettingsAreExamined: before the first call an admin reads which settings the
// account does not have.
func TestSettingsAreExamined(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	check := func(account zendesk.Settings, queues map[string]zendesk.Settings) (said []string) {
		crm := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), Ticket: account, Queues: queues})
		for _, k := range crm.Examine(t.Context(), connectors.Expected{}) {
			if k.Subject == "settings" {
				said = append(said, string(k.State)+": "+k.Text)
			}
		}
		return said
	}
	good := zendesk.Settings{BrandID: aBrand, FormID: aForm, GroupID: aGroup, Fields: map[int64]any{aTagger: "red", aText: "x"}}
	if said := check(good, nil); len(said) != 1 || !strings.HasPrefix(said[0], "ok: ") {
		t.Errorf("%q", said)
	}
	if said := check(zendesk.Settings{}, nil); said != nil {
		t.Errorf("nothing is set, yet %q", said)
	}
	said := strings.Join(check(zendesk.Settings{BrandID: 7}, map[string]zendesk.Settings{"vip": {GroupID: 8, FormID: 9, Fields: map[int64]any{10: "x", aTagger: "green"}}}), "\n")
	for _, want := range []string{"no 7 for brand_id", "no 8 for group_id", "no 9 for ticket_form_id", "no 10 for custom_fields.10", `"Colour" has no option with the tag "green"`} {
		if !strings.Contains(said, want) || strings.Contains(said, "ok: ") {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
}

// What agents read of a refusal names fields, never "base".
func TestRefusalsInPlainWords(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	id := h.ticket()
	h.Fault(crmtest.Fault{Trouble: crmtest.RejectContent})
	_, err := h.crm.Apply(t.Context(), connectors.Update{Key: "b", Ticket: id, Notes: []connectors.Note{note("n", "x")}})
	if e := wantKind(t, err, connectors.Rejected); e.Reason.Code != "zendesk_rules" || len(e.Reason.Values) != 0 {
		t.Errorf("%v", e.Reason)
	}
}

func TestWrongScope(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	id := h.ticket()
	for scope, readable := range map[string]bool{"read": true, "tickets:read users:read": true, "nonsense": false} {
		crm := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), Scope: scope})
		_, err := crm.Apply(t.Context(), connectors.Update{Key: "b", Ticket: id, Notes: []connectors.Note{note("n", "No")}})
		wantKind(t, err, connectors.Unauthorized)
		health, err := crm.Probe(t.Context())
		if !readable {
			wantKind(t, err, connectors.Unauthorized)
			continue
		}
		if err != nil || len(health.Findings) == 0 || !health.Findings[0].Severe || health.Findings[0].Code != "scope_missing" {
			t.Errorf("scope %q: %+v, %v", scope, health, err)
		}
	}
}

// TestScopeNextStep: what is missing is named, with what to do about it.
func TestScopeNextStep(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	for _, c := range []struct{ scope, says string }{
		{"read", "lacks the scope write"},
		{"read tickets:write users:write", "no file can be uploaded"},
		{"read write", ""},
		{"tickets:read users:read write", ""},
	} {
		health, err := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), Scope: c.scope}).Probe(t.Context())
		if err != nil {
			t.Fatalf("scope %q: %v", c.scope, err)
		}
		var said []string
		for _, f := range health.Findings {
			if f.Code == "scope_missing" {
				said = append(said, f.String())
			}
		}
		text := strings.Join(said, " ")
		if (text == "") != (c.says == "") || !strings.Contains(text, c.says) || text != "" && !strings.Contains(text, `scope in the configuration to "read write"`) {
			t.Errorf("scope %q: %q", c.scope, text)
		}
	}
	for _, scope := range []string{"write", "nonsense"} {
		_, err := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), Scope: scope}).Probe(t.Context())
		if e := wantKind(t, err, connectors.Unauthorized); e.Reason.Code != "zendesk_scope_configured" {
			t.Errorf("scope %q: %v", scope, e.Reason)
		}
	}
}

// TestAppIDIsFound: an admin who has installed the app is told what to write.
func TestAppIDIsFound(t *testing.T) {
	for _, c := range []struct {
		missing bool
		next    string
	}{{false, `Set app_id: "%d"`}, {true, "Make the package"}} {
		h := newHarness(t, zendesktest.Options{AppMissing: c.missing})
		var next string
		for _, k := range h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret()}).Examine(t.Context(), connectors.Expected{}) {
			if k.Subject == "app" {
				next = k.Next
			}
		}
		if want := strings.Replace(c.next, "%d", fmt.Sprint(h.server.AppID()), 1); !strings.Contains(next, want) {
			t.Errorf("%q, want %q", next, want)
		}
	}
}

func TestWrongSecretAndWrongAddress(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	crm := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: "wrong-secret"})
	_, err := crm.Probe(t.Context())
	if e := wantKind(t, err, connectors.Unauthorized); strings.Contains(e.Error(), "wrong-secret") {
		t.Errorf("the secret is told: %v", e)
	}
	for status, kind := range map[int]connectors.Kind{302: connectors.Unauthorized, 404: connectors.Unauthorized, 502: connectors.Transient, 200: connectors.Transient} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "https://www.zendesk.com/")
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, "<html>not here</html>")
		}))
		_, err := h.connector(zendesk.Config{URL: web.URL, ClientID: "a", ClientSecret: "b"}).Probe(t.Context())
		wantKind(t, err, kind)
		web.Close()
	}
}

func TestTokenIsFetchedOnceForManyCallers(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusCreated} {
		h := newHarness(t, zendesktest.Options{TokenStatus: status})
		id := h.ticket()
		var wg sync.WaitGroup
		start := make(chan struct{})
		for range 20 {
			wg.Go(func() {
				<-start
				if _, err := h.crm.Find(t.Context(), connectors.Query{Ticket: id}); err != nil {
					t.Error(err)
				}
			})
		}
		close(start)
		wg.Wait()
		if n := len(h.server.Tokens()); n > 2 { // a caller may come just after the first flight has landed
			t.Errorf("%d tokens for one burst", n)
		}
	}
}

func TestOpenWithFilesTriedAgainAfterALostAnswer(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	r := h.SeedRequester(connectors.Requester{Name: "Rosa"})
	o := connectors.Opening{Key: "o1", Subject: "Lamp", Requester: r, First: connectors.Update{Notes: []connectors.Note{note("n1", "Packet")}, Files: []connectors.File{photo("f1")}}}
	if _, err := h.crm.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	// The file is uploaded anew, so the body differs and Zendesk refuses the key.
	out, err := h.crm.Open(t.Context(), o)
	if err != nil || len(h.Tickets()) != 1 || out.Ticket.ID != h.Tickets()[0] {
		t.Fatalf("%+v, %v, %d tickets", out, err, len(h.Tickets()))
	}
	for _, k := range []string{"o1", "n1", "f1"} {
		if _, ok := out.Landed(k); !ok {
			t.Errorf("no receipt for %s", k)
		}
	}
}

func TestLongOpening(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	r := h.SeedRequester(connectors.Requester{Name: "Rosa"})
	text := strings.Repeat("All about the lamp.\n", 7000)
	o := connectors.Opening{Key: "o1", Subject: "Lamp", Requester: r, First: connectors.Update{Notes: []connectors.Note{note("n1", "Packet"), {Key: "n2", Body: connectors.Body{Text: text}}}}}
	h.crm.Probe(t.Context())
	h.Fault(crmtest.Fault{Trouble: crmtest.LoseAnswer}) // of the opening
	_, err := h.crm.Open(t.Context(), o)
	wantKind(t, err, connectors.Unknown)
	out, err := h.crm.Lookup(t.Context(), connectors.LookupQuery{Key: "o1", Items: []string{"n1", "n2"}})
	if err != nil || out.Ticket.ID == "" {
		t.Fatalf("%+v, %v", out, err)
	}
	if _, whole := out.Landed("o1"); whole {
		t.Error("half of the opening is taken for the whole")
	}
	if out, err = h.crm.Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, whole := out.Landed("o1"); !whole || len(h.Tickets()) != 1 {
		t.Errorf("%+v, %d tickets", out, len(h.Tickets()))
	}
	n := 0
	for _, c := range h.Snapshot(out.Ticket.ID).Notes {
		n += strings.Count(c.Text, "All about the lamp.")
	}
	if n != 7000 {
		t.Errorf("%d lines, want 7000", n)
	}
}

func TestIdentitiesAreFoundToo(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	r := h.SeedRequester(connectors.Requester{Name: "Rosa", Phone: "+16617480999"})
	token := h.token(t)
	for _, body := range []string{`{"identity":{"type":"phone_number","value":"(661) 748-0123"}}`, `{"identity":{"type":"email","value":"second@customer.example"}}`} {
		h.post(t, token, "/api/v2/users/"+r.ID+"/identities.json", body)
	}
	for _, q := range []connectors.Query{{Phone: "+16617480123"}, {Email: "second@customer.example"}} {
		found, err := h.crm.Find(t.Context(), q)
		if err != nil || len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID {
			t.Errorf("Find(%+v) = %+v, %v", q, found, err)
		}
	}
}

// TestAnswersThatNobodyPlanned feeds the connector what proxies and other
// versions send, for a write and for a read.
func TestAnswersThatNobodyPlanned(t *testing.T) {
	for _, c := range []struct {
		status      int
		retryAfter  string
		body        string
		write, read connectors.Kind
	}{
		{200, "", `{}`, connectors.Unknown, connectors.Transient},
		{200, "", `null`, connectors.Unknown, connectors.Transient},
		{200, "", `{"ticket":{"id":"1"}}`, connectors.Unknown, connectors.Transient},
		{201, "", `{}`, connectors.Unknown, connectors.Transient},
		{302, "", ``, connectors.Unauthorized, connectors.Unauthorized},
		{400, "", `{"error":{"title":"Invalid attribute","message":"x"}}`, connectors.Rejected, connectors.Rejected},
		{401, "", `{"error":"Couldn't authenticate you"}`, connectors.Unauthorized, connectors.Unauthorized},
		{403, "", `{"error":{"title":"Forbidden","message":"x"}}`, connectors.Unauthorized, connectors.Unauthorized},
		{404, "", `<html></html>`, connectors.Gone, connectors.Gone},
		{409, "", `{"error":"DatabaseConflict"}`, connectors.Conflict, connectors.Conflict},
		{413, "", ``, connectors.Rejected, connectors.Rejected},
		{429, "", ``, connectors.Throttled, connectors.Throttled},
		{429, "30", `{"error":"APIRateLimitExceeded"}`, connectors.Throttled, connectors.Throttled},
		{500, "", ``, connectors.Unknown, connectors.Transient},
		{502, "", `<html>`, connectors.Unknown, connectors.Transient},
		{503, "60", ``, connectors.Transient, connectors.Transient},
		{503, "", ``, connectors.Unknown, connectors.Transient},
		{504, "", ``, connectors.Unknown, connectors.Transient},
	} {
		var reads atomic.Bool
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/oauth/tokens":
				_, _ = fmt.Fprint(w, `{"access_token":"abc","token_type":"bearer","expires_in":1800}`)
			case r.Method == http.MethodGet && !reads.Load():
				_, _ = fmt.Fprint(w, `{"ticket":{"id":1,"status":"open","updated_at":"2026-11-22T12:00:00Z"}}`)
			default:
				if c.retryAfter != "" {
					w.Header().Set("Retry-After", c.retryAfter)
				}
				w.WriteHeader(c.status)
				_, _ = fmt.Fprint(w, c.body)
			}
		}))
		wire := &http.Transport{}
		crm, err := zendesk.New(zendesk.Config{URL: web.URL, ClientID: "a", ClientSecret: "b"}, zendesk.WithTransport(wire))
		if err != nil {
			t.Fatal(err)
		}
		u := connectors.Update{Key: "b", Ticket: "1", Notes: []connectors.Note{note("n", "x")}}
		for _, kind := range []connectors.Kind{c.write, c.read} {
			_, err := crm.Apply(t.Context(), u)
			e, ok := err.(*connectors.Error) //nolint:errorlint // the contract: itself, not wrapped
			if !ok || e.Kind != kind || e.Reason.Code == "" {
				t.Errorf("%d %q %s (read: %v): %v, want %v", c.status, c.retryAfter, c.body, reads.Load(), err, kind)
			}
			reads.Store(true)
		}
		wire.CloseIdleConnections()
		web.Close()
	}
}
