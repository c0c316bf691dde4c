package api_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/provider"
	"github.com/deskside/deskside/server/internal/session/provider/providertest"
)

// company is an edge with the identity provider of a company, and a browser.
type company struct {
	*edge
	idp    *providertest.Provider
	config provider.Config
	rules  atomic.Pointer[provider.Provider] // as the configuration is now
	asked  atomic.Int64                      // how often the provider was to redeem a code
}

var people = []providertest.Person{
	{Subject: "anna", Name: "Anna Lind", Email: "Anna@Acme.example"},
	{Subject: "ben", Name: "Ben (owner)\u202e Vogel", Email: "ben@acme.example", Groups: []string{"staff", "leads"}},
	{Subject: "cleo", Name: "Cleo", Email: "cleo@acme.example", Unverified: true},
	{Subject: "dan", Name: "Dan", Email: "dan@acme.example.evil.example"},
	{Subject: "eve", Name: "Eve", Email: "eve@acme.example", Apart: true},
	{Subject: "fay", Name: "Fay", Email: "fay@other.example", Groups: []string{"Leads", "leads "}},
}

// openCompany with these rules; nil: owners, leads, and everybody at acme.
func openCompany(t *testing.T, rules []provider.Rule) *company {
	t.Helper()
	c := &company{}
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			c.asked.Add(1)
		}
		c.idp.ServeHTTP(w, r)
	}))
	t.Cleanup(served.Close)
	if rules == nil {
		rules = []provider.Rule{
			{Role: session.ReadOnly, Emails: []string{"@acme.example"}},
			{Role: session.Supervisor, Groups: []string{"leads"}},
			{Role: session.Owner, Emails: []string{"anna@acme.example"}},
		}
	}
	c.edge = open(t, func(a *api.Config) {
		notSandbox(a)
		behind(a)
		c.config = provider.Config{
			Issuer: served.URL, ClientID: "deskside", ClientSecret: "a secret: with/odd+letters", RedirectURL: publicURL + "/admin", Scopes: []string{"email"}, GroupsClaim: "groups",
			Rules: rules, Clock: a.Decider.Clock,
		}
		c.idp = providertest.New(providertest.Config{
			Issuer: served.URL, ClientID: "deskside", ClientSecret: c.config.ClientSecret, RedirectURL: c.config.RedirectURL, People: people, Now: a.Decider.Clock.Now,
		})
		p := provider.New(c.config)
		c.rules.Store(p)
		a.Provider, a.ProviderLabel = p, "Acme"
		a.Register.Granted = func(who session.Claims) bool { return c.rules.Load().Granted(who) }
	})
	return c
}

// flow that a browser begins.
func (c *company) flow() (flow string, at *url.URL) {
	c.t.Helper()
	var begun struct{ URL, Flow string }
	c.ask(http.StatusCreated, "POST", "/v1/sessions/admin/provider", "", nil, &begun)
	at, err := url.Parse(begun.URL)
	c.must(err)
	return begun.Flow, at
}

// visit the provider as somebody, and bring back what it gives.
func (c *company) visit(at *url.URL, subject string) map[string]any {
	c.t.Helper()
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(at.String() + "&person=" + subject)
	c.must(err)
	defer res.Body.Close()
	back, err := res.Location()
	if err != nil {
		said, _ := io.ReadAll(res.Body)
		c.t.Fatalf("%d %s", res.StatusCode, said)
	}
	if !strings.HasPrefix(back.String(), publicURL+"/admin?") {
		c.t.Fatalf("sent back to %s", back)
	}
	out := map[string]any{}
	for name, values := range back.Query() {
		out[name] = values[0]
	}
	return out
}

func (c *company) finish(flow string, brought map[string]any) answer {
	c.t.Helper()
	body := map[string]any{"flow": flow}
	for name, value := range brought {
		body[name] = value
	}
	return c.send(request{method: "POST", path: "/v1/sessions/admin/provider/finish", body: body})
}

// come in as somebody.
func (c *company) come(subject string) answer {
	c.t.Helper()
	flow, at := c.flow()
	return c.finish(flow, c.visit(at, subject))
}

type adminSignedIn struct {
	signedIn
	AdminRole string `json:"admin_role"`
}

func (c *company) inside(a answer) adminSignedIn {
	c.t.Helper()
	c.want(a, http.StatusCreated, "")
	var s adminSignedIn
	c.must(json.Unmarshal(a.body, &s))
	return s
}

func TestProviderGivesRoles(t *testing.T) {
	c := openCompany(t, nil)
	if b := booted(t, c.send(request{method: "GET", path: "/admin"})); b["provider"] != "Acme" {
		t.Errorf("the page is told %v", b)
	}
	for subject, want := range map[string]struct{ role, name string }{
		"anna": {"owner", "Anna Lind (Anna@Acme.example)"},
		"ben":  {"supervisor", "Ben owner Vogel (ben@acme.example)"}, // the brackets and the direction are nobody's to choose
		"eve":  {"read-only", "Eve (eve@acme.example)"},              // by what userinfo tells
	} {
		s := c.inside(c.come(subject))
		if s.AdminRole != want.role || s.Agent.Name != want.name || s.Agent.ID != "provider/"+subject {
			t.Errorf("%s: %+v", subject, s)
		}
		renewed := c.inside(c.send(request{method: "POST", path: "/v1/sessions/renew", token: s.Renewal}))
		if renewed.AdminRole != want.role {
			t.Errorf("%s, renewed: %+v", subject, renewed)
		}
		c.ask(http.StatusOK, "GET", "/v1/admin/overview", renewed.Token, nil, nil)
	}
	for _, subject := range []string{"cleo", "dan", "fay"} { // an address that is not verified, one of another domain, groups that are only alike
		c.want(c.come(subject), http.StatusForbidden, "no_role")
	}
	_, at := c.flow()
	if q := at.Query(); q.Get("scope") != "openid email" || q.Get("code_challenge_method") != "S256" {
		t.Errorf("asked for %v", q)
	}
}

// What a role may not do is refused, and what it does is recorded under its name.
func TestRolesAtTheWire(t *testing.T) {
	c := openCompany(t, nil)
	owner, lead, reader := c.inside(c.come("anna")), c.inside(c.come("ben")), c.inside(c.come("eve"))
	_, key := c.held()
	retry := request{method: "POST", path: "/v1/admin/writes/" + key + "/retry"}
	retry.token = reader.Token
	c.want(c.send(retry), http.StatusForbidden, "forbidden")
	retry.token = lead.Token
	c.want(c.send(retry), http.StatusNoContent, "")
	pack := request{method: "GET", path: "/v1/admin/accounts/support/package", token: lead.Token}
	c.want(c.send(pack), http.StatusForbidden, "forbidden")
	pack.token = owner.Token
	c.want(c.send(pack), http.StatusOK, "")
	var rows auditRows
	c.ask(http.StatusOK, "GET", "/v1/admin/audit", reader.Token, nil, &rows)
	for _, want := range []string{
		"Ben owner Vogel (ben@acme.example) write_retried " + key,
		"Anna Lind (Anna@Acme.example) package_downloaded",
		"Eve (eve@acme.example) signed_in provider/eve as read-only, by Acme, from 127.0.0.1",
	} {
		if !strings.Contains(rows.String(), want) {
			t.Errorf("the record has no %q:\n%s", want, rows)
		}
	}
}

func TestProviderOddAnswers(t *testing.T) {
	c := openCompany(t, nil)
	foreign := providertest.New(providertest.Config{})
	now := c.clock.Now().Unix()
	for name, odd := range map[string]func(*providertest.Answer){
		"no id_token": func(a *providertest.Answer) { a.NoToken = true },
		"not signed": func(a *providertest.Answer) {
			a.Method, a.Key = jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType
		},
		"the client's secret":   func(a *providertest.Answer) { a.Method, a.Key = jwt.SigningMethodHS256, []byte(c.config.ClientSecret) },
		"another key":           func(a *providertest.Answer) { a.Key = foreign.Newest() },
		"a key nobody knows":    func(a *providertest.Answer) { a.Key, a.KeyID = foreign.Newest(), "foreign" },
		"another issuer":        func(a *providertest.Answer) { a.Claims["iss"] = "https://evil.example" },
		"another audience":      func(a *providertest.Answer) { a.Claims["aud"] = "shop" },
		"two, for another":      func(a *providertest.Answer) { a.Claims["aud"] = []string{"deskside", "shop"}; a.Claims["azp"] = "shop" },
		"two, for nobody":       func(a *providertest.Answer) { a.Claims["aud"] = []string{"deskside", "shop"} },
		"run out":               func(a *providertest.Answer) { a.Claims["exp"] = now - 1 },
		"no end":                func(a *providertest.Answer) { delete(a.Claims, "exp") },
		"another sign-in":       func(a *providertest.Answer) { a.Claims["nonce"] = "another" },
		"no nonce":              func(a *providertest.Answer) { delete(a.Claims, "nonce") },
		"nobody":                func(a *providertest.Answer) { delete(a.Claims, "sub") },
		"somebody of great id":  func(a *providertest.Answer) { a.Claims["sub"] = strings.Repeat("a", 256) },
		"an error of the other": func(a *providertest.Answer) { a.Status = http.StatusForbidden },
	} {
		c.idp.Odd(odd)
		a := c.come("anna")
		c.want(a, http.StatusUnauthorized, "provider_refused")
		if !strings.Contains(c.log(), a.fault(t).RequestID) {
			t.Errorf("%s: nothing in the log", name)
		}
	}
	c.idp.Odd(nil)
	c.inside(c.come("anna"))
	// What providers really do: one group as a text, booleans as text, groups that are no texts.
	c.idp.Odd(func(a *providertest.Answer) {
		a.Claims["email"], a.Claims["email_verified"], a.Claims["groups"] = "fay@other.example", "true", "leads"
	})
	if s := c.inside(c.come("fay")); s.AdminRole != "supervisor" || s.Agent.Name != "Fay (fay@other.example)" {
		t.Errorf("%+v", s)
	}
	c.idp.Odd(func(a *providertest.Answer) { a.Claims["groups"] = []any{7, nil, map[string]any{"leads": true}} })
	c.want(c.come("fay"), http.StatusForbidden, "no_role")
	if strings.Contains(c.log(), c.config.ClientSecret) {
		t.Error("the log holds the client's secret")
	}
}

// A flow is good for the browser that began it, once, for ten minutes.
func TestProviderFlowIsTheBrowsersOwn(t *testing.T) {
	c := openCompany(t, nil)
	victims, at := c.flow()
	attackers, theirs := c.flow()
	mine, others := c.visit(at, "anna"), c.visit(theirs, "ben")
	with := func(of map[string]any, name string, value any) map[string]any {
		out := map[string]any{}
		for n, v := range of {
			out[n] = v
		}
		if out[name] = value; value == nil {
			delete(out, name)
		}
		return out
	}
	c.want(c.finish(victims, others), http.StatusUnauthorized, "provider_refused") // what an attacker's link carries
	flow, at := c.flow()
	brought := c.visit(at, "anna")
	c.want(c.finish(flow, with(others, "state", brought["state"])), http.StatusUnauthorized, "provider_refused") // the code was given for another verifier
	for name, value := range map[string]any{"iss": "https://evil.example", "code": nil, "error": "access_denied"} {
		flow, at := c.flow()
		c.want(c.finish(flow, with(c.visit(at, "anna"), name, value)), http.StatusUnauthorized, "provider_refused")
	}
	c.want(c.finish("a.b.c", mine), http.StatusUnauthorized, "provider_refused")
	c.want(c.finish(attackers, with(others, "state", "")), http.StatusUnauthorized, "provider_refused")

	flow, at = c.flow()
	brought = c.visit(at, "anna")
	another := c.visit(at, "anna") // a second code of the same flow, which the provider would redeem
	s := c.inside(c.finish(flow, brought))
	c.want(c.finish(flow, brought), http.StatusUnauthorized, "provider_refused") // twice
	asked := c.asked.Load()
	c.want(c.finish(flow, another), http.StatusUnauthorized, "provider_refused") // the flow is used up
	if n := c.asked.Load(); n != asked {
		t.Errorf("the provider was asked about a flow that was used up: %d times", n-asked)
	}
	c.want(c.finish(s.Token, brought), http.StatusUnauthorized, "provider_refused")
	if _, err := c.keeper.Verify(flow); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a flow opened a session: %v", err)
	}
	flow, at = c.flow()
	brought = c.visit(at, "anna")
	c.clock.Advance(session.FlowTTL)
	c.want(c.finish(flow, brought), http.StatusUnauthorized, "provider_refused")
}

func TestProviderRotatesKeys(t *testing.T) {
	c := openCompany(t, nil)
	c.inside(c.come("anna"))
	c.idp.Rotate(1)
	c.inside(c.come("anna"))
	c.idp.Rotate(0)
	c.inside(c.come("anna"))
}

// A provider that is away lets nobody in, throws nobody out, and is asked again.
func TestProviderAway(t *testing.T) {
	c := openCompany(t, nil)
	begin := request{method: "POST", path: "/v1/sessions/admin/provider"}
	c.idp.Down("/.well-known/openid-configuration")
	c.want(c.send(begin), http.StatusServiceUnavailable, "provider_unavailable")
	c.idp.Down()
	c.clock.Advance(10 * time.Second)
	s := c.inside(c.come("anna"))
	for _, path := range []string{"/token", "/keys"} {
		c.idp.Rotate(0) // so that keys are asked for
		flow, at := c.flow()
		brought := c.visit(at, "anna")
		c.idp.Down(path)
		c.want(c.finish(flow, brought), http.StatusServiceUnavailable, "provider_unavailable")
		c.idp.Down()
	}
	c.idp.Down("/userinfo")
	c.want(c.come("eve"), http.StatusServiceUnavailable, "provider_unavailable")
	c.inside(c.come("anna")) // whose token says it all
	c.inside(c.send(request{method: "POST", path: "/v1/sessions/renew", token: s.Renewal}))
	c.idp.Down()

	// A description that sends secrets over the open network is none.
	c.idp.Say("token_endpoint", "http://login.example.com/token")
	c.clock.Advance(2 * time.Hour)
	c.inside(c.come("anna")) // the older one still counts
	odd := openCompany(t, nil)
	odd.idp.Say("token_endpoint", "http://login.example.com/token")
	odd.want(odd.send(begin), http.StatusServiceUnavailable, "provider_unavailable")
	odd = openCompany(t, nil)
	odd.idp.Say("issuer", "https://another.example")
	odd.want(odd.send(begin), http.StatusServiceUnavailable, "provider_unavailable")
}

// Whoever loses the rule that let them in, or has another role by now, is out at once.
func TestRoleTakenAwayEndsSessions(t *testing.T) {
	c := openCompany(t, nil)
	owner, lead, reader := c.inside(c.come("anna")), c.inside(c.come("ben")), c.inside(c.come("eve"))
	change := func(rules ...provider.Rule) {
		config := c.config
		config.Rules = rules
		c.rules.Store(provider.New(config))
	}
	want := func(s adminSignedIn, in bool) {
		t.Helper()
		overview := c.send(request{method: "GET", path: "/v1/admin/overview", token: s.Token})
		if in {
			c.want(overview, http.StatusOK, "")
			return
		}
		c.want(overview, http.StatusUnauthorized, "session_expired")
		c.want(c.send(request{method: "POST", path: "/v1/sessions/renew", token: s.Renewal}), http.StatusUnauthorized, "sign_in_again")
	}
	everybody := provider.Rule{Role: session.ReadOnly, Emails: []string{"@acme.example"}}
	change(everybody, provider.Rule{Role: session.Owner, Emails: []string{"anna@acme.example"}})
	want(owner, true)
	want(lead, false)
	want(reader, true)
	change(everybody, provider.Rule{Role: session.Supervisor, Emails: []string{"anna@acme.example"}})
	want(owner, false)
	change()
	want(reader, false)
}

// The passphrase is the owner's, with and without a provider; admins' sessions are listed,
// and ended one by one or all of somebody's.
func TestAdminsAndTheirSessions(t *testing.T) {
	c := openCompany(t, nil)
	passphrase := c.adminSession(c.setPassphrase(c.link(), lamp))
	first, second, lead := c.inside(c.come("anna")), c.inside(c.come("anna")), c.inside(c.come("ben"))
	c.clock.Advance(14 * time.Minute)
	first = c.inside(c.send(request{method: "POST", path: "/v1/sessions/renew", token: first.Renewal}))
	c.clock.Advance(2 * time.Minute)
	passphrase = c.adminSession(c.send(request{method: "POST", path: "/v1/sessions/renew", token: passphrase.Renewal}))
	type row struct {
		ID, Role, Method, From string
		Admin                  struct{ ID, Name string }
		Open, Own              bool
	}
	list := func(token string) []row {
		t.Helper()
		var out struct {
			Sessions []row
			Provider string
		}
		c.ask(http.StatusOK, "GET", "/v1/admin/admins", token, nil, &out)
		if out.Provider != "Acme" {
			t.Errorf("%+v", out)
		}
		return out.Sessions
	}
	shown := func(rows []row) (out []string) {
		for _, r := range rows {
			s := r.Admin.Name + " " + r.Role + " " + r.Method
			if r.Open {
				s += " open"
			}
			if r.Own {
				s += " own"
			}
			out = append(out, s)
		}
		return out
	}
	rows := list(first.Token)
	if want := []string{
		"Ben owner Vogel (ben@acme.example) supervisor provider", "Anna Lind (Anna@Acme.example) owner provider",
		"Anna Lind (Anna@Acme.example) owner provider open own", "Admin owner passphrase open",
	}; !slices.Equal(shown(rows), want) {
		t.Errorf("%q, want %q", shown(rows), want)
	}
	lead = c.inside(c.send(request{method: "POST", path: "/v1/sessions/renew", token: lead.Renewal}))
	end := func(token string, body map[string]any) answer {
		return c.send(request{method: "POST", path: "/v1/admin/admins/end", token: token, body: body})
	}
	c.want(end(lead.Token, map[string]any{"admin": "provider/anna"}), http.StatusForbidden, "forbidden")
	c.want(end(first.Token, map[string]any{"admin": "provider/nobody"}), http.StatusNotFound, "not_found")
	c.want(end(first.Token, map[string]any{"admin": "provider/ben", "session": rows[1].ID}), http.StatusNotFound, "not_found")
	c.want(end(first.Token, map[string]any{"admin": "provider/anna", "session": rows[1].ID}), http.StatusNoContent, "")
	c.want(c.send(request{method: "POST", path: "/v1/sessions/renew", token: second.Renewal}), http.StatusUnauthorized, "sign_in_again")
	c.ask(http.StatusOK, "GET", "/v1/admin/overview", first.Token, nil, nil)
	c.want(end(first.Token, map[string]any{"admin": "provider/ben"}), http.StatusNoContent, "")
	c.want(c.send(request{method: "GET", path: "/v1/admin/overview", token: lead.Token}), http.StatusUnauthorized, "session_expired")
	if got := shown(list(passphrase.Token)); len(got) != 2 {
		t.Errorf("left: %q", got)
	}
	// A new passphrase ends the older one's sessions in the list too; a provider's go on.
	c.adminSession(c.setPassphrase(c.link(), "another long passphrase"))
	if got := shown(list(first.Token)); !slices.Equal(got, []string{"Admin owner passphrase open", "Anna Lind (Anna@Acme.example) owner provider open own"}) {
		t.Errorf("left: %q", got)
	}

	// Everybody may sign themselves out everywhere.
	reader, again := c.inside(c.come("eve")), c.inside(c.come("eve"))
	c.want(c.send(request{method: "POST", path: "/v1/sessions/end?everywhere=true", token: reader.Token}), http.StatusNoContent, "")
	c.want(c.send(request{method: "GET", path: "/v1/admin/overview", token: again.Token}), http.StatusUnauthorized, "session_expired")
	var record auditRows
	c.ask(http.StatusOK, "GET", "/v1/admin/audit", first.Token, nil, &record)
	for _, want := range []string{
		"Anna Lind (Anna@Acme.example) session_ended provider/anna Anna Lind (Anna@Acme.example)",
		"Anna Lind (Anna@Acme.example) sessions_ended provider/ben Ben owner Vogel (ben@acme.example)", "Eve (eve@acme.example) sessions_ended provider/eve",
	} {
		if !strings.Contains(record.String(), want) {
			t.Errorf("the record has no %q:\n%s", want, record)
		}
	}
}

func TestNoProvider(t *testing.T) {
	e := open(t, notSandbox)
	e.want(e.send(request{method: "POST", path: "/v1/sessions/admin/provider"}), http.StatusNotFound, "no_provider")
	e.want(e.send(request{method: "POST", path: "/v1/sessions/admin/provider/finish", body: map[string]any{"flow": "a", "state": "b"}}), http.StatusNotFound, "no_provider")
	// A session of when there was one is over.
	who := session.Claims{Role: session.Admin, AdminRole: session.Owner, Grant: "x", Method: session.ByProvider}
	who.Agent.ID = "provider/anna"
	e.want(e.send(request{method: "GET", path: "/v1/admin/overview", token: e.issue(who)}), http.StatusUnauthorized, "session_expired")
}

// A stranger who begins sign-ins and makes up codes has the provider asked so often, and
// keeps nobody else out.
func TestMadeUpCodesAreCounted(t *testing.T) {
	c := openCompany(t, nil)
	before := c.asked.Load()
	refused := 0
	for range 60 {
		flow, at := c.flow()
		a := c.send(request{method: "POST", path: "/v1/sessions/admin/provider/finish", header: from("203.0.113.7"),
			body: map[string]any{"flow": flow, "state": at.Query().Get("state"), "code": "made-up"}})
		if a.StatusCode == http.StatusTooManyRequests {
			refused++
			c.want(a, http.StatusTooManyRequests, "too_many_tries")
			if a.Header.Get("Retry-After") == "" {
				t.Error("when to come again is not said")
			}
			continue
		}
		c.want(a, http.StatusUnauthorized, "provider_refused")
	}
	if asked := c.asked.Load() - before; asked > 30 || refused < 30 {
		t.Errorf("the provider was asked %d times, %d were refused", asked, refused)
	}
	c.inside(c.come("anna"))
}
