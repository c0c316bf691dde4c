// Package sqlite keeps everything in one SQLite file, for one server process.
//
// One goroutine writes. What is asked of it while it waits for the disk becomes
// one transaction with one fsync, so throughput grows with the number of callers
// (see BenchmarkCommit). Inside, an operation refuses before it changes anything,
// so it leaves nothing and does not harm its neighbours; if one fails half-way all
// the same, the group is rolled back and its members are carried out one by one.
// Nobody gets an answer, good or bad, before the transaction is on disk.
//
// Reads go to a pool of read-only connections and wait for nobody. Who follows the
// feed and keeps up with it reads from memory, which holds what was committed last.
//
// A context that ends before its operation has begun gives its error and nothing
// has happened. After that it is not looked at any more: the answer is a matter
// of milliseconds, and it is certain.
package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/tail"
)

// Errors of this implementation.
var (
	ErrLocked = errors.New("sqlite: another process has this database open")
	ErrClosed = errors.New("sqlite: the store is closed")
)

// Options of a store. The zero value is right for production.
type Options struct {
	Queue   int       // operations that may wait for the writer before ErrBusy; 0: 4096
	Readers int       // connections for reading; 0: 8
	Random  io.Reader // for secrets; nil: the system's

	FeedBytes int // of the newest part of the feed, which is kept in memory; 0: 8 MB
}

// mostHeads of interactions are kept in memory, or twice as many: some 200 bytes each.
const mostHeads = 8192

// Store implements store.Store.
type Store struct {
	lock   *lockFile
	random io.Reader
	reads  *reads
	memory *memory
	writer *writer
	marked int64 // event that the mark beside the database tells of; Watch's and Close's

	closing sync.Once
	closed  error
}

var _ store.Store = (*Store)(nil)

// Open the database at path, making it if it is not there, readable by its owner
// alone. It must be closed. A database that another process has open gives ErrLocked,
// one that has lost more than a second of what was acknowledged a *LostError.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Queue == 0 {
		o.Queue = 4096
	}
	if o.Readers == 0 {
		o.Readers = 8
	}
	if o.FeedBytes == 0 {
		o.FeedBytes = 8 << 20
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	s, err := open(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return s, nil
}

func open(ctx context.Context, path string, o Options) (_ *Store, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	s := &Store{random: o.Random, memory: &memory{feed: tail.New(o.FeedBytes), heads: heads{most: mostHeads}}}
	if s.lock, err = lock(path + ".lock"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := missing(ctx, path); err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	if s.writer, err = newWriter(ctx, path, o.Queue, s.memory); err != nil {
		return nil, err
	}
	// The writer has made the shared memory that readers need.
	s.reads, err = openReads(ctx, dsn(path, true), o.Readers)
	return s, err
}

// create makes the file with its permissions before SQLite would make it with
// wider ones (its side files take the permissions of the database), and makes
// its name survive a power cut.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Chmod(0o600); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// dsn carries the pragmas, so that every connection the pool ever makes has them.
func dsn(path string, readOnly bool) string {
	if readOnly {
		return dsnWith(path, "busy_timeout(5000)", "query_only(ON)")
	}
	q := url.Values{"_pragma": {
		"journal_mode(WAL)",  // readers do not wait for the writer, nor it for them
		"synchronous(FULL)",  // WAL's default of NORMAL may lose acknowledged commits in a power cut
		"busy_timeout(5000)", // ms; only a backup tool or a person with a shell can be in the way
		"foreign_keys(ON)",   // off by default in SQLite
	}}
	q.Set("_txlock", "immediate") // take the write lock at BEGIN, not in the middle
	return uri(path, q)
}

// dsnWith is for reading alone, with these pragmas.
func dsnWith(path string, pragmas ...string) string {
	return uri(path, url.Values{"_pragma": pragmas, "mode": {"ro"}})
}

// uri escapes the path: SQLite reads a '?' or '#' in it as the end of the name.
func uri(path string, q url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// Changed implements store.Store.
func (s *Store) Changed() <-chan struct{} { return s.writer.changed.next() }

// Close carries out what is queued already, refuses the rest with ErrClosed, and
// gives the database free.
func (s *Store) Close() error {
	s.closing.Do(func() {
		var errs []error
		if s.writer != nil {
			s.writer.stop()
		}
		if s.reads != nil {
			if s.Lost() == nil {
				errs = append(errs, s.keepMark(context.Background()))
			}
			errs = append(errs, s.reads.Close())
		}
		if s.writer != nil {
			// Last, so that SQLite can fold the log back into the database.
			errs = append(errs, s.writer.close())
		}
		if s.lock != nil {
			errs = append(errs, s.lock.unlock())
		}
		s.closed = errors.Join(errs...)
	})
	return s.closed
}
