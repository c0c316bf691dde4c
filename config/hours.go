package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	hoursPattern   = regexp.MustCompile(`^(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))? (?:([01][0-9]|2[0-3]):([0-5][0-9]))-(?:([01][0-9]|2[0-4]):([0-5][0-9]))$`)
	holidayPattern = regexp.MustCompile(`^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$`)
	weekdays       = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // as time.Weekday counts
)

const minutesOfDay = 24 * 60

// hours of some days of the week, in minutes; until: after midnight it is more than a
// day's.
type hours struct {
	first, last time.Weekday // both of them, and those between, over the end of the week too
	from, until int
}

func parseHours(text string) (h hours, err error) {
	m := hoursPattern.FindStringSubmatch(text)
	if m == nil {
		return h, fmt.Errorf(`%q must be like "mon-fri 09:00-17:00"`, text)
	}
	day := func(name string) time.Weekday { return time.Weekday(slices.Index(weekdays, name)) }
	minute := func(hour, minute string) int {
		return 60*(int(hour[0]-'0')*10+int(hour[1]-'0')) + int(minute[0]-'0')*10 + int(minute[1]-'0')
	}
	h = hours{first: day(m[1]), last: day(m[1]), from: minute(m[3], m[4]), until: minute(m[5], m[6])}
	if m[2] != "" {
		h.last = day(m[2])
	}
	switch {
	case h.until > minutesOfDay:
		return h, fmt.Errorf("%q ends after 24:00", text)
	case h.until == h.from:
		return h, fmt.Errorf("%q ends when it begins", text)
	case h.until < h.from:
		h.until += minutesOfDay
	}
	return h, nil
}

// on reports whether they begin on a day of the week.
func (h hours) on(d time.Weekday) bool {
	if h.first <= h.last {
		return h.first <= d && d <= h.last
	}
	return d >= h.first || d <= h.last
}

func checkHoliday(text string) error {
	bad := fmt.Errorf(`%q must be a day such as 2026-12-24, or 12-25 for that of each year`, text)
	if !holidayPattern.MatchString(text) {
		return bad
	}
	if len(text) == len("12-25") {
		text = "2000-" + text // a leap year
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return bad
	}
	return nil
}

// Always reports whether a queue is open day and night.
func (q Queue) Always() bool { return len(q.Hours)+len(q.Holidays) == 0 }

// Open reports whether a queue is open at a moment. Hours over midnight belong to the day
// on which they begin, as on a holiday they do not.
func (q Queue) Open(at time.Time) bool {
	at = at.In(location(q.Timezone))
	minute := at.Hour()*60 + at.Minute()
	today, yesterday := at, at.AddDate(0, 0, -1)
	if len(q.Hours) == 0 {
		return !q.holiday(today)
	}
	return slices.ContainsFunc(q.Hours, func(text string) bool {
		h, err := parseHours(text)
		return err == nil &&
			(h.on(today.Weekday()) && !q.holiday(today) && h.from <= minute && minute < h.until ||
				h.on(yesterday.Weekday()) && !q.holiday(yesterday) && minute+minutesOfDay < h.until)
	})
}

func (q Queue) holiday(day time.Time) bool {
	date := day.Format(time.DateOnly)
	return slices.ContainsFunc(q.Holidays, func(h string) bool { return strings.HasSuffix(date, h) })
}
