package media

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
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
type tired struct{ draft }

func (tired) Sync() error { return syscall.EIO }

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

	r.create = func(dir string) (draft, error) {
		d, err := real(dir)
		return tired{d}, err
	}
	if _, err = r.Save(t.Context(), "i1", strings.NewReader(text), "a.txt", ""); !errors.Is(err, syscall.EIO) || errors.As(err, new(*Refusal)) {
		t.Errorf("failing disk: %v", err)
	}

	left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
