package config

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration is written with its unit: 500ms, 2s, 1m30s, 30d. A bare 0 is none.
type Duration time.Duration

func parseDuration(s string) (Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil { // up to 179 years
			return Duration(time.Duration(n) * 24 * time.Hour), nil //nolint:gosec // of 16 bits
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, errors.New(`must be a time such as 500ms, 2s, 1m30s or 30d`)
	}
	return Duration(d), nil
}

// Life is how long something is kept: a Duration, or forever.
type Life time.Duration

// Forever is longer than anything lasts.
const Forever Life = math.MaxInt64

func parseLife(s string) (Life, error) {
	if s == "forever" {
		return Forever, nil
	}
	d, err := parseDuration(s)
	if err != nil {
		return 0, errors.New(`must be forever, or a time such as 180d or 36h`)
	}
	return Life(d), nil
}
