package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/coder/websocket"

	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/session"
)

// Refusal to open a socket. Nothing has been written to the response; Message is
// one safe sentence.
type Refusal struct {
	Code    string
	Message string
	Status  int
}

func (r *Refusal) Error() string { return "live: " + r.Code }

// Serve opens a socket and returns; done is called when it has ended, and with it
// all that was done for it. The socket outlives the request: the goroutine of a
// request has a stack that grew on the way here, which a socket would keep for
// hours.
//
// An error means that there is no socket, and done is not called: a *Refusal is
// for the caller to answer, any other has been answered already.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, v Viewer, done func()) error {
	if err := h.admit(r, v); err != nil {
		return err
	}
	if err := h.enter(r.Context()); err != nil {
		return err
	}
	thin := &slim{ResponseWriter: w}
	conn, err := websocket.Accept(thin, r, &websocket.AcceptOptions{
		Subprotocols:       []string{Subprotocol},
		InsecureSkipVerify: h.o.Origin != nil, // admit has asked Origin
	})
	if err != nil {
		h.serving.Done()
		return fmt.Errorf("live: %w", err)
	}
	s := newSocket(h, v, conn, thin.outlet)
	h.attach(s)
	go func() {
		defer h.serving.Done()
		defer done()
		s.run()
		h.detach(s)
	}()
	return nil
}

func (h *Hub) admit(r *http.Request, v Viewer) error {
	switch {
	case !asks(r, "Upgrade", "websocket"):
		return &Refusal{"upgrade_required", "This address is for WebSocket connections.", http.StatusUpgradeRequired}
	case !asks(r, "Sec-WebSocket-Protocol", Subprotocol):
		return &Refusal{"subprotocol_missing", "The subprotocol " + Subprotocol + " is needed.", http.StatusBadRequest}
	case v.Role == session.Customer && v.Interaction == "", v.Role != session.Admin && v.Account == "":
		return &Refusal{"not_allowed", "This session does not open live updates.", http.StatusForbidden}
	case !v.Expires.IsZero() && !h.o.Clock.Now().Before(v.Expires):
		return &Refusal{"session_expired", "Please sign in again.", http.StatusUnauthorized}
	case h.o.Origin != nil && !h.o.Origin(r, v):
		return &Refusal{"origin_not_allowed", "This page may not connect here.", http.StatusForbidden}
	}
	return nil
}

// asks whether a comma-separated header names a token.
func asks(r *http.Request, header, token string) bool {
	return slices.ContainsFunc(r.Header.Values(header), func(line string) bool {
		return slices.ContainsFunc(strings.Split(line, ","), func(t string) bool {
			return strings.EqualFold(strings.TrimSpace(t), token)
		})
	})
}

// enter waits until the hub knows where the feed stands.
func (h *Hub) enter(ctx context.Context) error {
	unavailable := &Refusal{"unavailable", "Please try again in a moment.", http.StatusServiceUnavailable}
	select {
	case <-h.ready:
	case <-h.stopping:
	case <-ctx.Done():
		return unavailable
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.stopping:
		return unavailable
	default:
		h.serving.Add(1)
		return nil
	}
}

func (h *Hub) attach(s *socket) {
	h.mu.Lock()
	h.sockets.add(s)
	h.mu.Unlock()
	if s.viewer.countsAsPresent() {
		h.presence.join(s, h.o.Clock.Now())
	}
	if s.sessionEnded() { // after it was looked at, and before Recheck could see the socket
		s.stop(SignInAgain, "please sign in again")
	}
	select {
	case <-h.stopping: // Run may have made its list before this socket was on it
		s.stop(goingAway, "the server is going away")
	default:
	}
}

func (h *Hub) detach(s *socket) {
	h.mu.Lock()
	h.sockets.remove(s)
	h.mu.Unlock()
	if s.viewer.countsAsPresent() {
		h.presence.leave(s, h.o.Clock.Now())
	}
}

// countsAsPresent as a place where an agent can be reached.
func (v Viewer) countsAsPresent() bool { return v.Role == session.Agent && v.Tab != "" }

// catchUp tells what changed since the viewer was last here, then that this was
// all. The socket is attached already, so what is committed from now on comes
// through the hub; the two meet at the head that is read here.
func (s *socket) catchUp(ctx context.Context) error {
	head, err := s.hub.o.Store.Head(ctx)
	if err != nil {
		return err
	}
	s.align(head)
	switch {
	case s.viewer.Role == session.Customer:
		// One interaction: its newest view costs less than finding out whether it changed.
		b := backlog{upTo: head}
		b.add(change{id: s.viewer.Interaction, last: head}, 1)
		err = s.send(ctx, &b)
	case s.viewer.After != nil:
		err = s.replay(ctx, *s.viewer.After, head)
	}
	if err != nil {
		return err
	}
	return s.write(appendCaughtUp(nil, head))
}

// replay the feed between two numbers, with as many interactions at a time as may
// wait for a socket.
func (s *socket) replay(ctx context.Context, after, head int64) error {
	if after > head {
		after = 0 // the number is of another database: this one is news from its start
	}
	b := backlog{upTo: after}
	cursor := reconcile.Cursor{Feed: s.hub.o.Store, After: after}
	for b.upTo < head {
		entries, _, err := cursor.Next(ctx)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return errors.New("the feed ends before its head")
		}
		for _, e := range entries {
			if e.Seq > head {
				b.upTo = head
				break
			}
			c := change{id: e.Interaction, account: e.Account, first: e.Seq, last: e.Seq, since: e.Event.N - 1}
			if s.viewer.sees(e.Account, e.Interaction) && !b.add(c, s.hub.o.MaxChanged) {
				if err := s.send(ctx, &b); err != nil {
					return err
				}
				b.add(c, s.hub.o.MaxChanged)
			}
			b.upTo = e.Seq
		}
		cursor.Done(entries)
	}
	return s.send(ctx, &b)
}

// send all of a backlog that no one else adds to.
func (s *socket) send(ctx context.Context, b *backlog) error {
	for c, resume, ok := b.next(); ok; c, resume, ok = b.next() {
		v, err := s.hub.load(ctx, c.id)
		if err != nil {
			return err
		}
		if v == nil || !s.viewer.sees(v.state.Account, c.id) {
			continue
		}
		if err := s.writeView(c, v, resume); err != nil {
			return err
		}
	}
	return nil
}

// writeMe: what the agent sees of themselves, as it is now.
func (s *socket) writeMe() error {
	encoded, err := json.Marshal(s.hub.o.Me(s.viewer))
	if err != nil {
		s.hub.o.Log.Error("live: what an agent sees of themselves cannot be encoded", "error", err)
		return nil
	}
	return s.write(appendMe(nil, encoded))
}

// writeView of an interaction. One that cannot be encoded is a fault of ours, and
// no reason to keep the others from the viewer.
func (s *socket) writeView(c change, v *view, resume int64) error {
	if b := s.viewer.Session.Browser; b > 0 && !v.state.Joining.Has(b) {
		s.stop(SignInAgain, "an agent has put this browser out")
		return nil
	}
	message, err := v.message(s.viewer.Audience, c.since, resume)
	if err != nil {
		s.hub.o.Log.Error("live: a view cannot be encoded", "interaction", c.id, "error", err)
		return nil
	}
	return s.write(message)
}
