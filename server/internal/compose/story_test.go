package compose_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
)

var update = flag.Bool("update", false, "write the golden files")

const id = interaction.ID("01j0000000000000000000000a")

var (
	start = time.Date(2026, 1, 2, 10, 0, 0, 0, time.UTC)
	kim   = interaction.Agent{ID: "support/7", Name: "Kim Lee", CRMID: "7"}
	lou   = interaction.Agent{ID: "support/8", Name: "Lou Diaz", CRMID: "8"}
	photo = interaction.File{ID: "f1", Name: "lamp.jpg", ContentType: "image/jpeg", Size: 5, SHA256: "aa", Metadata: interaction.LocationRemoved}
)

// fold events that happen ten seconds after each other.
func fold(data ...interaction.Data) interaction.State {
	var events []interaction.Event
	for i, d := range data {
		events = append(events, interaction.Event{N: i + 1, At: start.Add(time.Duration(i) * 10 * time.Second), Data: d})
	}
	return interaction.State{ID: id}.Advance(events)
}

func started() interaction.Started {
	return interaction.Started{
		Account: "support", App: "shop", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound, Line: "+15550100100",
		Customer:  interaction.Customer{ExternalID: "c-42", Name: "Anna Smith", Email: "anna@example.com", Phone: "+15550100123", Verified: true},
		IssuePath: []string{"Order", "Damaged item"},
	}
}

func packet() interaction.PacketReceived {
	return interaction.PacketReceived{Packet: interaction.Packet{
		Trust: interaction.Signed,
		Signed: []interaction.Field{
			{Key: "name", Label: "Name", Value: "Anna Smith", Type: "text"},
			{Key: "order", Label: "Order", Value: "1042", Type: "number"},
			{Key: "item", Label: "Item", Value: "https://shop.example.com/lamp", Type: "url"},
			{Key: "risk", Label: "Risk", Value: "hiddenvalue", Type: "text", Hidden: true},
		},
		Unsigned: []interaction.Field{{Key: "device", Label: "Device", Value: "Pixel 9", Type: "text"}, {Key: "secret", Label: "S", Value: "hiddenvalue", Hidden: true}},
	}}
}

// story is a whole call: contact, photo, note, end, wrap-up.
func story() interaction.State {
	return fold(
		started(), packet(),
		interaction.CallArrived{CallSID: "CA1", From: "client:visitor_1", To: ""},
		interaction.OfferMade{Offer: 1},
		interaction.OfferAccepted{Offer: 1, Agent: kim},
		interaction.AgentJoined{Agent: kim, CallSID: "CA2", JoinedAt: start.Add(50 * time.Second)},
		interaction.FileReceived{File: photo, From: "customer"},
		interaction.NoteAdded{Note: "n1", Agent: kim, Text: "Lamp arrived broken.\nReplacement promised."},
		interaction.CallEnded{By: "customer", Outcome: interaction.OutcomeAnswered, EndedAt: start.Add(300 * time.Second)},
		interaction.WrapUpSaved{Agent: kim, Disposition: "Follow-up needed", Note: "New lamp is on its way."},
	)
}

func composer(t testing.TB) *compose.Composer {
	t.Helper()
	set, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	return compose.New(set, compose.Options{})
}

func content(f interaction.File) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("12345")), nil }
}

func keys(s interaction.State) []string {
	var out []string
	for _, it := range s.Items.All() {
		out = append(out, it.Key)
	}
	return out
}

// dump is an update as an agent of one CRM would meet it: Zendesk shows HTML and
// the call's body; Salesforce plain text and the call's fields.
func dump(u connectors.Update, html bool) string {
	var b bytes.Buffer
	body := func(n connectors.Body) string {
		if html {
			return n.HTML
		}
		return n.Text
	}
	fmt.Fprintf(&b, "key %s\nticket %q\nauthor %+v\ntags %v\n", u.Key, u.Ticket, u.Author, u.Tags)
	for _, n := range u.Notes {
		fmt.Fprintf(&b, "\n=== note %s by %+v at %s\n%s\n", n.Key, n.Author, n.At.Format(time.TimeOnly), body(n.Body))
	}
	for _, f := range u.Files {
		fmt.Fprintf(&b, "\n=== file %s: %s, %s, %d bytes\n", f.Key, f.Name, f.ContentType, f.Size)
	}
	for _, l := range u.CallLogs {
		fmt.Fprintf(&b, "\n=== call log %s: %s\n", l.Key, l.Subject)
		if html {
			b.WriteString(l.HTML + "\n")
			continue
		}
		fmt.Fprintf(&b, "call %s, %s, from %q to %q\n", l.CallID, l.Direction, l.From, l.To)
		fmt.Fprintf(&b, "started %s, answered %s by %+v, ended %s, talk %s\n", l.StartedAt.Format(time.TimeOnly), l.AnsweredAt.Format(time.TimeOnly), l.AnsweredBy, l.EndedAt.Format(time.TimeOnly), l.Talk)
		fmt.Fprintf(&b, "outcome %s, disposition %s, requester %q\n%s\n", l.Outcome, l.Disposition, l.RequesterID, l.Text)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
