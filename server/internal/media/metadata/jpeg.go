package metadata

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Markers of JPEG (ITU T.81).
const (
	markerTEM  = 0x01
	markerRST0 = 0xd0
	markerRST7 = 0xd7
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP0 = 0xe0
	markerAPPF = 0xef
	markerCOM  = 0xfe
)

var exifHead = []byte("Exif\x00\x00")

// shown reports whether an application's segment is needed to show the picture: that it is
// JFIF, its colours.
func shown(marker byte, body []byte) bool {
	switch marker {
	case markerAPP0:
		return bytes.HasPrefix(body, []byte("JFIF\x00"))
	case markerAPP0 + 2:
		return bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
	case markerAPP0 + 14:
		return bytes.HasPrefix(body, []byte("Adobe"))
	}
	return false
}

// jpeg takes out segments that are not needed to show the picture, and all that comes after
// it: further pictures, or the film of a moving photo.
func (f *finder) jpeg() error {
	head, err := f.read(0, 2)
	if err != nil {
		return err
	}
	if head[0] != 0xff || head[1] != markerSOI {
		return malformed("no JPEG")
	}
	r := &scan{Reader: bufio.NewReaderSize(io.NewSectionReader(f.content, 2, f.size-2), 64<<10), at: 2}
	oriented := false
	for {
		at, marker, err := r.marker()
		switch {
		case errors.Is(err, io.EOF): // broken off: there is nothing after it
			return nil
		case err != nil:
			return err
		case marker == markerEOI:
			return f.cut(r.at, f.size-r.at)
		case marker == markerTEM, marker >= markerRST0 && marker <= markerRST7:
			continue
		}
		body, err := r.segment()
		if err != nil {
			return err
		}
		if marker == markerSOS {
			if err := r.entropy(); err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			continue
		}
		if marker != markerCOM && (marker < markerAPP0 || marker > markerAPPF) || shown(marker, body) {
			continue
		}
		f.tells(body)
		var with []byte
		if tiff, ok := bytes.CutPrefix(body, exifHead); ok && marker == markerAPP0+1 {
			orientation, location := exif(tiff)
			f.Location = f.Location || location
			if orientation != upright && !oriented {
				oriented = true
				with = exifSegment(orientation)
			}
		}
		if err := f.replace(at, r.at-at, with); err != nil {
			return err
		}
		if with != nil && bytes.Equal(body, with[4:]) {
			f.edits = f.edits[:len(f.edits)-1] // it tells nothing else as it is
		}
	}
}

func exifSegment(orientation uint16) []byte {
	body := append(bytes.Clone(exifHead), orientedTIFF(orientation)...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, markerAPP0 + 1}, uint16(len(body)+2)), body...) //nolint:gosec // some 32 bytes
}

// scan of a JPEG file, which knows where it is.
type scan struct {
	*bufio.Reader
	at int64
}

func (s *scan) next() (byte, error) {
	b, err := s.ReadByte()
	if err == nil {
		s.at++
	}
	return b, err
}

// marker that comes next, and where it begins. Fill bytes may stand before it.
func (s *scan) marker() (at int64, marker byte, err error) {
	at = s.at
	b, err := s.next()
	if err != nil {
		return at, 0, err
	}
	if b != 0xff {
		return at, 0, malformed("no marker at %d", at)
	}
	for b == 0xff {
		if b, err = s.next(); err != nil {
			return at, 0, err
		}
	}
	return at, b, nil
}

// segment's body.
func (s *scan) segment() ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(s, length[:]); err != nil {
		return nil, malformed("a segment breaks off at %d", s.at)
	}
	n := int(binary.BigEndian.Uint16(length[:]))
	if n < 2 {
		return nil, malformed("a segment of %d bytes at %d", n, s.at)
	}
	body := make([]byte, n-2)
	if _, err := io.ReadFull(s, body); err != nil {
		return nil, malformed("a segment breaks off at %d", s.at)
	}
	s.at += int64(n)
	return body, nil
}

// entropy-coded data, up to the marker that ends it. FF stands there only before 00, before
// the marker of a restart, or as fill.
func (s *scan) entropy() error {
	for {
		window, err := s.Peek(s.Buffered())
		if err == nil && len(window) < 2 {
			if _, err = s.Peek(2); err == nil {
				continue
			}
		}
		if err != nil {
			n, _ := s.Discard(len(window))
			s.at += int64(n)
			return err
		}
		skip, over := len(window)-1, false
		if i := bytes.IndexByte(window[:len(window)-1], 0xff); i >= 0 {
			switch marker := window[i+1]; {
			case marker == 0xff:
				skip = i + 1
			case marker == 0, marker >= markerRST0 && marker <= markerRST7:
				skip = i + 2
			default:
				skip, over = i, true
			}
		}
		n, err := s.Discard(skip)
		s.at += int64(n)
		if err != nil || over {
			return err
		}
	}
}
