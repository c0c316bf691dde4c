package sqlite

import (
	"context"
	"errors"
	"path/filepath"
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
	if _, err := s.writer.enqueue(t.Context(), quiet, func(*session) error {
		close(begun)
		<-gate
		return nil
	}); err != nil {
		t.Fatal(err)
	}
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

func (s *Store) enqueueCommit(ctx context.Context, t *testing.T, c store.Commit) *op {
	t.Helper()
	run, err := commit(c)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.writer.enqueue(ctx, wakes, run)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func listed(t *testing.T, s *Store) []interaction.ID {
	t.Helper()
	ids, err := s.List(t.Context(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestRefusedHarmsNoNeighbour(t *testing.T) {
	s, release := queued(t, 10)
	first := s.enqueueCommit(t.Context(), t, start("a", "call:1"))
	taken := s.enqueueCommit(t.Context(), t, start("b", "call:2", "call:1"))
	again := s.enqueueCommit(t.Context(), t, start("a"))
	broken, err := s.writer.enqueue(t.Context(), quiet, func(tx *session) error {
		if err := tx.exec("INSERT INTO refs (ref, interaction) VALUES ('call:3', 'a')"); err != nil {
			return err
		}
		return tx.exec("INSERT INTO refs (ref, interaction) VALUES ('call:4', 'nobody')")
	})
	if err != nil {
		t.Fatal(err)
	}
	last := s.enqueueCommit(t.Context(), t, start("c", "call:2"))
	groups, _ := s.Grouped()
	release()

	var dup *store.DuplicateError
	if err := taken.wait(); !errors.As(err, &dup) || dup.Interaction != "a" {
		t.Errorf("a taken reference: %v", err)
	}
	if err := again.wait(); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a second start: %v", err)
	}
	if err := broken.wait(); err == nil {
		t.Error("a reference to nobody was accepted")
	}
	if err := errors.Join(first.wait(), last.wait()); err != nil {
		t.Fatal(err)
	}
	if now, _ := s.Grouped(); now != groups+2 { // the gate, and these five
		t.Fatalf("%d transactions", now-groups)
	}
	if got := listed(t, s); len(got) != 2 || got[0] != "c" || got[1] != "a" {
		t.Errorf("interactions %v", got)
	}
	if _, err := s.ByRef(t.Context(), "call:3"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("half of a broken operation is there: %v", err)
	}
	feed, err := s.Feed(t.Context(), 0, 10)
	if err != nil || len(feed) != 2 || feed[0].Seq != 1 || feed[1].Seq != 2 {
		t.Errorf("feed %+v, %v", feed, err)
	}
}

// A group that does not reach the disk is told so whole; even a refusal may have
// been for a reason that is gone.
func TestFailedTransactionFailsAll(t *testing.T) {
	s, release := queued(t, 10)
	ch := s.Changed()
	good := s.enqueueCommit(t.Context(), t, start("a"))
	refused := s.enqueueCommit(t.Context(), t, start("a"))
	if _, err := s.writer.enqueue(t.Context(), quiet, func(tx *session) error {
		return tx.exec("ROLLBACK") // as SQLite does by itself when the disk is full
	}); err != nil {
		t.Fatal(err)
	}
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
	select {
	case <-ch:
		t.Error("woken by nothing")
	default:
	}
	if err := s.Commit(t.Context(), start("a")); err != nil {
		t.Errorf("the writer does not go on: %v", err)
	}
	<-ch
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
		return tx.exec("INSERT INTO interactions (id, account, version, active) VALUES ('a', 'support', 1, 1)")
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
