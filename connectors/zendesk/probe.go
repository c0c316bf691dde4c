package zendesk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// Probe implements connectors.CRM. Zendesk gives a token for any scope, known
// or not, and refuses the calls later; so the scope is read, not trusted.
func (c *Connector) Probe(ctx context.Context) (connectors.Health, error) {
	const op = "zendesk: probe"
	var out userAnswer
	x, e := c.do(ctx, request{op: op, method: http.MethodGet, path: "/users/me.json", accept: func(any) bool { return out.User.ID != 0 }}, &out)
	if e != nil {
		return connectors.Health{}, e
	}
	h := connectors.Health{User: out.User.Name, APIVersion: "v2"}
	if u, err := url.Parse(c.base); err == nil {
		h.Organisation = u.Host
	}
	t, e := c.tokens.get(ctx)
	if e != nil {
		return connectors.Health{}, e
	}
	scopes := strings.Fields(t.scope)
	for _, need := range []struct{ scope, resource string }{{"read", "tickets"}, {"read", "users"}, {"write", "tickets"}, {"write", "users"}} {
		if !slices.Contains(scopes, need.scope) && !slices.Contains(scopes, need.resource+":"+need.scope) {
			h.Findings = append(h.Findings, connectors.Finding{
				Severe: true, Code: "scope_missing",
				Message: "The OAuth client's token lacks the scope " + need.resource + ":" + need.scope + ": allow \"read write\" for it in Zendesk's Admin Center.",
			})
		}
	}
	if role := out.User.Role; role != "agent" && role != "admin" {
		h.Findings = append(h.Findings, connectors.Finding{
			Severe: true, Code: "not_an_agent",
			Message: "The OAuth client belongs to an end user: only agents and admins can write private comments.",
		})
	} else if role == "agent" {
		h.Findings = append(h.Findings, connectors.Finding{
			Code:    "not_an_admin",
			Message: "The OAuth client belongs to an agent: tickets outside the agent's groups may be out of reach.",
		})
	}
	if w := x.Response.Get("X-Zendesk-Api-Warn"); w != "" {
		h.Findings = append(h.Findings, connectors.Finding{Code: "api_warning", Message: "Zendesk ignored part of a request; see the log."})
	}
	return h, nil
}
