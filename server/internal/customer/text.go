package customer

import (
	"unicode/utf8"

	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/text"
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
	if s = text.Line(s); s == "" {
		return "", true
	}
	return identity.Email(s)
}

// Phone number in E.164, as identity.Read understands it; nothing is a good number
// too. A number with an extension is that of a switchboard, and says of nobody who
// they are.
func Phone(s, country string) (string, bool) {
	if text.Line(s) == "" {
		return "", true
	}
	n, problem := identity.Read(s, country)
	if problem != "" || n.Extension != "" {
		return "", false
	}
	return n.E164, true
}
