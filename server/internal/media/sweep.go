package media

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// stray is how old bytes must be that nobody claims, and claims that nobody knows of:
// younger ones may belong to a request that is just being carried out.
const stray = 24 * time.Hour

// IsNeeded tells whether an interaction needs the bytes of a hash; known is false if
// the interaction knows nothing of them.
type IsNeeded func(ctx context.Context, owner interaction.ID, sum string) (needed, known bool, err error)

// SweepFiles removes the bytes that no interaction needs. Of claims that are younger
// than keep nobody is asked.
func (r *Store) SweepFiles(ctx context.Context, now time.Time, keep time.Duration, needs IsNeeded) error {
	var troubles []error
	outer, err := folders(r.dir)
	if err != nil {
		return err
	}
	for _, o := range outer {
		inner, err := folders(filepath.Join(r.dir, o))
		if err != nil {
			return err
		}
		for _, i := range inner {
			if err := ctx.Err(); err != nil {
				return err
			}
			troubles = append(troubles, r.sweepFolder(ctx, filepath.Join(r.dir, o, i), now, keep, needs))
		}
	}
	return errors.Join(troubles...)
}

// folders that files are spread over: two hexadecimal digits each.
func folders(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		if e.IsDir() && folder.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

var folder = regexp.MustCompile(`^[0-9a-f]{2}$`)

func (r *Store) sweepFolder(ctx context.Context, dir string, now time.Time, keep time.Duration, needs IsNeeded) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var troubles []error
	claimed := map[string]bool{}
	for _, e := range entries {
		sum, owner, isClaim := strings.Cut(e.Name(), ".")
		if !isClaim || "."+owner == asideSuffix {
			continue
		}
		stays, err := r.sweepClaim(ctx, e, sum, interaction.ID(owner), now, keep, needs)
		claimed[sum] = claimed[sum] || stays || err != nil
		troubles = append(troubles, err)
	}
	for _, e := range entries {
		sum, _, isOther := strings.Cut(e.Name(), ".")
		if claimed[sum] || isOther && "."+strings.TrimPrefix(e.Name(), sum+".") != asideSuffix {
			continue
		}
		if old, err := olderThan(e, now, stray); err != nil || !old {
			troubles = append(troubles, err)
			continue
		}
		troubles = append(troubles, r.discard(sum))
	}
	return errors.Join(troubles...)
}

// sweepClaim takes a claim away that means nothing any more.
func (r *Store) sweepClaim(ctx context.Context, e os.DirEntry, sum string, owner interaction.ID, now time.Time, keep time.Duration, needs IsNeeded) (stays bool, err error) {
	if old, err := olderThan(e, now, keep); err != nil || !old {
		return true, err
	}
	needed, known, err := needs(ctx, owner, sum)
	if err != nil || needed {
		return true, err
	}
	if !known {
		if old, err := olderThan(e, now, stray); err != nil || !old {
			return true, err
		}
	}
	return false, r.disclaim(sum, owner)
}

func olderThan(e os.DirEntry, now time.Time, age time.Duration) (bool, error) {
	info, err := e.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // somebody was faster
	}
	return err == nil && now.Sub(info.ModTime()) >= age, err
}

// SweepUploads removes uploads to which nothing has come for UploadTTL.
func (r *Store) SweepUploads(now time.Time) error {
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

func (r *Store) sweepUpload(u Upload, now time.Time) error {
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
