package twiliotest

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
)

// Doing is what a phone does when it is called.
type Doing string

// What a phone does.
const (
	Manual      Doing = "manual"      // rings until a driver answers, declines or the time is up
	Answer      Doing = "answer"      // answers by itself
	Busy        Doing = "busy"        // is busy
	NoAnswer    Doing = "no-answer"   // rings until the time is up
	Invalid     Doing = "invalid"     // is refused by Twilio before it is dialled
	Unreachable Doing = "unreachable" // fails after it is dialled
)

// Behaviour of one number that is called.
type Behaviour struct {
	Does    Doing `json:"behaviour"`
	AfterMS int   `json:"after_ms"` // Answer: after so long; OutcomeNoAnswer: given up after so long, 0: when the ringing time is over
}

// Behave sets what happens when number is called. Without it, it is Manual.
func (s *Server) Behave(number string, b Behaviour) error {
	if !slices.Contains([]Doing{Manual, Answer, Busy, NoAnswer, Invalid, Unreachable}, b.Does) {
		return fmt.Errorf("no behaviour %q", b.Does)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviour[number] = b
	return nil
}

func (s *Server) behaviourOf(to string) Behaviour {
	if b, ok := s.behaviour[to]; ok {
		return b
	}
	return Behaviour{Does: Manual}
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// PhoneCall lets somebody in the street call one of our numbers. from may be
// anything a network sends, "anonymous" too.
func (s *Server) PhoneCall(from, to string) (callSID string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.numbers[to]
	if !ok {
		return "", fmt.Errorf("%s is not a number of this account", to)
	}
	c := &call{from: from, to: to, direction: "inbound", status: "ringing", numberSID: n.SID}
	address, fallback, after := n.VoiceURL, n.FallbackURL, n.StatusCallback
	if a, ok := s.apps[n.ApplicationSID]; ok {
		address, fallback, after = a.VoiceURL, a.FallbackURL, a.StatusCallback
	}
	if address == "" {
		return "", errNoWebhook
	}
	c.callback = callback{address: after, events: []string{"completed"}}
	s.addCall(c)
	s.startScript(c, source{address: address, fallback: fallback})
	return c.sid, nil
}

// PhoneSound makes a browser the microphone and speaker of a telephone, by its offer. Of a
// call that has ended meanwhile there is nothing to hear: the answer is empty.
func (s *Server) PhoneSound(callSID, offer string) (answer string, err error) {
	if s.opt.Media == nil {
		return "", errors.New("this stand-in carries no sound")
	}
	var c *call
	sound, answer, err := s.newSound(offer, func() *call { return c })
	if err != nil {
		return "", err
	}
	s.locked(func() {
		found, missing := s.find(callSID)
		switch {
		case missing != nil:
			err = missing
		case found.browser != nil:
			err = fmt.Errorf("call %s is not a telephone's", callSID)
		case found.final():
			answer = ""
		default:
			c = found
			s.attach(c, sound)
		}
	})
	if err != nil || answer == "" {
		sound.Close()
		return "", err
	}
	return answer, nil
}

// Ringing lists the calls that ring at a number, or anywhere for "".
func (s *Server) Ringing(to string) []CallState {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []CallState{}
	for _, c := range s.callOrder {
		if c.status == "ringing" && c.direction != "inbound" && (to == "" || c.to == to) {
			out = append(out, s.stateOf(c))
		}
	}
	return out
}

// Pick answers a ringing phone.
func (s *Server) Pick(callSID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(callSID)
	if err != nil {
		return err
	}
	if !s.pickUp(c) {
		return fmt.Errorf("call %s does not ring", callSID)
	}
	return nil
}

// Decline refuses a ringing call: to Twilio it is busy.
func (s *Server) Decline(callSID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(callSID)
	if err != nil {
		return err
	}
	if c.status != "ringing" || c.direction == "inbound" {
		return fmt.Errorf("call %s does not ring", callSID)
	}
	s.finish(c, "busy", "486")
	return nil
}

// HangUp ends a call from the far side: the phone's or the browser's.
func (s *Server) HangUp(callSID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(callSID)
	if err != nil {
		return err
	}
	s.hangUp(c)
	return nil
}

// hangUp ends a call from the far side. Callers hold mu.
func (s *Server) hangUp(c *call) {
	switch {
	case c.final():
	case c.direction == "inbound" && c.status == "ringing":
		s.finish(c, "canceled", "487") // assumed: the caller gave up before TwiML answered
	case c.status == "ringing":
		s.finish(c, "busy", "486")
	default:
		s.finish(c, "completed", "")
	}
}

// Connect does what a browser's voice client does: it calls the application
// named in its access token, and its params become fields of the webhook.
func (s *Server) Connect(token string, params map[string]string) (callSID string, err error) {
	claims, err := s.readToken(token)
	if err != nil {
		return "", err
	}
	fields := url.Values{}
	for k, v := range params {
		fields.Set(k, v)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, first, err := s.clientCall(claims.Grants.Identity, claims.Grants.Voice.Outgoing.ApplicationSID, fields)
	if err != nil {
		return "", err
	}
	s.addCall(c)
	s.startScript(c, first)
	return c.sid, nil
}
