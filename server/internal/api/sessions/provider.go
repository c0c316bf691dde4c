package sessions

import (
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/signin"
	"github.com/deskside/deskside/server/internal/store"
)

// BeginProviderSession sends an admin's browser to the identity provider.
func (s *Sessions) BeginProviderSession(c *gin.Context) {
	if !s.hasProvider(c) {
		return
	}
	token, flow, err := s.Tokens.IssueFlow()
	if err != nil {
		s.Fail(c, err)
		return
	}
	address, err := s.Provider.Begin(c.Request.Context(), flow)
	if err != nil {
		s.notLetIn(c, err)
		return
	}
	c.JSON(http.StatusCreated, contract.ProviderFlow{Url: address, Flow: token})
}

// FinishProviderSession with what the browser brings back. A flow is good for one try.
func (s *Sessions) FinishProviderSession(c *gin.Context) {
	var in contract.ProviderAnswer
	if !s.hasProvider(c) || !s.Bind(c, &in) || !s.mayFinish(c) {
		return
	}
	who, err := s.vouched(c, in)
	if err != nil {
		s.notLetIn(c, err)
		return
	}
	from := s.Source(c.Request)
	s.Log.Info("an admin has signed in", "request", edge.RequestID(c), "by", s.Label, "from", from)
	if s.Recorded(c, store.AuditEntry{Actor: who.Agent.Name, Action: edge.SignedIn, Subject: who.Agent.ID, Detail: "as " + string(who.AdminRole) + ", by " + s.Label + ", from " + from}) {
		s.signedIn(c, who)
	}
}

// Sign-ins of one source that the provider is asked about, and of one behind which anybody
// may stand. Each is a request with our own credentials: a stranger who begins flows and
// makes up codes must not use up what the provider takes from us.
var (
	finishes     = edge.PerMinute(30)
	finishesWide = edge.PerMinute(300)
)

// mayFinish once more this minute; false: the request has been answered.
func (s *Sessions) mayFinish(c *gin.Context) bool {
	from, wide := s.From(c.Request)
	rate := finishes
	if wide {
		rate = finishesWide
	}
	wait := s.finished.Take(from, rate, s.Decider.Now())
	if wait <= 0 {
		return true
	}
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	s.Fail(c, tooManyTries())
	return false
}

func (s *Sessions) vouched(c *gin.Context, in contract.ProviderAnswer) (session.Claims, error) {
	flow, err := s.Tokens.VerifyFlow(in.Flow)
	if err != nil {
		return session.Claims{}, signin.Refused("the flow is not good: %w", err)
	}
	first, err := s.Store.Once(c.Request.Context(), "provider-flow/"+flow.ID, s.Decider.Now(), flow.Expires)
	if err != nil {
		return session.Claims{}, err
	}
	if !first {
		return session.Claims{}, signin.Refused("the flow has been used before")
	}
	return s.Provider.Finish(c.Request.Context(), flow, session.Back{
		State: in.State, Code: contract.Val(in.Code), Issuer: contract.Val(in.Iss), Problem: contract.Val(in.Error),
	})
}

func (s *Sessions) hasProvider(c *gin.Context) bool {
	if s.Provider == nil {
		s.Fail(c, problem.New(http.StatusNotFound, "no_provider", "No identity provider is configured here."))
		return false
	}
	return true
}

// notLetIn answers why, as far as it is anybody's business; the operator's log has the rest.
func (s *Sessions) notLetIn(c *gin.Context, err error) {
	s.Log.Warn("an admin was not signed in by the identity provider", logs.Stranger, "request", edge.RequestID(c), "from", s.Source(c.Request), "err", err)
	switch {
	case errors.Is(err, signin.ErrRefused), errors.Is(err, signin.ErrNoRole):
		s.refused(c, store.AuditEntry{Actor: "somebody", Subject: admin.ID, Detail: "by " + s.Label + ", from " + s.Source(c.Request)})
	case errors.Is(err, signin.ErrUnavailable):
		err = problem.New(http.StatusServiceUnavailable, "provider_unavailable", s.Label+" does not answer right now. Try again in a moment, or use the passphrase.")
	}
	switch {
	case errors.Is(err, signin.ErrRefused):
		err = problem.New(http.StatusUnauthorized, "provider_refused", "You could not be signed in by "+s.Label+". Begin again.")
	case errors.Is(err, signin.ErrNoRole):
		err = problem.New(http.StatusForbidden, "no_role", s.Label+" knows you, and you have no role here. Ask an owner of this page for one.")
	}
	s.Fail(c, err)
}
