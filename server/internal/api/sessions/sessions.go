// Package sessions lets agents and admins in, and lets them stay: it serves those who have
// no session yet, or one that is about to end.
//
// A session lasts minutes and is renewed only while whatever it was given for still holds.
// Somebody who tries proofs or passphrases learns nothing from the answers; what was wrong
// is for the operator, and refusals are recorded up to a number a minute, which is all the
// state there is. Any number of requests may use it at once.
package sessions

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/keyring"
	"github.com/deskside/deskside/server/internal/session/register"
	"github.com/deskside/deskside/server/internal/session/signin"
	"github.com/deskside/deskside/server/internal/store"
)

// Passphrase is what the admin's passphrase opens: see package passphrase.
type Passphrase interface {
	Version(ctx context.Context) (int64, error)
	Set(ctx context.Context, passphrase string, expect int64) error
	Try(ctx context.Context, source, passphrase string) (version int64, err error)
}

// Register of sessions: see package register.
type Register interface {
	Begin(ctx context.Context, who session.Claims, from string) (session.Claims, error)
	Admins(ctx context.Context) ([]register.AdminSession, error)
	Renew(ctx context.Context, who session.Claims) (session.Claims, error)
	End(ctx context.Context, who session.Claims) error
	EndAll(ctx context.Context, role session.Role, id string) error
	Passphrase(version int64)
}

// Provider of the company's identities: see package provider.
type Provider interface {
	Begin(ctx context.Context, f session.Flow) (address string, err error)
	Finish(ctx context.Context, f session.Flow, b session.Back) (session.Claims, error)
}

// Keys that tokens are signed with: see package keyring.
type Keys interface {
	Rotate(ctx context.Context, drop bool) (keyring.Rotation, error)
}

// Sessions gives, renews and ends them.
type Sessions struct {
	*edge.Edge
	Admin    Passphrase
	Keys     Keys
	Provider Provider             // nil: none
	Label    string               // of the provider
	Rules    []contract.AdminRule // who may sign in by it
	Register Register
	Sandbox  bool // sign-in without proof
	refusals refusals
	finished edge.Buckets[netip.Prefix] // sign-ins that the provider was asked about
}

// signInAgain: the session cannot be renewed any more, for whatever reason.
func signInAgain() error {
	return problem.New(http.StatusUnauthorized, "sign_in_again", "Your sign-in has ended. Reload the page to sign in again.")
}

// CreateSession signs an agent in by the CRM's word. What was wrong with it is for
// the operator alone: whoever tries tokens learns nothing from the answers.
func (s *Sessions) CreateSession(c *gin.Context) {
	var in contract.NewSession
	if !s.Bind(c, &in) {
		return
	}
	agent, err := s.enter(c, in)
	if err != nil {
		s.Log.Warn("an agent was not signed in", logs.Stranger, "request", edge.RequestID(c), "account", s.nameOf(in.Account), "err", err)
		if errors.Is(err, signin.ErrRefused) {
			s.refused(c, store.AuditEntry{Actor: "somebody", Account: s.nameOf(in.Account)})
		}
		s.Fail(c, err)
		return
	}
	if !s.signedInToday(c, in.Account, agent) {
		return
	}
	s.signedIn(c, session.Claims{Role: session.Agent, Account: in.Account, Agent: agent, Method: session.ByProof})
}

func (s *Sessions) enter(c *gin.Context, in contract.NewSession) (interaction.Agent, error) {
	a, ok := s.Account(in.Account)
	if !ok || a.SignIn == nil {
		return interaction.Agent{}, signin.Refused("there is no account of that name where agents sign in")
	}
	return a.SignIn.Enter(c.Request.Context(), in.Proof, contract.Val(in.Frame))
}

// nameOf an account that exists: the log takes no text of strangers'.
func (s *Sessions) nameOf(account string) string {
	if _, ok := s.Account(account); !ok {
		return "unknown"
	}
	return account
}

// RenewSession gives a new session to whoever still may have one.
func (s *Sessions) RenewSession(c *gin.Context) {
	who, err := s.Tokens.VerifyRenewal(edge.Bearer(c.Request))
	if err == nil {
		who, err = s.stay(c, who)
	}
	if err == nil {
		who, err = s.Register.Renew(c.Request.Context(), who) // last: the token is used up
	}
	if err != nil {
		if errors.Is(err, signin.ErrRefused) || errors.Is(err, register.ErrEnded) {
			s.Log.Warn("a session was not renewed", logs.Stranger, "request", edge.RequestID(c), "account", who.Account, "agent", who.Agent.ID, "err", err)
			err = signInAgain()
		}
		s.Fail(c, err)
		return
	}
	s.begin(c, who)
}

func (s *Sessions) stay(c *gin.Context, who session.Claims) (_ session.Claims, err error) {
	if who.Since.IsZero() {
		return who, signin.Refused("the session is not one that can be renewed")
	}
	switch who.Method {
	case session.ByProof:
		a, ok := s.Account(who.Account)
		if !ok || a.SignIn == nil {
			return who, signin.Refused("the account is not one where agents sign in any more")
		}
		who.Agent, err = a.SignIn.Stay(c.Request.Context(), who.Agent)
		return who, err
	case session.ByPassphrase:
		version, err := s.Admin.Version(c.Request.Context())
		if err == nil && version != who.Credential {
			err = signin.Refused("the passphrase has been changed")
		}
		return who, err
	case session.ByProvider:
		if !s.Ended(who) {
			return who, nil
		}
		return who, signin.Refused("the rule that let the admin in is gone, or the session was ended")
	case session.BySandbox:
		if s.Sandbox {
			return who, nil
		}
	case session.ByOperator: // a command's errand, over in a moment
	}
	return who, signin.Refused("nobody who signed in this way stays")
}

// signedIn just now: a session begins.
func (s *Sessions) signedIn(c *gin.Context, who session.Claims) {
	who.Since = s.Decider.Now().UTC().Truncate(time.Second)
	who, err := s.Register.Begin(c.Request.Context(), who, s.Source(c.Request))
	if err != nil {
		s.Fail(c, err)
		return
	}
	s.begin(c, who)
}

// begin a session, or go on with one: it ends when its sign-in does.
func (s *Sessions) begin(c *gin.Context, who session.Claims) {
	now := s.Decider.Now()
	ends := who.Since.Add(session.RenewableFor)
	ttl := min(session.TTL, ends.Sub(now))
	if ttl < time.Second {
		s.Fail(c, signInAgain())
		return
	}
	token, expires, err := s.Tokens.Issue(who, ttl)
	if err != nil {
		s.Fail(c, err)
		return
	}
	renewal, _, err := s.Tokens.IssueRenewal(who)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, contract.Session{
		Token: token, ExpiresAt: expires, ExpiresIn: int(expires.Sub(now).Seconds()), Renewal: renewal, EndsAt: ends,
		Agent: contract.Agent{Id: who.Agent.ID, Name: who.Agent.Name}, AdminRole: contract.Opt(contract.AdminRole(who.Admins())),
	})
}

// CreateSandboxSession signs somebody in without proof. It exists only where the
// server was built as part of the sandbox.
func (s *Sessions) CreateSandboxSession(c *gin.Context) {
	if !s.Sandbox {
		s.Fail(c, problem.New(http.StatusNotFound, "no_sandbox", "Signing in without proof is possible in the sandbox only."))
		return
	}
	var in contract.SandboxSignIn
	if !s.Bind(c, &in) {
		return
	}
	if _, ok := s.Account(in.Account); !ok {
		s.Fail(c, problem.New(http.StatusNotFound, "unknown_account", "There is no account of that name."))
		return
	}
	agent := interaction.Agent{ID: in.Account + "/" + in.User, Name: contract.Val(in.Name), CRMID: in.User}
	if agent.Name == "" {
		agent.Name = in.User
	}
	who := session.Claims{Role: session.Agent, Account: in.Account, Agent: agent, Method: session.BySandbox}
	if contract.Val(in.Role) == contract.SandboxSignInRoleAdmin {
		who.Role, who.Account = session.Admin, "" // sees every account
		who.AdminRole = session.AdminRole(contract.Val(in.AdminRole))
	}
	if s.signedInToday(c, who.Account, agent) {
		s.signedIn(c, who)
	}
}
