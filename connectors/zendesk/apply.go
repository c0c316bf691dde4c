package zendesk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// Apply implements connectors.CRM. An update becomes one comment, unless its
// text is longer than a comment may be: then it becomes several, each marked,
// and a repetition goes on where the last try ended.
func (c *Connector) Apply(ctx context.Context, u connectors.Update) (connectors.Result, error) {
	const op = "zendesk: update ticket"
	if e := checkLimits(op, u); e != nil {
		return connectors.Result{}, e
	}
	id, ok := parseID(u.Ticket)
	if !ok {
		return connectors.Result{}, gone(op, connectors.Because("zendesk_no_ticket"))
	}
	if len(u.Notes)+len(u.CallLogs)+len(u.Files)+len(u.Tags) == 0 {
		return connectors.Result{}, &connectors.Error{Kind: connectors.Rejected, Op: op, Reason: connectors.Because("zendesk_empty")}
	}
	j := &job{c: c, op: op, ticket: id, u: u, todo: pieces(u), outcome: connectors.Result{Ticket: connectors.Ticket{ID: u.Ticket, Number: "#" + u.Ticket, URL: c.TicketURL(u.Ticket)}}}
	if _, known := c.stamps.get(id); !known {
		if e := c.readStamp(ctx, op, id); e != nil {
			return connectors.Result{}, e
		}
	}
	if e := j.run(ctx); e != nil {
		return connectors.Result{}, e
	}
	return j.outcome, nil
}

func checkLimits(op string, u connectors.Update) *connectors.Error {
	if n := len(u.Notes) + len(u.Files) + len(u.CallLogs); n > itemsBatch {
		return &connectors.Error{Kind: connectors.Rejected, Op: op, Reason: connectors.Because("zendesk_items", "count", strconv.Itoa(n), "limit", strconv.Itoa(itemsBatch))}
	}
	for _, f := range u.Files {
		if f.Size > fileBytes {
			return &connectors.Error{Kind: connectors.Rejected, Op: op, Item: f.Key, Reason: connectors.Because("zendesk_file_too_large")}
		}
	}
	return nil
}

func gone(op string, reason connectors.Reason) *connectors.Error {
	return &connectors.Error{Kind: connectors.Gone, Op: op, Reason: reason}
}

// readStamp reads the ticket, so that the next update is a safe one.
func (c *Connector) readStamp(ctx context.Context, op string, id int64) *connectors.Error {
	_, e := c.readTicket(ctx, op, id)
	return e
}

// readTicket gives Gone for one that takes nothing.
func (c *Connector) readTicket(ctx context.Context, op string, id int64) (ticket, *connectors.Error) {
	var out ticketAnswer
	x, e := c.do(ctx, request{op: op, method: http.MethodGet, path: "/tickets/" + formatID(id) + ".json?include=comment_count",
		accept: func(any) bool { return out.Ticket.ID == id }}, &out)
	if e != nil {
		if x != nil && x.Status == http.StatusNotFound {
			e.Kind, e.Reason = connectors.Gone, connectors.Because("zendesk_deleted")
		}
		return ticket{}, c.outOfReach(ctx, e)
	}
	c.stamps.put(out.Ticket)
	return out.Ticket, closedError(op, out.Ticket)
}

// outOfReach: what is forbidden to a client that has all its scopes and may do other
// things is this ticket, not the account.
func (c *Connector) outOfReach(ctx context.Context, e *connectors.Error) *connectors.Error {
	if e.Status != http.StatusForbidden {
		return e
	}
	if scopes, failed := c.scopes(ctx); failed != nil || len(lacking(scopes)) > 0 {
		return e
	}
	if _, failed := c.whoWeAre(ctx); failed != nil {
		return e
	}
	e.Kind, e.Reason = connectors.Gone, connectors.Because(connectors.TicketOutOfReach)
	return e
}

func closedError(op string, t ticket) *connectors.Error {
	switch t.state() {
	case connectors.TicketClosed:
		return gone(op, connectors.Because("zendesk_closed"))
	case connectors.TicketMerged:
		return gone(op, connectors.Because("zendesk_merged"))
	case connectors.TicketGone:
		return gone(op, connectors.Because("zendesk_deleted"))
	case connectors.TicketOpen, connectors.TicketSolved:
	}
	return nil
}

// job carries one update into one ticket.
type job struct {
	c       *Connector
	op      string
	ticket  int64
	u       connectors.Update
	todo    []piece
	started bool // something of this update is on the ticket already
	outcome connectors.Result
}

func (j *job) run(ctx context.Context) *connectors.Error {
	drafts := pack(j.todo)
	if len(drafts) > 1 || j.started {
		if e := j.skipLanded(ctx); e != nil {
			return j.halfway(e)
		}
		drafts = pack(j.todo)
	}
	if len(drafts) == 0 && (len(j.u.Files) > 0 || len(j.u.Tags) > 0) {
		drafts = []draft{{}}
	}
	files := j.u.Files
	for i, d := range drafts {
		tokens, e := j.upload(ctx, files)
		if e != nil {
			return j.halfway(e)
		}
		if len(d.pieces) == 0 && len(files) > 0 {
			d.pieces = []piece{{html: fileList(files)}}
		}
		m := marks{Key: j.u.Key}
		last := i == len(drafts)-1
		if len(drafts) > 1 || j.started {
			m.Items = itemMarks(d, files)
			if !last {
				m.Part = "more"
			}
		}
		if e := j.put(ctx, d, tokens, files, m, last); e != nil {
			return j.halfway(e)
		}
		j.started, files = true, nil
	}
	j.receipt(j.u.Key, formatID(j.ticket))
	return nil
}

// halfway turns a failure after the first of several comments into Unknown:
// every other kind promises that nothing has landed.
func (j *job) halfway(e *connectors.Error) *connectors.Error {
	if j.started {
		e.Kind, e.Reason = connectors.Unknown, connectors.Because("zendesk_part")
	}
	return e
}

func itemMarks(d draft, files []connectors.File) string {
	var all []string
	for _, p := range d.pieces {
		if p.mark != "" {
			all = append(all, p.mark)
		}
	}
	for _, f := range files {
		all = append(all, hash(f.Key))
	}
	return strings.Join(all, " ")
}

// skipLanded takes out what an earlier try has put there.
func (j *job) skipLanded(ctx context.Context) *connectors.Error {
	seen, e := j.c.readMarks(ctx, j.op, j.ticket, connectors.LookupQuery{Key: j.u.Key})
	if e != nil {
		return e
	}
	var todo []piece
	for _, p := range j.todo {
		if _, ok := seen.items[p.mark]; !ok {
			todo = append(todo, p)
		}
	}
	var files []connectors.File
	for _, f := range j.u.Files {
		if comment, ok := seen.items[hash(f.Key)]; ok {
			j.receipt(f.Key, comment)
		} else {
			files = append(files, f)
		}
	}
	for _, k := range textKeys(j.u) {
		if comment, ok := seen.items[hash(k)]; ok {
			j.receipt(k, comment)
		}
	}
	j.started = len(seen.items) > 0
	j.todo, j.u.Files = todo, files
	return nil
}

func textKeys(u connectors.Update) []string {
	var keys []string
	for _, n := range u.Notes {
		keys = append(keys, n.Key)
	}
	for _, l := range u.CallLogs {
		keys = append(keys, l.Key)
	}
	return keys
}

func (j *job) upload(ctx context.Context, files []connectors.File) ([]string, *connectors.Error) {
	var tokens []string
	for _, f := range files {
		t, e := j.c.upload(ctx, f)
		if e != nil {
			return nil, e
		}
		tokens = append(tokens, t)
	}
	return tokens, nil
}

// with is what a comment goes with, and can do without.
type with struct {
	author int64
	tags   []string
	status *statusWrite
}

// put writes one comment, under the author's name if Zendesk takes it and with the
// name in the text if not. Tags that the integration user may not set stay away, and a
// status that Zendesk does not take; it goes with the last of several comments.
func (j *job) put(ctx context.Context, d draft, uploads []string, files []connectors.File, m marks, last bool) *connectors.Error {
	a := with{author: j.c.authorID(j.u.Author), tags: j.u.Tags}
	if last && j.u.Status != nil {
		var e *connectors.Error
		if a.status, e = j.statusToSet(ctx, a.author, &m); e != nil {
			return e
		}
	}
	for {
		f, e := j.putWith(ctx, a, d, uploads, files, m)
		if e == nil || e.Kind != connectors.Rejected || e.Status != http.StatusUnprocessableEntity {
			return e
		}
		switch {
		case a.status != nil && !f.aboutOthers():
			a.status = nil
			j.leaveStatus(j.c.whyNotStatus(ctx, f), f.detail, &m)
		case len(a.tags) > 0 && len(d.pieces)+len(uploads) > 0 && (slices.Contains(f.fields, "tags") || j.c.isLightAgent(ctx)):
			a.tags = nil
		case a.author != 0:
			// Whether it was the author, the next try shows.
			nobody := a
			nobody.author = 0
			if _, second := j.putWith(ctx, nobody, d, uploads, files, m); second != nil {
				return second
			}
			j.c.refuseAuthor(a.author)
			return nil
		default:
			return e
		}
	}
}

func (j *job) putWith(ctx context.Context, a with, d draft, uploads []string, files []connectors.File, m marks) (failure, *connectors.Error) {
	w := ticketWrite{AdditionalTags: a.tags, Metadata: m}
	a.status.write(&w)
	if r := j.u.Requester; r != nil {
		w.RequesterID, _ = parseID(r.ID)
	}
	if stamp, ok := j.c.stamps.get(j.ticket); ok {
		w.SafeUpdate, w.UpdatedStamp = true, stamp.stamp
	}
	if len(d.pieces) > 0 {
		if a.author == 0 {
			d.header = byline(j.u.Author)
		}
		w.Comment = &commentWrite{HTMLBody: d.html(), AuthorID: a.author, Uploads: uploads}
	}
	var out ticketAnswer
	x, e := j.c.do(ctx, request{
		op: j.op, method: http.MethodPut, path: "/tickets/" + formatID(j.ticket) + ".json", body: ticketBody{w}, harmful: true,
		accept: func(any) bool { return out.Ticket.ID == j.ticket },
	}, &out)
	if e != nil {
		j.c.stamps.drop(j.ticket)
		if x == nil {
			return failure{}, e
		}
		f := parseFailure(x.Body)
		return f, j.explain(ctx, x, f, e, a.status != nil)
	}
	j.c.stamps.put(out.Ticket)
	j.outcome.Ticket = j.c.ticketOf(out.Ticket)
	j.receipts(out.Audit, d, files)
	return failure{}, nil
}

// maxComments of one ticket, as documented.
const maxComments = 5000

// explain finds out why a ticket does not take an update: from the ticket, not from
// Zendesk's words.
func (j *job) explain(ctx context.Context, x *transport.Exchange, f failure, e *connectors.Error, statusSent bool) *connectors.Error {
	switch x.Status {
	case http.StatusNotFound:
		e.Kind, e.Reason = connectors.Gone, connectors.Because("zendesk_deleted")
	case http.StatusForbidden:
		return j.c.outOfReach(ctx, e)
	case http.StatusUnprocessableEntity:
		t, failed := j.c.readTicket(ctx, j.op, j.ticket)
		switch {
		case failed != nil && failed.Kind == connectors.Gone:
			failed.Status, failed.Code = e.Status, e.Code
			return failed
		case j.u.Requester != nil && (slices.Contains(f.fields, "requester") || slices.Contains(f.fields, "requester_id") || j.c.asksForNothing(ctx, j.u.Requester.ID)):
			e.Item, e.Reason = j.u.Requester.Key, connectors.Because("requester_not_taken", "name", j.u.Requester.Name)
		case slices.Contains(f.fields, "status") && !statusSent:
			e.Kind, e.Reason = connectors.Gone, connectors.Because("zendesk_closed")
		case t.Comments >= maxComments:
			e.Kind, e.Reason = connectors.Gone, connectors.Because(connectors.TicketFull)
		case len(t.Sharing) > 0:
			e.Kind, e.Reason = connectors.Gone, connectors.Because(connectors.TicketShared)
		}
	}
	return e
}

func (j *job) receipts(a audit, d draft, files []connectors.File) {
	event, ok := a.comment()
	comment := formatID(event.ID)
	if !ok {
		comment = formatID(a.ID)
	}
	done := map[string]bool{}
	for _, p := range d.pieces {
		done[p.mark] = true
	}
	for _, k := range textKeys(j.u) {
		if done[hash(k)] {
			j.receipt(k, comment)
		}
	}
	for i, f := range files {
		id := comment
		if len(event.Attachments) == len(files) {
			id = formatID(event.Attachments[i].ID)
		}
		j.receipt(f.Key, id)
	}
}

func (j *job) receipt(key, id string) {
	j.outcome.Receipts = append(j.outcome.Receipts, connectors.Receipt{Key: key, ID: id, At: j.c.clock.Now()})
}

func (c *Connector) authorID(a connectors.Author) int64 {
	id, ok := parseID(a.CRMID)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !ok || c.clock.Now().Before(c.refused[id]) {
		return 0
	}
	return id
}

// refuseAuthor for as long as a refused setting: somebody who was suspended may come back.
func (c *Connector) refuseAuthor(id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused[id] = c.clock.Now().Add(unfitFor)
}
