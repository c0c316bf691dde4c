package connectors

import (
	"regexp"
	"strings"
	"unicode"
)

// detailBytes keeps a detail to what fits on a page.
const detailBytes = 300

// Whatever may be a customer's: addresses, and digits that may be a number of theirs.
var (
	addressLike = regexp.MustCompile(`[^\s"'<>()]+@[^\s"'<>()]+`)
	numberLike  = regexp.MustCompile(`\+?\d[\d ().-]{4,}\d`)
	markup      = regexp.MustCompile(`<[^>]*>`)
)

// Detail makes one line of a CRM's own code and message that may be shown to an admin
// of that CRM.
func Detail(code, message string) string {
	message = markup.ReplaceAllString(strings.ToValidUTF8(message, ""), " ")
	message = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, message)
	message = numberLike.ReplaceAllString(addressLike.ReplaceAllString(message, "…"), "…")
	message = strings.Join(strings.Fields(message), " ")
	line := strings.TrimSuffix(strings.TrimSpace(code+": "+message), ":")
	if code == "" {
		line = message
	}
	if len(line) > detailBytes {
		line = strings.ToValidUTF8(line[:detailBytes], "") + "…"
	}
	return line
}
