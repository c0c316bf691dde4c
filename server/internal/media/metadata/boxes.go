package metadata

import (
	"encoding/binary"
	"slices"
)

// box of a file of the ISO base media format (ISO/IEC 14496-12).
type box struct {
	kind     string
	at       int64 // where it begins
	from, to int64 // its body
}

const (
	// mostBoxes of one file.
	mostBoxes = 20_000
	// longestTable is how many bytes of a table are read.
	longestTable = 8 << 20
)

// boxes between two offsets, one after the other. Bytes that are no box end them: some
// cameras fill up with zeros.
func (f *finder) boxes(from, to int64, visit func(box) error) error {
	for from+8 <= to {
		if f.left--; f.left < 0 {
			return malformed("more than %d boxes", mostBoxes)
		}
		head, err := f.read(from, min(16, to-from))
		if err != nil {
			return err
		}
		b := box{string(head[4:8]), from, from + 8, 0}
		size := int64(binary.BigEndian.Uint32(head))
		switch {
		case size == 0: // to the end
			size = to - from
		case size == 1 && len(head) == 16: // too long for four bytes
			b.from += 8
			size = int64(binary.BigEndian.Uint64(head[8:])) //nolint:gosec // a negative one is less than its head
		}
		if size < b.from-from || size > to-from {
			return nil
		}
		b.to = from + size
		if err := visit(b); err != nil {
			return err
		}
		from = b.to
	}
	return nil
}

// inside a box the first of that kind.
func (f *finder) inside(b box, path ...string) (found box, ok bool, err error) {
	for _, kind := range path {
		ok = false
		err = f.boxes(b.from, b.to, func(in box) error {
			if !ok && in.kind == kind {
				found, ok = in, true
			}
			return nil
		})
		if err != nil || !ok {
			return box{}, false, err
		}
		b = found
	}
	return b, true, nil
}

// table is the body of a box.
func (f *finder) table(b box) ([]byte, error) {
	if b.to-b.from > longestTable {
		return nil, malformed("%s has %d bytes", b.kind, b.to-b.from)
	}
	return f.read(b.from, b.to-b.from)
}

// free makes a box one that means nothing, in place.
func (f *finder) free(b box) error {
	if b.to > b.from {
		part, err := f.read(b.from, min(b.to-b.from, longestExif))
		if err != nil {
			return err
		}
		f.tells(part)
	}
	if err := f.replace(b.at+4, 4, []byte("free")); err != nil {
		return err
	}
	return f.blank(b.from, b.to-b.from)
}

// aside are boxes that tell of a film or a track.
var aside = []string{"udta", "meta", "uuid"}

// film takes out what is told of it and of its tracks, and tracks that tell: where a camera
// was at each moment.
func (f *finder) film() error {
	f.left = mostBoxes
	return f.boxes(0, f.size, func(b box) error {
		switch {
		case slices.Contains(aside, b.kind):
			return f.free(b)
		case b.kind == "moov", b.kind == "moof":
			return f.boxes(b.from, b.to, f.ofFilm)
		}
		return nil
	})
}

func (f *finder) ofFilm(b box) error {
	switch {
	case slices.Contains(aside, b.kind):
		return f.free(b)
	case b.kind != "trak":
		return nil
	}
	media, ok, err := f.inside(b, "mdia", "hdlr")
	if err != nil {
		return err
	}
	if ok && media.to-media.from >= 12 {
		handler, err := f.read(media.from+8, 4)
		if err != nil {
			return err
		}
		if string(handler) == "meta" {
			return f.track(b)
		}
	}
	return f.boxes(b.from, b.to, func(b box) error {
		if slices.Contains(aside, b.kind) {
			return f.free(b)
		}
		return nil
	})
}

// track that tells is blanked with all of its samples.
func (f *finder) track(b box) error {
	samples, ok, err := f.inside(b, "mdia", "minf", "stbl")
	if err != nil {
		return err
	}
	if ok {
		if err := f.samples(samples); err != nil {
			return err
		}
	}
	return f.free(b)
}

// samples of a track, chunk by chunk.
func (f *finder) samples(stbl box) error {
	tables := map[string][]byte{}
	err := f.boxes(stbl.from, stbl.to, func(b box) (err error) {
		if slices.Contains([]string{"stsz", "stsc", "stco", "co64"}, b.kind) {
			tables[b.kind], err = f.table(b)
		}
		return err
	})
	if err != nil {
		return err
	}
	sizes, spread := tables["stsz"], rows(tables["stsc"], 12)
	offsets, wide := rows(tables["stco"], 4), 4
	if tables["co64"] != nil {
		offsets, wide = rows(tables["co64"], 8), 8
	}
	if len(sizes) < 12 || len(spread) < 12 {
		return nil
	}
	same, each := int64(binary.BigEndian.Uint32(sizes[4:])), sizes[12:]
	count := int64(binary.BigEndian.Uint32(sizes[8:]))
	if same == 0 {
		count = min(count, int64(len(each)/4))
	}
	for n := int64(1); len(offsets) >= wide && count > 0; n++ {
		at := int64(binary.BigEndian.Uint32(offsets))
		if wide == 8 {
			at = int64(binary.BigEndian.Uint64(offsets)) //nolint:gosec // a negative one is outside
		}
		offsets = offsets[wide:]
		for len(spread) >= 24 && int64(binary.BigEndian.Uint32(spread[12:])) <= n {
			spread = spread[12:]
		}
		these := min(int64(binary.BigEndian.Uint32(spread[4:])), count)
		count -= these
		length := these * same
		for range these {
			if same > 0 {
				break
			}
			length += int64(binary.BigEndian.Uint32(each))
			each = each[4:]
		}
		if at < 0 || length > f.size || at > f.size-length {
			continue // it is not in this file
		}
		part, err := f.read(at, min(length, longestExif))
		if err != nil {
			return err
		}
		f.tells(part)
		if err := f.blank(at, length); err != nil {
			return err
		}
	}
	return nil
}

// rows of a table that says at its beginning how many there are.
func rows(table []byte, wide int) []byte {
	if len(table) < 8 {
		return nil
	}
	n := min(int64(binary.BigEndian.Uint32(table[4:])), int64((len(table)-8)/wide))
	return table[8 : 8+n*int64(wide)]
}
