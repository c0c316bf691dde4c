package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// once is the answer to one call of Once.
func (d desk) once(t *testing.T, key string, now, until time.Time) bool {
	t.Helper()
	first, err := d.Store.Once(t.Context(), key, now, until)
	must(t, err)
	return first
}

var onceCases = []testCase{
	{"the first is first and the others are not", func(t *testing.T, d desk) {
		for i, s := range d.handles(t) {
			for j := range 2 {
				first, err := s.Once(t.Context(), "token-1", at(time.Duration(j)), at(time.Hour))
				must(t, err)
				equal(t, "first", first, i == 0 && j == 0)
			}
		}
		equal(t, "another key", d.once(t, "token-2", t0, at(time.Hour)), true)
	}},
	{"it is remembered to its end and not longer", func(t *testing.T, d desk) {
		d.once(t, "short", t0, at(time.Minute))
		d.once(t, "long", t0, at(time.Hour))
		equal(t, "before its end", d.once(t, "short", at(time.Minute-1), at(time.Hour)), false)
		equal(t, "at its end", d.once(t, "short", at(time.Minute), at(2*time.Hour)), true)
		equal(t, "and again", d.once(t, "short", at(time.Hour-1), at(2*time.Hour)), false)
		equal(t, "one that ends later", d.once(t, "long", at(time.Hour-1), at(2*time.Hour)), false)
	}},
	{"what has run out makes room, and takes nothing else along", func(t *testing.T, d desk) {
		for i := range 40 {
			d.once(t, fmt.Sprint("old-", i), t0, at(time.Minute))
		}
		d.once(t, "kept", t0, at(time.Hour))
		for i := range 40 {
			equal(t, "a new one", d.once(t, fmt.Sprint("new-", i), at(2*time.Minute), at(time.Hour)), true)
		}
		equal(t, "one that is still remembered", d.once(t, "kept", at(3*time.Minute), at(time.Hour)), false)
		equal(t, "one that is not", d.once(t, "old-7", at(3*time.Minute), at(time.Hour)), true)
	}},
	{"of fifty at once one is first", func(t *testing.T, d desk) {
		handles := d.handles(t)
		var firsts atomic.Int64
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				first, err := handles[i%len(handles)].Once(t.Context(), "token", t0, at(time.Hour))
				if err != nil {
					t.Error(err)
				}
				if first {
					firsts.Add(1)
				}
			})
		}
		wg.Wait()
		equal(t, "firsts", firsts.Load(), int64(1))
	}},
	{"it is still known after a restart", func(t *testing.T, d desk) {
		d.once(t, "token", t0, at(time.Hour))
		d.Store = d.Reopen(t)
		equal(t, "first", d.once(t, "token", t0, at(time.Hour)), false)
	}},
}

var settingCases = []testCase{
	{"what was put is there, for everybody and after a restart", func(t *testing.T, d desk) {
		value, version, err := d.Store.Setting(t.Context(), "admin")
		must(t, err)
		equal(t, "nothing was put", []any{len(value), version}, []any{0, int64(0)})
		odd := []byte("\x00\xff {\"a\":1}")
		must(t, d.Store.PutSetting(t.Context(), "admin", []byte("one"), 0))
		must(t, d.Store.PutSetting(t.Context(), "admin", odd, 1))
		must(t, d.Store.PutSetting(t.Context(), "empty", nil, 0))
		stores := d.handles(t)
		for i := range len(stores) + 1 {
			if i == len(stores) {
				stores = append(stores, d.Reopen(t))
			}
			value, version, err = stores[i].Setting(t.Context(), "admin")
			must(t, err)
			if !bytes.Equal(value, odd) || version != 2 {
				t.Fatalf("%q, version %d", value, version)
			}
			value, version, err = stores[i].Setting(t.Context(), "empty")
			must(t, err)
			equal(t, "an empty one", []any{len(value), version}, []any{0, int64(1)})
		}
	}},
	{"who has not seen what stands there changes nothing", func(t *testing.T, d desk) {
		mustBe(t, d.Store.PutSetting(t.Context(), "admin", []byte("x"), 1), store.ErrConflict)
		must(t, d.Store.PutSetting(t.Context(), "admin", []byte("one"), 0))
		for _, expect := range []int64{-1, 0, 2} {
			mustBe(t, d.Store.PutSetting(t.Context(), "admin", []byte("x"), expect), store.ErrConflict)
		}
		value, version, err := d.Store.Setting(t.Context(), "admin")
		must(t, err)
		equal(t, "setting", []any{string(value), version}, []any{"one", int64(1)})
	}},
	{"of fifty at once one is put", func(t *testing.T, d desk) {
		handles := d.handles(t)
		var put atomic.Int64
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				switch err := handles[i%len(handles)].PutSetting(t.Context(), "admin", []byte(fmt.Sprint(i)), 0); {
				case err == nil:
					put.Add(1)
				case !errors.Is(err, store.ErrConflict):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		equal(t, "put", put.Load(), int64(1))
	}},
	{"a setting that was put wakes those who wait", func(t *testing.T, d desk) {
		handles := d.handles(t)
		changed := handles[len(handles)-1].Changed()
		here := d.Store.Changed()
		must(t, d.Store.PutSetting(t.Context(), "admin", []byte("one"), 0))
		if !woken(here) {
			t.Error("nobody was woken")
		}
		<-changed
	}},
}
