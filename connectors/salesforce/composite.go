package salesforce

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// part is one request inside a composite. Values in it may name what an earlier
// part gave as @{name.field}, so the customer's own words must have gone through
// plain.
type part struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Name    string            `json:"referenceId"`
	Body    any               `json:"body,omitempty"`
	Headers map[string]string `json:"httpHeaders,omitempty"`

	items []string // keys of what is in it, one per record
}

type partResult struct {
	Name   string          `json:"referenceId"`
	Status int             `json:"httpStatusCode"`
	Body   json.RawMessage `json:"body"`
}

func (p partResult) ok() bool { return p.Status >= 200 && p.Status < 300 }

func (c *Connector) resource(path string) string { return "/services/data/v" + c.version + "/" + path }

func (c *Connector) queryPart(name, soql string) part {
	return part{Method: http.MethodGet, Name: name, URL: c.resource("query?q=" + url.QueryEscape(soql))}
}

func (c *Connector) create(name, object string, body any, item string) part {
	return part{Method: http.MethodPost, Name: name, URL: c.resource("sobjects/" + object), Body: body, items: []string{item}}
}

// composite sends parts as one call, all or nothing and in their order. The
// answer is 200 whatever happened inside.
func (c *Connector) composite(ctx context.Context, op string, writes bool, parts []part) (map[string]partResult, *connectors.Error) {
	r := request{op: op, method: http.MethodPost, path: "composite", writes: writes, body: jsonBody(map[string]any{
		"allOrNone": writes, "collateSubrequests": false, "compositeRequest": parts,
	})}
	x, failed := c.do(ctx, r)
	if failed != nil {
		return nil, failed
	}
	var in struct {
		Results []partResult `json:"compositeResponse"`
	}
	if json.Unmarshal(x.Body, &in) != nil || len(in.Results) != len(parts) {
		return nil, unreadable(r, x)
	}
	results := map[string]partResult{}
	for _, res := range in.Results {
		results[res.Name] = res
	}
	for _, p := range parts {
		if _, ok := results[p.Name]; !ok {
			return nil, unreadable(r, x)
		}
	}
	return results, nil
}

// culprit is the part because of which a composite was undone.
type culprit struct {
	part    string
	item    string // key of the record at fault, where it can be told
	failure failure
	status  int
}

// blame finds it: the one that fails for a reason of its own, not for the
// failure of another one.
func blame(parts []part, results map[string]partResult) *culprit {
	var halted *culprit
	for _, p := range parts {
		res := results[p.Name]
		if res.ok() {
			if i, f, bad := collectionFailure(res.Body); bad {
				who := &culprit{part: p.Name, failure: f, status: http.StatusBadRequest}
				if i < len(p.items) {
					who.item = p.items[i]
				}
				return who
			}
			continue
		}
		who := &culprit{part: p.Name, status: res.Status}
		if len(p.items) == 1 {
			who.item = p.items[0]
		}
		if failures := readFailures(res.Body); len(failures) > 0 {
			who.failure = failures[0]
		}
		if who.failure.code() != "PROCESSING_HALTED" {
			return who
		}
		if halted == nil {
			halted = who
		}
	}
	return halted
}

// collectionFailure finds the record at fault in the answer to a collection.
func collectionFailure(body []byte) (index int, f failure, failed bool) {
	var list []struct {
		Success *bool     `json:"success"`
		Errors  []failure `json:"errors"`
	}
	if json.Unmarshal(body, &list) != nil {
		return 0, failure{}, false
	}
	for i, r := range list {
		if r.Success == nil || *r.Success || len(r.Errors) == 0 {
			continue
		}
		if !failed || f.code() == "ALL_OR_NONE_OPERATION_ROLLED_BACK" {
			index, f, failed = i, r.Errors[0], true
		}
	}
	return index, f, failed
}

// verdict gives what a culprit means.
func (c *Connector) verdict(op string, who *culprit) *connectors.Error {
	if who.status >= 500 || who.status == http.StatusPreconditionFailed {
		e := &connectors.Error{Kind: connectors.Transient, Op: op, Status: who.status, Code: safeCode(who.failure.code()), Reason: connectors.Because("salesforce_not_now")}
		if who.status == http.StatusPreconditionFailed {
			e.Kind, e.Reason = connectors.Conflict, reasonConflict
		}
		return e
	}
	e := refusal(op, who.status, who.failure, nil)
	named(who.object(), who.failure, e)
	if e.Kind == connectors.Rejected {
		e.Item = who.item
	}
	return e
}

// object that a part writes.
func (who *culprit) object() string {
	switch {
	case who.part == "case":
		return "Case"
	case who.ofCall():
		return "Task"
	case strings.HasPrefix(who.part, "n"):
		return "CaseComment"
	}
	return ""
}

// ofCall tells whether the part writes a call log.
func (who *culprit) ofCall() bool {
	return who.item != "" && (who.part == "calls" || callPart.MatchString(who.part))
}

// reference is what an earlier part, or a record of an earlier collection, gave.
func reference(name string, index int, field string) string {
	if index < 0 {
		return "@{" + name + "." + field + "}"
	}
	return "@{" + name + "[" + strconv.Itoa(index) + "]." + field + "}"
}

// queryResult reads the records of a query part into out, a pointer to a slice.
func queryResult(op string, res partResult, out any) *connectors.Error {
	if !res.ok() {
		f := failure{}
		if failures := readFailures(res.Body); len(failures) > 0 {
			f = failures[0]
		}
		if res.Status >= 500 {
			return &connectors.Error{Kind: connectors.Transient, Op: op, Status: res.Status, Code: safeCode(f.code()), Reason: connectors.Because("salesforce_query")}
		}
		return refusal(op, res.Status, f, nil)
	}
	var in struct {
		Records json.RawMessage `json:"records"`
	}
	if json.Unmarshal(res.Body, &in) != nil || json.Unmarshal(in.Records, out) != nil {
		return &connectors.Error{Kind: connectors.Transient, Op: op, Status: res.Status, Reason: connectors.Because("salesforce_query_unreadable")}
	}
	return nil
}

// quote makes a SOQL string literal.
func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`, "\t", `\t`, `"`, `\"`).Replace(s) + "'"
}

func quoteAll(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return "(" + strings.Join(quoted, ",") + ")"
}
