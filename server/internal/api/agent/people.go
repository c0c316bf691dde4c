package agent

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// SearchPeople shows the agent whom the CRM has.
func (s *Agents) SearchPeople(c *gin.Context, id contract.Id) {
	var in contract.PeopleSearch
	if !s.Bind(c, &in) {
		return
	}
	state, people, ok := s.people(c, id)
	if !ok {
		return
	}
	found, err := people.Search(c.Request.Context(), in.Text)
	if err != nil {
		s.Fail(c, s.unanswered("cannot search for people", state.Account, err))
		return
	}
	c.JSON(http.StatusOK, contract.PeopleFound{People: view.People(found, s.Lexicon(state.Account))})
}

// ChooseRequester says who the customer is.
func (s *Agents) ChooseRequester(c *gin.Context, id contract.Id) {
	var in contract.ChooseRequester
	if !s.Bind(c, &in) {
		return
	}
	if (in.Requester == nil) == (in.Create == nil) {
		s.Fail(c, problem.Invalid("Give either requester or create."))
		return
	}
	if n := in.Create; n != nil && (strings.TrimSpace(n.Name) == "" || contract.Val(n.Email) == "" && contract.Val(n.Phone) == "") {
		s.Fail(c, problem.Invalid("Give a name, and an e-mail address or a phone number."))
		return
	}
	state, people, ok := s.people(c, id)
	if !ok {
		return
	}
	who, err := s.person(c, people, in)
	if err != nil {
		s.Fail(c, s.unanswered("cannot choose a requester", state.Account, err))
		return
	}
	state, ok = s.Decided(c, state.ID, interaction.ChooseRequester{
		Requester: interaction.Requester{ID: who.ID, Name: who.Name, URL: who.URL}, Made: in.Create != nil, Agent: edge.Claims(c).Agent,
	})
	if ok && s.Recorded(c, store.AuditEntry{Action: edge.RequesterChosen, Account: state.Account, Subject: id, Detail: "requester " + who.ID}) {
		c.JSON(http.StatusOK, view.Interaction(state, s.Lexicon(state.Account)))
	}
}

// people whom the interaction's CRM has; ok is false when the request has been answered.
func (s *Agents) people(c *gin.Context, id contract.Id) (state interaction.State, _ edge.People, ok bool) {
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return state, nil, false
	}
	a, known := s.Account(state.Account)
	switch {
	case !known:
		err = problem.NoAccount()
	case a.People == nil:
		err = problem.New(http.StatusConflict, "no_people", "This CRM has no customers to choose from.")
	default:
		return state, a.People, true
	}
	s.Fail(c, err)
	return state, nil, false
}

func (s *Agents) person(c *gin.Context, people edge.People, in contract.ChooseRequester) (connectors.Requester, error) {
	if in.Requester != nil {
		return people.Person(c.Request.Context(), *in.Requester)
	}
	who, err := people.Create(c.Request.Context(), connectors.Requester{Name: in.Create.Name, Email: contract.Val(in.Create.Email), Phone: contract.Val(in.Create.Phone)})
	e, ok := errors.AsType[*connectors.Error](err)
	switch {
	case !ok || e.Kind != connectors.Rejected:
		return who, err
	case e.Reason.Code == connectors.PersonExists:
		return who, problem.New(http.StatusConflict, "person_exists", "Somebody else has this address or number in the CRM already; search for them.")
	}
	return who, problem.New(http.StatusConflict, "person_refused", "The CRM does not take this person; look at the address and the number.")
}
