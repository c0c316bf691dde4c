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
		if x != nil && x.Status == http.StatusForbidden {
			e.Reason = c.forbidden(ctx)
		}
		return connectors.Health{}, e
	}
	h := connectors.Health{User: out.User.Name, APIVersion: "v2"}
	if u, err := url.Parse(c.base); err == nil {
		h.Organisation = u.Host
	}
	scopes, e := c.scopes(ctx)
	if e != nil {
		return connectors.Health{}, e
	}
	for _, missing := range lacking(scopes) {
		h.Findings = append(h.Findings, connectors.Finding{
			Severe: true, Code: "scope_missing", Message: "The OAuth client's token lacks the scope " + missing + ".", Next: c.widen(),
		})
	}
	if role := out.User.Role; role != "agent" && role != "admin" {
		h.Findings = append(h.Findings, connectors.Finding{
			Severe: true, Code: "not_an_agent",
			Message: "The OAuth client belongs to an end user: only agents and admins can write private comments.",
			Next:    "Make a new OAuth client while signed in as an admin.",
		})
	} else if c.lightAgent(out.User) {
		h.Findings = append(h.Findings, connectors.Finding{
			Code:    "light_agent",
			Message: "The OAuth client belongs to a light agent: its private notes arrive, its tags and the tickets it should open may not.",
			Next:    "Make a new OAuth client while signed in as an admin.",
		})
	} else if role == "agent" {
		h.Findings = append(h.Findings, connectors.Finding{
			Code:    "not_an_admin",
			Message: "The OAuth client belongs to an agent: tickets outside the agent's groups may be out of reach.",
			Next:    "Make a new OAuth client while signed in as an admin.",
		})
	}
	h.Findings = append(h.Findings, c.unfitFindings()...)
	if w := x.Response.Get("X-Zendesk-Api-Warn"); w != "" {
		h.Findings = append(h.Findings, connectors.Finding{Code: "api_warning", Message: "Zendesk ignored part of a request; see the log."})
	}
	return h, nil
}

// roleLight is the role_type of light agents, who may add private notes and little else.
const roleLight = 1

func (c *Connector) lightAgent(me user) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.light, c.lightKnown = me.RoleType == roleLight, true
	return c.light
}

// isLightAgent asks once.
func (c *Connector) isLightAgent(ctx context.Context) bool {
	c.mu.Lock()
	light, known := c.light, c.lightKnown
	c.mu.Unlock()
	if known {
		return light
	}
	me, e := c.whoWeAre(ctx)
	return e == nil && c.lightAgent(me)
}

func (c *Connector) whoWeAre(ctx context.Context) (user, *connectors.Error) {
	var out userAnswer
	_, e := c.do(ctx, request{op: "zendesk: who we are", method: http.MethodGet, path: "/users/me.json", accept: func(any) bool { return out.User.ID != 0 }}, &out)
	if e == nil {
		c.mu.Lock()
		c.self = out.User
		c.mu.Unlock()
	}
	return out.User, e
}

// scopes of the token in use: as Zendesk holds them, or, where it does not tell, as
// it answered when it gave the token.
func (c *Connector) scopes(ctx context.Context) ([]string, *connectors.Error) {
	t, e := c.tokens.get(ctx)
	if e != nil {
		return nil, e
	}
	var out struct {
		Token struct {
			Scopes []string `json:"scopes"`
		} `json:"token"`
	}
	if _, e := c.do(ctx, request{op: "zendesk: read scopes", method: http.MethodGet, path: "/oauth/tokens/current.json"}, &out); e == nil && len(out.Token.Scopes) > 0 {
		return out.Token.Scopes, nil
	}
	return strings.Fields(t.scope), nil
}

// lacking names what a token cannot do and Deskside must. Uploads have no scope of
// their own: nothing but the general "write" covers them.
func lacking(scopes []string) (missing []string) {
	if slices.Contains(scopes, "write") {
		scopes = append(scopes, "tickets:write", "users:write")
	} else {
		missing = append(missing, "write (without it no file can be uploaded)")
	}
	for _, scope := range []string{"tickets:read", "users:read", "tickets:write", "users:write"} {
		if !slices.Contains(scopes, scope) && (!strings.HasSuffix(scope, ":read") || !slices.Contains(scopes, "read")) {
			missing = append(missing, scope)
		}
	}
	return missing
}

// forbidden says why even the question who one is was refused: most of all a scope
// that Zendesk does not know, for which it gives a token all the same.
func (c *Connector) forbidden(ctx context.Context) connectors.Reason {
	scopes, e := c.scopes(ctx)
	if e != nil || len(lacking(scopes)) == 0 {
		return connectors.Because("zendesk_forbidden")
	}
	if len(lacking(strings.Fields(c.tokens.cfg.Scope))) > 0 {
		return connectors.Because("zendesk_scope_configured")
	}
	return connectors.Because("zendesk_scope_client")
}

// widen is the next step towards a token with all scopes.
func (c *Connector) widen() string {
	if len(lacking(strings.Fields(c.tokens.cfg.Scope))) > 0 {
		return `Set the account's scope in the configuration to "read write", or leave it out, and start the server again.`
	}
	return `Allow "read write" for the client, in Admin Center under Apps and integrations → APIs → OAuth clients.`
}
