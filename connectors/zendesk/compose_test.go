package zendesk

import (
	"html"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deskside/deskside/connectors"
)

func FuzzLongNotesAreCutWithoutLoss(f *testing.F) {
	f.Add("short", 1)
	f.Add("a line\nand <another> & more é👩‍👧\n", 4000)
	f.Add(strings.Repeat("no line ends here ", 50), 100)
	f.Fuzz(func(t *testing.T, text string, times int) {
		text = strings.Repeat(text, max(1, min(times, 130_000/max(1, len(text)))))
		all := pieces(connectors.Update{Notes: []connectors.Note{{Key: "n", Body: connectors.Body{Text: text}}}})
		var got strings.Builder
		for _, p := range all {
			body := p.html
			if len(all) > 1 {
				_, body, _ = strings.Cut(body, "</p>")
			}
			body = strings.TrimSuffix(strings.TrimPrefix(body, "<p>"), "</p>")
			got.WriteString(html.UnescapeString(strings.ReplaceAll(body, "<br>", "\n")))
		}
		if want := clean(text); got.String() != want {
			t.Errorf("%d bytes became %d", len(want), got.Len())
		}
		marks := map[string]bool{}
		for _, d := range pack(all) {
			d.header = byline(connectors.Author{Name: strings.Repeat("&", 1000)})
			if body := d.html(); len(body) > commentBytes || !utf8.ValidString(body) {
				t.Errorf("a comment of %d bytes", len(body))
			}
			for _, p := range d.pieces {
				marks[p.mark] = true
			}
		}
		if len(marks) != len(all) {
			t.Errorf("%d parts share %d marks", len(all), len(marks))
		}
	})
}

func TestSlugIsReadBack(t *testing.T) {
	for path, want := range map[string]string{
		"order/damaged-item": "order/damaged-item", "a/b_c/d1": "a/b_c/d1", "": "", "Order / Damaged  Item!": "order/damaged_item",
		"über/größe": "über/größe", `x" OR y`: "x_or_y",
	} {
		if got := unslug(slug(path)); got != want || slug(got) != slug(path) {
			t.Errorf("%q is read back as %q, want %q", path, got, want)
		}
	}
	a, b := slug(strings.Repeat("é", 300)+"a"), slug(strings.Repeat("é", 300)+"b")
	if a == b || len(a) > slugBytes || !utf8.ValidString(a) {
		t.Errorf("long paths: %q and %q", a, b)
	}
}

func TestFileNames(t *testing.T) {
	for _, c := range []struct{ name, kind, want string }{
		{"lamp.jpg", "image/jpeg", "lamp.jpg"}, {"lamp", "image/jpeg", "lamp.jpg"}, {"", "application/pdf", "file.pdf"},
		{"../../etc/passwd", "text/plain", "_.._etc_passwd.txt"}, {"\u202Egpj.exe", "image/jpeg", "gpj.exe"}, {"a\r\nb.png", "image/png", "ab.png"}, {"...", "x", "file"},
	} {
		if got := fileName(c.name, c.kind); got != c.want {
			t.Errorf("%q of type %s becomes %q, want %q", c.name, c.kind, got, c.want)
		}
	}
}

// TestEachTagIsSentOnce: what marks our tickets comes with the first update too.
func TestEachTagIsSentOnce(t *testing.T) {
	got := openingTags(connectors.Opening{Channel: "voice", IssuePath: "orders/damaged", First: connectors.Update{Tags: []string{ourTag, "deskside-resolved"}}})
	if want := []string{"deskside", "deskside_channel_voice", "deskside_issue_orders__damaged", "deskside-resolved"}; !slices.Equal(got, want) {
		t.Errorf("tags %q, want %q", got, want)
	}
}
