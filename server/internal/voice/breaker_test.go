package voice_test

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// TestTwilioInTroubleIsLeftAlone: however many calls are open, a Twilio that answers nothing
// but trouble is asked now and then, and the log says so once; when it is well again, what
// was missed is made good.
func TestTwilioInTroubleIsLeftAlone(t *testing.T) {
	r := newRig(t).start()
	const open = 60
	var ids []interaction.ID
	var callers []string
	for n := range open {
		id, caller := r.callsIn(street[:len(street)-2] + string(rune('0'+n/10)) + string(rune('0'+n%10)))
		if n < open/2 {
			r.answers(id, mia)
		}
		ids, callers = append(ids, id), append(callers, caller)
	}
	r.await("rest", r.quiet)
	said := len(r.said.String())
	r.breaks(twiliotest.REST500, -1, "")
	before := len(r.sim.Requests())
	for _, id := range ids[:open/2] {
		r.do(id, interaction.Hangup{Agent: mia})
	}
	r.pass(time.Minute)
	if asked := len(r.sim.Requests()) - before; asked > 60 {
		t.Errorf("Twilio was asked %d times in a minute for %d calls", asked, open)
	}
	if lines := strings.Count(r.said.String()[said:], "\n"); lines > 60 {
		t.Errorf("%d lines were logged:\n%s", lines, r.said.String()[said:])
	}
	r.sim.Mend()
	r.pass(20 * time.Second)
	for n, caller := range callers[:open/2] {
		if !r.isGone(caller)() {
			t.Errorf("customer %d is on the line still", n)
		}
	}
	if got := strings.Count(r.said.String()[said:], "answers again"); got != 1 {
		t.Errorf("that it answers again was said %d times", got)
	}
}

// TestOddRetryAfterOfTwilio: one refusal that asks for weeks keeps no call waiting for
// longer than a minute, whether or not others are refused, too.
func TestOddRetryAfterOfTwilio(t *testing.T) {
	for _, times := range []int{1, 4} {
		r := newRig(t).start()
		id, caller := r.callsIn(street)
		r.answers(id, mia)
		r.await("rest", r.quiet)
		if err := r.sim.Break(twiliotest.Fault{Kind: twiliotest.REST429, Times: times, DelayMS: 9_999_999_000}); err != nil {
			t.Fatal(err)
		}
		r.do(id, interaction.Hangup{Agent: mia})
		r.pass(time.Duration(times) * (time.Minute + 5*time.Second))
		if !r.isGone(caller)() {
			t.Errorf("refused %d times, and the customer is on the line still", times)
		}
	}
}

// TestTwilioIsReopened: who has mended something does not wait for the end of the pause.
func TestTwilioIsReopened(t *testing.T) {
	r := newRig(t).start()
	var ids []interaction.ID
	var callers []string
	for n := range 5 {
		id, caller := r.callsIn(street[:len(street)-1] + string(rune('0'+n)))
		r.answers(id, mia)
		ids, callers = append(ids, id), append(callers, caller)
	}
	r.await("rest", r.quiet)
	r.breaks(twiliotest.REST500, -1, "")
	for _, id := range ids[:4] {
		r.do(id, interaction.Hangup{Agent: mia})
	}
	r.await("rest", r.quiet)
	if p := r.room.Load().Pause(); p.Last == nil || !p.Until.After(r.clock.Now()) {
		t.Fatalf("no pause: %+v", p)
	}
	r.sim.Mend()
	r.room.Load().Resume()
	if p := r.room.Load().Pause(); p.Last != nil {
		t.Errorf("still a pause: %+v", p)
	}
	r.do(ids[4], interaction.Hangup{Agent: mia})
	r.await("a call to end while no time passes", r.isGone(callers[4]))
}
