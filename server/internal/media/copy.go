package media

import (
	"context"
	"errors"
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
// in use: files never change.
func Copy(ctx context.Context, from, to string) (c Copied, err error) {
	outer, err := folders(from)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	for _, o := range outer {
		inner, err := folders(filepath.Join(from, o))
		if err != nil {
			return c, err
		}
		for _, i := range inner {
			if err := c.folder(ctx, filepath.Join(from, o, i), filepath.Join(to, o, i)); err != nil {
				return c, err
			}
		}
	}
	return c, nil
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
	n, err := io.Copy(out, in)
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
