package compose_test

import (
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

func TestStory(t *testing.T) {
	s := story()
	s.Requester = &interaction.Requester{ID: "900"}
	s.Ticket = &interaction.TicketRef{ID: "35436"}
	u := must[connectors.Update](t)(composer(t).Update(s, keys(s), "batch-1", content))
	golden(t, "story.zendesk.txt", dump(u, true))
	golden(t, "story.salesforce.txt", dump(u, false))
	for _, html := range []bool{true, false} {
		if strings.Contains(dump(u, html), "hiddenvalue") {
			t.Error("a hidden field is shown")
		}
	}
	r, err := u.Files[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(r); string(b) != "12345" || u.Files[0].Size != 5 {
		t.Errorf("file %+v holds %q", u.Files[0], b)
	}
}

// TestOtherStories: those of the street, of writing, of dialling, of a forged packet.
func TestOtherStories(t *testing.T) {
	street := interaction.Started{
		Account: "support", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound, Line: "+15550100100",
		Customer: interaction.Customer{Phone: "+15550100123"},
	}
	written := started()
	written.Channel, written.Customer.Verified = interaction.Message, false
	outbound := street
	outbound.Direction, outbound.Record, outbound.Agent = interaction.Outbound, "35436", &kim
	forged := packet()
	forged.Packet.Trust, forged.Packet.Problem = interaction.Rejected, "The token has expired."
	for name, s := range map[string]interaction.State{
		"street": fold(street, interaction.CallArrived{CallSID: "CA1", From: "+15550100123", To: "+15550100100"},
			interaction.CallEnded{By: "customer", Outcome: interaction.OutcomeAbandoned, EndedAt: start.Add(time.Minute)}),
		"written": fold(written, forged, interaction.MessageLeft{Text: "My lamp\nis broken."}),
		"outbound": fold(outbound, interaction.OfferAccepted{Offer: 1, Agent: kim}, interaction.AgentJoined{Agent: kim, CallSID: "CA1"},
			interaction.CustomerDialled{CallSID: "CA2", From: "+15550100100", To: "+15550100123"},
			interaction.CallEnded{By: "carrier", Outcome: interaction.OutcomeBusy, EndedAt: start.Add(time.Minute)}),
	} {
		o := must[connectors.Opening](t)(composer(t).Opening(s, keys(s), "batch-1", nil, content))
		golden(t, name+".zendesk.txt", o.Subject+"\n"+dump(o.First, true))
		golden(t, name+".salesforce.txt", o.Subject+"\n"+dump(o.First, false))
		if strings.Contains(dump(o.First, false), "hiddenvalue") {
			t.Error("a hidden field is shown")
		}
	}
}

// TestRemovedFileIsReferredTo: a file whose bytes are gone when the contact is moved
// comes as a note that says where it is.
func TestRemovedFileIsReferredTo(t *testing.T) {
	s := story()
	apply := func(d interaction.Data) { s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: d}) }
	i := slices.IndexFunc(s.Items.Slice(), func(it interaction.Item) bool { return it.File != nil })
	apply(interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "7", Number: "#35436"}})
	apply(interaction.WriteLanded{Key: s.Items.At(i).Key, Receipt: "1", Ticket: "7", At: start})
	apply(interaction.FileRemoved{File: s.Items.At(i).File.ID})
	apply(interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "8", Number: "#35500"}})
	apply(interaction.WritesRehomed{From: interaction.TicketRef{ID: "7"}, Keys: []string{s.Items.At(i).Key}})
	u := must[connectors.Update](t)(composer(t).Update(s, []string{s.Items.At(i).Key}, "b", content))
	if len(u.Files) != 0 || u.Ticket != "8" || len(u.Notes) != 1 || !strings.Contains(u.Notes[0].Text, "The file itself is in ticket #35436.") {
		t.Errorf("%+v", u)
	}
}

// TestEveryKind proves that no kind of item is left without words.
func TestEveryKind(t *testing.T) {
	s := story()
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.MessageLeft{Text: "hello"}})
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.WritesRehomed{From: interaction.TicketRef{ID: "1"}, Pointer: true}})
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.AskMade{Ask: "a1", Type: interaction.AskText, Label: "Tracking number", Agent: kim}})
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.AskAnswered{Ask: "a1", Text: "1Z999"}})
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.RequesterChosen{Requester: interaction.Requester{ID: "u1", Name: "Anna Berg"}, By: kim}})
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.TextReceived{Text: "SM1", From: "+15550100123", To: "+15550100100", Body: "Where is it?"}})
	for _, kind := range interaction.ItemTypes() {
		done := false
		for _, it := range s.Items.All() {
			if it.Type != kind {
				continue
			}
			done = true
			u := must[connectors.Update](t)(composer(t).Update(s, []string{it.Key}, "b", content))
			var bodies []connectors.Body
			for _, n := range u.Notes {
				bodies = append(bodies, n.Body)
			}
			for _, l := range u.CallLogs {
				bodies = append(bodies, l.Body)
			}
			if len(bodies) != 1 || strings.TrimSpace(bodies[0].Text) == "" || strings.TrimSpace(bodies[0].HTML) == "" {
				t.Errorf("%s became %+v", kind, u)
			}
		}
		if !done {
			t.Errorf("this test has no item of kind %s", kind)
		}
	}
}

// TestReceipts: every item's key stands on what lands last of it.
func TestReceipts(t *testing.T) {
	s := story()
	u := must[connectors.Update](t)(composer(t).Update(s, keys(s), "b", content))
	found := map[string]int{}
	for _, n := range u.Notes {
		found[n.Key]++
	}
	for _, l := range u.CallLogs {
		found[l.Key]++
	}
	for _, f := range u.Files {
		found[f.Key]++
	}
	for _, it := range s.Items.All() {
		if found[it.Key] != 1 {
			t.Errorf("the key of %s stands %d times", it.Type, found[it.Key])
		}
		if it.Type == interaction.ItemFile && found[compose.FileKey(it.Key)] != 1 {
			t.Error("the file has no key of its own")
		}
	}
}

// TestSameKeysSameUpdate: what happens later does not change an update, so that a
// repeated request is the same request.
func TestSameKeysSameUpdate(t *testing.T) {
	all := story().Log.Slice()
	for n := 1; n <= len(all); n++ {
		before := interaction.State{ID: id}.Advance(all[:n])
		after := interaction.State{ID: id}.Advance(append(all[:len(all):len(all)],
			interaction.Event{N: len(all) + 1, At: start.Add(time.Hour), Data: interaction.WrapUpSaved{Agent: lou, Disposition: "Resolved", Note: "again"}},
			interaction.Event{N: len(all) + 2, At: start.Add(time.Hour), Data: interaction.NoteAdded{Note: "n9", Agent: lou, Text: "late"}}))
		if n == 1 {
			continue // the packet is committed with the start
		}
		c := composer(t)
		a := must[connectors.Update](t)(c.Update(before, keys(before), "b", content))
		b := must[connectors.Update](t)(c.Update(after, keys(before), "b", content))
		for _, u := range []*connectors.Update{&a, &b} {
			for i := range u.Files {
				u.Files[i].Open = nil
			}
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("after event %d: %s\nlater: %s", n, dump(a, false), dump(b, false))
		}
	}
}

func TestAuthors(t *testing.T) {
	s := story()
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.NoteAdded{Note: "n2", Agent: lou, Text: "x"}})
	if u, err := composer(t).Update(s, keys(s), "b", content); err == nil {
		t.Errorf("notes of two people travel together: %+v", u)
	}
	u := must[connectors.Update](t)(composer(t).Update(s, keys(s)[:2], "b", content))
	if u.Author != (connectors.Author{}) {
		t.Errorf("nobody wrote this, yet the author is %+v", u.Author)
	}
	for _, bad := range [][]string{nil, {"nothing"}, {keys(s)[0], keys(s)[0]}} {
		if _, err := composer(t).Update(s, bad, "b", content); err == nil {
			t.Errorf("keys %q were taken", bad)
		}
	}
}

// TestHiddenDetail: what the company hides is hidden wherever else it is known.
func TestHiddenDetail(t *testing.T) {
	p := packet()
	p.Packet.Signed = append(p.Packet.Signed, interaction.Field{Key: "email", Label: "Email", Value: started().Customer.Email, Hidden: true})
	s := fold(started(), p)
	u := must[connectors.Update](t)(composer(t).Update(s, keys(s), "b", content))
	if d := dump(u, false) + dump(u, true); strings.Contains(d, "anna@example.com") || !strings.Contains(d, "Phone: +1 555-010-0123") {
		t.Error(d)
	}
}

// TestReadersOfAnAccount: times and numbers are in the form of those who read them.
func TestReadersOfAnAccount(t *testing.T) {
	set := must[*templates.Set](t)(templates.Load(""))
	c := compose.New(set, compose.Options{
		Locale: compose.Locale{Country: "GB"},
		Of:     map[string]compose.Locale{"tokyo": {Country: "JP", Location: time.FixedZone("JST", 9*3600)}},
	})
	for account, want := range map[string][]string{
		"tokyo":   {"At: 2026-01-02 19:00:00 JST", "Customer's number: 090-1234-5678", "Our number: 03-1234-5678"},
		"support": {"At: 2026-01-02 10:00:00 UTC", "Customer's number: +81 90-1234-5678", "Our number: +81 3-1234-5678"},
	} {
		s := fold(interaction.Started{Account: account, Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Phone: "+819012345678"}, Line: "+81312345678"})
		u := must[connectors.Update](t)(c.Update(s, keys(s), "b", content))
		for _, line := range want {
			if !strings.Contains(u.Notes[0].Text, line) {
				t.Errorf("%s: %q is not in\n%s", account, line, u.Notes[0].Text)
			}
		}
	}
}

// TestExtensionOfACalledNumber: what an agent dialled stands in notes and subject as they
// dialled it, with the extension in the account's language.
func TestExtensionOfACalledNumber(t *testing.T) {
	set := must[*templates.Set](t)(templates.Load(""))
	c := compose.New(set, compose.Options{Of: map[string]compose.Locale{"tokyo": {Language: "ja", Country: "JP"}, "support": {Language: "en", Country: "JP"}}})
	for account, want := range map[string]string{"tokyo": "03-1234-5678 内線22", "support": "03-1234-5678 ext. 22"} {
		s := fold(interaction.Started{Account: account, Channel: interaction.Voice, Direction: interaction.Outbound, Line: "+81398765432", Customer: interaction.Customer{Phone: "+81312345678", Extension: "22"}})
		o := must[connectors.Opening](t)(c.Opening(s, keys(s), "b", nil, content))
		if all := dump(o.First, false); o.Subject != "Call to "+want || !strings.Contains(all, "Customer's number: "+want+"\n") || !strings.Contains(all, "Our number: 03-9876-5432\n") {
			t.Errorf("%s: %q\n%s", account, o.Subject, all)
		}
	}
}

// TestLanguageOfAnAccount: choices, fields that Deskside makes and records are called as the
// account's readers call them; what is stored of a choice, and tags, stay what they are.
func TestLanguageOfAnAccount(t *testing.T) {
	set := must[*templates.Set](t)(templates.Load(""))
	followUp := map[string]string{"en": "Follow-up needed", "ja": "要フォローアップ"}
	c := compose.New(set, compose.Options{Of: map[string]compose.Locale{"tokyo": {Language: "ja", Lexicon: words.Lexicon{
		Noun:         map[string]map[string]string{"en": {"ticket": "case"}, "ja": {"ticket": "ケース"}},
		Dispositions: words.Labels{"Follow-up needed": followUp},
	}}}})
	s := story()
	s.Account, s.IssueLabels = "tokyo", []map[string]string{{"ja": "注文"}, {"ko": "파손"}}
	s.Packet.Unsigned = append(s.Packet.Unsigned, interaction.Field{Key: "device", Label: "Gerät", Value: "Pixel 8"})
	s = s.Apply(interaction.Event{N: s.Version + 1, At: start, Data: interaction.WritesRehomed{From: interaction.TicketRef{ID: "1"}, Pointer: true}})
	o := must[connectors.Opening](t)(c.Opening(s, keys(s), "b", nil, content))
	if o.IssuePath != "order/damaged_item" || !strings.HasPrefix(o.Subject, "注文 > Damaged item: ") || !slices.Contains(o.First.Tags, "deskside-follow-up-needed") {
		t.Errorf("%s: %q, tags %v", o.IssuePath, o.Subject, o.First.Tags)
	}
	for _, html := range []bool{true, false} {
		all := dump(o.First, html)
		for _, want := range []string{"注文", "端末", "Gerät", "Order", "belongs to ケース", "要フォローアップ"} {
			if !strings.Contains(all, want) {
				t.Errorf("%q is not in\n%s", want, all)
			}
		}
	}
	if calls := o.First.CallLogs; len(calls) != 1 || calls[0].Disposition != "Follow-up needed" || !strings.Contains(calls[0].Body.Text, "Disposition: 要フォローアップ") {
		t.Errorf("%+v", calls)
	}
}

// TestNameByTheCarrier: it is hearsay for the note, and nobody's name.
func TestNameByTheCarrier(t *testing.T) {
	s := fold(interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Name: "WIRELESS CALLER", Phone: "+14155550134"}})
	o := must[connectors.Opening](t)(composer(t).Opening(s, keys(s), "b", nil, content))
	if o.Requester.Name != "+1 415-555-0134" || o.Subject != "Call from +1 415-555-0134" {
		t.Errorf("a card for %q, a ticket called %q", o.Requester.Name, o.Subject)
	}
	if text := o.First.Notes[0].Text; !strings.Contains(text, "Name by the carrier (not verified): WIRELESS CALLER") {
		t.Error(text)
	}
}

// TestCallersOfTheInternet: an address that is no number stands as it was given, and
// nobody is said to withhold it.
func TestCallersOfTheInternet(t *testing.T) {
	for from, want := range map[string]string{
		"sip:+14155550134@carrier.example": "+1 415-555-0134 (sip:+14155550134@carrier.example)", "sip:rosa.diaz@pbx.example": "sip:rosa.diaz@pbx.example", "": "a withheld number",
	} {
		phone := ""
		if strings.Contains(from, "+") {
			phone = "+14155550134"
		}
		s := fold(interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Phone: phone}},
			interaction.CallArrived{CallSID: "CA1", From: from, To: "+15550100100"}, interaction.CallEnded{By: "customer", Outcome: interaction.OutcomeAbandoned, EndedAt: start.Add(time.Minute)})
		u := must[connectors.Update](t)(composer(t).Update(s, keys(s), "b", content))
		if !strings.Contains(u.CallLogs[0].Text, "From: "+want+"\n") {
			t.Errorf("from %q:\n%s", from, u.CallLogs[0].Text)
		}
		if number := "Customer's number: " + want; from != "" && !strings.Contains(u.Notes[0].Text, number) {
			t.Errorf("%q is not in\n%s", number, u.Notes[0].Text)
		}
	}
}

func TestTimesAreLocal(t *testing.T) {
	set := must[*templates.Set](t)(templates.Load(""))
	c := compose.New(set, compose.Options{Locale: compose.Locale{Location: time.FixedZone("TEST", 3600)}, Layout: "15:04 MST"})
	s := story()
	u := must[connectors.Update](t)(c.Update(s, keys(s)[:1], "b", content))
	if !strings.Contains(u.Notes[0].Text, "11:00 TEST") {
		t.Error(u.Notes[0].Text)
	}
}
