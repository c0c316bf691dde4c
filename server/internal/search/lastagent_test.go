package search_test

import (
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/search"
)

// talks an agent with a customer, on the line.
func (d *desk) talks(id interaction.ID, agent interaction.Agent) {
	d.t.Helper()
	for _, cmd := range []interaction.Command{
		interaction.Accept{Offer: 1, Agent: agent, Tab: "tab"}, interaction.JoinAgent{Offer: 1, CallSID: "CB" + string(id), At: d.clock.Now()},
	} {
		if _, err := d.deciding.Update(d.t.Context(), d.store, id, cmd); err != nil {
			d.t.Fatal(err)
		}
	}
}

// Who spoke with a customer last is known by the customer's number, and by their id where
// it is proved; what a visitor typed finds nobody.
func TestLastAgent(t *testing.T) {
	d := open(t)
	mia, ben := interaction.Agent{ID: "support/7", Name: "Mia"}, interaction.Agent{ID: "support/8", Name: "Ben"}
	street := interaction.Customer{Phone: "+15550101234"}
	known := interaction.Customer{ExternalID: "cust 42", Email: "rosa@example.com", Verified: true}
	d.talks(d.customer("support", street), ben)
	d.clock.Advance(time.Hour)
	d.talks(d.customer("support", street), mia)
	d.talks(d.customer("support", known), ben)
	d.talks(d.customer("support", interaction.Customer{ExternalID: "cust 421", Verified: true}), mia)
	d.talks(d.customer("support", interaction.Customer{Phone: "+5550101234"}), ben) // ends like the other's
	d.clock.Advance(time.Hour)
	d.customer("support", street) // whom nobody has answered
	d.expect(search.Query{Account: "support", Text: "nothing"})

	last := func(account string, c interaction.Customer, from time.Time, want string) {
		t.Helper()
		s, err := d.store.State(t.Context(), d.customer(account, c))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.search.LastAgent(t.Context(), s, from); err != nil || got != want {
			t.Errorf("%+v: %q, %v, want %q", c, got, err, want)
		}
	}
	last("support", street, begin, mia.ID)
	last("support", street, d.clock.Now(), "")
	last("sales", street, begin, "")
	last("support", known, begin, ben.ID)
	last("support", interaction.Customer{ExternalID: "cust", Verified: true}, begin, "")
	last("support", interaction.Customer{Name: "Rosa"}, begin, "")

	s, err := d.store.State(t.Context(), d.customer("support", street))
	if err != nil {
		t.Fatal(err)
	}
	s.App = "shop" // somebody has typed the number into a page
	if got, err := d.search.LastAgent(t.Context(), s, begin); err != nil || got != "" {
		t.Errorf("of a visitor: %q, %v", got, err)
	}
}
