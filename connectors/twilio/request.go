package twilio

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// request is the BaseClient of one API call. Twilio's own client knows no
// context, leaks the bodies of error answers, drops Retry-After, takes a 3xx
// for success, and deletes ".42" from query values; this one does none of it.
type request struct {
	client *Client
	ctx    context.Context
	op     string // "place call"
	user   string
	secret string
}

// service gives an API service for one call. Building one costs under a microsecond.
func (c *Client) service(ctx context.Context, op string) *api.ApiService {
	r := &request{client: c, ctx: ctx, op: "twilio: " + op}
	r.user, r.secret = c.credentials()
	return api.NewApiServiceWithClient(r)
}

// credentials of our requests.
func (c *Client) credentials() (user, secret string) {
	if c.cfg.APIKeySID != "" {
		return c.cfg.APIKeySID, c.cfg.APIKeySecret
	}
	return c.cfg.AccountSID, c.cfg.AuthTokens[0]
}

// AccountSid implements client.BaseClient.
func (r *request) AccountSid() string { return r.client.cfg.AccountSID }

// SetTimeout implements client.BaseClient. Time is bounded by the transport and the context.
func (r *request) SetTimeout(time.Duration) {}

// SetOauth implements client.BaseClient. We authenticate with keys.
func (r *request) SetOauth(client.OAuth) {}

// OAuth implements client.BaseClient.
func (r *request) OAuth() client.OAuth { return nil }

// pathSegment is what may stand between two slashes of an API path. The library
// does not escape path parameters. Methods check names and SIDs before; this is
// the net under them, and under the addresses of further pages.
var pathSegment = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// SendRequest implements client.BaseClient. Every error is a *connectors.Error.
func (r *request) SendRequest(method, rawURL string, data url.Values, _ map[string]any, _ ...byte) (*http.Response, error) {
	u, err := r.target(rawURL)
	if err != nil {
		return nil, &connectors.Error{Kind: connectors.Rejected, Op: r.op, Reason: connectors.Because("twilio_name_form"), Err: err}
	}
	var body string
	if method == http.MethodPost {
		body = data.Encode()
	} else if len(data) > 0 {
		u.RawQuery = data.Encode()
	}
	req, err := http.NewRequestWithContext(r.ctx, method, u.String(), strings.NewReader(body))
	if err != nil {
		return nil, &connectors.Error{Kind: connectors.Rejected, Op: r.op, Reason: connectors.Because("twilio_request"), Err: err}
	}
	req.SetBasicAuth(r.user, r.secret)
	req.Header.Set("Accept", "application/json")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	x := &transport.Exchange{}
	resp, err := r.client.chain.Client(r.ctx, x).Do(req)
	if err != nil {
		return nil, unheard(r.op, method, x, err)
	}
	defer resp.Body.Close() // in memory: the chain has read it whole into x.Body
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, refused(r.op, method, x)
	}
	if resp.StatusCode != http.StatusNoContent && !readable(x.Body) {
		return nil, unheard(r.op, method, x, errors.New("answer is not JSON"))
	}
	return resp, nil
}

// target puts the library's address onto the configured host.
func (r *request) target(rawURL string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	for s := range strings.SplitSeq(strings.TrimPrefix(u.EscapedPath(), "/"), "/") {
		if !pathSegment.MatchString(s) || strings.Trim(s, ".") == "" {
			return nil, fmt.Errorf("path segment %q", s)
		}
	}
	to := *r.client.base
	to.Path = strings.TrimSuffix(to.Path, "/") + u.Path
	to.RawQuery = u.RawQuery
	return &to, nil
}
