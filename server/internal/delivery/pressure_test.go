package delivery_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// All tests here run in bubbles: minutes of quota pass in milliseconds, and what
// happens when is exact.

// TestLinger: what comes within two seconds travels in one update; nobody waits
// for longer, also not over a restart.
func TestLinger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{})
		d.linger = 2 * time.Second
		d.start()
		start := time.Now()
		id := d.arrive(d.customer(1))
		d.hasTicket(id)
		if waited := time.Since(start); waited > 100*time.Millisecond {
			t.Errorf("the contact itself waited %v", waited)
		}
		d.answered(id)
		before, start := d.calls(), time.Now()
		d.note(id, 1, "One.")
		time.Sleep(1500 * time.Millisecond)
		d.note(id, 2, "Two.")
		d.halt()
		d.start()
		d.settled(id)
		if waited := time.Since(start); waited < 2*time.Second || waited > 2100*time.Millisecond {
			t.Errorf("landed after %v, want 2s", waited)
		}
		if n := d.calls() - before; n != 1 {
			t.Errorf("%d calls for two notes within two seconds", n)
		}
		d.note(id, 3, "Three.")
		start = time.Now()
		d.hangUp(id)
		d.wrapUp(id, "")
		d.settled(id)
		if waited := time.Since(start); waited > 100*time.Millisecond {
			t.Errorf("a closed interaction waited %v", waited)
		}
	})
}

// TestBurstIsNotRefused: two hundred contacts at once against two hundred calls
// a minute.
func TestBurstIsNotRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const contacts = 200
		d := newZendeskDesk(t, zendesktest.Options{CallsPerMinute: 200})
		d.linger = 2 * time.Second
		d.start()
		start := time.Now()
		var ids []interaction.ID
		for n := range contacts {
			id := d.arrive(d.customer(n))
			d.answered(id)
			d.photo(id, n)
			d.note(id, n, "Handle broken off.")
			d.hangUp(id)
			d.wrapUp(id, "Replacement sent.")
			ids = append(ids, id)
		}
		for _, id := range ids {
			s := d.settled(id)
			if text, files := contents(d.ticket(s)); strings.Count(text, "Handle broken off.") != 1 || strings.Count(text, "Replacement sent.") != 1 || len(files) != 1 {
				t.Errorf("%s: files %v, text %q", id, files, text)
			}
		}
		took, calls := time.Since(start), d.calls()
		t.Logf("%d contacts, %d calls in %v, %d refused", contacts, calls, took, d.wire.refused)
		if d.wire.refused > 2 {
			t.Errorf("%d requests were refused", d.wire.refused)
		}
		if n := len(d.zendesk.Tickets()); n != contacts {
			t.Errorf("%d tickets", n)
		}
		if fair := time.Duration(calls/200+2) * time.Minute; took > fair {
			t.Errorf("took %v for %d calls, want at most %v", took, calls, fair)
		}
	})
}

// TestUrgentOvertakes: in a window that is almost used up, call logs wait for the
// next one first, then photos, and notes not at all.
func TestUrgentOvertakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{CallsPerMinute: 20})
		d.linger = 0
		d.start()
		var ids []interaction.ID
		for n := range 3 {
			id := d.arrive(d.customer(n))
			d.hasTicket(id)
			d.answered(id)
			ids = append(ids, id)
		}
		time.Sleep(2 * time.Minute)
		useUp := func(id interaction.ID, u transport.Urgency) {
			for n := 0; d.pacer.Opens(u).IsZero(); n++ {
				d.note(id, 100+n, "Busy.")
				d.settled(id)
			}
		}
		took := func(id interaction.ID) time.Duration {
			start := time.Now()
			d.settled(id)
			return time.Since(start)
		}
		useUp(ids[0], transport.Statistics)
		d.hangUp(ids[0])
		d.photo(ids[1], 1)
		if waited := took(ids[1]); waited > time.Second {
			t.Errorf("a photo waited %v while only statistics had to", waited)
		}
		useUp(ids[2], transport.Media)
		d.photo(ids[1], 2)
		d.note(ids[2], 1, "Now.")
		if waited := took(ids[2]); waited > time.Second {
			t.Errorf("a note waited %v", waited)
		}
		for _, id := range ids[:2] {
			if waited := took(id); waited > 62*time.Second {
				t.Errorf("waited %v, longer than a window", waited)
			}
		}
		if s := d.state(ids[0]); s.Items.At(s.Items.Len()-1).Delivery.Since.Sub(s.Call.EndedAt) < 30*time.Second {
			t.Error("the call log used what is kept for the urgent")
		}
		if d.wire.refused != 0 {
			t.Errorf("%d requests were refused", d.wire.refused)
		}
	})
}

// near makes the organisation's day nearly used up.
func near(t *testing.T, limit, left int) *testRig {
	d := newSalesforceDesk(t, salesforcetest.Options{DailyLimit: limit})
	for d.calls() < limit-left {
		if _, err := d.crm.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// TestMergesHarder: from 80 % of the day's budget on, files wait for the end of
// the call, and notes for half a minute.
func TestMergesHarder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := near(t, 1000, 150)
		d.linger = 2 * time.Second
		d.start()
		id := d.arrive(d.customer(1))
		d.hasTicket(id)
		d.answered(id)
		before := d.calls()
		d.photo(id, 1)
		time.Sleep(5 * time.Minute)
		if n := d.calls() - before; n != 0 {
			t.Errorf("%d calls for a photo while the customer talks", n)
		}
		start := time.Now()
		d.note(id, 1, "Broken.")
		s := d.settled(id)
		if waited := time.Since(start); waited < 30*time.Second || waited > 31*time.Second {
			t.Errorf("the note waited %v, want 30s", waited)
		}
		if a, b := s.Items.At(1).Delivery.Since, s.Items.At(2).Delivery.Since; !a.Equal(b) {
			t.Errorf("the photo did not travel with the note: %v, %v", a, b)
		}
		d.photo(id, 2)
		time.Sleep(time.Minute)
		start = time.Now()
		d.hangUp(id)
		d.settled(id)
		if waited := time.Since(start); waited > 31*time.Second {
			t.Errorf("after the call the photo waited %v", waited)
		}
	})
}

// TestOnlyTheUrgent: from 95 % of the day's budget on, call logs and photos wait
// with a reason; notes and new contacts go, and take along what is before them.
func TestOnlyTheUrgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := near(t, 1000, 40)
		d.linger = 2 * time.Second
		d.start()
		id := d.arrive(d.customer(1))
		d.hasTicket(id)
		d.answered(id)
		d.photo(id, 1)
		d.hangUp(id)
		d.wrapUp(id, "") // without a word: closed, and still not urgent
		s := d.until("told why", id, func(s interaction.State) bool { return s.Items.At(3).Delivery.Kind != "" })
		for _, it := range s.Items.From(1) {
			if it.Delivery.State != interaction.Waiting || it.Delivery.Reason.Code != "budget" {
				t.Errorf("%s is %+v", it.Type, it.Delivery)
			}
		}
		before, version := d.calls(), s.Version
		time.Sleep(time.Hour)
		if n := d.calls() - before; n != 0 {
			t.Errorf("%d calls for what is not urgent", n)
		}
		if s = d.state(id); s.Version != version {
			t.Errorf("the same reason was recorded again: %d events more", s.Version-version)
		}
		b, _ := d.room.Budget(account)
		if b.Share < 0.95 || b.ContactsLeft < 1 || b.ContactsLeft > 15 || b.Window != 24*time.Hour {
			t.Errorf("budget %+v", b)
		}
		second := d.arrive(d.customer(2))
		d.hasTicket(second)

		d.note(id, 1, "Called back.")
		s = d.settled(id)
		var kinds []interaction.ItemType
		for _, it := range s.Items.From(1) {
			if !it.Delivery.Since.Equal(s.Items.At(1).Delivery.Since) {
				t.Errorf("%s did not travel along", it.Type)
			}
			kinds = append(kinds, it.Type)
		}
		if want := []interaction.ItemType{interaction.ItemFile, interaction.ItemCallLog, interaction.ItemWrapUp, interaction.ItemNote}; !slices.Equal(kinds, want) {
			t.Errorf("order %v, want %v", kinds, want)
		}

		d.answered(second)
		d.hangUp(second)
		d.until("told why", second, func(s interaction.State) bool { return s.Items.At(1).Delivery.Kind != "" })
		// The day rolls on: what waited goes, once somebody has heard of it.
		time.Sleep(25 * time.Hour)
		if _, err := d.crm.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.settled(second)
	})
}

// TestPushed: what a person asks for goes at once, however patient the lane is.
func TestPushed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{})
		d.linger = time.Hour
		d.start()
		who := d.customer(1)
		id := d.arrive(who)
		first := d.ticket(d.hasTicket(id))
		d.answered(id)
		d.note(id, 1, "Broken.")
		d.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.RejectContent, Times: 2}) // with the author, and without
		d.until("held", id, func(s interaction.State) bool { return s.Items.At(1).Delivery.State == interaction.Held })
		start := time.Now()
		d.do(id, interaction.Retry{By: "Mia"})
		d.settled(id)
		if waited := time.Since(start); waited > time.Second {
			t.Errorf("another try took %v to begin", waited)
		}
		d.note(id, 2, "On the wrong ticket.")
		other := d.zendesk.AddTicket(zendesktest.Ticket{Subject: "Other", RequesterID: first.RequesterID}, "It broke", time.Hour)
		d.do(id, interaction.PickTicket{Ticket: interaction.TicketRef{ID: strconv.FormatInt(other.ID, 10), Number: "other"}, Agent: d.mia})
		s := d.settled(id)
		if waited := time.Since(start); waited > time.Second || s.Ticket.Number != "other" {
			t.Errorf("ticket %s after %v", s.Ticket.Number, waited)
		}
	})
}

// TestAnotherTryNow: an admin who has had a limit raised does not wait for the hour
// at which the CRM was to be asked again.
func TestAnotherTryNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{})
		d.linger = time.Second
		d.start()
		id := d.arrive(d.customer(1))
		d.hasTicket(id)
		d.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.DailyLimit, Times: 1})
		d.note(id, 1, "Broken.")
		s := d.until("refused for hours", id, func(s interaction.State) bool { return s.Items.At(1).Delivery.Kind == "throttled" })
		start := time.Now()
		if wait := s.Items.At(1).Delivery.Until.Sub(start); wait < time.Minute {
			t.Fatalf("it waits for %v alone", wait)
		}
		d.do(id, interaction.Retry{Key: s.Items.At(1).Key, By: "Root"})
		d.room.Resume(account)
		d.settled(id)
		if waited := time.Since(start); waited > time.Second {
			t.Errorf("another try took %v to begin", waited)
		}
	})
}

// TestAnotherTryLooksFirst: a person who presses "try now" while the answer of the
// last try is unheard does not make it land twice.
func TestAnotherTryLooksFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{})
		d.linger, d.crm = time.Second, &deaf{CRM: d.crm}
		d.start()
		id := d.arrive(d.customer(1))
		d.hasTicket(id)
		d.note(id, 1, "Only once.")
		s := d.until("an unheard answer", id, func(s interaction.State) bool { return s.Items.At(1).Delivery.Kind == "unknown" })
		start := time.Now()
		d.do(id, interaction.Retry{Key: s.Items.At(1).Key, By: "Root"})
		s = d.settled(id)
		if waited := time.Since(start); waited > 100*time.Millisecond {
			t.Errorf("another try took %v to begin", waited)
		}
		if text, _ := contents(d.ticket(s)); strings.Count(text, "Only once.") != 1 {
			t.Errorf("not once:\n%s", text)
		}
	})
}

// deaf does not hear the answer to its first update.
type deaf struct {
	connectors.CRM
	heard bool
}

func (d *deaf) Apply(ctx context.Context, u connectors.Update) (connectors.Result, error) {
	out, err := d.CRM.Apply(ctx, u)
	if d.heard || err != nil {
		return out, err
	}
	d.heard = true
	return connectors.Result{}, &connectors.Error{Kind: connectors.Unknown, Op: "test"}
}

// TestHeldUpAccountHidesNoOther: however many lanes of one account must wait, the
// other account's are found behind them.
func TestHeldUpAccountHidesNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{})
		d.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.DailyLimit, Reads: true})
		d.accounts = map[string]connectors.CRM{account: d.crm, "other": &refusing{CRM: d.crm}}
		d.start()
		first := d.arrive(d.customer(0))
		d.until("refused for hours", first, func(s interaction.State) bool { return s.Items.At(0).Delivery.Kind == "throttled" })
		for n := range 300 {
			d.arrive(interaction.Customer{Name: strconv.Itoa(n)})
		}
		start := time.Now()
		d.account = "other"
		d.hasTicket(d.arrive(d.customer(1)))
		if waited := time.Since(start); waited > time.Second {
			t.Errorf("the other account waited %v", waited)
		}
	})
}

// asked counts how often the work list is read.
type asked struct {
	store.Store
	lanes atomic.Int64
}

func (a *asked) Lanes(ctx context.Context, now time.Time, limit int) ([]store.Lane, error) {
	a.lanes.Add(1)
	return a.Store.Lanes(ctx, now, limit)
}

// TestShutGatesReadNoList: while no account may be asked, its backlog is not read at
// every commit; when it may, everything goes.
func TestShutGatesReadNoList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{})
		count := &asked{Store: d.store}
		d.store = store.NewStates(count, 0)
		d.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.DailyLimit, Reads: true})
		d.start()
		ids := []interaction.ID{d.arrive(d.customer(0))}
		d.until("refused for hours", ids[0], func(s interaction.State) bool { return s.Items.At(0).Delivery.Kind == "throttled" })
		synctest.Wait()
		before := count.lanes.Load()
		for n := range 50 {
			ids = append(ids, d.arrive(d.customer(n+1)))
			synctest.Wait()
		}
		if n := count.lanes.Load() - before; n > 1 {
			t.Errorf("read %d times for nothing", n)
		}
		d.zendesk.ClearFaults()
		d.room.Resume(account)
		for _, id := range ids[1:] {
			d.hasTicket(id)
		}
	})
}
