package zendesk_test

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// A number that Zendesk does not take keeps nobody whom the company knows from being the
// requester of their ticket.
func TestRequesterWithoutTheirNumber(t *testing.T) {
	h := newHarnessOf(t, zendesktest.Options{RefusePhones: true})
	out, err := h.crm.Open(t.Context(), connectors.Opening{
		Key: "int-1", Subject: "Lamp", Requester: connectors.Requester{Name: "Rosa Diaz", ExternalID: "cust-1", Phone: "+16617480123"},
		First: connectors.Update{Key: "int-1-u"},
	})
	if err != nil || len(out.Omitted) != 0 {
		t.Fatalf("%v, left out %+v", err, out.Omitted)
	}
	if r := h.Requester(out.Ticket.RequesterID); r.Name != "Rosa Diaz" || r.ExternalID != "cust-1" || r.Phone != "" {
		t.Errorf("the requester is %+v", r)
	}
}

// A refusal that does not say that it is the requester's keeps no contact out either, and
// settings that are in order come back with the next one.
func TestRequesterRefusedInARiddle(t *testing.T) {
	for _, how := range []crmtest.Retirement{crmtest.Suspended, crmtest.Deleted, crmtest.Merged} {
		h := newHarness(t, zendesktest.Options{RequesterUnnamed: true})
		r := h.SeedRequester(connectors.Requester{Name: "Rosa", Email: "rosa@customer.example"})
		h.Retire(r.ID, how)
		crm := h.CRMDecorated(crmtest.GoodDecorations)
		opening := connectors.Opening{Key: "int-1", Subject: "Lamp", Requester: r, Queue: "vip", First: connectors.Update{Notes: []connectors.Note{note("int-1-n", "Broken")}}}
		out, err := crm.Open(t.Context(), opening)
		if err != nil {
			t.Fatal(err)
		}
		if !h.Decorated(out.Ticket.ID) || slices.ContainsFunc(out.Omitted, func(o connectors.Omission) bool { return o.Of == connectors.OfFields }) {
			t.Errorf("%s: the ticket is without its settings, which are in order: %+v", how, out.Omitted)
		}
		why := ""
		for _, o := range out.Omitted {
			if o.Of == connectors.OfRequester {
				why = o.Reason.Code
			}
		}
		if want := map[crmtest.Retirement]string{crmtest.Suspended: "requester_suspended"}[how]; why != cmp.Or(want, "requester_gone") {
			t.Errorf("%s: %+v", how, out.Omitted)
		}
		ticket := h.ticket()
		_, err = h.crm.Apply(t.Context(), connectors.Update{Key: "b", Ticket: ticket, Notes: []connectors.Note{note("b-n", "It is Rosa")}, Requester: &connectors.NewRequester{Key: "b-n", ID: r.ID, Name: "Rosa"}})
		if e := wantKind(t, err, connectors.Rejected); e.Reason.Code != "requester_not_taken" || e.Item != "b-n" {
			t.Errorf("%s: %v", how, e)
		}
	}
}

// The OAuth client belongs to a person: a call from the company's own number, which stands
// with them, is not theirs; nor is what a customer writes who gives the company's own address.
func TestIntegrationUserIsNoCustomer(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	me := h.server.Me()
	h.server.EditUser(me, func(u *zendesktest.User) { u.Phone = "+16617480100" })
	colleague := h.server.AddUser(zendesktest.User{Name: "Kim Lee", Role: "agent", Email: "kim@acme.example", Phone: "+16617480101"})
	for phone, want := range map[string]int{"+16617480100": 0, "+16617480101": 1} {
		found, err := h.crm.Find(t.Context(), connectors.Query{Phone: phone})
		if err != nil || len(found.Requesters) != want {
			t.Errorf("%s: found %+v, %v", phone, found.Requesters, err)
		}
		if want == 1 && found.Requesters[0].ID != strconv.FormatInt(colleague.ID, 10) {
			t.Errorf("found %+v", found.Requesters)
		}
	}
	out, err := h.crm.Open(t.Context(), connectors.Opening{Key: "int-1", Subject: "Call", Requester: connectors.Requester{Name: "+1 661-748-0100", Phone: "+16617480100"}, First: connectors.Update{Key: "int-1-u"}})
	if err != nil || out.Ticket.RequesterID == strconv.FormatInt(me, 10) || len(out.Omitted) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	for key, r := range map[string]connectors.Requester{
		"int-2": {Name: "Rosa Diaz"}, "int-3": {Name: "Rosa Diaz", Phone: "+16617480102"}, "int-4": {Name: "Rosa Diaz", ExternalID: "shop-7"},
	} {
		h := newHarness(t, zendesktest.Options{}) // one that knows nothing yet
		me := h.server.Me()
		own, _ := h.server.User(me)
		r.Email = strings.ToUpper(own.Email[:1]) + own.Email[1:]
		if found, err := h.crm.Find(t.Context(), connectors.Query{Email: r.Email, Phone: r.Phone, ExternalID: r.ExternalID}); err != nil || len(found.Requesters) != 0 {
			t.Errorf("%s: found %+v, %v", key, found.Requesters, err)
		}
		out, err := h.crm.Open(t.Context(), connectors.Opening{Key: key, Subject: "Call", Requester: r, First: connectors.Update{Key: key + "-u"}})
		unknown := r.Phone+r.ExternalID == ""
		if err != nil || unknown != (len(out.Omitted) == 1) || !unknown && out.Ticket.RequesterID == strconv.FormatInt(me, 10) {
			t.Errorf("%s: %+v, %v", key, out, err)
		}
	}
}
