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
	_, err = r.Save(t.Context(), strings.NewReader(text), "a.txt", "")
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Code != "storage_full" || refusal.Status != 507 || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("full disk: %v", err)
	}

	r.create = func(dir string) (draft, error) {
		d, err := real(dir)
		return tired{d}, err
	}
	if _, err = r.Save(t.Context(), strings.NewReader(text), "a.txt", ""); !errors.Is(err, syscall.EIO) || errors.As(err, new(*Refusal)) {
		t.Errorf("failing disk: %v", err)
	}

	left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
