package salesforcetest

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// query runs a parsed statement and gives the answer of the query resource.
func (s *Server) query(q query, version string, withDeleted bool) (map[string]any, *refusal) {
	o, ok := s.schema[strings.ToLower(q.from)]
	if !ok {
		return nil, refuse(400, "INVALID_TYPE", fmt.Sprintf("sObject type '%s' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name.", q.from))
	}
	if o.name == "ContentDocumentLink" && !filtersBy(q.where, "Id", "ContentDocumentId", "LinkedEntityId") {
		return nil, refuse(400, "MALFORMED_QUERY", "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.")
	}
	rows := s.all(o)
	if withDeleted {
		for _, r := range s.records {
			if r.object == o && r.deleted {
				rows = append(rows, r)
			}
		}
	}
	rows, bad := s.choose(q, o, rows)
	if bad != nil {
		return nil, bad
	}
	if q.count {
		return map[string]any{"totalSize": len(rows), "done": true, "records": []any{}}, nil
	}
	records := []any{}
	for _, r := range rows {
		row, bad := s.row(q, r, version)
		if bad != nil {
			return nil, bad
		}
		records = append(records, row)
	}
	return map[string]any{"totalSize": len(records), "done": true, "records": records}, nil
}

// choose applies WHERE, ORDER BY, LIMIT and OFFSET. The fields are checked even
// when there is no row to read them from.
func (s *Server) choose(q query, o *object, rows []*record) ([]*record, *refusal) {
	for _, f := range q.fields {
		if _, bad := s.known(o, f); bad != nil {
			return nil, bad
		}
	}
	for _, by := range q.order {
		if _, bad := s.known(o, by.field); bad != nil {
			return nil, bad
		}
	}
	match, bad := s.matcher(o, q.where)
	if bad != nil {
		return nil, bad
	}
	var kept []*record
	for _, r := range rows {
		if match(r) {
			kept = append(kept, r)
		}
	}
	slices.SortStableFunc(kept, func(a, b *record) int {
		for _, by := range q.order {
			d := order(s.value(a, by.field), s.value(b, by.field))
			if by.desc {
				d = -d
			}
			if d != 0 {
				return d
			}
		}
		return strings.Compare(a.id, b.id)
	})
	kept = kept[min(q.offset, len(kept)):]
	if q.limit >= 0 {
		kept = kept[:min(q.limit, len(kept))]
	}
	return kept, nil
}

// row renders one record with its parents as nested objects and its children
// as nested answers.
func (s *Server) row(q query, r *record, version string) (map[string]any, *refusal) {
	row := map[string]any{"attributes": attributes(r, version)}
	for _, name := range q.fields {
		path := strings.Split(name, ".")
		at, from := row, r
		for _, step := range path[:len(path)-1] {
			if strings.EqualFold(step, from.object.name) && len(path) == 2 { // Case.Id from Case
				continue
			}
			parent := s.parent(from, step)
			if parent == nil {
				at[step] = nil
				from = nil
				break
			}
			next, _ := at[step].(map[string]any)
			if next == nil {
				next = map[string]any{"attributes": attributes(parent, version)}
				at[step] = next
			}
			at, from = next, parent
		}
		if from != nil {
			f, _ := from.object.field(path[len(path)-1])
			at[f.name] = s.shown(from, f, version)
		}
	}
	for _, c := range q.children {
		var rel childRelation
		for name, known := range r.object.children {
			if strings.EqualFold(name, c.from) {
				rel = known
			}
		}
		if rel.object == "" {
			return nil, refuse(400, "INVALID_TYPE", fmt.Sprintf("Didn't understand relationship '%s' in FROM part of query call.", c.from))
		}
		o := s.schema[strings.ToLower(rel.object)]
		var mine []*record
		for _, child := range s.all(o) {
			if child.values[rel.field] == r.id {
				mine = append(mine, child)
			}
		}
		chosen, bad := s.choose(c, o, mine)
		if bad != nil {
			return nil, bad
		}
		if len(chosen) == 0 {
			row[c.from] = nil
			continue
		}
		var records []any
		for _, child := range chosen {
			sub, bad := s.row(c, child, version)
			if bad != nil {
				return nil, bad
			}
			records = append(records, sub)
		}
		row[c.from] = map[string]any{"totalSize": len(records), "done": true, "records": records}
	}
	return row, nil
}

func attributes(r *record, version string) map[string]any {
	return map[string]any{"type": r.object.name, "url": "/services/data/" + version + "/sobjects/" + r.object.name + "/" + r.id}
}

// shown is a value as JSON shows it.
func (s *Server) shown(r *record, f field, version string) any {
	if f.kind == blobData {
		return "/services/data/" + version + "/sobjects/" + r.object.name + "/" + r.id + "/" + f.name
	}
	if at, ok := r.values[f.name].(time.Time); ok {
		return at.UTC().Format(instantLayout)
	}
	return r.values[f.name]
}

func (s *Server) parent(r *record, relation string) *record {
	for _, f := range r.object.fields {
		if f.relation != "" && strings.EqualFold(f.relation, relation) {
			return s.find(str(r.values[f.name]))
		}
	}
	return nil
}

// value reads a path such as Contact.Name.
func (s *Server) value(r *record, name string) any {
	path := strings.Split(name, ".")
	if len(path) == 2 && strings.EqualFold(path[0], r.object.name) {
		path = path[1:]
	}
	for _, step := range path[:len(path)-1] {
		if r = s.parent(r, step); r == nil {
			return nil
		}
	}
	f, _ := r.object.field(path[len(path)-1])
	return r.values[f.name]
}

// known gives the field that a path from o names.
func (s *Server) known(o *object, name string) (field, *refusal) {
	path := strings.Split(name, ".")
	for _, step := range path[:len(path)-1] {
		if strings.EqualFold(step, o.name) {
			continue
		}
		var next *object
		for _, f := range o.fields {
			if f.relation == "" || !strings.EqualFold(f.relation, step) {
				continue
			}
			for _, known := range s.schema {
				if slices.Contains(f.to, known.prefix) && (next == nil || known.prefix == f.to[0]) {
					next = known
				}
			}
		}
		if next == nil {
			return field{}, refuse(400, "INVALID_FIELD", fmt.Sprintf("Didn't understand relationship '%s' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.", step))
		}
		o = next
	}
	f, ok := o.field(path[len(path)-1])
	if !ok {
		return f, refuse(400, "INVALID_FIELD", fmt.Sprintf("No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.", path[len(path)-1], o.name))
	}
	return f, nil
}

func filtersBy(c condition, names ...string) bool {
	switch c := c.(type) {
	case both:
		return filtersBy(c.left, names...) || filtersBy(c.right, names...)
	case compare:
		return (c.op == "=" || c.op == "IN") && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, c.field) })
	}
	return false
}

func (s *Server) matcher(o *object, c condition) (func(*record) bool, *refusal) {
	switch c := c.(type) {
	case nil:
		return func(*record) bool { return true }, nil
	case both:
		l, bad := s.matcher(o, c.left)
		if bad != nil {
			return nil, bad
		}
		r, bad := s.matcher(o, c.right)
		return func(x *record) bool { return l(x) && r(x) }, bad
	case either:
		l, bad := s.matcher(o, c.left)
		if bad != nil {
			return nil, bad
		}
		r, bad := s.matcher(o, c.right)
		return func(x *record) bool { return l(x) || r(x) }, bad
	case negated:
		m, bad := s.matcher(o, c.of)
		return func(x *record) bool { return !m(x) }, bad
	case compare:
		return s.comparer(o, c)
	}
	panic(fmt.Sprintf("salesforcetest: condition %T", c))
}

func (s *Server) comparer(o *object, c compare) (func(*record) bool, *refusal) {
	f, bad := s.known(o, c.field)
	if bad != nil {
		return nil, bad
	}
	if f.kind == longText && o.name != "CaseComment" {
		return nil, refuse(400, "INVALID_FIELD", fmt.Sprintf("field '%s' can not be filtered in a query call", f.name))
	}
	want := slices.Clone(c.to)
	if c.sub != nil {
		inner, ok := s.schema[strings.ToLower(c.sub.from)]
		if !ok || len(c.sub.fields) != 1 {
			return nil, refuse(400, "MALFORMED_QUERY", "semi join sub-selects must select one field of a known object")
		}
		rows, bad := s.choose(*c.sub, inner, s.all(inner))
		if bad != nil {
			return nil, bad
		}
		for _, r := range rows {
			want = append(want, s.value(r, c.sub.fields[0]))
		}
	}
	for i, w := range want {
		if _, quoted := w.(string); quoted && (f.kind == decimal || f.kind == integer) {
			return nil, refuse(400, "INVALID_FIELD", fmt.Sprintf("value of filter criterion for field '%s' must be of type %s and should not be enclosed in quotes", f.name, f.kind))
		}
		if id, ok := w.(string); ok && (f.kind == refer) && id != "" {
			if !validID(id) {
				return nil, refuse(400, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: "+id)
			}
			want[i] = longID(id[:15])
		}
	}
	same := func(have, w any) bool {
		if f.caseSensitive || f.kind == refer {
			return have == w
		}
		a, aText := have.(string)
		b, bText := w.(string)
		if aText && bText {
			return strings.EqualFold(a, b)
		}
		return order(have, w) == 0 && (have == nil) == (w == nil)
	}
	in := func(r *record) bool {
		return slices.ContainsFunc(want, func(w any) bool { return same(s.value(r, c.field), w) })
	}
	switch c.op {
	case "=", "IN":
		return in, nil
	case "!=", "<>", "NOT IN":
		return func(r *record) bool { return !in(r) }, nil
	case "LIKE":
		pattern, ok := want[0].(string)
		if !ok {
			return nil, refuse(400, "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on "+c.field+" field")
		}
		like := likePattern(pattern)
		return func(r *record) bool { return like.MatchString(str(s.value(r, c.field))) }, nil
	}
	return func(r *record) bool {
		have := s.value(r, c.field)
		if have == nil {
			return false
		}
		d := order(have, want[0])
		switch c.op {
		case "<":
			return d < 0
		case "<=":
			return d <= 0
		case ">":
			return d > 0
		}
		return d >= 0
	}, nil
}

func likePattern(p string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?is)^")
	for i := 0; i < len(p); i++ {
		switch {
		case p[i] == '\\' && i+1 < len(p) && (p[i+1] == '%' || p[i+1] == '_'):
			i++
			b.WriteByte(p[i])
		case p[i] == '%':
			b.WriteString(".*")
		case p[i] == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(p[i : i+1]))
		}
	}
	b.WriteString("$")
	return regexp.MustCompile(b.String())
}

// order compares two values of one field; nothing sorts first.
func order(a, b any) int {
	switch a := a.(type) {
	case time.Time:
		if b, ok := b.(time.Time); ok {
			return a.Compare(b)
		}
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b)
		}
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(strings.ToLower(a), strings.ToLower(b))
		}
	case bool:
		if b, ok := b.(bool); ok {
			switch {
			case a == b:
				return 0
			case b:
				return -1
			}
			return 1
		}
	case nil:
		if b == nil {
			return 0
		}
		return -1
	}
	return 1
}
