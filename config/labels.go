package config

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Languages that pages speak, and that labels can be written in.
func Languages() []string { return []string{"en", "ja", "ko"} }

// Label is what people read of a choice: one text, or one for each language.
type Label struct {
	Text string            // in the organisation's language: it is what is stored; never empty after Load
	In   map[string]string // by language; nil: Text in all of them
}

// Reads is the label in a language, or in the organisation's where it has none.
func (l Label) Reads(language string) string { return cmp.Or(l.In[language], l.Text) }

// maxLabel of a choice, in bytes: it is a line of a menu.
const maxLabel = 80

// usualDispositions hold without the key.
func usualDispositions() []Label {
	return []Label{
		{In: map[string]string{"en": "Resolved", "ja": "解決済み", "ko": "해결됨"}},
		{In: map[string]string{"en": "Follow-up needed", "ja": "要フォローアップ", "ko": "후속 조치 필요"}},
		{In: map[string]string{"en": "Passed on", "ja": "引き継ぎ済み", "ko": "담당자에게 전달"}},
		{In: map[string]string{"en": "Wrong number", "ja": "間違い電話", "ko": "잘못 걸린 전화"}},
		{In: map[string]string{"en": "No answer", "ja": "応答なし", "ko": "응답 없음"}},
	}
}

// decodeLabel reads a text, or texts by language.
func (l *loading) decodeLabel(n *yaml.Node, into reflect.Value, path string) {
	var label Label
	switch n.Kind {
	case yaml.ScalarNode:
		label.Text = n.Value
	case yaml.MappingNode:
		label.In = map[string]string{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			language, text := n.Content[i], n.Content[i+1]
			if text.Kind == yaml.AliasNode {
				text = text.Alias
			}
			at := join(path, language.Value)
			l.from.lines[at] = language.Line
			_, twice := label.In[language.Value]
			switch {
			case text.Kind != yaml.ScalarNode:
				l.fail(at, "must be a single text, not a %s", kindName(text))
			case twice:
				l.fail(at, "stands here twice")
			case text.Tag == "!!null":
				label.In[language.Value] = ""
			default:
				label.In[language.Value] = text.Value
			}
		}
	default:
		l.fail(path, "must be a text, or texts by language, not a %s", kindName(n))
	}
	into.Set(reflect.ValueOf(label))
}

// labels of texts that are the same in every language.
func labels(texts []string) []Label {
	out := make([]Label, len(texts))
	for i, t := range texts {
		out[i].Text = t
	}
	return out
}

func (l *loading) validateDispositions() {
	all := l.cfg.Dispositions
	if len(all) == 0 {
		l.fail("dispositions", "at least one is needed to close a call")
	}
	taken := map[string]int{} // by text, in any language
	for i, d := range all {
		path := fmt.Sprintf("dispositions[%d]", i)
		if d.In == nil {
			l.checkLabel(path, d.Text)
		}
		for _, language := range slices.Sorted(maps.Keys(d.In)) {
			at := join(path, language)
			if !slices.Contains(Languages(), language) {
				l.fail(at, "Deskside speaks no language %q; it speaks %s", language, strings.Join(Languages(), ", "))
				continue
			}
			l.checkLabel(at, d.In[language])
		}
		if d.In != nil && d.Text == "" && l.speaks(l.cfg.Language) && d.In[l.cfg.Language] == "" {
			if _, empty := d.In[l.cfg.Language]; !empty { // else that has been said
				l.fail(path, "has no text in %q, the organisation's language", l.cfg.Language)
			}
		}
		for _, text := range d.texts() {
			if other, ok := taken[text]; ok && text != "" && other != i {
				l.fail(path, "%q stands here twice", text)
				break
			}
			taken[text] = i
		}
	}
}

// texts of a label in all languages, each once, in their order.
func (l Label) texts() []string {
	out := []string{l.Text}
	for _, language := range Languages() {
		if text := l.In[language]; !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

func (l *loading) checkLabel(path, text string) {
	if strings.TrimSpace(text) == "" || len(text) > maxLabel {
		l.fail(path, "must have 1 to %d bytes", maxLabel)
	}
}

func (l *loading) speaks(language string) bool { return slices.Contains(Languages(), language) }

func (l *loading) checkLanguage(path, language string) {
	if !l.speaks(language) {
		l.fail(path, "Deskside speaks no language %q; it speaks %s", language, strings.Join(Languages(), ", "))
	}
}
