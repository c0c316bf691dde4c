// Package metadata takes out of photos and videos what they tell beside what they show:
// where and when they were taken, with what, by whom. Cameras write it unasked, and whoever
// sends a photo of a lamp does not mean to send where they live.
//
// Guarantees:
//
//   - What is seen and heard stays bit by bit, and so does what is needed to show it: colours,
//     which way is up (TestPixelsStay).
//   - No place, camera or comment is left that exiftool can read (TestExiftoolFindsNothing).
//   - Little is held in memory, and a file that lies about itself costs no more than one that
//     does not (TestHostile, FuzzFind).
//
// Everything is pure and may be called by any number of goroutines.
package metadata

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Found is what a file tells, and where.
type Found struct {
	// Location: where it was taken is among it.
	Location bool

	edits []edit
}

// edit of a file: so many bytes give way to others.
type edit struct {
	at, length int64
	with       []byte
	zeros      bool // as many zeros
}

// ErrMalformed: the file is not what it says it is, so that what it tells cannot be found.
var ErrMalformed = errors.New("metadata: malformed")

func malformed(format string, a ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, a...)...)
}

// Find what a file tells. Of types that are not known here nothing is found.
func Find(contentType string, content io.ReaderAt, size int64) (Found, error) {
	f := &finder{content: content, size: size}
	var err error
	switch contentType {
	case "image/jpeg":
		err = f.jpeg()
	case "image/png":
		err = f.png()
	case "image/webp":
		err = f.webp()
	case "image/heic", "image/avif":
		err = f.heif()
	case "video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2":
		err = f.film()
	}
	if err != nil {
		return Found{}, err
	}
	slices.SortStableFunc(f.edits, func(a, b edit) int { return int(min(max(a.at-b.at, -1), 1)) })
	for i := 1; i < len(f.edits); i++ {
		if before := f.edits[i-1]; f.edits[i].at < before.at+before.length {
			return Found{}, malformed("two parts at %d", f.edits[i].at)
		}
	}
	return f.Found, nil
}

// Any: there is something to take out.
func (f Found) Any() bool { return len(f.edits) > 0 }

// Size of the file without it, if it has so many bytes with it.
func (f Found) Size(size int64) int64 {
	for _, e := range f.edits {
		if !e.zeros {
			size += int64(len(e.with)) - e.length
		}
	}
	return size
}

// Without gives the file without what it tells.
func (f Found) Without(content io.ReaderAt, size int64) io.Reader {
	var parts []io.Reader
	at := int64(0)
	for _, e := range f.edits {
		parts = append(parts, io.NewSectionReader(content, at, e.at-at))
		if e.zeros {
			parts = append(parts, io.LimitReader(zeros{}, e.length))
		} else {
			parts = append(parts, bytes.NewReader(e.with))
		}
		at = e.at + e.length
	}
	return io.MultiReader(append(parts, io.NewSectionReader(content, at, size-at))...)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// finder goes through one file.
type finder struct {
	Found
	content io.ReaderAt
	size    int64
	left    int // boxes that may still be read
}

// most edits of one file: strangers' files may have any number of parts.
const most = 10_000

func (f *finder) edit(e edit) error {
	if len(f.edits) == most {
		return malformed("more than %d parts", most)
	}
	f.edits = append(f.edits, e)
	return nil
}

func (f *finder) cut(at, length int64) error {
	if length <= 0 {
		return nil
	}
	return f.edit(edit{at: at, length: length})
}

func (f *finder) replace(at, length int64, with []byte) error {
	return f.edit(edit{at: at, length: length, with: with})
}

// blank a part in place, so that nothing else moves.
func (f *finder) blank(at, length int64) error {
	if length <= 0 {
		return nil
	}
	return f.edit(edit{at: at, length: length, zeros: true})
}

// read n bytes; what goes beyond the end is malformed.
func (f *finder) read(at, n int64) ([]byte, error) {
	if at < 0 || n < 0 || at > f.size-n {
		return nil, malformed("%d bytes at %d of %d", n, at, f.size)
	}
	b := make([]byte, n)
	if _, err := f.content.ReadAt(b, at); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b, nil
}

// tells notes what a part tells of: places, in the words of any of the formats.
func (f *finder) tells(part []byte) {
	for _, word := range [][]byte{[]byte("GPS"), []byte("\xa9xyz"), []byte("loci"), []byte("location")} {
		f.Location = f.Location || bytes.Contains(part, word)
	}
}
