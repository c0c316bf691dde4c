package live

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/deskside/deskside/server/internal/session"
)

// Codes with which a socket is closed.
const (
	// SignInAgain: the session has ended.
	SignInAgain websocket.StatusCode = 4001
	// Resume: the reader did not keep up, or did not answer. It reconnects and
	// resumes by number.
	Resume websocket.StatusCode = 4008

	goingAway = websocket.StatusGoingAway
	trouble   = websocket.StatusInternalError
	impolite  = websocket.StatusPolicyViolation
)

const (
	// Pings without an answer after which a tab does not count as reachable, and
	// after which its socket is closed: 10 s and 30 s.
	unreachableAfter = 2
	closedAfter      = 6

	// A page says nothing but {"kind":"pong","ping":n} and {"kind":"session","token":"…"}.
	maxAnswer        = 2000 // bytes; the longest names make a token of 1,300
	maxAnswersInTick = 32
)

// socket of one viewer. One goroutine reads for as long as it is open; another
// writes while there is something to be written, so that an idle socket costs one
// small stack.
type socket struct {
	hub    *Hub
	viewer Viewer
	conn   *websocket.Conn
	outlet *outlet         // of conn
	ctx    context.Context // of its life
	cancel context.CancelFunc

	ending sync.Once
	others sync.WaitGroup // writer, and whoever closes

	mu         sync.Mutex
	ended      bool
	writer     bool // there is one, or the socket has failed
	backlog    backlog
	full       bool      // a change did not fit: the socket is over
	from       int64     // what the feed says up to here is not the hub's affair
	expires    time.Time // the end of the session; zero: never
	session    session.Claims
	ping, pong int       // the last one made, the last one answered
	pingDue    bool      // the last one made is to be written
	meDue      bool      // what the agent sees of themselves is to be written
	writing    time.Time // since when a message is on its way; zero: none is
	answers    int       // in this tick
}

func newSocket(h *Hub, v Viewer, conn *websocket.Conn, out *outlet) *socket {
	s := &socket{hub: h, viewer: v, conn: conn, outlet: out, expires: v.Expires, session: v.Session, writer: true} // catchUp is the first to write
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// run until the socket ends, and everything with it.
func (s *socket) run() {
	s.others.Go(s.begin)
	s.read()
	s.stop(goingAway, "")
	s.others.Wait()
}

// begin with what the viewer has missed.
func (s *socket) begin() {
	if err := s.catchUp(s.ctx); err != nil {
		s.fail(err)
		return
	}
	if s.viewer.Role == session.Agent && s.hub.o.Me != nil {
		s.notifyMe()
	}
	s.nextPing()
	s.drain()
}

// drain what is due, until nothing is.
func (s *socket) drain() {
	for more := true; more; {
		var err error
		if more, err = s.writeNext(); err != nil {
			s.fail(err)
			return
		}
	}
}

// writeNext message that is due: a ping first, since it is timed. When none is, the
// writer is done.
func (s *socket) writeNext() (more bool, err error) {
	s.mu.Lock()
	ping, due := s.ping, s.pingDue
	me := s.meDue && !due
	s.pingDue, s.meDue = false, s.meDue && due
	var c change
	var resume int64
	if !due && !me {
		c, resume, more = s.backlog.next()
	}
	s.writer = (due || me || more) && !s.ended
	goOn := s.writer
	s.mu.Unlock()
	switch {
	case !goOn:
		return false, nil
	case due:
		return true, s.write(appendPing(nil, ping))
	case me:
		return true, s.writeMe()
	}
	return true, s.writeView(c, c.view, resume)
}

// write a message. It takes as long as the reader lets it; tick cuts it short.
func (s *socket) write(message []byte) error {
	s.mu.Lock()
	s.writing = s.hub.o.Clock.Now()
	s.mu.Unlock()
	s.outlet.hold()
	err := s.conn.Write(s.ctx, websocket.MessageText, message)
	err = errors.Join(err, s.outlet.let()) // in any case: somebody else may have said something meanwhile
	s.mu.Lock()
	s.writing = time.Time{}
	s.mu.Unlock()
	return err
}

func (s *socket) read() {
	s.conn.SetReadLimit(maxAnswer)
	for {
		kind, data, err := s.conn.Read(s.ctx)
		if err != nil {
			s.stop(goingAway, "")
			return
		}
		var a answer
		if kind != websocket.MessageText || json.Unmarshal(data, &a) != nil || !s.heard(a) {
			s.stop(impolite, "only answers to pings are expected")
			return
		}
		if a.Kind == "session" && !s.renewed(a.Token) {
			s.stop(SignInAgain, "please sign in again")
			return
		}
	}
}

// heard an answer; false: there are too many, or they are something else.
func (s *socket) heard(a answer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers++
	if a.Kind != "pong" && a.Kind != "session" || s.answers > maxAnswersInTick {
		return false
	}
	if a.Kind == "pong" && a.Ping > s.pong && a.Ping <= s.ping {
		s.pong = a.Ping
		if !s.ended && s.ping-s.pong < unreachableAfter {
			s.hub.presence.set(s, true, s.hub.o.Clock.Now())
		}
	}
	return true
}

// renewed session of the same viewer; false: it is none. Then the page signs in again.
func (s *socket) renewed(token string) bool {
	if s.hub.o.Renewed == nil {
		return false
	}
	who, expires, err := s.hub.o.Renewed(s.viewer, token)
	if err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.session = who
	if expires.After(s.expires) {
		s.expires = expires
	}
	return true
}

// sessionEnded before its time.
func (s *socket) sessionEnded() bool {
	if s.hub.o.Ended == nil {
		return false
	}
	s.mu.Lock()
	who := s.session
	s.mu.Unlock()
	return s.hub.o.Ended(who)
}

// tick looks at everything that is timed.
func (s *socket) tick(now time.Time) {
	s.mu.Lock()
	ended := !s.expires.IsZero() && !now.Before(s.expires)
	s.mu.Unlock()
	if ended || s.sessionEnded() {
		s.stop(SignInAgain, "please sign in again")
		return
	}
	s.mu.Lock()
	slow := !s.writing.IsZero() && now.Sub(s.writing) >= s.hub.o.WriteDeadline
	silent := s.ping - s.pong
	s.answers = 0
	if silent >= unreachableAfter {
		s.hub.presence.set(s, false, now)
	}
	s.mu.Unlock()
	switch {
	case slow:
		s.stop(Resume, "the reader is too slow")
	case silent >= closedAfter:
		s.stop(Resume, "pings are not answered")
	default:
		s.nextPing()
	}
}

func (s *socket) nextPing() {
	s.mu.Lock()
	s.ping++
	s.pingDue = true
	s.mu.Unlock()
	s.rouse()
}

// notifyMe: what the agent sees of themselves may have changed.
func (s *socket) notifyMe() {
	s.mu.Lock()
	s.meDue = true
	s.mu.Unlock()
	s.rouse()
}

// align sets the number from which on the hub is believed. What the hub has handed
// over of the time before is dropped: catchUp tells it.
func (s *socket) align(head int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from = head
	s.backlog.skip(head)
}

// enqueue over what the feed says up to a number. It is called by the hub, under its
// lock, and never waits.
func (s *socket) enqueue(changes []*change, upTo int64) {
	if !s.take(changes, upTo) {
		s.stop(Resume, "the reader is too slow")
	} else if len(changes) > 0 {
		s.rouse()
	}
}

// take changes into the backlog; false: there is no room. From then on nothing
// more is taken, so that no number goes out that is past the change left out.
func (s *socket) take(changes []*change, upTo int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		if s.full {
			break
		}
		if c.last <= s.from {
			continue
		}
		c := *c
		c.first = max(c.first, s.from+1)
		s.full = !s.backlog.add(c, s.hub.o.MaxChanged)
	}
	if !s.full {
		s.backlog.upTo = max(s.backlog.upTo, upTo)
	}
	return !s.full
}

// rouse the writer if it rests.
func (s *socket) rouse() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.writer && !s.ended {
		s.writer = true
		s.others.Go(s.drain)
	}
}

// fail because of an error of the store, or of the connection, which is then gone
// anyway.
func (s *socket) fail(err error) {
	if !s.over() && s.ctx.Err() == nil {
		s.hub.o.Log.Debug("live: a socket failed", "role", s.viewer.Role, "account", s.viewer.Account, "error", err)
	}
	s.stop(trouble, "please connect again")
}

func (s *socket) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// stop ends the socket, once. It does not wait: a reader that has stalled may
// take its time to hear why, up to the few seconds that the closing handshake
// allows, and a write that is stuck is given up after that.
func (s *socket) stop(code websocket.StatusCode, reason string) {
	s.ending.Do(func() {
		s.mu.Lock()
		s.ended = true
		s.mu.Unlock()
		s.hub.presence.set(s, false, s.hub.o.Clock.Now())
		s.others.Go(func() {
			_ = s.conn.Close(code, reason) // the socket is over either way
			s.cancel()
		})
	})
}
