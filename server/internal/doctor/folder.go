package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Room on a disk that makes a report's line yellow or red, in bytes.
const (
	spaceWarning = 2 << 30
	spaceFailure = 256 << 20
)

// Disk under a folder, which holds the database and customers' files. The folder is
// made at the first start; whether that would work is tried above it.
func Disk(dir string) Check {
	const subject = "disk"
	if err := Keeps(made(dir)); err != nil {
		return failed(subject, "Nothing can be kept in data_dir, "+dir+": "+err.Error()+".",
			"Make the folder, let the user as whom the server runs write there, or set data_dir to another.")
	}
	free, known, err := room(made(dir))
	if err != nil {
		return failed(subject, "data_dir, "+dir+", cannot be looked at: "+reason(err)+".", "Set data_dir to a folder that the server may write to.")
	}
	if !known {
		return well(subject, "data_dir is there.")
	}
	return space(free)
}

// Keeps reports why nothing can be kept in a folder; nil: it can. It is tried with a
// folder that is removed at once: rights alone do not tell of read-only disks, of
// file systems that are none, and of what a network's other end allows.
func Keeps(dir string) error {
	switch i, err := os.Stat(dir); {
	case err != nil:
		return fmt.Errorf("%s: %s", dir, reason(err))
	case !i.IsDir():
		return fmt.Errorf("%s is not a folder", dir)
	}
	trial, err := os.MkdirTemp(dir, ".deskside-*")
	if err != nil {
		return fmt.Errorf("a folder cannot be made in %s: %s", dir, reason(err))
	}
	return os.Remove(trial)
}

// reason without the path, which may be one that nobody knows.
func reason(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}

// made is dir, or the nearest folder above it that is there.
func made(dir string) string {
	for {
		_, err := os.Stat(dir)
		above := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || above == dir {
			return dir
		}
		dir = above
	}
}

func space(free uint64) Check {
	const subject = "disk"
	text := fmt.Sprintf("%.1f GB are free in data_dir.", float64(free)/1e9)
	next := "Make room, or move data_dir to a larger disk: when it is full, nothing new is accepted."
	switch {
	case free < spaceFailure:
		return failed(subject, text, next)
	case free < spaceWarning:
		return warned(subject, text, next)
	}
	return well(subject, text)
}
