package config

import (
	"cmp"
	"time"
)

// Queue is where interactions wait.
type Queue struct {
	Name          string   `key:"name"`
	Skills        []string `key:"skills"`         // an agent needs all of them
	Languages     []string `key:"languages"`      // BCP 47
	Hours         []string `key:"hours"`          // "mon-fri 09:00-17:00" in Timezone; empty: always
	Holidays      []string `key:"holidays"`       // "2026-12-25", or "12-25" of each year
	Timezone      string   `key:"timezone"`       // IANA name; never empty after Load
	Overflow      string   `key:"overflow"`       // name of the queue that helps out
	OverflowAfter Duration `key:"overflow_after"` // of waiting; 0: only when nobody of its own is to be had
	Offer         Offer    `key:"offer"`
	Voicemail     bool     `key:"voicemail"` // callers by phone may leave a message when it is closed, and when nobody has come

	TicketSettings // Priority: also which calls are offered first
}

// Offer of a queue's calls to agents.
type Offer struct {
	Mode    string   `key:"mode"`    // never empty after Load
	Timeout Duration `key:"timeout"` // of one turn
}

// Modes of an offer.
const (
	OfferAll      = "all"
	OfferOne      = "one"
	OfferWidening = "widening"
)

func (q *Queue) derive(zone string) {
	q.Timezone = cmp.Or(q.Timezone, zone)
	q.Offer.Mode = cmp.Or(q.Offer.Mode, OfferAll)
	if q.Offer.Timeout == 0 {
		q.Offer.Timeout = Duration(20 * time.Second)
	}
}

// Roles of agents.
const (
	RoleAgent      = "agent"
	RoleSupervisor = "supervisor"
)

// Agent of an account, and what they can do. Either ID or Email names them.
type Agent struct {
	Account   string   `key:"account"` // name; never empty after Load
	ID        string   `key:"id"`      // of their user in the CRM
	Email     string   `key:"email"`   // of their user in the CRM
	Skills    []string `key:"skills"`
	Languages []string `key:"languages"` // empty: all
	Group     int      `key:"group"`     // 0: the first
	Phone     string   `key:"phone"`     // E.164
	Role      string   `key:"role"`
}
