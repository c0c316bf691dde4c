package zendesk

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// Lookup implements connectors.CRM. It reads the ticket's stamp before its
// audits: an earlier request that lands after the audits were read then makes
// the next update a conflict instead of a repetition.
func (c *Connector) Lookup(ctx context.Context, s connectors.LookupQuery) (connectors.Result, error) {
	const op = "zendesk: look for update"
	if s.Ticket == "" {
		out, e := c.lookupOpening(ctx, s)
		if e != nil {
			return connectors.Result{}, e
		}
		return out, nil
	}
	id, ok := parseID(s.Ticket)
	if !ok {
		return connectors.Result{}, nil
	}
	out := connectors.Result{Ticket: connectors.Ticket{ID: s.Ticket, Number: "#" + s.Ticket, URL: c.TicketURL(s.Ticket)}}
	c.stamps.drop(id)
	if e := c.readStamp(ctx, op, id); e != nil && e.Kind != connectors.Gone {
		return connectors.Result{}, e
	}
	seen, e := c.readMarks(ctx, op, id, s)
	if e != nil {
		if e.Kind == connectors.Gone { // what stood on it is gone with it
			return out, nil
		}
		return connectors.Result{}, e
	}
	out.Receipts, out.Omitted = seen.receipts(s, c.clock.Now()), connectors.LeftStatus(seen.left)
	return out, nil
}

func (c *Connector) lookupOpening(ctx context.Context, s connectors.LookupQuery) (connectors.Result, *connectors.Error) {
	const op = "zendesk: look for opening"
	var list ticketsAnswer
	_, e := c.do(ctx, request{op: op, method: http.MethodGet, path: "/tickets.json?external_id=" + url.QueryEscape(s.Key),
		accept: func(any) bool { return list.Tickets != nil }}, &list)
	if e != nil {
		return connectors.Result{}, e
	}
	for _, t := range list.Tickets {
		if t.ExternalID != s.Key {
			continue
		}
		seen, e := c.readMarks(ctx, op, t.ID, s)
		if e != nil {
			return connectors.Result{}, e
		}
		return connectors.Result{Ticket: c.ticketOf(t), Receipts: seen.receipts(s, c.clock.Now())}, nil
	}
	return connectors.Result{}, nil
}

// found is what the audits of a ticket say about one update.
type found struct {
	whole string            // the comment that ended it; "" while it has not landed whole
	all   bool              // one comment carried all of its items
	items map[string]string // item hash → comment, of any marked update
	at    time.Time
	left  string // marks.Left of what ended it
}

func (f found) receipts(s connectors.LookupQuery, now time.Time) []connectors.Receipt {
	var out []connectors.Receipt
	at := f.at
	if at.IsZero() {
		at = now
	}
	for _, k := range s.Items {
		if id, ok := f.items[hash(k)]; ok {
			out = append(out, connectors.Receipt{Key: k, ID: id, At: at})
		} else if f.all {
			out = append(out, connectors.Receipt{Key: k, ID: f.whole, At: at})
		}
	}
	if f.whole != "" {
		out = append(out, connectors.Receipt{Key: s.Key, ID: f.whole, At: at})
	}
	return out
}

const (
	auditPages = 20 // of 100: as many audits as a ticket may have comments, and more than any lane writes in an hour
	clockSkew  = 5 * time.Minute
)

// readMarks reads audits, newest first, until the update is found, or they are
// older than its first try.
func (c *Connector) readMarks(ctx context.Context, op string, id int64, s connectors.LookupQuery) (found, *connectors.Error) {
	f := found{items: map[string]string{}}
	after := ""
	for range auditPages {
		var page struct {
			Audits []audit `json:"audits"`
			Meta   meta    `json:"meta"`
		}
		path := "/tickets/" + formatID(id) + "/audits.json?page[size]=100&sort=-created_at"
		if after != "" {
			path += "&page[after]=" + url.QueryEscape(after)
		}
		x, e := c.do(ctx, request{op: op, method: http.MethodGet, path: path, accept: func(any) bool { return page.Audits != nil }}, &page)
		if e != nil {
			if x != nil && x.Status == http.StatusNotFound {
				e.Kind, e.Reason = connectors.Gone, connectors.Because("zendesk_deleted")
			}
			return f, e
		}
		for _, a := range page.Audits {
			at := parseTime(a.CreatedAt)
			if !s.Since.IsZero() && at.Before(s.Since.Add(-clockSkew)) {
				return f, nil
			}
			if f.take(a, s.Key, at) {
				return f, nil
			}
		}
		if !page.Meta.HasMore || page.Meta.AfterCursor == "" {
			break
		}
		after = page.Meta.AfterCursor
	}
	return f, nil
}

// take notes what one audit carries. It returns true when the update is found
// whole and nothing more can be learned.
func (f *found) take(a audit, key string, at time.Time) bool {
	m := a.marks()
	comment := formatID(a.ID)
	if e, ok := a.comment(); ok {
		comment = formatID(e.ID)
	}
	for _, h := range strings.Fields(m.Items) {
		f.items[h] = comment
	}
	if m.Key != key || m.Part == "more" {
		return false
	}
	if f.whole == "" {
		f.whole, f.at, f.all, f.left = comment, at, m.Items == "", m.Left
	}
	return f.all
}
