package salesforce

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

const namespace = "http://soap.sforce.com/2006/04/metadata"

// element of a metadata file. It has either children or text.
type element struct {
	name     string
	kind     string // of its value, from xsi:type
	text     string
	children []*element
}

// parse reads a whole document and gives its root.
func parse(doc []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(doc))
	top := &element{}
	open := []*element{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		inner := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != namespace {
				return nil, errors.New("<" + token.Name.Local + "> is not of the namespace " + namespace)
			}
			e := &element{name: token.Name.Local}
			for _, a := range token.Attr {
				if a.Name.Local == "type" {
					e.kind = a.Value
				}
			}
			inner.children = append(inner.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			inner.text += string(token)
		}
	}
	if len(top.children) != 1 {
		return nil, errors.New("it has not exactly one root")
	}
	return top.children[0], nil
}

func (e *element) all(name string) []*element {
	var found []*element
	for _, c := range e.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// value of the first child of a name, or "".
func (e *element) value(name string) string {
	for _, c := range e.all(name) {
		return strings.TrimSpace(c.text)
	}
	return ""
}

// write makes a document of it.
func (e *element) write() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e.append(&b, "", ` xmlns="`+namespace+`"`)
	return b.Bytes()
}

func (e *element) append(b *bytes.Buffer, indent, attributes string) {
	b.WriteString(indent + "<" + e.name + attributes + ">")
	if len(e.children) == 0 {
		_ = xml.EscapeText(b, []byte(strings.TrimSpace(e.text))) // a buffer takes everything
		b.WriteString("</" + e.name + ">\n")
		return
	}
	b.WriteString("\n")
	for _, c := range e.children {
		c.append(b, indent+"    ", "")
	}
	b.WriteString(indent + "</" + e.name + ">\n")
}
