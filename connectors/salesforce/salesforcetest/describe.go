package salesforcetest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

func (s *Server) describeAll(c *call) answer {
	if c.method != http.MethodGet {
		return wrongMethod(c)
	}
	var list []map[string]any
	for _, name := range slices.Sorted(maps.Keys(s.schema)) {
		list = append(list, summary(s.schema[name]))
	}
	return answer{status: 200, body: map[string]any{"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": list}}
}

func summary(o *object) map[string]any {
	return map[string]any{"name": o.name, "keyPrefix": o.prefix, "custom": o.custom, "createable": true, "updateable": true, "queryable": true}
}

func (s *Server) describe(c *call, o *object) answer {
	if c.method != http.MethodGet {
		return wrongMethod(c)
	}
	var fields []map[string]any
	for _, f := range o.fields {
		shown := map[string]any{
			"name": f.name, "type": f.kind, "length": f.length, "byteLength": f.length * 3, "custom": f.custom,
			"unique": f.unique, "externalId": f.external, "caseSensitive": f.caseSensitive,
			"createable": !f.readOnly && !f.forbidden, "updateable": !f.readOnly && !f.forbidden && !f.createOnly,
			"nillable": !f.required, "defaultedOnCreate": f.preset != nil, "filterable": f.kind != longText, "relationshipName": nil,
			"restrictedPicklist": len(f.only) > 0, "picklistValues": values(f.only),
		}
		if o.name == "Case" && f.name == "Status" && len(f.only) == 0 {
			shown["picklistValues"] = values(caseStatuses)
		}
		if f.relation != "" {
			shown["relationshipName"] = f.relation
		}
		fields = append(fields, shown)
	}
	d := summary(o)
	d["fields"] = fields
	if o.name == "Case" {
		d["recordTypeInfos"] = s.recordTypes()
	}
	return answer{status: 200, body: d}
}

// values of a picklist as describe shows them.
func values(only []string) []map[string]any {
	list := []map[string]any{}
	for _, v := range only {
		list = append(list, map[string]any{"value": v, "label": label(v), "active": true, "defaultValue": false})
	}
	return list
}

// recordTypes as the integration user's profile has them.
func (s *Server) recordTypes() []map[string]any {
	list := []map[string]any{{"name": "Master", "developerName": "Master", "active": true, "available": true, "master": true, "recordTypeId": masterRecordType}}
	for _, r := range s.all(s.schema["recordtype"]) {
		name := str(r.values["DeveloperName"])
		list = append(list, map[string]any{"name": name, "developerName": name, "active": true, "available": !strings.HasSuffix(name, "Elsewhere"), "master": false, "recordTypeId": r.id})
	}
	return list
}
