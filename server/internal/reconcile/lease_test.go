package reconcile_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// TestAlone: while one replica is at it, the others are not, nor after an outcome that
// is not known, until the lease has run out.
func TestAlone(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	clock := clocktest.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	one := reconcile.Leases{Store: db, Owner: "one", Clock: clock}
	other := reconcile.Leases{Store: db, Owner: "other", Clock: clock}
	unheard, trouble := errors.New("unheard"), errors.New("trouble")
	alone := func(l reconcile.Leases, f func() error) error {
		return l.Alone(context.Background(), "x/a", 30*time.Second, f, func(err error) bool { return errors.Is(err, unheard) })
	}
	gives := func(err error) func() error { return func() error { return err } }

	err = alone(one, func() error { return alone(other, gives(nil)) })
	if !errors.Is(err, reconcile.ErrElsewhere) {
		t.Errorf("both at once: %v", err)
	}
	if err := alone(other, gives(trouble)); !errors.Is(err, trouble) {
		t.Errorf("afterwards: %v", err)
	}
	if err := alone(one, gives(unheard)); !errors.Is(err, unheard) {
		t.Errorf("after trouble: %v", err)
	}
	clock.Advance(29 * time.Second)
	if err := alone(other, gives(nil)); !errors.Is(err, reconcile.ErrElsewhere) {
		t.Errorf("while it may still take effect: %v", err)
	}
	clock.Advance(time.Second)
	if err := alone(other, gives(nil)); err != nil {
		t.Errorf("when that is over: %v", err)
	}
}
