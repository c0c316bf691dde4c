package app

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// closed contact whose message has landed; nothing is left to do.
func (a *attic) closed(content string) interaction.ID {
	a.t.Helper()
	id, _ := a.message(content)
	a.land(id, "7")
	if a.state(id).Active() {
		a.t.Fatal("it is not closed")
	}
	return id
}

func (a *attic) lifetime(keep time.Duration) *lifetime {
	return &lifetime{store: a.store.Store, clock: a.deciding.Clock, keep: keep, of: []string{"support"}, owner: "me", log: slog.New(slog.DiscardHandler)}
}

// there are the contacts that the store still has.
func (a *attic) there(ids ...interaction.ID) (out []bool) {
	a.t.Helper()
	for _, id := range ids {
		_, err := a.store.State(a.t.Context(), id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			a.t.Fatal(err)
		}
		out = append(out, err == nil)
	}
	return out
}

// What was closed long ago goes when its files have gone; what somebody may still need
// stays, however old it is, and holds up nothing behind it.
func TestClosedContactsAreRemovedInTime(t *testing.T) {
	a := openAttic(t)
	const life = 6 * aMonth
	l := a.lifetime(life)
	waiting, _ := a.message("Waiting.")
	held, _ := a.message("Held.")
	a.update(held, interaction.Hold{Keys: []string{a.file(held).Key}, Kind: "rejected", Reason: interaction.Because("it")})
	old := a.closed("Old.")
	kept := a.closed("Its file is kept.")
	sweep := func(after time.Duration) {
		t.Helper()
		a.at = a.at.Add(after)
		a.must(l.sweep(t.Context()))
	}
	expect := func(when string, want ...bool) {
		t.Helper()
		got := a.there(waiting, held, old, kept)
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: waiting, held, old, kept: %v, want %v", when, got, want)
				return
			}
		}
	}
	a.after(aMonth + sweepEach) // the files of what is over go
	young := a.closed("Young.")
	if a.file(old).RemovedAt.IsZero() || a.file(kept).RemovedAt.IsZero() {
		t.Fatal("files stay")
	}
	sweep(life - 2*aMonth)
	expect("before their time", true, true, true, true)
	// One of them is moved, long after: it is written once more.
	a.update(kept, interaction.PickTicket{Ticket: interaction.TicketRef{ID: "8", Number: "#8"}, Agent: interaction.Agent{ID: "a", Name: "Ann"}})
	sweep(2 * aMonth)
	expect("in time", true, true, false, true)
	if l.removed.Load() != 1 {
		t.Errorf("%d are counted", l.removed.Load())
	}
	if got := a.there(young); !got[0] {
		t.Error("a young one is gone")
	}
	a.land(kept, "8")
	sweep(sweepEach)
	expect("a moment after something happened to it", true, true, false, true)
	sweep(2 * lifeQuiet)
	expect("when it rests", true, true, false, false)
	a.update(held, interaction.Drop{Key: a.file(held).Key, Reason: "Not needed.", By: "Ann"})
	a.land(held, "7")
	a.after(aMonth + sweepEach)
	sweep(2 * lifeQuiet)
	expect("dropped", true, false, false, false)
	sweep(100 * aMonth)
	expect("never what waits", true, false, false, false)
}

// One step looks at one page, however many there are, and the next ones go on behind it;
// between two there is a rest.
func TestRemovalIsPaced(t *testing.T) {
	a := openAttic(t)
	l := a.lifetime(aMonth)
	var ids []interaction.ID
	for range lifePage {
		id := interaction.ID(newID())
		_, err := a.deciding.Create(t.Context(), a.store, id, interaction.Start{
			Started: interaction.Started{Account: "support", App: "shop", Channel: interaction.Message}, Message: "It broke.",
		}, nil)
		a.must(err)
		ids = append(ids, id)
	}
	last := a.closed("Last.")
	a.after(aMonth + sweepEach)
	a.at = a.at.Add(2 * aMonth)
	var passed interaction.ID
	more, err := l.step(t.Context(), &passed)
	a.must(err)
	if !more || passed != ids[lifePage-1] || !a.there(last)[0] {
		t.Fatalf("one step: more %v, passed %s", more, passed)
	}
	more, err = l.step(t.Context(), &passed)
	a.must(err)
	if more || a.there(last)[0] {
		t.Errorf("the next one: more %v", more)
	}
}

// One replica removes; the others leave it to that one.
func TestOneReplicaRemoves(t *testing.T) {
	a := openAttic(t)
	id := a.closed("Old.")
	a.after(aMonth + sweepEach)
	a.at = a.at.Add(2 * aMonth)
	_, err := a.store.Acquire(t.Context(), lifeLane, "another", a.at, lifeEach)
	a.must(err)
	l := a.lifetime(aMonth)
	a.must(l.sweep(t.Context()))
	if !a.there(id)[0] {
		t.Error("two remove")
	}
	a.at = a.at.Add(2 * lifeEach)
	a.must(l.sweep(t.Context()))
	if a.there(id)[0] {
		t.Error("nobody removes")
	}
}

// What agents were to offers goes with the contacts that could ask for it, and the last of
// each stays.
func TestStatusesGoWithTheContacts(t *testing.T) {
	a := openAttic(t)
	agents := []string{"support/1", "support/2"}
	change := func(why interaction.MissReason) {
		for _, agent := range agents {
			a.must(a.store.AddStatuses(t.Context(), "support", []store.StatusChange{{Agent: agent, StatusChange: interaction.StatusChange{At: a.at, Reason: why}}}))
		}
		a.at = a.at.Add(time.Minute)
	}
	count := func(want int, when string) {
		t.Helper()
		for _, agent := range agents {
			h, err := a.store.Statuses(t.Context(), "support", agent, time.Time{}, time.Time{})
			a.must(err)
			if len(h) != want {
				t.Errorf("%s, %s has %d, want %d", when, agent, len(h), want)
			}
		}
	}
	change("")
	change("busy")
	old := a.closed("Old.")
	change("")
	change("busy")
	a.after(aMonth + sweepEach) // its file goes
	l := a.lifetime(2 * aMonth)
	a.at = a.at.Add(2 * aMonth)
	a.must(l.sweep(t.Context()))
	if a.there(old)[0] {
		t.Fatal("it is there")
	}
	count(1, "nobody can ask")
	change("")
	kept := a.closed("Kept.")
	change("busy")
	a.at = a.at.Add(lifeEach)
	a.must(l.sweep(t.Context()))
	count(3, "nothing is old")
	waits, _ := a.message("Waits.")
	a.at = a.at.Add(time.Minute)
	change("")
	a.after(aMonth + sweepEach)
	a.at = a.at.Add(2 * aMonth)
	a.must(l.sweep(t.Context()))
	if there := a.there(kept, waits); there[0] || !there[1] {
		t.Fatal(there)
	}
	count(2, "one waits, of an older time")
}
