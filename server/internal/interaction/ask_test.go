package interaction_test

import (
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

var (
	byApp  = Start{Started: Started{Account: "support", App: "shop", Channel: Voice, Direction: Inbound}}
	byMenu = Start{Started: Started{Account: "support", Channel: Voice, Direction: Inbound, Menu: &MenuEntry{Name: "main"}}}
	asks   = MakeAsk{Ask: "ask-0001", Type: AskText, Label: "Tracking number", Agent: mia}
)

// talking to somebody who came by an app.
func talking(t *testing.T) *contact { return begin(t, byApp, arrives, accepts, joins) }

func TestAskIsAnswered(t *testing.T) {
	in := talking(t)
	in.expect(asks, "ask_made")
	in.expect(asks, "")
	in.expect(AnswerAsk{Ask: asks.Ask, Text: " "}, "!empty_answer")
	in.expect(AnswerAsk{Ask: asks.Ask, Text: strings.Repeat("x", MaxAnswer+1)}, "!answer_too_long")
	in.expect(AnswerAsk{Ask: "ask-0002", Text: "1Z999"}, "!unknown_ask")
	in.expect(AnswerAsk{Ask: asks.Ask, Text: "1Z999"}, "ask_answered")
	in.expect(AnswerAsk{Ask: asks.Ask, Text: "1Z999"}, "")
	in.expect(AnswerAsk{Ask: asks.Ask, Text: "1Z000"}, "!ask_over")
	in.expect(WithdrawAsk{Ask: asks.Ask, Agent: mia}, "!ask_over")
	one, _ := in.state.Asks.Ask(asks.Ask)
	equal(t, "ask", []any{one.State, one.Text, one.Label, one.Agent.ID, one.Until.Sub(one.At)}, []any{AskGiven, "1Z999", "Tracking number", mia.ID, AskLife})
	equal(t, "item", []any{in.last().Type, in.last().Text, in.last().Note}, []any{ItemAsk, "1Z999", asks.Ask})
}

func TestAskEndsOtherwise(t *testing.T) {
	for want, end := range map[AskState]Command{
		AskRefused: DeclineAsk{Ask: asks.Ask},
		AskTaken:   WithdrawAsk{Ask: asks.Ask, Agent: ben},
		AskBroken:  FailAsk{Ask: asks.Ask, Why: Because("no_camera")},
	} {
		in := talking(t).do(asks)
		n := in.state.Items.Len()
		in.expect(end, "ask_"+string(want))
		in.expect(end, "")
		in.expect(AnswerAsk{Ask: asks.Ask, Text: "late"}, "!ask_over")
		one, _ := in.state.Asks.Ask(asks.Ask)
		equal(t, "state", one.State, want)
		if lands := in.state.Items.Len() > n; lands != (want != AskTaken) {
			t.Errorf("%s: on the ticket: %t", want, lands)
		}
	}
}

// The domain's clock ends it, like everything else.
func TestAskExpires(t *testing.T) {
	in := talking(t).do(asks)
	made := in.now
	second := asks
	second.Ask = "ask-0002"
	in.do(second)
	equal(t, "deadline", in.state.Deadline(policy), made.Add(AskLife))
	in.later(AskLife)
	in.expect(Expire{}, "ask_expired ask_expired")
	in.expect(Expire{}, "")
}

func TestAskIsRefused(t *testing.T) {
	street := begin(t, inbound, arrives)
	street.expect(asks, "!no_page")
	in := talking(t)
	for code, change := range map[string]func(*MakeAsk){
		"empty_label":    func(a *MakeAsk) { a.Label = " " },
		"label_too_long": func(a *MakeAsk) { a.Label = strings.Repeat("x", MaxLabel+1) },
		"unknown_ask":    func(a *MakeAsk) { a.Type = "fingerprint" },
	} {
		bad := asks
		change(&bad)
		in.expect(bad, "!"+code)
	}
	for i := range MaxAsks {
		one := asks
		one.Ask = "ask-000" + string('1'+rune(i))
		in.do(one)
	}
	last := asks
	last.Ask = "ask-0009"
	in.expect(last, "!too_many_asks")
	// The end of the contact takes back what is open, and nothing comes after it.
	in.do(goes, wrapsUp)
	for _, one := range in.state.Asks.All() {
		equal(t, "state", one.State, AskTaken)
	}
	equal(t, "deadline", in.state.Deadline(policy), time.Time{})
	in.expect(last, "!closed")
	in.expect(AnswerAsk{Ask: asks.Ask, Text: "late"}, "!ask_over")
}
