package twilio

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// withheld are numbers that networks and Twilio put in place of a caller id that
// is not shown: they spell the words on a phone's keys.
var withheld = map[string]bool{
	"+266696687":   true, // ANONYMOUS
	"+7378742833":  true, // RESTRICTED
	"+2562533":     true, // BLOCKED
	"+8656696":     true, // UNKNOWN
	"+86282452253": true, // UNAVAILABLE
}

// CallerID gives the caller's number in E.164, or "" for a caller who withheld
// it, a browser, a SIP address or anything else that is not a phone number.
// region reads numbers without a country code (ISO 3166, "US"); "" accepts none.
func CallerID(from, region string) string {
	from = strings.TrimSpace(from)
	if len(from) > 32 || withheld[from] || strings.ContainsFunc(from, notDialled) {
		return ""
	}
	if region == "" && !strings.HasPrefix(from, "+") {
		return ""
	}
	n, err := phonenumbers.Parse(from, region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return ""
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}

// notDialled keeps letters out: the library would read 1-800-FLOWERS, and "anonymous" too.
func notDialled(r rune) bool { return !strings.ContainsRune("+0123456789 ()-./\u00a0", r) }
