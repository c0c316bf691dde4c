package identity

import (
	"net/mail"
	"strings"
)

// longestEmail in bytes: RFC 5321, without the angle brackets.
const longestEmail = 254

// Email is an address alone, without a name around it, as CRMs keep it. Whatever
// net/mail takes is one: o'brien@example.com and müller@example.com are people too.
// Nothing is not an address.
func Email(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > longestEmail {
		return "", false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return "", false
	}
	return s, true
}
