package app

import (
	"log/slog"
	"path/filepath"
	"slices"
	"testing"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// TestReopenedEverywhere: what an admin reopens at one server is reopened at every other one
// of its store, once; a server that begins later opens nothing.
func TestReopenedEverywhere(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	server := func() (*reopenings, *[]string) {
		var resumed []string
		r := &reopenings{settings: db, clock: clock.Real, log: slog.New(slog.DiscardHandler), resume: func(account string) { resumed = append(resumed, account) }}
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		return r, &resumed
	}
	asked, _ := server()
	other, resumed := server()
	expect := func(r *reopenings, resumed *[]string, want ...string) {
		t.Helper()
		if err := r.refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(*resumed, want) {
			t.Errorf("resumed %v, want %v", *resumed, want)
		}
	}
	asked.tell("support")
	expect(other, resumed, "support")
	expect(other, resumed, "support")
	asked.tell("twilio")
	expect(other, resumed, "support", "twilio")
	late, opened := server()
	expect(late, opened)
	asked.tell("support")
	expect(other, resumed, "support", "twilio", "support")
	expect(late, opened, "support")
}
