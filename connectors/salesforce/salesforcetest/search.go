package salesforcetest

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

type searchTarget struct {
	object *object
	fields []string
	limit  int
}

// search answers SOSL: FIND {term} IN PHONE FIELDS RETURNING Contact(Id, Name).
func (s *Server) search(c *call) answer {
	m := regexp.MustCompile(`(?is)^\s*FIND\s*\{(.*?)\}(?:\s+IN\s+(\w+)\s+FIELDS)?(?:\s+RETURNING\s+(.*?))?(?:\s+LIMIT\s+(\d+))?\s*$`).FindStringSubmatch(c.query.Get("q"))
	if m == nil {
		return refused(refuse(400, "MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces."))
	}
	term := strings.Trim(m[1], `"`)
	if bad := unescapedSOSL(term); bad != nil {
		return refused(bad)
	}
	term = strings.ReplaceAll(term, `\`, "")
	limit := 200
	if m[4] != "" {
		limit, _ = strconv.Atoi(m[4])
	}
	var targets []searchTarget
	for _, part := range regexp.MustCompile(`(\w+)\s*(?:\(([^)]*)\))?`).FindAllStringSubmatch(m[3], -1) {
		o, bad := s.object(part[1])
		if bad != nil {
			return refused(refuse(400, "INVALID_TYPE", "sObject type '"+part[1]+"' is not supported."))
		}
		var fields []string
		for f := range strings.SplitSeq(part[2], ",") {
			if f = strings.TrimSpace(f); f != "" {
				fields = append(fields, f)
			}
		}
		targets = append(targets, searchTarget{o, fields, limit})
	}
	return s.searched(c, term, strings.EqualFold(m[2], "PHONE"), targets)
}

func unescapedSOSL(term string) *refusal {
	for i := 0; i < len(term); i++ {
		if term[i] == '\\' {
			i++
			continue
		}
		if strings.IndexByte(`?&|!{}[]()^~:"'+`, term[i]) >= 0 {
			return refuse(400, "MALFORMED_SEARCH", "line 1: reserved character must be escaped: "+term[i:i+1])
		}
	}
	return nil
}

func (s *Server) parameterizedSearch(c *call) answer {
	var in struct {
		Q        string   `json:"q"`
		In       string   `json:"in"`
		Fields   []string `json:"fields"`
		SObjects []struct {
			Name   string   `json:"name"`
			Fields []string `json:"fields"`
			Limit  int      `json:"limit"`
		} `json:"sobjects"`
		DefaultLimit int `json:"defaultLimit"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return refused(refuse(400, "JSON_PARSER_ERROR", "Unexpected character in JSON body"))
	}
	if len([]rune(in.Q)) < 2 {
		return refused(refuse(400, "INVALID_SEARCH", "search term must be longer than one character"))
	}
	var targets []searchTarget
	for _, t := range in.SObjects {
		o, bad := s.object(t.Name)
		if bad != nil {
			return refused(refuse(400, "INVALID_TYPE", "sObject type '"+t.Name+"' is not supported."))
		}
		fields, limit := t.Fields, t.Limit
		if len(fields) == 0 {
			fields = in.Fields
		}
		if limit == 0 {
			limit = max(in.DefaultLimit, 1)
		}
		targets = append(targets, searchTarget{o, fields, limit})
	}
	return s.searched(c, in.Q, strings.EqualFold(in.In, "PHONE"), targets)
}

func (s *Server) searched(c *call, term string, phones bool, targets []searchTarget) answer {
	found := []any{}
	for _, target := range targets {
		for _, f := range target.fields {
			if _, bad := s.known(target.object, f); bad != nil {
				return refused(bad)
			}
		}
		left := target.limit
		for _, r := range s.all(target.object) {
			if left == 0 || !matches(r, term, phones) {
				continue
			}
			row, bad := s.row(query{fields: append([]string{"Id"}, target.fields...)}, r, c.version)
			if bad != nil {
				return refused(bad)
			}
			found = append(found, row)
			left--
		}
	}
	return answer{status: 200, body: map[string]any{"searchRecords": found}}
}

// matches looks for a term in a record's stored text. Phone fields are indexed
// by their digits, so that a search by the national number finds it however it
// was typed; no country code is added or taken away.
func matches(r *record, term string, phones bool) bool {
	want := digits(term)
	for _, f := range r.object.fields {
		v := str(r.values[f.name])
		switch {
		case v == "":
		case f.kind == phone:
			if have := digits(v); want != "" && (have == want || strings.HasSuffix(have, want)) {
				return true
			}
		case !phones && (f.kind == text || f.kind == email):
			if strings.Contains(strings.ToLower(v), strings.ToLower(strings.Trim(term, "*"))) {
				return true
			}
		}
	}
	return false
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
