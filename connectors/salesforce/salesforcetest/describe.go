package salesforcetest

import (
	"maps"
	"net/http"
	"slices"
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
			"createable": !f.readOnly, "updateable": !f.readOnly && !f.createOnly,
			"nillable": !f.required, "filterable": f.kind != longText, "relationshipName": nil,
		}
		if f.relation != "" {
			shown["relationshipName"] = f.relation
		}
		fields = append(fields, shown)
	}
	d := summary(o)
	d["fields"] = fields
	return answer{status: 200, body: d}
}
