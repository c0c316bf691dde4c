package metadata

import "encoding/binary"

// Tags of Exif (a TIFF file) that are looked at.
const (
	tagOrientation = 0x0112
	tagGPS         = 0x8825
)

// exif tells which way is up, and whether a place is told. What cannot be read tells neither.
func exif(tiff []byte) (orientation uint16, location bool) {
	orientation = upright
	if len(tiff) < 8 {
		return orientation, false
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return orientation, false
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			break
		}
		switch order.Uint16(entries) {
		case tagOrientation:
			if o := order.Uint16(entries[8:]); o >= 1 && o <= 8 {
				orientation = o
			}
		case tagGPS:
			location = true
		}
		entries = entries[12:]
	}
	return orientation, location
}

const upright uint16 = 1

// emptyTIFF has no entries.
const emptyTIFF = "MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"

// orientedTIFF tells which way is up, and nothing else.
func orientedTIFF(orientation uint16) []byte {
	t := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.BigEndian.PutUint16(t[18:], orientation)
	return t
}
