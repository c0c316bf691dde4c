package twiliotest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// call is one leg. All fields are guarded by Server.mu.
type call struct {
	sid, from, to string
	direction     string // inbound, outbound-api, outbound-dial
	status        string
	created       time.Time
	started       time.Time // dialled
	answered      time.Time
	ended         time.Time
	wait          time.Duration // in the queue of calls to place

	params     url.Values // a browser's own fields
	appSID     string
	numberSID  string
	callback   callback
	sequence   int // of callbacks sent
	sipCode    string
	ringTime   time.Duration
	timeLimit  time.Duration
	cancelRing func()
	parent     string     // SID of the call whose Dial has placed it
	dialler    *ringing   // the Dial, as long as it rings
	custom     url.Values // what a browser that it rings is told
	invited    []*invitation

	peer    Peer     // its sound; nil: none
	playing tune     // heard while it is in no conference that has started
	browser *browser // nil: a telephone's
	digits  string   // keys pressed, the newest last

	heard  []string   // what was said and played to it, the newest last
	record *recording // begun once it is answered; nil: none
	silent bool       // whoever is on the phone says nothing
	ear    *ear       // of the verb that listens to it; nil: none does
	leg    *leg       // its stay in a conference, from dialling on
	member *member    // its stay in a queue, until the Enqueue is over
	bridge *bridge    // with the one call that it talks to
	then   *source    // what to run once it is answered, where no conference waits
	script context.CancelFunc
}

// callback is where and about what a caller of the API wants to be told.
type callback struct {
	address, method string
	events          []string
}

func (c *call) final() bool {
	switch c.status {
	case "completed", "busy", "no-answer", "failed", "canceled":
		return true
	}
	return false
}

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

// addCall registers a call. Callers hold mu.
func (s *Server) addCall(c *call) {
	c.sid, c.created = newSID("CA"), s.clock.Now()
	s.calls[c.sid] = c
	s.callOrder = append(s.callOrder, c)
	if len(s.callOrder) > kept {
		s.callOrder = slices.DeleteFunc(s.callOrder, func(old *call) bool {
			if old.final() && len(s.calls) > kept/2 {
				delete(s.calls, old.sid)
				return true
			}
			return false
		})
	}
	s.show(c)
}

// show tells listeners of a call's new state. Callers hold mu.
func (s *Server) show(c *call) {
	st := s.stateOf(c)
	for ch := range s.listeners {
		select {
		case ch <- st:
		default: // too slow: it is cut off and starts again from a full list
			close(ch)
			delete(s.listeners, ch)
		}
	}
	if s.opt.Log != nil {
		s.opt.Log.Debug("call", "sid", c.sid, "status", c.status, "room", st.Room)
	}
	s.touch()
}

// place starts dialling when the account may place another call. Callers hold mu.
func (s *Server) place(c *call) {
	c.status = "queued"
	c.wait = s.bucket.take(s.clock.Now())
	if c.wait > 0 {
		c.cancelRing = s.clock.After(c.wait, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.ring(c)
		})
		return
	}
	s.run(func() { // after the answer to the request that placed it, mostly
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ring(c)
	})
}

// ring lets the other side's phone ring and do what it does. Callers hold mu.
func (s *Server) ring(c *call) {
	if c.status != "queued" {
		return
	}
	c.started = s.clock.Now()
	c.status = "initiated"
	s.report(c, "initiated", "initiated")
	b := s.behaviourOf(c.to)
	if !s.reachable(c.to) {
		s.finish(c, s.opt.Unregistered, "480")
		return
	}
	if b.Does == Invalid || b.Does == Unreachable {
		s.finish(c, "failed", "404")
		return
	}
	c.status = "ringing"
	if c.leg != nil {
		c.leg.status = "ringing"
	}
	s.report(c, "ringing", "ringing")
	s.show(c)
	s.inviteAll(c)
	switch b.Does {
	case Busy:
		s.finish(c, "busy", "486")
	case Answer:
		c.cancelRing = s.clock.After(time.Duration(b.AfterMS)*time.Millisecond, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.pickUp(c)
		})
	default:
		patience := c.ringTime + ringSlack
		if b.Does == NoAnswer && b.AfterMS > 0 {
			patience = time.Duration(b.AfterMS) * time.Millisecond // a network that gives up by itself
		}
		c.cancelRing = s.clock.After(patience, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if c.status == "ringing" {
				s.finish(c, "no-answer", "487")
			}
		})
	}
}

// ringSlack is what Twilio adds to a ring timeout.
const ringSlack = 5 * time.Second

// pickUp answers a ringing call that the API or a Dial has placed. Callers hold mu.
func (s *Server) pickUp(c *call) bool {
	if c.status != "ringing" || c.direction == "inbound" {
		return false
	}
	c.cancelRing()
	s.answer(c)
	if d := c.dialler; d != nil {
		if d.picked == nil {
			d.picked = c
		}
		d.bell.ring()
		return true
	}
	if c.leg == nil {
		if c.then != nil {
			s.startScript(c, *c.then)
		}
		return true
	}
	if c.leg.conference.status == "completed" { // it rang on after the conference had ended
		s.finish(c, "completed", "")
		return true
	}
	s.enter(c.leg)
	return true
}

// answer makes a call run. Callers hold mu.
func (s *Server) answer(c *call) {
	if c.final() || c.status == "in-progress" {
		return
	}
	c.status, c.answered = "in-progress", s.clock.Now()
	if c.started.IsZero() {
		c.started = c.created
	}
	if c.timeLimit > 0 {
		s.clock.After(c.timeLimit, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.finish(c, "completed", "")
		})
	}
	if c.record != nil {
		c.record.callSID = c.sid
		s.startRecording(c.record)
	}
	s.report(c, "answered", "in-progress")
	s.tellAnswered(c)
	s.show(c)
}

// finish ends a call; its conference learns of it. Callers hold mu.
func (s *Server) finish(c *call, status, sipCode string) {
	if c.final() {
		return
	}
	wasQueued := c.status == "queued"
	c.status, c.ended, c.sipCode = status, s.clock.Now(), sipCode
	if c.cancelRing != nil {
		c.cancelRing()
	}
	if c.script != nil {
		c.script()
	}
	if c.leg != nil {
		reason := "participant_hung_up"
		if c.leg.status != "connected" {
			reason = "participant_add_failed"
		}
		s.leave(c.leg, reason)
	}
	s.removed(c, queueHangup)
	if c.bridge != nil {
		s.part(c.bridge)
	}
	s.stopRecordings(c)
	if c.dialler != nil {
		c.dialler.bell.ring()
	}
	s.uninvite(c)
	s.tellOver(c)
	if c.peer != nil {
		s.hush(c.peer)
		c.peer = nil
	}
	if !wasQueued { // a call canceled while queued is told to nobody
		s.report(c, "completed", status)
	}
	s.show(c)
}

// report sends a status callback, if it is wanted. Callers hold mu.
func (s *Server) report(c *call, event, status string) {
	if c.callback.address == "" || !slices.Contains(c.callback.events, event) {
		return
	}
	f := s.callForm(c)
	f.Set("CallStatus", status)
	f.Set("Timestamp", rfc2822(s.clock.Now()))
	f.Set("CallbackSource", "call-progress-events")
	f.Set("SequenceNumber", strconv.Itoa(c.sequence))
	c.sequence++
	if event == "completed" {
		talk := c.talk()
		f.Set("CallDuration", strconv.Itoa(int(talk/time.Second)))
		f.Set("Duration", strconv.Itoa(int((talk+time.Minute-1)/time.Minute))) // minutes begun, for billing
		if c.sipCode != "" {
			f.Set("SipResponseCode", c.sipCode)
		}
	}
	s.tell(hook{about: c.sid, address: c.callback.address, method: c.callback.method, kind: callbackKind, form: f})
}

func (c *call) talk() time.Duration {
	if c.answered.IsZero() || c.ended.IsZero() {
		return 0
	}
	return c.ended.Sub(c.answered).Truncate(time.Second)
}

// callForm is the fields of every webhook about a call. Places are sent empty
// when they are not known.
func (s *Server) callForm(c *call) url.Values {
	f := url.Values{}
	for k, v := range c.params { // assumed: a browser cannot shadow Twilio's own fields
		f[k] = v
	}
	for k, v := range map[string]string{
		"CallSid": c.sid, "AccountSid": s.opt.AccountSID, "From": c.from, "To": c.to, "Caller": c.from, "Called": c.to,
		"CallStatus": c.status, "ApiVersion": "2010-04-01", "Direction": c.direction,
	} {
		f.Set(k, v)
	}
	if c.parent != "" {
		f.Set("ParentCallSid", c.parent)
	}
	if c.appSID != "" {
		f.Set("ApplicationSid", c.appSID)
	} else {
		for _, who := range []string{"From", "To", "Caller", "Called"} {
			for _, what := range []string{"City", "State", "Zip"} {
				f.Set(who+what, "")
			}
			number := c.from
			if strings.HasPrefix(who, "To") || who == "Called" {
				number = c.to
			}
			f.Set(who+"Country", countryOf(number))
		}
	}
	return f
}

// countryOf knows the one country whose numbers need no table.
func countryOf(number string) string {
	if strings.HasPrefix(number, "+1") {
		return "US"
	}
	return ""
}

// rfc2822 is the form of every date Twilio writes.
func rfc2822(t time.Time) string { return t.UTC().Format(time.RFC1123Z) }

func (s *Server) find(callSID string) (*call, error) {
	c, ok := s.calls[callSID]
	if !ok {
		return nil, fmt.Errorf("no call %q", callSID)
	}
	return c, nil
}
