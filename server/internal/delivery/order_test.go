package delivery_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// TestMovedInOrder: what stood on a ticket that was closed and what it would not
// take any more stand on the new one as they happened, each once.
func TestMovedInOrder(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	if err := r.zendesk.SetState(r.ticket(r.settled(id)).ID, connectors.TicketClosed, 0); err != nil {
		t.Fatal(err)
	}
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "The first note."}, interaction.AddNote{Note: "note-0002", Agent: r.jonas, Text: "The second note."})
	r.until("held", id, func(s interaction.State) bool { return s.Unclear != nil })
	r.do(id, interaction.PickTicket{Agent: r.mia})
	s := r.until("on a new ticket", id, func(s interaction.State) bool {
		return s.Ticket != nil && !slices.ContainsFunc(s.Items.Slice(), func(it interaction.Item) bool {
			return it.Type != interaction.ItemPointer && it.Delivery.State != interaction.Landed
		})
	})
	text, _ := contents(r.ticket(s))
	at := -1
	for _, part := range []string{"Call from the customer", "The first note.", "The second note."} {
		if n := strings.Count(text, part); n != 1 {
			t.Errorf("%q stands there %d times", part, n)
		}
		if i := strings.Index(text, part); i < at {
			t.Errorf("%q stands too early", part)
		} else {
			at = i
		}
	}
}

// TestUnheardGoesFirst: what was sent and not heard is looked up before anything
// else of the interaction leaves, also when it came late into the lane: the contact,
// written once more, opens the new ticket, and the notes follow it there.
func TestUnheardGoesFirst(t *testing.T) {
	r := newRig(t)
	crm := &hardOfHearing{CRM: r.crm}
	r.crm = crm
	r.start()
	id := r.contact(aiko, "")
	if err := r.zendesk.SetState(r.ticket(r.settled(id)).ID, connectors.TicketClosed, 0); err != nil {
		t.Fatal(err)
	}
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "The first note."}, interaction.AddNote{Note: "note-0002", Agent: r.mia, Text: "The second note."})
	r.until("held", id, func(s interaction.State) bool { return s.Unclear != nil })
	before := len(r.zendesk.Tickets())
	crm.mu.Lock()
	crm.trouble = []*connectors.Error{
		{Kind: connectors.Rejected},             // all together: from now on each travels alone
		{Kind: connectors.Unknown, Status: 200}, // the contact alone
	}
	crm.mu.Unlock()
	r.do(id, interaction.PickTicket{Agent: r.mia})
	s := r.until("on a new ticket", id, func(s interaction.State) bool {
		return s.Ticket != nil && !slices.ContainsFunc(s.Items.Slice(), func(it interaction.Item) bool {
			return it.Type != interaction.ItemPointer && it.Delivery.State != interaction.Landed
		})
	})
	if n := len(r.zendesk.Tickets()) - before; n != 1 {
		t.Errorf("%d new tickets", n)
	}
	text, _ := contents(r.ticket(s))
	first, second := strings.Index(text, "The first note."), strings.Index(text, "The second note.")
	if contact := strings.Index(text, "Call from the customer"); contact < 0 || first < contact || second < first {
		t.Errorf("the order is wrong: %q", text)
	}
}

// hardOfHearing meets trouble at the next openings. What is said to be unknown is
// carried out.
type hardOfHearing struct {
	connectors.CRM
	mu      sync.Mutex
	trouble []*connectors.Error
}

func (c *hardOfHearing) Open(ctx context.Context, o connectors.Opening) (connectors.Result, error) {
	c.mu.Lock()
	var met *connectors.Error
	if len(c.trouble) > 0 {
		met, c.trouble = c.trouble[0], c.trouble[1:]
	}
	c.mu.Unlock()
	if met == nil {
		return c.CRM.Open(ctx, o)
	}
	if met.Kind == connectors.Unknown {
		if _, err := c.CRM.Open(ctx, o); err != nil {
			return connectors.Result{}, err
		}
	}
	return connectors.Result{}, met
}

// TestHeldTogether: a note that comes while the CRM is saying that the ticket takes
// nothing any more waits for the person's answer like all that came before it.
func TestHeldTogether(t *testing.T) {
	r := newRig(t)
	crm := &interrupted{CRM: r.crm}
	r.crm = crm
	id := r.contact(aiko, "")
	r.start()
	if err := r.zendesk.SetState(r.ticket(r.settled(id)).ID, connectors.TicketClosed, 0); err != nil {
		t.Fatal(err)
	}
	crm.meanwhile.Store(new(func() { r.do(id, interaction.AddNote{Note: "note-0002", Agent: r.mia, Text: "The second note."}) }))
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "The first note."})
	s := r.until("asked", id, func(s interaction.State) bool { return s.Unclear != nil })
	if s.Items.Len() != 3 || s.Items.At(1).Delivery.State != interaction.Held || s.Items.At(2).Delivery.State != interaction.Held {
		t.Errorf("not all of it is held: %+v", s.Items)
	}
}

// interrupted: something happens while the CRM is asked for the next update, and
// that may be the end of the request.
type interrupted struct {
	connectors.CRM
	meanwhile atomic.Pointer[func()]
	cutOff    bool
}

func (c *interrupted) Apply(ctx context.Context, u connectors.Update) (connectors.Result, error) {
	if f := c.meanwhile.Swap(nil); f != nil {
		(*f)()
		if c.cutOff {
			return connectors.Result{}, &connectors.Error{Kind: connectors.Unknown, Op: "test"}
		}
	}
	return c.CRM.Apply(ctx, u)
}

// TestMovedWhileCutOff: what had not reached the old ticket when the interaction was
// moved stands on the new one behind all that is written there once more.
func TestMovedWhileCutOff(t *testing.T) {
	r := newRig(t)
	crm := &interrupted{CRM: r.crm, cutOff: true}
	r.crm = crm
	r.start()
	id := r.contact(aiko, "")
	r.settled(id)
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "The first note."})
	r.settled(id)
	crm.meanwhile.Store(new(func() { r.do(id, interaction.PickTicket{Agent: r.mia}) }))
	r.do(id, interaction.AddNote{Note: "note-0002", Agent: r.mia, Text: "The second note."})
	s := r.until("moved", id, func(s interaction.State) bool { return s.Settled() && s.Log.Len() > 8 && s.Ticket != nil })
	text, _ := contents(r.ticket(s))
	at := []int{strings.Index(text, "Call from the customer"), strings.Index(text, "The first note."), strings.Index(text, "The second note.")}
	if at[0] < 0 || !slices.IsSorted(at) {
		t.Errorf("the order is wrong: %q", text)
	}
}

// TestSetFreeTogether: the new ticket that a person asks for begins with what was
// held, also when a later note is about to be looked at alone.
func TestSetFreeTogether(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	if err := r.zendesk.SetState(r.ticket(r.settled(id)).ID, connectors.TicketClosed, 0); err != nil {
		t.Fatal(err)
	}
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "The first note."})
	r.until("asked", id, func(s interaction.State) bool { return s.Unclear != nil })
	r.halt()
	r.do(id, interaction.AddNote{Note: "note-0002", Agent: r.mia, Text: "The second note."})
	memory := r.store
	r.store = store.NewStates(&surprised{Store: memory, then: func() {
		if _, err := r.deciding.Update(context.Background(), memory, id, interaction.PickTicket{Agent: r.mia}); err != nil {
			t.Error(err)
		}
	}}, 0)
	r.start()
	s := r.until("on a new ticket", id, func(s interaction.State) bool { return s.Ticket != nil && s.Settled() })
	text, _ := contents(r.ticket(s))
	at := []int{strings.Index(text, "Call from the customer"), strings.Index(text, "The first note."), strings.Index(text, "The second note.")}
	if at[0] < 0 || !slices.IsSorted(at) {
		t.Errorf("the order is wrong: %q", text)
	}
}

// surprised: something is committed right after the rows of a lane have been read
// for the first time by whoever holds it.
type surprised struct {
	store.Store
	held atomic.Bool
	once sync.Once
	then func()
}

func (s *surprised) Acquire(ctx context.Context, lane, owner string, now time.Time, ttl time.Duration) (store.Lease, error) {
	lease, err := s.Store.Acquire(ctx, lane, owner, now, ttl)
	s.held.Store(err == nil)
	return lease, err
}

func (s *surprised) Writes(ctx context.Context, f store.WriteFilter) ([]store.Write, error) {
	rows, err := s.Store.Writes(ctx, f)
	if s.held.Load() {
		s.once.Do(s.then)
	}
	return rows, err
}

// TestHeldContactIsNotDoubled: the ticket is opened by what came after a contact
// that the CRM did not take; when a person has it tried again, it stands there once.
func TestHeldContactIsNotDoubled(t *testing.T) {
	r := newRig(t)
	id := r.contact(aiko, "")
	r.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.RejectContent, Times: 3}) // the customer's two, and the ticket
	r.start()
	r.until("held", id, func(s interaction.State) bool { return s.Items.At(0).Delivery.State == interaction.Held })
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Meanwhile."})
	r.until("opened", id, func(s interaction.State) bool { return s.Ticket != nil })
	r.do(id, interaction.Retry{By: r.mia.Name})
	if text, _ := contents(r.ticket(r.settled(id))); strings.Count(text, "Call from the customer") != 1 {
		t.Errorf("the contact does not stand there once: %q", text)
	}
}

// TestMovedWhileUnheard: an update lands, its answer is lost, and before anybody
// could look a person moves the interaction. It is found where it was sent, stands
// once on the ticket it belongs to, and a pointer is left on the old one.
func TestMovedWhileUnheard(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	first := r.ticket(r.settled(id))
	r.halt()
	r.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.LoseAnswer, Times: 1})
	r.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.Down, Times: 1, Reads: true}) // the look fails
	other := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "Other", RequesterID: first.RequesterID}, "It broke", time.Hour)
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Only once."})
	r.start()
	r.until("an unheard answer", id, func(s interaction.State) bool { return s.Items.At(1).Delivery.Kind == "unknown" })
	r.halt()
	r.do(id, interaction.PickTicket{Ticket: interaction.TicketRef{ID: fmt.Sprint(other.ID), Number: "other"}, Agent: r.mia})
	r.start()
	r.settled(id)
	old, _ := r.zendesk.Ticket(first.ID)
	target, _ := r.zendesk.Ticket(other.ID)
	for _, k := range []zendesktest.Ticket{old, target} {
		if text, _ := contents(k); strings.Count(text, "Only once.") != 1 {
			t.Errorf("not once on %q:\n%s", k.Subject, text)
		}
	}
	if text, _ := contents(old); strings.Count(text, "belongs to ticket other") != 1 {
		t.Errorf("no pointer on the old ticket:\n%s", text)
	}
}
