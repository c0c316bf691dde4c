package voice_test

import (
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

// callsIn: somebody in the street calls, and waits in the conference.
func (r *rig) callsIn(from string) (interaction.ID, string) {
	r.t.Helper()
	sid, err := r.sim.PhoneCall(from, ours)
	if err != nil {
		r.t.Fatal(err)
	}
	r.inRoom(sid)
	id, err := r.store.ByRef(r.t.Context(), "call:"+sid)
	if err != nil {
		r.t.Fatal(err)
	}
	return id, sid
}

func (r *rig) inRoom(sid string) {
	r.t.Helper()
	r.await("the leg to be in the room", func() bool { s, _ := r.sim.State(sid); return s.InRoom })
}

func (r *rig) gone(sid string) {
	r.t.Helper()
	r.await("the leg to be over", r.isGone(sid))
}

func (r *rig) isGone(sid string) func() bool {
	return func() bool { s, _ := r.sim.State(sid); return s.State == "closed" }
}

// accept the offer that is there; the ticket is the agent's way in.
func (r *rig) accept(id interaction.ID, a interaction.Agent) session.ConnectToken {
	r.t.Helper()
	offer, tab := r.state(id).Assignments.Current().N, "tab-"+a.CRMID
	r.do(id, interaction.Accept{Offer: offer, Agent: a, Tab: tab})
	return session.ConnectToken{Interaction: id, Role: session.Agent, Offer: offer, Tab: tab}
}

// connect a browser with a ticket.
func (r *rig) connect(t session.ConnectToken) string {
	r.t.Helper()
	ticket, err := r.room.Load().ConnectToken(t)
	if err != nil {
		r.t.Fatal(err)
	}
	sid, err := r.sim.Connect(ticket.Token, ticket.Params)
	if err != nil {
		r.t.Fatal(err)
	}
	return sid
}

// answers: an agent accepts and comes on the line.
func (r *rig) answers(id interaction.ID, a interaction.Agent) string {
	r.t.Helper()
	sid := r.connect(r.accept(id, a))
	r.awaitPhase(id, interaction.Connected)
	return sid
}

// clicksToDial: the agent's page has asked for a call and not connected yet.
func (r *rig) clicksToDial() (interaction.ID, session.ConnectToken) {
	r.t.Helper()
	id := r.newID()
	_, err := r.deciding.Create(r.t.Context(), r.store, id, interaction.Start{Started: interaction.Started{
		Account: "support", Channel: interaction.Voice, Direction: interaction.Outbound,
		Customer: interaction.Customer{Phone: callee}, Line: ours, Record: "35", Agent: &mia,
	}, Tab: "tab-7"}, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return id, session.ConnectToken{Interaction: id, Role: session.Agent, Offer: 1, Tab: "tab-7"}
}

func (r *rig) breaks(kind twiliotest.FaultKind, times int, match string) {
	r.t.Helper()
	if err := r.sim.Break(twiliotest.Fault{Kind: kind, Times: times, Match: match, DelayMS: 20_000}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) behave(does twiliotest.Doing) {
	r.t.Helper()
	if err := r.sim.Behave(callee, twiliotest.Behaviour{Does: does}); err != nil {
		r.t.Fatal(err)
	}
}

// rung are the calls that we have placed to the customer.
func (r *rig) rung() []twiliotest.CallState {
	var out []twiliotest.CallState
	for _, c := range r.sim.Calls() {
		if c.Direction == "outbound-api" {
			out = append(out, c)
		}
	}
	return out
}

// allOver: the log has ended and no leg is left at Twilio.
func (r *rig) allOver(id interaction.ID) func() bool {
	return func() bool {
		for _, c := range r.sim.Calls() {
			if c.State != "closed" {
				return false
			}
		}
		return r.state(id).Call.Phase == interaction.Ended
	}
}

// ends compares how the call has ended.
func (r *rig) ends(id interaction.ID, outcome interaction.CallOutcome, by string, talk time.Duration) {
	r.t.Helper()
	r.heals("the end of everything", r.allOver(id))
	c := r.state(id).Call
	if c.Outcome != outcome || c.EndedBy != by || c.TalkTime() != talk {
		r.t.Errorf("ended %s by %s after %v, want %s by %s after %v\n%s", c.Outcome, c.EndedBy, c.TalkTime(), outcome, by, talk, r.log(id))
	}
}
