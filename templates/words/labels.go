package words

import (
	"embed"
	"encoding/json"
	"strings"
)

//go:embed labels/*.json
var labelFiles embed.FS

// labels are what stands in notes in the account's language, by language and key: fields of a
// packet that Deskside makes, and the extension of a number. The widget has the same among
// its words, held by a test there.
var labels = func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, language := range []string{"en", "ja", "ko"} {
		file, err := labelFiles.ReadFile("labels/" + language + ".json")
		if err != nil {
			panic(err)
		}
		var inLanguage map[string]string
		if err := json.Unmarshal(file, &inLanguage); err != nil {
			panic("words: labels/" + language + ".json: " + err.Error())
		}
		all[language] = inLanguage
	}
	return all
}()

// OwnField reports whether Deskside made a field, and not the company.
func OwnField(key, label string) bool {
	return label != "" && labels[English]["label."+key] == label
}

// FieldLabel is how a field is called in a language: one that Deskside made by its key; a
// company's own field is called as the company calls it.
func FieldLabel(language, key, label string) string {
	if known := labels[language]["label."+key]; known != "" && OwnField(key, label) {
		return known
	}
	return label
}

// Extended is a number with the extension behind it, as it is written in a language.
func Extended(language, number, extension string) string {
	if number == "" || extension == "" {
		return number
	}
	form := labels[language]["number.extension"]
	if form == "" {
		form = labels[English]["number.extension"]
	}
	return strings.NewReplacer("{number}", number, "{extension}", extension).Replace(form)
}
