package identity

import "github.com/nyaruka/phonenumbers"

// satellite are the country codes of no country: satellites, ships, and networks that sell
// their minutes (ITU-T E.164, annex of 2016, and what was withdrawn from it). 800 is free,
// and 808 of shared cost is told by its type.
var satellite = map[int32]bool{870: true, 878: true, 881: true, 882: true, 883: true, 888: true, 979: true}

// Costly numbers are those that their owners earn by: of premium rate, of shared cost,
// personal ones that are led on to wherever their owners are (070 in Britain), of
// satellites and of networks without a country.
func (n Number) Costly() bool {
	if n.parsed == nil {
		return false
	}
	if satellite[n.parsed.GetCountryCode()] {
		return true
	}
	switch phonenumbers.GetNumberType(n.parsed) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.PERSONAL_NUMBER, phonenumbers.PAGER:
		return true
	case phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.TOLL_FREE, phonenumbers.VOIP,
		phonenumbers.UAN, phonenumbers.VOICEMAIL, phonenumbers.UNKNOWN:
	}
	return false
}
