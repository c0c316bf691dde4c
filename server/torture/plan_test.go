package torture

import (
	"fmt"
	"math/rand/v2"

	"github.com/deskside/deskside/connectors"
)

// how the customer comes.
type how string

const (
	byPage    how = "page"    // a voice contact from the shop's page, with a packet
	byMessage how = "message" // a message from the shop's page, with a packet
	byStreet  how = "street"  // a phone call
	dialled   how = "dialled" // an agent calls them from a ticket
)

// fate of the ticket while the interaction goes on.
type fate string

const (
	undisturbed fate = ""
	closes      fate = "closed"
	vanishes    fate = "deleted"
	merges      fate = "merged"
)

// plan of one story: all that is left to chance is decided before it begins.
type plan struct {
	how     how
	named   connectors.TicketState // state of the ticket that the packet names; empty: it names none
	fate    fate
	known   bool // the CRM knows the customer
	notes   int
	photos  int
	texts   int    // each way
	hangsUp string // customer, agent
	late    bool   // one more note after wrap-up
	shares  bool   // the named ticket is one that others write to at the same time
}

func drawPlan(r *rand.Rand) plan {
	p := plan{notes: 1 + r.IntN(3), known: r.IntN(3) == 0, hangsUp: "customer", late: r.IntN(3) == 0}
	switch n := r.IntN(20); {
	case n < 9:
		p.how, p.photos = byPage, r.IntN(3)
	case n < 14:
		p.how = byMessage
	case n < 18:
		p.how = byStreet
	default:
		p.how = dialled
	}
	if r.IntN(2) == 0 {
		p.hangsUp = "agent"
	}
	if p.how != byMessage && r.IntN(2) == 0 {
		p.texts = 1 + r.IntN(2)
	}
	if p.how == byPage || p.how == byMessage {
		switch r.IntN(10) {
		case 0:
			p.named = connectors.TicketOpen
		case 1:
			p.named, p.shares = connectors.TicketOpen, true
		case 2:
			p.named = connectors.TicketSolved
		case 3:
			p.named = connectors.TicketClosed
		}
	}
	if p.how == dialled {
		p.named = connectors.TicketOpen
	}
	if p.named == "" {
		switch r.IntN(16) {
		case 0:
			p.fate = closes
		case 1:
			p.fate = vanishes
		case 2:
			p.fate = merges
		}
	}
	return p
}

// number of the customer's phone, theirs alone: of the block that is kept for
// fiction, in one area after the other.
func (s *story) phone() string { return fmt.Sprintf("+1%d5550%03d", 210+s.n/100, 100+s.n%100) }
