package sqlite

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
)

// TestReadsAreAskedAgain: a statement that was given up in the middle answers the
// next one who asks from the start, and those who ask at once get the same statement.
func TestReadsAreAskedAgain(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), Options{Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"
	number := func(row scanner) (i int, err error) {
		err = row.Scan(&i)
		return i, err
	}
	for range 4 { // more often than there are connections
		ctx, cancel := context.WithCancel(t.Context())
		rows, err := s.reads.query(ctx, numbers, 1000)
		if err != nil || !rows.Next() {
			t.Fatal(err)
		}
		cancel()
		_ = rows.Close()
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			got, err := collect(t.Context(), s.reads, number, numbers, 10+i)
			if err != nil || len(got) != 10+i || got[0] != 1 {
				t.Errorf("asked for %d: %v, %v", 10+i, got, err)
			}
		})
	}
	wg.Wait()
	if n := len(s.reads.stmts); n != 1 {
		t.Errorf("%d statements of one text", n)
	}
}
