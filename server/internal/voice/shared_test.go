package voice_test

import (
	"context"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// slowDial is a server that is slow to place a call.
type slowDial struct {
	voice.Twilio
	asked, goOn chan struct{}
}

func (s slowDial) Dial(ctx context.Context, d twilio.Dial) (twilio.Leg, error) {
	s.asked <- struct{}{}
	select {
	case <-s.goOn:
		return s.Twilio.Dial(ctx, d)
	case <-ctx.Done():
		return twilio.Leg{}, ctx.Err()
	}
}

// Two servers look after the same call: the customer is called by one of them,
// however long that takes, and each can bring the call to its end alone.
func TestTwoServersLookAfterOneCall(t *testing.T) {
	r := newRig(t)
	slow := slowDial{Twilio: r.client, asked: make(chan struct{}, 1), goOn: make(chan struct{})}
	first, firstLoop := r.newVoice(slow, true)
	second, secondLoop := r.newVoice(r.client, true)
	r.loop.Store(secondLoop)
	stopFirst := r.runs(firstLoop)
	defer stopFirst()
	r.room.Store(first)
	id, ticket := r.clicksToDial()
	agent := r.connect(ticket)
	<-slow.asked
	defer r.runs(secondLoop)()
	r.await("the other server to be kept from dialling", func() bool {
		return strings.Contains(r.said.String(), "another server is dialling")
	})
	if n := len(r.rung()); n != 0 {
		t.Fatalf("the customer was called %d times by the one who is not dialling", n)
	}
	close(slow.goOn)
	customer := r.rings()
	r.await("the log to know the leg", func() bool { return r.state(id).Call.CustomerSID() == customer })
	r.pick(customer)
	r.awaitPhase(id, interaction.Connected)

	// The one who dialled is gone; Twilio tells the other one of the end.
	r.room.Store(second)
	stopFirst()
	r.hangsUp(customer)
	r.await("the end of everything", r.allOver(id))
	r.gone(agent)
	r.dialledOnce()
	if got := r.log(id); got != "started offer_accepted agent_joined customer_dialled customer_answered call_ended" {
		t.Error(got)
	}
}

// A server dies after Twilio has placed the call and before it could say so. The
// other one finds the leg, and calls nobody twice.
func TestServerDiesWhileDialling(t *testing.T) {
	r := newRig(t)
	placed := make(chan struct{})
	dying := (&tap{afterDial: func(ctx context.Context) error {
		close(placed)
		<-ctx.Done()
		return ctx.Err()
	}}).on(r.client)
	first, firstLoop := r.newVoice(dying, true)
	second, secondLoop := r.newVoice(r.client, true)
	r.loop.Store(secondLoop)
	stopFirst := r.runs(firstLoop)
	defer stopFirst()
	r.room.Store(first)
	id, ticket := r.clicksToDial()
	agent := r.connect(ticket)
	<-placed
	stopFirst()
	r.room.Store(second)
	defer r.runs(secondLoop)()
	customer := r.rings()
	r.await("the log to know the leg", func() bool { return r.state(id).Call.CustomerSID() == customer })
	r.pick(customer)
	r.awaitPhase(id, interaction.Connected)
	r.hangsUp(agent)
	r.awaitPhase(id, interaction.Ringing) // the customer stays
	r.dialledOnce()
}
