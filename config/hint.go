package config

import (
	"slices"

	"github.com/deskside/deskside/text"
)

// hint at what a word that is not known was meant to be.
func hint(word string, known []string) string {
	if n := text.Nearest(word, known); n != "" {
		return "; did you mean " + n + "?"
	}
	if len(known) == 0 {
		return ""
	}
	known = slices.Sorted(slices.Values(known))
	s := "; known here:"
	for _, k := range known {
		s += " " + k
	}
	return s
}
