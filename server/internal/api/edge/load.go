package edge

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// Load an interaction that the caller may see; others do not exist for them.
func (e *Edge) Load(c *gin.Context, id interaction.ID) (interaction.State, error) {
	state, err := e.Store.State(c.Request.Context(), id)
	if errors.Is(err, store.ErrNotFound) && Claims(c).Role == session.Customer {
		return interaction.State{}, problem.New(http.StatusNotFound, "not_found", "This contact is over, and is not kept any more. Please start again.")
	}
	if errors.Is(err, store.ErrNotFound) {
		return interaction.State{}, problem.NotFound()
	}
	if err != nil {
		return interaction.State{}, err
	}
	if who := Claims(c); !mayRead(who, state) {
		if who.Interaction == id { // an agent has put their browser out
			return interaction.State{}, session.ErrExpired
		}
		return interaction.State{}, problem.NotFound()
	}
	c.Set(accountKey, state.Account)
	return state, nil
}

// about which account a request is: that of the interaction that it has loaded, or else the
// caller's own.
func about(c *gin.Context) string {
	if account := c.GetString(accountKey); account != "" {
		return account
	}
	return Claims(c).Account
}

func mayRead(who session.Claims, s interaction.State) bool {
	switch who.Role {
	case session.Admin:
		return who.Account == "" || who.Account == s.Account
	case session.Agent:
		return who.Account == s.Account
	case session.Customer:
		return who.Interaction == s.ID && (who.Browser == 0 || s.Joining.Has(who.Browser))
	}
	return false
}

// Decided carries out a command; false: the request has been answered.
func (e *Edge) Decided(c *gin.Context, id interaction.ID, cmd interaction.Command) (interaction.State, bool) {
	state, err := e.Load(c, id)
	if err == nil {
		state, err = e.Decider.Update(c.Request.Context(), e.Store, id, cmd)
	}
	if err != nil {
		e.Fail(c, err)
	}
	return state, err == nil
}

// Administers: an admin of every account, or of this one.
func Administers(who session.Claims, account string) bool {
	return who.Account == "" || who.Account == account
}

// States that a filter lets through.
func (e *Edge) States(c *gin.Context, f store.Filter) ([]interaction.State, error) {
	ids, err := e.Store.List(c.Request.Context(), f)
	if err != nil {
		return nil, err
	}
	states := make([]interaction.State, 0, len(ids))
	for _, id := range ids {
		state, err := e.Store.State(c.Request.Context(), id)
		if err != nil {
			return nil, err
		}
		states = append(states, state)
	}
	return states, nil
}
