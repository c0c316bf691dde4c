package edge

import (
	"net/http"
	"strconv"
	"strings"
)

// Accepts says whether a request takes answers in that encoding. What names no encoding
// gets the content as it is, which is always taken.
func Accepts(h http.Header, encoding string) bool {
	any := false
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != encoding && name != "*" {
			continue
		}
		wanted := Quality(parameters) > 0
		if name == encoding {
			return wanted
		}
		any = wanted
	}
	return any
}

// Quality that a client gives something; 1 where it says nothing, 0 where it cannot be read.
func Quality(parameters string) float64 {
	for p := range strings.SplitSeq(parameters, ";") {
		name, value, found := strings.Cut(strings.TrimSpace(p), "=")
		if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			return 0
		}
		return q
	}
	return 1
}
