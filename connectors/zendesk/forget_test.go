package zendesk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// TestRefusalsAreForgotten: what Zendesk once refused is tried again after an hour, and at
// once for a ticket that is refused without it, too.
func TestRefusalsAreForgotten(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	crm := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), DefaultCountry: "US", Ticket: zendesk.Settings{GroupID: 7}})
	opened := 0
	open := func() (group int64, left []connectors.Omission) {
		t.Helper()
		opened++
		key := fmt.Sprintf("int-%d", opened)
		out, err := crm.Open(t.Context(), connectors.Opening{Key: key, Subject: "Lamp", Requester: connectors.Requester{Name: "Rosa", Email: "rosa@customer.example"},
			First: connectors.Update{Notes: []connectors.Note{note(key+"-n", "Broken")}}})
		if err != nil {
			t.Fatal(err)
		}
		k, _ := h.server.Ticket(h.id(out.Ticket.ID))
		return k.GroupID, out.Omitted
	}
	if group, left := open(); group != 0 || len(left) != 1 {
		t.Fatalf("group %d, left %+v", group, left)
	}
	h.server.AddGroup(7)
	if group, _ := open(); group != 0 {
		t.Errorf("within the hour: group %d", group)
	}
	h.Advance(time.Hour)
	if group, left := open(); group != 7 || len(left) != 0 {
		t.Errorf("after the hour: group %d, left %+v", group, left)
	}
}

// TestRefusedWithoutWhatIsWithheld: a ticket that Zendesk takes neither so is tried with what
// was refused of another once more.
func TestRefusedWithoutWhatIsWithheld(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	crm := h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), DefaultCountry: "US", Ticket: zendesk.Settings{GroupID: 7}})
	opening := func(key string) connectors.Opening {
		return connectors.Opening{Key: key, Subject: "Lamp", First: connectors.Update{Notes: []connectors.Note{note(key+"-n", "Broken")}}}
	}
	if _, err := crm.Open(t.Context(), opening("int-1")); err != nil {
		t.Fatal(err)
	}
	h.server.AddGroup(7)
	h.Fault(crmtest.Fault{Trouble: crmtest.RejectContent, Times: 1})
	out, err := crm.Open(t.Context(), opening("int-2"))
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := h.server.Ticket(h.id(out.Ticket.ID)); k.GroupID != 7 || len(out.Omitted) != 1 { // that it is nobody's
		t.Errorf("%+v, %+v", k, out.Omitted)
	}
	h.Fault(crmtest.Fault{Trouble: crmtest.RejectContent, Times: 9})
	if _, err := crm.Open(t.Context(), opening("int-3")); err == nil {
		t.Error("what is refused in any form has landed")
	}
}
