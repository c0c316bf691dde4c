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

// Bounds of what is still coming in.
const (
	MaxUploads   = 8    // open at once for one interaction
	maxUploaders = 4096 // interactions with open uploads

	// UploadTTL is how long a half is kept after its last byte came.
	UploadTTL = 24 * time.Hour
)

// Upload is a file that comes in pieces, each of which may break off: what has
// come of it stays on disk, where any process that shares the folder goes on.
type Upload struct {
	Owner interaction.ID `json:"-"`
	ID    string         `json:"-"` // of the file, made by its sender
	Name  string         `json:"name"`
	Type  string         `json:"type,omitempty"` // as declared
	Size  int64          `json:"size"`

	// Stored is set once all of it has come and been found good.
	Stored *interaction.File `json:"stored,omitempty"`
}

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
	path, err := r.uploadPath(u.Owner, u.ID, recordSuffix)
	if err != nil {
		return 0, err
	}
	r.beginning.Lock()
	defer r.beginning.Unlock()
	switch known, at, err := r.Arrived(u.Owner, u.ID); {
	case err == nil && known.Size == u.Size:
		return at, nil
	case err == nil:
		return 0, otherFile()
	case !errors.Is(err, ErrNotFound):
		return 0, err
	}
	if err := r.makeRoom(u, room); err != nil {
		return 0, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, diskTrouble(err)
	}
	return 0, r.record(u)
}

// makeRoom for one more upload, or say why there is none.
func (r *Store) makeRoom(u Upload, room int64) error {
	all, err := os.ReadDir(filepath.Join(r.dir, uploads))
	if err != nil {
		return fmt.Errorf("media: %w", err)
	}
	open, err := r.openUploads(u.Owner)
	if err != nil {
		return err
	}
	coming := u.Size
	for _, o := range open {
		coming += o.Size
	}
	switch {
	case coming > room:
		return quotaUsed()
	case len(open) >= MaxUploads || len(open) == 0 && len(all) >= maxUploaders:
		return tooMany()
	}
	return r.fits(u.Size)
}

// fits says whether so many more bytes leave the spare free.
func (r *Store) fits(coming int64) error {
	if free, known := r.free(r.dir); known && free < uint64(coming)+spare { //nolint:gosec // a size is never negative
		return noRoom(fmt.Errorf("%d bytes are free, %d are coming", free, coming))
	}
	return nil
}

// spare is what an upload leaves free on the disk for the database, in bytes.
const spare = 64 << 20

// openUploads of an interaction that nobody has made a file of yet.
func (r *Store) openUploads(owner interaction.ID) ([]Upload, error) {
	entries, err := os.ReadDir(filepath.Join(r.dir, uploads, string(owner)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	var open []Upload
	for _, e := range entries {
		id, isRecord := strings.CutSuffix(e.Name(), recordSuffix)
		if !isRecord {
			continue
		}
		u, _, err := r.Arrived(owner, id)
		if errors.Is(err, ErrNotFound) {
			continue // finished meanwhile
		}
		if err != nil {
			return nil, err
		}
		open = append(open, u)
	}
	return open, nil
}

// Arrived tells of an upload how many of its bytes are here.
func (r *Store) Arrived(owner interaction.ID, id string) (u Upload, offset int64, err error) {
	path, err := r.uploadPath(owner, id, recordSuffix)
	if err != nil {
		return u, 0, err
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return u, 0, ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal(text, &u)
	}
	if err != nil {
		return u, 0, fmt.Errorf("media: %w", err)
	}
	u.Owner, u.ID = owner, id
	if u.Stored != nil {
		return u, u.Size, nil
	}
	info, err := os.Stat(strings.TrimSuffix(path, recordSuffix) + partSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return u, 0, nil
	}
	if err != nil {
		return u, 0, fmt.Errorf("media: %w", err)
	}
	return u, info.Size(), nil
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
	if at < u.Size { // others have come since it was announced
		if err := r.fits(u.Size - at); err != nil {
			return at, nil, err
		}
	}
	part, err := r.openPart(path)
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
	w := &marking{w: part}
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
		return kind{}, fmt.Errorf("media: %w", err)
	}
	return r.recognise(head, u.Name, u.Type)
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
	sum, err := sumOf(io.NewSectionReader(part, 0, u.Size))
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	if err := part.Sync(); err != nil {
		return nil, diskTrouble(err)
	}
	u.Stored = &interaction.File{ID: u.ID, Name: k.fileName(u.Name), ContentType: k.contentType, Size: u.Size, SHA256: sum}
	if err := r.record(u); err != nil {
		return nil, err
	}
	return u.Stored, r.put(u)
}

// put the part of a finished upload among the files, unless it is there already.
func (r *Store) put(u Upload) error {
	path, err := r.uploadPath(u.Owner, u.ID, partSuffix)
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
	record, err := r.uploadPath(owner, id, recordSuffix)
	if err != nil {
		return nil //nolint:nilerr // there cannot be such an upload
	}
	part := strings.TrimSuffix(record, recordSuffix) + partSuffix
	for _, path := range []string{record, part} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("media: %w", err)
		}
	}
	_ = os.Remove(filepath.Dir(record)) // goes only when it is empty
	return nil
}
