package zendesk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
)

var _ connectors.People = (*Connector)(nil)

const opPeople = "zendesk: search people"

// SearchPeople implements connectors.People. The index learns of new users and tickets
// within a minute.
func (c *Connector) SearchPeople(ctx context.Context, text string) ([]connectors.Person, error) {
	out, e := c.searchPeople(ctx, text)
	if e != nil {
		return nil, e
	}
	return out[:min(len(out), connectors.MaxPeople)], nil
}

func (c *Connector) searchPeople(ctx context.Context, text string) ([]connectors.Person, *connectors.Error) {
	var found []user
	var e *connectors.Error
	words := searchWords(text)
	number, problem := identity.Read(text, c.country)
	_, addressed := identity.Email(text)
	switch {
	case addressed:
		found, e = c.byEmail(ctx, connectors.Query{Email: text})
	case problem == "":
		found, e = c.byPhone(ctx, connectors.Query{Phone: number.E164})
	case len(words) == 1:
		found, e = c.searchUsers(ctx, url.Values{"query": {"role:" + endUser + " " + words[0] + "*"}, "per_page": {"10"}})
	case len(words) > 1:
		found, e = c.searchUsers(ctx, url.Values{"query": {"role:" + endUser + ` "` + strings.Join(words, " ") + `"`}, "per_page": {"10"}})
	}
	if e != nil {
		return nil, e
	}
	var people []connectors.Person
	for _, u := range found {
		if u.customer() {
			people = append(people, connectors.Person{Requester: c.requesterOf(u)})
		}
	}
	if len(people) > 0 || addressed || len(words) == 0 {
		return people, nil
	}
	return c.writersOf(ctx, words)
}

// customer: neither a colleague nor somebody who is no more.
func (u user) customer() bool { return u.Role == endUser && !u.gone() }

// endUser is the role of customers.
const endUser = "end-user"

// writersOf tickets in which the words stand, those changed last first.
func (c *Connector) writersOf(ctx context.Context, words []string) ([]connectors.Person, *connectors.Error) {
	var list struct {
		Results []ticket `json:"results"`
	}
	form := url.Values{"query": {`type:ticket "` + strings.Join(words, " ") + `"`}, "sort_by": {"updated_at"}, "sort_order": {"desc"}, "per_page": {"20"}}
	_, e := c.do(ctx, request{op: opPeople, method: http.MethodGet, path: "/search.json?" + form.Encode(), accept: func(any) bool { return list.Results != nil }}, &list)
	if e != nil || len(list.Results) == 0 {
		return nil, e
	}
	var ids []string
	for _, t := range list.Results {
		if id := formatID(t.RequesterID); t.RequesterID != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var users usersAnswer
	_, e = c.do(ctx, request{op: opPeople, method: http.MethodGet, path: "/users/show_many.json?ids=" + strings.Join(ids, ","), accept: func(any) bool { return users.Users != nil }}, &users)
	if e != nil {
		return nil, e
	}
	var people []connectors.Person
	for _, t := range list.Results {
		i := slices.IndexFunc(users.Users, func(u user) bool { return u.ID == t.RequesterID })
		known := slices.ContainsFunc(people, func(p connectors.Person) bool { return p.ID == formatID(t.RequesterID) })
		if i < 0 || known || !users.Users[i].customer() {
			continue
		}
		shown := c.ticketOf(t)
		people = append(people, connectors.Person{Requester: c.requesterOf(users.Users[i]), Ticket: &shown})
	}
	return people, nil
}

// searchWords are what was typed without what the search would take for its own signs.
func searchWords(text string) []string {
	return strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r), strings.ContainsRune("-'._’", r):
			return r
		}
		return ' '
	}, clean(text)))
}

// CreatePerson implements connectors.People.
func (c *Connector) CreatePerson(ctx context.Context, r connectors.Requester) (connectors.Requester, error) {
	out, e := c.createPerson(ctx, r)
	if e != nil {
		return connectors.Requester{}, e
	}
	return out, nil
}

func (c *Connector) createPerson(ctx context.Context, r connectors.Requester) (connectors.Requester, *connectors.Error) {
	const op = "zendesk: create person"
	u := userWrite{Name: oneLine(r.Name), SkipVerifyEmail: true}
	number, problem := identity.Read(r.Phone, c.country)
	if problem == "" {
		u.Phone = number.E164
	}
	address, addressed := identity.Email(r.Email)
	u.Email = address
	if u.Name == "" || problem != "" && !addressed {
		return connectors.Requester{}, &connectors.Error{Kind: connectors.Rejected, Op: op, Reason: connectors.Because("person_unreachable")}
	}
	if addressed {
		return c.createAddressed(ctx, op, u)
	}
	u.ExternalID = ourIDs + "person:" + hash(strings.ToLower(u.Name)+" "+u.Phone)
	id, e := c.createUser(ctx, u)
	if e == nil && id == 0 { // and nobody has the number in their stead
		e = &connectors.Error{Kind: connectors.Rejected, Op: op, Reason: connectors.Because("zendesk_rejected")}
	}
	if e != nil {
		return connectors.Requester{}, e
	}
	return connectors.Requester{ID: formatID(id), Name: u.Name, Phone: u.Phone, URL: c.userURL(id)}, nil
}

// createAddressed makes somebody with an address, which no two users can have: the same
// once more is refused, and found.
func (c *Connector) createAddressed(ctx context.Context, op string, u userWrite) (connectors.Requester, *connectors.Error) {
	made, f, e := c.postUser(ctx, op, u)
	if e == nil {
		return c.requesterOf(made), nil
	}
	if e.Kind != connectors.Rejected || e.Status != http.StatusUnprocessableEntity {
		return connectors.Requester{}, e
	}
	same, looked := c.byEmail(ctx, connectors.Query{Email: u.Email})
	if looked != nil {
		return connectors.Requester{}, looked
	}
	if len(same) == 1 && strings.EqualFold(same[0].Name, u.Name) && same[0].customer() {
		return c.requesterOf(same[0]), nil // made by an earlier try
	}
	if len(same) > 0 || slices.Contains(f.fields, "email") {
		e.Reason = connectors.Because(connectors.PersonExists)
	}
	return connectors.Requester{}, e
}
