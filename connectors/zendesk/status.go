package zendesk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors"
)

var _ connectors.Statuses = (*Connector)(nil)

const opStatuses = "zendesk: read statuses"

// standing is how a ticket stands: its status's category and, behind a stroke, the id of
// the status within it, where the account tells.
type standing string

func (t ticket) standing() standing {
	if t.StatusID == 0 {
		return standing(t.Status)
	}
	return standing(t.Status + "/" + formatID(t.StatusID))
}

// is tells whether a ticket that stands so has that status: as it was shown, or as it
// was set.
func (s standing) is(status string) bool {
	category, id, _ := strings.Cut(string(s), "/")
	return status == string(s) || status == category || status == id
}

// customStatus is a status as the account has it. Accounts without statuses of their own
// have one for each category.
type customStatus struct {
	ID       int64  `json:"id"`
	Category string `json:"status_category"`
	Label    string `json:"agent_label"`
	Active   bool   `json:"active"`
	Default  bool   `json:"default"` // of its category: what setting the category alone gives
}

// choosable: agents may set it on a ticket that is there already. Closed is for good, and
// no status that Zendesk's own pages offer.
func (s customStatus) choosable() bool {
	return s.Active && slices.Contains([]string{"open", "pending", "hold", solved}, s.Category)
}

const solved = "solved"

// value is how the status is set: a category's own by its category.
func (s customStatus) value() string {
	if s.Default || s.ID == 0 {
		return s.Category
	}
	return formatID(s.ID)
}

// plainStatuses are those of an account that does not show its list.
var plainStatuses = []customStatus{
	{Category: "open", Label: "Open", Active: true, Default: true},
	{Category: "pending", Label: "Pending", Active: true, Default: true},
	{Category: solved, Label: "Solved", Active: true, Default: true},
}

// statusesFor is how long the account's list is not asked for again.
const statusesFor = 10 * time.Minute

type statusList struct {
	mu    sync.Mutex
	list  []customStatus
	until time.Time
}

func (k *statusList) get(now time.Time) ([]customStatus, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.list, now.Before(k.until)
}

func (k *statusList) put(list []customStatus, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.list, k.until = list, until
}

// statuses of the account.
func (c *Connector) statuses(ctx context.Context) ([]customStatus, *connectors.Error) {
	if list, fresh := c.kept.get(c.clock.Now()); fresh {
		return list, nil
	}
	var in struct {
		Statuses []customStatus `json:"custom_statuses"`
	}
	x, e := c.do(ctx, request{op: opStatuses, method: http.MethodGet, path: "/custom_statuses.json?active=true", accept: func(any) bool { return in.Statuses != nil }}, &in)
	switch {
	case e != nil && x != nil && (x.Status == http.StatusForbidden || x.Status == http.StatusNotFound):
		in.Statuses = plainStatuses
	case e != nil:
		return nil, e
	}
	c.kept.put(in.Statuses, c.clock.Now().Add(statusesFor))
	return in.Statuses, nil
}

// TicketStatuses implements connectors.Statuses.
func (c *Connector) TicketStatuses(ctx context.Context, ticket string) (connectors.TicketStatuses, error) {
	out, e := c.ticketStatuses(ctx, ticket)
	if e != nil {
		return connectors.TicketStatuses{}, e
	}
	return out, nil
}

func (c *Connector) ticketStatuses(ctx context.Context, ticket string) (connectors.TicketStatuses, *connectors.Error) {
	var out connectors.TicketStatuses
	id, ok := parseID(ticket)
	if !ok {
		return out, gone(opStatuses, connectors.Because("zendesk_no_ticket"))
	}
	t, e := c.readTicket(ctx, opStatuses, id)
	if e != nil {
		return out, e
	}
	list, e := c.statuses(ctx)
	if e != nil {
		return out, e
	}
	out.Now = connectors.Status{Value: string(t.standing()), Label: t.Status, Closed: t.Status == solved}
	for _, s := range list {
		if s.ID != 0 && s.ID == t.StatusID || s.Default && s.Category == t.Status && t.StatusID == 0 {
			out.Now.Label = s.Label
		}
		if s.choosable() {
			out.Choices = append(out.Choices, connectors.Status{Value: s.value(), Label: s.Label, Closed: s.Category == solved})
		}
	}
	return out, nil
}

// statusWrite is a status on its way.
type statusWrite struct {
	category string
	id       int64
	assignee int64 // 0: as it is
}

func (s *statusWrite) write(w *ticketWrite) {
	if s != nil {
		w.Status, w.StatusID, w.AssigneeID = s.category, s.id, s.assignee
	}
}

// statusToSet gives the status that the update brings, unless the ticket does not stand as
// the agent saw it: nil, and why. What changes after this, the ticket's stamp tells.
func (j *job) statusToSet(ctx context.Context, author int64, m *marks) (*statusWrite, *connectors.Error) {
	n := j.u.Status
	// Looked at anew: what is kept may be older than what the agent has, or than what a
	// colleague did in the same second, which the ticket's stamp does not tell apart.
	if e := j.c.readStamp(ctx, j.op, j.ticket); e != nil {
		return nil, e
	}
	at, known := j.c.stamps.get(j.ticket)
	if !known || !slices.ContainsFunc(n.Saw, at.status.is) {
		if !at.status.is(n.Value) {
			j.leaveStatus(connectors.Because(connectors.StatusChanged), "", m)
		}
		return nil, nil
	}
	w := &statusWrite{}
	if id, ok := parseID(n.Value); ok {
		w.id = id
	} else {
		w.category = n.Value
	}
	list, _ := j.c.kept.get(j.c.clock.Now())
	i := slices.IndexFunc(list, func(s customStatus) bool { return s.value() == n.Value })
	if i < 0 && w.id == 0 && !slices.Contains([]string{"open", "pending", "hold", solved}, w.category) {
		j.leaveStatus(connectors.Because(connectors.StatusRefused), "", m)
		return nil, nil
	}
	// As in Zendesk's own pages, a ticket that is nobody's becomes theirs who solve it:
	// without an assignee none can be solved.
	if (n.Value == solved || i >= 0 && list[i].Category == solved) && at.assignee == 0 {
		w.assignee = author
	}
	return w, nil
}

func (j *job) leaveStatus(why connectors.Reason, detail string, m *marks) {
	j.outcome.Omitted = append(j.outcome.Omitted, connectors.Omission{Of: connectors.OfStatus, Reason: why, Detail: detail})
	m.Left = connectors.LeftMark(why)
}

// aboutOthers: a refusal names something of ours that is not the status.
func (f failure) aboutOthers() bool {
	return slices.ContainsFunc([]string{"requester", "requester_id", "author", "author_id", "comment", "tags"}, func(name string) bool { return slices.Contains(f.fields, name) })
}

// namedFields are shown at most.
const namedFields = 3

// whyNotStatus names the fields that the ticket must have before, as agents know them.
func (c *Connector) whyNotStatus(ctx context.Context, f failure) connectors.Reason {
	var titles []string
	for _, id := range f.lacks[:min(namedFields, len(f.lacks))] {
		var out struct {
			Field struct {
				Title string `json:"title"`
			} `json:"ticket_field"`
		}
		_, e := c.do(ctx, request{op: "zendesk: read ticket field", method: http.MethodGet, path: "/ticket_fields/" + formatID(id) + ".json"}, &out)
		if title := oneLine(out.Field.Title); e == nil && title != "" {
			titles = append(titles, title)
		}
	}
	if len(titles) == 0 {
		return connectors.Because(connectors.StatusRefused)
	}
	return connectors.Because(connectors.StatusFields, "fields", strings.Join(titles, ", "))
}
