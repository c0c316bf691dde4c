package view

import (
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
)

// TestContactHasAReference: a customer can name their request once it has a ticket.
func TestContactHasAReference(t *testing.T) {
	at := time.Unix(1_700_000_000, 0).UTC()
	s := interaction.State{ID: "01jq0000000000000000000001"}.Apply(interaction.Event{N: 1, At: at, Data: interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound}})
	if got := Contact(s, contract.FileLimits{}).Reference; got != nil {
		t.Errorf("%q before there is a ticket", *got)
	}
	s = s.Apply(interaction.Event{N: 2, At: at, Data: interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "35436", Number: "#35436"}}})
	if got := contract.Val(Contact(s, contract.FileLimits{}).Reference); got != "#35436" {
		t.Errorf("reference %q", got)
	}
}
