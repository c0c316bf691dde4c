package identity_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/identity"
)

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// Both ways: a stored form is read as the caller's number, and from the caller's
// number every index finds the stored form.
func TestFormsOfOneNumber(t *testing.T) {
	for _, c := range crmtest.SameNumber {
		caller, problem := identity.Read(c.Caller, "")
		if problem != "" || caller.E164 != c.Caller {
			t.Errorf("%s: %+v, %s", c.Caller, caller, problem)
			continue
		}
		forms, byDigits, endings := caller.Forms(c.Country), caller.Digits(c.Country), caller.Endings(c.Country)
		for _, stored := range c.Stored {
			if n, problem := identity.Read(stored, c.Country); n.E164 != c.Caller || problem != "" {
				t.Errorf("%s: %q is read as %q, %s; want %s", c.Country, stored, n.E164, problem, c.Caller)
			}
			if !caller.Same(stored, c.Country) {
				t.Errorf("%s: %q is not the same as %s", c.Country, stored, c.Caller)
			}
			if ascii := digits(stored); ascii != "" && stored == strings.ToValidUTF8(stored, "") && len(stored) == utf8.RuneCountInString(stored) {
				if !slices.Contains(byDigits, ascii) {
					t.Errorf("%s: digits of %q are not asked for: %q", c.Country, stored, byDigits)
				}
				if !slices.Contains(forms, stored) && !slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(ascii, e) }) {
					t.Errorf("%s: %q is neither among the forms nor ends in %q", c.Country, stored, endings)
				}
			}
		}
		for _, f := range forms {
			if !caller.Same(f, c.Country) {
				t.Errorf("%s in %s: the form %q is not the same number", c.Caller, c.Country, f)
			}
		}
	}
}

func TestNumbersOfOthers(t *testing.T) {
	for _, c := range crmtest.OtherNumber {
		caller, problem := identity.Read(c.Caller, "")
		if problem != "" {
			continue // nobody calls from it
		}
		for _, stored := range c.Stored {
			if caller.Same(stored, c.Country) {
				t.Errorf("%s: %q is taken for %s", c.Country, stored, c.Caller)
			}
		}
	}
}

// Of every country: however its numbers are written, with or without what is dialled
// before them, they are never read as somebody else's.
func TestNoFormIsAnotherNumber(t *testing.T) {
	kinds := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE}
	for country := range phonenumbers.GetSupportedRegions() {
		for _, kind := range kinds {
			p := phonenumbers.GetExampleNumberForType(country, kind)
			if p == nil {
				continue
			}
			number := phonenumbers.Format(p, phonenumbers.E164)
			national, abroad := phonenumbers.Format(p, phonenumbers.NATIONAL), phonenumbers.Format(p, phonenumbers.INTERNATIONAL)
			for _, text := range []string{
				number, national, abroad, digits(national), digits(abroad), "00" + digits(abroad), "00 " + strings.TrimPrefix(abroad, "+"), "+" + strings.ReplaceAll(abroad[1:], " ", "-"),
				strings.ReplaceAll(national, " ", "-"), strings.ReplaceAll(national, "-", " "), strings.ReplaceAll(national, " ", "."), strings.Replace(abroad, " ", " (0) ", 1),
			} {
				if n, problem := identity.Read(text, country); problem == "" && n.E164 != number {
					t.Errorf("%s: %q is read as %s, and is %s", country, text, n.E164, number)
				}
			}
			if n, problem := identity.Read(number, country); n.E164 != number || problem != "" {
				t.Errorf("%s: %s is read as %q, %s", country, number, n.E164, problem)
			}
			if got, _ := identity.Read(digits(abroad), country); got.E164 != number && kind != phonenumbers.TOLL_FREE {
				t.Errorf("%s: %q is read as %q", country, digits(abroad), got.E164)
			}
		}
	}
}

func TestWhatCannotBeDialled(t *testing.T) {
	for _, c := range crmtest.CannotBeDialled {
		for _, text := range c.Stored {
			if n, problem := identity.Read(text, c.Country); problem == "" {
				t.Errorf("%s: %q would be dialled as %s", c.Country, text, n.E164)
			}
		}
	}
}

func TestProblems(t *testing.T) {
	seen := map[identity.Problem]bool{}
	for text, want := range map[string]identity.Problem{
		"": identity.NoDigits, "anonymous": identity.NoDigits, "5550134": identity.LocalOnly, "1-800-FLOWERS": identity.Letters, "A6502530000": identity.Letters,
		"650-253-0000 or 650-253-0001": identity.Several, "+1 650 253 0000 +1 650 253 0001": identity.Several, "+8 495 123-45-67": identity.Ambiguous,
		"0311234567": identity.NotDialed, "911": identity.NotDialed, strings.Repeat("1", 500): identity.NoDigits,
	} {
		_, got := identity.Read(text, "US")
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		seen[got] = true
	}
	if _, got := identity.Read("650 253 0000", ""); got != identity.NoCountry {
		t.Errorf("without a country: %q", got)
	}
	seen[identity.NoCountry] = true
	for _, p := range []identity.Problem{
		identity.NoDigits, identity.NoCountry, identity.LocalOnly, identity.Letters, identity.Several, identity.Ambiguous, identity.NotDialed,
	} {
		if !seen[p] {
			t.Errorf("nothing here has the problem %q", p)
		}
	}
}

func TestExtensions(t *testing.T) {
	for text, want := range map[string]string{
		"650-253-0000 x22": "22", "650-253-0000x22": "22", "650-253-0000 ext. 22": "22", "650-253-0000;ext=22": "22", "650-253-0000,22": "22", "650-253-0000 #22": "22",
		"tel:+1-650-253-0000;ext=22": "22", "(650) 253-0000 (ext 22)": "22", "650-253-0000 office": "", "650-253-0000 доб. 22": "22",
		"650-253-0000 内線22": "22", "650-253-0000 App. 22": "22", "650-253-0000 x 22 (reception)": "22", "650-253-0000 ext 22, Rosa": "22",
	} {
		n, problem := identity.Read(text, "US")
		if n.E164 != "+16502530000" || n.Extension != want || problem != "" {
			t.Errorf("%q: %+v, %q; want extension %q", text, n, problem, want)
		}
	}
}

// What address books put around numbers cannot be seen.
func TestInvisibleSigns(t *testing.T) {
	for _, text := range []string{"\u202d+1 650-253-0000\u202c", "\u2068+16502530000\u2069", "+1\u00a0650\u202f253\u20110000", "\ufeff+1 650 253 0000\u200b", "＋１（６５０）２５３－００００", "+١٦٥٠٢٥٣٠٠٠٠"} {
		if n, problem := identity.Read(text, "DE"); n.E164 != "+16502530000" {
			t.Errorf("%+q: %q, %q", text, n.E164, problem)
		}
	}
}

func TestDisplay(t *testing.T) {
	for _, c := range []struct{ number, reader, want string }{
		{"+16502530000", "US", "(650) 253-0000"}, {"+16502530000", "DE", "+1 650-253-0000"}, {"+16502530000", "", "+1 650-253-0000"},
		{"+49301234567", "DE", "030 1234567"}, {"+5491123456789", "AR", "011 15-2345-6789"}, {"+5491123456789", "US", "+54 9 11 2345-6789"},
		{"+15550100123", "US", "+1 555-010-0123"}, {"client:ada", "US", "client:ada"}, {"", "US", ""}, {"sip:rosa@carrier.example", "US", "sip:rosa@carrier.example"},
		{"sip:+14155550134@carrier.example", "US", "(415) 555-0134 (sip:+14155550134@carrier.example)"}, {"sip:1001@pbx.example", "US", "sip:1001@pbx.example"},
	} {
		if got := identity.Display(c.number, c.reader); got != c.want {
			t.Errorf("%s for readers in %q: %q, want %q", c.number, c.reader, got, c.want)
		}
	}
}

func TestEmail(t *testing.T) {
	for in, ok := range map[string]bool{
		"rosa@customer.example": true, "o'brien@customer.example": true, "a*b@customer.example": true, "{x}|y@customer.example": true, "müller@bücher.example": true,
		"rosa+shop@customer.example": true, " rosa@customer.example ": true,
		"": false, "rosa": false, "Rosa <rosa@customer.example>": false, "a@b@c": false, `x" OR email:*`: false, "rosa@customer.example,else@customer.example": false,
		"rosa@customer.example\nbcc: x": false, strings.Repeat("a", 250) + "@b.example": false,
	} {
		if got, good := identity.Email(in); good != ok || good && got != strings.TrimSpace(in) {
			t.Errorf("%q: %q, %t", in, got, good)
		}
	}
}

// FuzzRead: whatever stands there, a number that is understood is the same number
// when it is read again, from all of its forms.
func FuzzRead(f *testing.F) {
	for _, list := range [][]crmtest.PhoneForms{crmtest.SameNumber, crmtest.OtherNumber, crmtest.CannotBeDialled} {
		for _, c := range list {
			for _, s := range c.Stored {
				f.Add(s, c.Country)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		if country != "" && (len(country) != 2 || strings.ToUpper(country) != country) {
			country = "US"
		}
		n, problem := identity.Read(text, country)
		if problem != "" {
			if n.E164 != "" {
				t.Fatalf("%q in %s: %+v with problem %q", text, country, n, problem)
			}
			return
		}
		again, problem := identity.Read(n.E164, "")
		if again.E164 != n.E164 || problem != "" {
			t.Fatalf("%q in %s is %s, and then %s %q", text, country, n.E164, again.E164, problem)
		}
		if !again.Same(n.E164, "") || len(n.Forms(country)) == 0 || len(n.Digits(country)) == 0 || len(n.Endings(country)) == 0 {
			t.Fatalf("%s has no forms", n.E164)
		}
	})
}
