package metadata

import (
	"bytes"
	"encoding/binary"
)

// heif blanks items that tell, where they lie: nothing moves. Which way is up is a property of
// the picture's own. What a sequence of pictures tells stands where a film has it.
func (f *finder) heif() error {
	f.left = mostBoxes
	return f.boxes(0, f.size, func(b box) error {
		switch b.kind {
		case "meta":
			return f.items(b)
		case "uuid", "udta":
			return f.free(b)
		case "moov":
			return f.boxes(b.from, b.to, f.ofFilm)
		}
		return nil
	})
}

// items of a file that tell: Exif, and XMP.
func (f *finder) items(meta box) error {
	meta.from += 4 // version and flags
	infos, there, err := f.inside(meta, "iinf")
	if err != nil || !there {
		return err
	}
	places, there, err := f.inside(meta, "iloc")
	if err != nil || !there {
		return err
	}
	data, _, err := f.inside(meta, "idat")
	if err != nil {
		return err
	}
	tell, err := f.telling(infos)
	if err != nil || len(tell) == 0 {
		return err
	}
	table, err := f.table(places)
	if err != nil {
		return err
	}
	return f.extents(table, tell, data)
}

// telling are the ids of items that tell.
func (f *finder) telling(infos box) (map[uint64]string, error) {
	tell := map[uint64]string{}
	head, err := f.read(infos.from, min(8, infos.to-infos.from))
	if err != nil || len(head) < 6 {
		return tell, err
	}
	from := infos.from + 6
	if head[0] != 0 {
		from += 2
	}
	return tell, f.boxes(from, infos.to, func(b box) error {
		entry, err := f.read(b.from, min(b.to-b.from, 256))
		if err != nil || b.kind != "infe" || len(entry) < 12 {
			return err
		}
		id, rest := uint64(binary.BigEndian.Uint16(entry[4:])), entry[8:]
		if entry[0] == 3 {
			id, rest = uint64(binary.BigEndian.Uint32(entry[4:])), entry[10:]
		}
		if entry[0] < 2 || len(rest) < 4 {
			return nil
		}
		switch kind := string(rest[:4]); {
		case kind == "Exif", kind == "mime" && bytes.Contains(rest, []byte("rdf+xml")):
			tell[id] = kind
		}
		return nil
	})
}

// extents of items, by iloc: how many bytes each of its numbers has stands at its beginning.
func (f *finder) extents(table []byte, tell map[uint64]string, data box) error {
	if len(table) < 8 {
		return malformed("iloc has %d bytes", len(table))
	}
	version := table[0]
	offsets, lengths, bases, indexes := int(table[4]>>4), int(table[4]&15), int(table[5]>>4), int(table[5]&15)
	if version == 0 {
		indexes = 0
	}
	t := numbers{left: table[6:]}
	wide := 2
	if version == 2 {
		wide = 4
	}
	parts := 0
	for range t.next(wide) {
		id, method := t.next(wide), uint64(0)
		if version > 0 {
			method = t.next(2) & 15
		}
		elsewhere := t.next(2) != 0
		base := t.next(bases)
		if t.short {
			return malformed("iloc breaks off")
		}
		for range t.next(2) {
			if parts++; parts > most {
				return malformed("more than %d parts", most)
			}
			t.next(indexes)
			at, length := base+t.next(offsets), t.next(lengths)
			if t.short {
				return malformed("iloc breaks off")
			}
			kind, tells := tell[id]
			if !tells || elsewhere {
				continue
			}
			if method == 1 {
				at += uint64(data.from) //nolint:gosec // never negative
			}
			if method > 1 || length > uint64(f.size) || at > uint64(f.size)-length { //nolint:gosec // never negative
				return malformed("an item is not where it is said to be")
			}
			if err := f.item(kind, int64(at), int64(length)); err != nil { //nolint:gosec // within the file
				return err
			}
		}
	}
	return nil
}

// item is blanked; of Exif so much stays that readers find it empty, and not broken.
func (f *finder) item(kind string, at, length int64) error {
	part, err := f.read(at, min(length, longestExif))
	if err != nil {
		return err
	}
	f.tells(part)
	const before = 4 // bytes that say where the TIFF file begins
	if kind != "Exif" || length < before+int64(len(emptyTIFF)) {
		return f.blank(at, length)
	}
	if skip := int64(binary.BigEndian.Uint32(part)) + before; skip < int64(len(part)) {
		_, location := exif(part[skip:])
		f.Location = f.Location || location
	}
	with := append(make([]byte, before), emptyTIFF...)
	if err := f.replace(at, int64(len(with)), with); err != nil {
		return err
	}
	return f.blank(at+int64(len(with)), length-int64(len(with)))
}

// numbers of a table, big end first.
type numbers struct {
	left  []byte
	short bool
}

func (n *numbers) next(wide int) (x uint64) {
	if wide > len(n.left) {
		n.short, n.left = true, nil
		return 0
	}
	for _, b := range n.left[:wide] {
		x = x<<8 | uint64(b)
	}
	n.left = n.left[wide:]
	return x
}
