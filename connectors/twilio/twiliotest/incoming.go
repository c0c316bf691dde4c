package twiliotest

import (
	"net/url"
	"slices"
	"strings"
)

// Calls that come to browsers: every page that has registered for an identity rings, the
// first to answer has the call, and the first to reject it has rejected it for all.

// mostRegistered pages of one identity; the next one takes the place of the oldest.
const mostRegistered = 10

// register lets calls in. Callers hold mu.
func (s *Server) register(cl *client) {
	s.unregister(cl)
	same := 0
	for _, o := range slices.Backward(s.registered) {
		if o.identity == cl.identity {
			if same++; same == mostRegistered {
				s.unregister(o)
			}
		}
	}
	s.registered = append(s.registered, cl)
	s.touch()
}

func (s *Server) unregister(cl *client) {
	s.registered = slices.DeleteFunc(s.registered, func(o *client) bool { return o == cl })
}

// Registered reports how many pages calls to an identity ring in.
func (s *Server) Registered(identity string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pagesOf("client:" + identity))
}

// pagesOf gives those that ring for a call to "client:…". Callers hold mu.
func (s *Server) pagesOf(to string) []*client {
	identity, _, _ := strings.Cut(strings.TrimPrefix(to, "client:"), "?")
	var out []*client
	for _, cl := range s.registered {
		if cl.identity == identity {
			out = append(out, cl)
		}
	}
	return out
}

// invitation is a page that rings. Fields are guarded by Server.mu.
type invitation struct {
	client *client
	sound  Browser // nil until it is offered
}

// inviteAll lets the pages of an identity ring. Callers hold mu.
func (s *Server) inviteAll(c *call) {
	for _, cl := range s.pagesOf(c.to) {
		in := &invitation{client: cl}
		c.invited = append(c.invited, in)
		s.run(func() { s.invite(c, in) })
	}
}

// invite offers one page its sound, which takes its time.
func (s *Server) invite(c *call, in *invitation) {
	sound, err := s.opt.Media(func(digit byte) { s.locked(func() { s.press(c, digit) }) })
	var offer string
	if err == nil {
		if offer, err = sound.Offer(); err != nil {
			sound.Close()
		}
	}
	s.locked(func() {
		switch {
		case err != nil:
			s.alert(c.sid, codeGateway, err.Error())
		case !slices.Contains(c.invited, in): // it is over already
			s.hush(sound)
		default:
			in.sound = sound
			in.client.tell("invite", signalPayload{CallSID: c.sid, SDP: offer, Reconnect: c.reconnect(), Parameters: map[string]string{
				"From": c.from, "To": c.to, "CallSid": c.sid, "AccountSid": s.opt.AccountSID, "Params": c.custom.Encode()}})
		}
	})
}

// reconnect is what the page shows that comes back to the call.
func (c *call) reconnect() string { return "RT" + strings.TrimPrefix(c.sid, "CA") }

// invitationOf gives a page's invitation to a call. Callers hold mu.
func (s *Server) invitationOf(cl *client, callSID string) (*call, *invitation) {
	c := s.calls[callSID]
	if c == nil {
		return nil, nil
	}
	i := slices.IndexFunc(c.invited, func(in *invitation) bool { return in.client == cl && in.sound != nil })
	if i < 0 {
		return nil, nil
	}
	return c, c.invited[i]
}

// answered gives a page the call that it takes, and tells the others that they have not got it.
func (s *Server) answered(cl *client, p signalPayload) {
	var c *call
	var in *invitation
	s.locked(func() { c, in = s.invitationOf(cl, p.CallSID) })
	if c == nil { // somebody else was faster, or the caller has given up
		s.locked(func() { cl.tell("cancel", signalPayload{CallSID: p.CallSID}) })
		return
	}
	err := in.sound.Accept(p.SDP)
	s.locked(func() {
		if !slices.Contains(c.invited, in) {
			return // it was over meanwhile, and the page told
		}
		if err != nil {
			cl.refuse(p.CallSID, codeGateway, err.Error())
			return
		}
		c.invited = slices.DeleteFunc(c.invited, func(o *invitation) bool { return o == in })
		s.uninvite(c)
		c.browser = &browser{client: cl, temporary: c.sid, reconnect: c.reconnect(), offer: p.SDP}
		s.attach(c, in.sound)
		s.pickUp(c)
	})
}

// uninvite lets those pages stop ringing that still do. Callers hold mu.
func (s *Server) uninvite(c *call) {
	for _, in := range c.invited {
		in.client.tell("cancel", signalPayload{CallSID: c.sid})
		if in.sound != nil {
			s.hush(in.sound)
		}
	}
	c.invited = nil
}

// lostInvitations forgets the rings of a page that is gone; the call rings on elsewhere, or
// until its time is over. Callers hold mu.
func (s *Server) lostInvitations(cl *client) {
	for _, c := range s.callOrder {
		c.invited = slices.DeleteFunc(c.invited, func(in *invitation) bool {
			if in.client == cl && in.sound != nil {
				s.hush(in.sound)
			}
			return in.client == cl
		})
	}
}

// reachable: whether a call to a browser rings anywhere: in a page, or in the hands of a
// test that has said how it behaves. Without a gateway, all are in a test's hands. Callers hold mu.
func (s *Server) reachable(to string) bool {
	_, told := s.behaviour[to]
	return told || s.opt.Media == nil || !strings.HasPrefix(to, "client:") || len(s.pagesOf(to)) > 0
}

// customOf cuts what a page is to be told off a call's To, as the API has it: client:ada?order=7.
func customOf(to string) (string, url.Values) {
	if !strings.HasPrefix(to, "client:") {
		return to, nil
	}
	to, query, _ := strings.Cut(to, "?")
	f, err := url.ParseQuery(query)
	if err != nil {
		return to, nil
	}
	return to, f
}
