package delivery_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// TestCRMInTroubleIsLeftAlone: however many tickets wait for it, a CRM that answers nothing
// but trouble is asked now and then; when it is well again, everything lands.
func TestCRMInTroubleIsLeftAlone(t *testing.T) {
	for name, f := range map[string]zendesktest.Fault{
		"down":               {Trouble: crmtest.Down, Times: 100_000, Reads: true},
		"down after a write": {Trouble: crmtest.DownAfter, Times: 100_000},
		"token refused":      {Trouble: crmtest.DenyToken, Times: 100_000},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newZendeskDesk(t, zendesktest.Options{})
				d.start()
				d.hasTicket(d.arrive(d.customer(0))) // it was well before
				d.zendesk.Fault(f)
				if f.Trouble == crmtest.DenyToken {
					d.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.ExpireToken})
				}
				before := d.calls()
				var ids []interaction.ID
				for n := range 200 {
					ids = append(ids, d.arrive(d.customer(n+1)))
				}
				const outage = 10 * time.Minute
				time.Sleep(outage)
				if asked := d.calls() - before; asked > 2*len(ids) { // thousands, if each asked for itself
					t.Errorf("it was asked %d times in %v for %d tickets", asked, outage, len(ids))
				}
				d.zendesk.ClearFaults()
				mended := time.Now()
				for _, id := range ids {
					d.hasTicket(id)
				}
				if took := time.Since(mended); took > 31*time.Minute {
					t.Errorf("everything has landed %v after it was mended", took)
				}
			})
		})
	}
}

// TestOneSickTicketPausesNobody: what one ticket meets, again and again, is its own.
func TestOneSickTicketPausesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newZendeskDesk(t, zendesktest.Options{})
		d.start()
		sick := d.arrive(d.customer(1))
		d.hasTicket(sick)
		d.answered(sick)
		d.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.Down, Times: 100_000})
		d.note(sick, 1, "Broken.")
		time.Sleep(10 * time.Minute)
		if p := d.room.Pause(account); !p.Until.IsZero() || p.Times != 0 {
			t.Errorf("the account is paused: %+v", p)
		}
	})
}
