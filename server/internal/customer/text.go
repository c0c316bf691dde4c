package customer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/deskside/deskside/connectors/identity"
)

// Longest texts, in bytes.
const (
	maxKey   = 64
	maxLabel = 120
	maxValue = 2000
	maxName  = 200

	maxExternalID = 255
	maxTicket     = 64
)

// clean makes one line of readable text. Line breaks become spaces, so that no
// value can pretend to be the next field of a note; control characters go, and
// with them the marks that turn the direction of the text around them. Letters
// of every script, emoji and their joiners stay.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\v', r == '\f', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
			return ' '
		case unicode.IsControl(r), turnsText(r):
			return -1
		}
		return r // strings.Map makes U+FFFD of each invalid byte
	}, s)
	return strings.TrimSpace(s)
}

// turnsText: embeddings, overrides and isolates of the bidirectional algorithm.
func turnsText(r rune) bool {
	return (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
}

const ellipsis = "…"

// cut to at most limit bytes, between runes.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	end := limit - len(ellipsis)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + ellipsis
}

// Email address as the CRM would know it; nothing is a good address too.
func Email(s string) (string, bool) {
	if s = clean(s); s == "" {
		return "", true
	}
	return identity.Email(s)
}

// Phone number in E.164, as identity.Read understands it; nothing is a good number
// too. A number with an extension is that of a switchboard, and says of nobody who
// they are.
func Phone(s, country string) (string, bool) {
	if clean(s) == "" {
		return "", true
	}
	n, problem := identity.Read(s, country)
	if problem != "" || n.Extension != "" {
		return "", false
	}
	return n.E164, true
}
