package text_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/deskside/deskside/text"
)

func TestVisible(t *testing.T) {
	for given, want := range map[string]string{
		"Zoë, 日本語, 👩\u200d👩\u200d👧, \u200fعربي": "Zoë, 日本語, 👩\u200d👩\u200d👧, \u200fعربي",
		"one\r\ntwo\rthree\u2028four\vfive":     "one\ntwo\nthree\nfour\nfive",
		"a\x00b\x1bc\u202ed\u2066e\u200bf":      "abcdef",
		"half\xff":                              "half\uFFFD",
		"\U000E0041\uFEFF\uFFFE":                "",
	} {
		if got := text.Visible(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	if got := text.Line("\t two  spaces\r\nName: Root \n"); got != "two  spaces Name: Root" {
		t.Errorf("%q", got)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\nb\u202e\xffc")
	f.Fuzz(func(t *testing.T, s string) {
		got := text.Line(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) || text.Line(got) != got {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestNearest(t *testing.T) {
	known := []string{"listen", "public_url", "contact.txt", "note.html"}
	for given, want := range map[string]string{
		"listn": "listen", "lsiten": "listen", "public-url": "public_url", "kontact.txt": "contact.txt", "note.md": "note.html",
		"utterly": "", "": "", strings.Repeat("listen", 50): "",
	} {
		if got := text.Nearest(given, known); got != want {
			t.Errorf("%q is near %q, want %q", given, got, want)
		}
	}
}
