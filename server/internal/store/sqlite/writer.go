package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/deskside/deskside/server/internal/store"
)

// maxGroup bounds how long the first of a group waits for the last.
const maxGroup = 256

// writer is the one goroutine that changes the database.
type writer struct {
	db      *sql.DB
	tx      *session
	queue   chan *op
	stopped chan struct{} // closed when run has returned
	changed signal

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
	effect effect
	claim  atomic.Bool // set by whoever decides its fate: the writer that begins it or the caller that gives up
	err    error
	done   chan struct{}
}

func newWriter(ctx context.Context, dsn string, queue int) (_ *writer, err error) {
	w := &writer{queue: make(chan *op, queue), stopped: make(chan struct{})}
	w.changed.ch = make(chan struct{})
	if w.db, err = sql.Open("sqlite", dsn); err != nil {
		return nil, err
	}
	w.db.SetMaxOpenConns(1)
	conn, err := w.db.Conn(ctx)
	if err == nil {
		err = migrate(ctx, conn)
	}
	if err != nil {
		return nil, errors.Join(err, w.db.Close())
	}
	w.tx = &session{conn: conn, stmts: map[string]*sql.Stmt{}}
	go w.run()
	return w, nil
}

// do carries out an operation and returns when its outcome is on disk.
func (w *writer) do(ctx context.Context, e effect, run func(*session) error) error {
	o, err := w.enqueue(ctx, e, run)
	if err != nil {
		return err
	}
	return o.wait()
}

func (w *writer) enqueue(ctx context.Context, e effect, run func(*session) error) (*op, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o := &op{ctx: ctx, run: run, effect: e, done: make(chan struct{})}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return nil, ErrClosed
	}
	select {
	case w.queue <- o:
		return o, nil
	default:
		return nil, store.ErrBusy
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
	change := false
	for _, o := range group {
		if err != nil {
			o.err = err
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

func (w *writer) transaction(group []*op) error {
	if err := w.tx.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if len(group) == 1 {
		return w.alone(group[0])
	}
	for _, o := range group {
		if err := w.single(o); err != nil {
			return errors.Join(err, w.tx.exec("ROLLBACK"))
		}
	}
	return w.end()
}

func (w *writer) end() error {
	if err := w.tx.exec("COMMIT"); err != nil {
		// After some failures SQLite has rolled back by itself; then this one
		// fails too, which is as good.
		return errors.Join(err, w.tx.exec("ROLLBACK"))
	}
	return nil
}

// alone has no neighbours to be kept from harm: the transaction is its savepoint.
func (w *writer) alone(o *op) error {
	if o.err = o.run(w.tx); o.err != nil {
		return w.tx.exec("ROLLBACK")
	}
	return w.end()
}

// single returns an error only if the transaction as a whole cannot go on.
func (w *writer) single(o *op) error {
	if err := w.tx.exec("SAVEPOINT op"); err != nil {
		return err
	}
	if o.err = o.run(w.tx); o.err != nil {
		if err := w.tx.exec("ROLLBACK TO op"); err != nil {
			return errors.Join(o.err, err)
		}
	}
	return w.tx.exec("RELEASE op")
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

func (w *writer) close() error {
	return errors.Join(w.tx.close(), w.db.Close())
}

// session is the writer's connection with its prepared statements. Its set of
// texts is fixed at compile time, so the map stays small.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func (s *session) stmt(text string) (*sql.Stmt, error) {
	if st, ok := s.stmts[text]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(context.Background(), text)
	if err == nil {
		s.stmts[text] = st
	}
	return st, err
}

func (s *session) exec(text string, args ...any) error {
	_, err := s.execN(text, args...)
	return err
}

// execN returns how many rows have changed.
func (s *session) execN(text string, args ...any) (int64, error) {
	st, err := s.stmt(text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return 0, err
	}
	res, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// row reads one row; an error of preparing shows at Scan.
func (s *session) row(text string, args ...any) scanner {
	st, err := s.stmt(text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return failed{err}
	}
	return st.QueryRow(args...)
}

// has reports whether the query finds a row.
func (s *session) has(text string, args ...any) (bool, error) {
	var one int
	err := s.row("SELECT EXISTS ("+text+")", args...).Scan(&one)
	return one == 1, err
}

func (s *session) close() error {
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}

type scanner interface{ Scan(dest ...any) error }

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

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
