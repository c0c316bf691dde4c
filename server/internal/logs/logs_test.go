package logs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/server/internal/logs"
)

// reader of a log, who may be away.
type reader struct {
	away chan struct{} // closed: back again
	mu   sync.Mutex
	text bytes.Buffer
	err  error
}

func (r *reader) Write(b []byte) (int, error) {
	<-r.away
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return 0, r.err
	}
	return r.text.Write(b)
}

func (r *reader) fails(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

func (r *reader) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// A reader who is away holds nobody up; back again, they hear how much they missed.
func TestWriterDropsAndTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &reader{away: make(chan struct{})}
		w := logs.NewWriter(r, 100)
		w.Tell(func(dropped int) { _, _ = w.Write([]byte("dropped " + strconv.Itoa(dropped) + "\n")) })
		for range 50 {
			if n, err := w.Write([]byte("0123456789")); n != 10 || err != nil {
				t.Fatal(n, err)
			}
			synctest.Wait() // the first is with the reader then, and ten wait
		}
		brief, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if w.Flush(brief); brief.Err() == nil {
			t.Error("flushed to a reader who is away")
		}
		close(r.away)
		w.Flush(t.Context())
		if got := r.String(); strings.Count(got, "0123456789") != 11 || !strings.HasSuffix(got, "dropped 39\n") {
			t.Errorf("%q", got)
		}
		if n := w.Dropped(); n != 39 {
			t.Errorf("%d lines are counted", n)
		}
		r.fails(errors.New("broken pipe"))
		for range 3 {
			_, _ = w.Write([]byte("lost"))
		}
		w.Flush(t.Context())
		r.fails(nil)
		_, _ = w.Write([]byte("heard "))
		w.Close(t.Context())
		if got := r.String(); !strings.Contains(got, "heard ") || strings.Contains(got, "lost") {
			t.Errorf("%q", got)
		}
	})
}

// What strangers cause is one line a second, however much it is, and the count is whole.
func TestStrangersAreSummedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		h := logs.Summed(slog.NewTextHandler(&out, nil))
		log := slog.New(h).With("room", "api")
		lines := func() int { return strings.Count(out.String(), "\n") }
		for range 10 {
			for range 100 {
				log.Warn("a bad signature", logs.Stranger, "err", "no")
				log.Warn("a bad token", logs.Stranger)
			}
			time.Sleep(time.Second) // of the bubble's
			synctest.Wait()
		}
		if lines() != 2+10 || strings.Count(out.String(), "lines=198 ") != 1 || strings.Count(out.String(), "lines=200 ") != 9 || !strings.Contains(out.String(), `"of.a bad signature"=99`) {
			t.Errorf("%d lines:\n%s", lines(), out.String())
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		before := lines()
		log.Warn("a bad token", logs.Stranger, "err", "after a silence")
		log.Error("our own trouble")
		if lines() != before+2 || !strings.Contains(out.String(), "after a silence") {
			t.Errorf("after a silence the first is not written as it is:\n%s", out.String())
		}
		log.Warn("a bad token", logs.Stranger)
		h.Flush()
		if !strings.HasSuffix(out.String(), "\"of.a bad token\"=1\n") {
			t.Errorf("not flushed:\n%s", out.String())
		}
		time.Sleep(3 * time.Second)
	})
}

// What a loop says of each of its items is summed up in the same way, of each account by
// itself; what it says without trouble is not.
func TestCrowdsAreSummedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		h := logs.Summed(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		log := logs.Crowd(slog.New(h).With("room", "delivery"))
		support, sales := log.With("account", "support"), log
		for n := range 100 {
			support.Warn("not taken", "lane", n)
			sales.Warn("not taken", "lane", n, "account", "sales")
			log.Error("our own trouble", "lane", n)
		}
		for range 3 {
			support.Info("taken")
			support.Debug("asked")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		said := out.String()
		for _, want := range []string{"lane=0 account=sales", "account=support lane=0", `"of.not taken (support)"=99`, `"of.not taken (sales)"=99`, `"of.our own trouble"=99`, "lines=297 "} {
			if strings.Count(said, want) != 1 {
				t.Errorf("no %q", want)
			}
		}
		if n := strings.Count(said, "\n"); n != 3+6+1 {
			t.Errorf("%d lines:\n%s", n, said)
		}
		time.Sleep(3 * time.Second)
	})
}
