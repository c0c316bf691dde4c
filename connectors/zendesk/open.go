package zendesk

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// Open implements connectors.CRM. What Zendesk refuses and a contact can do without is
// left out, one after the other: each try is answered before the next is made, and has
// an idempotency key of its own.
func (c *Connector) Open(ctx context.Context, o connectors.Opening) (connectors.Result, error) {
	const op = "zendesk: open ticket"
	u := updateOf(o)
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
	who, left, e := c.requesterFor(ctx, o.Requester)
	if e != nil {
		return connectors.Result{}, e
	}
	j := &job{c: c, op: op, u: u}
	tokens, e := j.upload(ctx, u.Files)
	if e != nil {
		return connectors.Result{}, e
	}
	followUp, _ := parseID(o.FollowUp)
	t := try{who: who, withheld: len(c.settingsOf(o.Queue).names()) < len(c.queues[o.Queue].over(c.ticket).names()), settings: c.settingsOf(o.Queue), author: c.authorID(u.Author), followUp: followUp, left: left}
	first := t
	for n := 1; ; n++ {
		out, f, e := c.openOnce(ctx, op, o, t, n, tokens)
		if e == nil {
			if t.guess != nil {
				c.rememberUnfit(t.guess.had, t.guess.names, t.guess.detail)
			}
			return out, nil
		}
		if e.Kind != connectors.Rejected || e.Status != http.StatusUnprocessableEntity {
			return c.explainOpening(ctx, e, o, u)
		}
		next, again, e := c.withoutRefused(ctx, t, f, e)
		if !again && e.Kind == connectors.Rejected && first.withheld && c.forgetUnfit(o.Queue) {
			first.settings, first.withheld, again = c.settingsOf(o.Queue), false, true
			next = first
		}
		if !again {
			return connectors.Result{}, e
		}
		t = next
	}
}

// updateOf an opening: its first update, under the key of the whole.
func updateOf(o connectors.Opening) connectors.Update {
	u := o.First
	u.Key, u.Ticket = o.Key, ""
	return u
}

// try is what an opening still asks for.
type try struct {
	who      requester
	settings Settings
	author   int64
	followUp int64
	withheld bool // some of the settings were refused lately
	tagless  bool // without tags
	left     []connectors.Omission
	guess    *guess // nil: whatever was left out was named
}

// guess that settings are what a refusal is about which names nothing of ours.
type guess struct {
	before []connectors.Omission
	had    Settings
	names  []string
	detail string
}

// openOnce makes the n-th try.
func (c *Connector) openOnce(ctx context.Context, op string, o connectors.Opening, t try, n int, tokens []string) (connectors.Result, failure, *connectors.Error) {
	o = connectors.Remarked(o, t.left)
	u := updateOf(o)
	j := &job{c: c, op: op, u: u, todo: pieces(u)}
	w := ticketWrite{
		Subject: subject(o.Subject), ExternalID: o.Key, Tags: openingTags(o), Requester: t.who.inline, RequesterID: t.who.id, FollowUpOf: t.followUp,
		Metadata: marks{Key: o.Key},
	}
	if t.tagless {
		w.Tags = nil
	}
	t.settings.write(&w)
	drafts := pack(j.todo)
	if len(drafts) == 0 {
		drafts = []draft{{pieces: []piece{{html: "<p>" + escape(w.Subject) + "</p>"}}}}
	}
	first := drafts[0]
	if len(drafts) > 1 {
		w.Metadata.Part, w.Metadata.Items = "more", itemMarks(first, u.Files)
	}
	if t.author == 0 {
		first.header = byline(u.Author)
	}
	w.Comment = &commentWrite{HTMLBody: first.html(), AuthorID: t.author, Uploads: tokens}
	key := o.Key
	if n > 1 { // the try before this was refused, and cannot land any more
		key += "~" + strconv.Itoa(n)
	}
	var out ticketAnswer
	x, e := c.do(ctx, request{
		op: op, method: http.MethodPost, path: "/tickets.json", body: ticketBody{w}, key: key, harmful: true,
		accept: func(any) bool { return out.Ticket.ID != 0 },
	}, &out)
	if e != nil {
		if x == nil {
			return connectors.Result{}, failure{}, e
		}
		return connectors.Result{}, parseFailure(x.Body), e
	}
	if x.Response.Get("X-Idempotency-Lookup") != "hit" { // a stored answer shows the ticket as it was
		c.stamps.put(out.Ticket)
	}
	if t.author == 0 && n > 1 {
		c.refuseAuthor(c.authorID(u.Author))
	}
	j.outcome.Ticket, j.outcome.Omitted = c.ticketOf(out.Ticket), t.left
	j.receipts(out.Audit, first, u.Files)
	if len(drafts) > 1 {
		whole, err := c.finishOpening(ctx, op, o, u, j.outcome)
		return whole, failure{}, asOurs(err)
	}
	j.receipt(o.Key, j.outcome.Ticket.ID)
	return withFirstKey(o, j.outcome), failure{}, nil
}

// asOurs is the *connectors.Error that an error of ours is.
func asOurs(err error) *connectors.Error {
	if err == nil {
		return nil
	}
	return asError(err)
}

// withoutRefused leaves out what a refusal is about: what its fields name, or, where
// they name nothing of ours, whatever may be it, decoration first and the customer last.
// again is false when the ticket can do without nothing more.
func (c *Connector) withoutRefused(ctx context.Context, t try, f failure, e *connectors.Error) (_ try, again bool, _ *connectors.Error) {
	names := func(word string) bool {
		return slices.ContainsFunc(f.fields, func(field string) bool { return strings.Contains(field, word) })
	}
	settings := t.settings.named(f.fields)
	named := len(settings) > 0 || names("requester") || names("author") || names("followup") || names("tags")
	if !named {
		settings = t.settings.names()
	}
	leave := func(of connectors.OmissionOf, why connectors.Reason) {
		t.left = append(slices.Clip(t.left), connectors.Omission{Of: of, Reason: why, Detail: f.detail})
	}
	somebody := t.who != (requester{})
	switch {
	case names("requester") && somebody:
	case len(settings) > 0:
		if named {
			c.rememberUnfit(t.settings, settings, f.detail)
		} else {
			t.guess = &guess{t.left, t.settings, settings, f.detail}
		}
		for _, name := range settings {
			t.settings = t.settings.without(name)
		}
		leave(connectors.OfFields, connectors.Because("fields_left_out", "fields", strings.Join(settings, ", "), "code", e.Code))
		return t, true, nil
	case names("tags") && !t.tagless:
		t.tagless = true
		leave(connectors.OfFields, connectors.Because("fields_left_out", "fields", "tags", "code", e.Code))
		return t, true, nil
	case t.author != 0:
		t.author = 0
		return t, true, nil
	case t.followUp != 0:
		leave(connectors.OfFollowUp, connectors.Because("follow_up_left_out"))
		t.followUp = 0
		return t, true, nil
	case !somebody:
		return t, false, e
	}
	why, failed := c.whyNotRequester(ctx, t.who, f)
	if failed != nil {
		return t, false, failed
	}
	if t.guess != nil { // it was wrong
		t.settings, t.left, t.guess = t.guess.had, t.guess.before, nil
	}
	leave(connectors.OfRequester, why)
	t.who = requester{}
	return t, true, nil
}

// explainOpening deals with the refusals that have an answer: a repetition whose body
// differs, because files have been uploaded anew.
func (c *Connector) explainOpening(ctx context.Context, e *connectors.Error, o connectors.Opening, u connectors.Update) (connectors.Result, error) {
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
	now := c.clock.Now()
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

func oneLine(name string) string { return strings.Join(strings.Fields(clean(name)), " ") }
