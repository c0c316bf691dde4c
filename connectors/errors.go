package connectors

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind says what a failed attempt means. The set is closed: delivery switches
// over all of it, without a default.
type Kind int

// Kinds of failure.
const (
	_ Kind = iota
	// Transient: did not take effect and may work later. Back off and retry.
	Transient
	// Throttled: refused for quota, costs no attempt. The account's gate closes until RetryAfter.
	Throttled
	// Unauthorized: the credentials do not work. Park the account, tell the admin, keep the order.
	Unauthorized
	// Gone: the ticket is closed, merged or deleted. Resolve the ticket again, else hold for a person.
	Gone
	// Conflict: somebody else changed the ticket meanwhile. Re-read, render again, retry.
	Conflict
	// Rejected: the CRM will never accept this. Hold with the reason, replayable.
	Rejected
	// Unknown: the request left and its outcome was not heard. Look before sending again.
	Unknown
)

func (k Kind) String() string {
	switch k {
	case Transient:
		return "transient"
	case Throttled:
		return "throttled"
	case Unauthorized:
		return "unauthorized"
	case Gone:
		return "gone"
	case Conflict:
		return "conflict"
	case Rejected:
		return "rejected"
	case Unknown:
		return "unknown"
	}
	return fmt.Sprintf("kind(%d)", int(k))
}

// Error is the only error a connector returns.
type Error struct {
	Kind       Kind
	Op         string        // "zendesk: update ticket"
	Status     int           // HTTP status, 0 if none was heard
	Code       string        // the cloud's own code: RecordInvalid, UNABLE_TO_LOCK_ROW
	RetryAfter time.Duration // Throttled and Transient: as told by the cloud, 0 if it did not say
	Item       string        // Rejected: key of the item at fault, where the cloud can tell
	Daily      bool          // Throttled by a budget that refills over hours, not seconds
	OneTicket  bool          // Throttled by a limit of this ticket alone: the account's others are free

	// Reason is for agents and admins. Its values hold no secret, no personal data and
	// no markup from the cloud.
	Reason Reason
	// Detail is the CRM's own code and words, for an admin who looks for the rule or the
	// field: one line, without addresses, numbers and markup. It is no part of Error and
	// of no log, and is not shown to agents.
	Detail string
	// Err is the chain for the operator's log; never shown to a browser.
	Err error
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s: %s", e.Op, e.Kind)
	if e.Status != 0 {
		s += fmt.Sprintf(" (%d", e.Status)
		if e.Code != "" {
			s += " " + e.Code
		}
		s += ")"
	}
	if e.Reason.Code != "" {
		s += ": " + e.Reason.String()
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Codes of reasons why a ticket that is neither closed, merged nor deleted takes
// nothing more: another one has to be chosen.
const (
	TicketFull       = "ticket_full"         // it holds as many notes as the CRM allows
	TicketShared     = "ticket_shared"       // another organisation's, which shares it
	TicketOutOfReach = "ticket_out_of_reach" // the integration user may not write there
)

// ElsewhereReasons lists them, for tests that prove that each has its sentence.
func ElsewhereReasons() []string { return []string{TicketFull, TicketShared, TicketOutOfReach} }

// Reason is a code with values. Sentences are made of it at the edge, in the reader's
// language. The zero Reason says no more than the error's Kind does.
type Reason struct {
	Code   string // snake_case
	Values map[string]string
}

// Because makes a reason of a code and values: name, value, name, value …
func Because(code string, values ...string) Reason {
	r := Reason{Code: code}
	if len(values) > 0 {
		r.Values = map[string]string{}
		for i := 0; i+1 < len(values); i += 2 {
			r.Values[values[i]] = values[i+1]
		}
	}
	return r
}

// String is for logs: salesforce_items(limit=50).
func (r Reason) String() string {
	if len(r.Values) == 0 {
		return r.Code
	}
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		pairs = append(pairs, name+"="+r.Values[name])
	}
	return r.Code + "(" + strings.Join(pairs, " ") + ")"
}

func (e *Error) Unwrap() error { return e.Err }

// FileGone is for a file whose Open says that there are no bytes; nil for any other error.
func FileGone(op string, f File, err error) *Error {
	if !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return &Error{Kind: Rejected, Op: op, Item: f.Key, Reason: Because("file_gone"), Err: err}
}

// KindOf returns the kind of err, Unknown for an error that is not a connector's:
// what cannot be read must be looked at before it is repeated.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Unknown
}
