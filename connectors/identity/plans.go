package identity

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// renumbered is a country whose numbers have grown or shrunk while address books
// have not. Whoever had the old one has the new one.
type renumbered struct {
	// today gives the significant digits of today for former ones; "" for digits that
	// are no former number.
	today func(former string) string
	// former gives today's digits as they were before: the significant ones, and what
	// else was dialled within the country.
	former func(today string) (digits string, within []string)
}

// plans by country code, with the date of the change and who announced it.
var plans = map[int32]renumbered{
	// Mexico, 3 August 2019 (IFT): mobiles had a 1 behind the country code; within the
	// country 01, 044 and 045 came before the number.
	52: {
		today: func(former string) string {
			for _, prefix := range []string{"1", "01", "044", "045"} {
				if rest, ok := strings.CutPrefix(former, prefix); ok && len(rest) == 10 {
					return rest
				}
			}
			return ""
		},
		former: func(today string) (string, []string) {
			if len(today) != 10 {
				return "", nil
			}
			return "1" + today, []string{"01" + today, "044" + today, "045" + today}
		},
	},
	// Brazil, until November 2016 (Anatel): a 9 before the eight digits of mobiles.
	55: {
		today: func(former string) string {
			if len(former) == 10 && former[2] >= '6' {
				return former[:2] + "9" + former[2:]
			}
			return ""
		},
		former: func(today string) (string, []string) {
			if len(today) == 11 && today[2] == '9' && today[3] >= '6' {
				return today[:2] + today[3:], nil
			}
			return "", nil
		},
	},
	// Colombia, 1 September 2021 (CRC): 60 before the area of fixed lines; 03 led to
	// another area.
	57: {
		today: func(former string) string {
			if former = strings.TrimPrefix(former, "03"); len(former) == 8 {
				return "60" + former
			}
			return ""
		},
		former: func(today string) (string, []string) {
			if rest, ok := strings.CutPrefix(today, "60"); ok && len(rest) == 8 {
				return rest, []string{"03" + rest}
			}
			return "", nil
		},
	},
	// Vietnam, 15 September to 14 November 2018 (MIC): mobiles of eleven digits have ten.
	84: {
		today: func(former string) string {
			if len(former) != 10 || vietnamese[former[:3]] == "" {
				return ""
			}
			return vietnamese[former[:3]] + former[3:]
		},
		former: func(today string) (string, []string) {
			for old, now := range vietnamese {
				if rest, ok := strings.CutPrefix(today, now); ok && len(rest) == 7 {
					return old + rest, []string{"0" + old + rest}
				}
			}
			return "", nil
		},
	},
	// Côte d'Ivoire, 31 January 2021 (ARTCI): two digits that name the network. Of
	// mobiles the second digit said which it is, of fixed lines the third.
	225: {today: ivorian, former: func(today string) (string, []string) {
		if len(today) == 10 && ivorian(today[2:]) == today {
			return today[2:], nil
		}
		return "", nil
	}},
	// Benin, 30 November 2024 (ARCEP): 01 before all of them.
	229: {
		today: func(former string) string {
			if len(former) == 8 {
				return "01" + former
			}
			return ""
		},
		former: func(today string) (string, []string) {
			if rest, ok := strings.CutPrefix(today, "01"); ok && len(rest) == 8 {
				return rest, nil
			}
			return "", nil
		},
	},
}

// vietnamese are the beginnings of mobiles, former and of today.
var vietnamese = map[string]string{
	"120": "70", "121": "79", "122": "77", "126": "76", "128": "78", // MobiFone
	"123": "83", "124": "84", "125": "85", "127": "81", "129": "82", // VinaPhone
	"162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39", // Viettel
	"186": "56", "188": "58", // Vietnamobile
	"199": "59", // Gmobile
}

func ivorian(former string) string {
	if len(former) != 8 {
		return ""
	}
	if former[0] == '2' || former[0] == '3' {
		switch former[2] {
		case '0':
			return "25" + former
		case '8':
			return "21" + former
		}
		return "27" + former
	}
	switch former[1] {
	case '0', '1', '2', '3':
		return "01" + former
	case '4', '5', '6':
		return "05" + former
	}
	return "07" + former
}

// today is the number under which whoever had p is reached now. Only a number that
// is none any more is read as a former one.
func today(p *phonenumbers.PhoneNumber) *phonenumbers.PhoneNumber {
	plan, changed := plans[p.GetCountryCode()]
	if !changed || phonenumbers.IsValidNumber(p) {
		return p
	}
	digits := plan.today(significant(p))
	if digits == "" {
		return p
	}
	if now := at(p, digits); phonenumbers.IsValidNumber(now) {
		return now
	}
	return p
}

// formerly are the digits that a number had; none if it has always been so.
func formerly(p *phonenumbers.PhoneNumber) (digits string, within []string) {
	if plan, changed := plans[p.GetCountryCode()]; changed {
		return plan.former(significant(p))
	}
	return "", nil
}

const argentina = 54

// mobileOfArgentina gives area and number of a mobile. Abroad it has a 9 before the
// area, at home a 15 behind it; what the library formats for use at home, 09 15-…,
// nobody writes, and it leads nowhere.
func mobileOfArgentina(p *phonenumbers.PhoneNumber) (area, local string, ok bool) {
	if p.GetCountryCode() != argentina || !strings.HasPrefix(significant(p), "9") {
		return "", "", false
	}
	parts := strings.SplitN(phonenumbers.Format(p, phonenumbers.INTERNATIONAL), " ", 4) // +54 9 11 2345-6789
	if len(parts) != 4 {
		return "", "", false
	}
	return parts[2], parts[3], true
}
