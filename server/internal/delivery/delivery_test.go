package delivery_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

func TestStoryLandsOnOneTicket(t *testing.T) {
	r := newRig(t)
	user := r.zendesk.AddUser(zendesktest.User{Name: aiko.Name, Email: aiko.Email, Phone: aiko.Phone, ExternalID: aiko.ExternalID})
	r.start()
	id := r.contact(aiko, "")
	r.until("a ticket", id, func(s interaction.State) bool { return s.Ticket != nil })
	r.call(id)
	s := r.settled(id)
	k := r.ticket(s)
	if len(r.zendesk.Tickets()) != 1 || k.RequesterID != user.ID || s.Rule != interaction.RuleNew {
		t.Fatalf("tickets %v, requester %d, rule %s", r.zendesk.Tickets(), k.RequesterID, s.Rule)
	}
	text, files := contents(k)
	for _, want := range []string{"A-17", "cup.jpg", "Handle broken off.", "answered", "Replacement sent."} {
		if n := strings.Count(strings.ToLower(text), strings.ToLower(want)); n == 0 {
			t.Errorf("the ticket lacks %q:\n%s", want, text)
		}
	}
	if inOrder := []int{strings.Index(text, "A-17"), strings.Index(text, "cup.jpg"), strings.Index(text, "Handle broken"), strings.Index(text, "Replacement")}; !slices.IsSorted(inOrder) {
		t.Errorf("out of order: %v", inOrder)
	}
	if !slices.Equal(files, []string{"cup.jpg"}) {
		t.Errorf("files %v", files)
	}
	for _, c := range k.Comments {
		if c.Public {
			t.Errorf("public comment %q", c.Text)
		}
	}
}

// contents of a ticket: all comments in order, and the names of all files.
func contents(k zendesktest.Ticket) (text string, files []string) {
	for _, c := range k.Comments {
		text += c.Text + "\n"
		for _, a := range c.Attachments {
			files = append(files, a.Name)
		}
	}
	return text, files
}

// TestOnceThroughTroubles plays every trouble at every request of a contact's
// way and wants each note and file exactly once, in order.
func TestOnceThroughTroubles(t *testing.T) {
	troubles := []crmtest.Trouble{
		crmtest.LoseAnswer, crmtest.ResetBefore, crmtest.ResetMidway, crmtest.Throttle, crmtest.Down, crmtest.DownAfter,
		crmtest.ExpireToken, crmtest.Collide, crmtest.Garbage,
	}
	for _, trouble := range troubles {
		for _, reads := range []bool{false, true} {
			for times := 1; times <= 2; times++ {
				t.Run(fmt.Sprintf("%s/reads=%v/%d", trouble, reads, times), func(t *testing.T) {
					t.Parallel()
					r := newRig(t)
					r.zendesk.AddUser(zendesktest.User{Name: aiko.Name, Email: aiko.Email, ExternalID: aiko.ExternalID})
					fault := zendesktest.Fault{Trouble: trouble, Times: times, Reads: reads, RetryAfter: time.Second}
					r.zendesk.Fault(fault)
					r.start()
					id := r.contact(aiko, "")
					r.skipping(func() { r.until("a ticket", id, func(s interaction.State) bool { return s.Ticket != nil }) })
					r.zendesk.Fault(fault)
					r.call(id)
					var s interaction.State
					r.skipping(func() { s = r.settled(id) })
					if n := len(r.zendesk.Tickets()); n != 1 {
						t.Fatalf("%d tickets", n)
					}
					text, files := contents(r.ticket(s))
					for _, once := range []string{"A-17", "Handle broken off.", "Replacement sent."} {
						if n := strings.Count(text, once); n != 1 {
							t.Errorf("%q stands there %d times:\n%s", once, n, text)
						}
					}
					if !slices.Equal(files, []string{"cup.jpg"}) {
						t.Errorf("files %v", files)
					}
				})
			}
		}
	}
}

// skipping moves the clock over pauses that the CRM asked for, while wait runs.
func (r *rig) skipping(wait func()) {
	done := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				r.clock.Advance(500 * time.Millisecond)
				r.room.Wake()
			}
		}
	}()
	defer func() { close(done); <-stopped }()
	wait()
}

func TestBacklogTravelsTogether(t *testing.T) {
	r := newRig(t)
	id := r.contact(aiko, "")
	for i := range 100 {
		r.do(id, interaction.AddNote{Note: fmt.Sprintf("note-%04d", i), Agent: r.mia, Text: fmt.Sprintf("Line %03d.", i)})
	}
	r.start()
	s := r.settled(id)
	k := r.ticket(s)
	if n := len(k.Comments); n > 3 {
		t.Errorf("%d comments for a backlog of 100 notes", n)
	}
	text, _ := contents(k)
	last := -1
	for i := range 100 {
		at := strings.Index(text, fmt.Sprintf("Line %03d.", i))
		if at <= last {
			t.Fatalf("note %d stands at %d, after %d", i, at, last)
		}
		last = at
	}
}

func TestAuthorsDoNotMix(t *testing.T) {
	r := newRig(t)
	id := r.contact(aiko, "")
	r.do(id,
		interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "From Mia."},
		interaction.AddNote{Note: "note-0002", Agent: r.jonas, Text: "From Jonas."},
	)
	r.start()
	for _, c := range r.ticket(r.settled(id)).Comments {
		author := fmt.Sprint(c.AuthorID)
		if strings.Contains(c.Text, "From Mia.") && author != r.mia.CRMID || strings.Contains(c.Text, "From Jonas.") && author != r.jonas.CRMID {
			t.Errorf("a note stands under the wrong name: %q by %s", c.Text, author)
		}
	}
}

func TestNamedTicketThatTakesNothing(t *testing.T) {
	for _, state := range []connectors.TicketState{connectors.TicketGone, "unknown"} {
		t.Run(string(state), func(t *testing.T) {
			r := newRig(t)
			user := r.zendesk.AddUser(zendesktest.User{Name: aiko.Name, Email: aiko.Email, ExternalID: aiko.ExternalID})
			ticket := "99999999"
			if state != "unknown" {
				k := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "Old", RequesterID: user.ID}, "It broke", time.Hour)
				if err := r.zendesk.SetState(k.ID, state, 0); err != nil {
					t.Fatal(err)
				}
				ticket = fmt.Sprint(k.ID)
			}
			before := len(r.zendesk.Tickets())
			r.start()
			id := r.contact(aiko, ticket)
			s := r.until("a question", id, func(s interaction.State) bool { return s.Unclear != nil })
			r.until("held", id, func(s interaction.State) bool { return s.Items.At(0).Delivery.State == interaction.Held })
			if s.Ticket != nil || len(r.zendesk.Tickets()) != before {
				t.Fatalf("something was written: %+v", s.Ticket)
			}
			r.do(id, interaction.PickTicket{Agent: r.mia})
			s = r.settled(id)
			if got := fmt.Sprint(s.Ticket.ID); got == ticket {
				t.Fatalf("written to %s all the same", got)
			}
		})
	}
}

// A closed ticket is gone on with in a new one that is tied to it, if it is the same
// customer's; else a person chooses.
func TestClosedTicketIsFollowedUp(t *testing.T) {
	for _, theirs := range []bool{true, false} {
		r := newRig(t)
		user := r.zendesk.AddUser(zendesktest.User{Name: aiko.Name, Email: aiko.Email, ExternalID: aiko.ExternalID})
		owner := user.ID
		if !theirs {
			owner = r.zendesk.AddUser(zendesktest.User{Name: "Otto Stranger"}).ID
		}
		old := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "Old", RequesterID: owner}, "It broke", time.Hour)
		if err := r.zendesk.SetState(old.ID, connectors.TicketClosed, 0); err != nil {
			t.Fatal(err)
		}
		r.start()
		id := r.contact(aiko, fmt.Sprint(old.ID))
		if !theirs {
			if s := r.until("a question", id, func(s interaction.State) bool { return s.Unclear != nil }); s.Unclear.Code != "ticket_closed" {
				t.Errorf("%+v", s.Unclear)
			}
			continue
		}
		s := r.settled(id)
		if k := r.ticket(s); k.FollowUpOf != old.ID || k.RequesterID != user.ID {
			t.Errorf("follows %d of requester %d", k.FollowUpOf, k.RequesterID)
		}
		if s.FollowUp == nil || s.FollowUp.Number != fmt.Sprintf("#%d", old.ID) {
			t.Errorf("the log says it follows %+v", s.FollowUp)
		}
	}
}

// The new ticket that a person asks for, since the old one was closed under them, is
// its follow-up.
func TestNewTicketAfterAClosedOneIsItsFollowUp(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	first := r.ticket(r.settled(id))
	if err := r.zendesk.SetState(first.ID, connectors.TicketClosed, 0); err != nil {
		t.Fatal(err)
	}
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Too late."})
	r.until("a question", id, func(s interaction.State) bool { return s.Unclear != nil })
	r.do(id, interaction.PickTicket{Agent: r.mia})
	s := r.settled(id)
	if k := r.ticket(s); k.ID == first.ID || k.FollowUpOf != first.ID {
		t.Errorf("ticket %d follows %d, want %d", k.ID, k.FollowUpOf, first.ID)
	}
}

// A suspended customer phones: the contact is in Zendesk all the same, and both its
// note and "why this ticket" say why it is not theirs.
func TestSuspendedCustomerIsHeard(t *testing.T) {
	r := newRig(t)
	user := r.zendesk.AddUser(zendesktest.User{Name: aiko.Name, Email: aiko.Email, ExternalID: aiko.ExternalID})
	r.zendesk.Suspend(user.ID, true)
	r.start()
	s := r.settled(r.contact(aiko, ""))
	k := r.ticket(s)
	if text, _ := contents(k); k.RequesterID == user.ID || !strings.Contains(text, aiko.Name+" is suspended in the CRM") {
		t.Errorf("requester %d, %q", k.RequesterID, text)
	}
	if len(s.Without) != 1 || s.Without[0].Code != "requester_suspended" || s.Without[0].Values["name"] != aiko.Name {
		t.Errorf("the log says %+v", s.Without)
	}
}

// A ticket that is full leads to another one by its own name.
func TestFullTicketIsAskedAbout(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	first := r.ticket(r.settled(id))
	r.zendesk.Fill(first.ID, 5000)
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "One too many."})
	s := r.until("a question", id, func(s interaction.State) bool { return s.Unclear != nil })
	if s.Unclear.Code != connectors.TicketFull || s.Unclear.Number == "" {
		t.Errorf("%+v", s.Unclear)
	}
	r.do(id, interaction.PickTicket{Agent: r.mia})
	if k := r.ticket(r.settled(id)); k.ID == first.ID {
		t.Error("written there all the same")
	}
}

func TestTicketClosedMeanwhile(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	s := r.settled(id)
	first := r.ticket(s)
	if err := r.zendesk.SetState(first.ID, connectors.TicketClosed, 0); err != nil {
		t.Fatal(err)
	}
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Too late."})
	r.until("held", id, func(s interaction.State) bool {
		return s.Items.At(1).Delivery.State == interaction.Held && s.Unclear != nil
	})
	other := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "Other", RequesterID: first.RequesterID}, "It broke", time.Hour)
	r.do(id, interaction.PickTicket{Ticket: interaction.TicketRef{ID: fmt.Sprint(other.ID), Number: "other"}, Agent: r.mia})
	s = r.settled(id)
	if text, _ := contents(r.ticket(s)); !strings.Contains(text, "Too late.") {
		t.Errorf("the note did not follow: %q", text)
	}
}

func TestMergedTicketIsFollowed(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	first := r.ticket(r.settled(id))
	into := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "Target", RequesterID: first.RequesterID}, "It broke", time.Hour)
	if err := r.zendesk.SetState(first.ID, connectors.TicketMerged, into.ID); err != nil {
		t.Fatal(err)
	}
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "After the merge."})
	s := r.until("landed or asked", id, func(s interaction.State) bool { return s.Settled() || s.Unclear != nil })
	if s.Unclear != nil || s.Rule != interaction.RuleMerged {
		t.Fatalf("rule %s, unclear %+v", s.Rule, s.Unclear)
	}
	if text, _ := contents(r.ticket(s)); !strings.Contains(text, "After the merge.") {
		t.Errorf("the note did not follow: %q", text)
	}
}

// One customer's words do not go into another's ticket, whoever merged them.
func TestMergeIntoAStrangersTicketIsAsked(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	first := r.ticket(r.settled(id))
	stranger := r.zendesk.AddUser(zendesktest.User{Name: "Otto Stranger", Email: "otto@customer.example"})
	his := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "His", RequesterID: stranger.ID}, "It broke", time.Hour)
	if err := r.zendesk.SetState(first.ID, connectors.TicketMerged, his.ID); err != nil {
		t.Fatal(err)
	}
	before, _ := r.zendesk.Ticket(his.ID)
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "After the merge."})
	s := r.until("asked", id, func(s interaction.State) bool { return s.Settled() || s.Unclear != nil })
	if s.Unclear == nil || s.Unclear.Code != "ticket_merged" {
		t.Fatalf("rule %s, unclear %+v", s.Rule, s.Unclear)
	}
	if after, _ := r.zendesk.Ticket(his.ID); len(after.Comments) != len(before.Comments) {
		t.Errorf("%d comments on the stranger's ticket, want %d", len(after.Comments), len(before.Comments))
	}
}

func TestRejectedItemHoldsUpNoOther(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	r.settled(id)
	r.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.RejectContent, Times: 2}) // with the author, and without
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Refused."})
	r.until("held", id, func(s interaction.State) bool { return s.Items.At(1).Delivery.State == interaction.Held })
	r.do(id, interaction.AddNote{Note: "note-0002", Agent: r.mia, Text: "Accepted."})
	r.until("the second", id, func(s interaction.State) bool { return s.Items.At(2).Delivery.State == interaction.Landed })
	r.do(id, interaction.Retry{By: "Mia"})
	text, _ := contents(r.ticket(r.settled(id)))
	if strings.Count(text, "Refused.") != 1 || strings.Count(text, "Accepted.") != 1 {
		t.Errorf("%q", text)
	}
}

// TestDeadHolder: a dispatcher dies between marking a batch and hearing the answer.
// Whoever comes next finds out what happened before it sends anything.
func TestDeadHolder(t *testing.T) {
	for _, landed := range []bool{true, false} {
		t.Run(fmt.Sprintf("landed=%v", landed), func(t *testing.T) {
			r := newRig(t)
			id := r.contact(aiko, "")
			trouble := crmtest.ResetBefore
			if landed {
				trouble = crmtest.LoseAnswer
			}
			// The first holder hears nothing and dies: its batch stays marked.
			r.zendesk.Fault(zendesktest.Fault{Trouble: trouble, Times: 1})
			r.start()
			r.until("an attempt", id, func(s interaction.State) bool { return s.Items.At(0).Delivery.Kind != "" || s.Settled() })
			r.halt()
			r.start()
			s := r.settled(id)
			if n := len(r.zendesk.Tickets()); n != 1 {
				t.Fatalf("%d tickets", n)
			}
			if text, _ := contents(r.ticket(s)); strings.Count(text, "A-17") != 1 {
				t.Errorf("%q", text)
			}
		})
	}
}

// TestMoveEverything: what stood on the wrong ticket stands on the right one too,
// a pointer stays behind, and going back writes nothing twice.
func TestMoveEverything(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	r.until("a ticket", id, func(s interaction.State) bool { return s.Ticket != nil })
	r.call(id)
	s := r.settled(id)
	wrong := r.ticket(s)
	right := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "Right", RequesterID: wrong.RequesterID}, "It broke", time.Hour)
	there := interaction.TicketRef{ID: fmt.Sprint(right.ID), Number: fmt.Sprint(right.ID), URL: "https://acme.zendesk.com/agent/tickets/" + fmt.Sprint(right.ID)}
	back := *s.Ticket
	r.do(id, interaction.PickTicket{Ticket: there, Agent: r.mia})
	s = r.settled(id)
	text, files := contents(r.ticket(s))
	for _, once := range []string{"A-17", "Handle broken off.", "Replacement sent."} {
		if n := strings.Count(text, once); n != 1 {
			t.Errorf("%q stands on the right ticket %d times", once, n)
		}
	}
	if !slices.Equal(files, []string{"cup.jpg"}) {
		t.Errorf("files %v", files)
	}
	old, _ := r.zendesk.Ticket(wrong.ID)
	if text, _ := contents(old); strings.Count(text, "belongs to ticket "+there.Number) != 1 {
		t.Errorf("no pointer on the old ticket:\n%s", text)
	}
	r.do(id, interaction.PickTicket{Ticket: back, Agent: r.mia})
	r.settled(id)
	old, _ = r.zendesk.Ticket(wrong.ID)
	if text, _ := contents(old); strings.Count(text, "Handle broken off.") != 1 {
		t.Errorf("written twice on the way back:\n%s", text)
	}
}

// TestBusyTicketHoldsUpNoOther: Zendesk takes thirty updates of one ticket in ten
// minutes. The thirty-first waits, and the rest of the account does not.
func TestBusyTicketHoldsUpNoOther(t *testing.T) {
	r := newRig(t)
	r.start()
	busy := r.contact(aiko, "")
	ticket := r.settled(busy).Ticket.ID
	for i := range 30 {
		u := connectors.Update{Key: fmt.Sprintf("others-%d", i), Ticket: ticket, Notes: []connectors.Note{{Key: fmt.Sprintf("n-%d", i), Body: connectors.Body{Text: "More", HTML: "<p>More</p>"}}}}
		if _, err := r.crm.Apply(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	r.do(busy, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "One too many."})
	s := r.until("throttled", busy, func(s interaction.State) bool { return s.Items.At(1).Delivery.Kind == connectors.Throttled.String() })
	if wait := s.Items.At(1).Delivery.Until.Sub(r.clock.Now()); wait < 8*time.Minute {
		t.Errorf("it is tried again in %v", wait)
	}
	r.settled(r.contact(interaction.Customer{ExternalID: "c-2", Name: "Daniel Brooks", Email: "daniel@example.com", Verified: true}, ""))
}

func TestCredentialsRefused(t *testing.T) {
	r := newRig(t)
	r.start()
	id := r.contact(aiko, "")
	r.settled(id)
	r.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.DenyToken, Times: 1})
	r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Kept."})
	r.until("waiting", id, func(s interaction.State) bool { return s.Items.At(1).Delivery.Kind == "unauthorized" })
	if g := r.room.Pause(account); g.Kind != "unauthorized" || g.Reason.IsZero() {
		t.Fatalf("gate %+v", g)
	}
	r.room.Resume(account)
	r.skipping(func() { r.settled(id) })
}

// TestEveryKindHasAVerdict: the switch over kinds has no default.
func TestEveryKindHasAVerdict(t *testing.T) {
	for _, kind := range crmtest.Kinds() {
		t.Run(kind.String(), func(t *testing.T) {
			r := newRig(t)
			r.crm = &refusing{CRM: r.crm, err: &connectors.Error{Kind: kind, Op: "test"}, times: 1}
			r.start()
			id := r.contact(aiko, "")
			s := r.until("decided", id, func(s interaction.State) bool {
				return s.Items.At(0).Delivery.Kind != "" || s.Items.At(0).Delivery.State != interaction.Waiting
			})
			if it := s.Items.At(0); it.Delivery.State != interaction.Landed && it.Delivery.Kind == "" {
				t.Errorf("no reason is given: %+v", it.Delivery)
			}
			if kind == connectors.Gone || kind == connectors.Rejected {
				r.until("held", id, func(s interaction.State) bool { return s.Items.At(0).Delivery.State == interaction.Held })
				r.do(id, interaction.Retry{By: "Mia"})
			}
			r.skipping(func() { r.settled(id) })
			if n := len(r.zendesk.Tickets()); n != 1 {
				t.Errorf("%d tickets", n)
			}
		})
	}
}

// refusing gives an error to the first Opens.
type refusing struct {
	connectors.CRM
	err   error
	times int
}

func (c *refusing) Open(ctx context.Context, o connectors.Opening) (connectors.Result, error) {
	if c.times > 0 {
		c.times--
		return connectors.Result{}, c.err
	}
	return c.CRM.Open(ctx, o)
}

func TestTwoRoomsOneLane(t *testing.T) {
	r := newRig(t)
	r.start()
	second := newSecond(r)
	defer second()
	for range 20 {
		id := r.contact(aiko, "")
		r.do(id, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Once " + string(id)})
		s := r.settled(id)
		if text, _ := contents(r.ticket(s)); strings.Count(text, "Once "+string(id)) != 1 {
			t.Fatalf("%q", text)
		}
	}
	rows, err := r.store.Writes(t.Context(), store.WriteFilter{States: []store.WriteState{store.Sending, store.Waiting}})
	if err != nil || len(rows) != 0 {
		t.Errorf("left over: %v %v", rows, err)
	}
}

// newSecond runs another dispatcher on the same store, and returns how to stop it.
func newSecond(r *rig) (stop func()) {
	stopFirst, stoppedFirst, room := r.stop, r.stopped, r.room
	r.start()
	stopSecond, stoppedSecond := r.stop, r.stopped
	r.stop, r.stopped, r.room = stopFirst, stoppedFirst, room
	return func() { stopSecond(); <-stoppedSecond }
}
