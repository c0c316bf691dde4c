package identity

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Forms are the ways in which people and imports of a country write a number down,
// for CRMs that compare text: E.164 first, then in no order that means anything.
// A number of another country is written with its own everywhere.
func (n Number) Forms(country string) []string {
	p := n.parsed
	if p == nil {
		return nil
	}
	code := strconv.Itoa(int(p.GetCountryCode()))
	intl, national := phonenumbers.Format(p, phonenumbers.INTERNATIONAL), n.National()
	_, rest, _ := strings.Cut(intl, " ")
	all := []string{
		n.E164, intl, with(" ", intl), "+" + code + " " + digitsOf(rest), "+" + code + digitsOf(rest), "+" + code + " " + national, "+" + code + "-" + with("-", rest),
		"+" + code + " (0)" + rest, "+" + code + " (0) " + rest,
	}
	former, within := formerly(p)
	for _, f := range grouped(former, rest) {
		all = append(all, "+"+code+f, "+"+code+" "+f, "+"+code+" "+with(" ", f))
	}
	area, local, argentine := mobileOfArgentina(p)
	if argentine {
		all = append(all, "+"+code+" "+area+" 15 "+local, "+"+code+" "+area+" 15-"+local)
	}
	if country != "" { // 00 is written everywhere
		all = append(all, "00"+code+" (0)"+rest, "00 "+code+" (0)"+rest)
		for _, prefix := range unique("00", []string{dialledAbroad(country)}) {
			for _, digits := range []string{digitsOf(rest), former} {
				if digits != "" {
					all = append(all, prefix+code+digits, prefix+" "+code+" "+digits)
				}
			}
			all = append(all, prefix+code+" "+rest, prefix+" "+code+" "+rest, prefix+" "+code+" "+with(" ", rest))
		}
	}
	if n.at(country) {
		all = append(all, digitsOf(rest), code+digitsOf(rest), code+"-"+with("-", rest), digitsOf(national), national, strings.ReplaceAll(national, " ", "-"),
			with("-", national), with(" ", national), with(".", national), rest, with("-", rest), with(".", rest), with(" ", rest))
		if len(national)%2 == 0 && digitsOf(national) == national {
			all = append(all, pairs(national))
		}
		for _, digits := range append(within, former) {
			for _, f := range grouped(digits, rest) {
				all = append(all, f, with("-", f), with(" ", f))
			}
		}
		if country == "JP" {
			all = append(all, fullWidth(national), strings.ReplaceAll(fullWidth(national), "－", "-"), fullWidth(digitsOf(national)))
		}
		if argentine {
			for _, a := range []string{"0" + area, area, "(0" + area + ")", "(" + area + ")"} {
				all = append(all, a+" 15-"+local, a+" 15 "+local, a+" 15 "+with(" ", local), a+" 15 "+digitsOf(local), a+"-15-"+local, a+"15-"+local, a+"15"+digitsOf(local))
			}
		}
	}
	return unique(n.E164, all)
}

// Digits are Forms for CRMs that compare digits alone, of which full width are others
// than narrow ones.
func (n Number) Digits(country string) []string {
	var all []string
	for _, f := range n.Forms(country) {
		if digits := digitsOf(f); digits != "" {
			f = digits
		}
		all = append(all, f)
	}
	if all == nil {
		return nil
	}
	return unique(all[0], all)
}

// Endings are the fewest digits by which an index that knows ends of numbers finds
// every form of this one. Whatever else it finds is for Same to drop.
func (n Number) Endings(country string) []string {
	if n.parsed == nil {
		return nil
	}
	all := []string{significant(n.parsed)}
	if former, _ := formerly(n.parsed); former != "" {
		all = append(all, former)
	}
	if area, local, ok := mobileOfArgentina(n.parsed); ok {
		all = append(all, area+"15"+digitsOf(local))
	}
	var fewest []string
	for _, s := range all {
		if !slices.ContainsFunc(all, func(end string) bool { return end != s && strings.HasSuffix(s, end) }) {
			fewest = append(fewest, s)
		}
	}
	return fewest
}

// Whole are the digits of a number that was typed, with its country, as they are and as
// they were before: for what holds numbers whole. None: it is no number, or not one alone.
func Whole(text, country string) []string {
	n, problem := read(text, country)
	if problem != "" {
		return nil
	}
	all := []string{digitsOf(n.E164)}
	if former, _ := formerly(n.parsed); former != "" {
		all = append(all, strconv.Itoa(int(n.parsed.GetCountryCode()))+former)
	}
	return all
}

// Display is a number as readers of that country are used to see it: with its country
// unless it is their own. What is no number stays as it is, and beside the number of a
// SIP address stands the address.
func Display(party, country string) string {
	n, problem := read(party, "")
	switch {
	case problem != "" || n.E164 != party && !IsSIP(party):
		return party
	case n.E164 != party:
		return n.display(country) + " (" + party + ")"
	}
	return n.display(country)
}

func (n Number) display(country string) string {
	if n.at(country) && phonenumbers.IsValidNumber(n.parsed) {
		return n.National()
	}
	return phonenumbers.Format(n.parsed, phonenumbers.INTERNATIONAL)
}

// National is the number as it is written within its country.
func (n Number) National() string {
	if area, local, ok := mobileOfArgentina(n.parsed); ok {
		return "0" + area + " 15-" + local
	}
	return phonenumbers.Format(n.parsed, phonenumbers.NATIONAL)
}

// Country of the number, ISO 3166; "" for one that belongs to none.
func (n Number) Country() string {
	if n.parsed == nil {
		return ""
	}
	region := phonenumbers.GetRegionCodeForNumber(n.parsed)
	if region == "" || region == phonenumbers.UNKNOWN_REGION {
		region = phonenumbers.GetRegionCodeForCountryCode(int(n.parsed.GetCountryCode()))
	}
	return region
}

// at tells whether the number is written without its country code there: several
// countries share one.
func (n Number) at(country string) bool {
	return country != "" && phonenumbers.GetCountryCodeForRegion(country) == int(n.parsed.GetCountryCode())
}

// dialledAbroad is what is dialled in a country before the code of another one: 00 in
// most, 011 in America.
func dialledAbroad(country string) string {
	if country == "" {
		return ""
	}
	code := int32(44)
	if phonenumbers.GetCountryCodeForRegion(country) == 44 {
		code = 49
	}
	other := phonenumbers.PhoneNumber{CountryCode: &code, NationalNumber: new(uint64(2079460018))}
	prefix, _, _ := strings.Cut(phonenumbers.FormatOutOfCountryCallingNumber(&other, country), " ")
	if strings.Trim(prefix, "0123456789~") != "" {
		return "" // of countries with several the library gives the pattern of all
	}
	return digitsOf(prefix)
}

// grouped are former digits in the groups in which they were written: as the number
// of today is but for what stands before it, or in pairs.
func grouped(digits, rest string) []string {
	if digits == "" {
		return nil
	}
	out := []string{digits}
	if prefix, ok := strings.CutSuffix(digits, digitsOf(rest)); ok && prefix != "" {
		return append(out, prefix+" "+rest)
	}
	switch len(digits) {
	case 8:
		out = append(out, pairs(digits))
	case 10:
		out = append(out, "("+digits[:2]+") "+digits[2:6]+"-"+digits[6:], digits[:2]+" "+digits[2:6]+"-"+digits[6:])
	}
	return out
}

// fullWidth is how Japanese keyboards write when nobody switches them over.
func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r - '!' + '！'
		}
		return r
	}, s)
}

func pairs(digits string) string {
	var b strings.Builder
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(digits[i : i+2])
	}
	return b.String()
}

// with puts sep between the groups of a number.
func with(sep, number string) string {
	return strings.NewReplacer("-", sep, " ", sep, "(", "", ")", "").Replace(number)
}

// unique sorts and keeps first in its place.
func unique(first string, all []string) []string {
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == first || s == "" })
	return append([]string{first}, all...)
}
