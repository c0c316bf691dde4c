package twiliotest

import (
	"fmt"
	"strings"
)

// ear is what a verb hears of who is on the phone. Fields are guarded by Server.mu.
type ear struct {
	verb  string // gather, record
	keys  string // pressed since it listens
	said  *speech
	bell  *bell // rung at each change
	takes func(*ear) bool
}

// speech is what somebody says, as Twilio understands it.
type speech struct {
	words      string
	confidence float64
}

// listen makes a verb the one that hears the call's keys; what was pressed before is lost,
// as with the real Twilio.
func (sc *script) listen(e *ear) (deafen func()) {
	e.bell = newBell()
	sc.ear = e
	sc.s.locked(func() {
		sc.call.ear = e
		sc.s.show(sc.call)
	})
	return func() {
		sc.ear = nil
		sc.s.locked(func() {
			if sc.call.ear == e {
				sc.call.ear = nil
				sc.s.show(sc.call)
			}
		})
	}
}

// interrupted: what is heard is cut short by what the caller does.
func (sc *script) interrupted() bool {
	if sc.ear == nil || sc.ear.takes == nil {
		return false
	}
	sc.s.mu.Lock()
	defer sc.s.mu.Unlock()
	return sc.ear.takes(sc.ear)
}

// digitsKept is how many keys of a call are remembered.
const digitsKept = 64

// press takes a key that somebody has pressed in a call. Callers hold mu.
func (s *Server) press(c *call, digit byte) {
	if c.final() {
		return
	}
	c.digits = c.digits[max(0, len(c.digits)-digitsKept+1):] + string(digit)
	if c.ear != nil {
		c.ear.keys += string(digit)
		c.ear.bell.ring()
	}
	s.show(c)
}

// Press presses keys of a call's phone, one after the other: 0 to 9, * and #.
func (s *Server) Press(callSID, keys string) error {
	if strings.Trim(keys, "0123456789*#") != "" {
		return fmt.Errorf("a phone has no keys %q", keys)
	}
	return s.onTheLine(callSID, func(c *call) {
		for _, k := range []byte(keys) {
			s.press(c, k)
		}
	})
}

// Speak says something into a call, as a Gather that hears speech understands it, with a
// confidence from 0 to 1; and ends what Hush began.
func (s *Server) Speak(callSID, words string, confidence float64) error {
	return s.onTheLine(callSID, func(c *call) {
		c.silent = false
		if c.ear != nil {
			c.ear.said = &speech{words, confidence}
			c.ear.bell.ring()
		}
	})
}

// Hush makes whoever is on the phone say nothing more, so that a Record ends by silence.
// Until then they talk on.
func (s *Server) Hush(callSID string) error {
	return s.onTheLine(callSID, func(c *call) {
		c.silent = true
		if c.ear != nil {
			c.ear.bell.ring()
		}
	})
}

// onTheLine does something to a call that goes on.
func (s *Server) onTheLine(callSID string, f func(*call)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(callSID)
	if err != nil {
		return err
	}
	if c.status != "in-progress" {
		return fmt.Errorf("call %s is %s", callSID, c.status)
	}
	f(c)
	s.show(c)
	return nil
}
