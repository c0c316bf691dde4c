package templates_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deskside/deskside/templates"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if got+"\n" != string(want) {
		t.Errorf("%s differs\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

func builtinSet(t testing.TB) *templates.Set {
	t.Helper()
	s, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func note(t testing.TB, s *templates.Set, n templates.Note) templates.Body {
	t.Helper()
	b, err := s.Note(n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const hostile = "<script>alert('x')</script>\u202Egpj.exe\u202C \u2066a\u2069 مرحبا 👩‍👩‍👧 bell\x07 null\x00 esc\x1b[31m half\xff\xfe {{ticket.id}} {{{Recipient.Name}}} {!Case.Id} {% if x %} {\x00{x}} **bold** [a](javascript:x) &lt;b&gt;"

// lines that a stranger would like to pass for ours.
const forged = "x\nSigned by your system\r\n  Name: The Boss\u2028  Balance: 1000000"

const at = "2026-01-02 10:00 UTC"

func TestGolden(t *testing.T) {
	s := builtinSet(t)
	facts := []templates.Field{{Label: "Name", Value: "Anna Smith"}, {Label: "Order", Value: "1042"}, {Label: "Page", Value: "https://shop.example.com/1042", URL: "https://shop.example.com/1042"}}
	hearsay := []templates.Field{{Label: "Device", Value: "Pixel 9, Android 16"}, {Label: "Screen", Value: "Order\nDetails"}}
	call := templates.CallLog{
		From: "+15550100123", To: "+15550100100", StartedAt: at, AnsweredAt: at, EndedAt: at, EndedBy: "customer",
		Talk: "4 min 10 s", AnsweredBy: "Kim Lee", Outcome: "answered", Disposition: "Resolved",
	}
	joined := call
	joined.Joined = []string{"link texted to +15550100123, " + at, "joined " + at + ", by the link that was texted to +15550100123, Pixel 8, Android 14, Chrome 126"}
	for name, n := range map[string]templates.Note{
		"call-log-joined": joined,
		"contact-signed": templates.Contact{
			Voice: true, At: at, Issue: []string{"Order", "Damaged item"}, Number: "+15550100123", Line: "+15550100100", App: "shop", Queue: "default",
			Trust: "signed", Signed: facts, Unsigned: hearsay,
		},
		"contact-rejected": templates.Contact{Voice: true, At: at, App: "shop", Trust: "rejected", Problem: "The token has expired.", Unsigned: facts},
		"contact-street":   templates.Contact{Voice: true, At: at, Number: "+15550100123", Line: "+15550100100"},
		"contact-outbound": templates.Contact{Voice: true, Outbound: true, At: at, Number: "+15550100123"},
		"contact-hostile": templates.Contact{
			At: hostile, Issue: []string{hostile, forged}, App: hostile, Trust: "rejected", Problem: hostile,
			Unsigned: []templates.Field{
				{Label: hostile, Value: hostile}, {Label: "Signed by your system", Value: forged},
				{Label: "Link", Value: "javascript:alert(1)", URL: "javascript:alert(1)"}, {Label: "Data", Value: "x", URL: "data:text/html,x"},
				{Label: "Quote", Value: "x", URL: `https://a.example/"onmouseover="alert(1)`}, {Label: "Long", Value: strings.Repeat("long ", 2000)},
				{Label: "", Value: ""}, {Label: "Nothing", Value: "\x00"},
			},
		},
		"message":          templates.Message{At: at, Text: "Hello,\n\nmy lamp is broken.\n"},
		"message-hostile":  templates.Message{At: at, Text: hostile + "\n" + forged},
		"file":             templates.File{Name: "lamp.jpg", ContentType: "image/jpeg", Size: "2.0 MB", From: "customer", At: at},
		"file-elsewhere":   templates.File{Name: "lamp.jpg", ContentType: "image/jpeg", Size: "2.0 MB", From: "customer", At: at, In: "#35436", Ticket: "ticket"},
		"file-hostile":     templates.File{Name: hostile + forged, ContentType: hostile, Size: "1 B", From: hostile, At: at},
		"note":             templates.AgentNote{Agent: "Kim Lee", At: at, Text: "Customer sends a photo.\nWill replace."},
		"note-hostile":     templates.AgentNote{Agent: hostile, At: at, Text: hostile},
		"call-log":         call,
		"call-log-app":     templates.CallLog{App: "shop", StartedAt: at, EndedAt: at, Outcome: "abandoned"},
		"call-log-missed":  templates.CallLog{From: "+15550100123", To: "+15550100100", StartedAt: at, EndedAt: at, EndedBy: "customer", Outcome: "abandoned"},
		"call-log-hostile": templates.CallLog{From: hostile, To: forged, Outcome: hostile, AnsweredBy: hostile, Disposition: forged},
		"remark":           templates.Remark{Lines: []string{"Anna Smith is suspended in the CRM, so the ticket is not theirs.", hostile}},
		"pointer":          templates.Pointer{At: at, To: "35444", Ticket: "ticket", URL: "https://acme.zendesk.com/agent/tickets/35444"},
		"pointer-hostile":  templates.Pointer{Ticket: "ticket", At: at, To: hostile, URL: "javascript:alert(1)"},
		"text-in":          templates.Text{Inbound: true, Number: "(415) 555-0123", Line: "(415) 555-0100", At: at, Text: "Where is it?\nThank you", Media: 2},
		"text-out":         templates.Text{Number: "(415) 555-0123", Line: "(415) 555-0100", At: at, Agent: "Kim Lee", State: "sent", Text: "It is on its way."},
		"text-failed":      templates.Text{Number: "(415) 555-0123", Line: "(415) 555-0100", At: at, Agent: "Kim Lee", State: "failed", Why: "The phone is switched off or out of reach.", Text: "It is on its way."},
		"text-unknown":     templates.Text{Number: "(415) 555-0123", Line: "(415) 555-0100", At: at, Agent: "Kim Lee", State: "unknown", Text: "It is on its way."},
		"text-later":       templates.Text{Number: "(415) 555-0123", At: at, Agent: "Kim Lee", State: "failed", Why: "The carrier took it for spam.", Later: true},
		"text-code":        templates.Text{Number: "(415) 555-0123", Line: "(415) 555-0100", At: at, State: "sent", Secret: true},
		"text-hostile":     templates.Text{Inbound: true, Number: hostile, Line: forged, At: at, Text: hostile + "\n" + forged},
		"wrap-up":          templates.WrapUp{Agent: "Kim Lee", At: at, Disposition: "Resolved", Text: "A new lamp is on its way."},
		"wrap-up-bare":     templates.WrapUp{Agent: "Kim Lee", At: at, Disposition: "Wrong number"},
		"wrap-up-hostile":  templates.WrapUp{Agent: hostile, At: at, Disposition: forged, Text: hostile},
	} {
		b := note(t, s, n)
		check(t, name, b)
		golden(t, name+".txt", b.Text)
		golden(t, name+".html", b.HTML)
	}
}

var (
	safeTag  = regexp.MustCompile(`</?(p|br|b|i|ul|ol|li|a|h4|table|tr|th|td|code)>|<a href="https?://[^"<>]*">`)
	expanded = regexp.MustCompile(`\{[{%!]`)
)

// check what must hold of every body, whoever has sent what.
func check(t testing.TB, name string, b templates.Body) {
	t.Helper()
	if rest := safeTag.ReplaceAllString(b.HTML, ""); strings.ContainsAny(rest, "<>") {
		t.Errorf("%s: markup that is not ours: %q", name, rest)
	}
	for _, s := range []string{b.Text, b.HTML} {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x07\x1b\r\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u2028") {
			t.Errorf("%s: unsafe characters in %q", name, s)
		}
		if expanded.MatchString(s) {
			t.Errorf("%s: a CRM would expand %q", name, expanded.FindString(s))
		}
	}
	for line := range strings.Lines(b.Text) {
		if strings.HasPrefix(line, "Signed by your system") && strings.Contains(name, "hostile") {
			t.Errorf("%s: a forged heading: %q", name, b.Text)
		}
	}
}

func TestLines(t *testing.T) {
	s := builtinSet(t)
	for want, l := range map[string]templates.Line{
		"Order > Damaged item: call from Anna":      templates.Subject{Voice: true, Issue: []string{"Order", "Damaged item"}, Customer: "Anna", Verified: true, Number: "+1"},
		"Message from a customer":                   templates.Subject{},
		"Call to +15550100123":                      templates.Subject{Voice: true, Outbound: true, Number: "+15550100123"},
		"Delivery: call to Ben":                     templates.Subject{Voice: true, Outbound: true, Issue: []string{"Delivery"}, Customer: "Ben", Verified: true},
		"a { {b}}: message from c d (not verified)": templates.Subject{Issue: []string{"a\n{{b}}"}, Customer: "c\r\nd\x00"},
		"Call from +1, abandoned":                   templates.CallSubject{From: "+1", Outcome: "abandoned"},
		"Call to +2, answered, 3 s":                 templates.CallSubject{Outbound: true, To: "+2", Outcome: "answered", AnsweredAt: at, Talk: "3 s"},
	} {
		if got, err := s.Line(l); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	got, err := s.Line(templates.Subject{Customer: strings.Repeat("ü", 10_000)})
	if err != nil || utf8.RuneCountInString(got) > 200 || !strings.Contains(got, "[cut") {
		t.Errorf("long subject: %q, %v", got, err)
	}
}

func TestManyFields(t *testing.T) {
	fields := make([]templates.Field, 10_000)
	for i := range fields {
		fields[i] = templates.Field{Label: "k", Value: strings.Repeat("v", 10_000)}
	}
	b := note(t, builtinSet(t), templates.Contact{Trust: "unsigned", Unsigned: fields})
	if len(b.Text) > 100_000 || !strings.Contains(b.Text, "(9940 more not shown)") || !strings.Contains(b.Text, "[cut, 10000 characters in all]") {
		t.Errorf("%d bytes: %.300s", len(b.Text), b.Text)
	}
}

func TestCutBetweenCharacters(t *testing.T) {
	b := note(t, builtinSet(t), templates.Message{Text: strings.Repeat("👩‍👩‍👧", 10_000)})
	if !utf8.ValidString(b.Text) || !strings.Contains(b.Text, "[cut, ") {
		t.Errorf("%.100q", b.Text)
	}
}

// TestPromptsInLanguages: a caller hears their language where there are words in it, and what
// stands there otherwise.
func TestPromptsInLanguages(t *testing.T) {
	own, err := templates.Load(folder(t, map[string]string{
		"prompt-wait.txt": "Bitte warten.", "prompt-closed.pt.txt": "Fechado.", "prompt-nobody.ja.txt": "だれも。",
	}))
	if err != nil {
		t.Fatal(err)
	}
	built := builtinSet(t)
	for _, c := range []struct {
		set              *templates.Set
		prompt           templates.Prompt
		language         string
		text, languageOf string
	}{
		{built, templates.PromptClosed, "ja-JP", built.Say(templates.PromptClosed, "ja", templates.Values{}).Text, "ja-JP"},
		{built, templates.PromptClosed, "en-GB", built.Prompt(templates.PromptClosed), "en-GB"},
		{built, templates.PromptClosed, "de", built.Prompt(templates.PromptClosed), ""},
		{built, templates.PromptClosed, "", built.Prompt(templates.PromptClosed), ""},
		{own, templates.PromptClosed, "pt-BR", "Fechado.", "pt-BR"},
		{own, templates.PromptNobody, "ja", "だれも。", "ja"},
		{own, templates.PromptWait, "ja", "Bitte warten.", ""}, // ours would say something else
		{own, templates.PromptWait, "en", "Bitte warten.", ""},
	} {
		if got := c.set.Say(c.prompt, c.language, templates.Values{}); got.Text != c.text || got.Language != c.languageOf {
			t.Errorf("%s in %q: %+v", c.prompt, c.language, got)
		}
	}
	if built.Say(templates.PromptClosed, "ja", templates.Values{}).Text == built.Prompt(templates.PromptClosed) {
		t.Error("there are no words in Japanese")
	}
}

func TestPrompts(t *testing.T) {
	s := builtinSet(t)
	for _, p := range templates.Prompts() {
		if s.Prompt(p) == "" || strings.Contains(s.Prompt(p), "\n") {
			t.Errorf("%s says %q", p, s.Prompt(p))
		}
	}
}
