package salesforcetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// Limits of one composite request.
const (
	maxSubrequests = 25
	maxHeavy       = 5 // queries and collections among them
	maxCollection  = 200
)

type subrequest struct {
	Method      string            `json:"method"`
	URL         string            `json:"url"`
	ReferenceID string            `json:"referenceId"`
	Body        json.RawMessage   `json:"body"`
	HTTPHeaders map[string]string `json:"httpHeaders"`
}

type subresponse struct {
	Body           any               `json:"body"`
	HTTPHeaders    map[string]string `json:"httpHeaders"`
	HTTPStatusCode int               `json:"httpStatusCode"`
	ReferenceID    string            `json:"referenceId"`
}

var (
	referenceName = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	reference     = regexp.MustCompile(`@\{([A-Za-z0-9_]+)((?:\[\d+\])?(?:\.[A-Za-z0-9_]+(?:\[\d+\])?)*)\}`)
	referenceStep = regexp.MustCompile(`\[(\d+)\]|\.([A-Za-z0-9_]+)`)
)

// composite runs several requests as one call. The answer is always 200; what
// became of each part is inside.
func (s *Server) composite(c *call) answer {
	var in struct {
		AllOrNone        bool         `json:"allOrNone"`
		CompositeRequest []subrequest `json:"compositeRequest"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return refused(refuse(400, "JSON_PARSER_ERROR", "Unexpected character in JSON body"))
	}
	if bad := checkComposite(in.CompositeRequest); bad != nil {
		return refused(bad)
	}
	results := make([]subresponse, 0, len(in.CompositeRequest))
	known := map[string]any{}
	failed := -1
	for i, sub := range in.CompositeRequest {
		a := s.subrequest(c, sub, known)
		if a.header == nil {
			a.header = map[string]string{}
		}
		results = append(results, subresponse{a.body, a.header, a.status, sub.ReferenceID})
		if a.status >= 300 || collectionFailed(a.body) {
			if in.AllOrNone {
				failed = i
				break
			}
			continue
		}
		known[sub.ReferenceID] = plainJSON(a.body)
	}
	if failed >= 0 {
		c.tx.rollback(0)
		c.tx.touched = map[string]bool{}
		halted := refuse(400, "PROCESSING_HALTED", "The transaction was rolled back since another operation in the same transaction failed.")
		for i, sub := range in.CompositeRequest {
			switch {
			case i == failed:
			case i < failed && collectionBody(results[i].Body): // keeps saying success
			case i < len(results):
				results[i] = subresponse{halted.list(), map[string]string{}, 400, sub.ReferenceID}
			default:
				results = append(results, subresponse{halted.list(), map[string]string{}, 400, sub.ReferenceID})
			}
		}
	}
	return answer{status: 200, body: map[string]any{"compositeResponse": results}}
}

func checkComposite(subs []subrequest) *refusal {
	if len(subs) > maxSubrequests {
		return refuse(400, "LIMIT_EXCEEDED", fmt.Sprintf("The maximum number of subrequests is %d", maxSubrequests))
	}
	heavy, seen := 0, map[string]bool{}
	for _, sub := range subs {
		if strings.Contains(sub.URL, "/query") || strings.Contains(sub.URL, "/composite/sobjects") {
			heavy++
		}
		if !referenceName.MatchString(sub.ReferenceID) || seen[sub.ReferenceID] {
			return refuse(400, "JSON_PARSER_ERROR", "referenceId is missing, malformed or used twice: "+sub.ReferenceID)
		}
		seen[sub.ReferenceID] = true
		if !strings.HasPrefix(sub.URL, "/services/data/v") {
			return refuse(400, "NOT_FOUND", "subrequest url must start with /services/data/vXX.X/")
		}
		for name := range sub.HTTPHeaders {
			switch strings.ToLower(name) {
			case "accept", "authorization", "content-type":
				return refuse(400, "INVALID_HTTP_HEADER", "header not allowed in a subrequest: "+name)
			}
		}
	}
	if heavy > maxHeavy {
		return refuse(400, "LIMIT_EXCEEDED", fmt.Sprintf("The maximum number of query and sObject Collections subrequests is %d", maxHeavy))
	}
	return nil
}

func (s *Server) subrequest(c *call, sub subrequest, known map[string]any) answer {
	target, bad := resolve(sub.URL, known, false)
	if bad != nil {
		return refused(bad)
	}
	body, bad := resolve(string(sub.Body), known, true)
	if bad != nil {
		return refused(bad)
	}
	u, err := url.Parse(target)
	if err != nil {
		return refused(refuse(400, "NOT_FOUND", "malformed subrequest url"))
	}
	version, rest, _ := strings.Cut(strings.TrimPrefix(u.EscapedPath(), "/services/data/"), "/")
	path := splitPath(rest)
	switch path[0] {
	case "sobjects", "query", "queryAll":
	case "composite":
		if len(path) < 2 || path[1] != "sobjects" {
			return refused(refuse(400, "INVALID_REQUEST", "resource is not supported in a composite request"))
		}
	default:
		return refused(refuse(400, "INVALID_REQUEST", "resource is not supported in a composite request"))
	}
	header := http.Header{}
	for k, v := range sub.HTTPHeaders {
		header.Set(k, v)
	}
	get := func(name string) string {
		if v := header.Get(name); v != "" {
			return v
		}
		return c.header(name)
	}
	outer := c.tx.header
	c.tx.header = get
	defer func() { c.tx.header = outer }()
	return s.run(&call{method: sub.Method, version: version, path: path, query: u.Query(), header: get, body: []byte(body), tx: c.tx})
}

// resolve fills in @{reference.field}. Names are case-sensitive: what a create
// gave is "id", what a read gave is "Id".
func resolve(in string, known map[string]any, inJSON bool) (string, *refusal) {
	var bad *refusal
	out := reference.ReplaceAllStringFunc(in, func(m string) string {
		parts := reference.FindStringSubmatch(m)
		v, ok := known[parts[1]]
		for _, step := range referenceStep.FindAllStringSubmatch(parts[2], -1) {
			if !ok {
				break
			}
			if step[1] != "" {
				var i int
				_, _ = fmt.Sscan(step[1], &i)
				list, isList := v.([]any)
				if ok = isList && i < len(list); ok {
					v = list[i]
				}
				continue
			}
			m, isMap := v.(map[string]any)
			if v, ok = m[step[2]]; !isMap {
				ok = false
			}
		}
		if !ok || v == nil {
			bad = refuse(400, "PROCESSING_HALTED", "Invalid reference specified. No value for "+parts[1]+parts[2]+" found in "+parts[1])
			return ""
		}
		s := fmt.Sprint(v)
		if inJSON {
			quoted, _ := json.Marshal(s)
			s = string(quoted[1 : len(quoted)-1])
		}
		return s
	})
	return out, bad
}

// plainJSON gives a value as a reader of its JSON would see it.
func plainJSON(v any) any {
	b, _ := json.Marshal(v)
	var plain any
	_ = json.Unmarshal(b, &plain)
	return plain
}

func collectionBody(body any) bool {
	_, ok := body.([]collectionResult)
	return ok
}

func collectionFailed(body any) bool {
	list, _ := body.([]collectionResult)
	for _, r := range list {
		if !r.Success {
			return true
		}
	}
	return false
}
