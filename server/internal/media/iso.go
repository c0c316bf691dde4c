package media

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// Files of the ISO base media format (ISO/IEC 14496-12, QuickTime before it) say
// in their first box, ftyp, by which rules they can be read: brands. Cameras choose
// them freely, and most leave open whether there is a picture in it at all: the
// kinds of the tracks, in moov, tell. moov stands at the end where a camera wrote
// while it filmed.

// Brands that decide by themselves. Any other one is film, unless the tracks
// say otherwise.
var (
	avifBrands  = []string{"avif", "avis", "avio"}
	heifBrands  = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1", "avic", "avcs", "miaf"}
	qtBrands    = []string{"qt  ", "mqt "}
	closedBrand = []string{
		"M4A ", "M4B ", "M4P ", "F4A ", "F4B ", "NDAS", "aax ", "aaxc", // sound
		"crx ",                         // a raw photo of Canon's, kept in tracks like a film
		"avci", "j2ki", "jpx ", "jp2 ", // pictures that no browser shows
	}
)

// phoneFilms are kinds that differ from MP4 by what they are called: phones write
// one brand under either name.
var phoneFilms = []string{"video/3gpp", "video/3gpp2"}

// isoType is the content type that the brands in a file's first bytes stand for.
// found is false for what is not of this format, or has no brands; an empty type
// is one that is refused.
func isoType(head []byte, ext string) (contentType string, found bool) {
	major, compatible, found := brands(head)
	if !found {
		return "", false
	}
	is := func(set []string) bool { return slices.Contains(set, major) }
	switch {
	case is(closedBrand):
		return "", true
	case is(avifBrands), is(heifBrands) && slices.ContainsFunc(compatible, func(b string) bool { return slices.Contains(avifBrands, b) }):
		return "image/avif", true
	case is(heifBrands):
		return "image/heic", true
	case is(qtBrands):
		return "video/quicktime", true
	}
	if named, ok := byExtension(ext); ok && slices.Contains(phoneFilms, named.contentType) {
		return named.contentType, true
	}
	return "video/mp4", true
}

// brands of a file: the one it was made for, and those it can be read by.
func brands(head []byte) (major string, compatible []string, ok bool) {
	const least, most = 16, 1024 // bytes of an ftyp box; text that looks like one has no zero at its start
	if len(head) < least || string(head[4:8]) != "ftyp" {
		return "", nil, false
	}
	size := binary.BigEndian.Uint32(head)
	if size < least || size > most {
		return "", nil, false
	}
	box := head[:min(int(size), len(head))]
	for at := least; at+4 <= len(box); at += 4 {
		compatible = append(compatible, string(box[at:at+4]))
	}
	return string(box[8:12]), compatible, true
}

// errNoFilm: the tracks are there, and none of them is a picture that moves.
var errNoFilm = errors.New("none of its tracks is video")

// film says whether a file that calls itself one is: errNoFilm when its tracks are
// known and none is video. One whose tracks cannot be found is taken at its word.
func film(content io.ReaderAt, size int64) error {
	w := walk{content: content, left: 20_000}
	w.boxes(0, size, func(kind string, from, to int64) bool {
		if kind != "moov" {
			return true
		}
		w.boxes(from, to, func(kind string, from, to int64) bool {
			if kind == "trak" {
				w.track(from, to)
			}
			return !w.video
		})
		return false
	})
	if w.err != nil {
		return w.err
	}
	if w.tracks > 0 && !w.video {
		return errNoFilm
	}
	return nil
}

// walk through the boxes of a file. It reads their headers alone.
type walk struct {
	content io.ReaderAt
	left    int // headers that may still be read: files of strangers nest as they like
	tracks  int
	video   bool
	err     error
}

// boxes between two offsets, one after the other, until visit has seen enough.
// Bytes that are no box end it.
func (w *walk) boxes(from, to int64, visit func(kind string, from, to int64) bool) {
	for from+8 <= to && w.left > 0 {
		w.left--
		head := w.read(from, min(16, to-from))
		if head == nil {
			return
		}
		body, size := from+8, int64(binary.BigEndian.Uint32(head))
		switch {
		case size == 0: // to the end
			size = to - from
		case size == 1 && len(head) == 16: // too long for four bytes
			large := binary.BigEndian.Uint64(head[8:])
			if large > uint64(to-from) { //nolint:gosec // from is below to
				return
			}
			body, size = from+16, int64(large) //nolint:gosec // compared above
		}
		if size < body-from || size > to-from || !visit(string(head[4:8]), body, from+size) {
			return
		}
		from += size
	}
}

// track notes what a track holds: the handler of its media says so.
func (w *walk) track(from, to int64) {
	w.boxes(from, to, func(kind string, from, to int64) bool {
		if kind != "mdia" {
			return true
		}
		w.boxes(from, to, func(kind string, from, to int64) bool {
			if kind != "hdlr" || to-from < 12 {
				return true
			}
			if handler := w.read(from+8, 4); handler != nil {
				w.tracks++
				w.video = w.video || string(handler) == "vide"
			}
			return false
		})
		return false
	})
}

func (w *walk) read(at, n int64) []byte {
	b := make([]byte, n)
	if read, err := w.content.ReadAt(b, at); int64(read) < n {
		if !errors.Is(err, io.EOF) {
			w.err = err
		}
		return nil
	}
	return b
}
