package api

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// sentences are all that a view says, by code, in English: with {gaps} for values.
// {count|write|writes} is a number and its noun, {item} the name of a kind of item,
// {each} a list, {reason} the sentence of a reason. The widget's translations have
// the same codes; a test of each side holds them to this list.
//
//go:embed sentences.json
var sentencesFile []byte

var sentences, reasonCodes = readSentences(sentencesFile)

// reasonPrefix marks the reasons that connectors and others give in whole sentences:
// the log keeps the sentence, so that is where its code is found from.
const reasonPrefix = "reason."

func readSentences(file []byte) (byCode, codeOf map[string]string) {
	if err := json.Unmarshal(file, &byCode); err != nil {
		panic("api: sentences.json: " + err.Error())
	}
	codeOf = map[string]string{}
	for code, text := range byCode {
		if strings.HasPrefix(code, reasonPrefix) {
			codeOf[text] = code
		}
	}
	return byCode, codeOf
}

// said is a sentence by its code, with values for its gaps: name, value, name, value …
func said(code string, values ...string) *Said {
	s := &Said{Code: code}
	if len(values) > 0 {
		m := map[string]string{}
		for i := 0; i+1 < len(values); i += 2 {
			m[values[i]] = values[i+1]
		}
		s.Values = &m
	}
	return s
}

func (s *Said) because(reason *Said) *Said {
	s.Reason = reason
	return s
}

// reasonSaid finds the code of a reason that was given as a sentence; where it has
// none of its own, the kind of failure says what it comes to.
func reasonSaid(kind, text string) *Said {
	code := reasonCodes[text]
	if general := "kind." + kind; code == "" && sentences[general] != "" {
		code = general
		if because := general + "_because"; sentences[because] != "" && sentences[general] != text {
			code = because
		}
	}
	return said(code, "text", text)
}

var gap = regexp.MustCompile(`\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}`)

// english says it; a reason as it was given.
func (s *Said) english() string {
	return gap.ReplaceAllStringFunc(sentences[s.Code], func(g string) string {
		m := gap.FindStringSubmatch(g)
		value := val(s.Values)[m[1]]
		switch {
		case m[1] == "each":
			return enumerated(val(s.Each))
		case m[1] == "reason" && s.Reason != nil:
			return val(s.Reason.Values)["text"]
		case m[1] == "item":
			return sentences["item."+value]
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

// enumerated in a row: Mia, Ben and Ann.
func enumerated(all []Said) string {
	parts := make([]string, len(all))
	for i := range all {
		parts[i] = all[i].english()
	}
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return strings.Join(parts, "")
}

// few of a list, the first ones by name.
func few[T any](all []T, one func(T) *Said) *[]Said {
	const named = 8
	out := make([]Said, 0, min(named+1, len(all)))
	for _, a := range all[:min(named, len(all))] {
		out = append(out, *one(a))
	}
	if more := len(all) - named; more > 0 {
		out = append(out, *said("more", "count", strconv.Itoa(more)))
	}
	return &out
}
