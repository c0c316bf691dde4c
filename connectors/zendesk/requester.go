package zendesk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
)

// requester of a ticket to be: a user, or an address whose owner Zendesk finds or
// makes within the ticket itself, or, when zero, nobody: then the ticket is the
// integration user's own.
type requester struct {
	id     int64
	inline *userWrite
}

// requesterFor names the customer: by id, by address within the ticket itself, or as
// a user made for the number. Nobody who is there already is changed: people know
// better than carriers what somebody is called, and which number is theirs.
func (c *Connector) requesterFor(ctx context.Context, r connectors.Requester) (requester, []connectors.Omission, *connectors.Error) {
	nobody := []connectors.Omission{{Of: connectors.OfRequester, Reason: connectors.Because("requester_nobody")}}
	if id, ok := parseID(r.ID); ok {
		return requester{id: id}, nil, nil
	}
	name := cmp.Or(oneLine(r.Name), r.Phone, r.Email, r.ExternalID)
	address, addressed := identity.Email(r.Email)
	if addressed && c.ours(address) { // what went to them would come back to us
		address, addressed = "", false
		r.Email = ""
	}
	byAddress := requester{inline: &userWrite{Name: name, Email: address}}
	if addressed && r.ExternalID == "" {
		return byAddress, nil, nil
	}
	u := userWrite{Name: name, Phone: r.Phone, ExternalID: r.ExternalID, SkipVerifyEmail: true}
	if addressed {
		u.Email = address
	}
	if u.ExternalID == "" {
		number, problem := identity.Read(r.Phone, "")
		if problem != "" {
			return requester{}, nobody, nil // a number that is none names nobody
		}
		u.ExternalID = ourIDs + "tel:" + strings.TrimPrefix(number.E164, "+")
	}
	id, e := c.createUser(ctx, u)
	switch {
	case e == nil && id != 0:
		return requester{id: id}, nil, nil
	case e == nil && addressed: // it is the address that somebody has already
		return byAddress, nil, nil
	case e == nil, e.Kind == connectors.Rejected, e.Status == http.StatusForbidden:
		return requester{}, nobody, nil
	case e.Kind == connectors.Conflict:
		e.Kind, e.RetryAfter = connectors.Transient, time.Second
	}
	return requester{}, nil, e
}

// createUser makes a user, or finds the one who has the same external id already:
// somebody else made them, or an earlier try whose answer was lost. 0: neither.
// Zendesk's own create_or_update would write our name and number over theirs.
func (c *Connector) createUser(ctx context.Context, u userWrite) (int64, *connectors.Error) {
	made, _, e := c.postUser(ctx, "zendesk: create requester", u)
	if e == nil || e.Kind != connectors.Rejected || e.Status != http.StatusUnprocessableEntity {
		return made.ID, e
	}
	var found usersAnswer
	_, e = c.do(ctx, request{
		op: "zendesk: find requester", method: http.MethodGet, path: "/users/show_many.json?external_ids=" + url.QueryEscape(u.ExternalID),
		accept: func(any) bool { return found.Users != nil },
	}, &found)
	if e != nil {
		return 0, e
	}
	i := slices.IndexFunc(found.Users, func(f user) bool { return !f.gone() && strings.EqualFold(f.ExternalID, u.ExternalID) })
	if i < 0 {
		return 0, nil
	}
	return found.Users[i].ID, nil
}

// postUser makes a user, without the number if Zendesk does not take it and they can be
// told by something else.
func (c *Connector) postUser(ctx context.Context, op string, u userWrite) (user, failure, *connectors.Error) {
	for {
		var out userAnswer
		x, e := c.do(ctx, request{
			op: op, method: http.MethodPost, path: "/users.json", body: map[string]userWrite{"user": u},
			accept: func(any) bool { return out.User.ID != 0 },
		}, &out)
		if e == nil || x == nil {
			return out.User, failure{}, e
		}
		f := parseFailure(x.Body)
		known := u.Email != "" || ofTheirs(u.ExternalID)
		if x.Status != http.StatusUnprocessableEntity || u.Phone == "" || !known || !slices.Contains(f.fields, "phone") {
			return user{}, f, e
		}
		u.Phone = ""
	}
}

// ofTheirs: the company's own id of the customer, not one that we have made of their number.
func ofTheirs(externalID string) bool {
	return externalID != "" && !strings.HasPrefix(externalID, ourIDs)
}

// ourIDs begin so.
const ourIDs = "deskside:"

// whyNotRequester says what has become of somebody whom Zendesk does not take: by its
// code, else by how they stand there now.
func (c *Connector) whyNotRequester(ctx context.Context, who requester, f failure) (connectors.Reason, *connectors.Error) {
	id := ""
	if who.id != 0 {
		id = formatID(who.id)
	}
	suspended, gone, refused := connectors.Because("requester_suspended", "id", id), connectors.Because("requester_gone", "id", id), connectors.Because("requester_refused", "id", id)
	for _, code := range f.codes {
		if code == "UserSuspended" {
			return suspended, nil
		}
	}
	if who.id == 0 {
		return refused, nil
	}
	var out userAnswer
	x, e := c.do(ctx, request{op: "zendesk: look at requester", method: http.MethodGet, path: "/users/" + formatID(who.id) + ".json", accept: func(any) bool { return out.User.ID == who.id }}, &out)
	switch {
	case e != nil && x != nil && x.Status == http.StatusNotFound:
		return gone, nil
	case e != nil && (e.Kind == connectors.Rejected || e.Status == http.StatusForbidden):
		return refused, nil
	case e != nil:
		return connectors.Reason{}, e
	case out.User.gone():
		return gone, nil
	case out.User.Suspended:
		return suspended, nil
	}
	return refused, nil
}

// asksForNothing: somebody who is suspended, or no more, whatever a refusal calls it.
func (c *Connector) asksForNothing(ctx context.Context, user string) bool {
	id, _ := parseID(user)
	why, e := c.whyNotRequester(ctx, requester{id: id}, failure{})
	return e == nil && why.Code != "requester_refused"
}
