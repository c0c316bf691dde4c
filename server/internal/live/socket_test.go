package live_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/session"
)

// heavy views do not fit into the buffers between two ends of a loopback socket.
func heavy(rendered chan<- struct{}) func(*live.Options) {
	return func(o *live.Options) {
		o.MaxChanged = 3
		o.Render = func(a live.Audience, s interaction.State, _ int) any {
			v := view{ID: s.ID, Version: s.Version, Account: s.Account}
			if s.ID == "heavy" {
				v.Padding = strings.Repeat("x", 4<<20)
				rendered <- struct{}{}
			}
			return v
		}
	}
}

func TestSlowReaderIsCutOffAndResumes(t *testing.T) {
	rendered := make(chan struct{}, 10)
	look := make(chan struct{}, 1)
	d := open(t, func(o *live.Options) {
		heavy(rendered)(o)
		o.Clock = looked{o.Clock.(*clocktest.Clock), look}
	})
	p := d.connect(agentOf("support"))
	p.expectCaughtUp(0)
	p.nextPing()
	select {
	case <-look:
	default:
	}
	d.store.commit("support", "heavy")
	<-rendered
	<-look // the message is on its way, and nobody reads
	d.store.commit("support", "a")
	d.tick(9 * time.Second)
	d.tick(time.Second) // 10 s
	p.expectClose(live.Resume, "too slow")

	v := agentOf("support")
	v.After = after(0)
	p = d.connect(v)
	p.expectView("heavy", 1, 1)
	p.expectView("a", 1, 2)
	p.expectCaughtUp(2)
}

func TestBacklogOfSlowReaderIsBounded(t *testing.T) {
	rendered := make(chan struct{}, 10)
	d := open(t, heavy(rendered))
	slow, quick := d.connect(agentOf("support")), d.connect(agentOf("support"))
	slow.expectCaughtUp(0)
	slow.nextPing()
	quick.expectCaughtUp(0)
	d.store.commit("support", "heavy")
	quick.expectView("heavy", 1, 1)
	for i, id := range []interaction.ID{"a", "b", "c", "a", "b", "c"} { // three of them may wait
		d.store.commit("support", id)
		quick.expectView(id, 1+i/3, int64(2+i))
	}
	d.store.commit("support", "d")
	quick.expectView("d", 1, 8) // nobody else is held up
	slow.expectClose(live.Resume, "too slow")
}

func TestChangesCollapse(t *testing.T) {
	rendered := make(chan struct{}, 10)
	d := open(t, heavy(rendered))
	slow, quick := d.connect(agentOf("support")), d.connect(agentOf("support"))
	slow.expectCaughtUp(0)
	slow.nextPing()
	quick.expectCaughtUp(0)
	d.store.commit("support", "heavy")
	quick.expectView("heavy", 1, 1)
	for n := range 50 {
		d.store.commit("support", "a")
		quick.expectView("a", n+1, int64(n+2))
	}
	slow.expectView("heavy", 1, 1)
	slow.expectView("a", 50, 51)
}

func TestSessionEnds(t *testing.T) {
	d := open(t, nil)
	v := agentOf("support")
	v.Expires = d.clock.Now().Add(8 * time.Second)
	p := d.connect(v)
	p.expectCaughtUp(0)
	d.tick(5 * time.Second)
	if n := p.nextPing(); n == 0 {
		t.Error("no ping")
	}
	d.tick(5 * time.Second)
	p.expectClose(live.SignInAgain, "sign in")
	if err := <-d.served; err != nil {
		t.Error(err)
	}
}

// A session that is ended before its time takes its sockets along, and no other's; a
// socket belongs to the session that it was renewed with last.
func TestEndedSession(t *testing.T) {
	var over atomic.Value
	over.Store("")
	d := open(t, func(o *live.Options) {
		o.Ended = func(c session.Claims) bool { return c.Family == over.Load() }
		o.Renewed = func(_ live.Viewer, token string) (session.Claims, time.Time, error) {
			return session.Claims{Family: token}, time.Time{}, nil
		}
	})
	with := func(family string) *page {
		v := agentOf("support")
		v.Session.Family = family
		if family == "moving" {
			v.Tab = "tab-one-"
		}
		p := d.connect(v)
		p.expectCaughtUp(0)
		return p
	}
	one, two, moved := with("one"), with("two"), with("moving")
	moved.say(`{"kind":"session","token":"three"}`)
	moved.say(pong(moved.nextPing())) // it is heard after what came before it
	d.await("support", []live.Present{{
		Agent: agentOf("support").Agent, Account: "support", Tabs: []live.Tab{{ID: "tab-one-", Reachable: true}}, Reachable: true, Since: d.clock.Now(),
	}})
	over.Store("moving")
	d.hub.Recheck()
	over.Store("one")
	d.hub.Recheck()
	one.expectClose(live.SignInAgain, "sign in")
	d.store.commit("support", "a")
	for _, p := range []*page{two, moved} {
		p.expectView("a", 1, 1)
	}
	over.Store("three")
	d.tick(5 * time.Second) // whoever missed it hears with the next tick
	moved.expectClose(live.SignInAgain, "sign in")
}

// A page whose session is renewed keeps its socket: nobody is unreachable every
// quarter of an hour.
func TestSessionGoesOn(t *testing.T) {
	var d *desk
	d = open(t, func(o *live.Options) {
		o.WriteDeadline = time.Hour // time flies here
		o.Renewed = func(v live.Viewer, token string) (session.Claims, time.Time, error) {
			if v.Agent.ID != "support/1" || token != "good" {
				return session.Claims{}, time.Time{}, session.ErrInvalid
			}
			return session.Claims{}, d.clock.Now().Add(time.Minute), nil
		}
	})
	v := agentOf("support")
	v.Tab, v.Expires = "tab-one-", d.clock.Now().Add(8*time.Second)
	v.Agent.ID = "support/1"
	p := d.connect(v)
	p.say(`{"kind":"session","token":"good"}`)
	p.say(pong(p.nextPing())) // it is heard after what came before it
	d.await("support", []live.Present{{
		Agent: v.Agent, Account: "support", Tabs: []live.Tab{{ID: "tab-one-", Reachable: true}}, Reachable: true, Since: d.clock.Now(),
	}})
	d.tick(5 * time.Second)
	d.tick(5 * time.Second)
	p.pingAfter(2) // past the end of the first session
	p.say(`{"kind":"session","token":"bad"}`)
	p.expectClose(live.SignInAgain, "sign in")
}

func TestRefusedHandshakes(t *testing.T) {
	d := open(t, func(o *live.Options) {
		o.Origin = func(r *http.Request, _ live.Viewer) bool { return r.Header.Get("Origin") == "https://acme.example" }
	})
	ok := []string{"deskside.v1", "bearer.x"}
	expired := agentOf("support")
	expired.Expires = d.clock.Now()
	for name, c := range map[string]struct {
		v         live.Viewer
		protocols []string
		origin    string
		status    int
	}{
		"another origin":       {agentOf("support"), ok, "https://evil.example", 403},
		"no origin":            {agentOf("support"), ok, "", 403},
		"no subprotocol":       {agentOf("support"), nil, "https://acme.example", 400},
		"another one":          {agentOf("support"), []string{"deskside.v2"}, "https://acme.example", 400},
		"expired":              {expired, ok, "https://acme.example", 401},
		"agent of nowhere":     {live.Viewer{Audience: live.Audience{Role: session.Agent}}, ok, "https://acme.example", 403},
		"customer of nothing":  {customerOf("support", ""), ok, "https://acme.example", 403},
		"and a right one":      {agentOf("support"), ok, "https://acme.example", 101},
		"an admin of all":      {live.Viewer{Audience: live.Audience{Role: session.Admin}}, ok, "https://acme.example", 101},
		"a customer of theirs": {customerOf("support", "a"), ok, "https://acme.example", 101},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		d.viewer <- c.v
		conn, resp, err := websocket.Dial(ctx, d.url, &websocket.DialOptions{HTTPClient: browser, Subprotocols: c.protocols, HTTPHeader: http.Header{"Origin": {c.origin}}})
		if resp == nil || resp.StatusCode != c.status {
			t.Errorf("%s: %v, %v; want %d", name, resp, err, c.status)
		}
		if conn != nil {
			conn.CloseNow() //nolint:errcheck // it was only to be opened
		}
		cancel()
	}

	d.viewer <- agentOf("support")
	resp, err := browser.Get("http" + strings.TrimPrefix(d.url, "ws"))
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusUpgradeRequired {
		t.Errorf("plain GET: %d, %v", resp.StatusCode, err)
	}
}

func TestImpolitePages(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code websocket.StatusCode
	}{
		"no JSON":       {"hello", websocket.StatusPolicyViolation},
		"a command":     {`{"kind":"subscribe"}`, websocket.StatusPolicyViolation},
		"wrong types":   {`{"kind":"pong","ping":"1"}`, websocket.StatusPolicyViolation},
		"a large frame": {`{"kind":"pong","ping":1,"x":"` + strings.Repeat("x", 2000) + `"}`, websocket.StatusMessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, nil)
			p := d.connect(agentOf("support"))
			p.expectCaughtUp(0)
			p.say(c.text)
			p.expectClose(c.code, "")
		})
	}
	t.Run("a flood", func(t *testing.T) {
		d := open(t, nil)
		p := d.connect(agentOf("support"))
		p.expectCaughtUp(0)
		for range 33 {
			p.say(`{"kind":"pong","ping":99}`)
		}
		p.expectClose(websocket.StatusPolicyViolation, "")
	})
}

func TestStopClosesEverySocket(t *testing.T) {
	d := open(t, nil)
	pages := []*page{d.connect(agentOf("support")), d.connect(customerOf("support", "a"))}
	for _, p := range pages {
		p.expectCaughtUp(0)
	}
	stopped := make(chan struct{})
	go func() { d.stop(); close(stopped) }()
	for _, p := range pages {
		p.expectClose(websocket.StatusGoingAway, "going away")
		if err := <-d.served; err != nil {
			t.Error(err)
		}
	}
	<-stopped
	d.viewer <- agentOf("support")
	_, resp, err := websocket.Dial(t.Context(), d.url, &websocket.DialOptions{HTTPClient: browser, Subprotocols: []string{"deskside.v1"}})
	if err == nil || resp == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a socket after the end: %v, %v", resp, err)
	}
	var refusal *live.Refusal
	if err := <-d.served; !errors.As(err, &refusal) || refusal.Code != "unavailable" {
		t.Error(err)
	}
}

// A page may speak the moment it has the answer to its handshake, and be heard before
// its socket is ours altogether.
func TestPageThatSpeaksAtOnce(t *testing.T) {
	d := open(t, nil)
	d.viewer <- agentOf("support")
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.url, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	handshake := "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: " + live.Subprotocol + "\r\n\r\n"
	impolite := "\x81\x85\x00\x00\x00\x00hello" // a text of five bytes, masked with zeros
	if _, err := conn.Write([]byte(handshake + impolite)); err != nil {
		t.Fatal(err)
	}
	var said []byte
	for !strings.Contains(string(said), "only answers to pings are expected") {
		chunk := make([]byte, 1024)
		n, err := conn.Read(chunk)
		if said = append(said, chunk[:n]...); err != nil {
			t.Fatalf("it was not heard: %q, %v", said, err)
		}
	}
}
