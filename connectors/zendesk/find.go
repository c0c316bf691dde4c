package zendesk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
)

const (
	opFind        = "zendesk: find"
	maxRequesters = 5  // who share one number; beyond that the number says nothing
	ticketPages   = 10 // of 100
)

// Find implements connectors.CRM. Of the ways to know the customer the surest
// that finds anybody decides; the others are not asked.
func (c *Connector) Find(ctx context.Context, q connectors.Query) (connectors.Matches, error) {
	var f connectors.Matches
	var named []user
	if id, ok := parseID(q.Ticket); ok {
		t, users, e := c.findNamed(ctx, id)
		if e != nil {
			return connectors.Matches{}, e
		}
		if t != nil {
			shown := c.ticketOf(*t)
			nobodys, e := c.nobodys(ctx, users)
			if e != nil {
				return connectors.Matches{}, e
			}
			if nobodys {
				shown.RequesterID, users = "", nil
			}
			shown.RequesterName = nameIn(users)
			f.Named, named = &shown, users
			if f.LivesOn, e = c.livesOn(ctx, *t); e != nil {
				return connectors.Matches{}, e
			}
		}
	}
	people, tickets, e := c.findPeople(ctx, q)
	if e != nil {
		return connectors.Matches{}, e
	}
	if people == nil && f.Named != nil && q.RequesterID+q.ExternalID+q.Email+q.Phone == "" {
		people = named
	}
	for _, u := range people {
		f.Requesters = append(f.Requesters, c.requesterOf(u))
	}
	for _, t := range tickets {
		if t.state() == connectors.TicketOpen {
			f.Tickets = append(f.Tickets, c.ticketOf(t))
			c.stamps.put(t)
		}
	}
	slices.SortStableFunc(f.Tickets, func(a, b connectors.Ticket) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(len(b.ID), len(a.ID)), strings.Compare(b.ID, a.ID))
	})
	return f, nil
}

func (c *Connector) requesterOf(u user) connectors.Requester {
	return connectors.Requester{
		ID: formatID(u.ID), Name: u.Name, Email: u.Email, Phone: identity.Normal(u.Phone, c.country), ExternalID: u.ExternalID, URL: c.userURL(u.ID),
	}
}

func (c *Connector) findNamed(ctx context.Context, id int64) (*ticket, []user, *connectors.Error) {
	var out ticketAnswer
	x, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: "/tickets/" + formatID(id) + ".json?include=users",
		accept: func(any) bool { return out.Ticket.ID == id }}, &out)
	if e != nil {
		if x != nil && x.Status == http.StatusNotFound || c.outOfReach(ctx, e).Kind == connectors.Gone {
			return nil, nil, nil
		}
		return nil, nil, e
	}
	c.stamps.put(out.Ticket)
	out.Users = slices.DeleteFunc(out.Users, func(u user) bool { return u.ID != out.Ticket.RequesterID })
	return &out.Ticket, out.Users, nil
}

// nameIn users, of whom there is one at most, is what people call the requester.
func nameIn(users []user) string {
	if len(users) == 0 {
		return ""
	}
	return users[0].Name
}

// nobodys tells of a ticket by its requester whether it is the integration user's own, as
// those are that were opened for nobody: a public reply would come back to us. Costs a
// call once, when the first requester who is no customer comes along.
func (c *Connector) nobodys(ctx context.Context, requester []user) (bool, *connectors.Error) {
	if len(requester) != 1 || requester[0].Role == endUser {
		return false, nil
	}
	c.mu.Lock()
	self := c.self
	c.mu.Unlock()
	if self.ID == 0 {
		me, e := c.whoWeAre(ctx)
		switch {
		case e != nil && (e.Status == http.StatusForbidden || e.Kind == connectors.Rejected): // a client that may not know who it is
			return false, nil
		case e != nil:
			return false, e
		}
		self = me
	}
	return self.ID == requester[0].ID, nil
}

// ours: the address is the integration user's own, as far as it has been asked who that
// is: by the health check, and whenever somebody of the company's was found by the address.
func (c *Connector) ours(address string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.self.ID != 0 && strings.EqualFold(c.self.Email, address)
}

func (c *Connector) findPeople(ctx context.Context, q connectors.Query) ([]user, []ticket, *connectors.Error) {
	if id, ok := parseID(q.RequesterID); ok {
		people, tickets, e := c.findByID(ctx, id)
		if e != nil || people != nil {
			return people, tickets, e
		}
	}
	for _, way := range []func(context.Context, connectors.Query) ([]user, *connectors.Error){c.byExternalID, c.byEmail, c.byPhone} {
		people, e := way(ctx, q)
		if e == nil {
			people, e = c.customers(ctx, people)
		}
		if e != nil {
			return nil, nil, e
		}
		if len(people) == 0 {
			continue
		}
		var tickets []ticket
		for _, u := range people[:min(len(people), maxRequesters)] {
			theirs, _, e := c.ticketsOf(ctx, u.ID)
			if e != nil {
				return nil, nil, e
			}
			tickets = append(tickets, theirs...)
		}
		return people, tickets, nil
	}
	return nil, nil, nil
}

// customers of those found: not the integration user, who is a person with an address and
// often the company's own number. What went to them would come back to us.
func (c *Connector) customers(ctx context.Context, found []user) ([]user, *connectors.Error) {
	var out []user
	for _, u := range found {
		ours, e := c.nobodys(ctx, []user{u})
		if e != nil {
			return nil, e
		}
		if !ours {
			out = append(out, u)
		}
	}
	return out, nil
}

// findByID takes the user from beside their tickets, and asks for them alone
// only if they have none.
func (c *Connector) findByID(ctx context.Context, id int64) ([]user, []ticket, *connectors.Error) {
	tickets, users, e := c.ticketsOf(ctx, id)
	if e != nil || tickets == nil && users == nil {
		return nil, nil, e
	}
	for _, u := range users {
		if u.ID == id {
			return []user{u}, tickets, nil
		}
	}
	var out userAnswer
	x, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: "/users/" + formatID(id) + ".json", accept: func(any) bool { return out.User.ID == id }}, &out)
	if e != nil {
		if x != nil && x.Status == http.StatusNotFound {
			return nil, nil, nil
		}
		return nil, nil, e
	}
	if out.User.gone() {
		return nil, nil, nil
	}
	return []user{out.User}, tickets, nil
}

// ticketsOf lists a requester's tickets from the database, not from the search
// index: a ticket opened a second ago must be seen. Nil means no such user.
func (c *Connector) ticketsOf(ctx context.Context, id int64) ([]ticket, []user, *connectors.Error) {
	tickets, users := []ticket{}, []user{}
	after := ""
	for range ticketPages {
		var page ticketsAnswer
		path := "/users/" + formatID(id) + "/tickets/requested.json?include=users&page[size]=100&sort=-updated_at"
		if after != "" {
			path += "&page[after]=" + url.QueryEscape(after)
		}
		x, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: path, accept: func(any) bool { return page.Tickets != nil }}, &page)
		if e != nil {
			if x != nil && x.Status == http.StatusNotFound {
				return nil, nil, nil
			}
			return nil, nil, e
		}
		tickets, users = append(tickets, page.Tickets...), append(users, page.Users...)
		falling := slices.IsSortedFunc(page.Tickets, func(a, b ticket) int { return strings.Compare(b.UpdatedAt, a.UpdatedAt) })
		if falling || !page.Meta.HasMore {
			break // the open ones are among the hundred changed last
		}
		after = page.Meta.AfterCursor
	}
	return tickets, users, nil
}

func (c *Connector) searchUsers(ctx context.Context, form url.Values) ([]user, *connectors.Error) {
	var out usersAnswer
	_, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: "/users/search.json?" + form.Encode(), accept: func(any) bool { return out.Users != nil }}, &out)
	return slices.DeleteFunc(out.Users, user.gone), e
}

func (c *Connector) byExternalID(ctx context.Context, q connectors.Query) ([]user, *connectors.Error) {
	if strings.TrimSpace(q.ExternalID) == "" || clean(q.ExternalID) != q.ExternalID {
		return nil, nil
	}
	found, e := c.searchUsers(ctx, url.Values{"external_id": {q.ExternalID}})
	return slices.DeleteFunc(found, func(u user) bool { return !strings.EqualFold(u.ExternalID, q.ExternalID) }), e
}

// byEmail quotes the address as a search's value; what the index then takes for a
// pattern is dropped by the comparison.
func (c *Connector) byEmail(ctx context.Context, q connectors.Query) ([]user, *connectors.Error) {
	address, ok := identity.Email(q.Email)
	if !ok {
		return nil, nil
	}
	found, e := c.searchUsers(ctx, url.Values{"query": {`email:"` + address + `"`}})
	if e != nil {
		return nil, e
	}
	same := func(v string) bool { return strings.EqualFold(v, address) }
	return c.confirm(ctx, found, "email", func(u user) bool { return same(u.Email) }, same)
}

// byPhone asks for every form at once: the index knows digits and nothing of
// countries.
func (c *Connector) byPhone(ctx context.Context, q connectors.Query) ([]user, *connectors.Error) {
	caller, problem := identity.Read(q.Phone, "")
	if problem != "" {
		return nil, nil
	}
	var terms []string
	for _, f := range append([]string{caller.E164}, caller.Digits(c.country)...) {
		terms = append(terms, `phone:"`+f+`"`)
	}
	found, e := c.searchUsers(ctx, url.Values{"query": {strings.Join(terms, " ")}})
	if e != nil {
		return nil, e
	}
	same := func(v string) bool { return caller.Same(v, c.country) }
	return c.confirm(ctx, found, "phone_number", func(u user) bool { return same(u.Phone) }, same)
}

// confirm keeps those whose own field is the same, or, when nobody's is, those
// who have it as a further identity: the index knows both and also what is
// merely similar.
func (c *Connector) confirm(ctx context.Context, found []user, kind string, own func(user) bool, same func(string) bool) ([]user, *connectors.Error) {
	var sure []user
	for _, u := range found {
		if own(u) {
			sure = append(sure, u)
		}
	}
	if sure != nil {
		return sure, nil
	}
	for _, u := range found[:min(len(found), maxRequesters)] {
		var out struct {
			Identities []struct {
				Type  string `json:"type"`
				Value string `json:"value"`
			} `json:"identities"`
		}
		if _, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: "/users/" + formatID(u.ID) + "/identities.json"}, &out); e != nil {
			return nil, e
		}
		for _, i := range out.Identities {
			if i.Type == kind && same(i.Value) {
				sure = append(sure, u)
				break
			}
		}
	}
	return sure, nil
}
