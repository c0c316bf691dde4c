package identity

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// written is a number as it stands among the words of a text.
type written struct {
	number     string // begins with '+' or a digit or '('
	plus       bool
	firstGroup int // digits before the first separator
	extension  string
}

// markers of an extension, as offices of several countries write it. What is not
// among them is a word like any other.
const markers = `x|ext|extn|extension|app|apparat|durchwahl|dw|nst|klappe|kl|poste|int|interno|anexo|ramal|toestel|tst|wew|` +
	`доб|добавочный|вн|внутр|内線|分機|分机|转|轉|내선`

// extension behind a number: after a marker, or after a sign that phones dial as a
// pause.
var extension = regexp.MustCompile(`(?i)^[\s,;:.(\[-]*(?:(?:(?:` + markers + `)[\s.:#=№-]*)|[,;#]+\s*)(\d{1,8})\D*$`)

// marker is a word that stands beside a number and is no part of a name.
var marker = regexp.MustCompile(`(?i)^(?:tel|phone|` + markers + `)[.:]*$`)

// IsMarker tells whether a word says only what the number beside it is: tel, ext, Durchwahl.
func IsMarker(word string) bool { return marker.MatchString(word) }

// cut takes the number and its extension out of a text. Words are never read as
// digits: the library would make 030 12345627712 of "030 123456 App. 12", and dial
// the name of a company.
func cut(text string) (written, Problem) {
	text = tidy(text)
	start := strings.IndexFunc(text, isDigit)
	if start < 0 {
		return written{}, NoDigits
	}
	before := text[:start]
	// Brackets and the + belong to the number, with the space between them.
	start = len(strings.TrimRight(before, "+([ "))
	if at := strings.IndexAny(before[start:], "+(["); at >= 0 {
		start += at
	} else {
		start = len(before)
	}
	if start > 0 && asciiLetter(text[start-1]) {
		return written{}, Letters
	}
	end := len(text)
	if at := strings.IndexFunc(text[start:], endsNumber); at >= 0 {
		end = start + at
	}
	w := written{number: strings.TrimRight(text[start:end], " ([-./"), plus: strings.Contains(before[start:], "+")}
	between, rest := text[start+len(w.number):end], text[end:]
	if m := extension.FindStringSubmatch(text[start+len(w.number):]); m != nil {
		w.extension = m[1]
		rest = ""
	}
	switch {
	case strings.Contains(w.number[strings.IndexFunc(w.number, isDigit):], "+"), strings.ContainsFunc(rest, isDigit):
		return written{}, Several
	case rest != "" && asciiLetter(rest[0]) && !strings.ContainsAny(between, " (["):
		return written{}, Letters
	}
	group := w.number[strings.IndexFunc(w.number, isDigit):]
	for w.firstGroup < len(group) && isDigit(rune(group[w.firstGroup])) {
		w.firstGroup++
	}
	if w.plus {
		// (0) is the trunk prefix, for who dials from within the country.
		w.number = "+" + strings.TrimLeft(strings.Replace(w.number, "(0)", "", 1), "+([ ")
	}
	return w, ""
}

// tidy writes a text in the signs that numbers are made of: digits of every script
// and full width as 0 to 9, their dashes, brackets and spaces likewise; and leaves
// out what cannot be seen, which address books put around numbers.
func tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'z':
			return r
		case unicode.Is(unicode.Nd, r):
			return '0' + digitValue(r)
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Pd, r), r == '−', r == 'ー', r == 'ｰ', r == '~', r == '～':
			return '-'
		case r == '·', r == '•', r == '∙', r == '‧', r == '・':
			return '.'
		case r >= '！' && r <= '～': // full width forms of ASCII
			return r - '！' + '!'
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	text = strings.TrimSpace(text)
	if IsSIP(text) {
		return SIPUser(text)
	}
	if len(text) > 4 && strings.EqualFold(text[:4], "tel:") {
		text = strings.Replace(text[4:], ";ext=", " ext ", 1)
		text, _, _ = strings.Cut(text, ";") // parameters of RFC 3966
	}
	return text
}

// IsSIP reports whether a text is the address of a phone on the Internet.
func IsSIP(text string) bool {
	scheme, _, ok := strings.Cut(text, ":")
	return ok && (strings.EqualFold(scheme, "sip") || strings.EqualFold(scheme, "sips"))
}

// SIPUser is the part of a SIP address that names the phone: its number, if it has
// one. sip:+14155550134;npdi@carrier.example:5061 is +14155550134.
func SIPUser(address string) string {
	_, rest, _ := strings.Cut(address, ":")
	user, _, atHost := strings.Cut(rest, "@")
	if !atHost && !strings.HasPrefix(rest, "+") {
		return "" // a host alone is nobody's number
	}
	user, _, _ = strings.Cut(user, ";")
	user, _, _ = strings.Cut(user, ":") // a password
	if plain, err := url.PathUnescape(user); err == nil {
		user = plain
	}
	return user
}

// digitValue: the tables of decimal digits run from 0 to 9, over and over.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo, hi := rune(t.Lo), rune(t.Hi); lo <= r && r <= hi { //nolint:gosec // no rune has more than 21 bits
			return (r - lo) % 10
		}
	}
	return 0
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func asciiLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// endsNumber: whatever people do not put between the digits of one number.
func endsNumber(r rune) bool { return !isDigit(r) && !strings.ContainsRune("+ ()[]-./", r) }
