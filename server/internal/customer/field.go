package customer

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/text"
)

// customField as the company's backend writes it.
type customField struct {
	Label  string `json:"label"`
	Value  any    `json:"value"`
	Type   string `json:"type"`
	Hidden bool   `json:"invisible_to_agent"`
}

// readCustomData keeps the order in which the fields were written: the company
// puts first what the agent should read first.
func (c *claims) readCustomData(dec *json.Decoder) error {
	t, err := dec.Token()
	if err != nil || (t != nil && t != json.Delim('{')) {
		return wrong("packet_custom_data")
	}
	c.packet.Signed, c.packet.Fault = nil, interaction.Reason{}
	if t == nil {
		return nil
	}
	at := map[string]int{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return wrong("packet_malformed")
		}
		key := cut(text.Line(name.(string)), maxKey)
		var cf customField
		if err := dec.Decode(&cf); err != nil {
			return wrong("packet_field_shape", "field", key)
		}
		f, present, err := cf.field(key)
		if err != nil {
			return err
		}
		if !present {
			continue
		}
		if i, again := at[name.(string)]; again {
			c.packet.Signed[i] = f
			continue
		}
		if len(c.packet.Signed) == MaxFields {
			c.packet.Fault = interaction.Because("packet_many_fields", "limit", strconv.Itoa(MaxFields))
			continue
		}
		at[name.(string)] = len(c.packet.Signed)
		c.packet.Signed = append(c.packet.Signed, f)
	}
	if _, err := dec.Token(); err != nil {
		return wrong("packet_malformed")
	}
	return nil
}

// field; not present if there is no value.
func (cf customField) field(key string) (f interaction.Field, present bool, err error) {
	if key == "" {
		return f, false, wrong("packet_field_name")
	}
	var value, natural string
	switch v := cf.Value.(type) {
	case nil:
		return f, false, nil
	case string:
		value, natural = v, "text"
	case json.Number:
		value, natural = v.String(), "number"
	case bool:
		value, natural = strconv.FormatBool(v), "boolean"
	default:
		return f, false, wrong("packet_field_single", "field", key)
	}
	kind := cf.Type
	switch kind {
	case "":
		kind = natural
	case "string":
		kind = "text"
	}
	value, kind, ok := as(kind, value)
	if !ok {
		if notOfType[kind] == "" {
			return f, false, wrong("packet_field_type", "field", key)
		}
		return f, false, wrong(notOfType[kind], "field", key)
	}
	return interaction.Field{Key: key, Label: label(cf.Label, key), Value: value, Type: kind, Hidden: cf.Hidden}, true, nil
}

// hearsay from the page: what does not fit its type is text, and what has no name
// is left out. Nobody signed it, so there is nothing to reject.
func hearsay(given []interaction.Field) []interaction.Field {
	var fields []interaction.Field
	for _, g := range given {
		if len(fields) == MaxFields {
			break
		}
		key := cut(text.Line(g.Key), maxKey)
		if key == "" {
			continue
		}
		value, kind, ok := as(g.Type, g.Value)
		if !ok {
			value, kind, _ = as("text", g.Value)
		}
		fields = append(fields, interaction.Field{Key: key, Label: label(g.Label, key), Value: value, Type: kind})
	}
	return fields
}

func label(given, key string) string {
	if l := cut(text.Line(given), maxLabel); l != "" {
		return l
	}
	return key
}

// notOfType are the types of values, and what is said of a value that is not of one.
var notOfType = map[string]string{
	"text":    "packet_not_text",
	"number":  "packet_not_number",
	"date":    "packet_not_date",
	"url":     "packet_not_url",
	"boolean": "packet_not_boolean",
}

// number of JSON, of a length that a person can read.
var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

const maxNumber = 64

// dates of ISO 8601 that are understood.
var dates = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, time.DateOnly}

var milliseconds = regexp.MustCompile(`^[0-9]{13}$`)

// as reads a value as one of its kind. Numbers are kept digit for digit.
func as(kind, value string) (string, string, bool) {
	value = text.Line(value)
	switch kind {
	case "text":
		return cut(value, maxValue), kind, true
	case "number":
		return value, kind, len(value) <= maxNumber && number.MatchString(value)
	case "boolean":
		return value, kind, value == "true" || value == "false"
	case "date":
		if milliseconds.MatchString(value) {
			ms, err := strconv.ParseInt(value, 10, 64)
			return time.UnixMilli(ms).UTC().Format(time.RFC3339Nano), kind, err == nil
		}
		for _, layout := range dates {
			if _, err := time.Parse(layout, value); err == nil {
				return value, kind, true
			}
		}
		return value, kind, false
	case "url":
		if len(value) > maxValue { // half an address leads elsewhere
			return cut(value, maxValue), "text", true
		}
		u, err := url.Parse(value)
		good := err == nil && u.Host != "" && !strings.ContainsAny(value, " \"<>\\") &&
			(strings.EqualFold(u.Scheme, "http") || strings.EqualFold(u.Scheme, "https"))
		return value, kind, good
	}
	return value, kind, false
}
