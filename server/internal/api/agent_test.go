package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Two agents take the same call in the same moment: one has it, the other is told.
func TestOneOfTwoAgentsGetsTheCall(t *testing.T) {
	e := open(t, nil)
	for n := range 10 {
		id := e.ring(callSID(n), "+15550101234")
		var wg sync.WaitGroup
		answers := make([]answer, 2)
		for i, who := range []string{"ann", "bob"} {
			token := e.agent("support", who)
			wg.Go(func() {
				answers[i] = e.send(request{method: "POST", path: "/v1/interactions/" + id + "/accept", token: token, body: map[string]any{"offer": 1, "tab": "tab-" + who + "-1"}})
			})
		}
		wg.Wait()
		slices.SortFunc(answers, func(a, b answer) int { return a.StatusCode - b.StatusCode })
		e.want(answers[0], http.StatusOK, "")
		e.want(answers[1], http.StatusConflict, "answered_elsewhere")
		if v := e.interaction(id); v.State != "claimed" || v.Agent == nil || !v.Offer.Claimed {
			t.Errorf("%+v", v)
		}
	}
}

// The same tab may ask again: its answer may have been lost. Another tab of the
// same agent may not, for one voice is one leg.
func TestAcceptAgain(t *testing.T) {
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	ann := e.agent("support", "ann")
	accept := func(tab string, offer int) answer {
		return e.send(request{method: "POST", path: "/v1/interactions/" + id + "/accept", token: ann, body: map[string]any{"offer": offer, "tab": tab}})
	}
	e.want(accept("tab-00001", 2), http.StatusConflict, "offer_gone")
	e.want(accept("tab-00001", 1), http.StatusOK, "")
	head := e.head()
	var again callView
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", ann, map[string]any{"offer": 1, "tab": "tab-00001"}, &again)
	if again.Voice.Params["ticket"] == "" || again.Interaction.Offer.Tab != "tab-00001" {
		t.Errorf("%+v", again)
	}
	e.want(accept("tab-00002", 1), http.StatusConflict, "answered_in_another_tab")
	if e.head() != head {
		t.Error("something was stored")
	}
}

func TestNoteWithTheSameIDIsOneNote(t *testing.T) {
	e := open(t, nil)
	id := e.contact("voice").Interaction
	ann := e.agent("support", "ann")
	put := func(note, text string) answer {
		return e.send(request{method: "PUT", path: "/v1/interactions/" + id + "/notes/" + note, token: ann, body: map[string]any{"text": text}})
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { e.want(put("note-0001", "Sent a replacement."), http.StatusOK, "") })
	}
	wg.Wait()
	e.want(put("note-0001", "Something else."), http.StatusOK, "") // a late retry: the first text stays
	e.want(put("note-0002", "\x00<b>\u202E</b>\n\nSecond line"), http.StatusOK, "")
	e.want(put("note-0003", " \n\t "), http.StatusConflict, "empty_note")
	e.want(put("note-0003", strings.Repeat("ß", 10_001)), http.StatusConflict, "too_long")
	var notes []string
	for _, it := range e.interaction(id).Items {
		if it.Kind == "note" {
			notes = append(notes, it.Note+": "+it.Text)
		}
	}
	if want := []string{"note-0001: Sent a replacement.", "note-0002: \x00<b>\u202E</b>\n\nSecond line"}; !slices.Equal(notes, want) {
		t.Errorf("%q, want %q", notes, want)
	}
}

// What a page knows already does not travel again with each note.
func TestADeedIsAnsweredWithWhatIsNew(t *testing.T) {
	e := open(t, nil)
	id := e.contact("voice").Interaction
	ann := e.agent("support", "ann")
	at := "/v1/interactions/" + id
	e.ask(http.StatusOK, "PUT", at+"/notes/note-0001", ann, map[string]any{"text": "The first."}, nil)
	known := e.interaction(id)
	type answered struct {
		Version  int
		Since    *int
		Items    []struct{ Note string }
		Timeline []struct{ N int }
	}
	put := func(query, note string) (out answered) {
		e.ask(http.StatusOK, "PUT", at+"/notes/"+note+query, ann, map[string]any{"text": "Another."}, &out)
		return out
	}
	change := put(fmt.Sprintf("?since=%d", known.Version), "note-0002")
	if change.Since == nil || *change.Since != known.Version || len(change.Items) != 1 || change.Items[0].Note != "note-0002" || len(change.Timeline) != change.Version-known.Version {
		t.Errorf("since %d: %+v", known.Version, change)
	}
	for _, query := range []string{"", "?since=0"} {
		if whole := put(query, "note-0003"); whole.Since != nil || len(whole.Items) < 3 || len(whole.Timeline) != whole.Version {
			t.Errorf("%q: %+v", query, whole)
		}
	}
	e.want(e.send(request{method: "PUT", path: at + "/notes/note-0004?since=-1", token: ann, body: map[string]any{"text": "Another."}}), http.StatusBadRequest, "invalid_request")
}

// A page or a widget that did not hear an answer asks again: it is one contact,
// and one call.
func TestRepeatedStartsAreOneInteraction(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	contact := newContact{App: "shop", ContactID: "contact-number-of-a-test-again", Secret: "the-page-made-it-0123456789", Channel: "voice", Packet: "not a packet"}
	dial := map[string]any{"to": "(415) 555-0134", "tab": "tab-00001", "call_id": "dial-0001", "ticket": "7"}
	for name, start := range map[string]func() string{
		"createContact": func() string {
			var out contactStarted
			e.ask(http.StatusCreated, "POST", "/v1/contacts", "", contact, &out)
			e.ask(http.StatusOK, "GET", "/v1/contact", out.Token, nil, nil)
			if out.Packet.Trust != "rejected" || out.Packet.Problem == "" || out.Voice == nil {
				t.Errorf("%+v", out)
			}
			return out.Interaction
		},
		"createCall": func() string {
			var out callView
			e.ask(http.StatusCreated, "POST", "/v1/calls", ann, dial, &out)
			if out.Voice.Params["ticket"] == "" || out.Interaction.State != "dialling" || !out.Interaction.Offer.Claimed {
				t.Errorf("%+v", out)
			}
			return out.Interaction.ID
		},
	} {
		t.Run(name, func(t *testing.T) {
			first := start()
			head := e.head()
			var wg sync.WaitGroup
			for range 5 {
				wg.Go(func() {
					if id := start(); id != first {
						t.Errorf("%s and %s", first, id)
					}
				})
			}
			wg.Wait()
			if e.head() != head {
				t.Error("something was stored again")
			}
		})
	}
	// The verdict is the stored one, whatever the repeated request brings.
	contact.Packet = e.packet(shopSecret, nil)
	var out contactStarted
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", contact, &out)
	if out.Packet.Trust != "rejected" {
		t.Errorf("%+v", out.Packet)
	}
	// Ids are the caller's own: others may use the same.
	var bobs callView
	e.ask(http.StatusCreated, "POST", "/v1/calls", e.agent("support", "bob"), dial, &bobs)
	if bobs.Interaction.Agent.Name != "BOB" {
		t.Errorf("bob got %+v", bobs.Interaction.Agent)
	}
}

// A call that is over is answered as what it is, also to a widget that asks for
// its start again.
func TestCallAskedForAgainAfterItsEnd(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	dial := map[string]any{"to": "+15550101234", "tab": "tab-00001", "call_id": "dial-0001"}
	var out callView
	e.ask(http.StatusCreated, "POST", "/v1/calls", ann, dial, &out)
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+out.Interaction.ID+"/hangup", ann, nil, nil)
	head := e.head()
	e.ask(http.StatusCreated, "POST", "/v1/calls", ann, dial, &out)
	if out.Interaction.State != "wrap_up" || e.head() != head {
		t.Errorf("state %q", out.Interaction.State)
	}
}

func TestCallsNeedALineAndAnAccount(t *testing.T) {
	e := open(t, nil)
	dial := map[string]any{"to": "+15550101234", "tab": "tab-00001", "call_id": "dial-0001"}
	head := e.head()
	e.want(e.send(request{method: "POST", path: "/v1/calls", token: e.admin(), body: dial}), http.StatusConflict, "no_account")
	e.want(e.send(request{method: "GET", path: "/v1/me", token: e.admin()}), http.StatusConflict, "no_account")
	if e.head() != head {
		t.Error("something was stored")
	}
}

func TestWrapUpAndTicket(t *testing.T) {
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	ann, bob := e.agent("support", "ann"), e.agent("support", "bob")
	at := "/v1/interactions/" + id
	e.want(e.send(request{method: "POST", path: at + "/wrap-up", token: ann, body: map[string]any{"disposition": "Resolved"}}), http.StatusConflict, "call_in_progress")
	e.want(e.send(request{method: "POST", path: at + "/wrap-up/put-off", token: ann}), http.StatusConflict, "call_in_progress")
	e.ask(http.StatusOK, "POST", at+"/decline", bob, map[string]any{"offer": 1}, nil)
	e.ask(http.StatusOK, "POST", at+"/accept", ann, map[string]any{"offer": 1, "tab": "tab-00001"}, nil)
	e.want(e.send(request{method: "POST", path: at + "/hangup", token: bob}), http.StatusConflict, "not_yours")
	e.crm.setDown(true)
	a := e.send(request{method: "POST", path: at + "/ticket", token: ann, body: map[string]any{"ticket": "7"}})
	e.want(a, http.StatusBadGateway, "crm_unavailable")
	e.crm.setDown(false)
	e.want(e.send(request{method: "POST", path: at + "/ticket", token: ann, body: map[string]any{"ticket": "404"}}), http.StatusConflict, "ticket_unknown")
	var v interactionView
	e.ask(http.StatusOK, "POST", at+"/ticket", ann, map[string]any{"ticket": "7"}, &v)
	if v.Ticket.State != "chosen" || v.Ticket.Number != "#7" || v.Ticket.Why != "ANN chose it." {
		t.Errorf("%+v", v.Ticket)
	}
	e.ask(http.StatusOK, "POST", at+"/hangup", ann, nil, nil)
	e.want(e.webhook("/twilio/voice/status", url.Values{"CallSid": {callSID(1)}, "CallStatus": {"completed"}, "AccountSid": {accountSID}}), http.StatusNoContent, "")
	e.ask(http.StatusOK, "POST", at+"/wrap-up", ann, map[string]any{"disposition": "Resolved", "note": "Replaced."}, &v)
	if v.State != "closed" {
		t.Errorf("state %q: %+v", v.State, v.Timeline)
	}
	for _, entry := range v.Timeline {
		if !sentence.MatchString(entry.Text) {
			t.Errorf("%s: %q is no sentence", entry.Type, entry.Text)
		}
	}
	var list struct{ Interactions []interactionView }
	e.ask(http.StatusOK, "GET", "/v1/interactions?active=true", ann, nil, &list)
	if len(list.Interactions) != 0 {
		t.Errorf("still active: %+v", list.Interactions)
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions?ticket=7", ann, nil, &list)
	if len(list.Interactions) != 1 {
		t.Errorf("%d interactions of ticket 7", len(list.Interactions))
	}
}

// An agent of one account sees nothing of another's in any list.
func TestListsAreOfOneAccount(t *testing.T) {
	e := open(t, nil)
	e.contact("voice")
	var list struct {
		Seq          int64
		Interactions []interactionView
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions", e.agent("sales", "eve"), nil, &list)
	if len(list.Interactions) != 0 || list.Seq != e.head() {
		t.Errorf("%+v", list)
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions", e.agent("support", "ann"), nil, &list)
	if len(list.Interactions) != 1 {
		t.Errorf("%+v", list)
	}
}

// patience is how long a test waits for what must happen.
func patience(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
