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
		s.finish(c, s.opt.Unknowns.Unregistered, "480")
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
	merge(f, c.params)
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
	s.shadow(c, f)
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
