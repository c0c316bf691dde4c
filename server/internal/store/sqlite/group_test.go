package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// queued stands for the writer being busy: what is enqueued until release makes
// one group.
func queued(t *testing.T, queue int) (s *Store, release func()) {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), Options{Queue: queue})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	begun, gate := make(chan struct{}), make(chan struct{})
	s.enqueue(t.Context(), t, quiet, func(*session) error {
		close(begun)
		<-gate
		return nil
	})
	<-begun
	return s, func() { close(gate) }
}

func start(id interaction.ID, refs ...string) store.Commit {
	return store.Commit{
		Interaction: id, Account: "support", Active: true, Lane: "i/" + string(id), Refs: refs,
		Events: []interaction.Event{{N: 1, At: time.Unix(1, 0), Data: interaction.Started{Account: "support"}}},
		Writes: []interaction.Write{{Key: id.Key("contact-1", 1), Type: interaction.ItemContact}},
	}
}

// note is the n-th commit on an interaction.
func note(id interaction.ID, n int) store.Commit {
	c := start(id)
	c.Expect, c.Writes = n-1, nil
	c.Events = []interaction.Event{{N: n, At: time.Unix(int64(n), 0), Data: interaction.NoteAdded{Note: "x"}}}
	return c
}

func (s *Store) enqueue(ctx context.Context, t *testing.T, e effect, run func(*session) error) *op {
	t.Helper()
	o := &op{effect: e, run: run}
	if err := s.writer.enqueue(ctx, o); err != nil {
		t.Fatal(err)
	}
	return o
}

func (s *Store) enqueueCommit(ctx context.Context, t *testing.T, c store.Commit) *op {
	t.Helper()
	p, err := prepare(c)
	if err != nil {
		t.Fatal(err)
	}
	return s.enqueue(ctx, t, wakes, p.run)
}

func listed(t *testing.T, s *Store) []interaction.ID {
	t.Helper()
	ids, err := s.List(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// Refusals are of one group with what is accepted: they cost it nothing.
func TestRefusedHarmsNoNeighbour(t *testing.T) {
	s, release := queued(t, 10)
	first := s.enqueueCommit(t.Context(), t, start("a", "call:1"))
	taken := s.enqueueCommit(t.Context(), t, start("b", "call:1"))
	oneOfTwo := s.enqueueCommit(t.Context(), t, start("b", "call:2", "call:1"))
	again := s.enqueueCommit(t.Context(), t, start("a"))
	late := s.enqueueCommit(t.Context(), t, note("a", 3))
	last := s.enqueueCommit(t.Context(), t, start("c", "call:2"))
	groups, _ := s.Grouped()
	release()

	for _, o := range []*op{taken, oneOfTwo} {
		var dup *store.DuplicateError
		if err := o.wait(); !errors.As(err, &dup) || dup.Interaction != "a" {
			t.Errorf("a taken reference: %v", err)
		}
	}
	for _, o := range []*op{again, late} {
		if err := o.wait(); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a conflict: %v", err)
		}
	}
	if err := errors.Join(first.wait(), last.wait()); err != nil {
		t.Fatal(err)
	}
	if now, _ := s.Grouped(); now != groups+2 { // the gate, and these
		t.Fatalf("%d transactions", now-groups)
	}
	whole(t, s, "c", "a")
}

// What fails half-way leaves nothing, and its neighbours are carried out without it.
func TestHalfWayHarmsNoNeighbour(t *testing.T) {
	s, release := queued(t, 10)
	first := s.enqueueCommit(t.Context(), t, start("a", "call:1"))
	broken := s.enqueue(t.Context(), t, wakes, func(tx *session) error {
		if err := tx.exec("INSERT INTO refs (ref, interaction) VALUES ('call:3', 1)"); err != nil {
			return err
		}
		return tx.exec("INSERT INTO refs (ref, interaction) VALUES ('call:4', NULL)")
	})
	refused := s.enqueueCommit(t.Context(), t, start("b", "call:1"))
	twice := start("a", "call:5") // a reference of its own, which it has written when it learns
	known := s.enqueueCommit(t.Context(), t, twice)
	last := s.enqueueCommit(t.Context(), t, start("c", "call:2"))
	release()

	if err := broken.wait(); err == nil {
		t.Error("what the table does not take was accepted")
	}
	var dup *store.DuplicateError
	if err := refused.wait(); !errors.As(err, &dup) || dup.Interaction != "a" {
		t.Errorf("a taken reference: %v", err)
	}
	if err := known.wait(); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a second start: %v", err)
	}
	if err := errors.Join(first.wait(), last.wait()); err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{"call:3", "call:5"} {
		if _, err := s.ByRef(t.Context(), ref); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("half of an operation is there: %s, %v", ref, err)
		}
	}
	whole(t, s, "c", "a")
}

// whole: these interactions are there, newest first, each with its first event and
// write, in the tables as in memory.
func whole(t *testing.T, s *Store, want ...interaction.ID) {
	t.Helper()
	if got := listed(t, s); !slices.Equal(got, want) {
		t.Errorf("interactions %v", got)
	}
	for _, memory := range []bool{true, false} {
		if !memory {
			s.memory.forget()
		}
		feed, err := s.Feed(t.Context(), 0, 10)
		if err != nil || len(feed) != len(want) {
			t.Fatalf("feed %+v, %v", feed, err)
		}
		for i, e := range feed {
			if e.Seq != int64(i+1) || e.Interaction != want[len(want)-1-i] {
				t.Errorf("entry %d is %+v", i, e)
			}
		}
	}
	counts, err := s.Counts(t.Context(), "support")
	if err != nil || counts[store.Waiting] != len(want) {
		t.Errorf("counts %v, %v", counts, err)
	}
}

// A group that does not reach the disk is told so whole; even a refusal may have
// been for a reason that is gone. What was known in memory is not believed any more.
func TestFailedTransactionFailsAll(t *testing.T) {
	s, release := queued(t, 10)
	ch := s.Changed()
	good := s.enqueueCommit(t.Context(), t, start("a"))
	refused := s.enqueueCommit(t.Context(), t, start("a"))
	s.enqueue(t.Context(), t, quiet, func(tx *session) error {
		// Looked at by COMMIT, which then fails.
		if err := tx.exec("CREATE TABLE later (n INTEGER REFERENCES interactions (seq) DEFERRABLE INITIALLY DEFERRED)"); err != nil {
			return err
		}
		return tx.exec("INSERT INTO later VALUES (7)")
	})
	release()
	if err := good.wait(); err == nil || errors.Is(err, store.ErrConflict) {
		t.Errorf("acknowledged: %v", err)
	}
	if err := refused.wait(); err == nil || errors.Is(err, store.ErrConflict) {
		t.Errorf("refused because of what is not there: %v", err)
	}
	if got := listed(t, s); len(got) != 0 {
		t.Errorf("interactions %v", got)
	}
	if entries, _ := s.Feed(t.Context(), 0, 10); len(entries) != 0 {
		t.Errorf("feed %v", entries)
	}
	select {
	case <-ch:
		t.Error("woken by nothing")
	default:
	}
	if err := s.Commit(t.Context(), start("a")); err != nil {
		t.Errorf("the writer does not go on: %v", err)
	}
	<-ch
	whole(t, s, "a")
}

// A transaction that could not even be rolled back is ended by the next one.
func TestWriterGoesOn(t *testing.T) {
	s := fresh(t)
	if err := s.Commit(t.Context(), start("a")); err != nil {
		t.Fatal(err)
	}
	// The writer rests: nobody else uses its connection.
	if err := s.writer.tx.control("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if err := s.writer.tx.exec("DELETE FROM refs"); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), start("b")); err != nil {
		t.Fatal(err)
	}
	whole(t, s, "b", "a")
}

func TestFullQueueIsBusy(t *testing.T) {
	s, release := queued(t, 2)
	a := s.enqueueCommit(t.Context(), t, start("a"))
	b := s.enqueueCommit(t.Context(), t, start("b"))
	if err := s.Commit(t.Context(), start("c")); !errors.Is(err, store.ErrBusy) {
		t.Errorf("error %v", err)
	}
	release()
	if err := errors.Join(a.wait(), b.wait()); err != nil {
		t.Error(err)
	}
	if err := s.Commit(t.Context(), start("c")); err != nil {
		t.Error(err)
	}
}

func TestCallerThatGivesUp(t *testing.T) {
	s, release := queued(t, 10)
	ctx, cancel := context.WithCancel(t.Context())
	waited := s.enqueueCommit(ctx, t, start("a"))
	noticed := s.enqueueCommit(ctx, t, start("b"))
	cancel()
	if err := waited.wait(); !errors.Is(err, context.Canceled) { // before the writer comes
		t.Errorf("error %v", err)
	}
	release()
	<-noticed.done // by the writer
	if !errors.Is(noticed.err, context.Canceled) {
		t.Errorf("error %v", noticed.err)
	}
	if got := listed(t, s); len(got) != 0 {
		t.Errorf("interactions %v", got)
	}
}

// Once begun, an operation tells its outcome, not that its caller was in a hurry.
func TestBegunIsFinished(t *testing.T) {
	s, release := queued(t, 10)
	release()
	ctx, cancel := context.WithCancel(t.Context())
	err := s.writer.do(ctx, quiet, func(tx *session) error {
		cancel()
		return tx.exec("INSERT INTO interactions (id, account, active, lane) VALUES ('a', 'support', 1, '')")
	})
	if err != nil {
		t.Errorf("error %v", err)
	}
	if got := listed(t, s); len(got) != 1 {
		t.Errorf("interactions %v", got)
	}
}

func TestCloseCarriesOutWhatIsQueued(t *testing.T) {
	s, release := queued(t, 10)
	a := s.enqueueCommit(t.Context(), t, start("a"))
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	release()
	if err := errors.Join(<-closed, a.wait()); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), start("b")); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v", err)
	}
}

// What is removed in a transaction is not there for those behind it in the same one.
func TestRemovedInAGroup(t *testing.T) {
	s, release := queued(t, 100)
	over := start("old", "call:old")
	over.Active, over.Writes = false, nil
	first := s.enqueueCommit(t.Context(), t, over)
	gone := s.enqueue(t.Context(), t, quiet, func(tx *session) error {
		h, _, err := headOf(tx, "old")
		if err != nil {
			return err
		}
		return remove(tx, "old", h.seq, nil)
	})
	late := s.enqueueCommit(t.Context(), t, note("old", 2))
	again := s.enqueueCommit(t.Context(), t, start("new", "call:old"))
	release()
	if err := errors.Join(first.wait(), gone.wait(), again.wait()); err != nil {
		t.Fatal(err)
	}
	if err := late.wait(); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a note to what is gone: %v", err)
	}
	if ids := listed(t, s); !slices.Equal(ids, []interaction.ID{"new"}) {
		t.Errorf("left are %v", ids)
	}
	if entries, err := s.Feed(t.Context(), 0, 0); err != nil || len(entries) != 1 || entries[0].Seq != 2 {
		t.Errorf("the feed: %+v, %v", entries, err)
	}
}

// The room that removed contacts leave in the file is used by the next ones.
func TestRemovedRoomIsUsed(t *testing.T) {
	s, release := queued(t, 1000)
	release()
	pages := func() (n int64) {
		if err := s.reads.row(t.Context(), "PRAGMA page_count").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	round := func(name string) {
		for i := range 300 {
			c := start(interaction.ID(fmt.Sprint(name, i)), fmt.Sprint("call:", name, i))
			c.Active, c.Writes = false, nil
			if err := s.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
	}
	round("a")
	full := pages()
	for _, name := range []string{"b", "c", "d"} {
		for len(listed(t, s)) > 0 {
			for _, id := range listed(t, s) {
				if err := s.Remove(t.Context(), id, 1); err != nil {
					t.Fatal(err)
				}
			}
		}
		round(name)
	}
	if now := pages(); now > full+full/10 {
		t.Errorf("%d pages, %d after the first round", now, full)
	}
}
