package salesforce_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// The choices are those of the Case's record type, by their labels, the closed ones
// marked; where those may not be asked for, all that there are.
func TestChoicesAreTheRecordTypes(t *testing.T) {
	options := salesforcetest.Options{RecordTypes: []string{"Returns"}, Statuses: map[string][]string{"Returns": {"New", "Waiting", "Resolved"}}}
	all := []connectors.Status{
		{Value: "New", Label: "New"}, {Value: "Working", Label: "Working"}, {Value: "Waiting", Label: "Waiting on Customer"},
		{Value: "Resolved", Label: "Resolved", Closed: true}, {Value: "Closed", Label: "Closed", Closed: true},
	}
	for _, c := range []struct {
		name       string
		recordType string
		noPages    bool
		want       []connectors.Status
	}{
		{"without a record type", "", false, all},
		{"of a record type", "Returns", false, []connectors.Status{all[0], all[2], all[3]}},
		{"nobody may ask", "Returns", true, all},
	} {
		t.Run(c.name, func(t *testing.T) {
			options.NoPages = c.noPages
			h := newHarnessWith(t, options, salesforce.Config{Ticket: salesforce.Settings{RecordType: c.recordType}})
			made, err := h.crm.Open(t.Context(), connectors.Opening{Key: "int-1", Subject: "Lamp", First: connectors.Update{Key: "int-1-u"}})
			if err != nil {
				t.Fatal(err)
			}
			s, err := h.crm.TicketStatuses(t.Context(), made.Ticket.ID)
			if err != nil || !slices.Equal(s.Choices, c.want) || s.Now != c.want[0] {
				t.Errorf("%v: %+v, want %+v", err, s, c.want)
			}
		})
	}
}

// Picklists take any value from the API: the record type decides all the same.
func TestStatusOfAnotherRecordType(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{RecordTypes: []string{"Returns"}, Statuses: map[string][]string{"Returns": {"New", "Resolved"}}},
		salesforce.Config{Ticket: salesforce.Settings{RecordType: "Returns"}})
	made, err := h.crm.Open(t.Context(), connectors.Opening{Key: "int-1", Subject: "Lamp", First: connectors.Update{Key: "int-1-u"}})
	if err != nil {
		t.Fatal(err)
	}
	u := connectors.Update{Key: "int-1-u2", Ticket: made.Ticket.ID, Notes: []connectors.Note{{Key: "int-1-n", Body: connectors.Body{Text: "Done."}}}}
	u.Status = &connectors.NewStatus{Key: "int-1-n", Value: "Waiting", Saw: []string{"New"}}
	out, err := h.crm.Apply(t.Context(), u)
	if err != nil || len(out.Omitted) != 1 || out.Omitted[0].Reason.Code != connectors.StatusRefused {
		t.Errorf("%v, left out %+v", err, out.Omitted)
	}
	if s := h.Snapshot(made.Ticket.ID); s.Ticket.Status != "New" || len(s.Notes) != 1 {
		t.Errorf("%s with %d notes", s.Ticket.Status, len(s.Notes))
	}
}

// beforeWrite does something as the first request that writes is on its way.
type beforeWrite struct{ do func() }

func (b *beforeWrite) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if bytes.Contains(body, []byte(`"PATCH"`)) {
		b.do()
	}
	return http.DefaultTransport.RoundTrip(r)
}

// A change between the look and the write undoes the whole, which is then written without
// the status.
func TestStatusChangedUnderUs(t *testing.T) {
	h := newHarness(t)
	id := h.SeedTicket(crmtest.TicketSeed{Subject: "Lamp"}).ID
	u := connectors.Update{Key: "int-1-u", Ticket: id, Tags: []string{"deskside"}, Notes: []connectors.Note{{Key: "int-1-n", Body: connectors.Body{Text: "Done."}}}}
	u.Status = &connectors.NewStatus{Key: "int-1-n", Value: "Resolved", Saw: []string{"New"}}
	crm, err := salesforce.New(h.config, salesforce.WithTransport(&beforeWrite{do: sync.OnceFunc(func() { h.SetStatus(id, "Working") })}))
	if err != nil {
		t.Fatal(err)
	}
	out, err := crm.Apply(t.Context(), u)
	if err != nil || len(out.Omitted) != 1 || out.Omitted[0].Reason.Code != connectors.StatusChanged {
		t.Errorf("%v, left out %+v", err, out.Omitted)
	}
	if s := h.Snapshot(id); s.Ticket.Status != "Working" || len(s.Notes) != 1 || !slices.Equal(s.Tags, []string{"deskside"}) {
		t.Errorf("%s, %d notes, tags %v", s.Ticket.Status, len(s.Notes), s.Tags)
	}
}
