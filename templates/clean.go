package templates

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/deskside/deskside/text"
)

// Longest values that are shown whole, in characters, and the most fields and
// steps of an issue path. What is longer is cut where a reader can see it.
const (
	maxLine   = 300
	maxValue  = 1_000
	maxText   = 20_000
	maxFields = 60
	maxSteps  = 8
)

// CleanLine makes a value safe to stand in a line of a note: no line breaks, no
// control characters, nothing that turns the direction of the text around it or
// that a CRM would expand.
func CleanLine(s string) string {
	return defuse(cut(strings.Join(strings.Fields(text.Visible(s)), " "), maxLine))
}

// CleanText is CleanLine for text that may have several lines.
func CleanText(s string) string { return defuse(cut(strings.Trim(text.Visible(s), "\n"), maxText)) }

func cleanLines(list []string) []string {
	var out []string
	for _, s := range list {
		if len(out) == maxSteps {
			return append(out, "…")
		}
		if s = CleanLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// cleanFields keeps the first maxFields of those that say anything.
func cleanFields(fields []Field, more int) ([]Field, int) {
	var out []Field
	for _, f := range fields {
		f = cleaned(f)
		switch {
		case f.Label == "" && f.Value == "":
			continue
		case len(out) == maxFields:
			more++
			continue
		case f.Value == "":
			f.Value = "(empty)"
		}
		out = append(out, f)
	}
	return out, more
}

// cleanURL returns the address if it may be a link: http or https, nothing
// hidden in it, and none that a CRM would expand; else "".
func cleanURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || len(s) > maxValue {
		return ""
	}
	if s != text.Visible(s) || s != defuse(s) || strings.ContainsFunc(s, unicode.IsSpace) {
		return ""
	}
	return s
}

// cut s after limit characters, with a mark.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := utf8.RuneCountInString(s)
	if n <= limit {
		return s
	}
	at := 0
	for i := range s {
		if at == limit {
			return fmt.Sprintf("%s… [cut, %d characters in all]", s[:i], n)
		}
		at++
	}
	return s
}

// defuse takes what Zendesk ({{…}}, {%…%}) and Salesforce ({!…}, {{{…}}}) would
// expand and sets its braces apart, so that it is shown as it was given. A brace
// at the end is set apart too: the next value could begin with its other half.
func defuse(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '{' && (i+1 == len(s) || strings.IndexByte("{%!", s[i+1]) >= 0) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}
