package media

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// SweepUploads removes uploads to which nothing has come for UploadTTL.
func (r *Room) SweepUploads(now time.Time) error {
	owners, err := os.ReadDir(filepath.Join(r.dir, uploads))
	if err != nil {
		return err
	}
	var troubles []error
	for _, o := range owners {
		open, err := r.openUploads(interaction.ID(o.Name()))
		troubles = append(troubles, err)
		for _, u := range open {
			troubles = append(troubles, r.sweepUpload(u, now))
		}
		_ = os.Remove(filepath.Join(r.dir, uploads, o.Name())) // goes only when it is empty
	}
	return errors.Join(troubles...)
}

func (r *Room) sweepUpload(u Upload, now time.Time) error {
	path, err := r.uploadPath(u.Owner, u.ID, partSuffix)
	if err != nil {
		return err
	}
	for _, p := range []string{path, strings.TrimSuffix(path, partSuffix) + recordSuffix} {
		info, err := os.Stat(p)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if now.Sub(info.ModTime()) < UploadTTL {
			return nil
		}
	}
	if err := removeIfIdle(path); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil // somebody is writing to it
	}
	return r.Settle(u.Owner, u.ID)
}
