package redis

import (
	"fmt"
	"strconv"
	"time"
)

// moment as text that compares like the time does: nanoseconds since 1970 in 19
// digits, which reach to 2262. Nothing waits for a time before 1970: it is no
// moment, as is the zero time.
func moment(t time.Time) string {
	if t.IsZero() || t.UnixNano() < 0 {
		return fmt.Sprintf("%019d", 0)
	}
	return fmt.Sprintf("%019d", t.UnixNano())
}

func instant(digits string) (time.Time, error) {
	ns, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("redis: %q is no moment", digits)
	}
	if ns == 0 {
		return time.Time{}, nil
	}
	return time.Unix(0, ns).UTC(), nil
}
