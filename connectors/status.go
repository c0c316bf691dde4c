package connectors

import (
	"context"
	"strings"
)

// Statuses is what a CRM offers an agent who says what becomes of a ticket.
type Statuses interface {
	// TicketStatuses gives how a ticket stands, and what may become of it. It costs at
	// most four calls, one when it has been asked lately, and changes nothing. A ticket
	// that takes nothing any more gives no choices, or Gone.
	TicketStatuses(ctx context.Context, ticket string) (TicketStatuses, error)
}

// TicketStatuses of one ticket.
type TicketStatuses struct {
	Now     Status   // its Value is for NewStatus.Saw
	Choices []Status // in the CRM's order, the ticket's own among them where it may be chosen
}

// Status of a ticket, as the CRM has it.
type Status struct {
	Value  string // the CRM's own
	Label  string // as the CRM's agents read it
	Closed bool   // nobody works on such a ticket any more
}

// NewStatus is what becomes of a ticket, in an agent's word. It stands or falls alone: one
// that the CRM does not take, or that would undo what somebody has done since, is left out,
// and the rest of the update lands all the same.
type NewStatus struct {
	Key   string // of the note that travels with it
	Value string // of one of TicketStatuses.Choices
	// Saw are the statuses that it may be changed from: as it was shown to the agent, and
	// what earlier updates of the same contact have made of it.
	Saw []string
}

// Why a ticket's status was not changed.
const (
	StatusChanged = "status_changed" // somebody else has changed it since
	StatusRefused = "status_refused" // the CRM does not take it
	StatusFields  = "status_fields"  // it wants other fields filled before
)

// markBytes of what LeftMark gives.
const markBytes = 200

// LeftMark is why a status was left out, in one line that a connector can keep beside the
// update in the CRM; LeftStatus reads it.
func LeftMark(why Reason) string {
	mark := strings.TrimSpace(why.Code + " " + why.Values["fields"])
	return strings.ToValidUTF8(mark[:min(markBytes, len(mark))], "")
}

// LeftStatus is the omission that a mark tells of; none for "".
func LeftStatus(mark string) []Omission {
	code, fields, named := strings.Cut(mark, " ")
	switch {
	case code == "":
		return nil
	case named:
		return []Omission{{Of: OfStatus, Reason: Because(code, "fields", fields)}}
	}
	return []Omission{{Of: OfStatus, Reason: Because(code)}}
}
