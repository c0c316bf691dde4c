// Package media keeps the photos, videos and documents that customers send, as
// files on disk that are named by their content.
//
// Guarantees:
//
//   - When Save returns, the bytes survive a crash; until then nothing of them
//     can be opened (TestHalfAFileIsNoFile).
//   - A file is never whole in memory (TestSaveHoldsLittleInMemory).
//   - The same content twice is one file, however many save it at once
//     (TestSameContentAtOnce).
//   - What a file is called and what type it is given agree with what it holds:
//     the CRMs tell the type from the name.
//   - Photos and videos are kept without what they tell of where they were taken, and with what,
//     unless the company wants that (TestSavedWithoutMetadata, TestUploadedWithoutMetadata).
//   - An upload that breaks off can be continued where it stands, also after a
//     restart and by another process (TestUploadGoesOn).
//   - An upload that brings nothing lives minutes, holds no room from others, and
//     nobody's uploads take all of it (TestPromisesGiveWay, TestSharesOfTheRoom).
//   - Bytes are removed only when no interaction claims them (TestSharedBytesStay).
//
// Several processes may share a folder. Files are never changed.
package media

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/deskside/deskside/clock"
)

// DefaultMaxBytes of one file: 20 MB is what every CRM here takes.
const DefaultMaxBytes = 20 << 20

// Options of a Store. Zero fields mean the defaults.
type Options struct {
	MaxBytes int64    // of one file; DefaultMaxBytes
	Types    []string // content types that are accepted; DefaultTypes()
	Bounds   Bounds
	Clock    clock.Clock // clock.Real
	// KeepMetadata: photos and videos keep what they tell of where and when they were taken.
	KeepMetadata bool
}

// ErrUnavailable: the disk does not do what it is asked to; it may later.
var ErrUnavailable = errors.New("media: the disk is in trouble")

// ErrNotFound: no file with that hash is here.
var ErrNotFound = fmt.Errorf("media: no such file: %w", fs.ErrNotExist)

// Store is safe for concurrent use.
type Store struct {
	dir      string
	maxBytes int64
	kinds    []kind
	create   func(dir string) (draft, error)
	openPart func(path string) (part, error)
	free     func(dir string) (bytes uint64, known bool)

	keepMetadata bool

	bounds Bounds
	clock  clock.Clock
	ledger ledger
	turns  turns
}

// draft of a file that is still coming in.
type draft interface {
	io.WriteCloser
	io.ReaderAt
	Name() string
	Sync() error
}

// part of an upload, on disk: the bytes that have come so far. It is written to at
// its end.
type part interface {
	io.WriteCloser
	io.ReaderAt
	Sync() error
}

// incoming holds drafts. It is beside the files, so that moving one is a rename.
const incoming = "incoming"

// Open a store in dir, which is created if it is not there. Drafts that a crash
// has left behind are removed: nobody was told that they had arrived. Those that
// another process is writing stay.
func Open(dir string, o Options) (*Store, error) {
	r := &Store{
		dir:      dir,
		maxBytes: cmp.Or(o.MaxBytes, DefaultMaxBytes),
		create:   createDraft, openPart: openPart, free: freeBytes,
		keepMetadata: o.KeepMetadata,
		bounds:       o.Bounds.withDefaults(), clock: cmp.Or(o.Clock, clock.Real),
	}
	if r.maxBytes < 0 {
		return nil, fmt.Errorf("media: files cannot have at most %d bytes", r.maxBytes)
	}
	types := o.Types
	if types == nil {
		types = DefaultTypes()
	}
	for _, t := range types {
		k, ok := kindOf(t)
		if !ok {
			return nil, fmt.Errorf("media: files of type %q cannot be accepted; possible are %v", t, DefaultTypes())
		}
		r.kinds = append(r.kinds, k)
	}
	for _, sub := range []string{incoming, uploads} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("media: %w", err)
		}
	}
	if err := r.sweepDrafts(); err != nil {
		return nil, fmt.Errorf("media: drafts of an earlier run: %w", err)
	}
	return r, nil
}

func (r *Store) sweepDrafts() error {
	left, err := os.ReadDir(filepath.Join(r.dir, incoming))
	for _, e := range left {
		err = errors.Join(err, removeIfIdle(filepath.Join(r.dir, incoming, e.Name())))
	}
	return err
}

// removeIfIdle removes a file that no process is writing to.
func removeIfIdle(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	idle, err := lock(f)
	if err != nil || !idle {
		return err
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func createDraft(dir string) (draft, error) {
	f, err := os.CreateTemp(dir, "*.part")
	if err != nil {
		return nil, err
	}
	if _, err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// openPart of an upload for this process alone.
func openPart(path string) (part, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, diskTrouble(err)
	}
	mine, err := lock(f)
	if err == nil && !mine {
		err = elsewhere()
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Free bytes of the disk that the files are on.
func (r *Store) Free() (bytes uint64, known bool) { return r.free(r.dir) }

// MaxBytes that a file may have.
func (r *Store) MaxBytes() int64 { return r.maxBytes }

// Types that are accepted, each by all the names that browsers give it.
func (r *Store) Types() []string {
	types := make([]string, 0, len(r.kinds))
	for _, k := range r.kinds {
		types = append(types, k.contentType)
		types = append(types, k.sniffedAs...)
	}
	return slices.Clip(types)
}

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open the file with that hash for reading. The caller closes it.
func (r *Store) Open(sha256 string) (io.ReadCloser, int64, error) {
	if !hash.MatchString(sha256) {
		return nil, 0, ErrNotFound
	}
	f, err := os.Open(r.path(sha256))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrUnavailable, errors.Join(err, f.Close()))
	}
	return f, info.Size(), nil
}

// path spreads the files over 65,536 folders.
func (r *Store) path(sha256 string) string {
	return filepath.Join(r.dir, sha256[:2], sha256[2:4], sha256)
}
