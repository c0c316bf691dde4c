package session_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

var (
	secret = bytes.Repeat([]byte{7}, 32)
	start  = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	agent  = session.Claims{
		Role: session.Agent, Account: "support",
		Agent: interaction.Agent{ID: "support/17", Name: "Ана Петровић", CRMID: "17"},
	}
	customer = session.Claims{Role: session.Customer, Account: "support", Interaction: "01jq0000000000000000000000"}
)

func keeper(t *testing.T, secret []byte) (*session.Tokens, *clocktest.Clock) {
	t.Helper()
	c := clocktest.New(start)
	k, err := session.NewTokens(secret, c)
	if err != nil {
		t.Fatal(err)
	}
	return k, c
}

func TestIssuedTokensVerify(t *testing.T) {
	k, _ := keeper(t, secret)
	admin := agent
	admin.Role, admin.Account = session.Admin, ""
	admin.Method, admin.Since, admin.Credential = session.ByPassphrase, start.Add(-time.Hour), 7
	for _, want := range []session.Claims{agent, admin, customer} {
		token, expires, err := k.Issue(want, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		got, until, err := k.VerifyUntil(token)
		if err != nil || got != want {
			t.Errorf("Verify = %+v, %v; want %+v", got, err, want)
		}
		if !expires.Equal(start.Add(time.Hour)) || !until.Equal(expires) {
			t.Errorf("expires %v, verified until %v, want %v", expires, until, start.Add(time.Hour))
		}
	}
}

func TestExpiry(t *testing.T) {
	k, c := keeper(t, secret)
	token, expires, err := k.Issue(agent, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c.Advance(expires.Add(-time.Second).Sub(c.Now()))
	if _, err := k.Verify(token); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	c.Advance(expires.Sub(c.Now()))
	if _, err := k.Verify(token); !errors.Is(err, session.ErrExpired) || errors.Is(err, session.ErrInvalid) {
		t.Errorf("at its end: %v, want ErrExpired alone", err)
	}
}

func TestClaimsOfWrongShape(t *testing.T) {
	k, _ := keeper(t, secret)
	edit := func(c session.Claims, f func(*session.Claims)) session.Claims { f(&c); return c }
	for name, c := range map[string]session.Claims{
		"no role":                  edit(agent, func(c *session.Claims) { c.Role = "" }),
		"unknown role":             edit(agent, func(c *session.Claims) { c.Role = "root" }),
		"agent without account":    edit(agent, func(c *session.Claims) { c.Account = "" }),
		"agent without id":         edit(agent, func(c *session.Claims) { c.Agent.ID = "" }),
		"agent of an interaction":  edit(agent, func(c *session.Claims) { c.Interaction = customer.Interaction }),
		"admin without id":         {Role: session.Admin},
		"customer of nothing":      edit(customer, func(c *session.Claims) { c.Interaction = "" }),
		"customer who is an agent": edit(customer, func(c *session.Claims) { c.Agent = agent.Agent }),
	} {
		if token, _, err := k.Issue(c, time.Hour); err == nil {
			t.Errorf("%s: issued %s", name, token)
		}
	}
	if _, _, err := k.Issue(agent, 0); err == nil {
		t.Error("a token without a lifetime was issued")
	}
}

func TestPurposesNeverMix(t *testing.T) {
	k, _ := keeper(t, secret)
	ticket, _, err := k.IssueConnect(session.ConnectToken{Interaction: customer.Interaction, Role: session.Customer})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := k.Verify(ticket); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a voice ticket opened a session: %+v, %v", c, err)
	}
	agent := agent
	if _, _, err := k.IssueRenewal(agent); err == nil {
		t.Error("a session without a beginning can be renewed")
	}
	agent.Since, agent.Family = start, "family-1"
	renewal, until, err := k.IssueRenewal(agent)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := k.Verify(renewal); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a renewal opened a session: %+v, %v", c, err)
	}
	if c, err := k.VerifyRenewal(renewal); err != nil || c != agent || until.Sub(start) != session.RenewableFor {
		t.Errorf("VerifyRenewal = %+v, %v, until %v", c, err, until)
	}
	token, _, err := k.Issue(customer, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := k.VerifyRenewal(token); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a session renewed itself: %+v, %v", c, err)
	}
	if v, err := k.VerifyConnect(token); !errors.Is(err, session.ErrInvalid) {
		t.Errorf("a session passed as a voice ticket: %+v, %v", v, err)
	}
}

func TestVoiceTicket(t *testing.T) {
	k, c := keeper(t, secret)
	for _, want := range []session.ConnectToken{
		{Interaction: "01jq0000000000000000000000", Role: session.Customer},
		{Interaction: "01jq0000000000000000000000", Role: session.Agent, Offer: 3, Tab: "tab-1234"},
	} {
		c.Advance(start.Sub(c.Now()))
		token, expires, err := k.IssueConnect(want)
		if err != nil {
			t.Fatal(err)
		}
		if life := expires.Sub(start); life > 2*time.Minute {
			t.Errorf("lives for %v", life)
		}
		if got, err := k.VerifyConnect(token); err != nil || got != want {
			t.Errorf("VerifyVoice = %+v, %v; want %+v", got, err, want)
		}
		c.Advance(expires.Sub(c.Now()))
		if _, err := k.VerifyConnect(token); !errors.Is(err, session.ErrExpired) {
			t.Errorf("after its end: %v", err)
		}
	}
	for _, bad := range []session.ConnectToken{
		{},
		{Role: session.Customer},
		{Interaction: "x", Role: session.Admin},
		{Interaction: "x", Role: session.Agent},
		{Interaction: "x", Role: session.Customer, Offer: 1},
		{Interaction: "x", Role: session.Customer, Tab: "tab-1234"},
	} {
		if _, _, err := k.IssueConnect(bad); err == nil {
			t.Errorf("issued %+v", bad)
		}
	}
}

func TestForgeries(t *testing.T) {
	k, _ := keeper(t, secret)
	good, _, err := k.Issue(agent, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	claims := jwt.MapClaims{
		"iss": "deskside", "aud": "deskside/session", "sub": "support/1", "role": "admin",
		"iat": start.Unix(), "exp": start.Add(time.Hour).Unix(),
	}
	sign := func(m jwt.SigningMethod, key any) string {
		s, err := jwt.NewWithClaims(m, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	other, _ := keeper(t, bytes.Repeat([]byte{8}, 32))
	foreign, _, err := other.Issue(agent, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	none := sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType)

	flipped := []byte(parts[1])
	flipped[10] ^= 1
	for name, token := range map[string]string{
		"empty":                      "",
		"no dots":                    "abc",
		"alg none":                   none,
		"alg none, our signature":    strings.TrimSuffix(none, ".") + "." + parts[2],
		"signed with the raw secret": sign(jwt.SigningMethodHS256, secret),
		"HS512":                      sign(jwt.SigningMethodHS512, secret),
		"another server's":           foreign,
		"tampered claims":            parts[0] + "." + string(flipped) + "." + parts[2],
		"tampered signature":         parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2])),
		"no signature":               parts[0] + "." + parts[1] + ".",
		"four parts":                 good + ".x",
		"huge":                       strings.Repeat("a", 1<<20),
	} {
		if c, err := k.Verify(token); !errors.Is(err, session.ErrInvalid) {
			t.Errorf("%s: %+v, %v; want ErrInvalid", name, c, err)
		}
	}
}

func TestSecretLength(t *testing.T) {
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := session.NewTokens(make([]byte, n), clocktest.New(start)); err == nil {
			t.Errorf("a secret of %d bytes was accepted", n)
		}
	}
}
