package redis_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// TestLostAnswer: a change took place and the connection broke before its answer
// came. It is asked for again and takes place once.
func TestLostAnswer(t *testing.T) {
	server := redistest.Start(t)
	line := between(t, server)
	s := open(t, line.url, redis.Options{})
	direct := open(t, server.URL, redis.Options{})

	line.lose.Store(2)
	if err := s.Commit(t.Context(), step("a", 1)); err != nil {
		t.Fatalf("a commit: %v", err)
	}
	events, err := direct.Load(t.Context(), "a")
	if err != nil || len(events) != 1 {
		t.Errorf("%d events, %v", len(events), err)
	}
	gapless(t, direct)

	line.lose.Store(1)
	lease, err := s.Acquire(t.Context(), "i/a", "one", t0, time.Minute)
	if err != nil {
		t.Fatalf("a lease: %v", err)
	}
	row := step("a", 1).Writes[0].Key
	line.lose.Store(1)
	if err := s.Begin(t.Context(), lease, "b1", []string{row}, t0); err != nil {
		t.Fatalf("begin: %v", err)
	}
	line.lose.Store(1)
	if err := s.Abort(t.Context(), lease, "b1", t0, false); err != nil {
		t.Fatalf("abort: %v", err)
	}
	rows, err := direct.Writes(t.Context(), store.WriteFilter{})
	if err != nil || len(rows) != 1 || rows[0].Attempts != 1 || rows[0].State != store.Waiting {
		t.Errorf("rows %+v, %v", rows, err)
	}
	line.lose.Store(1)
	if err := s.PutSetting(t.Context(), "admin", []byte("one"), 0); err != nil {
		t.Fatalf("a setting: %v", err)
	}
	line.lose.Store(1)
	if first, err := s.Once(t.Context(), "token", t0, t0.Add(time.Hour)); err != nil || !first {
		t.Fatalf("the first, who asks again: %v, %v", first, err)
	}
	if first, err := direct.Once(t.Context(), "token", t0, t0.Add(time.Hour)); err != nil || first {
		t.Fatalf("the second: %v, %v", first, err)
	}
	if line.lose.Load() != 0 {
		t.Error("no answer was lost")
	}
}

// TestAnswerNeverHeard: then the error is neither success nor a conflict, for it
// may be there or not.
func TestAnswerNeverHeard(t *testing.T) {
	server := redistest.Start(t)
	line := between(t, server)
	s := open(t, line.url, redis.Options{Timeout: 3 * time.Second})
	line.lose.Store(1_000_000)
	err := s.Commit(t.Context(), step("a", 1))
	if err == nil || errors.Is(err, store.ErrConflict) || !strings.Contains(err.Error(), "not known") {
		t.Errorf("error %v", err)
	}
	line.lose.Store(0)
	if err := s.Commit(t.Context(), step("a", 1)); !errors.Is(err, store.ErrConflict) {
		t.Errorf("this time it was: %v", err) // what a decision made anew would find
	}
}

// TestWaitsForTheDisk: with a Redis that can be asked to, nothing is acknowledged
// before it says that it is on disk.
func TestWaitsForTheDisk(t *testing.T) {
	server := redistest.Start(t)
	line := between(t, server)
	s := open(t, line.url, redis.Options{Timeout: 3 * time.Second})
	s.WaitForDisk()
	line.disk.Store(1)
	if err := s.Commit(t.Context(), step("a", 1)); err != nil {
		t.Errorf("on disk: %v", err)
	}
	if line.waited.Load() == 0 {
		t.Error("nobody asked for the disk")
	}
	line.disk.Store(0)
	if err := s.Commit(t.Context(), step("a", 2)); err == nil || errors.Is(err, store.ErrConflict) {
		t.Errorf("not on disk: %v", err)
	}
}

// bad is a line to Redis on which answers are lost.
type bad struct {
	url    string
	lose   atomic.Int64 // so many answers to changes: the line breaks instead
	disk   atomic.Int64 // what WAITAOF answers, which the tests' Redis may be too old to know
	waited atomic.Int64
}

func between(t *testing.T, server *redistest.Server) *bad {
	t.Helper()
	l, err := net.Listen("unix", filepath.Join(shortDir(t), "line"))
	if err != nil {
		t.Fatal(err)
	}
	b := &bad{url: "unix://" + l.Addr().String()}
	var wg sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("unix", strings.TrimPrefix(server.URL, "unix://"))
			if err != nil {
				_ = here.Close()
				continue
			}
			var owed atomic.Int64 // answers to WAITAOF on this connection
			wg.Go(func() { b.forward(there, here, &owed) })
			wg.Go(func() { b.answer(here, there, &owed) })
		}
	})
	return b
}

// forward what is asked, but for WAITAOF, which comes last in its packet.
func (b *bad) forward(there, here net.Conn, owed *atomic.Int64) {
	defer there.Close()
	for buf := make([]byte, 1<<20); ; {
		n, err := here.Read(buf)
		if err != nil {
			return
		}
		part := buf[:n]
		if i := bytes.Index(part, []byte("*4\r\n$7\r\nWAITAOF\r\n")); i >= 0 {
			b.waited.Add(1)
			owed.Add(1)
			part = part[:i]
		}
		if _, err := there.Write(part); err != nil {
			return
		}
	}
}

func (b *bad) answer(here, there net.Conn, owed *atomic.Int64) {
	defer here.Close()
	for buf := make([]byte, 1<<20); ; {
		n, err := there.Read(buf)
		if err != nil {
			return
		}
		part := buf[:n]
		if bytes.Contains(part, []byte("\r\n$2\r\nok\r\n")) && b.lose.Load() > 0 {
			b.lose.Add(-1)
			return
		}
		if owed.Load() > 0 {
			owed.Add(-1)
			part = append(part, "*2\r\n:"+string(rune('0'+b.disk.Load()))+"\r\n:0\r\n"...)
		}
		if _, err := io.Copy(here, bytes.NewReader(part)); err != nil {
			return
		}
	}
}
