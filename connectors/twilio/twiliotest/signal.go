package twiliotest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// The gateway for browsers: what the voice SDK speaks on wss://…/signal. Each message is
// JSON, {type, payload, version}; a line feed is a sign of life.

const (
	signalVersion = "1.6"
	// signsOfLife: the SDK takes a socket for dead that was silent for 15 s.
	signsOfLife = 5 * time.Second
	// unsent is how many messages may wait for a slow browser before it is cut off.
	unsent       = 64
	longestOffer = 1 << 20 // bytes
)

// signal is one message, of either side.
type signal struct {
	Type    string        `json:"type"`
	Payload signalPayload `json:"payload"`
	Version string        `json:"version"`
}

// signalPayload holds the fields of all messages.
type signalPayload struct {
	CallSID    string            `json:"callsid,omitempty"`
	SDP        string            `json:"sdp,omitempty"`
	Reconnect  string            `json:"reconnect,omitempty"` // what a browser shows that comes back to its call
	Error      *signalError      `json:"error,omitempty"`
	Twilio     *signalTwilio     `json:"twilio,omitempty"`
	DTMF       string            `json:"dtmf,omitempty"`
	Media      *signalMedia      `json:"media,omitempty"`
	Parameters map[string]string `json:"parameters,omitempty"` // of a call that comes in
	Gateway    string            `json:"gateway,omitempty"`
	Region     string            `json:"region,omitempty"`
	Edge       string            `json:"edge,omitempty"`
	Home       string            `json:"home,omitempty"`

	// Token is the access token, as it stands, in a listen; and what it says in a connected.
	Token any `json:"token,omitempty"`
}

type signalError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

type signalTwilio struct {
	Params string `json:"params"` // a query
}

type signalMedia struct {
	Audio bool `json:"audio"`
}

type signalToken struct {
	Identity string `json:"identity"`
	TTL      int    `json:"ttl"` // seconds
}

// Codes of errors that the SDK knows.
const (
	codeGateway      = 31000 // something is wrong that has no code of its own
	codeParams       = 31103
	codeNoToken      = 31201
	codeTokenInvalid = 31204
	codeTokenExpired = 31205
	codeTokenLife    = 31207
	codeUnavailable  = 31480
	codeBusy         = 31486
)

// client is one socket of a browser. Fields are guarded by Server.mu.
type client struct {
	out       chan []byte
	cut       context.CancelFunc
	identity  string // of its token; empty while it has none that is good
	appSID    string
	mayListen bool // its token lets calls in
	cancelTTL func()
}

// serveSignal serves one browser's socket.
func (s *Server) serveSignal(w http.ResponseWriter, r *http.Request) {
	if s.opt.Media == nil {
		http.Error(w, "this stand-in carries no sound", http.StatusNotFound)
		return
	}
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{OriginPatterns: []string{"localhost:*", "127.0.0.1:*", "[::1]:*"}})
	if err != nil {
		return // Accept has answered
	}
	socket.SetReadLimit(longestOffer)
	ctx, cut := context.WithCancel(r.Context())
	defer cut()
	stop := context.AfterFunc(s.stopped, cut)
	defer stop()
	cl := &client{out: make(chan []byte, unsent), cut: cut}
	if !s.came(cl) {
		_ = socket.CloseNow()
		return
	}
	defer s.running.Done()
	defer s.locked(func() { s.lost(cl) })
	var writing sync.WaitGroup
	writing.Go(func() { cl.write(ctx, socket) })
	defer writing.Wait()
	defer cut()
	for {
		_, body, err := socket.Read(ctx)
		if err != nil {
			_ = socket.CloseNow() // it is gone, or is to go
			return
		}
		if string(body) == "\n" {
			continue
		}
		var m signal
		if err := json.Unmarshal(body, &m); err != nil {
			s.locked(func() { cl.refuse("", codeGateway, "Malformed message") })
			continue
		}
		s.signalled(cl, m)
	}
}

// came notes a socket that Close waits for; false: it is too late.
func (s *Server) came(cl *client) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped.Err() != nil {
		return false
	}
	s.running.Add(1)
	s.clients[cl] = struct{}{}
	return true
}

// write sends what is for the browser, and signs of life, until ctx ends.
func (cl *client) write(ctx context.Context, socket *websocket.Conn) {
	defer cl.cut()
	alive := time.NewTicker(signsOfLife)
	defer alive.Stop()
	for {
		body := []byte("\n")
		select {
		case body = <-cl.out:
		case <-alive.C:
		case <-ctx.Done():
			return
		}
		if err := socket.Write(ctx, websocket.MessageText, body); err != nil {
			return
		}
	}
}

// tell sends a message; a browser that takes none is cut off. Callers hold Server.mu.
func (cl *client) tell(kind string, p signalPayload) {
	body, err := json.Marshal(signal{Type: kind, Payload: p, Version: signalVersion})
	if err != nil {
		cl.cut()
		return
	}
	select {
	case cl.out <- body:
	default:
		cl.cut()
	}
}

// refuse tells of an error, with a call or with the socket. Callers hold Server.mu.
func (cl *client) refuse(callSID string, code int, message string) {
	cl.tell("error", signalPayload{CallSID: callSID, Error: &signalError{code, message}})
}

// signalled does what a browser's message asks for.
func (s *Server) signalled(cl *client, m signal) {
	p := m.Payload
	switch m.Type { // they take their time, so not under the lock
	case "invite", "reinvite":
		s.invited(cl, m)
		return
	case "answer":
		s.answered(cl, p)
		return
	}
	s.locked(func() {
		switch m.Type {
		case "listen":
			token, _ := p.Token.(string)
			s.listen(cl, token)
		case "register":
			switch {
			case cl.identity == "":
				cl.refuse("", codeTokenInvalid, "No valid token")
			case p.Media == nil || !p.Media.Audio:
				s.unregister(cl)
				cl.tell("offline", signalPayload{})
			case !cl.mayListen:
				cl.refuse("", codeNoToken, "The token lets no calls in") // assumed
			default:
				s.register(cl)
				cl.tell("ready", signalPayload{})
			}
		case "reject":
			if c, _ := s.invitationOf(cl, p.CallSID); c != nil {
				s.finish(c, "busy", "603")
			}
		case "hangup", "dtmf":
			c := s.callOf(cl, p.CallSID)
			switch {
			case c == nil: // it ended meanwhile
			case m.Type == "dtmf":
				for _, d := range []byte(p.DTMF) {
					s.press(c, d)
				}
			default:
				c.browser.client = nil // it knows
				s.hangUp(c)
			}
		}
	})
}

// listen checks an access token, the first or the one that follows it. Callers hold mu.
func (s *Server) listen(cl *client, token string) {
	if cl.cancelTTL != nil {
		cl.cancelTTL()
		cl.cancelTTL = nil
	}
	claims, err := s.readToken(token)
	if err != nil {
		code := codeTokenInvalid
		switch {
		case token == "":
			code = codeNoToken
		case errors.Is(err, errTokenExpired):
			code = codeTokenExpired
		case errors.Is(err, errTokenTooLong):
			code = codeTokenLife
		}
		cl.identity = ""
		cl.refuse("", code, err.Error())
		return
	}
	cl.identity, cl.appSID = claims.Grants.Identity, claims.Grants.Voice.Outgoing.ApplicationSID
	cl.mayListen = claims.Grants.Voice.Incoming.Allow
	left := claims.ExpiresAt.Sub(s.clock.Now())
	cl.cancelTTL = s.clock.After(left, func() {
		s.locked(func() { // assumed: calls go on, new ones are refused
			s.unregister(cl)
			cl.identity = ""
			cl.refuse("", codeTokenExpired, "JWT is expired")
		})
	})
	cl.tell("connected", signalPayload{Region: "US_EAST_VIRGINIA", Edge: "ashburn", Home: "us1", Gateway: "stand-in",
		Token: signalToken{Identity: cl.identity, TTL: int(left / time.Second)}})
}

// lost forgets a socket. Its calls wait for their browser to come back, as long as
// Options.Lost says. Callers hold mu.
func (s *Server) lost(cl *client) {
	delete(s.clients, cl)
	s.unregister(cl)
	s.lostInvitations(cl)
	if cl.cancelTTL != nil {
		cl.cancelTTL()
	}
	for _, c := range s.callOrder {
		if c.browser == nil || c.browser.client != cl {
			continue
		}
		c.browser.client = nil
		s.clock.After(s.opt.Lost, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if c.browser.client == nil {
				s.finish(c, "completed", "")
			}
		})
	}
	s.touch()
}

// DropSockets cuts the sockets of all browsers, as a network does that has failed for a moment.
func (s *Server) DropSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for cl := range s.clients {
		cl.cut()
	}
}
