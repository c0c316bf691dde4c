package salesforce_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// whole is an opening with everything that Deskside can say.
func whole(key string, r connectors.Requester) connectors.Opening {
	return connectors.Opening{Key: key, Subject: "Lamp", Requester: r, IssuePath: "damaged", Channel: "voice", First: connectors.Update{
		Tags: []string{"deskside"}, Notes: []connectors.Note{textNote(key+"-n1", "Packet of the lamp."), textNote(key+"-n2", "More of the lamp.")},
		CallLogs: []connectors.CallLog{{Key: key + "-c1", Subject: "Call about a lamp", CallID: "CA1", Disposition: "Resolved", Talk: time.Minute, StartedAt: noon, RequesterID: r.ID,
			Body: connectors.Body{Text: "Four minutes of lamp."}}},
	}}
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestOrganisationsOfAllKinds: one field that an organisation does not take sinks
// neither the Case nor the call.
func TestOrganisationsOfAllKinds(t *testing.T) {
	for name, c := range map[string]struct {
		field   salesforcetest.Field
		ticket  salesforce.Settings
		lost    string // what the Case or the Task is without
		asNote  bool   // the call log is one
		nobodys bool   // the Case has no Contact
	}{
		"origin of a restricted list":        {field: salesforcetest.Field{Object: "Case", Name: "Origin", Only: []string{"Email"}}, lost: "Case.Origin"},
		"origin not ours to write":           {field: salesforcetest.Field{Object: "Case", Name: "Origin", ReadOnly: true}, lost: "Case.Origin"},
		"origin hidden":                      {field: salesforcetest.Field{Object: "Case", Name: "Origin", Hidden: true}, lost: "Case.Origin"},
		"a rule that names nothing":          {field: salesforcetest.Field{Object: "Case", Name: "Origin", Only: []string{"Email"}, Unnamed: true}, lost: "Case.Origin"},
		"a validation rule that names it":    {field: salesforcetest.Field{Object: "Case", Name: "Origin", Only: []string{"Email"}, Rule: true}, lost: "Case.Origin"},
		"a validation rule in a riddle":      {field: salesforcetest.Field{Object: "Case", Name: "Origin", Only: []string{"Email"}, Rule: true, Unnamed: true}, lost: "Case.Origin"},
		"issue not ours to write":            {field: salesforcetest.Field{Object: "Case", Name: "Deskside_Issue__c", ReadOnly: true}, lost: "Case.Deskside_Issue__c"},
		"subject not ours to write":          {field: salesforcetest.Field{Object: "Case", Name: "Subject", ReadOnly: true}, lost: "Case.Subject"},
		"description not ours to write":      {field: salesforcetest.Field{Object: "Case", Name: "Description", ReadOnly: true}, lost: "Case.Description"},
		"contact not ours to write":          {field: salesforcetest.Field{Object: "Case", Name: "ContactId", ReadOnly: true}, nobodys: true},
		"contact refused by a lookup filter": {field: salesforcetest.Field{Object: "Case", Name: "ContactId", Filtered: true}, nobodys: true},
		"a field that is not there":          {ticket: salesforce.Settings{Fields: map[string]any{"Nonsense__c": "x"}}, lost: "Case.Nonsense__c"},
		"a field of another type":            {ticket: salesforce.Settings{Fields: map[string]any{"Flag__c": "yes"}}, field: salesforcetest.Field{Object: "Case", Name: "Flag__c", Kind: "boolean"}, lost: "Case.Flag__c"},
		"a record type that is not there":    {ticket: salesforce.Settings{RecordType: "Nothing"}, lost: "Case.RecordTypeId"},
		"a record type of another profile":   {ticket: salesforce.Settings{RecordType: "Elsewhere"}, lost: "Case.RecordTypeId"},
		"status of a restricted list":        {field: salesforcetest.Field{Object: "Task", Name: "Status", Only: []string{"Not Started", "Done"}}, lost: "Task.Status"},
		"type of a restricted list":          {field: salesforcetest.Field{Object: "Task", Name: "Type", Only: []string{"Meeting"}}, lost: "Task.Type"},
		"disposition not ours to write":      {field: salesforcetest.Field{Object: "Task", Name: "CallDisposition", ReadOnly: true}, lost: "Task.CallDisposition"},
		"subtype hidden":                     {field: salesforcetest.Field{Object: "Task", Name: "TaskSubtype", Hidden: true}, lost: "Task.TaskSubtype"},
		"caller refused by a lookup filter":  {field: salesforcetest.Field{Object: "Task", Name: "WhoId", Filtered: true}, lost: "Task.WhoId"},
		"a field that every task must have":  {field: salesforcetest.Field{Object: "Task", Name: "Region__c", Kind: "string", Required: true}, asNote: true},
		"home phones hidden":                 {field: salesforcetest.Field{Object: "Contact", Name: "HomePhone", Hidden: true}},
		"addresses hidden":                   {field: salesforcetest.Field{Object: "Contact", Name: "Email", Hidden: true}},
		"the company's own ids hidden":       {field: salesforcetest.Field{Object: "Contact", Name: "Customer_Id__c", Hidden: true}},
		"noted phones hidden":                {field: salesforcetest.Field{Object: "Case", Name: "SuppliedPhone", Hidden: true}},
	} {
		t.Run(name, func(t *testing.T) {
			options := salesforcetest.Options{RecordTypes: []string{"Support", "Elsewhere"}}
			if c.field.Object != "" {
				options.Fields = []salesforcetest.Field{c.field}
			}
			h := newHarnessWith(t, options, salesforce.Config{Ticket: c.ticket})
			r := h.SeedRequester(connectors.Requester{Name: "Jane Doe", Phone: "(415) 555-1212", Email: "jane@example.com"})
			r.Phone = "+14155551212"
			found, err := h.crm.Find(t.Context(), connectors.Query{Phone: "+14155551212"})
			if err != nil || len(found.Requesters) != 1 {
				t.Fatalf("%+v %v", found, err)
			}
			for i := range 2 { // the second time the refusal is known, or not remembered
				key := fmt.Sprintf("i%d", i)
				out, err := h.crm.Open(t.Context(), whole(key, r))
				if err != nil {
					t.Fatal(err)
				}
				s := h.Snapshot(out.Ticket.ID)
				text := ""
				for _, n := range s.Notes {
					text += n.Text + "\n"
				}
				for _, want := range []string{"Packet of the lamp.", "More of the lamp."} {
					if strings.Count(text, want) != 1 {
						t.Errorf("%q stands %d times in\n%s", want, strings.Count(text, want), text)
					}
				}
				if calls := h.Related("Task", out.Ticket.ID); c.asNote != (len(calls) == 0) || c.asNote != strings.Contains(text, "Four minutes of lamp.") {
					t.Errorf("%d tasks beside\n%s", len(calls), text)
				}
				if _, ok := out.Landed(key + "-c1"); !ok {
					t.Error("the call has no receipt")
				}
				if (s.Ticket.RequesterID == "") != c.nobodys {
					t.Errorf("requester %q", s.Ticket.RequesterID)
				}
				if v := h.Values(out.Ticket.ID); c.nobodys && (v["SuppliedName"] != "Jane Doe" || v["SuppliedPhone"] != "+14155551212" || v["SuppliedEmail"] != "jane@example.com") {
					t.Errorf("how to reach her is not on the Case: %v", v)
				}
				said := ""
				for _, o := range out.Omitted {
					said += o.Reason.String() + " " + o.Detail + "\n"
				}
				if c.lost != "" && i == 0 && !strings.Contains(said, c.lost) {
					t.Errorf("%s is not in %q", c.lost, said)
				}
				again, err := h.crm.Open(t.Context(), whole(key, r))
				if err != nil || again.Ticket.ID != out.Ticket.ID || len(h.Tickets()) != i+1 {
					t.Errorf("again: %+v, %v, %d cases", again.Ticket, err, len(h.Tickets()))
				}
			}
			// The same for a call that comes to a Case that is there.
			ticket := h.oneCase()
			out, err := h.crm.Apply(t.Context(), connectors.Update{Key: "b1", Ticket: ticket.ID, CallLogs: whole("b", r).First.CallLogs})
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := out.Landed("b-c1"); !ok {
				t.Error("the call has no receipt")
			}
		})
	}
}

// What nobody but the organisation can mend is told by its names.
func TestFieldThatEveryCaseMustHave(t *testing.T) {
	options := salesforcetest.Options{Fields: []salesforcetest.Field{{Object: "Case", Name: "Region__c", Kind: "string", Required: true}}}
	h := newHarnessWith(t, options, salesforce.Config{})
	_, err := h.crm.Open(t.Context(), whole("i", connectors.Requester{}))
	e := kind(t, err)
	if e.Kind != connectors.Rejected || e.Reason.Values["fields"] != "Case.Region__c" || !strings.HasPrefix(e.Detail, "REQUIRED_FIELD_MISSING: Required fields are missing: [Region__c]") {
		t.Errorf("%v, detail %q", e, e.Detail)
	}
	h = newHarnessWith(t, options, salesforce.Config{Ticket: salesforce.Settings{Fields: map[string]any{"Region__c": "North"}}})
	if _, err := h.crm.Open(t.Context(), whole("i", connectors.Requester{})); err != nil {
		t.Error(err)
	}
}

// A rule that is about nothing of ours refuses the Case, and teaches nothing about what is.
func TestRuleAboutWhatIsNotOurs(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{}, salesforce.Config{})
	h.oneCase()
	h.Fault(crmtest.Fault{Trouble: crmtest.RejectContent, Times: 2})
	if _, err := h.crm.Open(t.Context(), whole("i", connectors.Requester{})); kind(t, err).Reason.Code != "salesforce_validation" {
		t.Error(err)
	}
	out, err := h.crm.Open(t.Context(), whole("j", connectors.Requester{}))
	if err != nil || h.Values(out.Ticket.ID)["Origin"] != "Phone" || len(out.Omitted) != 0 {
		t.Errorf("%v, %v, %+v", err, h.Values(out.Ticket.ID)["Origin"], out.Omitted)
	}
}

// TestSchemaIsExamined: an admin reads before the first call what the organisation
// will not take, and nothing of it where all is well.
func TestSchemaIsExamined(t *testing.T) {
	examine := func(options salesforcetest.Options, config salesforce.Config) string {
		h := newHarnessWith(t, options, config)
		var said strings.Builder
		for _, k := range h.crm.Examine(t.Context(), connectors.Expected{}) {
			fmt.Fprintf(&said, "%s %s: %s\n", k.State, k.Subject, k.Text)
		}
		return said.String()
	}
	good := examine(salesforcetest.Options{RecordTypes: []string{"Support"}, Fields: []salesforcetest.Field{{Object: "Case", Name: "Region__c", Required: true}}},
		salesforce.Config{Ticket: salesforce.Settings{RecordType: "Support", Fields: map[string]any{"Region__c": "North"}}})
	if !strings.Contains(good, "ok settings: ") || strings.Contains(good, "fail") {
		t.Error(good)
	}
	bad := examine(salesforcetest.Options{RecordTypes: []string{"Elsewhere"}, Fields: []salesforcetest.Field{
		{Object: "Case", Name: "Origin", Only: []string{"Web"}}, {Object: "Case", Name: "Region__c", Required: true}, {Object: "Case", Name: "Description", ReadOnly: true},
		{Object: "Case", Name: "SuppliedPhone", Hidden: true}, {Object: "Task", Name: "Status", Only: []string{"Done"}}, {Object: "Task", Name: "Product__c", Required: true},
	}}, salesforce.Config{Ticket: salesforce.Settings{RecordType: "Elsewhere"}, Queues: map[string]salesforce.Settings{"vip": {RecordType: "Nothing", Fields: map[string]any{"Gone__c": "x"}}}})
	for _, want := range []string{
		`warn settings: The field Case.Origin is a restricted list without "Phone".`, "fail settings: Every Case must have the field Region__c", "warn settings: The integration user may not write the field Case.Description.",
		"warn settings: The field Case.SuppliedPhone is missing or hidden", `warn settings: The field Task.Status is a restricted list without "Completed".`, "warn settings: Every Task must have the field Product__c, which Deskside does not fill: calls become notes.",
		`warn settings: There is no record type "Elsewhere" of Case`, `warn settings: There is no record type "Nothing" of Case`, "warn settings: The field Case.Gone__c is missing",
	} {
		if !strings.Contains(bad, want) {
			t.Errorf("%q is not in\n%s", want, bad)
		}
	}
}

// The queue's settings win over the account's, field by field.
func TestSettingsOfAQueue(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{RecordTypes: []string{"Support", "Sales"}, Fields: []salesforcetest.Field{{Object: "Case", Name: "A__c"}, {Object: "Case", Name: "B__c"}}}, salesforce.Config{
		Ticket: salesforce.Settings{RecordType: "Support", Origin: "Hotline", Fields: map[string]any{"A__c": "account", "B__c": "account"}},
		Queues: map[string]salesforce.Settings{"vip": {RecordType: "Sales", Fields: map[string]any{"B__c": "queue @{case.id}"}}},
	})
	for queue, want := range map[string][4]string{"vip": {"Sales", "Hotline", "account", "queue @ {case.id}"}, "": {"Support", "Hotline", "account", "account"}} {
		o := whole("i"+queue, connectors.Requester{})
		o.Queue = queue
		out, err := h.crm.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		v := h.Values(out.Ticket.ID)
		if got := [4]string{fmt.Sprint(h.Values(v["RecordTypeId"])["DeveloperName"]), fmt.Sprint(v["Origin"]), fmt.Sprint(v["A__c"]), fmt.Sprint(v["B__c"])}; got != want {
			t.Errorf("queue %q: %q, want %q", queue, got, want)
		}
	}
}

// TestDayOfACall: a call before nine in Tokyo was on the day before in London, and
// the day that ends an hour late is one day all the same.
func TestDayOfACall(t *testing.T) {
	for _, c := range []struct{ zone, at, day string }{
		{"Asia/Tokyo", "2026-11-22T08:59:59+09:00", "2026-11-22"}, {"Asia/Tokyo", "2026-11-22T00:00:00+09:00", "2026-11-22"}, {"Asia/Tokyo", "2026-11-21T23:59:59+09:00", "2026-11-21"},
		{"America/Los_Angeles", "2026-11-22T16:00:00-08:00", "2026-11-22"}, {"America/Los_Angeles", "2026-11-22T23:59:59-08:00", "2026-11-22"},
		// The night in which clocks go back, and that in which they go forward.
		{"America/New_York", "2026-11-01T23:30:00-05:00", "2026-11-01"}, {"America/New_York", "2026-11-01T00:30:00-04:00", "2026-11-01"},
		{"Europe/Berlin", "2026-03-29T00:30:00+01:00", "2026-03-29"}, {"Europe/Berlin", "2026-03-29T23:30:00+02:00", "2026-03-29"}, {"Europe/Berlin", "2026-03-29T22:30:00Z", "2026-03-30"},
		// Where midnight itself is left out.
		{"Africa/Cairo", "2026-04-23T23:30:00+02:00", "2026-04-23"}, {"Africa/Cairo", "2026-04-24T01:15:00+03:00", "2026-04-24"},
		{"", "2026-11-22T23:59:59Z", "2026-11-22"},
	} {
		var zone *time.Location
		if c.zone != "" {
			var err error
			if zone, err = time.LoadLocation(c.zone); err != nil {
				t.Fatal(err)
			}
		}
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		h := newHarnessWith(t, salesforcetest.Options{}, salesforce.Config{Location: zone})
		ticket := h.oneCase()
		if _, err := h.crm.Apply(t.Context(), connectors.Update{Key: "b", Ticket: ticket.ID, CallLogs: []connectors.CallLog{{Key: "c", Subject: "Call", StartedAt: at.UTC()}}}); err != nil {
			t.Fatal(err)
		}
		if tasks := h.Related("Task", ticket.ID); len(tasks) != 1 || tasks[0]["ActivityDate"] != c.day {
			t.Errorf("%s in %q is on %v, want %s", c.at, c.zone, tasks, c.day)
		}
	}
}
