// Package words makes sentences of codes. A code with values is what the domain,
// the connectors and the packet's parser give where a reason arises; a sentence is
// made at the edge, in the reader's language. en.json and the folder en are the one
// place of the English ones; the widget's translations have the same codes, held by a test of each side.
package words

import (
	"embed"
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"time"
)

//go:embed en.json en/*.json
var files embed.FS

// english sentences by code, with {gaps} for values. {count|write|writes} is a number
// and its noun, {item} the name of a type of item, {each} a list, {reason} the sentence
// of a reason; {ticket}, {Ticket}, {a_ticket} and {tickets} are what the account's CRM calls
// its records. What a connector says of itself has its own word.
// Each subject may have a file of its own.
var english = read(files)

func read(files fs.FS) map[string]string {
	all := map[string]string{}
	names, err := fs.Glob(files, "en/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range append(names, "en.json") {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		var sentences map[string]string
		if err := json.Unmarshal(raw, &sentences); err != nil {
			panic("words: " + name + ": " + err.Error())
		}
		for code, s := range sentences {
			if all[code] != "" {
				panic("words: " + name + " says " + code + " once more")
			}
			all[code] = s
		}
	}
	return all
}

// English is the language of this package's sentences.
const English = "en"

// Refusal is the sentence of what a command is refused for.
func Refusal(code string, l Lexicon) string {
	if s := english["refused."+code]; s != "" {
		return l.Fill(s)
	}
	return "This is not possible at the moment."
}

// Known reports whether there is a sentence for a code.
func Known(code string) bool { return english[code] != "" }

// Said is a sentence by its code, with values for its gaps.
type Said struct {
	Code   string
	Values map[string]string
	Reason *Said
	Each   []Said
}

// Say a sentence, with values for its gaps: name, value, name, value …
func Say(code string, values ...string) *Said {
	s := &Said{Code: code}
	if len(values) > 0 {
		s.Values = map[string]string{}
		for i := 0; i+1 < len(values); i += 2 {
			s.Values[values[i]] = values[i+1]
		}
	}
	return s
}

// Because adds the reason.
func (s *Said) Because(reason *Said) *Said {
	s.Reason = reason
	return s
}

// Text is the value that holds a whole sentence in somebody's own words: a person's, or
// an older server's.
const Text = "text"

// Of a reason that was given by its code: the name of the sentence, without the part
// that says what it is about.
func Of(code string, values map[string]string) *Said {
	for _, about := range []string{"reason.", "unclear."} {
		if Known(about + code) {
			return &Said{Code: about + code, Values: values}
		}
	}
	return &Said{Code: code, Values: values}
}

// OfKind says what a kind of failure comes to.
func OfKind(kind string) *Said { return Say("kind." + kind) }

var gap = regexp.MustCompile(`\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}`)

// English says it, as the account has it. A reason that comes as a whole sentence is that
// sentence.
func (s *Said) English(l Lexicon) string {
	return gap.ReplaceAllStringFunc(l.Fill(english[s.Code]), func(g string) string {
		m := gap.FindStringSubmatch(g)
		value := s.Values[m[1]]
		switch {
		case m[1] == "each":
			return enumerated(s.Each, l)
		case m[1] == "reason" && s.Reason != nil:
			return s.Reason.Sentence(l)
		case m[1] == "item":
			return english["item."+value]
		case m[1] == "disposition":
			return l.Dispositions.In(English, value)
		case m[1] == "until":
			at, err := time.Parse(time.RFC3339Nano, value)
			if err == nil {
				return at.UTC().Format(time.TimeOnly)
			}
		case m[2] != "" && value == "1":
			return value + " " + m[2]
		case m[2] != "":
			return value + " " + m[3]
		}
		return value
	})
}

// Sentence is what a reason comes to in English.
func (s *Said) Sentence(l Lexicon) string {
	if text := s.Values[Text]; text != "" {
		return text
	}
	return s.English(l)
}

// enumerated in a row: Mia, Ben and Ann.
func enumerated(all []Said, l Lexicon) string {
	parts := make([]string, len(all))
	for i := range all {
		parts[i] = all[i].English(l)
	}
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return strings.Join(parts, "")
}
