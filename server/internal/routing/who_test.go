package routing

import (
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
)

// TestWhoOf: a customer is called by what people know them by, never by the name of a
// browser's line at Twilio.
func TestWhoOf(t *testing.T) {
	const line = "client:c_01kwg01den0000000000000001"
	for want, s := range map[string]interaction.State{
		"Rosa Diaz":          {Contact: interaction.Contact{Customer: interaction.Customer{Name: "Rosa Diaz", Phone: "+14155550134"}}},
		"+14155550134":       {Call: interaction.Call{From: "+14155550134"}},
		"rosa@example.com":   {Contact: interaction.Contact{Customer: interaction.Customer{Email: "rosa@example.com"}}, Call: interaction.Call{From: line}},
		"":                   {Call: interaction.Call{From: line}},
		"sip:rosa@a.example": {Call: interaction.Call{From: "sip:rosa@a.example"}},
	} {
		if got := whoOf(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
