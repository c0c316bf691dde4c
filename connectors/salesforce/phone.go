package salesforce

import (
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// number is a caller's number in all the ways it is likely to have been typed.
// Salesforce keeps phones as they were typed and compares them so.
type number struct {
	e164     string
	national string // digits without country code and trunk prefix
	region   string // US; numbers without a country code are read as being there
	variants []string
}

// readNumber gives false for what is no E.164 number.
func readNumber(e164 string) (number, bool) {
	if !strings.HasPrefix(e164, "+") {
		return number{}, false
	}
	p, err := phonenumbers.Parse(e164, "")
	if err != nil || phonenumbers.Format(p, phonenumbers.E164) != e164 {
		return number{}, false
	}
	n := number{e164: e164, national: phonenumbers.GetNationalSignificantNumber(p), region: phonenumbers.GetRegionCodeForNumber(p)}
	if n.region == "" || n.region == "ZZ" {
		n.region = phonenumbers.GetRegionCodeForCountryCode(int(p.GetCountryCode()))
	}
	nat, intl := phonenumbers.Format(p, phonenumbers.NATIONAL), phonenumbers.Format(p, phonenumbers.INTERNATIONAL)
	code := strings.TrimSuffix(strings.TrimPrefix(e164, "+"), n.national)
	_, rest, _ := strings.Cut(intl, " ")
	with := func(sep string) string { return strings.NewReplacer("-", sep, " ", sep).Replace(rest) }
	n.variants = []string{
		e164, e164[1:], n.national, "00" + e164[1:], digitsOf(nat), nat, intl, strings.ReplaceAll(intl, "-", " "), strings.ReplaceAll(nat, " ", "-"),
		rest, with("-"), with("."), with(" "),
		"+" + code + " " + nat, "+" + code + n.national, "+" + code + " " + n.national, "+" + code + "-" + with("-"), code + "-" + with("-"), code + " " + nat,
	}
	slices.Sort(n.variants)
	n.variants = slices.Compact(n.variants)
	return n, true
}

// same tells whether stored is this number, however it was typed.
func (n number) same(stored string) bool {
	return stored != "" && n.normal(stored) == n.e164
}

// normal is stored in E.164, or as stored where it cannot be read.
func (n number) normal(stored string) string {
	p, err := phonenumbers.Parse(stored, n.region)
	if err != nil {
		return stored
	}
	return phonenumbers.Format(p, phonenumbers.E164)
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
