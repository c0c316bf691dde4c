package salesforcetest

import (
	"fmt"
	"strings"
)

const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

// longID gives the 18-character form of a 15-character id: three check
// characters, each coding which of five letters are upper case, so that ids
// survive systems that fold case.
func longID(id15 string) string {
	if len(id15) != 15 {
		return id15
	}
	suffix := make([]byte, 3)
	for chunk := range 3 {
		bits := 0
		for i := range 5 {
			if c := id15[chunk*5+i]; c >= 'A' && c <= 'Z' {
				bits |= 1 << i
			}
		}
		suffix[chunk] = idAlphabet[bits]
	}
	return id15 + string(suffix)
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// newID makes an id of the given three-character prefix. Later ids sort after
// earlier ones.
func (s *Server) newID(prefix string) string {
	s.serial++
	n, digits := s.serial, make([]byte, 7)
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = base62[n%62]
		n /= 62
	}
	return longID(fmt.Sprintf("%sDk000%s", prefix, digits)[:15])
}

// validID tells whether id has the form of one, in 15 or 18 characters.
func validID(id string) bool {
	if len(id) != 15 && len(id) != 18 {
		return false
	}
	return strings.Trim(id, base62) == "" && (len(id) == 15 || strings.EqualFold(longID(id[:15]), id))
}
