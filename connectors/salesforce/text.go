package salesforce

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain makes a text safe to put into a composite: valid UTF-8 without control
// characters, and without what a composite would take for a reference to
// another part.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD"))
	return strings.ReplaceAll(s, "@{", "@ {")
}

// line is plain text without line breaks, of at most n characters. Salesforce
// counts UTF-16 units.
func line(s string, n int) string {
	return cut(strings.Join(strings.Fields(plain(s)), " "), n)
}

func cut(s string, n int) string {
	units := 0
	for i, r := range s {
		units++
		if r > 0xFFFF {
			units++
		}
		if units > n {
			return s[:i]
		}
	}
	return s
}

// split cuts text into pieces of at most n bytes, at line breaks where that
// wastes less than half a piece, never inside a character.
func split(s string, n int) []string {
	var pieces []string
	for len(s) > n {
		end := n
		for !utf8.RuneStart(s[end]) {
			end--
		}
		if nl := strings.LastIndexByte(s[:end], '\n'); nl >= n/2 {
			end = nl + 1
		}
		pieces = append(pieces, s[:end])
		s = s[end:]
	}
	return append(pieces, s)
}

// fileName gives a name without a path and without characters that hide what
// the file is, of at most n bytes, with its extension kept.
func fileName(name string, n int) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '/' || r == '\\':
			return '_'
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.TrimSpace(strings.TrimLeft(name, "._ "))
	if name == "" {
		return "file"
	}
	if len(name) > n {
		ext := path.Ext(name)
		if len(ext) > 16 {
			ext = ""
		}
		name = split(strings.TrimSuffix(name, ext), n-len(ext))[0] + ext
	}
	return name
}
