package view

import (
	"testing"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/templates/words"
)

// TestNumbersOfTheReaders: whoever reads of an account sees numbers as its people write them,
// in its own country without the code; what is no number stays as it was given.
func TestNumbersOfTheReaders(t *testing.T) {
	s := interaction.State{ID: "01c"}
	s = s.Apply(interaction.Event{N: 1, Data: interaction.Started{Account: "tokyo", Channel: interaction.Voice, Direction: interaction.Inbound, Line: "+81312345678", Customer: interaction.Customer{Phone: "+819012345678"}}})
	s = s.Apply(interaction.Event{N: 2, Data: interaction.CallArrived{CallSID: "CA1", From: "+819012345678", To: "+81312345678"}})
	for country, want := range map[string][3]string{
		"JP": {"090-1234-5678", "03-1234-5678", "090-1234-5678"},
		"US": {"+81 90-1234-5678", "+81 3-1234-5678", "+81 90-1234-5678"},
		"":   {"+81 90-1234-5678", "+81 3-1234-5678", "+81 90-1234-5678"},
	} {
		l := words.Lexicon{Country: country}
		v := Head(s, l)
		missed := Me(routing.Me{Missed: []routing.Missed{{Who: "+819012345678"}}}, l).Missed[0].Who
		if got := [3]string{contract.Val(v.Customer.PhoneShown), contract.Val(v.Call.ToShown), missed}; got != want || contract.Val(v.LineShown) != want[1] || contract.Val(v.Call.FromShown) != want[2] {
			t.Errorf("%q: %v, want %v", country, got, want)
		}
	}
	if who := Me(routing.Me{Missed: []routing.Missed{{Who: "Rosa Diaz"}}}, words.Lexicon{Country: "JP"}).Missed[0].Who; who != "Rosa Diaz" {
		t.Error(who)
	}
}

// TestBrowserLineIsNobodysNumber: what Twilio calls the line of a visitor's browser is no
// number that anybody reads.
func TestBrowserLineIsNobodysNumber(t *testing.T) {
	s := interaction.State{ID: "01c"}
	s = s.Apply(interaction.Event{N: 1, Data: interaction.Started{Account: "tokyo", App: "shop", Channel: interaction.Voice, Direction: interaction.Inbound}})
	s = s.Apply(interaction.Event{N: 2, Data: interaction.CallArrived{CallSID: "CA1", From: "client:c_01kwg01den0000000000000001"}})
	if v := Head(s, words.Lexicon{Country: "JP"}); v.Call.FromShown != nil || contract.Val(v.App) != "shop" {
		t.Errorf("shown as %q", contract.Val(v.Call.FromShown))
	}
	if m := Me(routing.Me{Missed: []routing.Missed{{App: "shop"}}}, words.Lexicon{}).Missed[0]; m.Who != "" || contract.Val(m.App) != "shop" {
		t.Errorf("%+v", m)
	}
}
