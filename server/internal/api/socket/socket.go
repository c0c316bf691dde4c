// Package socket opens the socket on which agents and customers hear of what changes, and
// says how what they hear looks.
//
// A socket shows the same views as the routes do, to the speaker of its session alone; it is
// opened for our own pages and, for customers, those of the configured apps. The number of
// open sockets is bounded, which is all the state there is. Any number of requests may use
// it at once; a socket lives as long as the hub serves it.
package socket

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// Sockets of one process: what is over it is told to come back. Agents and admins have
// some that customers cannot take, and nobody has more than their own. Three quarters of the
// customers' are for those whom nobody vouches for; they share them by source and by app.
const (
	customersAtOnce = 12_000
	customerAtOnce  = 16 // one interaction: a page that is loaded anew leaves its socket behind for a while
	agentsAtOnce    = 12_000
	agentAtOnce     = 64 // tabs
)

// viewer is whom sockets are counted for.
type viewer struct {
	role session.Role
	id   string
}

// Hub serves sockets that are open.
type Hub interface {
	Serve(w http.ResponseWriter, r *http.Request, v live.Viewer, done func()) error
}

// Sockets opens them.
type Sockets struct {
	*edge.Edge
	most      int // of customers
	hub       Hub
	agents    *edge.Places[viewer]
	customers edge.Shares[int64]
	made      atomic.Int64
}

// New Sockets of a hub; customers have that many, 0: 12,000.
func New(e *edge.Edge, hub Hub, customers int) *Sockets {
	return &Sockets{Edge: e, most: cmp.Or(customers, customersAtOnce), hub: hub, agents: edge.NewPlaces[viewer](agentsAtOnce)}
}

// Live opens a socket for whoever the bearer token names.
func (s *Sockets) Live(c *gin.Context, p contract.LiveParams) {
	who, expires, err := s.Speaker(c.Request)
	if err != nil {
		s.Fail(c, err)
		return
	}
	free, err := s.place(c.Request, who)
	if err != nil {
		s.Fail(c, err)
		return
	}
	v := live.Viewer{
		Audience: live.Audience{Role: who.Role, Account: who.Account}, Agent: who.Agent, Interaction: who.Interaction,
		Expires: expires, Session: who, Tab: contract.Val(p.Tab), After: p.After,
	}
	if err := s.hub.Serve(c.Writer, c.Request, v, free); err != nil {
		free()
		s.Fail(c, err)
	}
}

// place for a socket.
func (s *Sockets) place(r *http.Request, who session.Claims) (free func(), err error) {
	if who.Role != session.Customer {
		whose := viewer{who.Role, who.Agent.ID}
		if !s.agents.Take(whose, 1, agentAtOnce) {
			return nil, store.ErrBusy
		}
		return func() { s.agents.Leave(whose, 1) }, nil
	}
	state, err := s.Store.State(r.Context(), who.Interaction)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	strangers := s.most / 4 * 3
	sharers := []edge.Sharer{{Kind: "all", Most: s.most}, {Kind: "interaction", Name: string(who.Interaction), Most: customerAtOnce}}
	if state.Packet.Trust != interaction.Signed {
		sharers = append(sharers, edge.Sharer{Kind: edge.OfApp, Name: state.App, Most: strangers})
		if from := s.SourceApart(r); from != "" {
			sharers = append(sharers, edge.Sharer{Kind: "source", Name: from, Most: strangers / 8})
		}
	}
	free, ok := s.customers.Take(s.made.Add(1), sharers, strangers, len(s.Apps))
	if !ok {
		return nil, store.ErrBusy
	}
	return free, nil
}

// Render is how the hub shows an interaction to its viewers: to customers as the routes
// do, to all others what has changed of the routes' view.
func Render(f edge.Files, accounts []edge.Account) func(live.Audience, interaction.State, int) any {
	return func(a live.Audience, s interaction.State, since int) any {
		if a.Role == session.Customer {
			return view.Contact(s, edge.LimitsOf(f, accounts, s.Account))
		}
		return view.Change(s, since, edge.LexiconOf(accounts, s.Account))
	}
}

// Renewal lets a socket go on with a renewed session of the same speaker.
func Renewal(k *session.Tokens, ended func(session.Claims) bool) func(live.Viewer, string) (session.Claims, time.Time, error) {
	return func(v live.Viewer, token string) (session.Claims, time.Time, error) {
		who, expires, err := edge.Live(k, ended, token)
		if err == nil && (who.Role != v.Role || who.Account != v.Account || who.Agent.ID != v.Agent.ID || who.Interaction != v.Interaction) {
			err = session.ErrInvalid
		}
		return who, expires, err
	}
}

// Origins decides which pages may open a socket: our own, and for
// customers also those of the configured apps.
func Origins(publicURL string, apps []edge.App) func(*http.Request, live.Viewer) bool {
	own := edge.Origin(publicURL)
	return func(r *http.Request, v live.Viewer) bool {
		origin := r.Header.Get("Origin")
		if origin == "" || origin == own {
			return true
		}
		return v.Role == session.Customer && slices.ContainsFunc(apps, func(a edge.App) bool { return slices.Contains(a.Origins, origin) })
	}
}

// RenderMe is how the hub shows agents to themselves.
func RenderMe(me func(account, agent string) routing.Me, accounts []edge.Account) func(live.Viewer) any {
	return func(v live.Viewer) any {
		return view.Me(me(v.Account, v.Agent.ID), edge.LexiconOf(accounts, v.Account))
	}
}
