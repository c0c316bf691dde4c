package api_test

import (
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

type joinCode struct{ Code, Address, Link string }

// code that lets a browser into a call.
func (e *edge) code(id string, fresh bool) (code joinCode) {
	e.t.Helper()
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/join", e.agent("support", "ann"), map[string]any{"fresh": fresh}, &code)
	return code
}

func (c joinCode) end() string { return strings.TrimPrefix(c.Link, c.Address+"/") }

// pageSecret is what the n-th page of a test knows itself by.
func pageSecret(n int) string { return fmt.Sprintf("the-page-made-it-%06d", n) }

// types a code, or opens the end of a link, from an address.
func (e *edge) types(address, typed string, page int) answer {
	e.t.Helper()
	return e.send(request{method: "POST", path: "/v1/join", header: from(address), body: map[string]any{"code": typed, "secret": pageSecret(page), "device": "Pixel 8,\x1b Chrome 126"}})
}

// joined is the browser of somebody from the street who is on the phone.
func (e *edge) joined(id string, page int) (c contactStarted) {
	e.t.Helper()
	a := e.types("203.0.113.1", e.code(id, true).Code, page)
	e.want(a, http.StatusCreated, "")
	e.must(json.Unmarshal(a.body, &c))
	return c
}

// A caller's browser joins: what the agent asks it can answer, what it sends is in the call,
// and it neither hangs up nor becomes anything else.
func TestCallerJoins(t *testing.T) {
	e := open(t, behind)
	id, ann := e.ring(callSID(1), "+15550101234"), e.agent("support", "ann")
	other := e.ring(callSID(2), "+15550101235")
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/asks", token: ann, body: ask}), http.StatusConflict, "no_page")

	code := e.code(id, false)
	if again := e.code(id, false); again != code || code.Address != publicURL+"/join" {
		t.Fatalf("%+v, and %+v", code, again)
	}
	var joined, same contactStarted
	a := e.types("203.0.113.1", code.Code[:3]+" "+code.Code[3:], 1)
	e.want(a, http.StatusCreated, "")
	e.must(json.Unmarshal(a.body, &joined))
	a = e.types("203.0.113.1", code.Code, 1) // the answer was lost
	e.want(a, http.StatusCreated, "")
	e.must(json.Unmarshal(a.body, &same))
	if joined.Interaction != id || same.Interaction != id || strings.Contains(string(a.body), "voice") {
		t.Fatalf("%s", a.body)
	}
	var agent struct {
		Joining struct {
			Until, How string
			Browsers   []struct{ Way, Device string }
		}
		Timeline []struct{ Type, Text string }
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id, ann, nil, &agent)
	if j := agent.Joining; len(j.Browsers) != 1 || j.Browsers[0].Way != "code" || j.Browsers[0].Device != "Pixel 8, Chrome 126" || j.Until != "" || j.How != "shown" {
		t.Errorf("%+v", j)
	}
	if last := agent.Timeline[len(agent.Timeline)-1].Text; last != "The customer's browser joined by the code: Pixel 8, Chrome 126." {
		t.Errorf("%q", last)
	}

	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/asks", ann, ask, nil)
	e.ask(http.StatusOK, "POST", "/v1/contact/asks/ask-0001", joined.Token, map[string]any{"text": "1Z999"}, nil)
	e.upload(joined, "file-0001", "lamp.png", png)
	e.want(e.send(request{method: "POST", path: "/v1/contact/message", token: joined.Token, body: map[string]any{"text": "I wrote instead."}}), http.StatusConflict, "call_in_progress")
	e.want(e.send(request{method: "POST", path: "/v1/contact/end", token: joined.Token}), http.StatusNoContent, "")
	if s := e.state(id); s.Call.Phase != interaction.Ringing || s.Sent.Files != 1 {
		t.Errorf("%s, %d files", s.Call.Phase, s.Sent.Files)
	}
	// The token opens this call, as a customer's does, and nothing else.
	for _, path := range []string{"/v1/interactions/" + id, "/v1/interactions/" + other, "/v1/me"} {
		e.want(e.send(request{method: "GET", path: path, token: joined.Token}), http.StatusForbidden, "forbidden")
	}
	forged := e.issue(session.Claims{Role: session.Customer, Account: "support", Interaction: interaction.ID(other), Browser: 1})
	e.want(e.send(request{method: "GET", path: "/v1/contact", token: forged}), http.StatusUnauthorized, "session_expired")

	e.gone(callSID(1))
	if s := e.state(id); s.Active() {
		t.Fatalf("%s", s.Call.Phase)
	}
	e.want(e.send(request{method: "POST", path: "/v1/contact/files?name=a.png&file_id=file-0002", token: joined.Token, body: png}), http.StatusConflict, "closed")
	e.want(e.send(request{method: "POST", path: "/v1/contact/asks/ask-0001", token: joined.Token, body: map[string]any{"text": "other"}}), http.StatusConflict, "ask_over")
	e.want(e.send(request{method: "POST", path: "/v1/contact/message", token: joined.Token, body: map[string]any{"text": "And another thing."}}), http.StatusConflict, "closed")
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/join", token: ann, body: map[string]any{}}), http.StatusConflict, "call_ended")
}

// An account without an app has callers, too: its page needs none.
func TestCallerJoinsWithoutAnApp(t *testing.T) {
	e := open(t, func(c *api.Config) {
		behind(c)
		c.Apps = nil
	})
	id := e.ring(callSID(1), "+15550101234")
	joined := e.joined(id, 1)
	page := e.connect("", joined.Token)
	for page.next().Kind != "caught_up" {
	}
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/asks", e.agent("support", "ann"), ask, nil)
	if m := page.next(); m.Kind != "contact" {
		t.Errorf("the page is told %+v", m)
	}
	e.ask(http.StatusOK, "POST", "/v1/contact/asks/ask-0001", joined.Token, map[string]any{"declined": true}, nil)
	e.upload(joined, "file-0001", "lamp.png", png)
	e.ask(http.StatusOK, "PUT", "/v1/contact/files/file-0002", joined.Token, map[string]any{"name": "b.png", "size": len(png)}, nil)
}

// Whoever came from a page needs no code, and there is an end to making them.
func TestWhoGetsNoCode(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	makes := func(id string) answer {
		return e.send(request{method: "POST", path: "/v1/interactions/" + id + "/join", token: ann, body: map[string]any{"fresh": true}})
	}
	e.want(makes(e.contact("voice").Interaction), http.StatusConflict, "joins_not")
	id := e.ring(callSID(1), "+15550101234")
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/join", token: e.agent("sales", "eve"), body: map[string]any{}}), http.StatusNotFound, "not_found")
	for range 30 {
		e.code(id, true)
	}
	e.want(makes(id), http.StatusConflict, "too_many_join_codes")
}

// A code that was used, has run out, was replaced, or whose call is over lets nobody in, and
// all of them are answered as digits that never were any.
func TestCodesThatLetNobodyIn(t *testing.T) {
	e := open(t, behind)
	id := e.ring(callSID(1), "+15550101234")
	said := map[string]bool{}
	refused := func(address, typed string) {
		t.Helper()
		a := e.types(address, typed, another())
		e.want(a, http.StatusNotFound, "wrong_code")
		said[a.fault(t).Message] = true
	}
	used := e.code(id, true)
	e.want(e.types("203.0.113.1", used.Code, 1), http.StatusCreated, "")
	refused("203.0.113.2", used.Code)
	refused("203.0.113.2", used.end())
	replaced := e.code(id, true)
	late := e.code(id, true)
	refused("203.0.113.2", replaced.Code)
	refused("203.0.113.2", replaced.end())
	e.clock.Advance(interaction.JoinCodeLife)
	refused("203.0.113.2", late.Code)
	refused("203.0.113.2", late.end())
	over := e.code(id, true)
	e.gone(callSID(1))
	refused("203.0.113.2", over.Code)
	refused("203.0.113.2", over.end())
	refused("203.0.113.2", "a-link-that-never-was-one")
	if len(said) != 1 {
		t.Errorf("the answers tell them apart: %v", said)
	}
}

// Who types digits at random is told to wait, and whoever has addresses of one network with
// them; a right code costs nobody a try, and a link opens all the same.
func TestGuessedCodes(t *testing.T) {
	e := open(t, behind)
	id := e.ring(callSID(1), "+15550101234")
	wrong := func(code string) string { // than this one
		return code[:5] + string('0'+(code[5]-'0'+1)%10)
	}
	const guesser = "203.0.113.7"
	for page := range 20 {
		e.want(e.types(guesser, e.code(id, true).Code, page), http.StatusCreated, "") // an office
	}
	code := e.code(id, true)
	for range 5 {
		e.want(e.types(guesser, wrong(code.Code), 100), http.StatusNotFound, "wrong_code")
	}
	a := e.types(guesser, code.Code, 100)
	e.want(a, http.StatusTooManyRequests, "too_many_tries")
	if a.Header.Get("Retry-After") != "600" {
		t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
	}
	e.want(e.types(guesser, code.end(), 100), http.StatusCreated, "")

	// The same network, and then another.
	code = e.code(id, true)
	for n := range 15 {
		e.want(e.types(fmt.Sprintf("203.0.113.%d", 100+n), wrong(code.Code), 101), http.StatusNotFound, "wrong_code")
	}
	e.want(e.types("203.0.113.200", code.Code, 102), http.StatusTooManyRequests, "too_many_tries")
	e.want(e.types("2001:db8:1:1::1", wrong(code.Code), 103), http.StatusNotFound, "wrong_code")
	e.want(e.types("198.51.100.1", code.Code, 102), http.StatusCreated, "")

	// A try comes back.
	e.clock.Advance(10 * time.Minute)
	e.want(e.types(guesser, e.code(id, true).Code, 104), http.StatusCreated, "")
}

// With wrong digits from everywhere all who type are answered a second later, and nobody is
// refused; who has a link is not.
func TestGuessersFromEverywhere(t *testing.T) {
	e := open(t, behind)
	id := e.ring(callSID(1), "+15550101234")
	for n := range 60 {
		e.want(e.types(fmt.Sprintf("198.51.%d.1", n), "000000", 200), http.StatusNotFound, "wrong_code")
	}
	code := e.code(id, true)
	answered := make(chan answer)
	go func() { answered <- e.types("203.0.113.1", code.Code, 1) }()
	waits := func() bool { return e.clock.Next().Equal(e.clock.Now().Add(time.Second)) }
	for !waits() {
		select {
		case <-e.clock.Changed():
		case <-answered:
			t.Fatal("answered at once")
		case <-patience(t).Done():
			t.Fatal("nobody waits for a second")
		}
	}
	linked := e.code(id, false)
	e.clock.Advance(time.Second)
	e.want(<-answered, http.StatusCreated, "")
	e.want(e.types("203.0.113.1", linked.end(), 1), http.StatusCreated, "") // not held up
}

// A browser that was not the customer's is put out: its session is over at once, and its
// socket; the one that joins then is in.
func TestPutOut(t *testing.T) {
	e := open(t, behind)
	id, ann := e.ring(callSID(1), "+15550101234"), e.agent("support", "ann")
	stranger := e.joined(id, 1)
	socket := e.connect("", stranger.Token)
	for socket.next().Kind != "caught_up" {
	}
	for range 2 {
		e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/join/end", ann, nil, nil)
	}
	for {
		_, _, err := socket.conn.Read(patience(t))
		if err != nil {
			if websocket.CloseStatus(err) != 4001 {
				t.Errorf("closed with %v", err)
			}
			break
		}
	}
	for method, path := range map[string]string{"GET": "/v1/contact", "POST": "/v1/contact/files?name=a.png&file_id=file-0001"} {
		e.want(e.send(request{method: method, path: path, token: stranger.Token, body: png}), http.StatusUnauthorized, "session_expired")
	}
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/asks", token: ann, body: ask}), http.StatusConflict, "no_page")
	e.ask(http.StatusOK, "GET", "/v1/contact", e.joined(id, 2).Token, nil, nil)
}

// The page is the same for every code, is in nobody's frame, and takes its code along to
// nobody.
func TestJoinPage(t *testing.T) {
	e := open(t, nil)
	typed, linked := e.send(request{method: "GET", path: "/join"}), e.send(request{method: "GET", path: "/join/an-end-of-a-link-0000"})
	for _, a := range []answer{typed, linked} {
		e.want(a, http.StatusOK, "")
		if b := booted(t, a); b["join"] != true || b["app"] != nil {
			t.Errorf("%v", b)
		}
		if p := a.Header.Get("Content-Security-Policy"); !strings.Contains(p, "frame-ancestors 'none'") || a.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s", p)
		}
	}
	if string(typed.body) != string(linked.body) {
		t.Error("the page knows a code")
	}
}
