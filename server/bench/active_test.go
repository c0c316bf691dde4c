package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

func (b *bench) activeRow() string { return fmt.Sprintf("start_cpu_%d_active", b.size.active) }

// startActive: what a start costs when so many calls are under way, at Twilio as in the
// log: until all of them have been looked after once. In seconds of CPU time.
func (b *bench) startActive() {
	w := b.newWorld(realLimits)
	defer w.close()
	file := b.seeded("active", func(s *seed) {
		for range b.size.active {
			s.connectedCall(w.talk)
		}
	})
	ours, base, turns := b.both(func(of *build) float64 {
		w.mu.Lock()
		clear(w.lookedAt)
		w.mu.Unlock()
		p := b.startServer(w, of.server, b.placeWith(file))
		defer p.discard()
		return w.lookedAfter(p).Seconds()
	})
	b.inTurns(turns...)
	b.report.add(b.activeRow(), "s", figures{*ours, *base, nil}, atMost(1, "s"))
}

// lookedAfter is the CPU time until Twilio was asked for each of the calls by name, or, by a
// server that asks for many at once, until it rests.
func (w *world) lookedAfter(p *process) time.Duration {
	w.b.t.Helper()
	p.quiet(w, 2*time.Second, func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.lookedAt) >= w.b.size.active
	})
	time.Sleep(5 * twilioTakes) // for what was asked last
	return p.cpu()
}

// talk begins between a customer and an agent in a conference of that name at Twilio.
func (w *world) talk(conference string) (customerSID, agentSID string) {
	w.b.t.Helper()
	customerSID = w.joins(conference, "customer")
	agentSID = w.joins(conference, "agent-1")
	return customerSID, agentSID
}

// knownCall is one that Twilio has heard of too: it goes on until it is over.
func (w *world) knownCall() call {
	c := w.b.newCall()
	c.form.Set("CallSid", w.joins("lobby-"+c.phone[1:], "customer"))
	return c
}

// joins a conference from a phone, told to by TwiML as the server gives it.
func (w *world) joins(conference, label string) (sid string) {
	w.b.t.Helper()
	w.mu.Lock()
	w.twiml = fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><Response><Dial><Conference startConferenceOnEnter="%t" endConferenceOnExit="%t" participantLabel="%s">%s</Conference></Dial></Response>`,
		label != "customer", label == "customer", label, conference)
	if w.desk == "" {
		w.desk = w.open(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			w.mu.Lock()
			defer w.mu.Unlock()
			rw.Header().Set("Content-Type", "text/xml")
			_, _ = io.WriteString(rw, w.twiml)
		}))
		w.twilio.SetNumber(twiliotest.Number{PhoneNumber: ourNumber, VoiceURL: w.desk})
	}
	w.mu.Unlock()
	phone, _ := w.b.next.take()
	sid, err := w.twilio.PhoneCall(phone, ourNumber)
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err = w.twilio.Await(ctx, func() bool {
			c, _ := w.twilio.State(sid)
			return c.InRoom
		})
	}
	if err != nil {
		w.b.t.Fatalf("a %s does not get into the conference: %v", label, err)
	}
	return sid
}
