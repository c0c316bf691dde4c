package identity

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// parse reads the number with the country of numbers that have none.
func (w written) parse(country string) (*phonenumbers.PhoneNumber, Problem) {
	home, err := phonenumbers.Parse(w.number, country)
	if abroad := w.withoutPlus(country); abroad != nil {
		prefixed := strings.HasPrefix(digitsOf(w.number), "00") && !strings.Contains(w.number, "(0)")
		if prefixed && err == nil && phonenumbers.IsValidNumber(home) && !samePhone(home, abroad) {
			// In Colombia 005 leads abroad, too: 00 57 601 … is Bogotá or Kazakhstan.
			return nil, Ambiguous
		}
		return abroad, ""
	}
	if err != nil {
		return nil, NotDialed
	}
	return home, ""
}

// withoutPlus is the number with its country code as people write it who leave the +
// out; nil: it is not written so. That is 00 before it, which is understood nearly
// everywhere, whatever is dialled in that country; a (0) behind the code; or the code
// of the organisation's own country where its numbers begin with a 0 that is not there
// (4915123456789 in Germany, 62812345678 in Indonesia).
func (w written) withoutPlus(country string) *phonenumbers.PhoneNumber {
	if w.plus {
		return nil
	}
	code, rest, bracketed := strings.Cut(w.number, "(0)")
	bracketed = bracketed && digitsOf(code) != ""
	digits, prefixed := strings.CutPrefix(digitsOf(w.number), "00")
	if bracketed {
		digits = strings.TrimPrefix(digitsOf(code), "00") + digitsOf(rest)
	}
	if !prefixed && !bracketed {
		own := phonenumbers.GetCountryCodeForRegion(country)
		if own == 0 || phonenumbers.GetNddPrefixForRegion(country, true) == "" || !strings.HasPrefix(digits, strconv.Itoa(own)) {
			return nil
		}
	}
	p, err := phonenumbers.Parse("+"+digits, phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return nil
	}
	if slices.Contains(ordinary, phonenumbers.GetNumberType(today(p))) || prefixed && phonenumbers.IsValidNumber(p) {
		return p
	}
	return nil
}

// ordinary numbers are people's and companies'. What is dialled for a service alone is
// short, and looks like the end of many others.
var ordinary = []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.TOLL_FREE}

func samePhone(a, b *phonenumbers.PhoneNumber) bool {
	return phonenumbers.Format(today(a), phonenumbers.E164) == phonenumbers.Format(today(b), phonenumbers.E164)
}
