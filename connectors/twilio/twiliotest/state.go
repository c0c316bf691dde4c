package twiliotest

import "time"

// CallState is a call as its phone, or its browser, knows it.
type CallState struct {
	CallSID   string    `json:"call_sid"`
	Status    string    `json:"status"`
	State     string    `json:"state"` // as a voice SDK says it: connecting, open, closed
	From      string    `json:"from"`
	To        string    `json:"to"`
	Direction string    `json:"direction"`
	Room      string    `json:"room,omitempty"`
	Label     string    `json:"label,omitempty"`
	InRoom    bool      `json:"in_room"`
	Waiting   bool      `json:"waiting"` // in a conference that has not started: hears the waiting music
	Muted     bool      `json:"muted"`
	Hold      bool      `json:"hold"`
	With      []string  `json:"with"`              // labels or numbers of the others in the conference that has started
	Queue     string    `json:"queue,omitempty"`   // that it waits in
	Place     int       `json:"place,omitempty"`   // in the queue, from 1
	Listens   string    `json:"listens,omitempty"` // the verb that hears keys: gather, record
	Digits    string    `json:"digits,omitempty"`  // the last keys pressed
	Sound     bool      `json:"sound"`             // somebody can be heard in it
	Heard     []string  `json:"heard"`             // the last few texts and sounds, the newest last
	CreatedAt time.Time `json:"created_at"`
}

const heardKept = 20

func (s *Server) stateOf(c *call) CallState {
	st := CallState{CallSID: c.sid, Status: c.status, From: c.from, To: c.to, Direction: c.direction, CreatedAt: c.created, Digits: c.digits, Sound: c.peer != nil,
		Heard: append([]string{}, c.heard...), With: []string{}}
	switch {
	case c.final():
		st.State = "closed"
	case c.status == "in-progress":
		st.State = "open"
	default:
		st.State = "connecting"
	}
	if c.ear != nil {
		st.Listens = c.ear.verb
	}
	if m := c.member; m != nil {
		st.Queue, st.Place = m.queue.name, m.place()
	}
	if b := c.bridge; b != nil {
		st.With = append(st.With, b.other(c).nameFor(c))
	}
	if l := c.leg; l != nil {
		st.Room, st.Label, st.InRoom, st.Muted, st.Hold = l.conference.name, l.label, l.status == "connected", l.muted, l.hold
		st.Waiting = st.InRoom && l.conference.status == "init"
		for _, other := range l.conference.legs {
			if other != l && other.status == "connected" && st.InRoom && !st.Waiting {
				name := other.label
				if name == "" {
					name = other.call.from
				}
				st.With = append(st.With, name)
			}
		}
	}
	return st
}

// nameFor is how a call that talks with another is called there: by its far end.
func (c *call) nameFor(other *call) string {
	if c.parent == other.sid {
		return c.to
	}
	return c.from
}

// State gives a call's state.
func (s *Server) State(callSID string) (CallState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.calls[callSID]
	if !ok {
		return CallState{}, false
	}
	return s.stateOf(c), true
}

// Calls lists all calls, oldest first.
func (s *Server) Calls() []CallState {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []CallState
	for _, c := range s.callOrder {
		out = append(out, s.stateOf(c))
	}
	return out
}
