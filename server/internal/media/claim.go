package media

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/deskside/deskside/server/internal/interaction"
)

// A file is named by its content, so several interactions may have the same one.
// Each leaves a claim beside it, an empty file called HASH.INTERACTION, and the
// bytes stay as long as one of them is there.

func (r *Store) claimPath(sum string, owner interaction.ID) string {
	return r.path(sum) + "." + string(owner)
}

// claim before the bytes are moved in: whoever takes unclaimed bytes away looks
// for claims after having moved them aside.
func (r *Store) claim(sum string, owner interaction.ID) error {
	if !ownerForm.MatchString(string(owner)) {
		return errors.New("media: a file needs an owner")
	}
	f, err := os.OpenFile(r.claimPath(sum, owner), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// claims on the bytes of one hash.
func (r *Store) claims(sum string) ([]interaction.ID, error) {
	entries, err := os.ReadDir(filepath.Dir(r.path(sum)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var owners []interaction.ID
	for _, e := range entries {
		if owner, ok := strings.CutPrefix(e.Name(), sum+"."); ok && owner != asideSuffix[1:] {
			owners = append(owners, interaction.ID(owner))
		}
	}
	return owners, err
}

// asideSuffix marks bytes that are being taken away. No owner is called so.
const asideSuffix = ".-"

// disclaim: the owner needs the bytes no more. They go with the last claim.
func (r *Store) disclaim(sum string, owner interaction.ID) error {
	if err := os.Remove(r.claimPath(sum, owner)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return r.discard(sum)
}

// discard bytes that nobody claims. They are moved aside first: a claim that comes
// meanwhile brings bytes of its own, or finds these and gets them back.
func (r *Store) discard(sum string) error {
	owners, err := r.claims(sum)
	if err != nil || len(owners) > 0 {
		return err
	}
	path := r.path(sum)
	aside := path + asideSuffix
	if err := os.Rename(path, aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if owners, err = r.claims(sum); err != nil {
		return err
	}
	if len(owners) > 0 {
		if err := os.Link(aside, path); err != nil && !errors.Is(err, fs.ErrExist) && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
