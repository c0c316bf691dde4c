package media_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
)

// aPhoto as it is kept, and as a camera gives it: with a place in it.
func aPhoto(t *testing.T) (bare, taken string) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	place := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00"
	return b.String(), b.String()[:2] + "\xff\xe1\x00" + string(rune(len(place)+2)) + place + b.String()[2:]
}

func holds(t *testing.T, r *media.Store, f interaction.File, want string) {
	t.Helper()
	sum := sha256.Sum256([]byte(want))
	if f.SHA256 != hex.EncodeToString(sum[:]) || f.Size != int64(len(want)) {
		t.Errorf("%+v, want %d bytes", f, len(want))
	}
	from, size, err := r.Open(f.SHA256)
	if err != nil || size != f.Size {
		t.Fatal(size, err)
	}
	defer from.Close()
	if got, err := io.ReadAll(from); err != nil || string(got) != want {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// What a photo tells is not kept, unless the company wants that.
func TestSavedWithoutMetadata(t *testing.T) {
	bare, taken := aPhoto(t)
	for _, c := range []struct {
		keep          bool
		content, want string
		told          interaction.Metadata
	}{
		{false, taken, bare, interaction.LocationRemoved},
		{true, taken, taken, ""},
		{false, bare + "behind it", bare, interaction.MetadataRemoved},
		{false, bare, bare, ""},
		{false, bare[:3] + "\xe0\x00\x01", bare[:3] + "\xe0\x00\x01", interaction.MetadataUnread},
	} {
		r, dir := room(t, media.Options{KeepMetadata: c.keep})
		f, err := r.Save(t.Context(), owner, strings.NewReader(c.content), "a.jpg", "")
		if err != nil || f.Metadata != c.told {
			t.Fatalf("%+v, %v; want %q", f, err, c.told)
		}
		holds(t, r, f, c.want)
		if all := files(t, dir); len(all) != 1 {
			t.Errorf("%v", all)
		}
	}
}

// So it is with one that comes in pieces, whatever happens at its end.
func TestUploadedWithoutMetadata(t *testing.T) {
	bare, taken := aPhoto(t)
	sum := sha256.Sum256([]byte(bare))
	blocker := hex.EncodeToString(sum[:])[:2]
	for name, c := range map[string]struct{ before, after func(dir string) error }{
		"nothing": {},
		"it ended before it was said which of the two counts": {before: func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "uploads", owner, "photo.clean"), []byte("half of"), 0o600)
		}},
		"it ended before it was among the files": {
			func(dir string) error { return os.WriteFile(filepath.Join(dir, blocker), nil, 0o600) },
			func(dir string) error { return os.Remove(filepath.Join(dir, blocker)) },
		},
	} {
		r, dir := room(t, media.Options{})
		if _, err := r.Begin(media.Upload{Owner: owner, ID: "photo", Name: "a.jpg", Size: int64(len(taken))}, plenty, plenty); err != nil {
			t.Fatal(err)
		}
		if c.before != nil {
			if err := c.before(dir); err != nil {
				t.Fatal(err)
			}
		}
		at, file, err := r.Continue(t.Context(), owner, "photo", 0, bytesOf(taken))
		if c.after != nil {
			if err == nil {
				t.Errorf("%s: it is among the files", name)
			}
			if err := c.after(dir); err != nil {
				t.Fatal(err)
			}
			if r, err = media.Open(dir, media.Options{}); err != nil {
				t.Fatal(err)
			}
			at, file, err = r.Continue(t.Context(), owner, "photo", int64(len(taken)), bytesOf(""))
		}
		if err != nil || file == nil || at != int64(len(taken)) || file.Metadata != interaction.LocationRemoved {
			t.Fatalf("%s: %d, %+v, %v", name, at, file, err)
		}
		holds(t, r, *file, bare)
		again := *file
		if at, file, err = r.Continue(t.Context(), owner, "photo", int64(len(taken)), bytesOf("")); err != nil || file == nil || *file != again {
			t.Errorf("%s: once more: %d, %+v, %v", name, at, file, err)
		}
		holds(t, r, again, bare)
		if err := r.Settle(owner, "photo"); err != nil {
			t.Fatal(err)
		}
		if all := files(t, dir); len(all) != 1 {
			t.Errorf("%s: %v", name, all)
		}
	}
}
