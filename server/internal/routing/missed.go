package routing

import (
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Missed is an offer that an agent did not get, or did not take.
type Missed struct {
	Interaction interaction.ID
	At          time.Time
	Who         string // the customer's name or number
	App         string // through which they came
	Reason      interaction.MissReason
	Text        string
}

const (
	day = 24 * time.Hour
	// mostMissed are told to an agent, none of them older than a day.
	mostMissed = 20
)

// offered lately in an account, to whomever: what an agent has missed of it follows
// from their own history.
type offered struct {
	calls   []offeredCall // the last to be over first
	version int           // counts the changes
}

type offeredCall struct {
	id     interaction.ID
	who    string
	app    string
	over   time.Time // when the last of its offers was over that is, or one agent's turn
	offers []interaction.Offering
}

// offer of an interaction: what is known of it now. Those that are over for longer than
// a day are forgotten, and the oldest of more than recent.
func (c *calls) offer(s interaction.State) {
	offers := s.Offerings()
	var over time.Time
	for _, o := range offers {
		over = later(over, o.Ended())
	}
	of := c.offered[s.Account]
	if of == nil {
		of = &offered{}
		c.offered[s.Account] = of
	}
	if over.IsZero() {
		return // an offer that is over stays so
	}
	is := func(o offeredCall) bool { return o.id == s.ID }
	if i := slices.IndexFunc(of.calls, is); i >= 0 {
		if of.calls[i].over.Equal(over) {
			return
		}
		of.calls = slices.Delete(of.calls, i, i+1)
	}
	at := slices.IndexFunc(of.calls, func(o offeredCall) bool { return !o.over.After(over) })
	if at < 0 {
		at = len(of.calls)
	}
	of.calls = slices.Insert(of.calls, at, offeredCall{id: s.ID, who: whoOf(s), app: s.App, over: over, offers: offers})
	of.calls = of.calls[:min(len(of.calls), recent)]
	of.version++
}

// forget what was over more than a day ago.
func (c *calls) forget(now time.Time) {
	for _, of := range c.offered {
		of.calls = slices.DeleteFunc(of.calls, func(o offeredCall) bool { return now.Sub(o.over) >= day })
	}
}

// missed by an agent, as it was worked out last.
type missed struct {
	all      []Missed // newest first
	offers   int      // version of what was offered
	statuses int      // how often their status had changed
}

// missed offers of an agent, newest first; r.mu is held. What it returns is never
// written to.
func (r *Routing) missed(p person) []Missed {
	h, of := r.histories[p], r.calls.offered[p.account]
	if of == nil {
		return nil
	}
	if h == nil {
		h = &history{} // of logs that name agents
	}
	if h.missed.offers != of.version || h.missed.statuses != h.changes {
		h.missed = missed{offers: of.version, statuses: h.changes}
		for _, one := range of.calls {
			if m, ok := interaction.Missed(one.offers, p.id, r.abilities(p), h.statuses); ok {
				h.missed.all = append(h.missed.all, Missed{Interaction: one.id, At: m.At, Who: one.who, App: one.app, Reason: m.Reason, Text: m.Text})
			}
			if len(h.missed.all) == mostMissed {
				break
			}
		}
		slices.SortStableFunc(h.missed.all, func(a, b Missed) int { return b.At.Compare(a.At) })
	}
	all, now := h.missed.all, r.Clock.Now()
	if old := slices.IndexFunc(all, func(m Missed) bool { return now.Sub(m.At) >= day }); old >= 0 {
		return all[:old]
	}
	return all
}
