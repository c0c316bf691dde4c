package twiliotest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// browser is what a call holds whose far end is a voice client. Fields are guarded by Server.mu.
type browser struct {
	client        *client // nil while the socket is lost
	temporary     string  // what the browser calls the call until it has heard its SID
	reconnect     string  // what it shows to come back
	offer, answer string  // of its sound, the newest
}

// invited takes up what a browser offers: a call that it places, one that it comes back
// to, or new sound for one that goes on.
func (s *Server) invited(cl *client, m signal) {
	p := m.Payload
	if m.Type == "invite" && p.Reconnect == "" {
		s.dialled(cl, p)
		return
	}
	var c *call
	var same bool
	s.locked(func() {
		if m.Type == "reinvite" {
			c = s.callOf(cl, p.CallSID)
		} else if c = s.calls[p.CallSID]; c != nil && (c.browser == nil || c.browser.reconnect != p.Reconnect || c.final()) {
			c = nil
		}
		switch {
		case c == nil: // it is over
			cl.tell("hangup", signalPayload{CallSID: p.CallSID})
			return
		case c.browser.client != nil && c.browser.client != cl: // assumed: the page that came later has the call
			c.browser.client.tell("hangup", signalPayload{CallSID: c.sid})
		}
		c.browser.client = cl
		same = sdpLine(c.browser.offer, "a=ice-ufrag:") == sdpLine(p.SDP, "a=ice-ufrag:")
		if same { // the sound was never lost
			s.tellAnswered(c)
		}
	})
	if c != nil && !same {
		s.resound(cl, c, p.SDP)
	}
}

// dialled lets a browser place a call.
func (s *Server) dialled(cl *client, p signalPayload) {
	refuse := func(code int, message string) {
		s.locked(func() { cl.tell("hangup", signalPayload{CallSID: p.CallSID, Error: &signalError{code, message}}) })
	}
	params := url.Values{}
	if p.Twilio != nil {
		var err error
		if params, err = url.ParseQuery(p.Twilio.Params); err != nil {
			refuse(codeGateway, "Malformed params")
			return
		}
	}
	if most := s.opt.Unknowns.MaxParams; p.Twilio != nil && most > 0 && len(p.Twilio.Params) > most {
		refuse(codeParams, "The fields of the call are too long")
		return
	}
	var c *call
	sound, answer, err := s.newSound(p.SDP, func() *call { return c })
	if err != nil {
		refuse(codeGateway, err.Error())
		return
	}
	s.locked(func() {
		if cl.identity == "" {
			err = errNoToken
			return
		}
		var first source
		if c, first, err = s.clientCall(cl.identity, cl.appSID, params); err != nil {
			return
		}
		c.browser = &browser{client: cl, temporary: p.CallSID, reconnect: newSID("RT"), offer: p.SDP, answer: answer}
		s.addCall(c)
		cl.tell("ringing", signalPayload{CallSID: c.sid})
		s.attach(c, sound)
		s.startScript(c, first)
	})
	if err != nil {
		sound.Close()
		code := codeGateway
		if errors.Is(err, errNoToken) {
			code = codeTokenInvalid
		}
		refuse(code, err.Error())
	}
}

// newSound answers a browser's offer. of gives the call, once there is one; callers of it hold mu.
func (s *Server) newSound(offer string, of func() *call) (sound Browser, answer string, err error) {
	if sound, err = s.opt.Media(func(digit byte) {
		s.locked(func() {
			if c := of(); c != nil {
				s.press(c, digit)
			}
		})
	}); err != nil {
		return nil, "", err
	}
	if answer, err = sound.Answer(offer); err != nil {
		sound.Close()
		return nil, "", err
	}
	return sound, answer, nil
}

// resound gives a call new sound: the same page's after its network has changed, or
// that of a page that took the call over.
func (s *Server) resound(cl *client, c *call, offer string) {
	var sound Browser
	var old string
	s.locked(func() {
		sound, _ = c.peer.(Browser)
		old = c.browser.offer
	})
	var answer string
	var err error
	samePage := sound != nil && sdpLine(old, "a=fingerprint:") == sdpLine(offer, "a=fingerprint:")
	if samePage {
		answer, err = sound.Answer(offer)
	} else {
		sound, answer, err = s.newSound(offer, func() *call { return c })
	}
	s.locked(func() {
		switch {
		case err != nil:
			cl.refuse(c.sid, codeGateway, err.Error())
		case c.final():
			if !samePage {
				s.hush(sound)
			}
		default:
			c.browser.offer, c.browser.answer = offer, answer
			if !samePage {
				s.attach(c, sound)
			}
			s.tellAnswered(c)
		}
	})
}

// sdpLine is the first line that begins so.
func sdpLine(sdp, begins string) string {
	for line := range strings.Lines(sdp) {
		if strings.HasPrefix(line, begins) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// tellAnswered tells a call's browser how it stands, where it has one. Callers hold mu.
func (s *Server) tellAnswered(c *call) {
	if c.browser == nil || c.browser.client == nil {
		return
	}
	if c.status != "in-progress" {
		c.browser.client.tell("ringing", signalPayload{CallSID: c.sid})
		return
	}
	c.browser.client.tell("answer", signalPayload{CallSID: c.sid, SDP: c.browser.answer, Reconnect: c.browser.reconnect})
}

// tellOver tells a call's browser that it has ended, and why where that is news. Callers hold mu.
func (s *Server) tellOver(c *call) {
	if c.browser == nil || c.browser.client == nil {
		return
	}
	over := signalPayload{CallSID: c.sid}
	switch c.status {
	case "busy":
		over.Error = &signalError{codeBusy, "Busy"}
	case "failed", "no-answer":
		over.Error = &signalError{codeUnavailable, "Temporarily Unavailable"}
	}
	c.browser.client.tell("hangup", over)
	c.browser.client = nil
}

// callOf finds a browser's call by either of its names. Callers hold mu.
func (s *Server) callOf(cl *client, name string) *call {
	i := slices.IndexFunc(s.callOrder, func(c *call) bool {
		return c.browser != nil && c.browser.client == cl && !c.final() && (c.sid == name || c.browser.temporary == name)
	})
	if i < 0 {
		return nil
	}
	return s.callOrder[i]
}

// clientCall is a call that a browser places, not begun. Callers hold mu.
func (s *Server) clientCall(identity, appSID string, params url.Values) (*call, source, error) {
	a, ok := s.apps[appSID]
	if !ok {
		return nil, source{}, fmt.Errorf("no application %s", appSID)
	}
	if a.VoiceURL == "" {
		return nil, source{}, errNoWebhook
	}
	c := &call{from: "client:" + identity, to: params.Get("To"), direction: "inbound", status: "ringing", appSID: appSID, params: url.Values{}}
	for k, v := range params {
		if k != "To" {
			c.params[k] = v
		}
	}
	c.callback = callback{address: a.StatusCallback, events: []string{"completed"}}
	return c, source{address: a.VoiceURL, fallback: a.FallbackURL}, nil
}

var errNoToken = errors.New("no valid token")
