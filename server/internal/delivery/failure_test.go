package delivery_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// TestNoCloudShutsAnAccountForYears: an odd Retry-After is believed for an hour at most.
func TestNoCloudShutsAnAccountForYears(t *testing.T) {
	for _, c := range []struct {
		trouble crmtest.Trouble
		after   time.Duration
	}{
		{crmtest.Throttle, 9_999_999 * time.Second}, {crmtest.Down, 9_999_999 * time.Second}, {crmtest.Throttle, 24 * time.Hour},
	} {
		t.Run(fmt.Sprint(c.trouble, c.after), func(t *testing.T) {
			r := newRig(t)
			r.zendesk.Fault(zendesktest.Fault{Trouble: c.trouble, RetryAfter: c.after})
			r.start()
			id := r.contact(aiko, "")
			s := r.until("its refusal", id, func(s interaction.State) bool { return s.Items.At(0).Delivery.Kind != "" })
			wait := s.Items.At(0).Delivery.Until.Sub(r.clock.Now())
			if wait > time.Hour {
				t.Errorf("it is tried again in %v", wait)
			}
			r.clock.Advance(time.Hour + time.Minute)
			r.room.Wake()
			r.settled(id)
		})
	}
}
