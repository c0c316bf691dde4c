package twilio

import (
	"encoding/xml"
	"strings"
)

// verb of TwiML. The library's own writer builds a tree of maps first, which costs
// more than storing the call that is answered.
type verb struct {
	name  string
	attrs []attr
	text  string
	inner []verb
}

// attr of a verb; one without a value is not written.
type attr struct{ name, value string }

// render a document.
func render(verbs ...verb) string {
	var b strings.Builder
	b.Grow(512)
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>`)
	verb{name: "Response", inner: verbs}.write(&b)
	return b.String()
}

func (v verb) write(b *strings.Builder) {
	b.WriteByte('<')
	b.WriteString(v.name)
	for _, a := range v.attrs {
		if a.value == "" {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(a.name)
		b.WriteString(`="`)
		escape(b, a.value)
		b.WriteByte('"')
	}
	if v.text == "" && len(v.inner) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	escape(b, v.text)
	for _, in := range v.inner {
		in.write(b)
	}
	b.WriteString("</")
	b.WriteString(v.name)
	b.WriteByte('>')
}

// escape what is text, in elements and attributes alike; what XML has no place for
// becomes U+FFFD.
func escape(b *strings.Builder, text string) {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`<>&'"`, r) }) {
		b.WriteString(text)
		return
	}
	_ = xml.EscapeText(b, []byte(text)) // the error is the builder's, which has none
}
