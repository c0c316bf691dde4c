package twiliotest

import (
	"strings"
	"unicode/utf16"
)

// gsm7 is the alphabet in which a text costs least; of extended each counts two.
const (
	gsm7     = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extended = "\f^{}\\[~]|€"
)

// Segments counts the parts of a text. One character that GSM-7 does not have makes it UCS-2
// as a whole, in which no pair of surrogates is cut.
func Segments(body string) (parts int, encoding string) {
	units := 0
	for _, r := range body {
		switch {
		case strings.ContainsRune(gsm7, r):
			units++
		case strings.ContainsRune(extended, r):
			units += 2
		default:
			return ucs2Segments(body), "UCS-2"
		}
	}
	if units <= 160 {
		return 1, "GSM-7"
	}
	parts, left := 1, 153
	for _, r := range body { // an extended character is in one part
		n := 1
		if strings.ContainsRune(extended, r) {
			n = 2
		}
		if n > left {
			parts, left = parts+1, 153
		}
		left -= n
	}
	return parts, "GSM-7"
}

func ucs2Segments(body string) int {
	if len(utf16.Encode([]rune(body))) <= 70 {
		return 1
	}
	parts, left := 1, 67
	for _, r := range body {
		n := utf16.RuneLen(r)
		if n < 0 {
			n = 1
		}
		if n > left {
			parts, left = parts+1, 67
		}
		left -= n
	}
	return parts
}
