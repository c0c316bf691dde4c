package agent

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session/setting"
	"github.com/deskside/deskside/server/internal/store"
)

// Dialling is what agents may call: whoever takes over a session is not to earn by it.
type Dialling struct {
	Countries []string // ISO 3166; none: any
	Costly    bool     // premium rate, shared cost, personal numbers, satellites
	PerHour   int      // of one agent, at all servers together; 0: any number
}

// NewDialling by its rules.
func NewDialling(countries []string, costly bool, perHour int) *Dialling {
	return &Dialling{Countries: countries, Costly: costly, PerHour: perHour}
}

// allows a number to be called.
func (d *Dialling) allows(n identity.Number) error {
	switch {
	case n.Costly() && !d.Costly:
		return problem.New(http.StatusForbidden, "number_not_allowed", "Premium-rate, personal and satellite numbers are not called from here.")
	case len(d.Countries) > 0 && !slices.Contains(d.Countries, n.Country()):
		return problem.New(http.StatusForbidden, "country_not_allowed", "Numbers of this country are not called from here.")
	}
	return nil
}

// mayCall once more this hour; false: the request has been answered. One that is repeated is
// the same call.
func (s *Agents) mayCall(c *gin.Context, agent interaction.Agent, ref string) bool {
	_, err := s.Store.ByRef(c.Request.Context(), ref)
	if err == nil {
		return true
	}
	if !errors.Is(err, store.ErrNotFound) {
		s.Fail(c, err)
		return false
	}
	wait, err := setting.Hourly(c.Request.Context(), s.Store, "dialled:"+agent.ID, s.Dialling.PerHour, s.Decider.Now())
	if err != nil {
		s.Fail(c, err)
		return false
	}
	if wait <= 0 {
		return true
	}
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	s.Fail(c, problem.New(http.StatusTooManyRequests, "too_many_calls", "You have made as many calls as one agent may in an hour. Wait a while before the next one."))
	return false
}
