package sqlite

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"

	"github.com/deskside/deskside/server/internal/store"
)

// maxGroup bounds how long the first of a group waits for the last.
const maxGroup = 256

// writer is the one goroutine that changes the database.
type writer struct {
	tx      *session
	memory  *memory
	queue   chan *op
	stopped chan struct{} // closed when run has returned
	changed signal

	floor floor
	last  numbers // as of the last COMMIT
	doubt bool    // whether the last COMMIT took place is not known: last must be read anew

	mu     sync.RWMutex // held for reading while something is put into the queue
	closed bool

	groups, ops atomic.Int64 // what the benchmark reports
}

// effect says whether an operation wakes those who wait on Changed.
type effect bool

const (
	quiet effect = false
	wakes effect = true
)

// op is one operation on its way through the writer.
type op struct {
	ctx    context.Context
	run    func(*session) error
	then   func() // once it is on disk, before anybody is woken; may be nil
	effect effect
	claim  atomic.Bool // set by whoever decides its fate: the writer that begins it or the caller that gives up
	err    error
	done   chan struct{}
}

func newWriter(ctx context.Context, path string, queue int, m *memory) (_ *writer, err error) {
	if err := migrateAt(ctx, dsn(path, false)); err != nil {
		return nil, err
	}
	conn, err := new(sqlite.Driver).Open(dsn(path, false))
	if err != nil {
		return nil, err
	}
	w := &writer{tx: newSession(conn, m), memory: m, queue: make(chan *op, queue), stopped: make(chan struct{}), floor: floor{path: path, logPath: path + "-wal"}}
	w.changed.ch = make(chan struct{})
	if w.last, err = numbersGiven(w.tx); err == nil {
		err = w.floor.stand()
	}
	if err != nil {
		return nil, errors.Join(err, w.tx.close())
	}
	go w.run()
	return w, nil
}

// do carries out an operation and returns when its outcome is on disk.
func (w *writer) do(ctx context.Context, e effect, run func(*session) error) error {
	return w.finish(ctx, &op{effect: e, run: run})
}

func (w *writer) finish(ctx context.Context, o *op) error {
	if err := w.enqueue(ctx, o); err != nil {
		return err
	}
	return o.wait()
}

func (w *writer) enqueue(ctx context.Context, o *op) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o.ctx, o.done = ctx, make(chan struct{})
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.queue <- o:
		return nil
	default:
		return store.ErrBusy
	}
}

func (o *op) wait() error {
	select {
	case <-o.done:
		return o.err
	case <-o.ctx.Done():
		if o.claim.CompareAndSwap(false, true) {
			return o.ctx.Err() // never begun
		}
		<-o.done
		return o.err
	}
}

// run groups whatever has come in while the last group was on its way to disk.
func (w *writer) run() {
	defer close(w.stopped)
	group := make([]*op, 0, maxGroup)
	for first := range w.queue {
		group = gather(append(group[:0], first), w.queue)
		w.commit(group)
		// Those who have their answer go first: they are on this very core, which the
		// next fsync may hold, and what they ask for next joins the next group.
		runtime.Gosched()
	}
}

// gather takes what is there, waiting for nothing, and drops what was given up.
func gather(group []*op, queue <-chan *op) []*op {
	kept := group[:0]
	for o := group[0]; ; {
		switch {
		case !o.claim.CompareAndSwap(false, true):
			// The caller has gone already.
		case o.ctx.Err() != nil:
			o.err = o.ctx.Err()
			close(o.done)
		default:
			kept = append(kept, o)
		}
		if len(kept) == maxGroup {
			return kept
		}
		var ok bool
		select {
		case o, ok = <-queue:
			if !ok {
				return kept
			}
		default:
			return kept
		}
	}
}

// commit carries out a group in one transaction. When the transaction fails, so
// do all of its operations, the refused ones too: they may have been refused
// because of a neighbour that is not there now.
func (w *writer) commit(group []*op) {
	if len(group) == 0 {
		return
	}
	err := w.transaction(group)
	if errors.Is(err, errSpoilt) {
		for i := range group {
			w.commit(group[i : i+1])
		}
		return
	}
	change := false
	for _, o := range group {
		if err != nil {
			o.err = err
		}
		o.err = trouble(o.err)
		if o.err == nil && o.then != nil {
			o.then()
		}
		change = change || o.effect == wakes && o.err == nil
	}
	w.groups.Add(1)
	w.ops.Add(int64(len(group)))
	// First the signal: whoever has an acknowledgement finds that it was given.
	if change {
		w.changed.fire()
	}
	for _, o := range group {
		close(o.done)
	}
}

// errSpoilt: an operation has failed half-way. Its neighbours are tried again
// without it, each in a transaction of its own.
var errSpoilt = errors.New("sqlite: an operation has failed half-way")

// transaction carries out a group. Operations refuse before they change anything,
// so that a refusal costs its neighbours nothing; a savepoint for each would cost a
// tenth of everything.
func (w *writer) transaction(group []*op) (err error) {
	if err := w.begin(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = w.floor.same() // what is taken back may have been in the log already
		}
	}()
	for _, o := range group {
		w.tx.wrote = false
		if o.err = o.run(w.tx); o.err == nil || !w.tx.wrote {
			continue
		}
		err := w.tx.control("ROLLBACK")
		if len(group) > 1 {
			return errSpoilt // had it not rolled back, the next BEGIN would fail
		}
		if err != nil {
			err = errors.Join(o.err, err) // a full disk has rolled back by itself, and is the reason
		}
		return err
	}
	if err := writeCounts(w.tx); err != nil {
		return errors.Join(err, w.tx.control("ROLLBACK"))
	}
	w.memory.retract(&w.tx.draft)
	if err := w.tx.control("COMMIT"); err != nil {
		w.doubt = true
		w.memory.forget()
		// After some failures SQLite has rolled back by itself; then this one
		// fails too, which is as good.
		return errors.Join(err, w.tx.control("ROLLBACK"))
	}
	w.last = w.tx.draft.last
	if lost := w.floor.same(); lost != nil { // it went where nobody will find it
		w.memory.forget()
		return sink(lost)
	}
	w.memory.publish(&w.tx.draft)
	return nil
}

func (w *writer) begin() error {
	if err := w.check(); err != nil {
		return sink(err)
	}
	if w.doubt {
		last, err := numbersGiven(w.tx)
		if err != nil {
			return err
		}
		w.last, w.doubt = last, false
	}
	w.tx.draft.begin(w.last)
	err := w.tx.control("BEGIN IMMEDIATE")
	if err != nil && w.tx.control("ROLLBACK") == nil {
		err = w.tx.control("BEGIN IMMEDIATE") // the last one could not be ended
	}
	return err
}

// stop carries out what is queued and refuses everything after.
func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.stopped
}

func (w *writer) close() error { return w.tx.close() }

// signal wakes everybody who has taken its channel.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ch
}

func (s *signal) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.ch)
	s.ch = make(chan struct{})
}
