package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session/signin"
)

// entrance is an edge whose agents sign in by three organisations on the wire: two
// Zendesk accounts with the same people in them, and a Salesforce.
type entrance struct {
	*edge
	support, second *zendeskSite
	sales           *salesforceSite
	clockOf         func() time.Time
	met             sync.Map // what their CRM says, by the ids of agents
}

// cloud is a stand-in on the wire whose parts can be away.
type cloud struct {
	url     string
	keyDown atomic.Bool  // the public key cannot be had
	down    atomic.Bool  // nothing can
	keys    atomic.Int64 // requests for the public key
}

func (c *cloud) serve(t *testing.T, h http.Handler) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := strings.HasSuffix(r.URL.Path, "/public_key.pem")
		if key {
			c.keys.Add(1)
		}
		if c.down.Load() || key && c.keyDown.Load() {
			http.Error(w, "<h1>upstream secret detail</h1>", http.StatusBadGateway)
			return
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c.url = server.URL
}

type zendeskSite struct {
	cloud
	*zendesktest.Server
	ann int64
}

func (z *zendeskSite) sign(t *testing.T, u zendesktest.SignedURL) string {
	t.Helper()
	if u.Address == "" {
		u.Address = z.url
	}
	if u.UserID == 0 {
		u.UserID = z.ann
	}
	token, err := z.SignURL(u)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

type salesforceSite struct {
	cloud
	*salesforcetest.Server
	ann string
}

// openEntrance; installation is what the configuration names for account support.
func openEntrance(t *testing.T, installation string) *entrance {
	t.Helper()
	e := &entrance{}
	now := func() time.Time {
		if e.edge == nil {
			return time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
		}
		return e.clock.Now()
	}
	e.clockOf = now
	e.support, e.second = newZendesk(t, now), newZendesk(t, now)
	e.sales = &salesforceSite{Server: salesforcetest.New(salesforcetest.Options{Now: now})}
	e.sales.serve(t, e.sales.Handler())
	e.sales.ann = e.sales.SeedUser("Ann Agent").CRMID
	e.edge = open(t, func(c *api.Config) {
		c.Sandbox = false
		second := c.Accounts[0]
		second.Name = "second"
		c.Accounts = append(c.Accounts, second)
		c.Accounts[0].URL, c.Accounts[2].URL = e.support.url, e.second.url
		c.Accounts[1].URL = e.sales.url
		c.Accounts[0].SignIn = e.zendeskDoor(t, c, "support", installation, e.support)
		c.Accounts[1].SignIn = e.salesforceDoor(t, c)
		c.Accounts[2].SignIn = e.zendeskDoor(t, c, "second", "", e.second)
	})
	return e
}

func newZendesk(t *testing.T, now func() time.Time) *zendeskSite {
	t.Helper()
	z := &zendeskSite{Server: zendesktest.New(zendesktest.Options{Now: now})}
	z.serve(t, z.Handler())
	z.ann = z.AddUser(zendesktest.User{Name: "Ann Agent", Email: "ann@acme.example", Role: "agent"}).ID
	return z
}

func (e *entrance) zendeskDoor(t *testing.T, c *api.Config, account, installation string, z *zendeskSite) *signin.Door {
	t.Helper()
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	crm, err := zendesk.New(zendesk.Config{URL: z.url, ClientID: "deskside", ClientSecret: z.ClientSecret()}, zendesk.WithTransport(wire), zendesk.WithClock(clocktest.Shows(e.clockOf)))
	if err != nil {
		t.Fatal(err)
	}
	app := strconv.FormatInt(z.AppID(), 10)
	keys := signin.NewFetchedKey(func(ctx context.Context) ([]byte, error) { return crm.AppKey(ctx, app) }, clocktest.Shows(e.clockOf))
	rules := &signin.Zendesk{Account: account, URL: z.url, AppID: app, Installation: installation, Keys: keys, Memory: c.Store}
	return signin.NewDoor(signin.Config{Account: account, Rules: rules.Rules(), Directory: crm, Memory: c.Store, Clock: clocktest.Shows(e.clockOf), Log: c.Log, Met: e.meets})
}

func (e *entrance) salesforceDoor(t *testing.T, c *api.Config) *signin.Door {
	t.Helper()
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	crm, err := salesforce.New(salesforce.Config{URL: e.sales.url, ClientID: "consumer-key", ClientSecret: "consumer-secret"}, salesforce.WithTransport(wire), salesforce.WithClock(clocktest.Shows(e.clockOf)))
	if err != nil {
		t.Fatal(err)
	}
	key, err := jwt.ParseRSAPublicKeyFromPEM(e.sales.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	is := func(ctx context.Context, id string) (bool, error) {
		own, err := crm.Organisation(ctx)
		return err == nil && salesforce.SameRecord(own, id), err
	}
	rules := &signin.Salesforce{Account: "sales", PublicURL: c.PublicURL, Is: is, Keys: signin.FixedKey{Public: key}, Frames: c.Tokens}
	return signin.NewDoor(signin.Config{Account: "sales", Rules: rules.Rules(), Directory: crm, Memory: c.Store, Clock: clocktest.Shows(e.clockOf), Log: c.Log, Met: e.meets})
}

// meets an agent who comes in, or stays.
func (e *entrance) meets(_ context.Context, agent interaction.Agent, said signin.Said) {
	e.met.Store(agent.ID, said)
}

// said is what the CRM has said of an agent.
func (e *entrance) said(agent string) signin.Said {
	v, _ := e.met.Load(agent)
	said, _ := v.(signin.Said)
	return said
}

// signedIn is the contract's Session.
type signedIn struct {
	Token, Renewal string
	ExpiresAt      time.Time `json:"expires_at"`
	EndsAt         time.Time `json:"ends_at"`
	Agent          struct{ ID, Name string }
}

func (e *entrance) signIn(account, proof, frame string) answer {
	e.t.Helper()
	body := map[string]any{"account": account, "proof": proof}
	if frame != "" {
		body["frame"] = frame
	}
	return e.send(request{method: "POST", path: "/v1/sessions", body: body})
}

func (e *entrance) session(a answer) signedIn {
	e.t.Helper()
	e.want(a, http.StatusCreated, "")
	var s signedIn
	e.must(json.Unmarshal(a.body, &s))
	return s
}

func (e *entrance) renew(token string) answer {
	e.t.Helper()
	return e.send(request{method: "POST", path: "/v1/sessions/renew", token: token})
}

// refused wants the one answer that tells nothing, and the reason in the log.
func (e *entrance) refused(a answer, reason string) {
	e.t.Helper()
	e.want(a, http.StatusUnauthorized, "sign_in_refused")
	f := a.fault(e.t)
	if f.Message != "You could not be signed in. Reload the page to try again." {
		e.t.Errorf("the answer says more than it should: %q", f.Message)
	}
	line := ""
	for l := range strings.Lines(e.log()) {
		if strings.Contains(l, f.RequestID) {
			line = l
		}
	}
	if !strings.Contains(line, reason) {
		e.t.Errorf("the log does not say %q: %s", reason, line)
	}
}

// frame is what the Salesforce page is given at load.
func (e *entrance) frame() (nonce, key string) {
	e.t.Helper()
	b := booted(e.t, e.send(request{method: "GET", path: "/widget/salesforce?account=sales&host_origin=" + url.QueryEscape(e.sales.url)}))
	if b["sign_in"] != "salesforce" {
		e.t.Fatalf("the page signs in by %v", b["sign_in"])
	}
	nonce, _ = b["nonce"].(string)
	key, _ = b["frame"].(string)
	if nonce == "" || key == "" {
		e.t.Fatalf("no nonce: %v", b)
	}
	return nonce, key
}

func (e *entrance) proof(p salesforcetest.Proof) string {
	e.t.Helper()
	if p.Audience == "" {
		p.Audience = publicURL
	}
	if p.User == "" {
		p.User = e.sales.ann
	}
	token, err := e.sales.SignProof(p)
	e.must(err)
	return token
}
