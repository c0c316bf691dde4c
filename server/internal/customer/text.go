package customer

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// Longest texts, in bytes.
const (
	maxKey   = 64
	maxLabel = 120
	maxValue = 2000
	maxName  = 200

	maxExternalID = 255
	maxTicket     = 64
	maxEmail      = 254 // RFC 5321, without the angle brackets
	maxPhone      = 40
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
	s = clean(s)
	if s == "" {
		return "", true
	}
	if len(s) > maxEmail {
		return "", false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return "", false
	}
	return s, true
}

// Phone number in E.164; nothing is a good number too. Without a country only
// numbers that begin with + are understood. Numbers need only have a length that
// exists: whether they are given out is for the carrier to say.
func Phone(s, country string) (string, bool) {
	s = clean(s)
	if s == "" {
		return "", true
	}
	if len(s) > maxPhone {
		return "", false
	}
	if country == "" {
		country = phonenumbers.UNKNOWN_REGION
	}
	n, err := phonenumbers.Parse(s, country)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}
