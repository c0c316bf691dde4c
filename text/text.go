// Package text reads what people wrote: it makes it fit to be shown to others, and
// finds the word that they meant. It imports nothing of ours, so that every room may use it.
//
// Text stays text. Nothing is escaped here: whoever shows it escapes it for the place
// where it stands.
package text

import (
	"strings"
	"unicode"
)

// Visible replaces broken UTF-8, turns every kind of line break into \n, and
// removes what cannot be seen but acts: control characters, marks that override
// the direction of text, tag characters, noncharacters. Letters of every script,
// emoji and their joiners stay.
func Visible(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
			return '\n'
		case unicode.IsControl(r),
			r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, // embeddings, overrides, isolates
			r == 0x200B, r == 0x2060, r == 0xFEFF, // spaces without width
			r >= 0xFFF9 && r <= 0xFFFB,   // interlinear annotation
			r >= 0xE0000 && r <= 0xE007F, // tags
			unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, s)
}

// Line is Visible in one line: a break or a tab becomes a space, so that no value can
// pretend to be the next one. Spaces within it stay, for it may be somebody's id.
func Line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, Visible(s)))
}
