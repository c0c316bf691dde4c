package salesforce_test

import (
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// TestRefusalsAreForgotten: what an organisation once refused is tried again after an hour,
// and at once for a record that is refused without it, too.
func TestRefusalsAreForgotten(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{Fields: []salesforcetest.Field{
		{Object: "Case", Name: "Region__c", Kind: "string", Only: []string{"South"}}, {Object: "Case", Name: "Origin", Only: []string{"Email"}},
		{Object: "Task", Name: "Type", Only: []string{"Meeting"}}, {Object: "Contact", Name: "HomePhone", Hidden: true},
	}}, salesforce.Config{Ticket: salesforce.Settings{Fields: map[string]any{"Region__c": "North"}}})
	k := clocktest.New(noon)
	crm, err := salesforce.New(h.config, salesforce.WithTransport(h.via), salesforce.WithClock(k))
	if err != nil {
		t.Fatal(err)
	}
	jane := h.SeedRequester(connectors.Requester{Name: "Jane Doe"})
	found := func() int {
		t.Helper()
		m, err := crm.Find(t.Context(), connectors.Query{Phone: "+14155551212"})
		if err != nil {
			t.Fatal(err)
		}
		return len(m.Requesters)
	}
	open := func(key string) (region, origin any, kinds []any) {
		t.Helper()
		out, err := crm.Open(t.Context(), whole(key, connectors.Requester{}))
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range h.Related("Task", out.Ticket.ID) {
			kinds = append(kinds, task["Type"])
		}
		v := h.Values(out.Ticket.ID)
		return v["Region__c"], v["Origin"], kinds
	}
	if region, origin, kinds := open("i1"); region != nil || origin != nil || len(kinds) != 1 || kinds[0] != nil || found() != 0 {
		t.Fatalf("%v %v %v", region, origin, kinds)
	}

	// An admin mends it all, and makes two of the fields required.
	h.Rule(salesforcetest.Field{Object: "Case", Name: "Region__c", Only: []string{"North"}, Required: true})
	h.Rule(salesforcetest.Field{Object: "Case", Name: "Origin", Only: []string{"Phone"}})
	h.Rule(salesforcetest.Field{Object: "Task", Name: "Type", Only: []string{"Call"}, Required: true})
	h.Rule(salesforcetest.Field{Object: "Contact", Name: "HomePhone", Kind: "string"})
	h.Set(jane.ID, map[string]any{"HomePhone": "+14155551212"})
	if region, _, kinds := open("i2"); region != "North" || len(kinds) != 1 || kinds[0] != "Call" {
		t.Errorf("refused without: region %v, tasks %v", region, kinds)
	}
	k.Advance(time.Hour)
	if _, origin, _ := open("i3"); origin != "Phone" {
		t.Errorf("after the hour: origin %v", origin)
	}
	if n := found(); n != 1 {
		t.Errorf("by a number that may be seen again %d are found", n)
	}
}
