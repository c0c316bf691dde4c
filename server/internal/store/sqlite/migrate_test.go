package sqlite

import (
	"database/sql"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// schema4 database as the first versions left it, with a story in it: a call that is
// being written to its ticket, and one that is over.
func schema4(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"0001_first.sql", "0002_once_and_settings.sql", "0003_audit.sql", "0004_later.sql"}
	for i, name := range names {
		text, err := migrations.ReadFile("migrations/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := apply(t.Context(), conn, string(text), i+1); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.ExecContext(t.Context(), `
		INSERT INTO interactions (seq, id, account, version, active) VALUES (3, 'b', 'sales', 1, 0), (7, 'a', 'support', 3, 1);
		INSERT INTO events (seq, interaction, n, at, type, data) VALUES
			(1, 'b', 1, 1000000001, 'started', '{"account":"sales","channel":"message","direction":"inbound","customer":{},"open_on":"arrival"}'),
			(2, 'a', 1, 2000000002, 'started', '{"account":"support","channel":"voice","direction":"inbound","customer":{"name":"Zoë \u0000"},"open_on":"arrival"}'),
			(3, 'a', 2, 3000000003, 'note_added', '{"note":"x","agent":{"id":"7","name":"Mia"},"text":"one\ntwo three"}'),
			(4, 'a', 3, 0, 'write_landed', '{"key":"a-contact-1-1","receipt":"r","ticket":"9","at":"2026-03-01T09:00:00Z"}');
		INSERT INTO refs (ref, interaction) VALUES ('call:CAa', 'a'), ('contact:b', 'b');
		INSERT INTO leases (token, lane, owner, until) VALUES (41, 't/support/9', 'one', 5000000000);
		INSERT INTO writes (seq, key, interaction, account, lane, kind, author, state, batch, token, sent_at, attempts, next_at, created_at) VALUES
			(5, 'a-contact-1-1', 'a', 'support', 't/support/9', 'contact', '', 'landed', '', 0, 0, 2, 0, 2000000002),
			(6, 'a-note-2-1', 'a', 'support', 't/support/9', 'note', '7', 'sending', 'batch', 41, 4000000000, 1, 0, 3000000003),
			(8, 'b-contact-1-1', 'b', 'sales', 'i/b', 'contact', '', 'held', '', 0, 0, 3, 0, 1000000001),
			(9, 'b-message-2-1', 'b', 'sales', 'i/b', 'message', '', 'waiting', '', 0, 0, 0, 6000000000, 1000000001);
		INSERT INTO settings (name, value, version) VALUES ('admin', x'01', 3);
		INSERT INTO secrets (name, value) VALUES ('session', x'0203');`); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(conn.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestWhatWasWrittenBefore: a database of the first versions is read as it was, and
// goes on where it stood.
func TestWhatWasWrittenBefore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskside.db")
	schema4(t, path)
	var s *Store
	for range 2 { // migrated, and opened once more
		var err error
		if s, err = Open(t.Context(), path, Options{}); err != nil {
			t.Fatal(err)
		}
		looksAsBefore(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	goesOn(t, s)
}

func looksAsBefore(t *testing.T, s *Store) {
	t.Helper()
	at := func(ns int64) time.Time { return time.Unix(0, ns).UTC() }
	zoe := interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound,
		Customer: interaction.Customer{Name: "Zoë \x00"}, OpenOn: interaction.OnArrival}
	ofA := []interaction.Event{
		{N: 1, At: at(2000000002), Data: zoe},
		{N: 2, At: at(3000000003), Data: interaction.NoteAdded{Note: "x", Agent: interaction.Agent{ID: "7", Name: "Mia"}, Text: "one\ntwo three"}},
		{N: 3, Data: interaction.WriteLanded{Key: "a-contact-1-1", Receipt: "r", Ticket: "9", At: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}},
	}
	ask := func(what string, want any) func(any, error) {
		return func(got any, err error) {
			t.Helper()
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n got %+v, %v\nwant %+v", what, got, err, want)
			}
		}
	}
	ctx := t.Context()
	events, err := s.Load(ctx, "a")
	ask("log", ofA)(events, err)
	feed, err := s.Feed(ctx, 1, 2)
	ask("feed", []store.FeedEntry{
		{Seq: 2, Interaction: "a", Account: "support", Event: ofA[0]}, {Seq: 3, Interaction: "a", Account: "support", Event: ofA[1]},
	})(feed, err)
	head, err := s.Head(ctx)
	ask("head", int64(4))(head, err)
	id, err := s.ByRef(ctx, "contact:b")
	ask("reference", interaction.ID("b"))(id, err)
	ids, err := s.List(ctx, store.Filter{})
	ask("list", []interaction.ID{"a", "b"})(ids, err)
	ids, err = s.List(ctx, store.Filter{Active: true, Account: "support"})
	ask("active", []interaction.ID{"a"})(ids, err)
	counts, err := s.Counts(ctx, "")
	ask("counts", map[store.WriteState]int{store.Landed: 1, store.Sending: 1, store.Held: 1, store.Waiting: 1})(counts, err)
	counts, err = s.Counts(ctx, "sales")
	ask("counts of sales", map[store.WriteState]int{store.Held: 1, store.Waiting: 1})(counts, err)
	rows, err := s.Writes(ctx, store.WriteFilter{Lane: "t/support/9", States: []store.WriteState{store.Waiting, store.Sending}})
	ask("lane", []store.Write{{
		Seq: 6, Key: "a-note-2-1", Interaction: "a", Account: "support", Lane: "t/support/9", Type: interaction.ItemNote, Author: "7",
		State: store.Sending, Batch: "batch", SentAt: at(4000000000), Attempts: 1, CreatedAt: at(3000000003),
	}})(rows, err)
	lanes, err := s.Lanes(ctx, at(5000000000), 0)
	ask("lanes", []store.Lane{{Name: "t/support/9", Account: "support"}})(lanes, err)
	next, err := s.NextDue(ctx, at(5000000000))
	ask("next", at(6000000000))(next, err)
	value, version, err := s.Setting(ctx, "admin")
	ask("setting", []any{[]byte{1}, int64(3)})([]any{value, version}, err)
}

func goesOn(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	c := note("a", 4)
	c.Lane, c.Refs = "t/support/10", []string{"call:CAa", "leg:1"}
	c.Writes = []interaction.Write{{Key: "a-contact-1-1", Type: interaction.ItemContact}, {Key: "a-note-4-1", Type: interaction.ItemNote}}
	if err := s.Commit(ctx, c); err != nil {
		t.Fatal(err)
	}
	var dup *store.DuplicateError
	if err := s.Commit(ctx, start("c", "call:CAa")); !errors.As(err, &dup) || dup.Interaction != "a" {
		t.Errorf("a taken reference: %v", err)
	}
	if err := s.Commit(ctx, start("b")); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a second start: %v", err)
	}
	if head, err := s.Head(ctx); err != nil || head != 5 {
		t.Errorf("head %d, %v", head, err)
	}
	rows, err := s.Writes(ctx, store.WriteFilter{Lane: "t/support/10"})
	if err != nil || len(rows) != 2 || rows[0].Key != "a-note-2-1" || rows[0].Batch != "batch" || rows[1].Seq != 10 {
		t.Errorf("rows that moved: %+v, %v", rows, err)
	}
	l, err := s.Acquire(ctx, "t/support/9", "two", time.Unix(6, 0), time.Minute)
	if err != nil || l.Token <= 41 {
		t.Errorf("lease %+v, %v", l, err)
	}
}
