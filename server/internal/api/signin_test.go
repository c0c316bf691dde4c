package api_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/session"
)

// From the page's load to a renewed session, as a widget does it.
func TestZendeskAgentSignsIn(t *testing.T) {
	t.Parallel() // it waits
	e := openEntrance(t, "")
	page := e.send(request{
		method: "POST", path: "/widget/zendesk/top_bar?account=support&app_guid=g&origin=" + url.QueryEscape(e.support.url),
		body: url.Values{"token": {e.support.sign(t, zendesktest.SignedURL{Location: "top_bar"})}}.Encode(), header: signature(""),
	})
	b := booted(t, page)
	if b["sign_in"] != "zendesk" {
		t.Fatalf("the page signs in by %v", b["sign_in"])
	}
	s := e.session(e.signIn("support", b["token"].(string), ""))
	if want := "support/" + strconv.FormatInt(e.support.ann, 10); s.Agent.ID != want || s.Agent.Name != "Ann Agent" {
		t.Errorf("%+v, want %s", s.Agent, want)
	}
	if email := e.said(s.Agent.ID).Email; email != "ann@acme.example" {
		t.Errorf("the CRM has them under %v", email)
	}
	now := e.clock.Now()
	if life := s.ExpiresAt.Sub(now); life != 15*time.Minute || s.EndsAt.Sub(now) != 12*time.Hour {
		t.Errorf("a session of %v, up to %v", life, s.EndsAt.Sub(now))
	}
	e.ask(http.StatusOK, "GET", "/v1/me", s.Token, nil, nil)

	// All day long, and no longer.
	for range 100 {
		e.clock.Advance(17 * time.Minute) // asleep when it ended
		e.want(e.send(request{method: "GET", path: "/v1/me", token: s.Token}), http.StatusUnauthorized, "session_expired")
		e.want(e.renew(s.Token), http.StatusUnauthorized, "unauthorized")
		e.want(e.send(request{method: "GET", path: "/v1/me", token: s.Renewal}), http.StatusUnauthorized, "unauthorized")
		a := e.renew(s.Renewal)
		if a.StatusCode != http.StatusCreated {
			e.want(a, http.StatusUnauthorized, "session_expired")
			break
		}
		s = e.session(a)
		if s.ExpiresAt.After(s.EndsAt) {
			t.Fatalf("a session until %v, past %v", s.ExpiresAt, s.EndsAt)
		}
	}
	if left := s.EndsAt.Sub(e.clock.Now()); left > 0 || left < -17*time.Minute {
		t.Errorf("the last renewal was %v before the end", left)
	}
	e.want(e.send(request{method: "GET", path: "/v1/me", token: s.Token}), http.StatusUnauthorized, "session_expired")
}

func TestSalesforceAgentSignsIn(t *testing.T) {
	e := openEntrance(t, "")
	for _, user := range []string{e.sales.ann, e.sales.ann[:15]} {
		nonce, key := e.frame()
		s := e.session(e.signIn("sales", e.proof(salesforcetest.Proof{User: user, Nonce: nonce}), key))
		if s.Agent.ID != "sales/"+e.sales.ann || s.Agent.Name != "Ann Agent" {
			t.Errorf("%s: %+v", user, s.Agent)
		}
		e.session(e.renew(s.Renewal))
	}
	nonce, key := e.frame()
	e.session(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: nonce, Issuer: e.sales.Organisation()[:15]}), key))
}

// Who supervises others is their CRM's word: Zendesk's admins, and whoever has the
// permission in Salesforce.
func TestCRMSaysWhoSupervises(t *testing.T) {
	e := openEntrance(t, "")
	root := e.support.AddUser(zendesktest.User{Name: "Root", Email: "root@acme.example", Role: "admin"}).ID
	for user, want := range map[int64]bool{e.support.ann: false, root: true} {
		s := e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{UserID: user}), ""))
		if is := e.said(s.Agent.ID).Supervises; is == nil || *is != want {
			t.Errorf("Zendesk says of user %d: %v", user, is)
		}
	}
	yes, no := true, false
	for _, says := range []*bool{nil, &yes, &no} {
		nonce, key := e.frame()
		s := e.session(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: nonce, Supervisor: says}), key))
		is := e.said(s.Agent.ID).Supervises
		if (is == nil) != (says == nil) || is != nil && *is != *says {
			t.Errorf("Salesforce says %v: %v is known", says, is)
		}
		e.session(e.renew(s.Renewal))
		if is := e.said(s.Agent.ID).Supervises; is != nil {
			t.Errorf("Salesforce is not asked when a session is renewed, and says %v", *is)
		}
	}
}

// wrongKeys are what a forger signs with.
func wrongKeys(t *testing.T, public *rsa.PublicKey) (other *rsa.PrivateKey, asSecrets map[string][]byte) {
	t.Helper()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return other, map[string][]byte{"PEM": text, "PEM without its last line break": bytes.TrimSpace(text), "DER": der, "modulus": public.N.Bytes()}
}

func TestForgedZendeskTokens(t *testing.T) {
	e := openEntrance(t, "")
	z := e.support
	answered, err := http.Get(fmt.Sprintf("%s/api/v2/apps/%d/public_key.pem", z.url, z.AppID()))
	e.must(err)
	var text bytes.Buffer
	_, err = text.ReadFrom(answered.Body)
	e.must(err)
	e.must(answered.Body.Close())
	public, err := jwt.ParseRSAPublicKeyFromPEM(text.Bytes())
	e.must(err)
	other, secrets := wrongKeys(t, public)
	head := e.head()
	aud := func(address string, installation int64) string {
		return fmt.Sprintf("%s/api/v2/apps/installations/%d.json", address, installation)
	}
	host := strings.TrimPrefix(z.url, "http://")
	for name, c := range map[string]struct {
		u      zendesktest.SignedURL
		reason string
	}{
		"signed with another key":    {zendesktest.SignedURL{Key: other}, "signature is invalid"},
		"alg none":                   {zendesktest.SignedURL{Method: jwt.SigningMethodNone, Key: jwt.UnsafeAllowNoneSignatureType}, "signing method none"},
		"HS256 with the public key":  {zendesktest.SignedURL{Method: jwt.SigningMethodHS256, Key: secrets["PEM"]}, "signing method HS256"},
		"HS256, trimmed":             {zendesktest.SignedURL{Method: jwt.SigningMethodHS256, Key: secrets["PEM without its last line break"]}, "signing method HS256"},
		"HS256 with DER":             {zendesktest.SignedURL{Method: jwt.SigningMethodHS256, Key: secrets["DER"]}, "signing method HS256"},
		"RS512":                      {zendesktest.SignedURL{Method: jwt.SigningMethodRS512}, "signing method RS512"},
		"PS256":                      {zendesktest.SignedURL{Method: jwt.SigningMethodPS256}, "signing method PS256"},
		"expired":                    {zendesktest.SignedURL{ExpiresIn: -61 * time.Second}, "expired"},
		"not valid yet":              {zendesktest.SignedURL{NotBefore: 61 * time.Second}, "not valid yet"},
		"good for a year":            {zendesktest.SignedURL{ExpiresIn: 365 * 24 * time.Hour}, "lives longer"},
		"of another account":         {zendesktest.SignedURL{Address: "https://evil.zendesk.com"}, "the issuer is"},
		"another issuer":             {zendesktest.SignedURL{Issuer: "evil.zendesk.com"}, "the issuer is"},
		"a longer issuer":            {zendesktest.SignedURL{Issuer: host + ".evil.example"}, "the issuer is"},
		"another audience":           {zendesktest.SignedURL{Audience: aud("https://evil.zendesk.com", z.InstallationID())}, "the audience is"},
		"an audience that begins so": {zendesktest.SignedURL{Audience: z.url + ".evil.example/api/v2/apps/installations/1.json"}, "the audience is"},
		"an audience behind a user":  {zendesktest.SignedURL{Audience: "http://evil@" + host + "/api/v2/apps/installations/1.json"}, "the audience is"},
		"no installation":            {zendesktest.SignedURL{Audience: z.url + "/api/v2/apps/1.json"}, "is no installation"},
		"an installation and more":   {zendesktest.SignedURL{Audience: aud(z.url, 1) + "?x"}, "is no installation"},
		"no sub":                     {zendesktest.SignedURL{Subject: " "}, "names no user"},
		"a sub without number":       {zendesktest.SignedURL{Subject: z.url + "/api/v2/users/me.json"}, "names no user"},
		"a sub of another account":   {zendesktest.SignedURL{Subject: "https://evil.zendesk.com/api/v2/users/7.json"}, "is not at"},
	} {
		t.Run(name, func(t *testing.T) { e.refused(e.signIn("support", z.sign(t, c.u), ""), c.reason) })
	}
	good := z.sign(t, zendesktest.SignedURL{})
	parts := strings.Split(good, ".")
	for name, token := range map[string]string{
		"nothing": "", "no token": "abc", "two parts": parts[0] + "." + parts[1], "no signature": parts[0] + "." + parts[1] + ".",
		"four parts": good + ".x", "a space in front": " " + good, "padded": good + "=", "very long": strings.Repeat("a", 8000),
	} {
		t.Run(name, func(t *testing.T) { e.refused(e.signIn("support", token, ""), "") })
	}
	e.refused(e.signIn("nobody", good, ""), "no account of that name")
	e.want(e.signIn("support", strings.Repeat("a", 9000), ""), http.StatusBadRequest, "invalid_request")
	if e.head() != head {
		t.Error("something was stored")
	}
	e.session(e.signIn("support", good, "")) // none of that has used it up
}

func TestForgedSalesforceTokens(t *testing.T) {
	e := openEntrance(t, "")
	public, err := jwt.ParseRSAPublicKeyFromPEM(e.sales.Certificate())
	e.must(err)
	other, secrets := wrongKeys(t, public)
	nobody, evil := "", "005000000000009AAA"
	for name, c := range map[string]struct {
		p      salesforcetest.Proof
		reason string
	}{
		"signed with another key":   {salesforcetest.Proof{Key: other}, "signature is invalid"},
		"alg none":                  {salesforcetest.Proof{Method: jwt.SigningMethodNone, Key: jwt.UnsafeAllowNoneSignatureType}, "signing method none"},
		"HS256 with the public key": {salesforcetest.Proof{Method: jwt.SigningMethodHS256, Key: secrets["PEM"]}, "signing method HS256"},
		"HS256 with the certificate": {salesforcetest.Proof{Method: jwt.SigningMethodHS256, Key: e.sales.Certificate()},
			"signing method HS256"},
		"expired":              {salesforcetest.Proof{ExpiresIn: -61 * time.Second}, "expired"},
		"not valid yet":        {salesforcetest.Proof{NotBefore: 61 * time.Second}, "not valid yet"},
		"good for an hour":     {salesforcetest.Proof{ExpiresIn: time.Hour}, "lives longer"},
		"another audience":     {salesforcetest.Proof{Audience: "https://other.example.com"}, "the audience is"},
		"our audience, longer": {salesforcetest.Proof{Audience: publicURL + ".evil.example"}, "the audience is"},
		"another organisation": {salesforcetest.Proof{Issuer: "00D000000000009EAA"}, "is not the account's organisation"},
		"no organisation":      {salesforcetest.Proof{Issuer: "salesforce"}, "is not the account's organisation"},
		"no sub":               {salesforcetest.Proof{Subject: &nobody}, "names no agent"},
		"an unknown user":      {salesforcetest.Proof{Subject: &evil}, "as an active agent"},
	} {
		t.Run(name, func(t *testing.T) {
			nonce, key := e.frame()
			c.p.Nonce = nonce
			e.refused(e.signIn("sales", e.proof(c.p), key), c.reason)
		})
	}
	// One kind's word is none for the other.
	nonce, key := e.frame()
	e.refused(e.signIn("support", e.proof(salesforcetest.Proof{Nonce: nonce}), key), "signature is invalid")
	e.refused(e.signIn("sales", e.support.sign(t, zendesktest.SignedURL{}), key), "signature is invalid")
}

func TestProofsAreGoodForOneUse(t *testing.T) {
	e := openEntrance(t, "")
	token := e.support.sign(t, zendesktest.SignedURL{})
	e.session(e.signIn("support", token, ""))
	e.refused(e.signIn("support", token, ""), "has been used before")
	e.clock.Advance(5*time.Minute + 30*time.Second) // in what is allowed for clocks
	e.refused(e.signIn("support", token, ""), "has been used before")
	e.clock.Advance(time.Minute)
	e.refused(e.signIn("support", token, ""), "expired")

	nonce, key := e.frame()
	proof := e.proof(salesforcetest.Proof{Nonce: nonce})
	otherNonce, otherKey := e.frame()
	e.refused(e.signIn("sales", proof, otherKey), "another frame")
	e.refused(e.signIn("sales", proof, ""), "another frame")
	e.session(e.signIn("sales", proof, key))
	e.refused(e.signIn("sales", proof, key), "has been used before")
	e.clock.Advance(time.Second)
	e.refused(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: nonce}), key), "has been used before") // signed anew for the same page
	e.refused(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: ""}), key), "the nonce")
	e.refused(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: "made-up"}), key), "the nonce")
	foreign, err := e.keeper.IssueFrame("support")
	e.must(err)
	e.refused(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: foreign.Nonce}), foreign.Key), "another account")
	e.clock.Advance(session.FrameTTL)
	e.refused(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: otherNonce}), otherKey), "expired")
}

// Two accounts have an agent with the same id: each is one of their own account.
func TestSameAgentIDInTwoAccounts(t *testing.T) {
	e := openEntrance(t, "")
	if e.support.ann != e.second.ann {
		t.Fatalf("ids %d and %d", e.support.ann, e.second.ann)
	}
	id := strconv.FormatInt(e.support.ann, 10)
	one := e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""))
	two := e.session(e.signIn("second", e.second.sign(t, zendesktest.SignedURL{}), ""))
	if one.Agent.ID != "support/"+id || two.Agent.ID != "second/"+id {
		t.Errorf("%q and %q", one.Agent.ID, two.Agent.ID)
	}
	e.refused(e.signIn("second", e.support.sign(t, zendesktest.SignedURL{}), ""), "signature is invalid")
	e.refused(e.signIn("support", e.second.sign(t, zendesktest.SignedURL{Address: e.support.url}), ""), "signature is invalid")
	var seen struct{ Account string }
	e.ask(http.StatusOK, "GET", "/v1/me", two.Token, nil, &seen)
	if seen.Account != "second" {
		t.Errorf("the second's session is of %q", seen.Account)
	}
	c := e.contact("voice") // for account support
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+c.Interaction, one.Token, nil, nil)
	e.want(e.send(request{method: "GET", path: "/v1/interactions/" + c.Interaction, token: two.Token}), http.StatusNotFound, "not_found")
}

func TestAgentsWhomTheCRMLetsGo(t *testing.T) {
	e := openEntrance(t, "")
	s := e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""))
	e.support.Suspend(e.support.ann, true)
	e.clock.Advance(4 * time.Minute)
	e.want(e.renew(s.Renewal), http.StatusUnauthorized, "sign_in_again")
	e.refused(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""), "as an active agent")
	e.support.Suspend(e.support.ann, false)
	e.clock.Advance(4 * time.Minute)
	e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""))

	customer := e.support.AddUser(zendesktest.User{Name: "Rosa", Email: "rosa@customer.example"})
	e.refused(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{UserID: customer.ID}), ""), "as an active agent")
	e.refused(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{UserID: 999}), ""), "as an active agent")

	nonce, key := e.frame()
	s = e.session(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: nonce}), key))
	e.sales.SetActive(e.sales.ann, false)
	e.clock.Advance(4 * time.Minute)
	e.want(e.renew(s.Renewal), http.StatusUnauthorized, "sign_in_again")
	nonce, key = e.frame()
	e.refused(e.signIn("sales", e.proof(salesforcetest.Proof{Nonce: nonce}), key), "as an active agent")
}

// A CRM that is away lets nobody in and throws nobody out, for an hour.
func TestSignInWhileTheCRMIsAway(t *testing.T) {
	e := openEntrance(t, "")
	s := e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""))
	e.support.down.Store(true)
	e.clock.Advance(4 * time.Minute)
	waiting := e.support.sign(t, zendesktest.SignedURL{})
	a := e.signIn("support", waiting, "")
	e.want(a, http.StatusServiceUnavailable, "sign_in_unavailable")
	if a.Header.Get("Retry-After") == "" {
		t.Error("nobody says when to come back")
	}
	for range 4 { // 4 + 4·13 = 56 minutes since it was asked
		s = e.session(e.renew(s.Renewal))
		e.clock.Advance(13 * time.Minute)
	}
	s = e.session(e.renew(s.Renewal))
	e.clock.Advance(5 * time.Minute)
	e.want(e.renew(s.Renewal), http.StatusServiceUnavailable, "sign_in_unavailable")
	e.support.down.Store(false)
	e.session(e.renew(s.Renewal))

	// Who was told to come back can come back with the same token.
	e.clock.Advance(4 * time.Minute)
	e.support.down.Store(true)
	waiting = e.support.sign(t, zendesktest.SignedURL{})
	e.want(e.signIn("support", waiting, ""), http.StatusServiceUnavailable, "sign_in_unavailable")
	e.support.down.Store(false)
	e.session(e.signIn("support", waiting, ""))
}

func TestPublicKeyOfTheApp(t *testing.T) {
	e := openEntrance(t, "")
	e.support.keyDown.Store(true)
	for range 20 {
		e.want(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""), http.StatusServiceUnavailable, "sign_in_unavailable")
	}
	if n := e.support.keys.Load(); n != 1 {
		t.Errorf("asked %d times while it could not be had", n)
	}
	if strings.Contains(e.log(), "upstream secret detail") {
		t.Error("the log repeats what a stranger's server says")
	}
	e.support.keyDown.Store(false)
	e.clock.Advance(10 * time.Second)
	e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""))

	other, err := rsa.GenerateKey(rand.Reader, 2048)
	e.must(err)
	for range 20 {
		e.refused(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{Key: other}), ""), "signature is invalid")
	}
	if n := e.support.keys.Load(); n != 2 {
		t.Errorf("asked %d times for forged tokens", n)
	}
	e.support.RenewKey()
	e.refused(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""), "signature is invalid")
	e.clock.Advance(5 * time.Minute)
	e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{}), ""))
	e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{Location: "background"}), ""))
	if n := e.support.keys.Load(); n != 3 {
		t.Errorf("asked %d times after the key was changed", n)
	}
}

// One installation of the app counts: the first, or the one that is configured.
func TestInstallationOfTheApp(t *testing.T) {
	e := openEntrance(t, "")
	e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{Installation: 41}), ""))
	e.refused(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{Installation: 42}), ""), "set installation_id")
	e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{Installation: 41, Location: "top_bar"}), ""))

	e = openEntrance(t, "42")
	e.refused(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{Installation: 41}), ""), "set installation_id")
	e.session(e.signIn("support", e.support.sign(t, zendesktest.SignedURL{Installation: 42}), ""))
}

// Sessions that nobody vouches for end when they end.
func TestRenewingOtherSessions(t *testing.T) {
	e := openEntrance(t, "")
	for name, who := range map[string]session.Claims{
		"an agent's without a way": {Role: session.Agent, Account: "support", Since: e.clock.Now()},
		"a command line's":         {Role: session.Admin, Method: session.ByOperator, Since: e.clock.Now()},
		"of an account that went":  {Role: session.Agent, Account: "gone", Method: session.ByProof, Since: e.clock.Now()},
	} {
		who.Agent.ID = "somebody"
		token, _, err := e.keeper.IssueRenewal(who)
		e.must(err)
		if a := e.renew(token); a.StatusCode != http.StatusUnauthorized || a.fault(t).Code != "sign_in_again" {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	sandbox := open(t, nil)
	var s signedIn
	sandbox.ask(http.StatusCreated, "POST", "/v1/sessions/sandbox", "", map[string]any{"account": "support", "user": "17", "name": "Ann"}, &s)
	sandbox.ask(http.StatusCreated, "POST", "/v1/sessions/renew", s.Renewal, nil, &s)
	if s.Agent.ID != "support/17" || s.Agent.Name != "Ann" {
		t.Errorf("%+v", s.Agent)
	}
	// The same session means nothing to a server that is no sandbox.
	real := open(t, func(c *api.Config) { c.Sandbox = false })
	real.want(real.send(request{method: "POST", path: "/v1/sessions/renew", token: s.Renewal}), http.StatusUnauthorized, "sign_in_again")
}
