// Package interaction is the domain of Deskside: what can happen between a
// customer and a company from arrival to the end of wrap-up, and what follows
// from it. It is pure: no clock, no I/O, only the standard library.
//
// An interaction is an append-only list of events. State.Advance turns the events into a
// State; Decide answers a command with new events and with the writes that must
// reach the CRM because of them. The caller commits both in one transaction
// before anybody is told that the command has succeeded.
package interaction

import (
	"strconv"
	"strings"
	"time"
)

// ID of an interaction: a ULID in lower case, so that it may stand in a
// conference name, a CRM key and a URL alike.
type ID string

// Conference is the name of the interaction's conference. Conference names are
// account-wide at Twilio and hold no personal data.
func (id ID) Conference() string { return "c_" + string(id) }

// ByConference is the inverse of Room.
func ByConference(room string) (ID, bool) {
	id, ok := strings.CutPrefix(room, "c_")
	return ID(id), ok && id != ""
}

// Key names one write for ever: interaction, item and revision. It is the same
// at every try and safe for every CRM: lower-case letters, digits and '-'.
func (id ID) Key(item string, revision int) string {
	return string(id) + "-" + item + "-" + strconv.Itoa(revision)
}

// Agent is a person of the company who answers. ID is account/CRM user id.
type Agent struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	CRMID string `json:"crm_id,omitempty"`
}

// Policy is what an admin may decide about interactions.
type Policy struct {
	OpenOn     OpenOn
	ClaimLease time.Duration // from accepting an offer to the agent's leg joining
	ConnectBy  time.Duration // from a voice contact's start to the customer's leg arriving
	// LongestWait of a customer for an agent, until the call is ended; 0: for ever.
	LongestWait time.Duration
	Bounds      Bounds
	Texts       TextPolicy
	WrapUp      time.Duration // from the end of a call to its being closed although nobody has wrapped it up; 0: never
}

// OpenOn is the moment from which an interaction is written to the CRM.
type OpenOn string

// Moments to open a ticket.
const (
	OnArrival OpenOn = "arrival"
	OnAnswer  OpenOn = "answer"
)

// Refusal is an answer to a command that cannot be carried out in the state the
// interaction is in. Its code has a sentence at the edge.
type Refusal struct{ Code string }

func (r *Refusal) Error() string { return "refused: " + r.Code }

func refuse(code string) error { return &Refusal{code} }
