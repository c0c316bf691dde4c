package interaction_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

func TestNotesAreOneByTheirID(t *testing.T) {
	in := begin(t, inbound)
	in.expect(aNote, "note_added")
	in.expect(aNote, "")
	in.expect(noteWith("n1", "another text under the same id"), "")
	in.expect(noteWith("n2", aNote.Text), "note_added")
	equal(t, "writes", in.kinds(), "contact note note")
	equal(t, "author", in.writes[1].Author, mia.ID)
	in.expect(noteWith("n3", " \n\t"), "!empty_note")
	in.expect(noteWith("n3", ofLength(MaxNote+1)), "!too_long")
	in.expect(noteWith("n3", ofLength(MaxNote)), "note_added")
}

func TestFilesAreOneByTheirID(t *testing.T) {
	in := begin(t, inbound)
	in.expect(aPhoto, "file_received")
	in.expect(aPhoto, "")
	equal(t, "file", *in.last().File, aPhoto.File)
	equal(t, "from", in.last().From, "customer")
	equal(t, "a customer's file has no author", in.writes[1].Author, "")
}

func TestWrapUp(t *testing.T) {
	in := begin(t, inbound, arrives, accepts, joins, goes)
	in.expect(SaveWrapUp{Agent: mia}, "!no_disposition")
	in.expect(SaveWrapUp{Agent: mia, Disposition: "solved", Note: "  "}, "!empty_closing_note")
	in.expect(SaveWrapUp{Agent: mia, Disposition: "solved", Note: ofLength(MaxNote + 1)}, "!too_long")
	in.expect(wrapsUp, "wrap_up_saved closed")
	in.expect(wrapsUp, "")
	again := wrapsUp
	again.Note = "And called back."
	in.expect(again, "wrap_up_saved") // a new record; it was closed before
	equal(t, "wrap-ups", in.state.WrapUp.Times, 2)
	equal(t, "last", in.state.WrapUp.Saved.Note, again.Note)
	equal(t, "writes", in.kinds(), "contact call-log wrap-up wrap-up")
	in.expect(aNote, "note_added") // an agent may always add something
}

func TestStatusOfTheTicket(t *testing.T) {
	in := begin(t, inbound, arrives, accepts, joins, goes)
	solves := wrapsUp
	solves.TicketStatus = &TicketStatus{Ticket: toTicket.Ticket.ID, Value: "solved", Label: "Solved", Saw: "open"}
	in.expect(solves, "!status_of_another_ticket") // there is none yet
	in.do(toTicket)
	in.expect(solves, "wrap_up_saved closed")
	in.expect(solves, "")
	first := in.last()
	again := solves
	again.TicketStatus = &TicketStatus{Ticket: toTicket.Ticket.ID, Value: "pending", Label: "Pending", Saw: "open"}
	in.expect(again, "wrap_up_saved")
	set, from := in.state.StatusSet(in.last(), toTicket.Ticket.ID)
	equal(t, "set", set.Value, "pending")
	equal(t, "from what was seen and what was set before", strings.Join(from, " "), "open solved")
	_, from = in.state.StatusSet(first, toTicket.Ticket.ID)
	equal(t, "from what was seen alone", strings.Join(from, " "), "open")
	if set, _ := in.state.StatusSet(first, "another"); set != nil {
		t.Error("it is set on another ticket")
	}
	in.do(Land{Ticket: toTicket.Ticket.ID, Receipts: map[string]string{first.Key: "r"}, At: in.now, Without: map[string]Reason{first.Key: Because("status_changed", "status", "Solved")}})
	landed, _ := in.state.Item(first.Key)
	equal(t, "it has landed", landed.Delivery.State, Landed)
	equal(t, "without", landed.Delivery.Reason.Code, "status_changed")
}

func TestOpenOnAnswer(t *testing.T) {
	onAnswer := policy
	onAnswer.OpenOn = OnAnswer
	steps := func(t *testing.T, cmds ...Command) *contact {
		t.Helper()
		c := &contact{t: t, state: State{ID: "01c"}, now: t0, policy: onAnswer}
		return c.do(cmds...)
	}
	for _, c := range []struct {
		name       string
		before     []Command
		open       Command
		freed, end string
	}{
		{"inbound, answered", []Command{inbound, aPhoto, arrives, accepts, aNote}, joins, "contact file note", "contact file note call-log"},
		{"inbound, abandoned", []Command{inbound, aPhoto, arrives}, goes, "contact file call-log", "contact file call-log"},
		{"outbound, answered", []Command{outbound, joins, dials, aNote}, answers, "contact note", "contact note call-log"},
		{"outbound, cancelled", []Command{outbound, joins, aNote}, hangsUp, "contact note call-log", "contact note call-log"},
		{"a message needs no answer", nil, message, "contact message", "contact message"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := steps(t, c.before...)
			equal(t, "before", in.kinds(), "")
			in.do(c.open)
			equal(t, "freed, in the order in which they came", in.kinds(), c.freed)
			in.do(goes)
			equal(t, "in the end", in.kinds(), c.end)
			for i, w := range in.writes {
				equal(t, "key", w.Key, in.state.Items.At(i).Key)
			}
		})
	}
	// What an admin changes later does not change what has begun.
	in := steps(t, inbound)
	in.policy = policy
	in.do(aPhoto)
	equal(t, "writes", in.kinds(), "")
}

// A key is sent to every CRM and stands in their fields and metadata.
func TestKeys(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9-]+$`)
	kinds := map[ItemType]bool{}
	moved := begin(t, inbound, toTicket)
	moved.do(landedOn(moved.state.Ticket.ID, moved.state.Items.Slice()...), PickTicket{Ticket: TicketRef{ID: "77"}, Agent: mia})
	equal(t, "revised key", moved.state.Items.At(0).Key, "01c-contact-1-2")
	kinds[ItemPointer] = moved.state.Items.At(1).Type == ItemPointer
	for _, in := range []*contact{begin(t, message), begin(t, inbound, arrives, accepts, joins, aPhoto, aNote, goes, wrapsUp), talking(t).do(asks, DeclineAsk{Ask: asks.Ask}), begin(t, inbound, isRosa), begin(t, byText)} {
		seen := map[string]bool{}
		for _, it := range in.state.Items.All() {
			if !safe.MatchString(it.Key) || seen[it.Key] {
				t.Errorf("key %q of a %s", it.Key, it.Type)
			}
			seen[it.Key], kinds[it.Type] = true, true
		}
		equal(t, "key", in.state.Items.At(0).Key, "01c-contact-1-1")
	}
	for _, k := range ItemTypes() {
		if !kinds[k] {
			t.Errorf("no item of kind %s was made here", k)
		}
	}
	equal(t, "kinds", len(kinds), len(ItemTypes()))
}

func TestDeliveryOfAnItem(t *testing.T) {
	in := begin(t, inbound, aNote, toTicket)
	contact, note := in.state.Items.At(0), in.state.Items.At(1)
	delay := Delay{Keys: []string{contact.Key, note.Key, "unknown"}, Kind: "throttled", Reason: Because("rate"), Until: t0.Add(time.Hour)}
	in.expect(delay, "write_delayed")
	equal(t, "delivery", in.state.Items.At(1).Delivery, Delivery{State: Waiting, Since: in.now, Kind: delay.Kind, Reason: delay.Reason, Until: delay.Until})
	delay.Until = t0.Add(2 * time.Hour)
	in.expect(delay, "") // the same reason is no news
	delay.Reason = Because("crm")
	in.expect(delay, "write_delayed")
	in.expect(Delay{Keys: []string{"unknown"}, Kind: "x", Reason: Because("y")}, "")

	hold := Hold{Keys: []string{note.Key}, Kind: "rejected", Reason: Because("crm")}
	in.expect(hold, "write_held")
	in.expect(hold, "")
	equal(t, "state", in.state.Items.At(1).Delivery.State, Held)
	delay.Reason = Because("something")
	in.expect(delay, "write_delayed")
	equal(t, "a held one needs a person, whatever happens to the others", in.state.Items.At(1).Delivery.State, Held)

	in.expect(Retry{Key: "unknown"}, "!unknown_write")
	in.expect(Retry{Key: contact.Key, By: "Mia"}, "write_retried") // it waits for a better moment
	equal(t, "delivery", in.state.Items.At(0).Delivery, Delivery{State: Waiting, Since: in.now})
	in.expect(Retry{Key: contact.Key, By: "Mia"}, "") // its turn comes by itself
	in.expect(Retry{Key: note.Key, By: "Mia"}, "write_retried")
	equal(t, "delivery", in.state.Items.At(1).Delivery, Delivery{State: Waiting, Since: in.now})
	in.do(hold)
	in.expect(Retry{By: "Mia"}, "write_retried") // all that are held
	in.expect(Retry{By: "Mia"}, "")

	in.expect(landed(contact), "write_landed")
	in.expect(landed(contact), "")
	equal(t, "settled", in.state.Settled(), false)
	equal(t, "delivery", in.state.Items.At(0).Delivery, Delivery{State: Landed, Since: t0.Add(time.Hour), Receipt: "r0", Ticket: "35"})
	in.expect(Delay{Keys: []string{contact.Key}, Kind: "x", Reason: Because("y")}, "")
	in.expect(Hold{Keys: []string{contact.Key}}, "")
	in.expect(Retry{Key: contact.Key}, "")
	in.do(hold)
	in.expect(landed(note), "write_landed") // it was there after all
	equal(t, "settled", in.state.Settled(), true)
}

// A log in which a landed write is held or delayed afterwards, as by a second
// server with an older view, still says that the CRM holds it.
func TestLandedIsForEver(t *testing.T) {
	in := begin(t, inbound)
	in.do(landed(in.state.Items.At(0)))
	key, delivery := in.state.Items.At(0).Key, in.state.Items.At(0).Delivery
	for _, d := range []Data{WriteHeld{Key: key}, WriteDelayed{Keys: []string{key}}, WriteRetried{Key: key}, WriteLanded{Key: key, Receipt: "other"}} {
		in.state = in.state.Apply(Event{N: in.state.Version + 1, At: in.now, Data: d})
		equal(t, TypeName(d), in.state.Items.At(0).Delivery, delivery)
	}
}
