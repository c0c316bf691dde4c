package zendesk

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
)

// Open implements connectors.CRM.
func (c *Connector) Open(ctx context.Context, o connectors.Opening) (connectors.Result, error) {
	const op = "zendesk: open ticket"
	u := o.First
	u.Key, u.Ticket = o.Key, ""
	if e := checkLimits(op, u); e != nil {
		return connectors.Result{}, e
	}
	if c.keyMayHaveExpired(o.Key) {
		out, e := c.lookupOpening(ctx, connectors.LookupQuery{Key: o.Key, Items: itemKeys(u)})
		if e != nil {
			return connectors.Result{}, e
		}
		if out.Ticket.ID != "" {
			return c.finishOpening(ctx, op, o, u, out)
		}
	}
	w := ticketWrite{Subject: subject(o.Subject), ExternalID: o.Key, Tags: openingTags(o)}
	if e := c.setRequester(ctx, &w, o.Requester); e != nil {
		return connectors.Result{}, e
	}
	j := &job{c: c, op: op, u: u, todo: pieces(u)}
	drafts := pack(j.todo)
	if len(drafts) == 0 {
		drafts = []draft{{pieces: []piece{{html: "<p>" + escape(w.Subject) + "</p>"}}}}
	}
	tokens, e := j.upload(ctx, u.Files)
	if e != nil {
		return connectors.Result{}, e
	}
	first := drafts[0]
	w.Metadata = marks{Key: o.Key}
	if len(drafts) > 1 {
		w.Metadata.Part, w.Metadata.Items = "more", itemMarks(first, u.Files)
	}
	author := c.authorID(u.Author)
	if author == 0 {
		first.header = byline(u.Author)
	}
	w.Comment = &commentWrite{HTMLBody: first.html(), AuthorID: author, Uploads: tokens}
	var out ticketAnswer
	x, e := c.do(ctx, request{
		op: op, method: http.MethodPost, path: "/tickets.json", body: ticketBody{w}, key: o.Key, harmful: true,
		accept: func(any) bool { return out.Ticket.ID != 0 },
	}, &out)
	if e != nil {
		return c.explainOpening(ctx, e, o, u)
	}
	if x.Response.Get("X-Idempotency-Lookup") != "hit" { // a stored answer shows the ticket as it was
		c.stamps.put(out.Ticket)
	}
	j.outcome.Ticket = c.ticketOf(out.Ticket)
	j.receipts(out.Audit, first, u.Files)
	if len(drafts) > 1 {
		return c.finishOpening(ctx, op, o, u, j.outcome)
	}
	j.receipt(o.Key, j.outcome.Ticket.ID)
	return withFirstKey(o, j.outcome), nil
}

// explainOpening deals with the refusals that have an answer: an author that
// Zendesk does not take, and a repetition whose body differs, because files have
// been uploaded anew.
func (c *Connector) explainOpening(ctx context.Context, e *connectors.Error, o connectors.Opening, u connectors.Update) (connectors.Result, error) {
	if author := c.authorID(u.Author); author != 0 && e.Kind == connectors.Rejected && e.Status == http.StatusUnprocessableEntity {
		o.First.Author.CRMID = ""
		out, err := c.Open(ctx, o)
		if err == nil {
			c.refuseAuthor(author)
		}
		return out, err
	}
	if e.Kind == connectors.Conflict { // the same key is being carried out
		e.Kind, e.Reason = connectors.Transient, connectors.Because("zendesk_busy")
	}
	if e.Code != "IdempotentRequestError" {
		return connectors.Result{}, e
	}
	out, looked := c.lookupOpening(ctx, connectors.LookupQuery{Key: o.Key, Items: itemKeys(u)})
	if looked != nil {
		return connectors.Result{}, looked
	}
	if out.Ticket.ID == "" {
		e.Kind, e.Reason = connectors.Unknown, connectors.Because("zendesk_opened_before")
		return connectors.Result{}, e
	}
	return c.finishOpening(ctx, e.Op, o, u, out)
}

// finishOpening writes what of a long opening is not on its ticket yet.
func (c *Connector) finishOpening(ctx context.Context, op string, o connectors.Opening, u connectors.Update, out connectors.Result) (connectors.Result, error) {
	if _, whole := out.Landed(o.Key); whole {
		return withFirstKey(o, out), nil
	}
	id, _ := parseID(out.Ticket.ID)
	j := &job{c: c, op: op, ticket: id, u: u, todo: pieces(u), started: true, outcome: connectors.Result{Ticket: out.Ticket}}
	if e := j.run(ctx); e != nil {
		return connectors.Result{}, e
	}
	return withFirstKey(o, j.outcome), nil
}

// withFirstKey gives the key of the first update the receipt of the opening.
func withFirstKey(o connectors.Opening, out connectors.Result) connectors.Result {
	if r, ok := out.Landed(o.Key); ok && o.First.Key != "" && o.First.Key != o.Key {
		r.Key = o.First.Key
		out.Receipts = append(out.Receipts, r)
	}
	return out
}

func itemKeys(u connectors.Update) []string {
	keys := textKeys(u)
	for _, f := range u.Files {
		keys = append(keys, f.Key)
	}
	return keys
}

// maxOpenings bounds the memory of keys.
const maxOpenings = 10_000

// keyMayHaveExpired tells whether Zendesk may have forgotten a key that this
// process has tried before. After a restart it is the caller who looks first.
func (c *Connector) keyMayHaveExpired(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	first, tried := c.openings[key]
	if !tried {
		if len(c.openings) >= maxOpenings {
			for k := range c.openings {
				delete(c.openings, k)
				break
			}
		}
		c.openings[key] = now
		return false
	}
	return now.Sub(first) > c.window-c.window/8
}

const subjectRunes = 150

func subject(text string) string {
	text = oneLine(text)
	if r := []rune(text); len(r) > subjectRunes {
		text = string(r[:subjectRunes-1]) + "…"
	}
	return cmp.Or(text, "Contact")
}

// setRequester names the customer: by id, by address within the ticket itself,
// or as a user made for the number. A stranger Zendesk will not take is left
// to the text of the note; the ticket then belongs to the integration user.
func (c *Connector) setRequester(ctx context.Context, w *ticketWrite, r connectors.Requester) *connectors.Error {
	if id, ok := parseID(r.ID); ok {
		w.RequesterID = id
		return nil
	}
	name := cmp.Or(oneLine(r.Name), r.Phone, r.Email, r.ExternalID)
	address, addressed := identity.Email(r.Email)
	if addressed && r.ExternalID == "" {
		w.Requester = &userWrite{Name: name, Email: address}
		return nil
	}
	u := userWrite{Name: name, Phone: r.Phone, ExternalID: r.ExternalID, SkipVerifyEmail: true}
	if addressed {
		u.Email = address
	}
	if u.ExternalID == "" {
		number, problem := identity.Read(r.Phone, "")
		if problem != "" {
			return nil // a number that is none names nobody
		}
		u.ExternalID = "deskside:tel:" + strings.TrimPrefix(number.E164, "+")
	}
	id, e := c.createUser(ctx, u)
	if e == nil {
		w.RequesterID = id
		return nil
	}
	switch {
	case e.Kind == connectors.Rejected || e.Status == http.StatusForbidden:
		return nil
	case e.Kind == connectors.Conflict:
		e.Kind, e.RetryAfter = connectors.Transient, time.Second
	}
	return e
}

// createUser makes a user, or finds the one who has the same external id or
// address: somebody else, or an earlier try whose answer was lost. Zendesk's own
// create_or_update comes second, since it may be called but once a second by the
// whole account: a busy morning's callers would wait in line for it.
func (c *Connector) createUser(ctx context.Context, u userWrite) (int64, *connectors.Error) {
	var out userAnswer
	q := request{
		op: "zendesk: create requester", method: http.MethodPost, path: "/users.json",
		body:   map[string]userWrite{"user": u},
		accept: func(any) bool { return out.User.ID != 0 },
	}
	_, e := c.do(ctx, q, &out)
	if e != nil && e.Kind == connectors.Rejected && e.Status == http.StatusUnprocessableEntity {
		q.path = "/users/create_or_update.json"
		_, e = c.do(ctx, q, &out)
	}
	return out.User.ID, e
}

func oneLine(name string) string { return strings.Join(strings.Fields(clean(name)), " ") }
