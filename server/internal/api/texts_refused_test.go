package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/texts"
)

// What is refused of a text, and of a link that is sent as one; nothing of it is stored.
func TestTextsThatAreRefused(t *testing.T) {
	e := open(t, func(c *api.Config) {
		room := c.Texts.(*texts.Texts)
		room.Decider.Policy.Texts.PerHour = 4
		room.Limits = texts.Limits{PerNumber: 3, PerAccount: 10, Countries: func(string) []string { return []string{"US", "CA"} }, NoLinks: []string{"CA"}}
		c.Decider.Policy.Bounds = interaction.Bounds{Items: 10}
		room.Decider.Policy.Bounds = c.Decider.Policy.Bounds
	})
	ann, sid := e.agent("support", "ann"), 0
	call := func(from string) string {
		sid++
		return e.ring(callSID(sid), from)
	}
	n := 0
	text := func(agent, id string, body map[string]any) answer {
		n++
		body["id"] = fmt.Sprintf("text-%04d", n)
		return e.send(request{method: "POST", path: "/v1/interactions/" + id + "/texts", token: agent, body: body})
	}
	link := func(agent, id string, body map[string]any) answer {
		n++
		body["id"] = fmt.Sprintf("text-%04d", n)
		return e.send(request{method: "POST", path: "/v1/interactions/" + id + "/join/text", token: agent, body: body})
	}
	says := func(to string) map[string]any { return map[string]any{"to": to, "text": "Hello"} }
	refused := func(code, agent, id, to string) {
		t.Helper()
		head := e.head()
		e.want(text(agent, id, says(to)), http.StatusConflict, code)
		e.want(link(agent, id, map[string]any{"to": to}), http.StatusConflict, code)
		if e.head() != head {
			t.Errorf("%s: something was stored", code)
		}
	}

	first := call("+14155550123")
	refused("text_bad_number", ann, first, "nobody")
	refused("text_country", ann, first, "+49 30 1234567")
	e.want(link(ann, first, map[string]any{"to": "+1 604 555 0123"}), http.StatusConflict, "text_no_links")
	e.want(e.webhook("/twilio/messages", textFrom(1, "+14155550777", "STOP")), http.StatusNoContent, "")
	refused("text_opted_out", ann, first, "+14155550777")
	e.want(text(ann, first, map[string]any{"again": "text-9999"}), http.StatusConflict, "unknown_text")

	long := call("+14155550126")
	for range 30 {
		e.ask(http.StatusOK, "POST", "/v1/interactions/"+long+"/join", ann, map[string]any{"fresh": true}, nil)
	}
	e.want(link(ann, long, map[string]any{"to": "+14155550500"}), http.StatusConflict, "too_many_join_codes")
	e.gone(callSID(sid))
	e.want(link(ann, long, map[string]any{"to": "+14155550501"}), http.StatusConflict, "call_ended")

	for range 3 { // as many as a number may have
		e.want(text(ann, first, says("+14155550200")), http.StatusOK, "")
	}
	refused("too_many_texts_to_number", ann, first, "+14155550200")
	e.want(text(ann, first, says("+14155550201")), http.StatusOK, "")
	refused("too_many_texts", ann, first, "+14155550202")

	second := call("+14155550124")
	failed := ""
	for i := range 3 {
		e.want(text(ann, second, says(fmt.Sprintf("+1415555030%d", i))), http.StatusOK, "")
		failed = fmt.Sprintf("text-%04d", n)
	}
	form := url.Values{"MessageSid": {messageSID(9)}, "AccountSid": {accountSID}, "MessageStatus": {"failed"}, "ErrorCode": {"30003"}}
	e.want(e.webhook("/twilio/messages/status?text="+second+"."+failed, form), http.StatusNoContent, "")
	e.want(text(ann, second, map[string]any{"again": failed}), http.StatusOK, "")
	e.want(text(ann, second, map[string]any{"again": failed}), http.StatusConflict, "text_sent_again")

	third := call("+14155550125")
	refused("too_many_texts_of_account", ann, third, "+14155550400")
	for i := 0; e.state(third).Items.Len() < 10; i++ {
		e.want(e.send(request{method: "PUT", path: fmt.Sprintf("/v1/interactions/%s/notes/note-%04d", third, i), token: ann, body: map[string]any{"text": "Smoke."}}), http.StatusOK, "")
	}
	refused("too_many_items", ann, third, "+14155550400")

	// An account without a number of its own.
	id := interaction.ID("01jq0000000000000000000099")
	_, err := e.config.Decider.Create(t.Context(), e.config.Store, id, interaction.Start{Started: interaction.Started{
		Account: "sales", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Phone: "+14155550127"},
	}}, nil, interaction.Arrive{CallSID: callSID(99), From: "+14155550127"})
	e.must(err)
	refused("text_no_line", e.agent("sales", "eve"), string(id), "+14155550127")
}
