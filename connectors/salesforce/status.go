package salesforce

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors"
)

var _ connectors.Statuses = (*Connector)(nil)

const opStatuses = "salesforce: read statuses"

// statusPart stands for the Case's status among the items of a receipt, where it was left
// out. No item has such a key.
const statusPart = "~status"

// masterRecordType is that of Cases without one.
const masterRecordType = "012000000000000AAA"

// statusesFor is how long the statuses of a record type are not asked for again.
const statusesFor = 10 * time.Minute

// statusLists are the statuses of record types, as last read.
type statusLists struct {
	mu sync.Mutex
	m  map[string]statusList
}

type statusList struct {
	choices []connectors.Status
	until   time.Time
}

func (k *statusLists) get(recordType string, now time.Time) ([]connectors.Status, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	list, ok := k.m[recordType]
	return list.choices, ok && now.Before(list.until)
}

func (k *statusLists) put(recordType string, list statusList) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.m == nil {
		k.m = map[string]statusList{}
	}
	k.m[recordType] = list // an organisation has no more than 200 of them
}

// TicketStatuses implements connectors.Statuses. One of a Case that nobody may write to
// any more, as the configuration has it, gives no choices.
func (c *Connector) TicketStatuses(ctx context.Context, ticket string) (connectors.TicketStatuses, error) {
	var out connectors.TicketStatuses
	id, ok := recordID(ticket, casePrefix)
	if !ok {
		return out, &connectors.Error{Kind: connectors.Gone, Op: opStatuses, Reason: connectors.Because("salesforce_no_case")}
	}
	now, choices, failed := c.statusesOf(ctx, opStatuses, id)
	if failed != nil {
		return out, failed
	}
	out.Now = connectors.Status{Value: now, Label: now}
	if i := slices.IndexFunc(choices, func(s connectors.Status) bool { return s.Value == now }); i >= 0 {
		out.Now = choices[i]
	}
	if !c.locked[now] {
		out.Choices = choices
	}
	return out, nil
}

// statusesOf a Case: its own now, and what its record type has to choose from.
func (c *Connector) statusesOf(ctx context.Context, op, id string) (now string, choices []connectors.Status, _ *connectors.Error) {
	results, failed := c.composite(ctx, op, false, []part{
		// Whole, since an organisation without record types does not know the field.
		{Method: http.MethodGet, Name: "case", URL: c.resource("sobjects/Case/" + id)},
		c.queryPart("closed", "SELECT ApiName FROM CaseStatus WHERE IsClosed=true"),
	})
	if failed != nil {
		return "", nil, failed
	}
	if !results["case"].ok() {
		f := failure{}
		if failures := readFailures(results["case"].Body); len(failures) > 0 {
			f = failures[0]
		}
		e := c.verdict(op, &culprit{part: "case", failure: f, status: results["case"].Status})
		if f.code() == "NOT_FOUND" || f.code() == "ENTITY_IS_DELETED" {
			e.Kind, e.Reason = connectors.Gone, reasonGone
		}
		return "", nil, e
	}
	var in struct {
		Status       string
		RecordTypeID string `json:"RecordTypeId"`
	}
	if json.Unmarshal(results["case"].Body, &in) != nil || in.Status == "" {
		return "", nil, &connectors.Error{Kind: connectors.Transient, Op: op, Reason: connectors.Because("salesforce_query_unreadable")}
	}
	var closed []struct {
		APIName string `json:"ApiName"`
	}
	_ = queryResult(op, results["closed"], &closed) // who may not read it sees no marks
	recordType, ok := recordID(in.RecordTypeID, recordTypePrefix)
	if !ok {
		recordType = masterRecordType
	}
	now = in.Status
	if choices, ok := c.kept.get(recordType, c.clock.Now()); ok {
		return now, choices, nil
	}
	if choices, failed = c.readStatuses(ctx, op, recordType); failed != nil {
		return "", nil, failed
	}
	for i, s := range choices {
		for _, k := range closed {
			choices[i].Closed = choices[i].Closed || k.APIName == s.Value
		}
	}
	c.kept.put(recordType, statusList{choices, c.clock.Now().Add(statusesFor)})
	return now, choices, nil
}

// pickValue of a picklist.
type pickValue struct {
	Value, Label string
	Active       *bool // nil: it is
}

// readStatuses of a record type; where the integration user may not ask for those, all
// that the object has.
func (c *Connector) readStatuses(ctx context.Context, op, recordType string) ([]connectors.Status, *connectors.Error) {
	var in struct{ Values []pickValue }
	x, failed := c.do(ctx, request{op: op, method: http.MethodGet, path: "ui-api/object-info/Case/picklist-values/" + recordType + "/Status"})
	switch {
	case failed == nil:
		_ = json.Unmarshal(x.Body, &in)
	case failed.Kind == connectors.Rejected || failed.Kind == connectors.Gone:
		values, failed := c.describedStatuses(ctx, op)
		if failed != nil {
			return nil, failed
		}
		in.Values = values
	default:
		return nil, failed
	}
	choices := []connectors.Status{}
	for _, v := range in.Values {
		if v.Value != "" && (v.Active == nil || *v.Active) {
			choices = append(choices, connectors.Status{Value: v.Value, Label: v.Label})
		}
	}
	return choices, nil
}

func (c *Connector) describedStatuses(ctx context.Context, op string) ([]pickValue, *connectors.Error) {
	r := request{op: op, method: http.MethodGet, path: "sobjects/Case/describe"}
	x, failed := c.do(ctx, r)
	if failed != nil {
		return nil, failed
	}
	var in struct {
		Fields []struct {
			Name           string
			PicklistValues []pickValue `json:"picklistValues"`
		}
	}
	if json.Unmarshal(x.Body, &in) != nil {
		return nil, unreadable(r, x)
	}
	for _, f := range in.Fields {
		if f.Name == "Status" {
			return f.PicklistValues, nil
		}
	}
	return nil, nil // it is hidden from us
}

// statusChange is one on its way.
type statusChange struct{ from, to string }

// statusToSet gives the status that the update brings, unless the Case does not stand as
// the agent saw it, or has no such status: nil, and why. Picklists take any value that
// the API gives them, so the Case's record type decides, not Salesforce.
func (c *Connector) statusToSet(ctx context.Context, id string, n *connectors.NewStatus, doing *without) (*statusChange, *connectors.Error) {
	if n == nil {
		return nil, nil
	}
	now, choices, failed := c.statusesOf(ctx, opApply, id)
	switch {
	case failed != nil:
		return nil, failed
	case now == n.Value:
		return nil, nil
	case !slices.Contains(n.Saw, now):
		doing.leaveStatus(connectors.Because(connectors.StatusChanged), "")
		return nil, nil
	case !slices.ContainsFunc(choices, func(s connectors.Status) bool { return s.Value == n.Value }):
		doing.leaveStatus(connectors.Because(connectors.StatusRefused), "")
		return nil, nil
	}
	return &statusChange{now, n.Value}, nil
}

// statusRefused tells whether it was the Case that did not take its change for good, and
// leaves the status out then: tags alone, the next try shows.
func (c *Connector) statusRefused(who *culprit, doing *without) bool {
	if !c.caseRefused(who) {
		return false
	}
	var fields []string
	for _, f := range who.failure.Fields {
		if nameForm.MatchString(f) && f != "Status" && f != c.names.tags {
			fields = append(fields, f)
		}
	}
	why := connectors.Because(connectors.StatusRefused)
	if len(fields) > 0 {
		why = connectors.Because(connectors.StatusFields, "fields", strings.Join(fields[:min(3, len(fields))], ", "))
	}
	doing.leaveStatus(why, who.failure.detail())
	return true
}

// caseRefused: it was the Case that did not take a change of its own, for good.
func (c *Connector) caseRefused(who *culprit) bool {
	if who.part != "case" || who.failure.code() == "PROCESSING_HALTED" {
		return false
	}
	kind := c.verdict(opApply, who).Kind
	return kind == connectors.Rejected || kind == connectors.Gone
}

func (w *without) leaveStatus(why connectors.Reason, detail string) {
	w.left = append(w.left, connectors.Omission{Of: connectors.OfStatus, Reason: why, Detail: detail})
	w.statusLeft = connectors.LeftMark(why)
}
