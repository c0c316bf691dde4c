package media

import (
	"context"
	"io"

	"github.com/deskside/deskside/server/internal/interaction"
)

// SaveSound saves a recording that Deskside itself has fetched, under the same guarantees as
// Save. Customers send no sound: what they send is recognised, and sound is not among it. The
// file that comes back has everything but an ID.
func (r *Store) SaveSound(ctx context.Context, owner interaction.ID, from io.Reader, name, contentType string) (interaction.File, error) {
	file, err := r.keep(owner, kind{contentType: contentType, family: "audio"}, &following{ctx, from})
	if err != nil {
		return interaction.File{}, err
	}
	if file.Size == 0 {
		return interaction.File{}, emptyFile()
	}
	file.Name = name
	return file, nil
}
