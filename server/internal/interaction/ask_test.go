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
		"not_sensitive":  func(a *MakeAsk) { a.Type, a.Sensitive = AskPhoto, true },
	} {
		bad := asks
		change(&bad)
		in.expect(bad, "!"+code)
	}
	in.expect(MakeAsk{Ask: asks.Ask, Type: AskConsent, Label: strings.Repeat("x", MaxSentence+1), Agent: mia}, "!label_too_long")
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

// shot of that name, as it was received for an ask.
func shot(id, ask string) ReceiveFile {
	return ReceiveFile{File: File{ID: id, Name: id + ".jpg", ContentType: "image/jpeg", Size: 9, SHA256: id}, From: "customer", Ask: ask}
}

// asksFor makes an ask of another type.
func asksFor(t AskType, id string) MakeAsk {
	return MakeAsk{Ask: id, Type: t, Label: "The broken part", Agent: mia}
}

// Photos belong to the ask, which is answered when the customer says that they are all
// there; each is a file on the ticket, and what came of the ask stands there once.
func TestAskForPhotos(t *testing.T) {
	in := talking(t).do(asksFor(AskPhoto, "ask-0001"), asksFor(AskText, "ask-0002"))
	done := AnswerAsk{Ask: "ask-0001", Files: []string{"one", "two"}}
	in.expect(AnswerAsk{Ask: "ask-0001", Files: []string{}}, "!no_files")
	in.expect(done, "!not_its_file")
	in.do(shot("one", "ask-0001"))
	in.expect(shot("one", "ask-0001"), "") // it comes again
	in.expect(done, "!not_its_file")
	in.do(shot("two", "ask-0001"), shot("unasked", ""))
	in.expect(shot("three", "ask-0009"), "!unknown_ask")
	in.expect(shot("three", "ask-0002"), "!wrong_file")
	pdf := shot("three", "ask-0001")
	pdf.File.ContentType = "application/pdf"
	in.expect(pdf, "!wrong_file")
	in.expect(AnswerAsk{Ask: "ask-0001", Files: []string{"one", "unasked"}}, "!not_its_file")
	in.expect(AnswerAsk{Ask: "ask-0001", Files: []string{"one", "two", "one", "two", "one"}}, "!enough_files")
	in.expect(AnswerAsk{Ask: "ask-0001", Text: "see the mail"}, "!wrong_answer")
	in.expect(AnswerAsk{Ask: "ask-0002", Files: []string{"one"}}, "!wrong_answer")
	n := in.state.Items.Len()
	in.expect(AnswerAsk{Ask: "ask-0001", Files: []string{"one"}}, "ask_answered")
	in.expect(done, "")
	in.expect(DeclineAsk{Ask: "ask-0001"}, "!ask_over")
	one, _ := in.state.Asks.Ask("ask-0001")
	equal(t, "files", []any{one.State, one.Files, in.state.Items.Len()}, []any{AskGiven, []string{"one", "two"}, n + 1})
}

// The last one that it takes answers it, and whatever comes later is a file all the same.
func TestLastFileAnswersTheAsk(t *testing.T) {
	in := talking(t).do(asksFor(AskPhoto, "ask-0001"), shot("a", "ask-0001"), shot("b", "ask-0001"), shot("c", "ask-0001"))
	equal(t, "begun", in.state.FileForAsk("ask-0001"), error(nil))
	in.expect(shot("d", "ask-0001"), "file_received ask_answered")
	if err := in.state.FileForAsk("ask-0001"); err == nil || !strings.Contains(err.Error(), "enough_files") {
		t.Errorf("a fifth may be begun: %v", err)
	}
	in.expect(shot("e", "ask-0001"), "file_received") // it was begun before the fourth was there
	one, _ := in.state.Asks.Ask("ask-0001")
	equal(t, "files", []any{one.Files, one.Late, in.last().File.ID, in.last().Late, in.last().Ask}, []any{[]string{"a", "b", "c", "d"}, []string{"e"}, "e", true, "ask-0001"})
	in.do(asksFor(AskVideo, "ask-0002"))
	film := shot("film", "ask-0002")
	in.expect(film, "!wrong_file")
	film.File.ContentType = "video/mp4"
	in.expect(film, "file_received ask_answered")
	in.expect(AnswerAsk{Ask: "ask-0002", Files: []string{"film"}}, "")
}

// A file that was on its way when the ask ended is not lost, and is said to have come late.
func TestFileAfterTheEndOfItsAsk(t *testing.T) {
	for _, end := range []Command{DeclineAsk{Ask: "ask-0001"}, WithdrawAsk{Ask: "ask-0001", Agent: mia}, FailAsk{Ask: "ask-0001", Why: Because("of_the_future")}} {
		in := talking(t).do(asksFor(AskPhoto, "ask-0001"), shot("a", "ask-0001"), end)
		in.expect(shot("b", "ask-0001"), "file_received")
		one, _ := in.state.Asks.Ask("ask-0001")
		equal(t, "files", []any{one.Files, one.Late, in.last().File.ID, in.last().Late}, []any{[]string{"a"}, []string{"b"}, "b", true})
		in.expect(AnswerAsk{Ask: "ask-0001", Files: []string{"a"}}, "!ask_over")
	}
}

// A message can be answered with questions, too.
func TestAskAfterAMessage(t *testing.T) {
	in := begin(t, Start{Started: Started{Account: "support", App: "shop", Channel: Message, Direction: Inbound}, Message: "It is broken."})
	in.expect(asksFor(AskPhoto, "ask-0001"), "ask_made")
	in.expect(shot("a", "ask-0001"), "file_received")
	in.expect(AnswerAsk{Ask: "ask-0001", Files: []string{"a"}}, "ask_answered")
}

func TestAskWhereTheyAre(t *testing.T) {
	in := talking(t).do(asksFor(AskPlace, "ask-0001"))
	at := func(north, east, within float64) AnswerAsk {
		return AnswerAsk{Ask: "ask-0001", Place: &Place{Latitude: north, Longitude: east, Accuracy: within}}
	}
	for _, nowhere := range []AnswerAsk{at(90.1, 0, 1), at(-91, 0, 1), at(0, 180.5, 1), at(0, -181, 1), at(0, 0, -1), at(0, 0, 3e7)} {
		in.expect(nowhere, "!no_such_place")
	}
	in.expect(AnswerAsk{Ask: "ask-0001", Text: "at home"}, "!wrong_answer")
	in.expect(AnswerAsk{Ask: "ask-0001", Agreed: true}, "!wrong_answer")
	in.expect(at(35.65858123, 139.74543849, 11.2), "ask_answered")
	in.expect(at(35.65858123, 139.74543849, 11.2), "")
	in.expect(at(35.65, 139.7, 11.2), "!ask_over")
	one, _ := in.state.Asks.Ask("ask-0001")
	equal(t, "place", []any{*one.Place, in.last().Text}, []any{Place{35.658581, 139.745438, 12}, "35.658581, 139.745438 (±12 m)"})
}

func TestAskForConsent(t *testing.T) {
	in := talking(t)
	long := asksFor(AskConsent, "ask-0001")
	long.Label = strings.Repeat("x", MaxSentence)
	in.do(long, asksFor(AskConsent, "ask-0002"))
	in.expect(AnswerAsk{Ask: "ask-0001", Text: "yes"}, "!wrong_answer")
	in.expect(AnswerAsk{Ask: "ask-0001"}, "!wrong_answer")
	in.expect(AnswerAsk{Ask: "ask-0001", Agreed: true}, "ask_answered")
	in.expect(AnswerAsk{Ask: "ask-0001", Agreed: true}, "")
	in.expect(DeclineAsk{Ask: "ask-0002"}, "ask_declined")
	in.expect(AnswerAsk{Ask: "ask-0002", Agreed: true}, "!ask_over")
}
