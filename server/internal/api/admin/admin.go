package admin

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates/words"
)

// GetOverview: accounts, what is live now, and how many writes stand where.
func (s *Admins) GetOverview(c *gin.Context) {
	account := edge.Claims(c).Account
	out := contract.Overview{Accounts: []contract.AccountHealth{}, Queues: []contract.QueueNow{}, Live: []contract.Interaction{}, Agents: []contract.PresentAgent{}}
	for _, a := range append(slices.Clone(s.Accounts), s.Twilio) {
		h := a.Health()
		v := contract.AccountHealth{
			Name: a.Name, Kind: contract.AccountHealthKind(a.Kind), Url: a.URL, State: contract.AccountHealthState(h.State), Reason: contract.Opt(h.Reason),
			Until: contract.Opt(h.Until), CheckedAt: contract.Opt(h.CheckedAt), Organisation: contract.Opt(h.Organisation), Budget: h.Budget,
		}
		if noun := a.Lexicon.Noun; noun != nil {
			v.Noun = (*contract.Noun)(&noun)
		}
		if len(h.Findings) > 0 {
			v.Findings = &h.Findings
		}
		if a.Ticket != nil && (account == "" || account == a.Name) { // Twilio is written nothing
			counts, err := s.counts(c, a.Name)
			if err != nil {
				s.Fail(c, err)
				return
			}
			v.Counts = &counts
		}
		out.Accounts = append(out.Accounts, v)
	}
	states, err := s.States(c, store.Filter{Account: account, Active: true})
	if err != nil {
		s.Fail(c, err)
		return
	}
	for _, state := range states {
		if state.Active() { // else a text of it is still to be sent, or something asked
			out.Live = append(out.Live, view.Head(state, s.Lexicon(state.Account)))
		}
	}
	now, active, err := s.Routing.Queues(c.Request.Context(), account)
	if err != nil {
		s.Fail(c, err)
		return
	}
	lately, err := s.Service(c.Request.Context(), account)
	if err != nil {
		s.Fail(c, err)
		return
	}
	out.Queues, out.Active, out.Service = view.Queues(s.Queues, now, lately), active, view.Service(lately)
	if out.Counts, err = s.counts(c, account); err != nil {
		s.Fail(c, err)
		return
	}
	for _, a := range s.Routing.Agents(account) {
		out.Agents = append(out.Agents, view.Present(a))
	}
	c.JSON(http.StatusOK, out)
}

func (s *Admins) counts(c *gin.Context, account string) (contract.WriteCounts, error) {
	n, err := s.Store.Counts(c.Request.Context(), account)
	return contract.WriteCounts{Waiting: n[store.Waiting], Sending: n[store.Sending], Held: n[store.Held], Landed: n[store.Landed], Dropped: n[store.Dropped]}, err
}

// ListWrites: every write with its state.
func (s *Admins) ListWrites(c *gin.Context, p contract.ListWritesParams) {
	f := store.WriteFilter{Account: edge.Claims(c).Account, Limit: 100, Newest: true}
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
		s.Fail(c, err)
		return
	}
	out := contract.WriteList{Writes: []contract.WriteRow{}}
	states := map[interaction.ID]interaction.State{}
	for _, r := range rows {
		state, ok := states[r.Interaction]
		if !ok {
			if state, err = s.Load(c, r.Interaction); err != nil {
				s.Fail(c, err)
				return
			}
			states[r.Interaction] = state
		}
		out.Writes = append(out.Writes, writeRow(r, state, s.Lexicon(r.Account)))
	}
	c.JSON(http.StatusOK, out)
}

func writeRow(r store.Write, s interaction.State, l words.Lexicon) contract.WriteRow {
	v := contract.WriteRow{
		Seq: r.Seq, Key: r.Key, Interaction: string(r.Interaction), Account: r.Account, Kind: string(r.Type), State: contract.WriteRowState(r.State),
		Attempts: r.Attempts, CreatedAt: r.CreatedAt, NextAt: contract.Opt(r.NextAt),
	}
	if it, ok := s.Item(r.Key); ok {
		v.Reason, _ = view.DeliveryReason(it.Delivery, s.Unclear, l)
		v.Since = contract.Opt(it.Delivery.Since)
	}
	if s.Ticket != nil {
		v.Ticket, v.TicketUrl = contract.Opt(s.Ticket.Number), contract.Opt(s.Ticket.URL)
	}
	return v
}

// RetryWrite tries one write again now, and lets the account's writes flow.
func (s *Admins) RetryWrite(c *gin.Context, key string) {
	id, _, _ := strings.Cut(key, "-")
	state, ok := s.Decided(c, interaction.ID(id), interaction.Retry{Key: key, By: edge.Claims(c).Agent.Name})
	if !ok || !s.Recorded(c, store.AuditEntry{Action: edge.WriteRetried, Account: state.Account, Subject: key}) {
		return
	}
	if a, ok := s.Account(state.Account); ok {
		a.Resume()
	}
	c.Status(http.StatusNoContent)
}

// GetDoctor looks at everything.
func (s *Admins) GetDoctor(c *gin.Context) {
	own := edge.Claims(c).Account
	out := contract.DoctorReport{CheckedAt: s.Decider.Now(), Checks: []contract.Check{}}
	for _, d := range s.Doctor(c.Request.Context()) {
		if own == "" || d.Account == own {
			out.Checks = append(out.Checks, contract.Check{Account: contract.Opt(d.Account), Subject: d.Subject, State: contract.CheckState(d.State), Text: d.Text, Next: contract.Opt(d.Next)})
		}
	}
	c.JSON(http.StatusOK, out)
}

// Rehearse plays a contact, sending nothing.
func (s *Admins) Rehearse(c *gin.Context, account string) {
	if _, ok := s.Account(account); !ok || !edge.Administers(edge.Claims(c), account) {
		s.Fail(c, problem.UnknownAccount())
		return
	}
	staged, err := s.Rehearsal(c.Request.Context(), account)
	if err != nil {
		s.Log.Warn("a rehearsal stopped", "account", account, "err", err)
		s.Fail(c, problem.New(http.StatusConflict, "rehearsal_stopped", "The rehearsal stopped before its end; the server's log says why."))
		return
	}
	out := contract.Rehearsal{Account: account, Requests: []contract.RehearsedRequest{}}
	for _, r := range staged {
		out.Requests = append(out.Requests, contract.RehearsedRequest{Method: r.Method, Url: r.URL, Writes: r.Writes, Headers: contract.List(r.Headers), Body: r.Body})
	}
	if s.Recorded(c, store.AuditEntry{Action: edge.Rehearsed, Account: account}) {
		c.JSON(http.StatusOK, out)
	}
}
