package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// GetOverview: accounts, what is live now, and how many writes stand where.
func (s *Server) GetOverview(c *gin.Context) {
	account := claims(c).Account
	out := contract.Overview{Accounts: []contract.AccountHealth{}, Queues: []contract.QueueNow{}, Live: []contract.Interaction{}, Agents: []contract.PresentAgent{}}
	for _, a := range append(slices.Clone(s.Config.Accounts), s.Twilio) {
		h := a.Health()
		v := contract.AccountHealth{
			Name: a.Name, Kind: contract.AccountHealthKind(a.Kind), Url: a.URL, State: contract.AccountHealthState(h.State), Reason: contract.Opt(h.Reason),
			Until: contract.Opt(h.Until), CheckedAt: contract.Opt(h.CheckedAt), Organisation: contract.Opt(h.Organisation), Budget: h.Budget,
		}
		if len(h.Findings) > 0 {
			v.Findings = &h.Findings
		}
		if a.Ticket != nil && (account == "" || account == a.Name) { // Twilio is written nothing
			counts, err := s.counts(c, a.Name)
			if err != nil {
				s.fail(c, err)
				return
			}
			v.Counts = &counts
		}
		out.Accounts = append(out.Accounts, v)
	}
	states, err := s.states(c, store.Filter{Account: account, Active: true})
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, state := range states {
		out.Live = append(out.Live, view.Interaction(state))
	}
	out.Queues = queuesNow(s.Queues, states)
	if out.Counts, err = s.counts(c, account); err != nil {
		s.fail(c, err)
		return
	}
	for _, a := range s.Routing.Agents(account) {
		out.Agents = append(out.Agents, contract.PresentAgent{
			Agent: contract.Agent{Id: a.Agent.ID, Name: a.Agent.Name}, Account: a.Account, Reachable: a.Reachable, Since: a.Status.Since, Status: view.Status(a.Status),
		})
	}
	c.JSON(http.StatusOK, out)
}

func (s *Server) counts(c *gin.Context, account string) (contract.WriteCounts, error) {
	n, err := s.Store.Counts(c.Request.Context(), account)
	return contract.WriteCounts{Waiting: n[store.Waiting], Sending: n[store.Sending], Held: n[store.Held], Landed: n[store.Landed], Dropped: n[store.Dropped]}, err
}

// queuesNow counts who is in each queue.
func queuesNow(names []string, states []interaction.State) []contract.QueueNow {
	out := make([]contract.QueueNow, len(names))
	for i, name := range names {
		out[i].Name = name
	}
	for _, s := range states {
		i := slices.Index(names, s.Queue)
		if i < 0 || s.Channel != interaction.Voice {
			continue
		}
		q := &out[i]
		switch s.Call.Phase {
		case interaction.Ringing, interaction.Claimed:
			q.Waiting++
			if since := s.Call.ArrivedAt; q.Oldest == nil || since.Before(*q.Oldest) {
				q.Oldest = &since
			}
		case interaction.Connected:
			q.Talking++
		case interaction.NoCall, interaction.Awaited, interaction.Dialling, interaction.Ended:
		}
	}
	return out
}

// ListWrites: every write with its state.
func (s *Server) ListWrites(c *gin.Context, p contract.ListWritesParams) {
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
	f.Before = contract.Val(p.Before)
	rows, err := s.Store.Writes(c.Request.Context(), f)
	if err != nil {
		s.fail(c, err)
		return
	}
	out := contract.WriteList{Writes: []contract.WriteRow{}}
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

func writeRow(r store.Write, s interaction.State) contract.WriteRow {
	v := contract.WriteRow{
		Seq: r.Seq, Key: r.Key, Interaction: string(r.Interaction), Account: r.Account, Kind: string(r.Type), State: contract.WriteRowState(r.State),
		Attempts: r.Attempts, CreatedAt: r.CreatedAt, NextAt: contract.Opt(r.NextAt),
	}
	if it, ok := s.Item(r.Key); ok {
		v.Reason, _ = view.DeliveryReason(it.Delivery, s.Unclear)
		v.Since = contract.Opt(it.Delivery.Since)
	}
	if s.Ticket != nil {
		v.Ticket, v.TicketUrl = contract.Opt(s.Ticket.Number), contract.Opt(s.Ticket.URL)
	}
	return v
}

// RetryWrite tries one write again now, and lets the account's writes flow.
func (s *Server) RetryWrite(c *gin.Context, key string) {
	id, _, _ := strings.Cut(key, "-")
	state, ok := s.decided(c, interaction.ID(id), interaction.Retry{Key: key, By: claims(c).Agent.Name})
	if !ok || !s.recorded(c, store.AuditEntry{Action: writeRetried, Account: state.Account, Subject: key}) {
		return
	}
	if a, ok := s.accounts[state.Account]; ok {
		a.Resume()
	}
	c.Status(http.StatusNoContent)
}

// GetDoctor looks at everything.
func (s *Server) GetDoctor(c *gin.Context) {
	own := claims(c).Account
	out := contract.DoctorReport{CheckedAt: s.Decider.Now(), Checks: []contract.Check{}}
	for _, d := range s.Doctor(c.Request.Context()) {
		if own == "" || d.Account == own {
			out.Checks = append(out.Checks, contract.Check{Account: contract.Opt(d.Account), Subject: d.Subject, State: contract.CheckState(d.State), Text: d.Text, Next: contract.Opt(d.Next)})
		}
	}
	c.JSON(http.StatusOK, out)
}

// Rehearse plays a contact, sending nothing.
func (s *Server) Rehearse(c *gin.Context, account string) {
	if _, ok := s.accounts[account]; !ok || !administers(claims(c), account) {
		s.fail(c, problem.UnknownAccount())
		return
	}
	staged, err := s.Config.Rehearse(c.Request.Context(), account)
	if err != nil {
		s.Log.Warn("a rehearsal stopped", "account", account, "err", err)
		s.fail(c, problem.New(http.StatusConflict, "rehearsal_stopped", "The rehearsal stopped before its end; the server's log says why."))
		return
	}
	out := contract.Rehearsal{Account: account, Requests: []contract.RehearsedRequest{}}
	for _, r := range staged {
		out.Requests = append(out.Requests, contract.RehearsedRequest{Method: r.Method, Url: r.URL, Writes: r.Writes, Headers: contract.List(r.Headers), Body: r.Body})
	}
	if s.recorded(c, store.AuditEntry{Action: rehearsed, Account: account}) {
		c.JSON(http.StatusOK, out)
	}
}

// administers: an admin of every account, or of this one.
func administers(who session.Claims, account string) bool {
	return who.Account == "" || who.Account == account
}
