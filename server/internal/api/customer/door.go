package customer

import (
	"crypto/sha256"
	"errors"
	"math"
	"net/http"
	"net/netip"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Rates at which contacts are let in that nobody vouches for, and those of one customer whom
// somebody vouches for. Zero: any number.
type Rates struct {
	OfSource edge.Rate // at one app; also of one customer
	OfApp    edge.Rate
	// Of them calls from the browser: they ring for everybody, and cost by the minute.
	CallsOfSource, Calls edge.Rate
}

// Door lets contacts in.
type Door struct {
	Rates
	begun *edge.Buckets[comer]
}

// NewDoor with its rates.
func NewDoor(r Rates) *Door { return &Door{Rates: r, begun: edge.NewBuckets[comer]()} }

// comer is whom contacts are counted for: a source, a customer by the company's word, or,
// with neither, all of an app's strangers.
type comer struct {
	calls    bool
	app      string
	source   netip.Prefix
	customer string
}

// contactRef leads to the interaction that a contact has begun.
func contactRef(app edge.App, in contract.NewContact) string {
	return "contact:" + app.Name + ":" + in.ContactId
}

// letsIn a contact, or answers it. A customer with a signed packet is counted by who they
// are, so that nobody else of their network can use up what they may; strangers by where
// they come from, and all of an app's together: those who have passed its challenge, so
// that others cannot use up what these may.
func (s *Customers) letsIn(c *gin.Context, app edge.App, in contract.NewContact, p interaction.Packet, who interaction.Customer) bool {
	// A request that repeats an earlier one begins nothing, and what was good once is used up.
	if _, err := s.Store.ByRef(c.Request.Context(), contactRef(app, in)); !errors.Is(err, store.ErrNotFound) {
		if err != nil {
			s.Fail(c, err)
		}
		return err == nil
	}
	if p.Trust == interaction.Signed {
		return s.soon(c, comer{app: app.Name, customer: vouchedFor(in, who)}, s.Door.OfSource)
	}
	if app.RequireSigned {
		s.Fail(c, problem.New(http.StatusForbidden, "packet_required", "Please sign in on this site first, then ask again."))
		return false
	}
	from, wide := s.From(c.Request)
	if !wide && !s.soon(c, comer{app: app.Name, source: from}, s.Door.OfSource) {
		return false
	}
	if !s.passed(c, app, contract.Val(in.Challenge)) || !s.soon(c, comer{app: app.Name}, s.Door.OfApp) {
		return false
	}
	if in.Channel != contract.NewContactChannelVoice {
		return true
	}
	return (wide || s.soon(c, comer{calls: true, source: from}, s.Door.CallsOfSource)) && s.soon(c, comer{calls: true}, s.Door.Calls)
}

// vouchedFor is whom a signed packet is about: by its subject, or, without one, whoever has
// this very packet.
func vouchedFor(in contract.NewContact, who interaction.Customer) string {
	if who.ExternalID != "" {
		return "sub:" + who.ExternalID
	}
	sum := sha256.Sum256([]byte(contract.Val(in.Packet)))
	return "packet:" + string(sum[:])
}

// passed the app's challenge, if it has one; false: the request has been answered.
func (s *Customers) passed(c *gin.Context, app edge.App, response string) bool {
	if app.Challenge == nil {
		return true
	}
	if response == "" {
		s.Fail(c, problem.New(http.StatusForbidden, "challenge_required", "Please confirm on the page that you are a person, then ask again."))
		return false
	}
	source := ""
	if from, wide := s.From(c.Request); !wide {
		source = from.Addr().String()
	}
	passed, err := app.Challenge(c.Request.Context(), response, source)
	switch {
	case err != nil:
		s.Log.Warn("whether a visitor has passed the challenge is not known", "app", app.Name, "request", edge.RequestID(c), "err", err)
		s.Fail(c, problem.New(http.StatusServiceUnavailable, "unavailable", "Whether you are a person cannot be found out right now. Try again in a moment."))
	case !passed:
		s.Fail(c, problem.New(http.StatusForbidden, "challenge_required", "The page could not confirm that you are a person. Load it anew and ask again."))
	}
	return err == nil && passed
}

// soon tells those who come too often when to come again; false: the request has been answered.
func (s *Customers) soon(c *gin.Context, who comer, r edge.Rate) bool {
	wait := s.Door.begun.Take(who, r, s.Decider.Now())
	if wait <= 0 {
		return true
	}
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	s.Fail(c, problem.New(http.StatusTooManyRequests, "too_many_contacts", "Very many requests have come from your network. Wait a moment, then ask again."))
	return false
}
