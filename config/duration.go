package config

import (
	"errors"
	"time"
)

// Duration is written with its unit: 500ms, 2s, 1m30s. A bare 0 is none.
type Duration time.Duration

func parseDuration(s string) (Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, errors.New(`must be a time such as 500ms, 2s or 1m30s`)
	}
	return Duration(d), nil
}
