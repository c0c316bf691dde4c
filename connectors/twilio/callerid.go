package twilio

import (
	"strings"
	"unicode"

	"github.com/deskside/deskside/connectors/identity"
)

// withheld are what networks and Twilio put in place of a caller id that is not
// shown: words, and numbers that spell them on a phone's keys.
var withheld = map[string]bool{
	"anonymous": true, "restricted": true, "blocked": true, "unknown": true, "unavailable": true, "private": true,
	"+266696687":   true, // ANONYMOUS
	"+7378742833":  true, // RESTRICTED
	"+2562533":     true, // BLOCKED
	"+8656696":     true, // UNKNOWN
	"+86282452253": true, // UNAVAILABLE
}

// Caller is who calls, as the carrier tells.
type Caller struct {
	// Given is what the carrier gave: a number, or the address of a phone that is
	// reached over the Internet. Empty for who withholds it, and for nobody else.
	Given string
	Phone string // E.164; empty: Given is no phone number
}

// longestGiven of a caller's address, in bytes: of a SIP address more is never a
// person's.
const longestGiven = 255

// ReadCaller reads the From of a call from the street. country reads numbers without
// one (ISO 3166, "US"): the organisation's, as its own exchange writes them.
func ReadCaller(from, country string) Caller {
	from = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(from, "")))
	user := from
	if identity.IsSIP(from) {
		user = identity.SIPUser(from)
		if strings.HasSuffix(from, "anonymous.invalid") { // RFC 3261
			return Caller{}
		}
	}
	if from == "" || withheld[strings.ToLower(user)] {
		return Caller{}
	}
	if len(from) > longestGiven {
		return Caller{Given: strings.ToValidUTF8(from[:longestGiven], "")}
	}
	c := Caller{Given: from}
	// Words of a carrier are no label beside a number: 1-800-FLOWERS has none.
	if n, problem := identity.Read(from, country); problem == "" && !strings.ContainsFunc(user, unicode.IsLetter) {
		c.Phone = n.E164
	}
	return c
}
