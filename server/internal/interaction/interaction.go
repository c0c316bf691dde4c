// Package interaction is the domain of Deskside: what can happen between a
// customer and a company from arrival to the end of wrap-up, and what follows
// from it. It is pure: no clock, no I/O, only the standard library.
//
// An interaction is an append-only list of events. Fold turns the events into a
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

// Channel by which the customer came.
type Channel string

// Channels.
const (
	Voice   Channel = "voice"
	Message Channel = "message"
)

// Direction as the company sees it.
type Direction string

// Directions.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// Agent is a person of the company who answers. ID is account/CRM user id.
type Agent struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	CRMID string `json:"crm_id,omitempty"`
}

// Customer is what is known of the person on the other side. Verified is true
// only when a signed packet said so.
type Customer struct {
	ExternalID string `json:"external_id,omitempty"`
	Name       string `json:"name,omitempty"`
	Email      string `json:"email,omitempty"`
	Phone      string `json:"phone,omitempty"` // E.164
	Verified   bool   `json:"verified,omitempty"`
}

// Trust says how much of a packet was signed by the company.
type Trust string

// Degrees of trust in a packet.
const (
	Signed   Trust = "signed"   // a valid signature covers Packet.Signed
	Unsigned Trust = "unsigned" // nobody signed anything
	Rejected Trust = "rejected" // there was a signature and it did not hold; Packet.Problem says why
)

// Packet is the context packet. Signed fields are facts; unsigned ones are
// hearsay and are shown and written as such.
type Packet struct {
	Trust    Trust   `json:"trust"`
	Problem  string  `json:"problem,omitempty"`
	Signed   []Field `json:"signed,omitempty"`
	Unsigned []Field `json:"unsigned,omitempty"`
	Ticket   string  `json:"ticket,omitempty"` // from signed fields only
}

// Field of a packet, in the order in which it was given.
type Field struct {
	Key    string `json:"key"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	Type   string `json:"type"`             // text, number, date, url, boolean
	Hidden bool   `json:"hidden,omitempty"` // kept here, never shown to an agent nor written to a CRM
}

// File is a photo or document, kept in the blob store under its hash.
type File struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	Size        int64  `json:"size"`
	SHA256      string `json:"sha256"`
}

// Policy is what an admin may decide about interactions.
type Policy struct {
	OpenOn     OpenOn
	ClaimLease time.Duration // from accepting an offer to the agent's leg joining
	ConnectBy  time.Duration // from a voice contact's start to the customer's leg arriving
	WrapUp     time.Duration // from the end of a call to its being closed although nobody has wrapped it up; 0: never
}

// OpenOn is the moment from which an interaction is written to the CRM.
type OpenOn string

// Moments to open a ticket.
const (
	OnArrival OpenOn = "arrival"
	OnAnswer  OpenOn = "answer"
)

// Refusal is an answer to a command that cannot be carried out in the state the
// interaction is in. Message is one safe sentence for the person who asked.
type Refusal struct {
	Code    string
	Message string
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

func refuse(code, message string) error { return &Refusal{code, message} }
