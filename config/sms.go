package config

import "fmt"

// SMS says what texts may go out. Counts of 0 are no limits.
type SMS struct {
	Countries          []string `key:"countries"` // ISO 3166, capitals; none: each account's own
	PerNumberHour      int      `key:"per_number_hour"`
	PerInteractionHour int      `key:"per_interaction_hour"`
	PerAccountHour     int      `key:"per_account_hour"`
	NoLinks            []string `key:"no_links"` // countries in which texts with links do not arrive
}

// TextCountries that an account's texts go to; none: any, since it has not said where it is.
func (c *Config) TextCountries(account string) []string {
	if len(c.SMS.Countries) > 0 {
		return c.SMS.Countries
	}
	if a, ok := c.Account(account); ok && a.DefaultCountry != "" {
		return []string{a.DefaultCountry}
	}
	return nil
}

func (l *loading) validateSMS() {
	s := l.cfg.SMS
	for key, countries := range map[string][]string{"countries": s.Countries, "no_links": s.NoLinks} {
		for i, country := range countries {
			l.checkCountry(fmt.Sprintf("sms.%s[%d]", key, i), country)
		}
	}
	for key, n := range map[string]int{"per_number_hour": s.PerNumberHour, "per_interaction_hour": s.PerInteractionHour, "per_account_hour": s.PerAccountHour} {
		if n < 0 {
			l.fail("sms."+key, "must be 0 or more")
		}
	}
}
