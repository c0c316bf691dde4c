package salesforcetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

type collectionResult struct {
	ID      string           `json:"id,omitempty"`
	Success bool             `json:"success"`
	Errors  []map[string]any `json:"errors"`
	Created *bool            `json:"created,omitempty"`
}

// collections serves /composite/sobjects: create, update, upsert and delete of
// up to 200 records. The answer is 200 with one result per record, whose errors
// say statusCode where all other resources say errorCode.
func (s *Server) collections(c *call) answer {
	if c.method == http.MethodDelete {
		return s.deleteAll(c)
	}
	var in struct {
		AllOrNone bool             `json:"allOrNone"`
		Records   []map[string]any `json:"records"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return refused(refuse(400, "JSON_PARSER_ERROR", "Unexpected character in JSON body"))
	}
	if len(in.Records) > maxCollection {
		return refused(refuse(400, "EXCEEDED_ID_LIMIT", fmt.Sprintf("record limit reached. cannot submit more than %d records into this call", maxCollection)))
	}
	upsert := len(c.path) == 4
	if c.method != http.MethodPatch && (c.method != http.MethodPost || upsert) {
		return wrongMethod(c)
	}
	point, failed := len(c.tx.undo), false
	results := make([]collectionResult, 0, len(in.Records))
	for _, values := range in.Records {
		one, bad := s.collected(c, values, upsert)
		if bad != nil {
			one, failed = collectionResult{Errors: bad.perRecord()}, true
		}
		results = append(results, one)
	}
	if failed && in.AllOrNone {
		c.tx.rollback(point)
		for i, r := range results {
			if r.Success {
				results[i] = collectionResult{Errors: refuse(400, "ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header").perRecord()}
			}
		}
	}
	return answer{status: 200, body: results}
}

func (s *Server) collected(c *call, values map[string]any, upsert bool) (collectionResult, *refusal) {
	attributes, _ := values["attributes"].(map[string]any)
	name, _ := attributes["type"].(string)
	if name == "" {
		return collectionResult{}, refuse(400, "INVALID_INPUT", "Include an entity type for all the objects.")
	}
	o, bad := s.object(name)
	if bad != nil {
		return collectionResult{}, refuse(400, "INVALID_TYPE", "sObject type '"+name+"' is not supported.")
	}
	done := func(r *record, created *bool, bad *refusal) (collectionResult, *refusal) {
		if bad != nil {
			return collectionResult{}, bad
		}
		return collectionResult{ID: r.id, Success: true, Errors: []map[string]any{}, Created: created}, nil
	}
	if c.method == http.MethodPost {
		point := len(c.tx.undo)
		r, bad := s.insert(c.tx, o, values, nil)
		if bad != nil {
			c.tx.rollback(point)
		}
		return done(r, nil, bad)
	}
	if upsert {
		f, ok := o.field(c.path[3])
		if !ok || !f.external || !strings.EqualFold(c.path[2], o.name) {
			return collectionResult{}, refuse(400, "INVALID_FIELD", "Provided external ID field does not exist or is not accessible: "+c.path[3])
		}
		rest := map[string]any{}
		key := ""
		for k, v := range values {
			if strings.EqualFold(k, f.name) {
				key, _ = v.(string)
			} else {
				rest[k] = v
			}
		}
		if key == "" {
			return collectionResult{}, refuse(400, "MISSING_ARGUMENT", f.name+" not specified")
		}
		r, created, bad := s.upsert(c.tx, o, f, key, rest, false)
		return done(r, &created, bad)
	}
	id := ""
	rest := map[string]any{}
	for k, v := range values {
		if strings.EqualFold(k, "Id") {
			id, _ = v.(string)
		} else {
			rest[k] = v
		}
	}
	r, bad := s.row3(o, id)
	if bad != nil {
		return collectionResult{}, refuse(400, bad.code, bad.message)
	}
	return done(r, nil, s.update(c.tx, r, rest))
}

func (s *Server) deleteAll(c *call) answer {
	var results []collectionResult
	for id := range strings.SplitSeq(c.query.Get("ids"), ",") {
		r := s.find(id)
		if r == nil || r.deleted {
			results = append(results, collectionResult{Errors: refuse(400, "ENTITY_IS_DELETED", "entity is deleted").perRecord()})
			continue
		}
		s.remove(c.tx, r)
		results = append(results, collectionResult{ID: r.id, Success: true, Errors: []map[string]any{}})
	}
	return answer{status: 200, body: results}
}
