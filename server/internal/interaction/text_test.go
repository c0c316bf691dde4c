package interaction_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

var (
	texted = TextReceived{Text: "SM1", From: "+15550100", To: "+15550199", Body: "Where is it?"}
	byText = Start{Started: Started{Account: "support", Channel: Message, Direction: Inbound, Customer: Customer{Phone: "+15550100"}, Line: "+15550199"}, Text: &texted}
	wants  = WantText{TextWanted{Text: "text-001", To: "+15550100", Line: "+15550199", Body: "It is on its way.", Purpose: TextByAgent, Agent: &mia}}
	sends  = SendText{Text: "text-001"}
)

func told(state TextState) SettleText {
	return SettleText{Text: "text-001", Ref: "SMx", State: state, Why: Because("text_phone_off")}
}

// A text moves forward, whatever is told of it and in whichever order.
func TestTexts(t *testing.T) {
	with := func(more ...Command) []Command { return append([]Command{inbound, arrives, accepts, joins}, more...) }
	again := WantText{wants.TextWanted}
	again.Text, again.Again = "text-002", "text-001"
	long, empty, nobody, lineless := wants, wants, wants, wants
	long.Body, empty.Body, nobody.To, lineless.Line = strings.Repeat("😀", 801), " \n", "", ""
	later := DelayText{Text: "text-001", Until: t0.Add(time.Hour)}
	for _, c := range []struct {
		name string
		way  []Command
		cmd  Command
		want string
	}{
		{"wanted", with(), wants, "text_wanted"},
		{"wanted twice", with(wants), wants, ""},
		{"wanted after the call", with(goes), wants, "text_wanted"},
		{"wanted in a message", []Command{byText}, wants, "text_wanted"},
		{"too long", with(), long, "!text_too_long"},
		{"empty", with(), empty, "!empty_text"},
		{"to nobody", with(), nobody, "!no_number"},
		{"from nowhere", with(), lineless, "!text_no_line"},
		{"marked", with(wants), sends, "text_sending"},
		{"marked twice", with(wants, sends), sends, "!text_not_queued"},
		{"marked, and unknown", with(), sends, "!text_not_queued"},
		{"had no effect", with(wants, sends), later, "text_delayed"},
		{"marked too early", with(wants, sends, later), sends, "!text_not_queued"},
		{"had no effect, and was not marked", with(wants), later, ""},
		{"sent", with(wants, sends), told(TextIsSent), "text_sent"},
		{"sent, and told twice", with(wants, sends, told(TextIsSent)), told(TextIsSent), ""},
		{"delivered before its answer", with(wants, sends), told(TextIsDelivered), "text_delivered"},
		{"sent after it was delivered", with(wants, sends, told(TextIsDelivered)), told(TextIsSent), ""},
		{"failed after it was delivered", with(wants, sends, told(TextIsDelivered)), told(TextIsFailed), ""},
		{"delivered after it failed", with(wants, sends, told(TextIsFailed)), told(TextIsDelivered), ""},
		{"told of another", with(wants, sends, told(TextIsSent)), SettleText{Text: "text-001", Ref: "SMy", State: TextIsFailed}, ""},
		{"told of one that there is not", with(), told(TextIsSent), "!unknown_text"},
		{"told of one that came in", []Command{byText}, SettleText{Text: "SM1", State: TextIsFailed}, "!unknown_text"},
		{"not known", with(wants, sends), DoubtText{Text: "text-001"}, "text_unknown"},
		{"not known, twice", with(wants, sends, DoubtText{Text: "text-001"}), DoubtText{Text: "text-001"}, ""},
		{"not known, and queued", with(wants), DoubtText{Text: "text-001"}, ""},
		{"known in the end", with(wants, sends, DoubtText{Text: "text-001"}), told(TextIsSent), "text_sent"},
		{"sent although it waits", with(wants, sends, later), told(TextIsSent), "text_sent"},
		{"again, and not known", with(wants, sends, DoubtText{Text: "text-001"}), again, "text_wanted"},
		{"again, and failed", with(wants, sends, told(TextIsFailed)), again, "text_wanted"},
		{"again, and sent", with(wants, sends, told(TextIsSent)), again, "!text_is_known"},
		{"again, and on its way", with(wants, sends), again, "!text_is_known"},
		{"again, of another", with(), again, "!unknown_text"},
		{"again by a colleague", with(wants, sends, told(TextIsFailed), again), WantText{TextWanted{Text: "text-003", Again: "text-001", Body: "x", To: "+1", Line: "+1"}}, "!text_sent_again"},
		{"came in", with(), ReceiveText{texted}, "text_received"},
		{"came in twice", with(ReceiveText{texted}), ReceiveText{texted}, ""},
		{"came in after the end", with(goes), ReceiveText{texted}, "text_received"},
		{"begins a contact", nil, byText, "started text_received closed"},
	} {
		s := through(t, c.way...)
		d, err := s.Decide(c.cmd, s.At, textPolicy)
		got := names(d.Events)
		if refusal, ok := errors.AsType[*Refusal](err); ok {
			got = "!" + refusal.Code
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

var textPolicy = func() Policy {
	p := policy
	p.Texts = TextPolicy{Longest: 1600, PerHour: 3}
	return p
}()

// A code and the text with its link are made together, or not at all.
func TestTextJoinCode(t *testing.T) {
	both := TextJoinCode{Code: MakeJoinCode{Mark: "mark", By: &mia}, Text: wants}
	s := through(t, inbound, arrives, accepts, joins)
	d, err := s.Decide(both, s.At, textPolicy)
	if err != nil || names(d.Events) != "join_code_made text_wanted" {
		t.Fatalf("%s, %v", names(d.Events), err)
	}
	one, _ := d.State.Texts.Text("text-001")
	if code := d.State.Joining.Codes()[0]; code.How != ByText || code.To != wants.To || one.Mark != code.Mark {
		t.Errorf("%+v, %+v", code, one)
	}
	if again, err := d.State.Decide(both, s.At, textPolicy); err != nil || len(again.Events) > 0 {
		t.Errorf("again: %s, %v", names(again.Events), err)
	}
	both.Text.Body = ""
	if d, err := s.Decide(both, s.At, textPolicy); err == nil || len(d.Events) > 0 {
		t.Errorf("without words: %s", names(d.Events))
	}
}

// One item a text, when it first comes to something; another when that turns out otherwise.
func TestItemsOfTexts(t *testing.T) {
	doubt := DoubtText{Text: "text-001"}
	for _, c := range []struct {
		name string
		way  []Command
		want string
	}{
		{"wanted", []Command{wants}, ""},
		{"on its way", []Command{wants, sends}, ""},
		{"arrived", []Command{wants, sends, told(TextIsSent), told(TextIsDelivered)}, "sent"},
		{"arrived at once", []Command{wants, sends, told(TextIsDelivered)}, "delivered"},
		{"refused", []Command{wants, sends, told(TextIsFailed)}, "failed"},
		{"did not arrive", []Command{wants, sends, told(TextIsSent), told(TextIsFailed)}, "sent failed+"},
		{"not known", []Command{wants, sends, doubt}, "unknown"},
		{"known after all", []Command{wants, sends, doubt, told(TextIsSent), told(TextIsDelivered)}, "unknown sent+"},
		{"came in", []Command{ReceiveText{texted}}, "received"},
	} {
		s := through(t, append([]Command{inbound, arrives, accepts, joins}, c.way...)...)
		var got []string
		for _, it := range s.Items.All() {
			if it.Type != ItemText {
				continue
			}
			one, later := s.TextItem(it)
			word := string(one.State)
			if later {
				word += "+"
			}
			got = append(got, word)
			if it.Text == "" || one.Inbound != (it.From == "customer") {
				t.Errorf("%s: %+v", c.name, it)
			}
		}
		if words := strings.Join(got, " "); words != c.want {
			t.Errorf("%s: %q, want %q", c.name, words, c.want)
		}
	}
}

// The words of a code are in no item.
func TestSecretTexts(t *testing.T) {
	code := wants
	code.Secret, code.Purpose = true, TextCode
	s := through(t, inbound, arrives, code, sends, told(TextIsSent))
	if it := s.Items.At(s.Items.Len() - 1); it.Type != ItemText || it.Text != "" {
		t.Errorf("%+v", it)
	}
}

// Nobody waits for ever: what could not be sent has failed, what nobody heard of is unknown.
func TestTextsRunOut(t *testing.T) {
	for _, c := range []struct {
		way   []Command
		after time.Duration
		want  string
	}{
		{[]Command{byText, wants}, 30 * time.Minute, "text_failed"},
		{[]Command{byText, wants, sends}, 3 * time.Minute, "text_unknown"},
	} {
		s := through(t, c.way...)
		at := s.Deadline(textPolicy)
		if got := at.Sub(s.At); got != c.after || !s.Pending() {
			t.Errorf("%s: in %v, pending %t", c.want, got, s.Pending())
		}
		d, err := s.Decide(Expire{}, at, textPolicy)
		if err != nil || names(d.Events) != c.want || d.State.Pending() || !d.State.Deadline(textPolicy).IsZero() {
			t.Errorf("%s: %s, %v", c.want, names(d.Events), err)
		}
	}
}

// So many texts an hour go out of one interaction, however many come in.
func TestTextsAnHour(t *testing.T) {
	s, at := through(t, byText), t0
	want := func(id string) string {
		one := wants
		one.Text = id
		d, err := s.Decide(one, at, textPolicy)
		if refusal, ok := errors.AsType[*Refusal](err); ok {
			return refusal.Code
		}
		s = d.State
		return ""
	}
	for _, id := range []string{"a", "b", "c"} {
		if got := want(id); got != "" {
			t.Errorf("%s: %s", id, got)
		}
		at = at.Add(time.Minute)
	}
	if got := want("d"); got != "too_many_texts" {
		t.Errorf("the fourth: %q", got)
	}
	at = t0.Add(time.Hour)
	if got := want("d"); got != "" {
		t.Errorf("an hour later: %q", got)
	}
}
