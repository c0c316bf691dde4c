package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// record is one that was to be written, and what it can do without.
type record struct {
	object string
	body   map[string]any
	// spare are its fields that may be missing, in the order in which they are given up
	// when a refusal does not say which it is about.
	spare [][]string
}

// overField tells whether a refusal is about the value of a field, or the right to
// write it.
func overField(code string) bool {
	return slices.Contains([]string{
		"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_FIELD", "FIELD_FILTER_VALIDATION_EXCEPTION",
		"FIELD_INTEGRITY_EXCEPTION", "INVALID_TYPE_ON_FIELD_IN_RECORD", "JSON_PARSER_ERROR", "STRING_TOO_LONG", "NUMBER_OUTSIDE_VALID_RANGE",
		"INVALID_EMAIL_ADDRESS", "MALFORMED_ID", "FIELD_CUSTOM_VALIDATION_EXCEPTION",
	}, code) || overReference(code)
}

// overReference: the field names a record that is not there, or not for us.
func overReference(code string) bool {
	return slices.Contains([]string{"INVALID_CROSS_REFERENCE_KEY", "ENTITY_IS_DELETED", "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "INACTIVE_OWNER_OR_USER"}, code)
}

// doWithout gives the fields to leave out for a refusal; none: the record cannot do
// without what it is about.
func (r record) doWithout(f failure) []string {
	if !overField(f.code()) {
		return nil
	}
	var named []string
	for _, group := range r.spare {
		for _, field := range group {
			if _, sent := r.body[field]; sent && slices.ContainsFunc(f.Fields, func(n string) bool { return strings.EqualFold(n, field) }) {
				named = append(named, field)
			}
		}
	}
	spare := r.spare
	switch {
	case len(named) > 0:
		return named
	case f.code() != "FIELD_CUSTOM_VALIDATION_EXCEPTION":
	case r.object != "Case" || len(f.Fields) > 0:
		return nil // it is about what is not ours
	default:
		spare = spare[:1] // a rule that names nothing is about what an admin has set, if about anything of ours
	}
	for _, group := range spare {
		var there []string
		for _, field := range group {
			if _, sent := r.body[field]; sent && (!overReference(f.code()) || isReference(field, r.body[field])) {
				there = append(there, field)
			}
		}
		if len(there) > 0 {
			return there
		}
	}
	return nil
}

// isReference: a field whose value names a record.
func isReference(field string, value any) bool {
	text := fmt.Sprint(value)
	return strings.HasSuffix(field, "Id") || idForm.MatchString(text) && len(text) == 18
}

// leftOut is the omission of fields.
func (r record) leftOut(fields []string, f failure) connectors.Omission {
	return connectors.Omission{Of: connectors.OfFields, Detail: f.detail(),
		Reason: connectors.Because("fields_left_out", "fields", r.names(fields), "code", safeCode(f.code()))}
}

// asNote is the omission of a call record that cannot be made.
func (r record) asNote(f failure) connectors.Omission {
	return connectors.Omission{Of: connectors.OfFields, Detail: f.detail(),
		Reason: connectors.Because("call_as_note", "fields", r.names(f.Fields), "code", safeCode(f.code()))}
}

func (r record) names(fields []string) string {
	named := make([]string, len(fields))
	for i, field := range fields {
		named[i] = r.object + "." + field
	}
	return strings.Join(named, ", ")
}
