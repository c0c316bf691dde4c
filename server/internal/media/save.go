package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"

	"github.com/deskside/deskside/server/internal/interaction"
)

// sniffed is how many first bytes of a file tell its type.
const sniffed = 3072

// Save what from gives at once, for an interaction, under a name and a type that
// the sender claims; declared may be empty. The file that comes back has everything but an ID. What cannot be
// accepted is a *Refusal, found out as early as the bytes allow; any other error
// is the disk's or the reader's.
func (r *Store) Save(ctx context.Context, owner interaction.ID, from io.Reader, name, declared string) (file interaction.File, err error) {
	from = &following{ctx, from}
	head := make([]byte, min(sniffed, r.maxBytes+1))
	n, err := io.ReadFull(from, head)
	head = head[:n]
	switch {
	case errors.Is(err, io.EOF):
		return file, emptyFile()
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return file, r.readTrouble(err)
	}
	k, err := r.recognise(head, name, declared)
	if err != nil {
		return file, err
	}
	file, err = r.keep(owner, k, io.MultiReader(bytes.NewReader(head), from))
	file.Name = k.fileName(name)
	return file, err
}

// keep the bytes: into a draft, from there in one step to where they can be found.
func (r *Store) keep(owner interaction.ID, k kind, from io.Reader) (file interaction.File, err error) {
	if err := r.fits(0); err != nil {
		return file, err
	}
	d, err := r.create(filepath.Join(r.dir, incoming))
	if err != nil {
		return file, diskTrouble(err)
	}
	kept := ""
	done := func(d draft) {
		if d.Name() != kept {
			os.Remove(d.Name()) //nolint:errcheck,gosec // Open sweeps what stays
		}
		d.Close() //nolint:errcheck,gosec // it was synced, or is thrown away
	}
	defer done(d)
	h := sha256.New()
	w := &marking{w: &spared{w: d, check: func(int64) error { return r.fits(0) }}}
	size, err := io.Copy(io.MultiWriter(w, h), io.LimitReader(from, r.maxBytes+1))
	switch {
	case w.err != nil:
		return file, diskTrouble(w.err)
	case err != nil:
		return file, r.readTrouble(err)
	case size > r.maxBytes:
		return file, tooLarge(r.maxBytes, nil)
	}
	if err := r.confirm(k, d, size); err != nil {
		return file, err
	}
	c, err := r.clean(k, d, size)
	if err != nil {
		return file, err
	}
	if c.draft == nil {
		c.draft, c.sum, c.size = d, hex.EncodeToString(h.Sum(nil)), size
		if err := d.Sync(); err != nil {
			return file, diskTrouble(err)
		}
	} else {
		defer done(c.draft)
	}
	if err := r.place(c.Name(), c.sum, owner); err != nil {
		return file, diskTrouble(err)
	}
	kept = c.Name()
	return interaction.File{ContentType: k.contentType, Size: c.size, SHA256: c.sum, Metadata: c.told}, nil
}

// place a finished draft. Renaming over a file of the same hash changes nothing
// for those who are reading it. The folders are synced even if they were there
// before: whoever made them may not have come to it yet.
func (r *Store) place(draft, sum string, owner interaction.ID) error {
	target := r.path(sum)
	inner := filepath.Dir(target)
	if err := os.MkdirAll(inner, 0o700); err != nil {
		return err
	}
	if err := r.claim(sum, owner); err != nil {
		return err
	}
	if err := os.Rename(draft, target); err != nil {
		return err
	}
	for _, dir := range []string{inner, filepath.Dir(inner), r.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

func sumOf(from io.Reader) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, from)
	return hex.EncodeToString(h.Sum(nil)), err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// readTrouble: somebody further out may have capped the body before us.
func (r *Store) readTrouble(err error) error {
	var capped *http.MaxBytesError
	if errors.As(err, &capped) {
		return tooLarge(min(capped.Limit, r.maxBytes), err)
	}
	return fmt.Errorf("media: the file broke off: %w", err)
}

// diskTrouble: a disk that is full, read-only or failing takes no files; what else is
// wrong with it is our own trouble. Either may pass.
func diskTrouble(err error) error {
	if err == nil {
		return nil
	}
	if _, refused := errors.AsType[*Refusal](err); refused {
		return err
	}
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO, syscall.EROFS} {
		if errors.Is(err, full) {
			return noRoom(err)
		}
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}

// spare is what files leave free on the disk for the database, in bytes.
const spare = 64 << 20

// fits says whether so many more bytes leave the spare free.
func (r *Store) fits(coming int64) error {
	if free, known := r.free(r.dir); known && free < uint64(coming)+spare { //nolint:gosec // a size is never negative
		return noRoom(fmt.Errorf("%d bytes are free, %d are coming", free, coming))
	}
	return nil
}

// spareEach: so many bytes of a file are written between two looks at what is free.
const spareEach = 1 << 20

// spared stops a long file before it takes the spare.
type spared struct {
	w                io.Writer
	check            func(written int64) error
	written, checked int64
}

func (s *spared) Write(b []byte) (int, error) {
	if s.written-s.checked >= spareEach {
		s.checked = s.written
		if err := s.check(s.written); err != nil {
			return 0, err
		}
	}
	n, err := s.w.Write(b)
	s.written += int64(n)
	return n, err
}

// marking keeps write errors apart from read errors in an io.Copy.
type marking struct {
	w   io.Writer
	err error
}

func (m *marking) Write(b []byte) (int, error) {
	n, err := m.w.Write(b)
	m.err = err
	return n, err
}

// following stops reading when the context ends.
type following struct {
	ctx context.Context
	r   io.Reader
}

func (f *following) Read(b []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.r.Read(b)
}
