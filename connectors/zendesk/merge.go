package zendesk

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

const (
	mergeAudits = 25 // of the newest: nothing comes after the merge in a closed ticket
	mergeSteps  = 3  // from one merged ticket to the next
	mergeOthers = 5  // of the requester's tickets, changed last, that are asked whether they took it in
)

// livesOn follows a merged ticket to where it went: by what the audits say of
// themselves, never by the words of a comment, in which anybody may name any ticket.
// The ticket there must take notes and be the same requester's, else a person
// chooses.
func (c *Connector) livesOn(ctx context.Context, t ticket) (*connectors.Ticket, *connectors.Error) {
	requester, passed := t.RequesterID, map[int64]bool{}
	var users []user
	for range mergeSteps {
		if t.state() != connectors.TicketMerged || passed[t.ID] {
			break
		}
		passed[t.ID] = true
		id, e := c.mergeTarget(ctx, t)
		if e != nil || id == 0 {
			return nil, e
		}
		next, theirs, e := c.findNamed(ctx, id)
		if e != nil || next == nil {
			return nil, e
		}
		t, users = *next, theirs
	}
	if !t.writable() || passed[t.ID] || t.RequesterID != requester || len(passed) == 0 {
		return nil, nil
	}
	shown := c.ticketOf(t)
	shown.RequesterName = nameIn(users)
	return &shown, nil
}

// mergeTarget reads it from the merged ticket's own audit, or from the audit of the
// ticket that took it in. Whoever must not read audits does without; a Zendesk that
// cannot tell just now is asked again, since the answer decides whether a person is
// bothered.
func (c *Connector) mergeTarget(ctx context.Context, t ticket) (int64, *connectors.Error) {
	merges, e := c.mergesOf(ctx, t.ID)
	if e != nil {
		return 0, e
	}
	for _, m := range merges {
		for _, id := range m.tickets() {
			if id != t.ID {
				return id, nil
			}
		}
	}
	others, _, e := c.ticketsOf(ctx, t.RequesterID)
	if e != nil {
		return 0, e
	}
	others = slices.DeleteFunc(others, func(o ticket) bool { return o.ID == t.ID || o.UpdatedAt < t.UpdatedAt })
	slices.SortStableFunc(others, func(a, b ticket) int { return strings.Compare(a.UpdatedAt, b.UpdatedAt) })
	for _, o := range others[:min(len(others), mergeOthers)] {
		merges, e := c.mergesOf(ctx, o.ID)
		if e != nil {
			return 0, e
		}
		for _, m := range merges {
			if slices.Contains(m.tickets(), t.ID) {
				return o.ID, nil
			}
		}
	}
	return 0, nil
}

// mergesOf a ticket: what the audits of its merges say, newest first.
func (c *Connector) mergesOf(ctx context.Context, id int64) ([]origin, *connectors.Error) {
	var page struct {
		Audits []audit `json:"audits"`
	}
	_, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: "/tickets/" + formatID(id) + "/audits.json?page[size]=25&sort=-created_at"}, &page)
	if e != nil {
		if e.Kind == connectors.Rejected || e.Status == http.StatusForbidden {
			return nil, nil
		}
		return nil, e
	}
	var out []origin
	for _, a := range page.Audits[:min(len(page.Audits), mergeAudits)] {
		if a.Via.Source.Rel == "merge" {
			out = append(out, a.Via.Source)
		}
	}
	return out, nil
}

// origin of an audit: what made it, and in a merge the tickets on its other side.
type origin struct {
	Rel  string          `json:"rel"`
	From json.RawMessage `json:"from"`
	To   json.RawMessage `json:"to"`
}

// tickets named on either side, the one that lives on before those that went into it.
func (o origin) tickets() []int64 {
	var ids []int64
	for _, side := range []json.RawMessage{o.To, o.From} {
		var named struct {
			ID  json.Number   `json:"ticket_id"`
			IDs []json.Number `json:"ticket_ids"`
		}
		if json.Unmarshal(side, &named) != nil {
			continue // of another form
		}
		for _, n := range append([]json.Number{named.ID}, named.IDs...) {
			if id, ok := parseID(n.String()); ok {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
