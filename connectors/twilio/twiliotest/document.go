package twiliotest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// element is one TwiML verb or noun.
type element struct {
	name     string
	attr     map[string]string
	text     string
	children []element
}

// parseDocument reads a TwiML document's verbs.
func parseDocument(body []byte) ([]element, error) {
	d := xml.NewDecoder(strings.NewReader(string(body)))
	var open []*element
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("no TwiML")
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			e := &element{name: t.Name.Local, attr: map[string]string{}}
			for _, a := range t.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			if len(open) == 0 && e.name != "Response" {
				return nil, fmt.Errorf("the root is %s, not Response", e.name)
			}
			open = append(open, e)
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		case xml.EndElement:
			last := open[len(open)-1]
			last.text = strings.TrimSpace(last.text)
			open = open[:len(open)-1]
			if len(open) == 0 {
				return last.children, nil
			}
			up := open[len(open)-1]
			up.children = append(up.children, *last)
		}
	}
}
