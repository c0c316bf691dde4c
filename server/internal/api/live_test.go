package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

type liveMessage struct {
	Kind        string
	Seq         int64
	Interaction *interactionView
	Contact     *contactView
}

// page is one end of a socket, as a browser holds it.
type page struct {
	e    *edge
	conn *websocket.Conn
}

func (e *edge) dial(query, token, origin string) (*websocket.Conn, *http.Response, error) {
	h := http.Header{}
	if origin != "" {
		h.Set("Origin", origin)
	}
	return websocket.Dial(patience(e.t), strings.Replace(e.url, "http", "ws", 1)+"/v1/live"+query, &websocket.DialOptions{
		HTTPClient: e.client, HTTPHeader: h, Subprotocols: []string{"deskside.v1", "bearer." + token},
	})
}

func (e *edge) connect(query, token string) *page {
	e.t.Helper()
	conn, res, err := e.dial(query, token, publicURL)
	e.must(err)
	if got := conn.Subprotocol(); got != "deskside.v1" {
		e.t.Errorf("subprotocol %q: the token must not be answered", got)
	}
	if res.Header.Get("Set-Cookie") != "" {
		e.t.Error("a cookie")
	}
	conn.SetReadLimit(1 << 20)
	e.t.Cleanup(func() { _ = conn.CloseNow() })
	return &page{e, conn}
}

// next message about an interaction, or that all are told.
func (p *page) next() liveMessage {
	p.e.t.Helper()
	for {
		_, raw, err := p.conn.Read(patience(p.e.t))
		p.e.must(err)
		var m liveMessage
		p.e.must(json.Unmarshal(raw, &m))
		if m.Kind != "ping" && m.Kind != "me" {
			return m
		}
	}
}

func TestAgentsWidgetHearsOfAContact(t *testing.T) {
	e := open(t, nil)
	ann, eve := e.connect("?tab=tab-00001", e.agent("support", "ann")), e.connect("", e.agent("sales", "eve"))
	first := ann.next()
	if first.Kind != "caught_up" || first.Seq != 0 {
		t.Fatalf("%+v", first)
	}
	eve.next()
	c := e.contact("voice")
	m := ann.next()
	if m.Kind != "interaction" || m.Interaction.ID != c.Interaction || m.Interaction.State != "starting" || m.Seq == 0 {
		t.Fatalf("%+v", m)
	}
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{App: "boutique", ContactID: "contact-number-of-a-test-sales", Channel: "voice"}, nil)
	if m := eve.next(); m.Kind != "interaction" || m.Interaction.Account != "sales" {
		t.Errorf("eve of sales hears %+v", m)
	}
	// The view is the one of the routes.
	if v := e.interaction(c.Interaction); v.Version != m.Interaction.Version || len(v.Items) != len(m.Interaction.Items) {
		t.Errorf("%+v, over the route %+v", m.Interaction, v)
	}
}

// A socket goes on by a renewed session of its own speaker, and nobody else's.
func TestSocketTakesItsOwnSpeakersSession(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	say := func(p *page, token string) {
		raw, err := json.Marshal(map[string]any{"kind": "session", "token": token})
		e.must(err)
		e.must(p.conn.Write(patience(t), websocket.MessageText, raw))
	}
	own := e.connect("?tab=tab-00001", ann)
	say(own, e.agent("support", "ann"))
	for own.next().Kind != "caught_up" {
	}
	e.contact("voice")
	if m := own.next(); m.Kind != "interaction" {
		t.Errorf("%+v", m)
	}
	c := e.contact("voice")
	for name, token := range map[string]string{
		"a colleague's": e.agent("support", "bob"), "the same id's in another account": e.agent("sales", "ann"), "an admin's": e.admin(),
		"a customer's": c.Token, "nonsense": "x", "none": "",
	} {
		p := e.connect("", ann)
		say(p, token)
		var err error
		for err == nil {
			_, _, err = p.conn.Read(patience(t))
		}
		if code := websocket.CloseStatus(err); code != 4001 {
			t.Errorf("%s: closed with %d", name, code)
		}
	}
}

// Strangers who open sockets leave some to other sources, to other apps and to customers
// with a signed packet; who finds none is told to come again, and a closed one is free.
func TestSocketsOfStrangers(t *testing.T) {
	e := open(t, func(c *api.Config) {
		behind(c)
		c.CustomerSockets = 256 // of which strangers have 192, a source 24, each of two apps at least 48
	})
	begin := func(app string, more map[string]any) string {
		t.Helper()
		a := e.beginFrom("198.51.100.1", app, more)
		e.want(a, http.StatusCreated, "")
		var out contactStarted
		e.must(json.Unmarshal(a.body, &out))
		return out.Token
	}
	var opened []*websocket.Conn
	socket := func(address, token string) bool {
		t.Helper()
		conn, res, err := websocket.Dial(patience(t), strings.Replace(e.url, "http", "ws", 1)+"/v1/live", &websocket.DialOptions{
			HTTPClient: e.client, HTTPHeader: from(address), Subprotocols: []string{"deskside.v1", "bearer." + token},
		})
		if err == nil {
			opened = append(opened, conn)
			t.Cleanup(func() { _ = conn.CloseNow() })
			return true
		}
		if res == nil || res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
			t.Fatalf("%v, %v", res, err)
		}
		return false
	}
	fill := func(address, app string) (n int) {
		for {
			token := begin(app, nil)
			for range 8 {
				if !socket(address, token) {
					return n
				}
				n++
			}
		}
	}
	const spammer = "203.0.113.7"
	if n := fill(spammer, "shop"); n != 24 {
		t.Errorf("%d of one source", n)
	}
	signed := map[string]any{"packet": e.packet(shopSecret, nil)}
	if !socket("203.0.113.8", begin("shop", nil)) || !socket(spammer, begin("shop", signed)) {
		t.Error("others hear nothing")
	}
	shop := 25
	for n := 0; ; n++ {
		more := fill(fmt.Sprintf("2001:db8:0:%x::1", n), "shop")
		if shop += more; more == 0 {
			break
		}
	}
	if want := 192 - 192/2/len(e.config.Apps)*(len(e.config.Apps)-1); shop != want {
		t.Errorf("%d of one app, want %d", shop, want)
	}
	if !socket("203.0.113.9", begin("boutique", nil)) || !socket(spammer, begin("shop", signed)) {
		t.Error("others hear nothing")
	}
	for _, conn := range opened {
		_ = conn.CloseNow()
	}
	for token := begin("shop", nil); !socket(spammer, token); { // the server hears of it later
	}
}

// A reloaded widget resumes where it was and misses nothing.
func TestResumeByNumber(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	var list struct{ Seq int64 }
	e.ask(http.StatusOK, "GET", "/v1/interactions", ann, nil, &list)
	a := e.contact("voice")
	p := e.connect("?after=0", ann)
	if m := p.next(); m.Interaction == nil || m.Interaction.ID != a.Interaction {
		t.Fatalf("%+v", m)
	}
	caught := p.next()
	if caught.Kind != "caught_up" || caught.Seq != e.head() {
		t.Fatalf("%+v", caught)
	}
	e.must(p.conn.CloseNow())
	b := e.contact("voice")
	e.ask(http.StatusOK, "PUT", "/v1/interactions/"+a.Interaction+"/notes/note-0001", ann, map[string]any{"text": "Meanwhile."}, nil)
	raw, err := json.Marshal(caught.Seq)
	e.must(err)
	p = e.connect("?after="+string(raw), ann)
	missed := map[string]bool{}
	for m := p.next(); m.Kind != "caught_up"; m = p.next() {
		missed[m.Interaction.ID] = true
	}
	if len(missed) != 2 || !missed[a.Interaction] || !missed[b.Interaction] {
		t.Errorf("resumed with %v", missed)
	}
}

func TestCustomersSocketShowsTheirSide(t *testing.T) {
	e := open(t, nil)
	a, b := e.contact("voice"), e.contact("voice")
	conn, _, err := e.dial("", a.Token, shopOrigin)
	e.must(err)
	p := &page{e, conn}
	t.Cleanup(func() { _ = conn.CloseNow() })
	if m := p.next(); m.Kind != "contact" || m.Interaction != nil || m.Contact.Interaction != a.Interaction {
		t.Fatalf("%+v", m)
	}
	if m := p.next(); m.Kind != "caught_up" {
		t.Fatalf("%+v", m)
	}
	e.upload(b, "file-0001", "b.png", png)
	e.upload(a, "file-0001", "a.png", png)
	if m := p.next(); m.Contact == nil || len(m.Contact.Files) != 1 || m.Contact.Interaction != a.Interaction {
		t.Errorf("%+v", m)
	}
}

func TestSocketsThatAreRefused(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	ann := e.agent("support", "ann")
	for name, s := range map[string]struct {
		token, origin string
		status        int
	}{
		"no token":                   {"", publicURL, http.StatusUnauthorized},
		"a voice ticket":             {c.Voice.Params["ticket"], publicURL, http.StatusUnauthorized},
		"an agent on a strange page": {ann, otherOrigin, http.StatusForbidden},
		"an agent on the shop":       {ann, shopOrigin, http.StatusForbidden},
		"a customer elsewhere":       {c.Token, otherOrigin, http.StatusForbidden},
		"a page without an origin":   {c.Token, "null", http.StatusForbidden},
	} {
		conn, res, err := e.dial("", s.token, s.origin)
		if err == nil {
			_ = conn.CloseNow()
			t.Errorf("%s: may connect", name)
		} else if res == nil || res.StatusCode != s.status {
			t.Errorf("%s: %v", name, err)
		}
	}
	e.want(e.send(request{method: "GET", path: "/v1/live", token: ann}), http.StatusUpgradeRequired, "upgrade_required")
	// A socket ends with its session.
	short, _, err := e.keeper.Issue(session.Claims{Role: session.Agent, Account: "support", Agent: interaction.Agent{ID: "support/ann", Name: "Ann"}}, time.Minute)
	e.must(err)
	p := e.connect("", short)
	p.next()
	e.clock.Advance(2 * time.Minute)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for err == nil {
		_, _, err = p.conn.Read(ctx)
	}
	if code := websocket.CloseStatus(err); code != 4001 {
		t.Errorf("closed with %d (%v), want 4001: sign in again", code, err)
	}
}
