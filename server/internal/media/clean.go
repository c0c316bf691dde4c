package media

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media/metadata"
)

// cleaned is a file without what it told beside what it shows.
type cleaned struct {
	draft // nil: it told nothing, and stays as it is
	sum   string
	size  int64
	told  interaction.Metadata
}

// clean writes a whole file to another draft without its metadata, durably.
func (r *Store) clean(k kind, content io.ReaderAt, size int64) (c cleaned, err error) {
	if r.keepMetadata {
		return c, nil
	}
	found, err := metadata.Find(k.contentType, content, size)
	switch {
	case errors.Is(err, metadata.ErrMalformed): // whoever opens it may see something all the same
		return cleaned{told: interaction.MetadataUnread}, nil
	case err != nil:
		return c, diskTrouble(err)
	case !found.Any():
		return c, nil
	}
	if err := r.fits(found.Size(size)); err != nil {
		return c, err
	}
	d, err := r.create(filepath.Join(r.dir, incoming))
	if err != nil {
		return c, diskTrouble(err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(d, h), found.Without(content, size))
	if err == nil {
		err = d.Sync()
	}
	if err != nil {
		return c, diskTrouble(errors.Join(err, d.Close(), os.Remove(d.Name())))
	}
	c = cleaned{draft: d, sum: hex.EncodeToString(h.Sum(nil)), size: n, told: interaction.MetadataRemoved}
	if found.Location {
		c.told = interaction.LocationRemoved
	}
	return c, nil
}
