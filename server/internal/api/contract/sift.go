package contract

import (
	"bytes"
	"encoding/json"

	"github.com/getkin/kin-openapi/openapi3"
)

// What a body may be before anything is built of it: each value costs some fifty bytes of
// memory as soon as somebody looks at it, whatever little it costs to send.
const (
	maxDepth  = 32
	maxValues = 4_000
)

// sift takes out of JSON what the schema does not know, in place, without building anything:
// members without a name there, and the entries of a list beyond what is kept of it (x-kept).
// What it lets through is checked afterwards, so that its answer is about size alone.
func sift(body []byte, schema *openapi3.Schema) ([]byte, error) {
	if !json.Valid(body) {
		return nil, &Violation{Malformed}
	}
	s := sifter{in: body, out: body[:0]}
	s.value(schema, 0, true)
	switch {
	case s.deep:
		return nil, &Violation{"The request is nested too deep."}
	case s.values > maxValues:
		return nil, &Violation{"The request has too many members."}
	}
	return s.out, nil
}

// sifter of one document that is well-formed. It writes where it has read already.
type sifter struct {
	in     []byte
	at     int
	out    []byte
	values int
	deep   bool
}

func (s *sifter) blank() {
	for s.at < len(s.in) {
		switch s.in[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// value of the document, which is kept or passed over. A schema that is nil keeps all of it.
func (s *sifter) value(schema *openapi3.Schema, depth int, keep bool) {
	s.blank()
	if keep {
		s.values++
	}
	if s.deep = s.deep || depth > maxDepth; s.deep || s.values > maxValues {
		return
	}
	switch s.in[s.at] {
	case '{':
		s.object(schema, depth, keep)
	case '[':
		s.list(schema, depth, keep)
	case '"':
		s.copied(s.text(), keep)
	default:
		from := s.at
		for s.at < len(s.in) && !ends(s.in[s.at]) {
			s.at++
		}
		s.copied(s.in[from:s.at], keep)
	}
}

// ends of a number or a word.
func ends(b byte) bool {
	switch b {
	case ',', ']', '}', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

func (s *sifter) object(schema *openapi3.Schema, depth int, keep bool) {
	s.open(keep)
	for first := true; ; {
		s.blank()
		if s.closed('}', keep) || s.stopped() {
			return
		}
		s.comma()
		name := s.text()
		s.blank()
		s.at++ // the colon
		known := keep
		var of *openapi3.Schema
		if keep && closed(schema) {
			of = property(schema, name)
			known = of != nil
		}
		if known {
			if !first {
				s.out = append(s.out, ',')
			}
			first = false
			s.out = append(append(s.out, name...), ':')
		}
		s.value(of, depth+1, known)
	}
}

func (s *sifter) list(schema *openapi3.Schema, depth int, keep bool) {
	var of *openapi3.Schema
	most := -1
	if schema != nil {
		if schema.Items != nil {
			of = schema.Items.Value
		}
		if n, ok := schema.Extensions["x-kept"].(float64); ok {
			most = int(n)
		}
	}
	s.open(keep)
	for n := 0; ; n++ {
		s.blank()
		if s.closed(']', keep) || s.stopped() {
			return
		}
		s.comma()
		kept := keep && (most < 0 || n < most)
		if kept && n > 0 {
			s.out = append(s.out, ',')
		}
		s.value(of, depth+1, kept)
	}
}

func (s *sifter) stopped() bool { return s.deep || s.values > maxValues }

func (s *sifter) open(keep bool) {
	s.copied(s.in[s.at:s.at+1], keep)
	s.at++
}

func (s *sifter) closed(by byte, keep bool) bool {
	if s.in[s.at] != by {
		return false
	}
	s.copied(s.in[s.at:s.at+1], keep)
	s.at++
	return true
}

func (s *sifter) comma() {
	if s.in[s.at] == ',' {
		s.at++
		s.blank()
	}
}

// text that begins here, with its quotes.
func (s *sifter) text() []byte {
	from := s.at
	for s.at++; s.in[s.at] != '"'; s.at++ {
		if s.in[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
	return s.in[from:s.at]
}

func (s *sifter) copied(piece []byte, keep bool) {
	if keep {
		s.out = append(s.out, piece...)
	}
}

// closed is a schema that names every member it knows.
func closed(s *openapi3.Schema) bool {
	return s != nil && len(s.Properties) > 0 && s.AdditionalProperties.Schema == nil && s.AdditionalProperties.Has == nil && len(s.AllOf) == 0
}

// longestName of a member in any schema, as it may be written: each character as \u0000.
const longestName = 64 * 6

// property that a name, with its quotes, means; nil: the schema knows none.
func property(schema *openapi3.Schema, name []byte) *openapi3.Schema {
	if ref, ok := schema.Properties[string(name[1:len(name)-1])]; ok {
		return ref.Value
	}
	if len(name) > longestName || bytes.IndexByte(name, '\\') < 0 {
		return nil
	}
	var plain string
	if json.Unmarshal(name, &plain) != nil {
		return nil
	}
	if ref, ok := schema.Properties[plain]; ok {
		return ref.Value
	}
	return nil
}
