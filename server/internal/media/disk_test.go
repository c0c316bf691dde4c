package media

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
)

// narrow is a disk that is full after some bytes.
type narrow struct {
	draft
	left int
}

func (n *narrow) Write(b []byte) (int, error) {
	if len(b) > n.left {
		return 0, &os.PathError{Op: "write", Path: n.Name(), Err: syscall.ENOSPC}
	}
	n.left -= len(b)
	return n.draft.Write(b)
}

// tired is a disk that cannot make anything durable.
type tired struct {
	draft
	trouble error
}

func (d tired) Sync() error { return d.trouble }

// narrowPart is the same for an upload.
type narrowPart struct {
	part
	left *int
}

func (n narrowPart) Write(b []byte) (int, error) {
	if len(b) <= *n.left {
		*n.left -= len(b)
		return n.part.Write(b)
	}
	k, err := n.part.Write(b[:*n.left])
	*n.left = 0
	return k, errors.Join(err, syscall.ENOSPC)
}

type whole struct{ *strings.Reader }

func (whole) Interrupt() {}

// An upload that meets a full disk is refused, stays as far as it came, and goes
// on when there is room again.
func TestUploadMeetsFullDisk(t *testing.T) {
	r, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("all work and no play\n", 10_000)
	u := Upload{Owner: "i1", ID: "diary", Name: "a.txt", Size: int64(len(text))}
	full := func(err error) bool {
		var refusal *Refusal
		return errors.As(err, &refusal) && refusal.Code == "storage_full" && refusal.Status == 507
	}
	r.free = func(string) (uint64, bool) { return uint64(len(text)), true }
	if _, err := r.Begin(u, 1<<40, 1<<40); !full(err) {
		t.Errorf("no room from the start: %v", err)
	}
	r.free = freeBytes
	if _, err := r.Begin(u, 1<<40, 1<<40); err != nil {
		t.Fatal(err)
	}
	r.free = func(string) (uint64, bool) { return spare, true }
	if at, _, err := r.Continue(t.Context(), "i1", "diary", 0, whole{strings.NewReader(text)}); at != 0 || !full(err) {
		t.Errorf("a piece that would take the spare: %d, %v", at, err)
	}
	r.free = freeBytes
	left := 50_000
	r.openPart = func(path string) (part, error) {
		p, err := openPart(path)
		return narrowPart{p, &left}, err
	}
	at, _, err := r.Continue(t.Context(), "i1", "diary", 0, whole{strings.NewReader(text)})
	if at != 50_000 || !full(err) {
		t.Fatalf("full: %d, %v", at, err)
	}
	left = 1 << 30
	_, file, err := r.Continue(t.Context(), "i1", "diary", at, whole{strings.NewReader(text[at:])})
	if err != nil || file == nil {
		t.Fatalf("room again: %v", err)
	}
	sum, err := sumOf(strings.NewReader(text))
	if err != nil || file.SHA256 != sum {
		t.Errorf("%s, %v; want %s", file.SHA256, err, sum)
	}
}

func TestDiskTrouble(t *testing.T) {
	dir := t.TempDir()
	r, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	real := r.create
	text := strings.Repeat("all work and no play\n", 10_000)

	r.create = func(dir string) (draft, error) {
		d, err := real(dir)
		return &narrow{d, 64 << 10}, err
	}
	_, err = r.Save(t.Context(), "i1", strings.NewReader(text), "a.txt", "")
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Code != "storage_full" || refusal.Status != 507 || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("full disk: %v", err)
	}

	for trouble, want := range map[error]string{syscall.EIO: "storage_full", syscall.EROFS: "storage_full", syscall.EDQUOT: "storage_full", syscall.ENXIO: ""} {
		r.create = func(dir string) (draft, error) {
			d, err := real(dir)
			return tired{d, trouble}, err
		}
		_, err := r.Save(t.Context(), "i1", strings.NewReader(text), "a.txt", "")
		refusal, _ := errors.AsType[*Refusal](err)
		switch {
		case want == "" && !errors.Is(err, ErrUnavailable), want != "" && (refusal == nil || refusal.Code != want || refusal.Status != 507), !errors.Is(err, trouble):
			t.Errorf("%v: %v", trouble, err)
		}
	}
	r.create = func(string) (draft, error) { return nil, syscall.EROFS }
	if _, err = r.Save(t.Context(), "i1", strings.NewReader(text), "a.txt", ""); !errors.As(err, &refusal) || refusal.Code != "storage_full" {
		t.Errorf("read-only: %v", err)
	}

	left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	r.create = real
	if _, err = r.Save(t.Context(), "i1", strings.NewReader(text), "a.txt", ""); err != nil {
		t.Errorf("mended: %v", err)
	}
}

// filling is a body during which others fill the disk.
type filling struct {
	io.Reader
	after int
	fill  func()
}

func (f *filling) Read(b []byte) (int, error) {
	n, err := f.Reader.Read(b)
	if f.after -= n; f.after <= 0 {
		f.fill()
	}
	return n, err
}

func (*filling) Interrupt() {}

// A long piece stops in the middle before it takes the last room from the database, and
// so does a file that comes at once.
func TestLongPieceLeavesTheSpare(t *testing.T) {
	r, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("all work and no play\n", 300_000)
	u := Upload{Owner: "i1", ID: "diary", Name: "a.txt", Size: int64(len(text))}
	if _, err := r.Begin(u, 1<<40, 1<<40); err != nil {
		t.Fatal(err)
	}
	full := func() { r.free = func(string) (uint64, bool) { return spare - 1, true } }
	at, _, err := r.Continue(t.Context(), "i1", "diary", 0, &filling{strings.NewReader(text), 2 << 20, full})
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Code != "storage_full" || at < 2<<20 || at > 4<<20 {
		t.Fatalf("%d of %d, %v", at, len(text), err)
	}
	r.free = freeBytes
	if _, file, err := r.Continue(t.Context(), "i1", "diary", at, whole{strings.NewReader(text[at:])}); err != nil || file == nil {
		t.Errorf("room again: %v", err)
	}
	if _, err := r.Save(t.Context(), "i1", &filling{strings.NewReader(text), 2 << 20, full}, "a.txt", ""); !errors.As(err, &refusal) || refusal.Code != "storage_full" {
		t.Errorf("at once: %v", err)
	}
}

// Bytes that were announced are kept free: two files that fit one by one are not both let
// in, and what gives way is what has brought nothing.
func TestAnnouncedBytesAreReserved(t *testing.T) {
	r, err := Open(t.TempDir(), Options{MaxBytes: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	r.free = func(string) (uint64, bool) { return spare + 150_000, true }
	announce := func(id string) error {
		_, err := r.Begin(Upload{Owner: interaction.ID(id), ID: "diary", Name: "a.txt", Size: 100_000}, 1<<40, 1<<40)
		return err
	}
	some := func(id string) {
		if at, _, err := r.Continue(t.Context(), interaction.ID(id), "diary", 0, whole{strings.NewReader(strings.Repeat("x", 10_000))}); err != nil || at != 10_000 {
			t.Fatalf("%d, %v", at, err)
		}
	}
	if err := announce("i1"); err != nil {
		t.Fatal(err)
	}
	some("i1")
	var refusal *Refusal
	if err := announce("i2"); !errors.As(err, &refusal) || refusal.Code != "storage_full" {
		t.Errorf("the second: %v", err)
	}
	if _, err := r.Expect(Upload{Owner: "i2", Size: 100_000}, 1<<40); !errors.As(err, &refusal) || refusal.Code != "storage_full" {
		t.Errorf("the second, at once: %v", err)
	}
	if err := r.Settle("i1", "diary"); err != nil {
		t.Fatal(err)
	}
	if err := announce("i2"); err != nil {
		t.Errorf("after the first is done: %v", err)
	}
	if err := announce("i3"); err != nil {
		t.Errorf("while the second has brought nothing: %v", err)
	}
	if _, _, err := r.Arrived("i2", "diary"); !errors.Is(err, ErrNotFound) {
		t.Errorf("it did not give way: %v", err)
	}
}
