package sqlite

import (
	"errors"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// A disk that is full or cannot be written to is trouble that passes: everything says
// so, alone and in a group, nothing is half there, and when it is over all goes on
// without a restart.
func TestDiskThatTakesNothing(t *testing.T) {
	for name, disk := range map[string]struct{ breaks, mends string }{
		"full":      {"PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823"}, // SQLite takes the size it has for the least
		"read-only": {"PRAGMA query_only = ON", "PRAGMA query_only = OFF"},
	} {
		t.Run(name, func(t *testing.T) {
			s, release := queued(t, 1000)
			release()
			set := func(pragma string) {
				t.Helper()
				if err := s.writer.tx.control(pragma); err != nil { // the writer rests
					t.Fatal(err)
				}
			}
			if err := s.Commit(t.Context(), start("before")); err != nil {
				t.Fatal(err)
			}
			set(disk.breaks)
			big := start("big")
			big.Events[0].Data = interaction.Started{Account: "support", Line: strings.Repeat("x", 1<<20)}
			if err := s.Commit(t.Context(), big); !errors.Is(err, store.ErrUnavailable) {
				t.Fatalf("alone: %v", err)
			}
			var group []*op
			for _, id := range []interaction.ID{"x", "y", "z"} {
				c := start(id)
				c.Events = big.Events
				group = append(group, s.enqueueCommit(t.Context(), t, c))
			}
			for _, o := range group {
				if err := o.wait(); !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("in a group: %v", err)
				}
			}
			if ids := listed(t, s); len(ids) != 1 {
				t.Errorf("what was refused is there: %v", ids)
			}
			set(disk.mends)
			if err := s.Commit(t.Context(), big); err != nil {
				t.Errorf("mended: %v", err)
			}
			whole(t, s, "big", "before")
		})
	}
}
