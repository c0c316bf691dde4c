package app

import (
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

const aMonth = 30 * 24 * time.Hour

// attic is a store, a blob store and what sweeps it, at a time of the test's choice.
type attic struct {
	t *testing.T
	*retention
	at time.Time
	n  int
}

func openAttic(t *testing.T) *attic {
	t.Helper()
	a := &attic{t: t, at: time.Now()}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), sqlite.Options{})
	a.must(err)
	t.Cleanup(func() { a.must(db.Close()) })
	files, err := media.Open(t.TempDir(), media.Options{})
	a.must(err)
	a.retention = &retention{
		store: store.NewStates(db, 0), deciding: store.Decider{Clock: clocktest.Shows(func() time.Time { return a.at }), Policy: interaction.Policy{OpenOn: interaction.OnArrival}},
		files: files, keep: aMonth, owner: "me", log: slog.New(slog.DiscardHandler),
	}
	return a
}

func (a *attic) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a *attic) update(id interaction.ID, c interaction.Command) interaction.State {
	a.t.Helper()
	s, err := a.deciding.Update(a.t.Context(), a.store, id, c)
	a.must(err)
	return s
}

// message with a photo, on a ticket that is known.
func (a *attic) message(content string) (interaction.ID, interaction.File) {
	a.t.Helper()
	a.n++
	id := interaction.ID("01jq00000000000000000000" + string(rune('a'+a.n)) + "0")
	_, err := a.deciding.Create(a.t.Context(), a.store, id, interaction.Start{
		Started: interaction.Started{Account: "support", App: "shop", Channel: interaction.Message}, Message: "It broke.",
	}, nil)
	a.must(err)
	file, err := a.files.Save(a.t.Context(), id, strings.NewReader(content), "notes.txt", "")
	a.must(err)
	file.ID = "file-0001"
	a.update(id, interaction.ReceiveFile{File: file, From: "customer"})
	a.update(id, interaction.UseTicket{TicketChosen: interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "7", Number: "#7"}, Rule: interaction.RuleNew}})
	return id, file
}

// land everything that waits.
func (a *attic) land(id interaction.ID, ticket string) {
	a.t.Helper()
	receipts := map[string]string{}
	for _, it := range a.state(id).Items.All() {
		receipts[it.Key] = "900"
	}
	a.update(id, interaction.Land{Ticket: ticket, Receipts: receipts, At: a.at})
}

func (a *attic) state(id interaction.ID) interaction.State {
	a.t.Helper()
	events, err := a.store.Load(a.t.Context(), id)
	a.must(err)
	return interaction.State{ID: id}.Advance(events)
}

func (a *attic) file(id interaction.ID) interaction.Item {
	for _, it := range a.state(id).Items.All() {
		if it.File != nil {
			return it
		}
	}
	a.t.Fatal("no file")
	return interaction.Item{}
}

func (a *attic) after(d time.Duration) {
	a.t.Helper()
	a.at = a.at.Add(d)
	a.must(a.sweep(a.t.Context(), sweepEach))
}

func (a *attic) here(f interaction.File) bool {
	a.t.Helper()
	c, _, err := a.files.Open(f.SHA256)
	if errors.Is(err, media.ErrNotFound) {
		return false
	}
	a.must(err)
	a.must(c.Close())
	return true
}

func TestLandedFilesAreRemovedInTime(t *testing.T) {
	a := openAttic(t)
	id, file := a.message("The first.")
	a.after(time.Minute)
	a.land(id, "7")
	a.after(aMonth - 30*time.Second)
	if !a.here(file) || !a.file(id).RemovedAt.IsZero() {
		t.Fatal("it is gone before its time")
	}
	a.after(2 * sweepEach)
	if it := a.file(id); a.here(file) || !it.RemovedAt.Equal(a.at) {
		t.Fatalf("it is here still: %+v", it)
	}
	version := a.state(id).Version
	a.after(2 * sweepEach)
	if a.state(id).Version != version {
		t.Error("it was noted twice")
	}
}

// What still has to be written stays however long it takes.
func TestNeededFilesStay(t *testing.T) {
	a := openAttic(t)
	waiting, waits := a.message("Waiting.")
	held, holds := a.message("Held.")
	a.update(held, interaction.Hold{Keys: []string{a.file(held).Key}, Kind: "rejected", Reason: interaction.Because("it")})
	a.after(10 * aMonth)
	if !a.here(waits) || !a.here(holds) {
		t.Fatal("a file is gone that has not landed")
	}
	a.update(held, interaction.Drop{Key: a.file(held).Key, Reason: "Not needed.", By: "Ann"})
	a.land(waiting, "7")
	a.after(aMonth + sweepEach)
	if a.here(waits) || a.here(holds) {
		t.Error("what is landed, or dropped, is here still")
	}
}

// A file is moved to another ticket before its time is over: it is needed again.
func TestMovedFilesStay(t *testing.T) {
	a := openAttic(t)
	id, file := a.message("Moved.")
	a.land(id, "7")
	a.after(aMonth - sweepEach)
	a.update(id, interaction.PickTicket{Ticket: interaction.TicketRef{ID: "8", Number: "#8"}, Agent: interaction.Agent{ID: "a", Name: "Ann"}})
	a.after(aMonth)
	if !a.here(file) {
		t.Fatal("it is gone, and was to be written once more")
	}
}

// The same bytes, sent in two conversations, are removed with the last one.
func TestSharedFilesStay(t *testing.T) {
	a := openAttic(t)
	one, file := a.message("The same.")
	two, _ := a.message("The same.")
	a.land(one, "7")
	a.after(aMonth + sweepEach)
	if !a.here(file) || a.file(one).RemovedAt.IsZero() || !a.file(two).RemovedAt.IsZero() {
		t.Fatal("one is done with it, the other is not")
	}
	a.land(two, "7")
	a.after(aMonth + sweepEach)
	if a.here(file) {
		t.Error("nobody needs it")
	}
}

// A store that knows nothing of a file's interaction is not believed: it may be the
// wrong one, or an old copy.
func TestFilesOfAnotherStoreStay(t *testing.T) {
	a := openAttic(t)
	file, err := a.files.Save(t.Context(), "01jq00000000000000000000zz", strings.NewReader("From elsewhere."), "notes.txt", "")
	a.must(err)
	a.after(10 * aMonth)
	if !a.here(file) {
		t.Error("it is gone")
	}
}

// A file that its interaction did not take, since it had ended meanwhile, goes.
func TestStrayFilesGo(t *testing.T) {
	a := openAttic(t)
	id, _ := a.message("Taken.")
	file, err := a.files.Save(t.Context(), id, strings.NewReader("Not taken."), "notes.txt", "")
	a.must(err)
	a.after(aMonth + sweepEach)
	if a.here(file) {
		t.Error("it is here still")
	}
}

// One replica sweeps; the others leave it to that one.
func TestOneReplicaSweeps(t *testing.T) {
	a := openAttic(t)
	id, file := a.message("Landed.")
	a.land(id, "7")
	a.at = a.at.Add(aMonth + sweepEach)
	_, err := a.store.Acquire(t.Context(), sweepLane, "another", a.at, sweepEach)
	a.must(err)
	a.after(0)
	if !a.here(file) {
		t.Error("two sweep")
	}
	a.after(2 * sweepEach)
	if a.here(file) {
		t.Error("nobody sweeps")
	}
}
