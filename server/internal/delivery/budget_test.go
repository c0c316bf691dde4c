package delivery_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// clouds are the kinds of accounts, with the most calls that a voice contact may
// cost from arrival to closed.
var clouds = []struct {
	name string
	desk func(testing.TB) *testRig
	most int
}{
	{"zendesk", func(t testing.TB) *testRig { return newZendeskDesk(t, zendesktest.Options{}) }, 5},
	{"salesforce", func(t testing.TB) *testRig { return newSalesforceDesk(t, salesforcetest.Options{}) }, 4},
}

// TestContactCostsFewCalls: packet, photo, note, call log and disposition, with
// a ticket that is created and with one that is found.
func TestContactCostsFewCalls(t *testing.T) {
	for _, cloud := range clouds {
		t.Run(cloud.name, func(t *testing.T) {
			d := cloud.desk(t)
			who := d.customer(1)
			d.start()
			for _, rule := range []interaction.Rule{interaction.RuleNew, interaction.RuleSameIssue} {
				before := d.calls()
				s := d.contact(who)
				n := d.calls() - before
				t.Logf("%s, ticket %s: %d calls", cloud.name, s.Rule, n)
				if n > cloud.most || s.Rule != rule {
					t.Errorf("%d calls, want at most %d; ticket by rule %s, want %s; sent %v", n, cloud.most, s.Rule, rule, d.wire.sent)
				}
			}
			if b, ok := d.room.Budget(account); !ok || b.CallsPerContact > 5.5 || b.CallsPerContact < 3 {
				t.Errorf("budget %+v", b)
			}
		})
	}
}

// BenchmarkContact reports what a voice contact costs in calls to the CRM.
func BenchmarkContact(b *testing.B) {
	for _, cloud := range clouds {
		b.Run(cloud.name, func(b *testing.B) {
			d := cloud.desk(b)
			d.start()
			calls := 0
			for n := range b.N {
				who := d.customer(n)
				before := d.calls()
				d.contact(who)
				calls += d.calls() - before
				d.clock.Advance(time.Minute) // quotas refill
				if d.zendesk != nil {
					d.zendesk.Advance(time.Minute)
				}
			}
			b.ReportMetric(float64(calls)/float64(b.N), "calls/contact")
			b.ReportMetric(0, "allocs/op")
		})
	}
}

func TestBacklogCostsFewUpdates(t *testing.T) {
	for _, cloud := range clouds {
		d := cloud.desk(t)
		d.start()
		id := d.arrive(d.customer(1))
		d.hasTicket(id)
		d.halt()
		for i := range 100 {
			d.note(id, i, fmt.Sprintf("Line %03d.", i))
		}
		d.answered(id)
		d.hangUp(id)
		d.wrapUp(id, "")
		before := d.calls()
		d.start()
		d.settled(id)
		if n := d.calls() - before; n > 3 {
			t.Errorf("%s: %d calls for a backlog of 100 notes", cloud.name, n)
		}
	}
}
