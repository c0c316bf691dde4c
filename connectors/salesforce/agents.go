package salesforce

import (
	"context"
	"strings"

	"github.com/deskside/deskside/connectors"
)

var _ connectors.Directory = (*Connector)(nil)

// standardUser is the licence of those who work in the organisation; all others
// are customers, partners and machines.
const standardUser = "Standard"

// Agent implements connectors.Directory.
func (c *Connector) Agent(ctx context.Context, id string) (connectors.Agent, error) {
	const op = "salesforce: agent"
	long, ok := recordID(id, userPrefix)
	if !ok {
		return connectors.Agent{ID: id}, nil
	}
	results, failed := c.composite(ctx, op, false, []part{
		c.queryPart("agent", "SELECT Id, Name, Email, IsActive, UserType FROM User WHERE Id = "+quote(long)),
	})
	if failed != nil {
		return connectors.Agent{}, failed
	}
	var found []struct {
		ID       string `json:"Id"`
		Name     string
		Email    string
		IsActive bool
		UserType string
	}
	if failed := queryResult(op, results["agent"], &found); failed != nil {
		return connectors.Agent{}, failed
	}
	if len(found) == 0 {
		return connectors.Agent{ID: long}, nil
	}
	u := found[0]
	return connectors.Agent{ID: long, Name: u.Name, Email: u.Email, Role: u.UserType, Active: u.IsActive && u.UserType == standardUser}, nil
}

// Organisation is the id of the one we are signed in to, 18 characters. It comes
// with the access token, so it costs no call of its own.
func (c *Connector) Organisation(ctx context.Context) (string, error) {
	const op = "salesforce: organisation"
	tok, failed := c.tokens.get(ctx)
	if failed != nil {
		failed.Op = op
		return "", failed
	}
	if _, ids, ok := strings.Cut(tok.identity, "/id/"); ok {
		org, _, _ := strings.Cut(ids, "/")
		if long, ok := recordID(org, organizationPrefix); ok {
			return long, nil
		}
	}
	return "", &connectors.Error{Kind: connectors.Transient, Op: op, Reason: connectors.Because("salesforce_organisation")}
}

// SameRecord: an id has 15 characters, or 18 of which the last three follow from
// the others.
func SameRecord(a, b string) bool {
	return idForm.MatchString(a) && idForm.MatchString(b) && a[:15] == b[:15]
}
