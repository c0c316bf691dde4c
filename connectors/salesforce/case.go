package salesforce

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// caseRecord is a Case as our queries read it.
type caseRecord struct {
	ID             string
	CaseNumber     string
	Subject        string
	Status         string
	IsClosed       bool
	IsDeleted      bool
	MasterRecordID string                `json:"MasterRecordId"`
	ContactID      string                `json:"ContactId"`
	Contact        struct{ Name string } // read by casePart alone
	SuppliedName   string
	SuppliedEmail  string
	SuppliedPhone  string
	CreatedDate    stamp
	LastModified   stamp `json:"LastModifiedDate"`

	issue, channel string
}

// stamp is a time as the data API writes it: 2026-11-22T05:14:31.000+0000.
type stamp struct{ time.Time }

func (s *stamp) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" || text == "" {
		return nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999-0700", time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			s.Time = at.UTC()
			return nil
		}
	}
	return nil // a time in a new form is not worth a failed call
}

func (c *Connector) state(r caseRecord) connectors.TicketState {
	switch {
	case r.MasterRecordID != "":
		return connectors.TicketMerged
	case r.IsDeleted:
		return connectors.TicketGone
	case c.locked[r.Status]:
		return connectors.TicketClosed
	case r.IsClosed:
		return connectors.TicketSolved
	}
	return connectors.TicketOpen
}

func (c *Connector) ticket(r caseRecord) connectors.Ticket {
	return connectors.Ticket{
		ID: r.ID, Number: r.CaseNumber, Subject: r.Subject, Status: r.Status, State: c.state(r), URL: c.TicketURL(r.ID), RequesterID: r.ContactID, RequesterName: r.Contact.Name,
		IssuePath: r.issue, Channel: r.channel, CreatedAt: r.CreatedDate.Time, UpdatedAt: r.LastModified.Time,
	}
}

// casePart reads one Case in any state: queryAll alone sees deleted ones, and
// only a deleted one knows what it was merged into.
func (c *Connector) casePart(name, where string) part {
	return part{Method: http.MethodGet, Name: name, URL: c.resource("queryAll?q=" + url.QueryEscape("SELECT "+c.caseFields()+",Contact.Name FROM Case WHERE "+where+" LIMIT 2"))}
}

// mergeSteps from one merged Case to the next.
const mergeSteps = 3

// livesOn follows a merged Case to its master, which must take notes and be the same
// customer's, else a person chooses. A call per step, after a merge only.
func (c *Connector) livesOn(ctx context.Context, op string, r caseRecord) (*connectors.Ticket, *connectors.Error) {
	first, passed := r, map[string]bool{}
	for range mergeSteps {
		if r.MasterRecordID == "" || passed[r.ID] {
			break
		}
		passed[r.ID] = true
		id, ok := recordID(r.MasterRecordID, casePrefix)
		if !ok {
			return nil, nil
		}
		results, failed := c.composite(ctx, op, false, []part{c.casePart("master", "Id="+quote(id))})
		if failed != nil {
			return nil, failed
		}
		records, failed := c.readCases(op, results["master"])
		if failed != nil || len(records) != 1 {
			return nil, failed
		}
		r = records[0]
	}
	state := c.state(r)
	if len(passed) == 0 || state != connectors.TicketOpen && state != connectors.TicketSolved || !sameCustomer(first, r) {
		return nil, nil
	}
	t := c.ticket(r)
	return &t, nil
}

// sameCustomer: the same Contact, or, of those whom a Case has only noted down, the
// same address or number.
func sameCustomer(a, b caseRecord) bool {
	switch {
	case a.ContactID != "" || b.ContactID != "":
		return a.ContactID == b.ContactID
	case a.SuppliedEmail != "" || b.SuppliedEmail != "":
		return strings.EqualFold(a.SuppliedEmail, b.SuppliedEmail)
	}
	return a.SuppliedPhone != "" && a.SuppliedPhone == b.SuppliedPhone
}

// whyRefused asks the Case itself whether a refusal means that it takes nothing
// more. Costs a call, after trouble only.
func (c *Connector) whyRefused(ctx context.Context, op, id string, e *connectors.Error) *connectors.Error {
	if !aboutTheCase(e.Code) {
		return e
	}
	results, failed := c.composite(ctx, op, false, []part{c.casePart("case", "Id="+quote(id))})
	if failed != nil {
		return e
	}
	records, failed := c.readCases(op, results["case"])
	if failed != nil {
		return e
	}
	gone := len(records) == 0 || records[0].IsDeleted || records[0].MasterRecordID != ""
	if gone || records[0].IsClosed && locksOut(e.Code) {
		return &connectors.Error{Kind: connectors.Gone, Op: op, Status: e.Status, Code: e.Code, Reason: reasonGone, Err: e.Err}
	}
	if e.Kind == connectors.Gone {
		e.Kind, e.Reason = connectors.Rejected, connectors.Because("salesforce_record")
	}
	return e
}
