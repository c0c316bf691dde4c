package zendesk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/deskside/deskside/connectors"
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
		f.Named, named = t, users
	}
	people, tickets, e := c.findPeople(ctx, q)
	if e != nil {
		return connectors.Matches{}, e
	}
	if people == nil && f.Named != nil && q.RequesterID+q.ExternalID+q.Email+q.Phone == "" {
		people = named
	}
	region := regionOf(q.Phone)
	for _, u := range people {
		f.Requesters = append(f.Requesters, c.requesterOf(u, region))
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

func (c *Connector) requesterOf(u user, region string) connectors.Requester {
	r := connectors.Requester{ID: formatID(u.ID), Name: u.Name, Email: u.Email, Phone: u.Phone, ExternalID: u.ExternalID, URL: c.userURL(u.ID)}
	if p, ok := e164(u.Phone, region); ok {
		r.Phone = p
	}
	return r
}

var mergedInto = regexp.MustCompile(`#(\d+)`)

func (c *Connector) findNamed(ctx context.Context, id int64) (*connectors.Ticket, []user, *connectors.Error) {
	var out ticketAnswer
	x, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: "/tickets/" + formatID(id) + ".json?include=users",
		accept: func(any) bool { return out.Ticket.ID == id }}, &out)
	if e != nil {
		if x != nil && x.Status == http.StatusNotFound {
			return nil, nil, nil
		}
		return nil, nil, e
	}
	c.stamps.put(out.Ticket)
	t := c.ticketOf(out.Ticket)
	if t.State == connectors.TicketMerged {
		// Zendesk tells where to only in the words of the last comment. Whoever must
		// not read them does without; a Zendesk that cannot tell just now is asked
		// again, since the answer decides whether a person is bothered.
		var list struct {
			Comments []struct {
				PlainBody string `json:"plain_body"`
			} `json:"comments"`
		}
		_, e := c.do(ctx, request{op: opFind, method: http.MethodGet, path: "/tickets/" + formatID(id) + "/comments.json?page[size]=1&sort=-created_at"}, &list)
		if e != nil && e.Kind != connectors.Rejected && e.Status != http.StatusForbidden {
			return nil, nil, e
		}
		if e == nil && len(list.Comments) > 0 {
			if m := mergedInto.FindStringSubmatch(list.Comments[0].PlainBody); m != nil {
				t.MergedInto = m[1]
			}
		}
	}
	out.Users = slices.DeleteFunc(out.Users, func(u user) bool { return u.ID != out.Ticket.RequesterID })
	return &t, out.Users, nil
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

var email = regexp.MustCompile(`^[^\s@"'\\(),:;<>\[\]*\p{C}]+@[^\s@"'\\(),:;<>\[\]*\p{C}]+$`)

func plausibleEmail(text string) bool { return len(text) <= 254 && email.MatchString(text) }

func (c *Connector) byEmail(ctx context.Context, q connectors.Query) ([]user, *connectors.Error) {
	if !plausibleEmail(q.Email) {
		return nil, nil
	}
	found, e := c.searchUsers(ctx, url.Values{"query": {`email:"` + q.Email + `"`}})
	if e != nil {
		return nil, e
	}
	return c.confirm(ctx, found, "email", func(u user) bool { return strings.EqualFold(u.Email, q.Email) }, func(v string) bool { return strings.EqualFold(v, q.Email) })
}

func (c *Connector) byPhone(ctx context.Context, q connectors.Query) ([]user, *connectors.Error) {
	forms := phoneForms(q.Phone)
	if forms == nil {
		return nil, nil
	}
	terms := make([]string, len(forms))
	for i, f := range forms {
		terms[i] = `phone:"` + f + `"`
	}
	found, e := c.searchUsers(ctx, url.Values{"query": {strings.Join(terms, " ")}})
	if e != nil {
		return nil, e
	}
	region := regionOf(q.Phone)
	want, _ := e164(q.Phone, "")
	same := func(v string) bool {
		p, ok := e164(v, region)
		return ok && p == want
	}
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

func regionOf(phone string) string {
	n, err := phonenumbers.Parse(phone, "")
	if err != nil {
		return ""
	}
	return phonenumbers.GetRegionCodeForNumber(n)
}

// e164 normalises a number as stored; region is what a number without a
// country code is taken for.
func e164(stored, region string) (string, bool) {
	n, err := phonenumbers.Parse(stored, region)
	if err != nil || n.GetExtension() != "" && region == "" {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// phoneForms are the ways in which people and imports write one number. The
// index knows nothing of countries, so each must be asked for, in one query.
func phoneForms(phone string) []string {
	n, err := phonenumbers.Parse(phone, "")
	if err != nil {
		return nil
	}
	national := phonenumbers.Format(n, phonenumbers.NATIONAL)
	significant := phonenumbers.GetNationalSignificantNumber(n)
	full := phonenumbers.Format(n, phonenumbers.E164)
	code := strings.TrimSuffix(strings.TrimPrefix(full, "+"), significant)
	forms := []string{full, strings.TrimPrefix(full, "+"), phonenumbers.Format(n, phonenumbers.INTERNATIONAL), national, significant}
	if d := digitsOf(national); d != significant {
		forms = append(forms, d, code+d)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
