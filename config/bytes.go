package config

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Bytes is a size. It is written as a number of bytes or with KB, MB or GB,
// which are powers of 1024.
type Bytes int64

func parseBytes(s string) (Bytes, error) {
	text, factor := strings.ToUpper(strings.TrimSpace(s)), int64(1)
	for unit, f := range map[string]int64{"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30} {
		if rest, ok := strings.CutSuffix(text, unit); ok {
			text, factor = strings.TrimSpace(rest), f
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/factor {
		return 0, errors.New(`must be a size such as 26214400, "64 KB" or "25 MB"`)
	}
	return Bytes(n * factor), nil
}
