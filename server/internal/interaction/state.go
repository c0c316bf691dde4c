package interaction

import "time"

// State is what an interaction's events add up to: the sum of its parts. It is a
// value: Advance and Apply never share memory that is written to later.
//
// Each part is the state of one subject and stands in that subject's file, with the
// events and commands that are about it. A part takes in the events that concern it
// and reads other parts through methods alone.
type State struct {
	ID      ID
	Version int       // number of the last event; 0: nothing has happened yet
	At      time.Time // of the last event

	Contact
	Packet Packet
	Menu   Menu
	Ticketing
	Call        Call
	Assignments Assignments
	WrapUp      WrapUp
	Asks        Asks
	OnHold      OnHold
	Transfers   Transfers
	Recordings  Recordings
	Texts       Texts
	Joining     Joining
	Items       List[Item] // what must reach the CRM
	Sent        Sent

	// Log is everything that has happened: event N at index N-1.
	Log List[Event]

	exclusive bool // nothing of this state is shared yet
}

// part of a State.
type part interface {
	// apply takes in an event. The events before it have been taken in by all parts.
	apply(s *State, e Event)
	// deadline is the moment at which expire has something to do; zero: never.
	deadline(s *State, p Policy) time.Time
	// expire does what is to be done at the deadline.
	expire(d *decider)
}

// parts are all there are. Earlier ones take an event in first.
func (s *State) parts() [17]part {
	return [...]part{
		&s.Contact, packetPart{}, &s.Menu, &s.Ticketing, requesterPart{}, &s.Call, &s.Assignments, notesPart{}, &s.Sent, &s.WrapUp, writesPart{},
		&s.Asks, &s.OnHold, &s.Transfers, &s.Recordings, &s.Texts, &s.Joining,
	}
}

// registry of the events of all subjects.
var registry = merge(
	contactEvents, packetEvents, callEvents, assignmentEvents, noteEvents, fileEvents, wrapUpEvents, ticketEvents, requesterEvents, writeEvents,
	askEvents, holdEvents, menuEvents, transferEvents, consultEvents, recordingEvents, textEvents, joinEvents,
)

// itemSpecs is the table of all types of items.
var itemSpecs = []ItemSpec{
	contactItem, messageItem, fileItem, noteItem, callLogItem, wrapUpItem,
	askItem, requesterItem, textItem,
	pointerItem,
}

// timeless is for parts that no clock moves.
type timeless struct{}

func (timeless) deadline(*State, Policy) time.Time { return time.Time{} }
func (timeless) expire(*decider)                   {}

// Advance a state by the events that follow it. The result shares nothing that is
// written to later with s.
func (s State) Advance(events []Event) State {
	s.exclusive = s.Version == 0
	for _, e := range events {
		s.apply(e)
	}
	s.exclusive = false
	return s
}

// Apply one event.
func (s State) Apply(e Event) State {
	s.apply(e)
	return s
}

func (s *State) apply(e Event) {
	s.Version, s.At = e.N, e.At
	s.Log.add(e, s.exclusive)
	for _, p := range s.parts() {
		p.apply(s, e)
	}
}

// Deadline is the moment at which Expire has something to decide; zero: never.
func (s State) Deadline(p Policy) time.Time {
	_, at := s.next(p)
	return at
}

// next part whose time runs out, and when.
func (s *State) next(p Policy) (first part, at time.Time) {
	for _, one := range s.parts() {
		if d := one.deadline(s, p); !d.IsZero() && (at.IsZero() || d.Before(at)) {
			first, at = one, d
		}
	}
	return first, at
}

// Expire whatever has run out of time by now. It changes nothing before State.Deadline.
type Expire struct{}

func (Expire) decide(d *decider) error {
	for part, at := d.next(d.policy); part != nil && !d.at.Before(at); part, at = d.next(d.policy) {
		part.expire(d)
	}
	return nil
}
