package words

import "strings"

// Lexicon is what differs between accounts in how things are said. The zero value speaks
// of tickets, and gives numbers with their country.
type Lexicon struct {
	// Noun is what the account's CRM calls its records: by language, the forms that fill
	// the gaps of these names. Which forms a language has is told by connectors.Noun.
	Noun map[string]map[string]string
	// Dispositions as they are called in each language.
	Dispositions Labels
	// Country whose phone numbers are written without its code, ISO 3166; "": all have theirs.
	Country string
}

// Labels of choices: by language, under every text that one has in any of them, so that
// what was stored when the configuration was another still finds its label.
type Labels map[string]map[string]string

// In a language, what was stored; a choice that nobody knows is called as it was then.
func (l Labels) In(language, stored string) string {
	if label := l[stored][language]; label != "" {
		return label
	}
	return stored
}

// Record is what a record is called in a language.
func (l Lexicon) Record(language string) string {
	for _, known := range []string{language, English} {
		if form := l.Noun[known]["ticket"]; form != "" {
			return form
		}
	}
	return tickets["ticket"]
}

// tickets are what records are called where nobody knows of which CRM they are.
var tickets = map[string]string{"ticket": "ticket", "Ticket": "Ticket", "a_ticket": "a ticket", "tickets": "tickets"}

// form of the noun that fills a gap in an English sentence; false: the gap is no noun's.
func (l Lexicon) form(gap string) (string, bool) {
	if form, ok := l.Noun[English][gap]; ok {
		return form, true
	}
	form, ok := tickets[gap]
	return form, ok
}

// Fill the gaps for the noun in a sentence; others stay open.
func (l Lexicon) Fill(sentence string) string {
	if !strings.Contains(sentence, "icket") {
		return sentence
	}
	return gap.ReplaceAllStringFunc(sentence, func(g string) string {
		if form, ok := l.form(g[1 : len(g)-1]); ok {
			return form
		}
		return g
	})
}
