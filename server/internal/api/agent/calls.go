package agent

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// CreateCall dials a customer from the agent's widget. The ticket that the agent
// is on goes with the call from the click to the write.
func (s *Agents) CreateCall(c *gin.Context) {
	var in contract.NewCall
	if !s.Bind(c, &in) {
		return
	}
	who := edge.Claims(c)
	account, ok := s.Account(who.Account)
	if !ok {
		s.Fail(c, problem.NoAccount())
		return
	}
	to, err := dialled(in.To, account.Country)
	if err != nil {
		s.Fail(c, err)
		return
	}
	if err := s.Dialling.allows(to); err != nil {
		s.Fail(c, err)
		return
	}
	line := s.Voice.LineOf(who.Account)
	if line == "" {
		s.Fail(c, problem.New(http.StatusConflict, "no_line", "No phone number of ours is configured to call from."))
		return
	}
	agent, ref := who.Agent, "dial:"+who.Agent.ID+":"+in.CallId
	if !s.mayCall(c, agent, ref) {
		return
	}
	start := interaction.Start{
		Started: interaction.Started{
			Account: who.Account, Channel: interaction.Voice, Direction: interaction.Outbound,
			Customer: interaction.Customer{Phone: to.E164, Extension: to.Extension}, Line: line, Record: contract.Val(in.Ticket), Agent: &agent,
		},
		Tab: in.Tab,
	}
	state, err := s.Decider.Create(c.Request.Context(), s.Store, s.NewID(), start, []string{ref})
	if dup, ok := errors.AsType[*store.DuplicateError](err); ok {
		state, err = s.Load(c, dup.Interaction)
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	s.callStarted(c, http.StatusCreated, state)
}

// dialled is the number that is called for what an agent typed or clicked, in the country
// of the agent's organisation. Its extension is shown: a switchboard's is for the agent to say.
func dialled(typed, country string) (identity.Number, error) {
	n, wrong := identity.Read(typed, country)
	if wrong == "" {
		return n, nil
	}
	why := "This is not a phone number that can be called; write it with + and the country code."
	switch wrong {
	case identity.NoDigits:
		why = "There is no phone number in this."
	case identity.NoCountry:
		why = "The country code is missing; write the phone number with + and the country code."
	case identity.LocalOnly:
		why = "The area code is missing; write the whole number."
	case identity.Letters:
		why = "There are letters in this phone number; write it in digits."
	case identity.Several:
		why = "These are several numbers; choose one of them."
	case identity.Ambiguous:
		why = "It is not clear which country this number is of; write + and the country code, and then the number."
	case identity.NotDialed:
		why = "No phone number looks like this; check its digits, or write it with + and the country code."
	}
	return identity.Number{}, &problem.Problem{Status: http.StatusBadRequest, Code: "bad_number", Reason: string(wrong), Message: why}
}
