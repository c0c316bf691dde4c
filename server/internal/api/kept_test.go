package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
)

// A list says how far back it can go, and why; whoever kept up with a contact that is not
// kept any more is told so, and its contact_id begins a new one.
func TestWhatIsNotKept(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Kept = 180 * 24 * time.Hour })
	var list struct {
		KeptDays     *int `json:"kept_days"`
		Interactions []struct{ ID string }
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions", e.agent("support", "ann"), nil, &list)
	if list.KeptDays == nil || *list.KeptDays != 180 {
		t.Errorf("kept_days: %v", list.KeptDays)
	}

	first := newContact{App: "shop", Channel: "message", Message: "It broke.", ContactID: "contact-number-of-a-test-of-long-ago", Email: "zoe@example.com"}
	var was, is contactStarted
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", first, &was)
	id := interaction.ID(was.Interaction)
	state := e.state(was.Interaction)
	land := interaction.Land{Ticket: "7", Receipts: map[string]string{}, At: e.clock.Now()}
	for _, it := range state.Items.All() {
		land.Receipts[it.Key] = "1"
	}
	if _, err := e.config.Decider.Update(t.Context(), e.config.Store, id, interaction.UseTicket{
		TicketChosen: interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "7", Number: "#7"}, Rule: interaction.RuleNew},
	}); err != nil {
		t.Fatal(err)
	}
	state, err := e.config.Decider.Update(t.Context(), e.config.Store, id, land)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.config.Store.Remove(t.Context(), id, state.Version); err != nil {
		t.Fatal(err)
	}
	gone := e.send(request{method: "GET", path: "/v1/contact", token: was.Token})
	e.want(gone, http.StatusNotFound, "not_found")
	if !strings.Contains(string(gone.body), "is not kept any more") {
		t.Errorf("it says %s", gone.body)
	}
	e.want(e.send(request{method: "GET", path: "/v1/interactions/" + was.Interaction, token: e.agent("support", "ann")}), http.StatusNotFound, "not_found")
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", first, &is)
	if is.Interaction == was.Interaction {
		t.Error("the old one is back")
	}

	forever := open(t, nil)
	list.KeptDays = nil
	forever.ask(http.StatusOK, "GET", "/v1/interactions", forever.agent("support", "ann"), nil, &list)
	if list.KeptDays != nil {
		t.Errorf("kept for ever, and says %d days", *list.KeptDays)
	}
}
