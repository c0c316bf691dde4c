package config

import (
	"errors"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Fields are values for the CRM's own fields: by API name in Salesforce, by number in
// Zendesk. A value is text, a number or true and false, as it is written in YAML:
// "42" is text, 42 a number.
type Fields map[string]any

// TicketSettings are what an admin wants on tickets that Deskside opens: of an account,
// or of one queue, which wins. None of them keeps a ticket from being opened.
type TicketSettings struct {
	RecordType   string `key:"record_type"`    // Salesforce: developer name, or id
	Origin       string `key:"origin"`         // Salesforce
	BrandID      string `key:"brand_id"`       // Zendesk
	TicketFormID string `key:"ticket_form_id"` // Zendesk
	GroupID      string `key:"group_id"`       // Zendesk
	Priority     string `key:"priority"`       // Zendesk
	Fields       Fields `key:"fields"`
}

// ofKind is a setting that only one kind of CRM has.
type ofKind struct {
	key, kind string
	set       bool
}

// ofKinds are the settings that only one kind of CRM has.
func (s TicketSettings) ofKinds() []ofKind {
	return []ofKind{
		{"record_type", Salesforce, s.RecordType != ""},
		{"origin", Salesforce, s.Origin != ""},
		{"brand_id", Zendesk, s.BrandID != ""},
		{"ticket_form_id", Zendesk, s.TicketFormID != ""},
		{"group_id", Zendesk, s.GroupID != ""},
		{"priority", Zendesk, s.Priority != ""},
	}
}

func (l *loading) decodeFields(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		l.fail(path, "must be names and values, not a %s", kindName(n))
		return
	}
	fields := Fields{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		at := join(path, name.Value)
		if name.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode {
			l.failLine(name.Line, at, "must be a single value, not a "+kindName(value))
			continue
		}
		if _, twice := fields[name.Value]; twice {
			l.failLine(name.Line, at, "stands here twice")
			continue
		}
		fields[name.Value] = scalar(value)
	}
	into.Set(reflect.ValueOf(fields))
}

// scalar is a value as YAML has it.
func scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int":
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			return i
		}
	case "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	}
	return n.Value
}

// parseFields reads what stands in the environment: Product__c: Lamps, Urgent__c: true.
func parseFields(text string) (Fields, error) {
	bad := errors.New(`must be names and values, such as "Product__c: Lamps, Urgent__c: true"`)
	var root yaml.Node
	if yaml.Unmarshal([]byte("{"+text+"}"), &root) != nil || len(root.Content) != 1 {
		return nil, bad
	}
	l := newLoading("")
	var fields Fields
	l.decodeFields(root.Content[0], reflect.ValueOf(&fields).Elem(), "fields")
	if len(l.problems) > 0 {
		return nil, bad
	}
	return fields, nil
}
