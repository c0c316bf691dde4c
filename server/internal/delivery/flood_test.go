package delivery_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// stranger is a contact that nobody vouches for.
func (d *testRig) stranger(by interaction.Channel) interaction.ID {
	d.t.Helper()
	d.ids++
	id := interaction.ID(fmt.Sprintf("01jd000000000000000000%04d", d.ids))
	_, err := d.deciding.Create(context.Background(), d.store, id, interaction.Start{
		Started: interaction.Started{
			Account: d.account, App: "shop", Queue: "default", Channel: by, Direction: interaction.Inbound,
			Customer: interaction.Customer{Name: "Somebody"}, Line: "+15550100",
		},
		Message: map[interaction.Channel]string{interaction.Message: "Buy this."}[by],
	}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// A thousand contacts of strangers before them cost a caller's ticket, and a customer's with
// a signed packet, seconds; the strangers' come all the same.
func TestStrangersComeAfterCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{CallsPerMinute: 200})
		d.linger = 0
		d.hasTicket(func() interaction.ID { d.start(); return d.arrive(d.customer(0)) }()) // the limit is known
		const strangers = 1_000
		var ids []interaction.ID
		for range strangers {
			ids = append(ids, d.stranger(interaction.Message))
		}
		time.Sleep(3 * time.Minute) // the flood uses what it is let
		landed := 0
		for _, id := range ids {
			if s := d.state(id); s.Ticket != nil {
				landed++
			}
		}
		if landed < 100 || landed == strangers {
			t.Errorf("%d contacts have their ticket after three minutes", landed)
		}
		for n := range 5 {
			start := time.Now()
			id := d.arrive(d.customer(1 + n))
			d.hasTicket(id)
			if waited := time.Since(start); waited > 5*time.Second {
				t.Errorf("a caller's ticket is there after %v", waited)
			}
			d.answered(id)
			start = time.Now()
			d.note(id, 1, "Handle broken off.")
			d.settled(id)
			if waited := time.Since(start); waited > 5*time.Second {
				t.Errorf("a note is there after %v", waited)
			}
			time.Sleep(20 * time.Second)
		}
		d.settled(ids[strangers-1])
		if d.wire.refused > 2 {
			t.Errorf("%d requests were refused", d.wire.refused)
		}
	})
}

// What is left of a nearly used up day is for callers, and what strangers wait for is said.
func TestNearlyUsedUpDayIsForCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := near(t, 2_000, 80)
		d.start()
		stranger := d.stranger(interaction.Message)
		d.until("it waits for the budget", stranger, func(s interaction.State) bool { return s.Items.At(0).Delivery.Reason.Code == "budget" })
		d.hasTicket(d.arrive(d.customer(1)))
		if s := d.state(stranger); s.Ticket != nil {
			t.Error("a stranger's contact used what is kept for callers")
		}
	})
}

// Whoever an agent has taken up is no stranger any more.
func TestAnsweredStrangerGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newSalesforceDesk(t, salesforcetest.Options{})
		id := d.stranger(interaction.Voice)
		if s := d.state(id); !s.Unproven() {
			t.Error("somebody vouches for it")
		}
		d.answered(id)
		if s := d.state(id); s.Unproven() {
			t.Error("an agent has taken it up")
		}
		call := d.arrive(interaction.Customer{})
		if s := d.state(call); s.Unproven() {
			t.Error("nobody vouches for a signed packet")
		}
	})
}
