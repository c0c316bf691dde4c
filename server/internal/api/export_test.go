package api

import (
	"encoding/json"

	"github.com/deskside/deskside/templates/words"
)

// English is what a sentence says that was given as JSON by its code; one without
// words of its own says what it was given.
func English(sentence any) string {
	raw, err := json.Marshal(sentence)
	if err != nil {
		return err.Error()
	}
	var s words.Said
	if err := json.Unmarshal(raw, &s); err != nil {
		return err.Error()
	}
	if text := s.English(words.Lexicon{}); text != "" {
		return text
	}
	return s.Values[words.Text]
}
