package salesforce_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// Addresses end up in logs of proxies and of the cloud; what the customer is
// called and how they are reached must not.
func TestAddressesAndLogHoldNoPersonalData(t *testing.T) {
	org := salesforcetest.New(salesforcetest.Options{})
	var mu sync.Mutex
	var addresses []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		addresses = append(addresses, r.URL.String())
		mu.Unlock()
		org.Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	defer org.Close()
	var logged bytes.Buffer
	crm, err := salesforce.New(salesforce.Config{URL: server.URL, ClientID: "consumer-key", ClientSecret: "consumer-secret", CustomerIDField: "Customer_Id__c"},
		salesforce.WithLog(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	org.SeedContact(connectors.Requester{Name: "Rosalinda", Phone: "+49 (0)30 123 4567"})
	ctx := t.Context()
	if found, err := crm.Find(ctx, connectors.Query{Phone: "+49301234567", Email: "rosa@customer.example", ExternalID: "shop-4711"}); err != nil || len(found.Requesters) != 1 {
		t.Fatalf("%+v %v", found, err)
	}
	out, err := crm.Open(ctx, connectors.Opening{Key: "i-open", Subject: "Rosalinda", Requester: connectors.Requester{Name: "Rosalinda", Email: "rosa@customer.example", Phone: "+49301234567"},
		First: connectors.Update{Files: []connectors.File{bytesFile("i-f1", []byte("Rosalinda"))}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := crm.Apply(ctx, connectors.Update{Key: "i-b1", Ticket: out.Ticket.ID, Notes: []connectors.Note{textNote("i-n1", "Rosalinda")}, Tags: []string{"vip"}}); err != nil {
		t.Fatal(err)
	}
	for _, text := range append(addresses, logged.String()) {
		for _, secret := range []string{"Rosalinda", "rosa", "1234567", "4711", "consumer-secret", "SELECT"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is told by %s", secret, text)
			}
		}
	}
	if len(addresses) < 6 || logged.Len() == 0 {
		t.Errorf("%d requests, %d bytes logged", len(addresses), logged.Len())
	}
}

// The assignment rule runs for new Cases unless it is to be left out, and never
// for tags that come later.
func TestAssignmentRules(t *testing.T) {
	for _, skip := range []bool{false, true} {
		h := newHarnessWith(t, salesforcetest.Options{}, salesforce.Config{SkipAssignmentRules: skip})
		out, err := h.crm.Open(t.Context(), connectors.Opening{Key: "i-open", Subject: "Lamp"})
		if err != nil {
			t.Fatal(err)
		}
		own := h.SeedCase(crmtest.TicketSeed{Subject: "A colleague's"})
		if _, err := h.crm.Apply(t.Context(), connectors.Update{Key: "i-b1", Ticket: own.ID, Tags: []string{"vip"}}); err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{false: "Support queue", true: "Deskside Integration"}[skip]
		if got := h.owner(t, out.Ticket.ID); got != want {
			t.Errorf("skip %v: new case belongs to %q, want %q", skip, got, want)
		}
		if got := h.owner(t, own.ID); got != "Deskside Integration" {
			t.Errorf("tagging gave the case to %q", got)
		}
	}
}

func (h *harness) owner(t *testing.T, id string) string {
	t.Helper()
	resp, err := http.Get(h.url + "/_sandbox/tickets/" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var in struct{ Ticket struct{ Owner string } }
	b, _ := io.ReadAll(resp.Body)
	if err := json.Unmarshal(b, &in); err != nil {
		t.Fatal(err)
	}
	return in.Ticket.Owner
}

// Beyond 25 requests an update travels in collections, and is all or nothing
// there too.
func TestBigUpdateIsAllOrNothing(t *testing.T) {
	h := newHarness(t)
	c := h.oneCase()
	u := connectors.Update{Key: "i-b1", Ticket: c.ID, CallLogs: []connectors.CallLog{{Key: "i-c1", Subject: "Call"}}}
	for i := range 40 {
		u.Notes = append(u.Notes, textNote(fmt.Sprintf("i-n%d", i), fmt.Sprintf("note %02d.", i)))
	}
	h.Fault(crmtest.Fault{Trouble: crmtest.RejectContent})
	_, err := h.crm.Apply(t.Context(), u)
	if e := kind(t, err); e.Kind != connectors.Rejected || e.Item != "i-n0" {
		t.Errorf("%v, item %q", err, e.Item)
	}
	h.Fault(crmtest.Fault{Trouble: crmtest.Collide})
	if _, err := h.crm.Apply(t.Context(), u); kind(t, err).Kind != connectors.Conflict {
		t.Error(err)
	}
	if s := h.Snapshot(c.ID); len(s.Notes)+len(s.CallLogs) != 0 {
		t.Errorf("%+v", s)
	}
	h.Fault(crmtest.Fault{Trouble: crmtest.LoseAnswer})
	if _, err := h.crm.Apply(t.Context(), u); kind(t, err).Kind != connectors.Unknown {
		t.Error(err)
	}
	out, err := h.crm.Apply(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := out.Landed("i-n39"); !ok || !strings.HasPrefix(r.ID, "00a") {
		t.Errorf("%+v", r)
	}
	if s := h.Snapshot(c.ID); len(s.Notes) != 40 || len(s.CallLogs) != 1 {
		t.Errorf("%d notes, %d calls", len(s.Notes), len(s.CallLogs))
	}
}

// With files and many notes, Open uses collections as well.
func TestBigOpening(t *testing.T) {
	h := newHarness(t)
	o := connectors.Opening{Key: "i-open", Subject: "Lamp", First: connectors.Update{Key: "i-b0", CallLogs: []connectors.CallLog{{Key: "i-c1", Subject: "Call"}}}}
	for i := range 30 {
		o.First.Notes = append(o.First.Notes, textNote(fmt.Sprintf("i-n%d", i), fmt.Sprintf("note %02d.", i)))
	}
	for i := range 3 {
		o.First.Files = append(o.First.Files, bytesFile(fmt.Sprintf("i-f%d", i), []byte{byte(i)}))
	}
	out, err := h.crm.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if s := h.Snapshot(out.Ticket.ID); len(s.Notes) != 30 || len(s.Files) != 3 || len(s.CallLogs) != 1 {
		t.Errorf("%+v", s)
	}
	for _, key := range []string{"i-open", "i-b0", "i-n0", "i-n29", "i-f2", "i-c1"} {
		if r, ok := out.Landed(key); !ok || r.ID == "" {
			t.Errorf("no receipt for %s", key)
		}
	}
}
