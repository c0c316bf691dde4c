// Package logs keeps the log from holding up the server: lines wait in memory for
// whoever reads them, in bounds, and what strangers cause is summed up.
//
// A Writer never blocks and never fails; what it has no room for is dropped and
// counted, and the count is told as soon as reading goes on. A summed logger (Summed)
// writes the first of what strangers cause as it is and then one line a second, however
// many they are. Both may be used by any number of goroutines. A Writer has one
// goroutine, which Close ends.
package logs

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// Backlog is how many bytes of lines wait for a reader: some ten thousand lines, and
// little beside what a server needs.
const Backlog = 2 << 20

// Writer hands lines to another writer, which may take its time.
type Writer struct {
	to io.Writer

	mu      sync.Mutex
	lines   [][]byte
	bytes   int // of lines
	limit   int
	dropped int               // and not told yet
	lost    int               // of all that were dropped
	tell    func(dropped int) // may be nil
	writing bool              // a line is on its way
	closed  bool
	more    *sync.Cond    // there is something to do
	settled chan struct{} // closed when nothing waits and nothing is on its way
	ended   chan struct{}
}

// NewWriter to another one, for as many bytes as may wait.
func NewWriter(to io.Writer, limit int) *Writer {
	w := &Writer{to: to, limit: limit, ended: make(chan struct{})}
	w.more = sync.NewCond(&w.mu)
	go w.run()
	return w
}

// Tell by what it is told that lines were dropped, once there is a reader again. It may
// write to w, and it is called by w's own goroutine.
func (w *Writer) Tell(tell func(dropped int)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tell = tell
}

// Dropped is how many lines were, since the writer was made.
func (w *Writer) Dropped() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost
}

// Write one line. It always succeeds: nobody who logs can do anything about it.
func (w *Writer) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.bytes+len(line) > w.limit {
		w.dropped++
		w.lost++
		return len(line), nil
	}
	w.lines = append(w.lines, bytes.Clone(line))
	w.bytes += len(line)
	w.more.Signal()
	return len(line), nil
}

func (w *Writer) run() {
	defer close(w.ended)
	for {
		line := w.next()
		if line == nil {
			return
		}
		_, err := w.to.Write(line)
		w.written(err)
	}
}

// next line; nil: the writer is closed and empty.
func (w *Writer) next() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.lines) == 0 {
		if w.closed {
			return nil
		}
		w.more.Wait()
	}
	line := w.lines[0]
	w.lines[0] = nil
	if w.lines = w.lines[1:]; len(w.lines) == 0 {
		w.lines = nil
	}
	w.bytes -= len(line)
	w.writing = true
	return line
}

// written, or not: then the line is one of the dropped, and it is not the moment to
// speak of them.
func (w *Writer) written(err error) {
	w.mu.Lock()
	dropped, tell := w.dropped, w.tell
	// With room, so that what it says is not dropped itself.
	now := err == nil && dropped > 0 && tell != nil && !w.closed && w.bytes <= w.limit/2
	switch {
	case err != nil:
		w.dropped++
		w.lost++
	case now:
		w.dropped = 0
	}
	w.mu.Unlock()
	if now {
		tell(dropped)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writing = false
	if w.settled != nil && len(w.lines) == 0 {
		close(w.settled)
		w.settled = nil
	}
}

// Flush returns when all that was written before has been handed on, or with ctx.
func (w *Writer) Flush(ctx context.Context) {
	w.mu.Lock()
	if len(w.lines) == 0 && !w.writing {
		w.mu.Unlock()
		return
	}
	if w.settled == nil {
		w.settled = make(chan struct{})
	}
	settled := w.settled
	w.mu.Unlock()
	select {
	case <-settled:
	case <-ctx.Done():
	}
}

// Close takes no more lines, and flushes those that wait. Nothing can be done about a
// line that ctx ends before: it is given up with its goroutine.
func (w *Writer) Close(ctx context.Context) {
	w.mu.Lock()
	w.closed = true
	w.more.Signal()
	w.mu.Unlock()
	select {
	case <-w.ended:
	case <-ctx.Done():
	}
}
