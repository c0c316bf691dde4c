package search

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/interaction"
)

// A term is its kind, what is to be found, and a line's end, so that the beginning of a
// term finds it and the whole of it finds nothing longer. Kinds:
//
//	w  a word of a name, an address, the company's own number for the customer, or an order
//	t  a ticket, by id and by number
//	p  a phone number's digits from the last to the first, since people type its end

// longest word that is indexed, in runes: nobody types more of it.
const longest = 64

// mostValues of a packet are indexed: those that came first.
const mostValues = 12

// Terms by which an interaction is found.
func Terms(s interaction.State) []string {
	var out []string
	add := func(term string) {
		if term != "" && !slices.Contains(out, term) {
			out = append(out, term)
		}
	}
	text := func(value string) {
		for _, word := range split(value) {
			add("w:" + word + "\n")
			if !written(word) {
				continue
			}
			// Names of these scripts are written without spaces.
			runes := []rune(word)
			for i := 1; i < len(runes); i++ {
				add("w:" + string(runes[i:]) + "\n")
			}
		}
	}
	text(s.Customer.Name)
	text(s.Customer.Email)
	if _, domain, ok := strings.Cut(s.Customer.Email, "@"); ok {
		text(domain)
	}
	text(s.Customer.ExternalID)
	if s.Requester != nil {
		text(s.Requester.Name)
	}
	phones := []string{s.Customer.Phone, s.Call.From}
	if s.Direction == interaction.Outbound {
		phones[1] = s.Call.To
	}
	for _, one := range s.Texts.All() {
		phones = append(phones, one.Number)
	}
	for _, phone := range phones {
		if digits := digitsOf(phone); len(digits) >= leastDigits && !interaction.IsBrowser(phone) {
			add("p:" + reversed(digits) + "\n")
		}
	}
	if t := s.Ticket; t != nil {
		add(ticketTerm(t.ID))
		add(ticketTerm(t.Number))
	}
	values := 0
	for _, f := range slices.Concat(s.Packet.Signed, s.Packet.Unsigned) {
		if f.Hidden || len(f.Value) > longest || !strings.ContainsFunc(f.Value, unicode.IsDigit) {
			continue // prose; what people look for is a number
		}
		if values++; values > mostValues {
			break
		}
		text(f.Value)
	}
	return out
}

func ticketTerm(name string) string {
	word := folded(strings.TrimPrefix(strings.TrimSpace(name), "#"))
	if word == "" {
		return ""
	}
	return "t:" + word + "\n"
}

// mostWords of what was typed count.
const mostWords = 8

// wordsOf what was typed: for each of them the beginnings of terms that it stands for.
// country is that of numbers that are typed without one.
func wordsOf(text, country string) [][]string {
	words := typed(text)
	// A number as people have it in front of them, of which the digits alone are another:
	// +49 (0)30 …, 8 495 … in Russia, one that was longer once, one with an extension.
	var numbers []string
	for _, digits := range identity.Whole(text, country) {
		numbers = append(numbers, "p:"+reversed(digits)+"\n")
	}
	for i, as := range words {
		// Names beside the number are still looked for.
		_, word, _ := strings.Cut(as[0], ":")
		if strings.ContainsFunc(word, unicode.IsDigit) || strings.HasPrefix(as[0], "p:") || identity.IsMarker(word) {
			words[i] = slices.Concat(as, numbers)
		}
	}
	return words
}

func typed(text string) [][]string {
	plain := norm.NFKC.String(strings.TrimSpace(text))
	if onlyNumber(plain) {
		digits := digitsOf(plain)
		// Without the country and the zero before an area code: any end of the number.
		number := strings.TrimLeft(digits, "0")
		var as []string
		if len(number) >= leastDigits {
			as = append(as, "p:"+reversed(number))
		}
		if strings.IndexFunc(plain, unicode.IsSpace) < 0 {
			word := folded(plain)
			as = append(as, "w:"+word, "t:"+strings.TrimPrefix(word, "#"))
		}
		if as == nil {
			return nil
		}
		return [][]string{as}
	}
	var out [][]string
	for _, word := range split(plain) {
		if len(out) == mostWords {
			break
		}
		as := []string{"w:" + word}
		if ticket := strings.TrimPrefix(word, "#"); ticket != "" {
			as = append(as, "t:"+ticket)
		}
		if onlyNumber(word) && len(strings.TrimLeft(digitsOf(word), "0")) >= leastDigits {
			as = append(as, "p:"+reversed(strings.TrimLeft(digitsOf(word), "0")))
		}
		out = append(out, as)
	}
	return out
}

// leastDigits of a phone number: fewer are in every number.
const leastDigits = 3

// onlyNumber: digits, and what people write between them.
func onlyNumber(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case unicode.IsSpace(r), strings.ContainsRune("+()-./#", r):
		default:
			return false
		}
	}
	return digits > 0
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, norm.NFKC.String(s))
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// split into words as they are compared.
func split(s string) []string {
	words := strings.FieldsFunc(folded(s), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(",;()\"'<>|・", r)
	})
	for i, w := range words {
		if runes := []rune(w); len(runes) > longest {
			words[i] = string(runes[:longest])
		}
	}
	return words
}

// folded: without case, accents and forms of width.
func folded(s string) string {
	marked := norm.NFKD.String(strings.ToValidUTF8(s, ""))
	var b strings.Builder
	for _, r := range marked {
		if !unicode.Is(unicode.Mn, r) || r == '\u3099' || r == '\u309a' { // these make other Japanese letters
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}

// written without spaces between the parts of a name.
func written(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	})
}
