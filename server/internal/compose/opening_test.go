package compose_test

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
)

func TestOpening(t *testing.T) {
	s := story()
	o := must[connectors.Opening](t)(composer(t).Opening(s, keys(s)[:3], "b", nil, content))
	if o.Key != "b" || o.First.Key != "b" || o.First.Ticket != "" || o.Channel != "voice" || o.IssuePath != "order/damaged_item" {
		t.Errorf("%+v", o)
	}
	if o.Subject != "Order > Damaged item: call from Anna Smith" || o.First.Notes[0].Key != keys(s)[0] {
		t.Errorf("subject %q, first note %s", o.Subject, o.First.Notes[0].Key)
	}
}

func TestRequester(t *testing.T) {
	visitor := started()
	visitor.Customer.Verified = false
	street := interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Phone: "+15550100123", ExternalID: "never"}}
	for _, c := range []struct {
		name    string
		started interaction.Started
		known   *interaction.Requester
		want    connectors.Requester
	}{
		{"signed", started(), nil, connectors.Requester{Name: "Anna Smith", Email: "anna@example.com", Phone: "+15550100123", ExternalID: "c-42"}},
		{"known to the CRM", started(), &interaction.Requester{ID: "900", Name: "A. Smith", URL: "https://x"}, connectors.Requester{ID: "900", Name: "A. Smith", URL: "https://x", Email: "anna@example.com", Phone: "+15550100123"}},
		{"known to the CRM, and hearsay", visitor, &interaction.Requester{ID: "900", Name: "A. Smith"}, connectors.Requester{ID: "900", Name: "A. Smith"}},
		{"a visitor's word finds nobody", visitor, nil, connectors.Requester{Name: "Anna Smith (not verified)"}},
		{"street", street, nil, connectors.Requester{Name: "+1 555-010-0123", Phone: "+15550100123"}},
		{"withheld", interaction.Started{Channel: interaction.Voice}, nil, connectors.Requester{}},
	} {
		s := fold(c.started)
		o := must[connectors.Opening](t)(composer(t).Opening(s, keys(s), "b", c.known, content))
		if o.Requester != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, o.Requester, c.want)
		}
	}
}

// TestContactComesFirst: a second ticket for the same interaction begins with
// the contact as well, without claiming its receipt; not one whose own write is
// still to come.
func TestContactComesFirst(t *testing.T) {
	s := story()
	if o := must[connectors.Opening](t)(composer(t).Opening(s, keys(s)[2:], "b", nil, content)); len(o.First.Notes) != 2 {
		t.Errorf("the contact would be written twice: %+v", o.First.Notes)
	}
	s = s.Apply(interaction.Event{N: s.Version + 1, Data: interaction.WriteLanded{Key: keys(s)[0], Receipt: "1", Ticket: "merged away"}})
	o := must[connectors.Opening](t)(composer(t).Opening(s, keys(s)[2:], "b", &interaction.Requester{ID: "900"}, content))
	first := o.First.Notes[0]
	if first.Key != "b-contact" || !strings.HasPrefix(first.Text, "Call from the customer") || len(o.First.Notes) != 3 {
		t.Errorf("%+v", o.First.Notes)
	}
	if o.First.CallLogs[0].RequesterID != "900" {
		t.Errorf("call log for %q", o.First.CallLogs[0].RequesterID)
	}
}

// TestRemark: what the CRM would not take is said in the note, with the name of whom
// it is about.
func TestRemark(t *testing.T) {
	s := story()
	o := must[connectors.Opening](t)(composer(t).Opening(s, keys(s)[:3], "b", &interaction.Requester{ID: "900", Name: "Anna <Smith>"}, content))
	left := []connectors.Omission{
		{Of: connectors.OfRequester, Reason: connectors.Because("requester_suspended", "id", "900")},
		{Of: connectors.OfFields, Reason: connectors.Because("fields_left_out", "fields", "Case.Origin")},
	}
	first := connectors.Remarked(o, left).First.Notes[0]
	if !strings.HasPrefix(first.Text, "Anna <Smith> is suspended in the CRM") || !strings.Contains(first.HTML, "Anna &lt;Smith&gt; is suspended") || strings.Contains(first.Text, "Case.Origin") {
		t.Errorf("%s\n%s", first.Text, first.HTML)
	}
	if !strings.Contains(first.Text, "\n\nCall from the customer") || !strings.Contains(first.HTML, "Call from the customer") {
		t.Errorf("the note is lost: %s\n%s", first.Text, first.HTML)
	}
	if o.Queue != "default" {
		t.Errorf("queue %q", o.Queue)
	}
}
