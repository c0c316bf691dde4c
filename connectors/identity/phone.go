// Package identity reads what people note down of each other, phone numbers and
// e-mail addresses, into the one form in which carriers, CRMs and customers mean
// the same person by it.
//
// A number that is written without a country belongs to the country of whoever
// wrote it down: the organisation's, for what stands in its CRM. It is never read
// with the country of the caller it is compared with: (650) 253-0000 in an American
// CRM is not India's +91 65025 30000. Where several readings are possible, there is
// none: who asks gets a Problem and asks a person.
package identity

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Number is a phone number that was understood.
type Number struct {
	E164      string // with its country, as it is dialled today
	Extension string // digits behind a switchboard; empty: none was written

	parsed *phonenumbers.PhoneNumber
	doubt  Problem // with it the number may be compared, not dialled
}

// Problem is why a text is not a phone number that can be dialled.
type Problem string

// Problems. The empty one is none.
const (
	NoDigits  Problem = "no_digits"  // no number stands there
	NoCountry Problem = "no_country" // it has no +, and nobody said whose numbers have none
	LocalOnly Problem = "local_only" // the area is missing: 555-0134
	Letters   Problem = "letters"    // letters among its digits: 1-800-FLOWERS
	Several   Problem = "several"    // more than one number
	Ambiguous Problem = "ambiguous"  // +8 495 …, or 00 where it may begin two countries: not one reading alone
	NotDialed Problem = "not_dialed" // no number of this form is given out
)

// longest text that is looked into, in bytes: the fields of CRMs hold 40 characters,
// a label and an extension among them.
const longest = 200

// Read understands a number as people type it: with words before and behind it, with
// an extension, in any digits. country (ISO 3166, capitals) is that of numbers without
// one; "": such numbers are not understood.
//
// With a + a number need only have a length that exists in its country: whether it is
// given out is for the carrier to say. Without one it must be of a form that the
// country gives out, since the country is only supposed.
func Read(text, country string) (Number, Problem) {
	n, problem := read(text, country)
	if problem == "" {
		problem = n.doubt
	}
	if problem != "" {
		return Number{}, problem
	}
	return n, ""
}

// read is Read for comparing: a number that was not given out when this program was
// built finds whoever has it.
func read(text, country string) (Number, Problem) {
	if len(text) > longest {
		return Number{}, NoDigits
	}
	w, problem := cut(text)
	if problem != "" {
		return Number{}, problem
	}
	if country == "" {
		if !w.plus {
			return Number{}, NoCountry
		}
		country = phonenumbers.UNKNOWN_REGION
	}
	p, problem := w.parse(country)
	if problem != "" {
		return Number{}, problem
	}
	// Who writes +8 495 … starts with a code that is none, and means another country
	// than the one whose code the digits happen to spell together.
	if w.plus && w.firstGroup < len(strconv.Itoa(int(p.GetCountryCode()))) {
		return Number{}, Ambiguous
	}
	p = today(p)
	valid := phonenumbers.IsValidNumber(p)
	if w.plus && !valid && country != phonenumbers.UNKNOWN_REGION {
		// A + before the trunk prefix of a number that is whole without it.
		home, err := phonenumbers.Parse(w.number[1:], country)
		if err == nil && phonenumbers.IsValidNumber(home) && len(significant(home)) < len(digitsOf(w.number)) {
			return Number{}, Ambiguous
		}
	}
	switch phonenumbers.IsPossibleNumberWithReason(p) {
	case phonenumbers.IS_POSSIBLE:
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return Number{}, LocalOnly
	default:
		return Number{}, NotDialed
	}
	n := Number{E164: phonenumbers.Format(p, phonenumbers.E164), Extension: w.extension, parsed: p}
	if n.E164 == w.number {
		return n, "" // as carriers write it: it has just been read as it will be
	}
	if again, err := phonenumbers.Parse(n.E164, phonenumbers.UNKNOWN_REGION); err != nil || phonenumbers.Format(again, phonenumbers.E164) != n.E164 {
		return Number{}, NotDialed // it would be another number to whoever reads it next
	}
	abroad := int(p.GetCountryCode()) != phonenumbers.GetCountryCodeForRegion(country)
	if !w.plus && !abroad && !valid {
		n.doubt = NotDialed
	}
	return n, ""
}

// Same tells whether stored, as somebody of that country wrote it down, is this
// number. One with an extension is a switchboard's: it is the number of many, and
// nobody calls from it.
func (n Number) Same(stored, country string) bool {
	if n.E164 == "" || stored == "" {
		return false
	}
	s, problem := read(stored, country)
	return problem == "" && s.E164 == n.E164 && s.Extension == n.Extension
}

// Normal is stored in E.164, or as stored where it cannot be read.
func Normal(stored, country string) string {
	if n, problem := Read(stored, country); problem == "" {
		return n.E164
	}
	return stored
}

// significant digits: without country code and trunk prefix.
func significant(p *phonenumbers.PhoneNumber) string {
	return phonenumbers.GetNationalSignificantNumber(p)
}

// at makes the number that has these significant digits in p's country.
func at(p *phonenumbers.PhoneNumber, digits string) *phonenumbers.PhoneNumber {
	q, err := phonenumbers.Parse("+"+strconv.Itoa(int(p.GetCountryCode()))+digits, phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return p
	}
	return q
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
