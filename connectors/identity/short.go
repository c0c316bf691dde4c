package identity

import "github.com/nyaruka/phonenumbers"

// Short reports whether digits, as they are dialled in a country, are for help in need or one
// of the short numbers that its carriers have given out. With "" they are of any country's.
func Short(digits, country string) bool {
	digits = digitsOf(digits)
	if digits == "" || len(digits) > longestShort {
		return false
	}
	return country == "" || len(digits) < leastWhole || phonenumbers.ConnectsToEmergencyNumber(digits, country)
}

const (
	longestShort = 8 // digits that a carrier's own service has
	leastWhole   = 7 // digits of the shortest number with its country
)
