package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

type textView struct {
	ID, Direction, Number, Text, State, Why, Again string
	NumberShown                                    string `json:"number_shown"`
	Media                                          int
	Repeated                                       bool
	Agent                                          struct{ Name string }
}

// textFrom is what Twilio posts of a text that has come in.
func textFrom(n int, from, body string) url.Values {
	return url.Values{
		"MessageSid": {messageSID(n)}, "AccountSid": {accountSID}, "From": {from}, "To": {ourNumber}, "Body": {body}, "SmsStatus": {"received"}, "NumMedia": {"0"}, "NumSegments": {"1"},
	}
}

func messageSID(n int) string { return fmt.Sprintf("SM%032x", n) }

// An agent writes, once however often the request comes, and sees what becomes of it.
func TestTextOverTheWire(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	id := e.ring(callSID(1), "+14155550123")
	at := "/v1/interactions/" + id + "/texts"
	var got struct {
		Version int
		Texts   []textView
	}
	write := map[string]any{"id": "text-0001", "text": "It is on its way."}
	for range 2 {
		e.ask(http.StatusOK, "POST", at, ann, write, &got)
	}
	if len(got.Texts) != 1 {
		t.Fatalf("%+v", got.Texts)
	}
	if one := got.Texts[0]; one.ID != "text-0001" || one.Direction != "outbound" || one.State != "queued" || one.Number != "+14155550123" || one.NumberShown != "(415) 555-0123" || one.Agent.Name != "ANN" || one.Text != "It is on its way." {
		t.Errorf("%+v", one)
	}
	post := func(body map[string]any) answer {
		return e.send(request{method: "POST", path: at, token: ann, body: body})
	}
	e.want(post(map[string]any{"id": "short"}), http.StatusBadRequest, "invalid_request")
	e.want(post(map[string]any{"id": "text-0002", "text": "  "}), http.StatusConflict, "empty_text")
	e.want(post(map[string]any{"id": "text-0002", "text": strings.Repeat("a", 1601)}), http.StatusConflict, "text_too_long")
	e.want(post(map[string]any{"id": "text-0002", "text": "Hello", "to": "+1 900 555 0123"}), http.StatusConflict, "text_costly")
	e.want(post(map[string]any{"id": "text-0002", "text": "Hello", "to": "+49 30 1234567"}), http.StatusConflict, "text_country")
	e.want(post(map[string]any{"id": "text-0002", "text": "Hello", "to": "nobody"}), http.StatusConflict, "text_bad_number")
	e.want(post(map[string]any{"id": "text-0002", "again": "text-0001"}), http.StatusConflict, "text_is_known")
	e.want(e.send(request{method: "POST", path: at, token: e.agent("sales", "ben"), body: write}), http.StatusNotFound, "not_found")
	receipt := func(status, code string) answer {
		form := url.Values{"MessageSid": {messageSID(9)}, "AccountSid": {accountSID}, "MessageStatus": {status}, "ErrorCode": {code}}
		return e.webhook("/twilio/messages/status?text="+id+".text-0001", form)
	}
	for _, status := range []string{"sent", "undelivered", "delivered", "sent"} {
		e.want(receipt(status, "30003"), http.StatusNoContent, "")
	}
	got.Texts = nil
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id, ann, nil, &got)
	if one := got.Texts[0]; one.State != "failed" || one.Why != "The phone is switched off or out of reach." {
		t.Errorf("%+v", one)
	}
	e.ask(http.StatusOK, "POST", at, ann, map[string]any{"id": "text-0003", "again": "text-0001"}, &got)
	if len(got.Texts) != 2 || !got.Texts[0].Repeated || got.Texts[1].Again != "text-0001" || got.Texts[1].Text != "It is on its way." {
		t.Errorf("%+v", got.Texts)
	}
}

// A link to join is sent with a code of its own, and stands neither in the log nor on the page.
func TestJoinLinkByText(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	id := e.ring(callSID(1), "+14155550123")
	at := "/v1/interactions/" + id + "/join/text"
	var got struct {
		Texts   []textView
		Joining struct{ Until, How, Number string }
	}
	for range 2 {
		e.ask(http.StatusOK, "POST", at, ann, map[string]any{"id": "text-0001"}, &got)
	}
	if len(got.Texts) != 1 || got.Texts[0].Text != "Open [link]" || got.Joining.How != "texted" || got.Joining.Number != "(415) 555-0123" || got.Joining.Until == "" {
		t.Errorf("%+v", got)
	}
	var code struct{ Link string }
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/join", ann, map[string]any{}, &code)
	events, err := e.store.Load(t.Context(), interaction.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	if secret := code.Link[strings.LastIndexByte(code.Link, '/')+1:]; secret == "" || strings.Contains(fmt.Sprintf("%+v", events), secret) {
		t.Errorf("the log has the link %q", secret)
	}
	e.want(e.send(request{method: "POST", path: at, token: ann, body: map[string]any{"id": "text-0002", "to": "911"}}), http.StatusConflict, "text_costly")
	page := e.contact("voice")
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + page.Interaction + "/join/text", token: ann, body: map[string]any{"id": "text-0003", "to": "+14155550123"}}), http.StatusConflict, "joins_not")
}

// A text that comes in is there when it is acknowledged, once, and shows to the account's agents.
func TestTextComesIn(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	id := e.ring(callSID(1), "+14155550123")
	w := e.widget(ann, "tab-00001")
	w.rings(id)
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			e.want(e.webhook("/twilio/messages", textFrom(1, "+14155550123", "1Z999")), http.StatusNoContent, "")
		})
	}
	wg.Wait()
	var got struct {
		Texts []textView
		Items []struct{ Kind, Text, From string }
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id, ann, nil, &got)
	last := got.Items[len(got.Items)-1]
	if len(got.Texts) != 1 || got.Texts[0].State != "received" || got.Texts[0].Text != "1Z999" || last.Kind != "text" || last.From != "customer" || last.Text != "1Z999" {
		t.Errorf("%+v", got)
	}
	e.want(e.webhook("/twilio/messages", textFrom(2, "+14155550999", "Hello")), http.StatusNoContent, "")
	e.want(e.webhook("/twilio/messages", textFrom(3, "+14155550999", "Anybody?")), http.StatusNoContent, "")
	var list struct {
		Interactions []struct {
			ID, Channel string
			Texts       []textView
		}
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions", ann, nil, &list)
	if len(list.Interactions) != 2 || list.Interactions[0].Channel != "message" || list.Interactions[0].Texts != nil {
		t.Errorf("%+v", list)
	}
	if owner, err := e.store.ByRef(t.Context(), "text:"+messageSID(3)); err != nil || string(owner) != list.Interactions[0].ID {
		t.Errorf("%s, %v", owner, err)
	}
}

// Forms that are no texts, or nobody's, are acknowledged and leave nothing.
func TestBadTexts(t *testing.T) {
	e := open(t, nil)
	head := e.head()
	for name, change := range map[string]url.Values{
		"no id": {"MessageSid": {""}}, "an id of something else": {"MessageSid": {callSID(1)}}, "an id with more": {"MessageSid": {messageSID(1) + "0"}},
		"no status": {"SmsStatus": {""}}, "another status": {"SmsStatus": {"sent"}}, "our own number": {"From": {ourNumber}},
		"a receipt of nobody's": {"MessageStatus": {"delivered"}},
	} {
		form := textFrom(1, "+14155550123", "Hello")
		for k, v := range change {
			form[k] = v
		}
		for _, path := range []string{"/twilio/messages", "/twilio/messages/status", "/twilio/messages/status?text=x", "/twilio/messages/status?text=01x.y"} {
			if name == "no status" && path == "/twilio/messages" {
				continue
			}
			e.want(e.webhook(path, form), http.StatusNoContent, "")
		}
		if e.head() != head {
			t.Errorf("%s: something was stored", name)
			head = e.head()
		}
	}
	huge := textFrom(2, "+14155550123", strings.Repeat("x", 300<<10))
	h := signature(twiliotest.Sign(authToken, publicURL+"/twilio/messages", huge))
	if a := e.send(request{method: "POST", path: "/twilio/messages", body: huge.Encode(), header: h}); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", a.StatusCode)
	}
	hostile := textFrom(3, "+14155550123", "<script>alert(1)</script>\x00\u202e"+strings.Repeat("😀", 5000))
	e.want(e.webhook("/twilio/messages", hostile), http.StatusNoContent, "")
	if strings.Contains(e.log(), "4155550123") || strings.Contains(e.log(), "script") {
		t.Error("the log tells who wrote what")
	}
}

// What is not durable is not acknowledged: Twilio comes again.
func TestTextsWaitForTheStore(t *testing.T) {
	e := open(t, nil)
	e.store.be(func(operation string) error {
		if operation == "commit" {
			return store.ErrUnavailable
		}
		return nil
	})
	form := textFrom(1, "+14155550123", "Hello")
	if a := e.webhook("/twilio/messages", form); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d", a.StatusCode)
	}
	e.store.be(nil)
	e.want(e.webhook("/twilio/messages", form), http.StatusNoContent, "")
	if _, err := e.store.ByRef(t.Context(), "text:"+messageSID(1)); err != nil {
		t.Error(err)
	}
}

// How texts are written is data of the account's; one without a number writes none.
func TestTextingOfAnAccount(t *testing.T) {
	e := open(t, nil)
	for account, can := range map[string]bool{"support": true, "sales": false} {
		var me struct {
			Texting *struct {
				Longest   int
				Alphabets []struct {
					Name         string
					Single, Part int
				}
			}
		}
		e.ask(http.StatusOK, "GET", "/v1/me", e.agent(account, "ann"), nil, &me)
		if (me.Texting != nil) != can || can && (me.Texting.Longest != 1600 || len(me.Texting.Alphabets) != 2 || me.Texting.Alphabets[0].Single != 160) {
			t.Errorf("%s: %+v", account, me.Texting)
		}
	}
}
