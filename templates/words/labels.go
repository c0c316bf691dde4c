package words

import (
	"embed"
	"encoding/json"
)

//go:embed labels/*.json
var labelFiles embed.FS

// fieldLabels of the fields of a packet that Deskside makes, by language and key. The widget
// has the same among its words, held by a test there.
var fieldLabels = func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, language := range []string{"en", "ja", "ko"} {
		file, err := labelFiles.ReadFile("labels/" + language + ".json")
		if err != nil {
			panic(err)
		}
		var labels map[string]string
		if err := json.Unmarshal(file, &labels); err != nil {
			panic("words: labels/" + language + ".json: " + err.Error())
		}
		all[language] = labels
	}
	return all
}()

// OwnField reports whether Deskside made a field, and not the company.
func OwnField(key, label string) bool {
	return label != "" && fieldLabels[English]["label."+key] == label
}

// FieldLabel is how a field is called in a language: one that Deskside made by its key; a
// company's own field is called as the company calls it.
func FieldLabel(language, key, label string) string {
	if known := fieldLabels[language]["label."+key]; known != "" && OwnField(key, label) {
		return known
	}
	return label
}
