package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// UploadTTL is how long a half is kept after its last byte came.
const UploadTTL = 24 * time.Hour

// Upload is a file that comes in pieces, each of which may break off: what has
// come of it stays on disk, where any process that shares the folder goes on.
type Upload struct {
	Owner interaction.ID `json:"-"`
	ID    string         `json:"-"` // of the file, made by its sender
	Name  string         `json:"name"`
	Type  string         `json:"type,omitempty"` // as declared
	Size  int64          `json:"size"`

	// Ask that it is for, and what that wants: the first part of a content type. Empty: it is
	// for none, and may be anything that can be sent.
	Ask    string `json:"ask,omitempty"`
	Family string `json:"family,omitempty"`

	// Whose share of the room it takes; empty: nobody's.
	App       string    `json:"app,omitempty"`
	Source    string    `json:"source,omitempty"`
	Announced time.Time `json:"announced,omitzero"`

	// Stored is set once all of it has come and been found good.
	Stored *interaction.File `json:"stored,omitempty"`
	// Cleaned: what is stored is not the part, but what was made of it.
	Cleaned bool `json:"cleaned,omitempty"`
}

func (u Upload) name() upload { return upload{u.Owner, u.ID} }

// Body that a piece comes in. Interrupt makes a Read that waits for more bytes
// give up at once.
type Body interface {
	io.Reader
	Interrupt()
}

// ErrSuperseded ends a piece whose sender has come back with another one.
var ErrSuperseded = errors.New("media: the sender has begun anew elsewhere")

// OffsetError: the piece does not begin where the bytes that are here end.
type OffsetError struct{ At int64 }

func (e *OffsetError) Error() string { return fmt.Sprintf("media: the upload stands at %d", e.At) }

// uploads holds halves: a folder per interaction, a record and a part per file.
const uploads = "uploads"

const (
	recordSuffix = ".json"
	partSuffix   = ".part"
	cleanSuffix  = ".clean" // a whole upload without its metadata, until it is among the files
)

var (
	ownerForm = regexp.MustCompile(`^[0-9a-z]{1,64}$`)
	fileForm  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

func (r *Store) uploadPath(owner interaction.ID, id, suffix string) (string, error) {
	if !ownerForm.MatchString(string(owner)) || !fileForm.MatchString(id) {
		return "", ErrNotFound
	}
	return filepath.Join(r.dir, uploads, string(owner), id+suffix), nil
}

// Begin an upload, or come back to it: the offset is where to go on. limit is the
// most bytes that the file may have, and room how many the open uploads of its
// owner may come to, this one included.
func (r *Store) Begin(u Upload, limit, room int64) (offset int64, err error) {
	limit = min(limit, r.maxBytes)
	switch {
	case u.Size <= 0:
		return 0, emptyFile()
	case u.Size > limit:
		return 0, tooLarge(limit, nil)
	case slices.Contains(active, extension(u.Name)):
		return 0, notAllowed(r.kinds, "called "+extension(u.Name))
	}
	if named, ok := byExtension(extension(u.Name)); ok && u.Family != "" && named.family != u.Family {
		return 0, notAsked(u.Family, named.contentType)
	}
	path, err := r.uploadPath(u.Owner, u.ID, recordSuffix)
	if err != nil {
		return 0, err
	}
	r.ledger.mu.Lock()
	defer r.ledger.mu.Unlock()
	switch known, at, err := r.Arrived(u.Owner, u.ID); {
	case err == nil && known.Size == u.Size:
		return at, nil
	case err == nil:
		return 0, otherFile()
	case !errors.Is(err, ErrNotFound):
		return 0, err
	}
	u.Announced = r.clock.Now()
	if err := r.admit(&promise{upload: u.name(), app: u.App, source: u.Source, size: u.Size, moved: u.Announced}, room); err != nil {
		return 0, err
	}
	if err := r.announce(path, u); err != nil {
		delete(r.ledger.open, u.name())
		return 0, err
	}
	return 0, nil
}

func (r *Store) announce(path string, u Upload) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return diskTrouble(err)
	}
	return r.record(u)
}

// Arrived tells of an upload how many of its bytes are here.
func (r *Store) Arrived(owner interaction.ID, id string) (u Upload, offset int64, err error) {
	h, err := r.half(owner, id)
	return h.Upload, h.arrived, err
}

// half of an upload. One whose record a power cut has spoilt is none, and goes.
func (r *Store) half(owner interaction.ID, id string) (h half, err error) {
	path, err := r.uploadPath(owner, id, recordSuffix)
	if err != nil {
		return h, err
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, ErrNotFound
	}
	if err != nil {
		return h, diskTrouble(err)
	}
	if json.Unmarshal(text, &h.Upload) != nil {
		return half{}, errors.Join(ErrNotFound, r.remove(owner, id))
	}
	h.Owner, h.ID, h.moved = owner, id, h.Announced
	record, err := os.Stat(path)
	if err != nil {
		return h, diskTrouble(err)
	}
	part, err := os.Stat(strings.TrimSuffix(path, recordSuffix) + partSuffix)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return h, diskTrouble(err)
	}
	switch {
	case h.Stored != nil:
		h.arrived, h.moved = h.Size, record.ModTime()
	case err == nil && part.Size() > 0:
		h.arrived, h.moved = part.Size(), part.ModTime()
	case h.Announced.IsZero(): // by an earlier version
		h.moved = record.ModTime()
	}
	return h, nil
}

// record an upload, in one step.
func (r *Store) record(u Upload) error {
	path, err := r.uploadPath(u.Owner, u.ID, recordSuffix)
	if err != nil {
		return err
	}
	text, err := json.Marshal(u)
	if err != nil {
		return err
	}
	draft := path + ".new"
	if err := os.WriteFile(draft, text, 0o600); err != nil {
		return diskTrouble(errors.Join(err, os.Remove(draft)))
	}
	return diskTrouble(os.Rename(draft, path))
}

// Continue an upload at offset, which is where it stands, else *OffsetError. What
// comes before body breaks off stays. A sender who comes back while an earlier
// piece still hangs is let in, and that one ended with ErrSuperseded.
//
// The file is there once all of it has come: durable and good. Settle forgets the
// upload after that; until then an empty piece at its end gives the file again.
func (r *Store) Continue(ctx context.Context, owner interaction.ID, id string, offset int64, body Body) (at int64, file *interaction.File, err error) {
	path, err := r.uploadPath(owner, id, partSuffix)
	if err != nil {
		return 0, nil, err
	}
	ctx, done, err := r.turns.take(ctx, path)
	if err != nil {
		return 0, nil, err
	}
	defer done()
	u, at, err := r.Arrived(owner, id)
	if err != nil {
		return 0, nil, err
	}
	if offset != at {
		return at, nil, &OffsetError{at}
	}
	if u.Stored != nil {
		return at, u.Stored, r.put(u)
	}
	if at < u.Size { // the disk may have filled since it was announced
		if err := r.fits(u.Size - at); err != nil {
			return at, nil, err
		}
	}
	part, err := r.openPart(path)
	if errors.Is(err, fs.ErrNotExist) {
		return at, nil, ErrNotFound // it has just given way to another
	}
	if err != nil {
		return at, nil, err
	}
	defer part.Close() //nolint:errcheck // synced before anybody is told
	defer interrupting(ctx, body)()
	at, err = r.take(ctx, u, part, at, body)
	if err == nil && at == u.Size {
		file, err = r.finish(u, part)
	}
	if refusal, ok := errors.AsType[*Refusal](err); ok && refusal.final {
		err = errors.Join(err, r.Settle(owner, id))
	}
	return at, file, err
}

// interrupting a body when ctx ends. After stop nobody touches the body any more: it
// belongs to a request that may be over.
func interrupting(ctx context.Context, body Body) (stop func()) {
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(done)
		body.Interrupt()
	})
	return func() {
		if !cancel() {
			<-done
		}
	}
}

// take what body gives into the part. The type is looked at as soon as the bytes
// that show it are here.
func (r *Store) take(ctx context.Context, u Upload, part part, at int64, body io.Reader) (int64, error) {
	from := at
	w := &marking{w: &spared{w: part, check: func(written int64) error {
		r.ledger.brought(u.name(), from+written, r.clock.Now())
		return r.fits(0)
	}}}
	defer func() { r.ledger.brought(u.name(), at, r.clock.Now()) }()
	head := min(sniffed, u.Size)
	for _, until := range []int64{head, u.Size} {
		if at >= until {
			continue
		}
		n, err := io.Copy(w, io.LimitReader(body, until-at))
		at += n
		switch {
		case w.err != nil:
			return at, diskTrouble(w.err)
		case errors.Is(context.Cause(ctx), ErrSuperseded):
			return at, ErrSuperseded
		case err != nil:
			return at, r.readTrouble(err)
		case at < until:
			return at, nil // the piece ends here
		}
		if until == head {
			if _, err := r.kindOfPart(u, part); err != nil {
				return at, err
			}
		}
	}
	if n, _ := io.ReadFull(body, make([]byte, 1)); n > 0 {
		return at, longer()
	}
	return at, nil
}

func (r *Store) kindOfPart(u Upload, part io.ReaderAt) (kind, error) {
	head := make([]byte, min(sniffed, u.Size))
	if _, err := part.ReadAt(head, 0); err != nil {
		return kind{}, diskTrouble(err)
	}
	k, err := r.recognise(head, u.Name, u.Type)
	if err == nil && u.Family != "" && k.family != u.Family {
		err = notAsked(u.Family, k.contentType)
	}
	return k, err
}

// finish an upload that is whole: hash it, make it durable, and put it where it
// can be found. A crash in between leaves a record from which the next piece,
// an empty one, goes on.
func (r *Store) finish(u Upload, part part) (*interaction.File, error) {
	k, err := r.kindOfPart(u, part)
	if err == nil {
		err = r.confirm(k, part, u.Size)
	}
	if err != nil {
		return nil, err
	}
	c, err := r.clean(k, part, u.Size)
	if err != nil {
		return nil, err
	}
	if u.Cleaned = c.draft != nil; u.Cleaned {
		err = r.setAside(u, c.draft)
	} else {
		c.size = u.Size
		if c.sum, err = sumOf(io.NewSectionReader(part, 0, u.Size)); err == nil {
			err = part.Sync()
		}
	}
	if err != nil {
		return nil, diskTrouble(err)
	}
	u.Stored = &interaction.File{ID: u.ID, Name: k.fileName(u.Name), ContentType: k.contentType, Size: c.size, SHA256: c.sum, Metadata: c.told}
	if err := r.record(u); err != nil {
		return nil, err
	}
	return u.Stored, r.put(u)
}

// setAside a draft that was made of an upload. It stays beside the part until the record says
// which of them counts.
func (r *Store) setAside(u Upload, d draft) error {
	path, err := r.uploadPath(u.Owner, u.ID, cleanSuffix)
	if err == nil {
		err = os.Rename(d.Name(), path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return errors.Join(err, d.Close())
}

// put what a finished upload has come to among the files, unless it is there already.
func (r *Store) put(u Upload) error {
	suffix := partSuffix
	if u.Cleaned {
		suffix = cleanSuffix
	}
	path, err := r.uploadPath(u.Owner, u.ID, suffix)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return diskTrouble(r.place(path, u.Stored.SHA256, u.Owner))
}

// Settle forgets an upload: its file is known elsewhere by now, or nobody wants it.
func (r *Store) Settle(owner interaction.ID, id string) error {
	r.ledger.forget(upload{owner, id})
	return r.remove(owner, id)
}

func (r *Store) remove(owner interaction.ID, id string) error {
	record, err := r.uploadPath(owner, id, recordSuffix)
	if err != nil {
		return nil //nolint:nilerr // there cannot be such an upload
	}
	stem := strings.TrimSuffix(record, recordSuffix)
	for _, path := range []string{record, stem + partSuffix, stem + cleanSuffix} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return diskTrouble(err)
		}
	}
	_ = os.Remove(filepath.Dir(record)) // goes only when it is empty
	return nil
}
