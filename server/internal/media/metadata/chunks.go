package metadata

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// longestExif is how much of an Exif part is looked at; where it tells which way is up is at
// its beginning.
const longestExif = 64 << 10

// told are PNG's chunks that are not needed to show the picture.
var told = []string{"eXIf", "tEXt", "zTXt", "iTXt", "tIME", "caBX"}

// png takes out chunks, and all that comes after the last.
func (f *finder) png() error {
	const signature = "\x89PNG\r\n\x1a\n"
	head, err := f.read(0, int64(len(signature)))
	if err != nil || string(head) != signature {
		return malformed("no PNG")
	}
	for at := int64(len(signature)); at+12 <= f.size; {
		head, err := f.read(at, 8)
		if err != nil {
			return err
		}
		name, length := string(head[4:]), int64(binary.BigEndian.Uint32(head))+12
		if length > f.size-at {
			return nil // broken off: what is there of it is not shown, nor what comes after it
		}
		if slices.Contains(told, name) {
			part, err := f.read(at+8, min(length-12, longestExif))
			if err != nil {
				return err
			}
			f.tells(part)
			var with []byte
			if name == "eXIf" {
				orientation, location := exif(part)
				f.Location = f.Location || location
				if orientation != upright {
					with = pngChunk(name, orientedTIFF(orientation))
				}
			}
			if int64(len(with)) != length { // else it tells nothing but that
				if err := f.replace(at, length, with); err != nil {
					return err
				}
			}
		}
		at += length
		if name == "IEND" {
			return f.cut(at, f.size-at)
		}
	}
	return nil
}

func pngChunk(name string, data []byte) []byte {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data))) //nolint:gosec // some 30 bytes
	c = append(append(c, name...), data...)
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
}

// flags of a WebP file's VP8X chunk that say that it has these chunks.
const (
	webpHasXMP  = 0x04
	webpHasExif = 0x08
)

// webp takes out chunks, says so in the file's head, and takes out all that comes after it.
// Which way is up it does not tell: no camera turns a WebP.
func (f *finder) webp() error {
	head, err := f.read(0, 12)
	if err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WEBP" {
		return malformed("no WebP")
	}
	size := int64(binary.LittleEndian.Uint32(head[4:])) + 8
	if size < 12 || size > f.size {
		return malformed("%d bytes of %d", f.size, size)
	}
	cut := int64(0)
	for at := int64(12); at+8 <= size; {
		head, err := f.read(at, 8)
		if err != nil {
			return err
		}
		name, length := string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
		length += 8 + length&1
		if length > size-at {
			if length-1 > size-at {
				return malformed("a chunk of %d bytes at %d", length, at)
			}
			length-- // the last one, without what fills it up
		}
		switch name {
		case "VP8X":
			flags, err := f.read(at+8, 1)
			if err != nil {
				return err
			}
			if bare := flags[0] &^ (webpHasXMP | webpHasExif); bare != flags[0] {
				if err := f.replace(at+8, 1, []byte{bare}); err != nil {
					return err
				}
			}
		case "EXIF", "XMP ":
			part, err := f.read(at+8, min(length-8, longestExif))
			if err != nil {
				return err
			}
			f.tells(part)
			_, location := exif(part)
			f.Location = f.Location || location
			if err := f.cut(at, length); err != nil {
				return err
			}
			cut += length
		}
		at += length
	}
	if cut > 0 {
		if err := f.replace(4, 4, binary.LittleEndian.AppendUint32(nil, uint32(size-cut-8))); err != nil { //nolint:gosec // less than it was
			return err
		}
	}
	return f.cut(size, f.size-size)
}
