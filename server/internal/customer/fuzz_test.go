package customer_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/deskside/deskside/server/internal/customer"
	"github.com/deskside/deskside/server/internal/interaction"
)

// FuzzParsePacket: whatever a stranger, or a company's backend with the right
// secret, sends, a packet comes out that keeps its promises.
func FuzzParsePacket(f *testing.F) {
	for _, payload := range []string{
		claims(""), custom(`"k":{"label":"L","value":"v","type":"string"}`), custom(`"k":{"value":1e9,"type":"date"}`),
		claims(`"sub":"1","ticket":12,"phone":"+14155552671","custom_data":{"a":{"value":true},"a":{"value":null}}`), `{`, `[]`, `null`,
	} {
		f.Add(payload, "a.b.c", "name", "\x00\xff", "https://x", "url")
	}
	f.Fuzz(func(t *testing.T, payload, token, name, key, value, kind string) {
		for _, tok := range []string{token, sign(t, payload)} {
			p, who := customer.ParsePacket(customer.Input{
				Token: tok, Secret: secret, Name: name, Phone: value, Email: name,
				Unsigned: []interaction.Field{{Key: key, Label: name, Value: value, Type: kind}},
				Limits:   customer.Limits{Country: "US"},
			}, now)
			if p.Trust != interaction.Signed && (len(p.Signed) > 0 || p.Ticket != "" || who.Verified) {
				t.Fatalf("something was believed that nobody signed: %+v %+v", p, who)
			}
			if (p.Trust == interaction.Rejected) != (said(p) != "") && p.Trust != interaction.Signed {
				t.Fatalf("trust %q with problem %q", p.Trust, said(p))
			}
			texts := []string{said(p), p.Ticket, who.Name, who.Email, who.Phone, who.ExternalID}
			for _, fields := range [][]interaction.Field{p.Signed, p.Unsigned} {
				if len(fields) > customer.MaxFields+2 {
					t.Fatalf("%d fields", len(fields))
				}
				for _, fd := range fields {
					if fd.Key == "" || fd.Label == "" || len(fd.Key) > 64 || len(fd.Label) > 120 || len(fd.Value) > 2000 {
						t.Fatalf("field %+v", fd)
					}
					if fd.Type == "url" && !strings.HasPrefix(strings.ToLower(fd.Value), "http") {
						t.Fatalf("a link to %q", fd.Value)
					}
					texts = append(texts, fd.Key, fd.Label, fd.Value, fd.Type)
				}
			}
			for _, s := range texts {
				if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
					t.Fatalf("unreadable text %q", s)
				}
			}
		}
	})
}
