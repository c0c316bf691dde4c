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

// SweepUploads removes uploads to which nothing has come for UploadTTL, and those that
// have brought next to nothing for Bounds.Start.
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
			life := UploadTTL
			if u.promise().isEmpty() {
				life = r.bounds.Start
			}
			if now.Sub(u.moved) >= life {
				_, err := r.retire(u.name())
				r.ledger.forget(u.name())
				troubles = append(troubles, err)
			}
		}
		troubles = append(troubles, r.sweepParts(o.Name(), now))
		_ = os.Remove(filepath.Join(r.dir, uploads, o.Name())) // goes only when it is empty
	}
	return errors.Join(troubles...)
}

// sweepParts that have no record: their upload gave way while a piece of it began.
func (r *Store) sweepParts(owner string, now time.Time) error {
	entries, err := os.ReadDir(filepath.Join(r.dir, uploads, owner))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	troubles := []error{err}
	for _, e := range entries {
		id, isPart := strings.CutSuffix(e.Name(), partSuffix)
		old, err := olderThan(e, now, stray)
		if !isPart || !old {
			troubles = append(troubles, err)
			continue
		}
		if _, err := r.half(interaction.ID(owner), id); errors.Is(err, ErrNotFound) {
			troubles = append(troubles, removeIfIdle(filepath.Join(r.dir, uploads, owner, e.Name())))
		}
	}
	return errors.Join(troubles...)
}

// retire an upload that nobody is writing to; gone is false if somebody is.
func (r *Store) retire(u upload) (gone bool, err error) {
	path, err := r.uploadPath(u.owner, u.id, partSuffix)
	if err != nil || r.turns.taken(path) {
		return false, err
	}
	if err := removeIfIdle(path); err != nil {
		return false, diskTrouble(err)
	}
	if _, err := os.Stat(path); err == nil {
		return false, nil // a neighbour is writing to it
	}
	return true, r.remove(u.owner, u.id)
}
