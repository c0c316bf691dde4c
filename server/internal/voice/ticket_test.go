package voice_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates"
)

// turnedAway: the leg hears that nobody is available, and is hung up.
func (r *rig) turnedAway(sid string) {
	r.t.Helper()
	r.heals("the leg to be turned away", r.isGone(sid))
	c, _ := r.sim.State(sid)
	if !slices.Contains(c.Heard, r.words.Prompt(templates.PromptUnavailable)) {
		r.t.Errorf("heard %q", c.Heard)
	}
}

// intrude puts a leg into the conference past our TwiML: one whose answer has been on
// its way for long.
func (r *rig) intrude(id interaction.ID, label, ticket string) string {
	r.t.Helper()
	token, err := r.client.AccessToken("agent_"+string(id), r.clock.Now(), time.Hour)
	if err != nil {
		r.t.Fatal(err)
	}
	r.staleTwiML.Store(twilio.JoinConference{
		Conference: id.Conference(), Label: label, StartOnEnter: true, StatusCallback: r.hooks.URL + "/twilio/conference",
		Action: r.hooks.URL + "/twilio/voice",
	}.TwiML())
	sid, err := r.sim.Connect(token, map[string]string{"ticket": ticket})
	if err != nil {
		r.t.Fatal(err)
	}
	return sid
}

func TestAppCustomer(t *testing.T) {
	r := newRig(t).start()
	id, ticket := r.awaitsApp()
	caller := r.connect(ticket)
	r.awaitPhase(id, interaction.Ringing)
	r.inRoom(caller)
	if c := r.state(id).Call; c.From != "" || c.To != sales || c.CustomerSID() != caller {
		t.Errorf("%+v", c)
	}
	// The same ticket once more, from another tab: politely refused, nothing stored.
	before := r.log(id)
	r.turnedAway(r.connect(ticket))
	if r.log(id) != before {
		t.Errorf("stored: %s", r.log(id))
	}
	r.answers(id, mia)
	talked := r.clock.Now()
	r.pass(12 * time.Second)
	if err := r.sim.HangUp(caller); err != nil {
		t.Fatal(err)
	}
	r.ends(id, interaction.OutcomeAnswered, "customer", 12*time.Second)
	if c := r.state(id).Call; !c.AnsweredAt.Equal(talked) {
		t.Errorf("answered at %v, want %v", c.AnsweredAt, talked)
	}
}

func TestTicketsThatAreRefused(t *testing.T) {
	r := newRig(t).start()
	id, ticket := r.awaitsApp()
	other, _ := r.awaitsApp()
	calling, _ := r.callsIn(street)
	claimed := r.accept(calling, mia)
	strangers, err := session.NewTokens(bytes.Repeat([]byte{8}, 32), r.clock)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(k *session.Tokens, v session.ConnectToken) map[string]string {
		signed, _, err := k.IssueConnect(v)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{"ticket": signed}
	}
	good := sign(r.keeper, ticket)
	tampered := good["ticket"][:len(good["ticket"])-6] + "AAAAAA"
	wrongTab, wrongOffer := claimed, claimed
	wrongTab.Tab, wrongOffer.Offer = "tab-8", 2
	self := "customer_" + string(id)
	agent := "agent_" + string(calling)
	unknown := session.ConnectToken{Interaction: "01jq9999999999999999999999", Role: session.Customer}
	nobody := session.ConnectToken{Interaction: unknown.Interaction, Role: session.Agent, Offer: 1, Tab: "t"}
	everything := func() map[interaction.ID]string {
		out := map[interaction.ID]string{}
		ids, err := r.store.List(t.Context(), store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			out[id] = r.log(id)
		}
		return out
	}
	before := everything()
	for name, c := range map[string]struct {
		identity string
		params   map[string]string
	}{
		"none":                                 {self, nil},
		"nonsense":                             {self, map[string]string{"ticket": "<script>"}},
		"forged":                               {self, sign(strangers, ticket)},
		"tampered with":                        {self, map[string]string{"ticket": tampered}},
		"of another interaction":               {"customer_" + string(other), good},
		"under another identity":               {agent, good},
		"for another role":                     {self, sign(r.keeper, session.ConnectToken{Interaction: id, Role: session.Agent, Offer: 1, Tab: "t"})},
		"for an offer there is not":            {"agent_" + string(id), sign(r.keeper, session.ConnectToken{Interaction: id, Role: session.Agent, Offer: 1, Tab: "t"})},
		"another tab's":                        {agent, sign(r.keeper, wrongTab)},
		"another offer's":                      {agent, sign(r.keeper, wrongOffer)},
		"of an unknown contact":                {"customer_" + string(unknown.Interaction), sign(r.keeper, unknown)},
		"an agent's of an unknown contact":     {"agent_" + string(unknown.Interaction), sign(r.keeper, nobody)},
		"a customer's for a call that is on":   {"customer_" + string(calling), sign(r.keeper, session.ConnectToken{Interaction: calling, Role: session.Customer})},
		"with fields that are Twilio's to set": {self, map[string]string{"ticket": "x", "CallSid": r.state(calling).Call.CustomerSID()}},
	} {
		token, err := r.client.AccessToken(c.identity, r.clock.Now(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		sid, err := r.sim.Connect(token, c.params)
		if err != nil {
			t.Fatal(err)
		}
		r.await(name, func() bool { s, _ := r.sim.State(sid); return len(s.Heard) > 0 })
		if s, _ := r.sim.State(sid); s.InRoom || s.Heard[0] != r.words.Prompt(templates.PromptUnavailable) {
			t.Errorf("a ticket %s: %+v", name, s)
		}
	}
	if !maps.Equal(everything(), before) {
		t.Errorf("stored: %v\nwant %v", everything(), before)
	}
	// In time it would have been let in; two minutes later it is not.
	r.tick(session.ConnectTTL)
	token, err := r.client.AccessToken(self, r.clock.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	sid, err := r.sim.Connect(token, good)
	if err != nil {
		t.Fatal(err)
	}
	r.turnedAway(sid)
}

func TestSecondUseOfAnAgentsTicket(t *testing.T) {
	r := newRig(t).start()
	id, _ := r.callsIn(street)
	ticket := r.accept(id, mia)
	first := r.connect(ticket)
	r.awaitPhase(id, interaction.Connected)
	before := r.log(id)
	r.turnedAway(r.connect(ticket))
	if s, _ := r.sim.State(first); !s.InRoom || r.log(id) != before {
		t.Errorf("%+v %s", s, r.log(id))
	}
}

// Two legs with the same ticket at the same moment: one of them is in the conference.
func TestTicketUsedTwiceAtOnce(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	ticket := r.accept(id, mia)
	a, b := r.connect(ticket), r.connect(ticket)
	r.awaitPhase(id, interaction.Connected)
	r.heals("one of them to be gone", func() bool { return r.isGone(a)() != r.isGone(b)() })
	r.pass(20 * time.Second)
	if s, _ := r.sim.State(caller); !slices.Equal(s.With, []string{"agent-1"}) {
		t.Errorf("the customer talks to %v", s.With)
	}
}
