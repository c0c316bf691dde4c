package salesforcetest

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// refusal is one error as Salesforce words it: records' errors carry
// statusCode in collections and errorCode everywhere else.
type refusal struct {
	status  int
	code    string
	message string
	fields  []string
}

func refuse(status int, code, message string, fields ...string) *refusal {
	return &refusal{status, code, message, fields}
}

type record struct {
	object  *object
	id      string
	values  map[string]any // by the field's own spelling; time.Time, string, bool, float64
	deleted bool
	data    *blob
}

// tx is one transaction. All writing happens under the server's lock; what
// fails is undone step by step.
type tx struct {
	undo    []func()
	touched map[string]bool // Cases to tell the live pages about
	refuse  *refusal        // a fault: the first record written is refused with it
	header  func(string) string
}

func newTx(header func(string) string) *tx {
	return &tx{touched: map[string]bool{}, header: header}
}

func (t *tx) rollback(to int) {
	for i := len(t.undo) - 1; i >= to; i-- {
		t.undo[i]()
	}
	t.undo = t.undo[:to]
}

func (s *Server) object(name string) (*object, *refusal) {
	if o, ok := s.schema[strings.ToLower(name)]; ok {
		return o, nil
	}
	return nil, refuse(404, "NOT_FOUND", "The requested resource does not exist")
}

// find gives a record in either form of its id, deleted ones included.
func (s *Server) find(id string) *record {
	if len(id) == 15 {
		id = longID(id)
	}
	return s.records[id]
}

// byKey finds live records whose unique field holds value.
func (s *Server) byKey(o *object, f field, value string) []*record {
	var found []*record
	for _, r := range s.all(o) {
		have, _ := r.values[f.name].(string)
		if have == value || !f.caseSensitive && strings.EqualFold(have, value) {
			found = append(found, r)
		}
	}
	return found
}

// all gives the live records of an object in order of creation.
func (s *Server) all(o *object) []*record {
	var found []*record
	for _, r := range s.records {
		if r.object == o && !r.deleted {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *record) int { return strings.Compare(a.id, b.id) })
	return found
}

func (s *Server) insert(t *tx, o *object, values map[string]any, data *blob) (*record, *refusal) {
	if bad := t.takeRefusal(); bad != nil {
		return nil, bad
	}
	clean, bad := s.check(o, nil, values, data)
	if bad != nil {
		return nil, bad
	}
	now := s.now()
	r := &record{object: o, id: s.newID(o.prefix), values: clean, data: data}
	for _, f := range o.fields {
		if _, set := clean[f.name]; !set && f.preset != nil {
			clean[f.name] = f.preset
		}
	}
	clean["Id"], clean["CreatedDate"], clean["LastModifiedDate"], clean["SystemModstamp"] = r.id, now, now, now
	clean["CreatedById"] = s.user
	if f, ok := o.field("OwnerId"); ok && clean[f.name] == nil {
		clean[f.name] = s.user
	}
	if bad := s.onInsert(t, r); bad != nil {
		return nil, bad
	}
	s.records[r.id] = r
	t.undo = append(t.undo, func() { delete(s.records, r.id) })
	s.touch(t, r)
	if o.name == "ContentVersion" {
		if bad := s.publish(t, r); bad != nil {
			return nil, bad
		}
	}
	return r, nil
}

func (s *Server) update(t *tx, r *record, values map[string]any) *refusal {
	if bad := t.takeRefusal(); bad != nil {
		return bad
	}
	if r.object.name == "Case" && s.locked(r) {
		return refuse(400, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id")
	}
	clean, bad := s.check(r.object, r, values, nil)
	if bad == nil && r.object.name == "Case" {
		bad = s.checkStatus(r, clean)
	}
	if bad != nil {
		return bad
	}
	before := maps.Clone(r.values)
	t.undo = append(t.undo, func() { r.values = before })
	r.values = maps.Clone(r.values)
	maps.Copy(r.values, clean)
	s.onUpdate(t, r)
	s.touch(t, r)
	return nil
}

// remove a record; a document takes its versions and links with it, and frees their keys.
func (s *Server) remove(t *tx, r *record) {
	if r.object.name == "ContentDocument" {
		for _, v := range slices.Concat(s.related("ContentVersion", "ContentDocumentId", r.id), s.related("ContentDocumentLink", "ContentDocumentId", r.id)) {
			s.remove(t, v)
		}
	}
	t.undo = append(t.undo, func() { r.deleted, r.values["IsDeleted"] = false, false })
	r.deleted, r.values["IsDeleted"] = true, true
	s.touch(t, r)
}

func (t *tx) takeRefusal() *refusal {
	bad := t.refuse
	t.refuse = nil
	return bad
}

// touch notes which Case a change belongs to.
func (s *Server) touch(t *tx, r *record) {
	for _, name := range []string{"Id", "ParentId", "WhatId", "LinkedEntityId", "Case__c"} {
		if id, _ := r.values[name].(string); strings.HasPrefix(id, "500") {
			t.touched[id] = true
		}
	}
}

// check holds values against the schema and gives them in their own spelling
// and type. old is nil for a new record.
func (s *Server) check(o *object, old *record, values map[string]any, data *blob) (map[string]any, *refusal) {
	clean := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name == "attributes" {
			continue
		}
		f, ok := o.field(name)
		if !ok {
			return nil, refuse(400, "INVALID_FIELD", fmt.Sprintf("No such column '%s' on sobject of type %s", name, o.name))
		}
		if f.readOnly || f.forbidden && !s.direct || old != nil && f.createOnly {
			return nil, f.asked(refuse(400, "INVALID_FIELD_FOR_INSERT_UPDATE",
				fmt.Sprintf("Unable to create/update fields: %s. Please check the security settings of this field and verify that it is read/write for your profile or permission set.", f.name), f.name))
		}
		v, bad := s.checkValue(o, f, values[name])
		if bad != nil {
			return nil, f.asked(bad)
		}
		clean[f.name] = v
	}
	for _, f := range o.fields {
		_, set := clean[f.name]
		if f.kind == blobData {
			set = set || data != nil
		}
		if f.required && !s.direct && (set && clean[f.name] == nil && f.kind != blobData || !set && old == nil) {
			return nil, f.asked(refuse(400, "REQUIRED_FIELD_MISSING", fmt.Sprintf("Required fields are missing: [%s]", f.name), f.name))
		}
		key, _ := clean[f.name].(string)
		if !f.unique || key == "" {
			continue
		}
		for _, other := range s.byKey(o, f, key) {
			if other != old {
				return nil, refuse(400, "DUPLICATE_VALUE", fmt.Sprintf("duplicate value found: %s duplicates value on record with id: %s", f.name, other.id[:15]))
			}
		}
	}
	return clean, nil
}

func (s *Server) checkValue(o *object, f field, v any) (any, *refusal) {
	if v == nil {
		return nil, nil
	}
	wrongType := func() (any, *refusal) {
		return nil, refuse(400, "JSON_PARSER_ERROR", fmt.Sprintf("Cannot deserialize instance of %s from value %v", f.kind, v))
	}
	switch f.kind {
	case boolean:
		if _, ok := v.(bool); !ok {
			return wrongType()
		}
		return v, nil
	case integer, decimal:
		if _, ok := v.(float64); !ok {
			return wrongType()
		}
		return v, nil
	}
	str, ok := v.(string)
	if !ok {
		return wrongType()
	}
	if str == "" {
		return nil, nil
	}
	switch f.kind {
	case instant:
		at, err := parseInstant(str)
		if err != nil {
			return wrongType()
		}
		return at, nil
	case day:
		if _, err := time.Parse(time.DateOnly, str); err != nil {
			return wrongType()
		}
		return str, nil
	case refer:
		return s.checkReference(f, str)
	case email:
		if _, err := mail.ParseAddress(str); err != nil {
			return nil, refuse(400, "INVALID_EMAIL_ADDRESS", fmt.Sprintf("%s: invalid email address: %s", f.name, str), f.name)
		}
	case picklist:
		if len(f.only) > 0 && !s.direct && !slices.Contains(f.only, str) {
			return nil, refuse(400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", fmt.Sprintf("%s: bad value for restricted picklist field: %s", f.name, str), f.name)
		}
	case blobData:
		if _, err := base64.StdEncoding.DecodeString(str); err != nil {
			return wrongType()
		}
		return str, nil
	}
	size := utf8.RuneCountInString(str)
	if f.bytes {
		size = len(str)
	}
	if f.length > 0 && size > f.length {
		return nil, refuse(400, "STRING_TOO_LONG", fmt.Sprintf("%s: data value too large: %.80s (max length=%d)", f.name, str, f.length), f.name)
	}
	return str, nil
}

func (s *Server) checkReference(f field, id string) (any, *refusal) {
	if !validID(id) {
		return nil, refuse(400, "MALFORMED_ID", fmt.Sprintf("%s: id value of incorrect type: %s", f.name, id), f.name)
	}
	if !slices.Contains(f.to, id[:3]) {
		return nil, refuse(400, "FIELD_INTEGRITY_EXCEPTION", fmt.Sprintf("%s: id value of incorrect type: %s", f.name, id), f.name)
	}
	r := s.find(id)
	switch {
	case r == nil:
		return nil, refuse(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", f.name)
	case r.deleted:
		return nil, refuse(400, "ENTITY_IS_DELETED", "entity is deleted", f.name)
	case f.name == "OwnerId" && r.values["IsActive"] == false:
		return nil, refuse(400, "INACTIVE_OWNER_OR_USER", "operation performed with inactive user ["+r.id[:15]+"] as owner of "+f.name)
	case f.filtered && !s.direct:
		return nil, refuse(400, "FIELD_FILTER_VALIDATION_EXCEPTION", "Value does not exist or does not match filter criteria.", f.name)
	case f.name == recordTypeID && strings.HasSuffix(str(r.values["DeveloperName"]), "Elsewhere"):
		return nil, refuse(400, "INVALID_CROSS_REFERENCE_KEY", "Record Type ID: this ID value isn't valid for the user: "+r.id, f.name)
	case r.object.name == "Case" && s.locked(r):
		return nil, refuse(400, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", f.name)
	}
	return r.id, nil
}

// locked tells whether the organisation has been set up to let nobody write to
// this closed Case.
func (s *Server) locked(r *record) bool {
	return s.opts.LockClosed && r.values["Status"] == statusClosed
}

const instantLayout = "2006-01-02T15:04:05.000-0700"

func parseInstant(s string) (time.Time, error) {
	for _, layout := range []string{instantLayout, time.RFC3339Nano, "2006-01-02T15:04:05-0700"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("not a datetime: %q", s)
}
