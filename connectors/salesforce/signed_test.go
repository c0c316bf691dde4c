package salesforce_test

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// TestNotesAreSigned: all comments stand under the integration user, so each says who wrote
// it, whatever names an agent writes in it; and none says so twice.
func TestNotesAreSigned(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{}, salesforce.Config{})
	ticket := h.oneCase()
	ann := connectors.Author{Name: "Ann"}
	_, err := h.crm.Apply(t.Context(), connectors.Update{Key: "u", Ticket: ticket.ID, Notes: []connectors.Note{
		{Key: "n1", Author: ann, Body: connectors.Body{Text: "Annual plan, as Ann from sales promised."}},
		{Key: "n2", Author: ann, Body: connectors.Body{Text: "Note by Ann, today:\n\nHi.", Signed: true}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, n := range h.Snapshot(ticket.ID).Notes {
		all = append(all, n.Text)
	}
	text := "\n" + strings.Join(all, "\n")
	if !strings.Contains(text, "\nAnn:\nAnnual plan") || !strings.Contains(text, "\nNote by Ann, today:") || strings.Contains(text, "\nAnn:\nNote by Ann") {
		t.Errorf("%q", all)
	}
}
