package salesforcetest

import (
	"slices"
	"strings"
)

// Field is what an admin has made of a field, or a field that they have added. Zero
// values leave it as it is.
type Field struct {
	Object, Name string
	Kind         string   // of one that is added: string, boolean, double, picklist, reference
	Only         []string // the picklist is restricted to these
	Required     bool
	ReadOnly     bool // for the integration user
	Hidden       bool // from the integration user
	Filtered     bool // a lookup filter takes no record
	Unnamed      bool // refusals do not say which field they are about
	Rule         bool // the value is refused by a validation rule, not by the field
}

// customise the schema as the options have it.
func (s *Server) customise() {
	for _, rule := range s.opts.Fields {
		o := s.schema[strings.ToLower(rule.Object)]
		if o == nil {
			panic("salesforcetest: no object " + rule.Object)
		}
		i := slices.IndexFunc(o.fields, func(f field) bool { return strings.EqualFold(f.name, rule.Name) })
		switch {
		case rule.Hidden && i >= 0:
			o.fields = slices.Delete(slices.Clone(o.fields), i, i+1)
			continue
		case i < 0:
			o.fields = append(slices.Clone(o.fields), field{name: rule.Name, kind: fieldKind(rule.Kind), length: 255, custom: strings.HasSuffix(rule.Name, "__c")})
			i = len(o.fields) - 1
		}
		f := &o.fields[i]
		if rule.Only != nil {
			f.kind, f.only = picklist, rule.Only
		}
		f.required = f.required || rule.Required
		f.forbidden, f.filtered, f.unnamed, f.ruled = rule.ReadOnly, rule.Filtered, rule.Unnamed, rule.Rule
	}
}

// asked gives a refusal as a field's own rule has it: some organisations do not say
// which field it is about.
func (f field) asked(bad *refusal) *refusal {
	if bad != nil && f.ruled {
		bad = refuse(bad.status, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "This line is closed.", bad.fields...)
	}
	if bad != nil && f.unnamed {
		bad = refuse(bad.status, bad.code, bad.message)
	}
	return bad
}

// Rule is one more from now on.
func (s *Server) Rule(f Field) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Fields = append(slices.Clone(s.opts.Fields), f)
	s.customise()
}
