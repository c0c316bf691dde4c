package store

import (
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Terms by which an interaction is found. Each ends with a line's end and has none inside.
type Terms struct {
	Interaction interaction.ID
	At          time.Time // of its start
	Terms       []string
}

// TermFilter for Find. Zero fields do not filter.
type TermFilter struct {
	Account  string
	Words    [][]string // for each, one of its alternatives must be the beginning of a term
	From, To time.Time  // only those started at From or later, and earlier than To
	Before   interaction.ID
	Limit    int // 0: 100
}

// HasTerms tells whether an interaction of these terms is found by words.
func HasTerms(terms []string, words [][]string) bool {
	return JoinedHave(JoinTerms(terms), words)
}

// JoinTerms into one text in which every term has a line's end before it and after it.
func JoinTerms(terms []string) string { return "\n" + strings.Join(terms, "") }

// JoinedHave is HasTerms of what JoinTerms has joined.
func JoinedHave(joined string, words [][]string) bool {
	for _, word := range words {
		found := false
		for _, beginning := range word {
			found = found || strings.Contains(joined, "\n"+beginning)
		}
		if !found {
			return false
		}
	}
	return true
}
