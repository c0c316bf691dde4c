package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// GetOverview: accounts, what is live now, and how many writes stand where.
func (s *Server) GetOverview(c *gin.Context) {
	account := claims(c).Account
	out := Overview{Accounts: []AccountHealth{}, Live: []Interaction{}, Agents: []PresentAgent{}}
	for _, a := range append(slices.Clone(s.Config.Accounts), s.Twilio) {
		h := a.Health()
		v := AccountHealth{
			Name: a.Name, Kind: AccountHealthKind(a.Kind), Url: a.URL, State: AccountHealthState(h.State), Reason: ptr(h.Reason),
			Until: ptr(h.Until), CheckedAt: ptr(h.CheckedAt), Organisation: ptr(h.Organisation), Budget: h.Budget,
		}
		if len(h.Findings) > 0 {
			v.Findings = &h.Findings
		}
		out.Accounts = append(out.Accounts, v)
	}
	states, err := s.states(c, store.Filter{Account: account, Active: true})
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, state := range states {
		out.Live = append(out.Live, agentView(state))
	}
	counts, err := s.Store.Counts(c.Request.Context(), account)
	if err != nil {
		s.fail(c, err)
		return
	}
	out.Counts = WriteCounts{Waiting: counts[store.Waiting], Sending: counts[store.Sending], Held: counts[store.Held], Landed: counts[store.Landed], Dropped: counts[store.Dropped]}
	for _, p := range s.Config.Live.Presence().Agents(account) {
		out.Agents = append(out.Agents, PresentAgent{Agent: Agent{Id: p.Agent.ID, Name: p.Agent.Name}, Account: p.Account, Reachable: p.Reachable, Since: p.Since})
	}
	c.JSON(http.StatusOK, out)
}

// ListWrites: every write with its state.
func (s *Server) ListWrites(c *gin.Context, p ListWritesParams) {
	f := store.WriteFilter{Account: claims(c).Account, Limit: 100, Newest: true}
	if p.Account != nil && f.Account == "" {
		f.Account = *p.Account
	}
	if p.State != nil {
		f.States = []store.WriteState{store.WriteState(*p.State)}
	}
	if p.Limit != nil {
		f.Limit = *p.Limit
	}
	rows, err := s.Store.Writes(c.Request.Context(), f)
	if err != nil {
		s.fail(c, err)
		return
	}
	out := WriteList{Writes: []WriteRow{}}
	states := map[interaction.ID]interaction.State{}
	for _, r := range rows {
		state, ok := states[r.Interaction]
		if !ok {
			if state, err = s.load(c, r.Interaction); err != nil {
				s.fail(c, err)
				return
			}
			states[r.Interaction] = state
		}
		out.Writes = append(out.Writes, writeRow(r, state))
	}
	c.JSON(http.StatusOK, out)
}

func writeRow(r store.Write, s interaction.State) WriteRow {
	v := WriteRow{
		Key: r.Key, Interaction: string(r.Interaction), Account: r.Account, Kind: string(r.Kind), State: WriteRowState(r.State),
		Attempts: r.Attempts, CreatedAt: r.CreatedAt, NextAt: ptr(r.NextAt),
	}
	if it, ok := s.Item(r.Key); ok {
		v.Reason, v.Since = ptr(it.Delivery.Reason), ptr(it.Delivery.Since)
	}
	if s.Ticket != nil {
		v.Ticket, v.TicketUrl = ptr(s.Ticket.Number), ptr(s.Ticket.URL)
	}
	return v
}

// RetryWrite tries one held write again, and lets the account's writes flow.
func (s *Server) RetryWrite(c *gin.Context, key string) {
	id, _, _ := strings.Cut(key, "-")
	state, err := s.load(c, interaction.ID(id))
	if err != nil {
		s.fail(c, err)
		return
	}
	if _, err := s.Deciding.Update(c.Request.Context(), s.Store, state.ID, interaction.Retry{Key: key, By: claims(c).Agent.Name}); err != nil {
		s.fail(c, err)
		return
	}
	if a, ok := s.accounts[state.Account]; ok {
		a.Reopen()
	}
	c.Status(http.StatusNoContent)
}
