package interaction_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// sensitive text, wanted by Mia.
var sensitive = MakeAsk{Ask: "ask-0001", Type: AskText, Label: "Card number", Agent: mia, Sensitive: true}

// What was given stands on no item, and only who has asked may see it, until the end.
func TestSensitiveAnswerIsKept(t *testing.T) {
	in := talking(t).do(sensitive)
	see := func(ask string, a Agent) string {
		answer, err := in.state.AnswerFor(ask, a, in.now)
		if refusal, refused := errors.AsType[*Refusal](err); refused {
			return "!" + refusal.Code
		}
		return answer
	}
	equal(t, "not yet", see("ask-0001", mia), "!nothing_given")
	in.expect(AnswerAsk{Ask: "ask-0001", Text: "4242"}, "ask_answered")
	in.do(asksFor(AskText, "ask-0002"), AnswerAsk{Ask: "ask-0002", Text: "blue"})
	where := sensitive
	where.Ask, where.Type = "ask-0003", AskPlace
	in.do(where, AnswerAsk{Ask: "ask-0003", Place: &Place{Latitude: 1, Longitude: 2, Accuracy: 3}})
	equal(t, "seen", []string{see("ask-0001", mia), see("ask-0001", ben), see("ask-0002", mia), see("ask-0003", mia)}, []string{"4242", "!not_your_ask", "!unknown_ask", "1.000000, 2.000000 (±3 m)"})
	for _, it := range in.state.Items.All() {
		if strings.Contains(it.Text, "4242") || strings.Contains(it.Text, "1.0") {
			t.Errorf("on the ticket: %+v", it)
		}
	}
	in.do(goes, wrapsUp)
	equal(t, "after the end", see("ask-0001", mia), "!closed")

	in = begin(t, Start{Started: Started{Account: "support", App: "shop", Channel: Message, Direction: Inbound}, Message: "It is broken."})
	in.do(sensitive, AnswerAsk{Ask: "ask-0001", Text: "4242"})
	equal(t, "of a message", see("ask-0001", mia), "4242")
	in.later(AskLife + time.Second)
	equal(t, "of a message, later", see("ask-0001", mia), "!closed")
}

// Nothing is recorded while it is open, and an agent's own pause is theirs to end.
func TestSensitiveAskPausesRecording(t *testing.T) {
	unrecorded := func(s State) string {
		_, by, paused := s.Unrecorded()
		if !paused {
			return ""
		}
		return by.ID
	}
	for _, end := range []Command{AnswerAsk{Ask: "ask-0001", Text: "4242"}, DeclineAsk{Ask: "ask-0001"}, WithdrawAsk{Ask: "ask-0001", Agent: mia}, FailAsk{Ask: "ask-0001"}, nil} {
		in := talking(t).do(StartRecording{SID: "RE1"})
		equal(t, "throughout", in.state.RecordedThroughout(), true)
		in.do(sensitive)
		equal(t, "while it is open", unrecorded(in.state), mia.ID)
		in.expect(ResumeRecording{Agent: mia}, "!sensitive_ask")
		if end == nil {
			in.later(AskLife)
			end = Expire{}
		}
		in.do(end)
		equal(t, "after it", []any{unrecorded(in.state), in.state.RecordedThroughout()}, []any{"", false})
	}
	in := talking(t).do(StartRecording{SID: "RE1"}, PauseRecording{Agent: mia}, sensitive, DeclineAsk{Ask: "ask-0001"})
	equal(t, "the agent's own", unrecorded(in.state), mia.ID)
	in.expect(ResumeRecording{Agent: mia}, "recording_resumed")
	in.do(MakeAsk{Ask: "ask-0002", Type: AskText, Label: "Card number", Agent: mia, Sensitive: true}, PauseRecording{Agent: mia}, DeclineAsk{Ask: "ask-0002"})
	equal(t, "paused meanwhile", unrecorded(in.state), mia.ID)
	in.do(MakeAsk{Ask: "ask-0003", Type: AskText, Label: "Card number", Agent: mia, Sensitive: true}, goes)
	equal(t, "after the call", unrecorded(in.state), "")
}
