package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// floodFound are the contacts that one answer has, the newest first, and floodDropped
	// those that one request discards: an admin asks again for what is left.
	floodFound   = 20_000
	floodDropped = 250
	// floodShown are shown of it, so that an admin sees what they are about to discard.
	floodShown = 10
	// floodSources that sent most of it.
	floodSources = 10
	// floodText is how much of what one wrote is shown, in characters.
	floodText = 120
)

// PreviewFlood says what DropFlood would discard.
func (s *Admins) PreviewFlood(c *gin.Context) {
	var in contract.FloodFilter
	if !s.Bind(c, &in) {
		return
	}
	found, ok := s.flood(c, in)
	if ok {
		c.JSON(http.StatusOK, found.view())
	}
}

// DropFlood discards contacts that nobody vouches for and no agent has taken up.
func (s *Admins) DropFlood(c *gin.Context) {
	var in contract.FloodFilter
	if !s.Bind(c, &in) {
		return
	}
	found, ok := s.flood(c, in)
	if !ok {
		return
	}
	who := edge.Claims(c)
	dropped := map[string]int{} // by account
	n, left := 0, len(found.states)
	var failed error
	for _, state := range found.states {
		if n == floodDropped {
			break
		}
		var became fate
		if became, failed = s.discard(c.Request.Context(), state, who.Agent.Name); failed != nil {
			break
		}
		switch became {
		case discarded:
			dropped[state.Account]++
			n, left = n+1, left-1
		case takenUp:
			left--
		case underWay:
		}
	}
	for account, many := range dropped {
		detail := fmt.Sprintf("%d contacts without a signed packet, %s to %s, app %s, source %s", many,
			in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339), cmp.Or(contract.Val(in.App), "any"), cmp.Or(contract.Val(in.Source), "any"))
		if !s.Recorded(c, store.AuditEntry{Action: edge.FloodDropped, Account: account, Subject: cmp.Or(contract.Val(in.App), "flood"), Detail: detail}) {
			return
		}
	}
	if failed != nil {
		s.Fail(c, failed)
		return
	}
	c.JSON(http.StatusOK, contract.FloodDropped{Dropped: n, Left: left, More: found.more})
}

// fate of one contact of a flood that is dropped.
type fate int

const (
	discarded fate = iota
	takenUp        // an agent has accepted it meanwhile, and it is none any more
	underWay       // it is being written just now, and what comes of that is not known yet
)

func (s *Admins) discard(ctx context.Context, state interaction.State, by string) (fate, error) {
	rows, err := s.Store.Writes(ctx, store.WriteFilter{Interaction: state.ID, States: []store.WriteState{store.Sending}, Limit: 1})
	if err != nil || len(rows) > 0 {
		return underWay, err
	}
	_, err = s.Decider.Update(ctx, s.Store, state.ID, interaction.Discard{Reason: "Discarded as part of a flood.", By: by})
	if _, refused := errors.AsType[*interaction.Refusal](err); refused {
		return takenUp, nil
	}
	return discarded, err
}

// flood of contacts.
type flood struct {
	states []interaction.State
	more   bool // there may be older ones: not all were looked at
}

// flood that a filter finds, among the accounts of whoever asks; false: the request has been
// answered.
func (s *Admins) flood(c *gin.Context, in contract.FloodFilter) (flood, bool) {
	if !in.To.After(in.From) {
		s.Fail(c, problem.Invalid("to is not after from."))
		return flood{}, false
	}
	source, ok := network(contract.Val(in.Source))
	if !ok {
		s.Fail(c, problem.Invalid("source is no IP address, and no network such as 203.0.113.0/24."))
		return flood{}, false
	}
	f, err := s.found(c.Request.Context(), edge.Claims(c).Account, in, source)
	if err != nil {
		s.Fail(c, err)
	}
	return f, err == nil
}

// found are those that can still be discarded, and they alone count: what was discarded
// before, and whatever has come since, stands in nobody's way.
func (s *Admins) found(ctx context.Context, account string, in contract.FloodFilter, source netip.Prefix) (f flood, err error) {
	ids, err := s.latest(ctx, account, in.To)
	if err != nil {
		return flood{}, err
	}
	page, most := store.Filter{Account: account, Limit: 200}, cmp.Or(s.FloodFound, floodFound)
	if len(ids) > 0 {
		page.Before = ids[0]
	}
	for last := false; ; {
		for _, id := range ids {
			state, err := s.Store.State(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				continue // it was removed meanwhile
			}
			if err != nil {
				return flood{}, err
			}
			if state.StartedAt.Before(in.From) {
				return f, nil // older ones follow
			}
			if !floods(state, in) || !within(source, state.Source) {
				continue
			}
			if len(f.states) == most {
				f.more = true
				return f, nil
			}
			f.states = append(f.states, state)
		}
		if last {
			return f, nil
		}
		if ids, err = s.Store.List(ctx, page); err != nil {
			return flood{}, err
		}
		if last = len(ids) < page.Limit; !last {
			page.Before = ids[len(ids)-1]
		}
	}
}

// latest contact that had begun when a flood was over, where there may be many newer ones:
// none means that they are to be gone through. The index may be behind, but never knows of
// a contact without knowing those before it; clocks of servers differ a little.
func (s *Admins) latest(ctx context.Context, account string, to time.Time) ([]interaction.ID, error) {
	to = to.Add(time.Minute)
	newer, err := s.Store.Find(ctx, store.TermFilter{Account: account, From: to, Limit: 1})
	if err != nil || len(newer) == 0 {
		return nil, err
	}
	return s.Store.Find(ctx, store.TermFilter{Account: account, To: to, Limit: 1})
}

// floods tells whether a contact is a part of it: nothing that anybody vouches for, or that
// an agent has taken up, ever is.
func floods(s interaction.State, in contract.FloodFilter) bool {
	app := contract.Val(in.App)
	return s.Discardable() && s.StartedAt.Before(in.To) && (app == "" || s.App == app)
}

// network that an admin writes: of an address, what its subscriber has of the net; of nothing,
// none. ok is false for anything else.
func network(text string) (n netip.Prefix, ok bool) {
	if text == "" {
		return n, true
	}
	if a, err := netip.ParseAddr(text); err == nil {
		return edge.Subscriber(a.Unmap().WithZone("")), true
	}
	n, err := netip.ParsePrefix(text)
	return n.Masked(), err == nil
}

// within a network, or any where it is none.
func within(n netip.Prefix, source string) bool {
	if !n.IsValid() {
		return true
	}
	from, ok := network(source)
	return ok && from.IsValid() && n.Bits() <= from.Bits() && n.Contains(from.Addr())
}

func (f flood) view() contract.Flood {
	out := contract.Flood{Contacts: len(f.states), More: f.more, Sources: []contract.FloodSource{}, Newest: []contract.FloodContact{}}
	type origin struct{ app, source string }
	many := map[origin]int{}
	for i, s := range f.states {
		if i < floodShown {
			out.Newest = append(out.Newest, floodContact(s))
		}
		for _, it := range s.Items.All() {
			if it.Delivery.State == interaction.Waiting || it.Delivery.State == interaction.Held {
				out.Writes++
			}
		}
		many[origin{s.App, s.Source}]++
	}
	for o, n := range many {
		out.Sources = append(out.Sources, contract.FloodSource{App: o.app, Source: contract.Opt(o.source), Contacts: n})
	}
	slices.SortFunc(out.Sources, func(a, b contract.FloodSource) int {
		return cmp.Or(b.Contacts-a.Contacts, cmp.Compare(a.App, b.App), cmp.Compare(contract.Val(a.Source), contract.Val(b.Source)))
	})
	out.Sources = out.Sources[:min(len(out.Sources), floodSources)]
	return out
}

func floodContact(s interaction.State) contract.FloodContact {
	text := []rune(s.Message)
	return contract.FloodContact{
		Interaction: string(s.ID), StartedAt: s.StartedAt, App: s.App, Source: contract.Opt(s.Source), Channel: contract.FloodContactChannel(s.Channel),
		Customer: contract.Opt(cmp.Or(s.Customer.Name, s.Customer.Email, s.Customer.Phone)), Text: contract.Opt(string(text[:min(len(text), floodText)])),
	}
}
