package soundtest

import "math/bits"

// µ-law as ITU-T G.711 has it: 13 bits and a sign, in 8.

const (
	ulawBias = 0x84
	ulawMost = 32635
)

func fromUlaw(u byte) int16 {
	u = ^u
	v := (int(u&0x0f)<<3 + ulawBias) << (u & 0x70 >> 4)
	if u&0x80 != 0 {
		return int16(ulawBias - v)
	}
	return int16(v - ulawBias)
}

func toUlaw(s int16) byte {
	v, sign := int(s), byte(0)
	if v < 0 {
		v, sign = -v, 0x80
	}
	v = min(v, ulawMost) + ulawBias
	segment := bits.Len(uint(v)) - 8 // v has 8 to 15 bits
	return ^(sign | byte(segment)<<4 | byte(v>>(segment+3))&0x0f)
}
