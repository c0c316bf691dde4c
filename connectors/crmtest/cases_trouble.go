package crmtest

import (
	"context"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

var troubleCases = []testCase{
	{"lost answer: unknown, looked up, landed", lost(LoseAnswer)},
	{"unreadable answer: unknown, looked up, landed", lost(Garbage)},
	{"server error after the fact: unknown, looked up, landed", lost(DownAfter)},
	{"lost answer, then a retry without looking twice", lostThenSettled},
	{"reset before: absent, then lands once", notArrived(ResetBefore, connectors.Transient, connectors.Unknown)},
	{"server down: absent, then lands once", notArrived(Down, connectors.Transient, connectors.Unknown)},
	{"reset midway of a file", resetMidway},
	{"throttled, with the time to wait", throttled},
	{"throttled while reading", throttledReading},
	{"quota of the day is used up", dailyLimit},
	{"down while reading is transient", downReading},
	{"token expires: one write all the same", tokenExpires},
	{"token expires by the clock", tokenExpiresByClock},
	{"token expires while a file is sent", tokenExpiresUploading},
	{"credentials refused", tokenDenied},
	{"collision with a colleague", collision},
	{"a validation rule says no", rejected},
	{"deadline of a write", deadline},
	{"deadline of a read", deadlineReading},
	{"cancelled before it began", cancelled},
	{"every trouble in turn, and everything lands once", allTroubles},
	{"probe of a healthy organisation", probeHealthy},
	{"probe with refused credentials", probeDenied},
}

func oneNote(ticket string) connectors.Update {
	return connectors.Update{Key: "int-1-b1", Ticket: ticket, Notes: []connectors.Note{note("int-1-n1", "The lamp arrived broken")}}
}

// warm makes the connector fetch its token, so that a fault meets the request
// it is meant for.
func warm(t *testing.T, h Harness) connectors.Ticket {
	t.Helper()
	ticket := seedTicket(h)
	mustApply(t, h, connectors.Update{Key: "int-0-b1", Ticket: ticket.ID, Notes: []connectors.Note{note("int-0-n1", "Hello")}})
	return ticket
}

func lost(trouble Trouble) func(*testing.T, Harness) {
	return func(t *testing.T, h Harness) {
		ticket := warm(t, h)
		u := oneNote(ticket.ID)
		h.Fault(Fault{Trouble: trouble})
		_, err := h.CRM().Apply(attempt(t), u)
		wantKind(t, err, connectors.Unknown)
		wantReceipts(t, mustLookup(t, h, sought(u)), u)
		wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
		// The next update of the lane goes through.
		mustApply(t, h, connectors.Update{Key: "int-1-b2", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n2", "And now?")}})
	}
}

func lostThenSettled(t *testing.T, h Harness) {
	ticket := warm(t, h)
	picture := photo(5000)
	u := oneNote(ticket.ID)
	u.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
	h.Fault(Fault{Trouble: LoseAnswer})
	settle(t, h, u, 3)
	s := h.Snapshot(ticket.ID)
	wantOnce(t, s, "The lamp arrived broken")
	wantFile(t, s, "lamp.jpg", picture)
}

func notArrived(trouble Trouble, kinds ...connectors.Kind) func(*testing.T, Harness) {
	return func(t *testing.T, h Harness) {
		ticket := warm(t, h)
		u := oneNote(ticket.ID)
		h.Fault(Fault{Trouble: trouble})
		_, err := h.CRM().Apply(attempt(t), u)
		wantKind(t, err, kinds...)
		wantNoReceipts(t, mustLookup(t, h, sought(u)), u)
		mustApply(t, h, u)
		wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
	}
}

func resetMidway(t *testing.T, h Harness) {
	ticket := warm(t, h)
	picture := photo(2 << 20)
	u := oneNote(ticket.ID)
	u.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
	h.Fault(Fault{Trouble: ResetMidway})
	_, err := h.CRM().Apply(attempt(t), u)
	wantKind(t, err, connectors.Transient, connectors.Unknown)
	wantNoReceipts(t, mustLookup(t, h, sought(u)), u)
	settle(t, h, u, 3)
	s := h.Snapshot(ticket.ID)
	wantOnce(t, s, "The lamp arrived broken")
	wantFile(t, s, "lamp.jpg", picture)
}

func throttled(t *testing.T, h Harness) {
	ticket := warm(t, h)
	u := oneNote(ticket.ID)
	h.Fault(Fault{Trouble: Throttle, RetryAfter: 17 * time.Second})
	_, err := h.CRM().Apply(attempt(t), u)
	if e := wantKind(t, err, connectors.Throttled); e.RetryAfter != 17*time.Second && e.RetryAfter != 0 {
		t.Errorf("retry after %v, want 17s (or 0 from a cloud that does not say)", e.RetryAfter)
	} else if e.Daily {
		t.Error("taken for the quota of the day")
	}
	wantNoReceipts(t, mustLookup(t, h, sought(u)), u)
	mustApply(t, h, u)
	wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
}

func throttledReading(t *testing.T, h Harness) {
	warm(t, h)
	h.Fault(Fault{Trouble: Throttle, RetryAfter: 9 * time.Second, Reads: true})
	_, err := h.CRM().Find(attempt(t), connectors.Query{Phone: "+16617480123"})
	wantKind(t, err, connectors.Throttled)
}

func dailyLimit(t *testing.T, h Harness) {
	ticket := warm(t, h)
	h.Fault(Fault{Trouble: DailyLimit})
	_, err := h.CRM().Apply(attempt(t), oneNote(ticket.ID))
	e := wantKind(t, err, connectors.Throttled)
	if !e.Daily && e.RetryAfter < 10*time.Minute {
		t.Errorf("neither daily nor a long wait: %+v", e)
	}
}

func downReading(t *testing.T, h Harness) {
	ticket := warm(t, h)
	for _, trouble := range []Trouble{Down, ResetBefore, Garbage} {
		h.Fault(Fault{Trouble: trouble, Reads: true})
		_, err := h.CRM().Find(attempt(t), connectors.Query{Ticket: ticket.ID})
		if trouble == ResetBefore && err == nil {
			continue // a read may be sent again by the HTTP client itself
		}
		wantKind(t, err, connectors.Transient)
	}
}

func tokenExpires(t *testing.T, h Harness) {
	ticket := warm(t, h)
	h.Fault(Fault{Trouble: ExpireToken})
	mustApply(t, h, oneNote(ticket.ID))
	wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
}

func tokenExpiresByClock(t *testing.T, h Harness) {
	ticket := warm(t, h)
	h.Advance(49 * time.Hour)
	mustApply(t, h, oneNote(ticket.ID))
	wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
}

func tokenExpiresUploading(t *testing.T, h Harness) {
	ticket := warm(t, h)
	picture := photo(100_000)
	u := oneNote(ticket.ID)
	u.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
	h.Fault(Fault{Trouble: ExpireToken})
	mustApply(t, h, u)
	s := h.Snapshot(ticket.ID)
	wantOnce(t, s, "The lamp arrived broken")
	wantFile(t, s, "lamp.jpg", picture)
}

// tokenDenied: DenyToken makes the tokens in use invalid and the token endpoint
// refuse to give new ones, Times times.
func tokenDenied(t *testing.T, h Harness) {
	ticket := warm(t, h)
	h.Fault(Fault{Trouble: DenyToken, Times: 2})
	u := oneNote(ticket.ID)
	for range 2 {
		_, err := h.CRM().Apply(attempt(t), u)
		wantKind(t, err, connectors.Unauthorized)
	}
	mustApply(t, h, u)
	wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
}

func collision(t *testing.T, h Harness) {
	ticket := warm(t, h)
	u := oneNote(ticket.ID)
	h.Fault(Fault{Trouble: Collide})
	_, err := h.CRM().Apply(attempt(t), u)
	wantKind(t, err, connectors.Conflict, connectors.Transient)
	wantNoReceipts(t, mustLookup(t, h, sought(u)), u)
	mustApply(t, h, u)
	wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
}

func rejected(t *testing.T, h Harness) {
	ticket := warm(t, h)
	u := oneNote(ticket.ID)
	h.Fault(Fault{Trouble: RejectContent})
	_, err := h.CRM().Apply(attempt(t), u)
	wantKind(t, err, connectors.Rejected)
	wantNoReceipts(t, mustLookup(t, h, sought(u)), u)
	mustApply(t, h, u) // the rule was mended, the write is replayed
	wantOnce(t, h.Snapshot(ticket.ID), "The lamp arrived broken")
}

// patience is long enough for a slow machine to carry a request out, and far
// less than slowness.
const (
	patience = 700 * time.Millisecond
	slowness = 30 * time.Second
)

func deadline(t *testing.T, h Harness) {
	ticket := warm(t, h)
	u := oneNote(ticket.ID)
	h.Fault(Fault{Trouble: Slow, Delay: slowness})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	start := time.Now()
	_, err := h.CRM().Apply(ctx, u)
	wantKind(t, err, connectors.Unknown)
	if took := time.Since(start); took > slowness/2 {
		t.Errorf("took %v, the deadline was %v", took, patience)
	}
	wantReceipts(t, mustLookup(t, h, sought(u)), u)
}

func deadlineReading(t *testing.T, h Harness) {
	ticket := warm(t, h)
	h.Fault(Fault{Trouble: Slow, Delay: slowness, Reads: true})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	start := time.Now()
	_, err := h.CRM().Find(ctx, connectors.Query{Ticket: ticket.ID})
	wantKind(t, err, connectors.Transient)
	if took := time.Since(start); took > slowness/2 {
		t.Errorf("took %v, the deadline was %v", took, patience)
	}
}

func cancelled(t *testing.T, h Harness) {
	ticket := warm(t, h)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	calls := h.Calls()
	u := oneNote(ticket.ID)
	_, err := h.CRM().Apply(ctx, u)
	wantKind(t, err, connectors.Transient)
	if n := h.Calls() - calls; n != 0 {
		t.Errorf("%d calls after the context was cancelled", n)
	}
}

// allTroubles plays every trouble that passes, one after the other and two at a
// time, against one ticket.
func allTroubles(t *testing.T, h Harness) {
	ticket := warm(t, h)
	passing := []Trouble{LoseAnswer, ResetBefore, ResetMidway, Throttle, Down, DownAfter, ExpireToken, Collide, Garbage}
	n := 0
	for _, first := range passing {
		for _, second := range []Trouble{"", LoseAnswer, DownAfter} {
			n++
			id := string(first) + "-" + string(second) + "."
			u := connectors.Update{Key: "int-" + string(first) + "-" + string(second), Ticket: ticket.ID,
				Notes: []connectors.Note{note("n-"+string(first)+"-"+string(second), "Through "+id)}}
			content := photo(1000 + n)
			u.Files = []connectors.File{file("f-"+string(first)+"-"+string(second), string(first)+"-"+string(second)+".jpg", "image/jpeg", content)}
			h.Fault(Fault{Trouble: first})
			if second != "" {
				h.Fault(Fault{Trouble: second})
			}
			settle(t, h, u, 6)
			s := h.Snapshot(ticket.ID)
			wantOnce(t, s, "Through "+id)
			wantFile(t, s, u.Files[0].Name, content)
			h.Advance(time.Minute)
		}
	}
	if s := h.Snapshot(ticket.ID); len(s.Files) != n {
		t.Errorf("%d files, want %d", len(s.Files), n)
	}
}

func probeHealthy(t *testing.T, h Harness) {
	health, err := h.CRM().Probe(attempt(t))
	if err != nil {
		t.Fatalf("Probe: %v", err)
	}
	for _, f := range health.Findings {
		if f.Severe {
			t.Errorf("finding in a healthy organisation: %+v", f)
		}
	}
	if health.User == "" || health.Organisation == "" {
		t.Errorf("health %+v names no user or organisation", health)
	}
	if n := len(h.Tickets()); n != 0 {
		t.Errorf("the probe left %d tickets", n)
	}
}

func probeDenied(t *testing.T, h Harness) {
	h.Fault(Fault{Trouble: DenyToken, Times: 3})
	_, err := h.CRM().Probe(attempt(t))
	wantKind(t, err, connectors.Unauthorized)
}
