package crmtest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deskside/deskside/connectors"
)

var contentCases = []testCase{
	{"hostile text is stored as text", contentHostile},
	{"a note longer than the CRM takes arrives whole, once", contentLong},
	{"a long note whose middle is lost still arrives whole, once", contentLongTroubled},
	{"many notes in one update arrive whole, in order", contentMany},
	{"hostile file names", contentFileNames},
}

var hostile = []struct{ name, text, shown string }{
	{"script", `<script>alert("x")</script><img src=x onerror=alert(1)>`, ""},
	{"attributes", `"><a href="javascript:alert(1)">click</a>`, ""},
	{"entities", `&lt;b&gt; &amp; &#x27; &nbsp; 5 < 6 > 4`, ""},
	{"right to left", "\u202Egpj.exe\u202C مرحبا", "مرحبا"},
	{"emoji", "👩‍👩‍👧‍👦 🔥 café", ""},
	{"control characters", "bell\x07 null\x00 escape\x1b[31m end", "end"},
	{"broken UTF-8", "half \xff\xfe of it", "of it"},
	{"placeholders", "{{ticket.id}} {!Case.Id} ${x} {% if %}", ""},
	{"only markup", "<!-- --> <br/> ]]> <?xml ?>", ""},
}

func contentHostile(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	for i, c := range hostile {
		n := note(fmt.Sprintf("int-1-n%d", i), fmt.Sprintf("Start-%d %s stop-%d", i, c.text, i))
		n.Author.Name = c.text
		mustApply(t, h, connectors.Update{Key: fmt.Sprintf("int-1-b%d", i), Ticket: ticket.ID, Notes: []connectors.Note{n}, Author: n.Author})
		s := h.Snapshot(ticket.ID)
		last := s.Notes[len(s.Notes)-1]
		if !utf8.ValidString(last.Text) || strings.ContainsAny(last.Text, "\x00\x07\x1b") {
			t.Errorf("%s: stored %q", c.name, last.Text)
		}
		shown := c.shown
		if shown == "" {
			shown = c.text
		}
		for _, want := range []string{shown, fmt.Sprintf("Start-%d", i), fmt.Sprintf("stop-%d", i)} {
			if !strings.Contains(squash(last.Text), squash(want)) {
				t.Errorf("%s: %q is not in %q", c.name, want, last.Text)
			}
		}
		if low := strings.ToLower(last.HTML); strings.Contains(low, "<script") || strings.Contains(low, "<img") || strings.Contains(low, "<a ") {
			t.Errorf("%s: live markup stored: %q", c.name, last.HTML)
		}
	}
}

// wantAllLines demands every line of text on the ticket, once and in order.
func wantAllLines(t *testing.T, s Snapshot, text string) {
	t.Helper()
	all, at := allText(s), 0
	for line := range strings.Lines(text) {
		word := squash(line)
		if n := strings.Count(all, word); n != 1 {
			t.Fatalf("%q stands %d times on the ticket, want once", word, n)
		}
		p := strings.Index(all, word)
		if p < at {
			t.Fatalf("%q is out of order", word)
		}
		at = p
	}
}

func longUpdate(ticket string) (connectors.Update, string) {
	text := lines(1000, 70) // 70,000 bytes
	return connectors.Update{Key: "int-1-b1", Ticket: ticket, Notes: []connectors.Note{
		note("int-1-n1", "Before it."), note("int-1-n2", text), note("int-1-n3", "After it."),
	}}, text
}

func contentLong(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	before := h.Snapshot(ticket.ID)
	u, text := longUpdate(ticket.ID)
	mustApply(t, h, u)
	s := h.Snapshot(ticket.ID)
	wantAllLines(t, s, "Before it.\n"+text+"After it.\n")
	wantPrivate(t, before, s)
	wantReceipts(t, mustLookup(t, h, sought(u)), u)
}

func contentLongTroubled(t *testing.T, h Harness) {
	for _, trouble := range []Trouble{LoseAnswer, ResetBefore, Throttle, Down} {
		ticket := seedTicket(h)
		u, text := longUpdate(ticket.ID)
		h.Fault(Fault{Trouble: trouble})
		h.Fault(Fault{Trouble: trouble})
		settle(t, h, u, 6)
		s := h.Snapshot(ticket.ID)
		wantAllLines(t, s, "Before it.\n"+text+"After it.\n")
	}
}

func contentMany(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	n := 200
	if limit := h.CRM().Limits().ItemsBatch; limit > 0 {
		n = min(n, limit)
	}
	u := connectors.Update{Key: "int-1-b1", Ticket: ticket.ID}
	var text strings.Builder
	for i := range n {
		body := fmt.Sprintf("Message %04d of the customer.", i)
		text.WriteString(body + "\n")
		u.Notes = append(u.Notes, note(fmt.Sprintf("int-1-n%d", i), body))
	}
	mustApply(t, h, u)
	wantAllLines(t, h.Snapshot(ticket.ID), text.String())
}

func contentFileNames(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	for i, name := range []string{`../../etc/passwd`, `a"b;c=d&e?f#g.jpg`, "line\r\nX-Evil: 1.jpg", "\u202Egpj.exe", "", strings.Repeat("n", 600) + ".jpg"} {
		content := photo(100 + i)
		mustApply(t, h, connectors.Update{Key: fmt.Sprintf("int-1-b%d", i), Ticket: ticket.ID,
			Files: []connectors.File{file(fmt.Sprintf("int-1-f%d", i), name, "image/jpeg", content)}})
		s := h.Snapshot(ticket.ID)
		got := s.Files[len(s.Files)-1]
		if got.SHA256 != digest(content) || len(s.Files) != i+1 {
			t.Errorf("%q: stored as %+v, %d files", name, got, len(s.Files))
		}
		if got.Name == "" || len(got.Name) > 255 || strings.ContainsAny(got.Name, "/\\\r\n\x00") {
			t.Errorf("%q is stored under the name %q", name, got.Name)
		}
	}
}
