package voice_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
)

// arrives from the street, and is not put into a conference.
func (r *rig) arrives(from string) (callSID string) {
	r.t.Helper()
	sid, err := r.sim.PhoneCall(from, ours)
	if err != nil {
		r.t.Fatal(err)
	}
	return sid
}

// hears waits until a call has heard words.
func (r *rig) hears(callSID, words string) {
	r.t.Helper()
	r.await(words, func() bool {
		c, _ := r.sim.State(callSID)
		return slices.Contains(c.Heard, words)
	})
}

// asks once more what a call from the street is to do.
func (r *rig) asks(callSID string) (twiml string) {
	r.t.Helper()
	c, _ := r.sim.State(callSID)
	doc, err := r.room.Load().VoiceForm(r.t.Context(), url.Values{
		"CallSid": {callSID}, "From": {c.From}, "To": {c.To}, "CallStatus": {"in-progress"}, "Direction": {c.Direction},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return doc
}

func (r *rig) of(callSID string) interaction.ID {
	r.t.Helper()
	id, err := r.store.ByRef(r.t.Context(), "call:"+callSID)
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// A caller who comes outside the hours is told so, in the language of the queue, and is
// offered to nobody; who came before waits on.
func TestCallerOutsideTheHours(t *testing.T) {
	for _, language := range []string{"", "ja"} {
		r := newRig(t)
		closes := begin.Add(time.Minute)
		r.closed = func(queue string, at time.Time) bool { return queue == "default" && !at.Before(closes) }
		r.language = language
		r.start()
		early, waiting := r.callsIn(street)
		r.hears(waiting, r.spoken(templates.PromptWait))
		r.pass(2 * time.Minute)
		caller := r.arrives("+15550100777")
		r.hears(caller, r.spoken(templates.PromptClosed))
		late := r.of(caller)
		if log := r.log(late); log != "started call_arrived call_ended closed" {
			t.Errorf("%s", log)
		}
		// A webhook that Twilio repeats is answered alike.
		if again := r.asks(caller); !strings.Contains(again, r.spoken(templates.PromptClosed)) {
			t.Errorf("again: %s", again)
		}
		r.heals("the end of what is said", r.isGone(caller))
		if s := r.state(late); s.CloseReason != interaction.CloseOutOfHours || !s.Opened || s.Call.Outcome != interaction.OutcomeClosed || s.Call.EndedBy != interaction.EndedByHours {
			t.Errorf("%+v %+v", s.Contact, s.Call)
		}
		if c, _ := r.sim.State(waiting); c.State == "closed" || r.state(early).Call.Phase != interaction.Ringing {
			t.Errorf("who came before is %+v", c)
		}
		r.hangsUp(waiting)
		r.endsAs(early, interaction.OutcomeAbandoned, "customer")
	}
}

// Who hangs up while they are told so is no call that was abandoned.
func TestHangUpOutsideTheHours(t *testing.T) {
	r := newRig(t)
	r.closed = func(string, time.Time) bool { return true }
	r.start()
	caller := r.arrives(street)
	r.hears(caller, r.spoken(templates.PromptClosed))
	r.hangsUp(caller)
	r.endsAs(r.of(caller), interaction.OutcomeClosed, interaction.EndedByHours)
}

// A page says itself that it is closed; who leaves it was turned away, too.
func TestPageOutsideTheHours(t *testing.T) {
	r := newRig(t)
	r.closed = func(string, time.Time) bool { return true }
	r.start()
	id, page := r.awaitsApp()
	customer := r.connect(page)
	r.inRoom(customer)
	if s := r.state(id); s.Call.Phase != interaction.Ringing || !s.Call.OutOfHours {
		t.Fatalf("%+v", s.Call)
	}
	r.hangsUp(customer)
	r.endsAs(id, interaction.OutcomeClosed, "customer")
}

// A blocked caller is refused before the call is answered, and leaves nothing but a count.
func TestBlockedCaller(t *testing.T) {
	r := newRig(t)
	r.blocked = []string{street}
	r.start()
	for n, from := range []string{street, "sip:" + street + "@carrier.example"} {
		caller := r.arrives(from)
		r.await("the refusal", func() bool { c, _ := r.sim.State(caller); return c.State == "closed" })
		if c, _ := r.sim.State(caller); c.Status != "busy" || len(c.Heard) > 0 {
			t.Errorf("%+v", c)
		}
		if _, err := r.store.ByRef(t.Context(), "call:"+caller); err == nil {
			t.Error("an interaction was opened")
		}
		if got := r.room.Load().Refused(); got != int64(n+1) {
			t.Errorf("%d refusals are counted, want %d", got, n+1)
		}
	}
	id, caller := r.callsIn("+15550100777")
	r.hangsUp(caller)
	r.endsAs(id, interaction.OutcomeAbandoned, "customer")
	if got := r.room.Load().Refused(); got != 2 {
		t.Errorf("%d refusals", got)
	}
}
