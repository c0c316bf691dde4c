package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
)

// The call log says who passed the call on to whom, who was consulted from when to when, what became
// of it, and who was on the line without having the call.
func TestTransfersInTheCallLog(t *testing.T) {
	warm := func(offer int, note string, came time.Duration) []interaction.Data {
		return []interaction.Data{
			interaction.TransferBegun{Offer: offer, Agent: kim, To: interaction.TransferTo{Agent: &lou}, Note: note, Warm: true},
			interaction.OfferAccepted{Offer: offer, Agent: lou},
			interaction.ColleagueJoined{Offer: offer, Agent: lou, CallSID: "CA" + string('0'+rune(offer)), JoinedAt: start.Add(came)},
		}
	}
	log := []interaction.Data{
		started(), interaction.CallArrived{CallSID: "CAc"}, interaction.OfferMade{Offer: 1}, interaction.OfferAccepted{Offer: 1, Agent: kim},
		interaction.AgentJoined{Agent: kim, CallSID: "CA1", JoinedAt: start.Add(50 * time.Second)},
	}
	log = append(log, warm(2, "", 70*time.Second)...)
	log = append(log, interaction.TransferEnded{Offer: 2, Outcome: interaction.TransferTakenBack})
	log = append(log, warm(3, "", 110*time.Second)...)
	log = append(log, interaction.ColleagueLeft{Offer: 3, Agent: lou, CallSID: "CA3", LeftAt: start.Add(2 * time.Minute)}, interaction.TransferEnded{Offer: 3, Outcome: interaction.TransferLeft, By: &lou})
	log = append(log, warm(4, "They want\ntheir money back.", 160*time.Second)...)
	log = append(log, interaction.TransferEnded{Offer: 4, Outcome: interaction.TransferAccepted, By: &lou},
		interaction.CallEnded{By: "customer", Outcome: interaction.OutcomeAnswered, EndedAt: start.Add(10 * time.Minute)})
	s := fold(log...)
	s.Ticket = &interaction.TicketRef{ID: "35436"}
	u := must[connectors.Update](t)(composer(t).Update(s, keys(s), "b", content))
	body := u.CallLogs[0].Body
	for _, want := range []string{
		"Kim Lee to Lou Diaz, 2026-01-02 10:00:50 UTC, consulted Lou Diaz from 2026-01-02 10:01:10 UTC to 2026-01-02 10:01:20 UTC, taken back",
		"Kim Lee to Lou Diaz, 2026-01-02 10:01:30 UTC, consulted Lou Diaz from 2026-01-02 10:01:50 UTC to 2026-01-02 10:02:10 UTC, Lou Diaz left",
		"Kim Lee to Lou Diaz, 2026-01-02 10:02:20 UTC, consulted Lou Diaz from 2026-01-02 10:02:40 UTC to 2026-01-02 10:02:50 UTC, taken by Lou Diaz: They want their money back.",
		"Lou Diaz, 2026-01-02 10:01:10 UTC to 2026-01-02 10:01:20 UTC, consulted",
		"Lou Diaz, 2026-01-02 10:01:50 UTC to 2026-01-02 10:02:00 UTC, consulted",
		"Lou Diaz, 2026-01-02 10:02:40 UTC to 2026-01-02 10:10:00 UTC",
	} {
		for _, text := range []string{body.Text, body.HTML} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing in\n%s", want, text)
			}
		}
	}
	if strings.Count(body.Text, "consulted\n") != 2 {
		t.Errorf("who had the call was consulted:\n%s", body.Text)
	}
}
