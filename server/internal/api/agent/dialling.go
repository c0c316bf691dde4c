package agent

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

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
	wait, err := s.Dialling.take(c.Request.Context(), s.Store, agent.ID, s.Decider.Now())
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

// take one call out of an agent's hour; else wait tells when there is one again. The store
// keeps when all of them will be there again, for every server and after a restart.
func (d *Dialling) take(ctx context.Context, settings setting.Store, agent string, now time.Time) (wait time.Duration, err error) {
	if d.PerHour <= 0 {
		return 0, nil
	}
	name, every := "dialled:"+agent, time.Hour/time.Duration(d.PerHour)
	for {
		raw, version, err := settings.Setting(ctx, name)
		if err != nil {
			return 0, err
		}
		var full time.Time // zero, as of one who has not called yet
		if len(raw) > 0 {
			if err := full.UnmarshalText(raw); err != nil {
				return 0, fmt.Errorf("the setting %s cannot be read: %w", name, err)
			}
		}
		if full.Before(now) {
			full = now
		}
		full = full.Add(every)
		if wait := full.Sub(now) - time.Hour; wait > 0 {
			return wait, nil
		}
		if raw, err = full.UTC().MarshalText(); err != nil {
			return 0, err
		}
		if err := settings.PutSetting(ctx, name, raw, version); !errors.Is(err, store.ErrConflict) {
			return 0, err
		}
	}
}
