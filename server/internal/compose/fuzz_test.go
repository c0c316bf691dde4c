package compose_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
)

var safeTag = regexp.MustCompile(`</?(p|br|b|i|ul|ol|li|a|h4|table|tr|th|td|code)>|<a href="https?://[^"<>]*">`)

// FuzzCompose: whatever a customer or an agent has sent, bodies hold no markup
// but ours, no control characters, nothing that turns text around, and nothing
// that a CRM would expand.
func FuzzCompose(f *testing.F) {
	for _, s := range []string{
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "\u202Egpj.exe", "{{ticket.id}}", "{!Case.Id}", "{", "\x00{\x00{x}}", "a\nSigned by your system\n  Name: x",
		"javascript:alert(1)", "https://a.example/\"><script>", "https://a.example/{{x}}", "\xff\xfe", "👩‍👩‍👧 مرحبا", strings.Repeat("long ", 5000), "&lt;script&gt;", "</td><h4>", "\u2028",
	} {
		f.Add(s, s, "text", true)
		f.Add("Label", s, "url", false)
	}
	c := composer(f)
	f.Fuzz(func(t *testing.T, label, value, kind string, verified bool) {
		begin := started()
		begin.IssuePath = []string{label, value}
		begin.Customer = interaction.Customer{Name: value, Email: label, Phone: value, ExternalID: value, Verified: verified}
		begin.App, begin.Queue, begin.Line = label, value, value
		p := interaction.Packet{Trust: interaction.Rejected, Problem: value}
		p.Unsigned = []interaction.Field{{Key: label, Label: label, Value: value, Type: kind}, {Key: value, Value: label, Type: "url"}}
		if verified {
			p.Trust, p.Signed = interaction.Signed, p.Unsigned
		}
		agent := interaction.Agent{ID: "a", Name: value}
		s := fold(begin, interaction.PacketReceived{Packet: p}, interaction.MessageLeft{Text: value},
			interaction.CallArrived{CallSID: "CA1", From: value, To: label},
			interaction.FileReceived{File: interaction.File{Name: value, ContentType: label, Size: 1}, From: kind},
			interaction.NoteAdded{Agent: agent, Text: value},
			interaction.CallEnded{By: value, Outcome: interaction.CallOutcome(label)},
			interaction.WrapUpSaved{Agent: agent, Disposition: value, Note: label})
		o := must[connectors.Opening](t)(c.Opening(s, keys(s), "b", nil, content))
		bodies := []connectors.Body{{Text: o.Subject}}
		for _, n := range o.First.Notes {
			bodies = append(bodies, n.Body)
		}
		for _, l := range o.First.CallLogs {
			bodies = append(bodies, l.Body, connectors.Body{Text: l.Subject})
		}
		for _, b := range bodies {
			if rest := safeTag.ReplaceAllString(b.HTML, ""); strings.ContainsAny(rest, "<>") {
				t.Fatalf("markup that is not ours in %q", b.HTML)
			}
			for _, text := range []string{b.Text, b.HTML} {
				unsafe := func(r rune) bool {
					return r != '\n' && r != '\t' && unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
				}
				if !utf8.ValidString(text) || strings.ContainsFunc(text, unsafe) {
					t.Fatalf("unsafe characters in %q", text)
				}
				if strings.Contains(text, "{{") || strings.Contains(text, "{%") || strings.Contains(text, "{!") {
					t.Fatalf("a CRM would expand %q", text)
				}
			}
		}
		for _, tag := range o.First.Tags {
			if strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" || len(tag) > 100 {
				t.Fatalf("tag %q", tag)
			}
		}
		if strings.ContainsAny(o.Subject, "\n\t") || utf8.RuneCountInString(o.Subject) > 255 {
			t.Fatalf("subject %q", o.Subject)
		}
	})
}
