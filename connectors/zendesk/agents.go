package zendesk

import (
	"context"
	"net/http"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

var _ connectors.Directory = (*Connector)(nil)

// Agent implements connectors.Directory.
func (c *Connector) Agent(ctx context.Context, id string) (connectors.Agent, error) {
	n, ok := parseID(id)
	if !ok {
		return connectors.Agent{ID: id}, nil
	}
	var out userAnswer
	x, e := c.do(ctx, request{op: "zendesk: agent", method: http.MethodGet, path: "/users/" + formatID(n) + ".json",
		accept: func(any) bool { return out.User.ID == n }}, &out)
	if e != nil {
		if x != nil && x.Status == http.StatusNotFound {
			return connectors.Agent{ID: formatID(n)}, nil
		}
		return connectors.Agent{}, e
	}
	u := out.User
	admin := u.Role == "admin"
	return connectors.Agent{
		ID: formatID(n), Name: u.Name, Email: u.Email, Role: u.Role,
		Active: (u.Role == "agent" || admin) && !u.gone() && !u.Suspended, Supervises: &admin,
	}, nil
}

// maxKey is far more than the PEM of any key, in bytes.
const maxKey = 16 << 10

// AppKey asks for the public key, in PEM, with which Zendesk signs the addresses
// of an app's pages. No credentials are needed for it, and none are sent.
func (c *Connector) AppKey(ctx context.Context, appID string) ([]byte, error) {
	const op = "zendesk: app key"
	n, ok := parseID(appID)
	if !ok {
		return nil, &connectors.Error{Kind: connectors.Rejected, Op: op, Reason: connectors.Because("zendesk_app_id")}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/v2/apps/"+formatID(n)+"/public_key.pem", nil)
	if err != nil {
		return nil, transient(op, err)
	}
	chain := *c.tokens.chain
	chain.MaxBody = maxKey
	x := &transport.Exchange{}
	resp, err := chain.Client(ctx, x).Do(r)
	if err == nil {
		_ = resp.Body.Close()
	}
	if err != nil || x.Status != http.StatusOK {
		e := classify(op, false, x, err)
		if x.Status == http.StatusNotFound {
			e.Reason = connectors.Because("zendesk_app_unknown")
		}
		return nil, e
	}
	return x.Body, nil
}
