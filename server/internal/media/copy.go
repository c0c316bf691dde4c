package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Copied says what Copy has copied.
type Copied struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
}

// Copy the files of one folder that another does not have, with the claims on them and
// their ages. What is still coming in is left out: it is nobody's file yet. Both may be
// in use: files never change. A file that did is an error that names it.
func Copy(ctx context.Context, from, to string) (c Copied, err error) {
	return c, eachFolder(from, func(folder string) error {
		return c.folder(ctx, filepath.Join(from, folder), filepath.Join(to, folder))
	})
}

// Check every file of a folder: its name is what its bytes add up to.
func Check(ctx context.Context, dir string) error {
	return eachFolder(dir, func(folder string) error {
		entries, err := os.ReadDir(filepath.Join(dir, folder))
		for _, e := range entries {
			if err == nil && hash.MatchString(e.Name()) {
				err = errors.Join(ctx.Err(), copyTo(io.Discard, filepath.Join(dir, folder, e.Name())))
			}
		}
		return err
	})
}

// eachFolder that holds files, by its path in dir.
func eachFolder(dir string, do func(folder string) error) error {
	outer, err := folders(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, o := range outer {
		inner, err := folders(filepath.Join(dir, o))
		if err != nil {
			return err
		}
		for _, i := range inner {
			if err := do(filepath.Join(o, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// errDamaged: the bytes of a file are not those it was named after.
var errDamaged = errors.New("is damaged, its SHA-256 is not its name: remove it, or put back the right one")

func copyTo(out io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was read
	_, err = copyWhole(out, f)
	return err
}

// copyWhole copies the bytes of a file, if they are those it was named after. A claim has none.
func copyWhole(out io.Writer, f *os.File) (n int64, err error) {
	name := filepath.Base(f.Name())
	sum := sha256.New()
	n, err = io.Copy(io.MultiWriter(out, sum), f)
	if err == nil && hash.MatchString(name) && hex.EncodeToString(sum.Sum(nil)) != name {
		err = fmt.Errorf("%s %w", f.Name(), errDamaged)
	}
	return n, err
}

func (c *Copied) folder(ctx context.Context, from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil || len(entries) == 0 {
		return err
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if strings.HasSuffix(e.Name(), asideSuffix) {
			continue
		}
		err := c.file(filepath.Join(from, e.Name()), filepath.Join(to, e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // it was removed meanwhile
			return err
		}
	}
	return syncDir(to)
}

func (c *Copied) file(from, to string) error {
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was read
	info, err := in.Stat()
	if err != nil {
		return err
	}
	part := to + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := copyWhole(out, in)
	err = errors.Join(err, out.Sync(), out.Close())
	if err == nil {
		err = os.Chtimes(part, info.ModTime(), info.ModTime()) // a claim's age says how long it is kept
	}
	if err == nil {
		err = os.Rename(part, to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if hash.MatchString(filepath.Base(to)) {
		c.Files++
		c.Bytes += n
	}
	return nil
}
