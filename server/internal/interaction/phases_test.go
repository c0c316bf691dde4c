package interaction_test

import (
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// phases are the situations in which a command can come, with the way into them.
var phases = []struct {
	name string
	way  []Command
}{
	{"inbound awaited", []Command{inbound}},
	{"inbound ringing", []Command{inbound, arrives}},
	{"inbound claimed", []Command{inbound, arrives, accepts}},
	{"inbound claimed, being ended", []Command{inbound, arrives, accepts, hangsUp}},
	{"inbound connected", []Command{inbound, arrives, accepts, joins}},
	{"inbound ringing again", []Command{inbound, arrives, accepts, joins, leaves}},
	{"inbound being ended", []Command{inbound, arrives, accepts, joins, hangsUp}},
	{"inbound being ended, agent gone", []Command{inbound, arrives, accepts, joins, hangsUp, leaves}},
	{"inbound abandoned", []Command{inbound, arrives, goes}},
	{"inbound ended", []Command{inbound, arrives, accepts, joins, goes}},
	{"inbound wrapped up", []Command{inbound, arrives, accepts, joins, goes, wrapsUp}},
	{"outbound awaited", []Command{outbound}},
	{"outbound joined", []Command{outbound, joins}},
	{"outbound dialling", []Command{outbound, joins, dials}},
	{"outbound connected", []Command{outbound, joins, dials, answers}},
	{"outbound ringing again", []Command{outbound, joins, dials, answers, leaves}},
	{"outbound claimed again", []Command{outbound, joins, dials, answers, leaves, Accept{Offer: 2, Agent: ben, Tab: "tab9"}}},
	{"outbound being ended", []Command{outbound, joins, dials, hangsUp}},
	{"outbound given up", []Command{outbound, joins, dials, leaves}},
	{"outbound cancelled before dialling", []Command{outbound, joins, leaves}},
	{"outbound ended", []Command{outbound, joins, dials, answers, goes}},
	{"message left", []Command{message}},
}

// commands in the words that the table uses.
var commands = []struct {
	name string
	cmd  Command
}{
	{"start", inbound},
	{"customer arrives", arrives},
	{"another customer arrives", Arrive{CallSID: "CAx"}},
	{"Mia accepts", accepts},
	{"Mia's other tab accepts", Accept{Offer: 1, Agent: mia, Tab: "tab2"}},
	{"Ben accepts", Accept{Offer: 1, Agent: ben, Tab: "tab9"}},
	{"Ben accepts the second offer", Accept{Offer: 2, Agent: ben, Tab: "tab9"}},
	{"Ben declines", Decline{Offer: 1, Agent: ben}},
	{"it rings", Ring{Offer: 1, Rule: RingAvailable, Rung: 1}},
	{"it rings again", Ring{Offer: 2, Rule: RingAvailable, Rung: 1}},
	{"agent joins", joins},
	{"another leg joins", JoinAgent{Offer: 1, CallSID: "CAx"}},
	{"agent leaves", leaves},
	{"another leg leaves", LeaveAgent{CallSID: "CAx"}},
	{"customer is dialled", dials},
	{"customer is dialled twice", DialCustomer{CallSID: "CAx"}},
	{"dialling is impossible", FailDial{}},
	{"customer answers", answers},
	{"customer goes", goes},
	{"another leg goes", DisconnectCustomer{CallSID: "CAx"}},
	{"Mia hangs up", hangsUp},
	{"Ben hangs up", Hangup{Agent: ben}},
	{"page is closed", GiveUp{}},
	{"an hour passes", Expire{}},
	{"note", aNote},
	{"customer's file", aPhoto},
	{"agent's file", ReceiveFile{File: File{ID: "f2"}, From: "agent"}},
	{"wrap-up", wrapsUp},
	{"new ticket, please", PickTicket{Agent: mia}},
	{"ticket 36, please", PickTicket{Ticket: TicketRef{ID: "36"}, Agent: mia}},
}

// always follows, whatever the phase, unless the table says otherwise.
var always = map[string]string{
	"start":              "!exists",
	"note":               "note_added",
	"customer's file":    "file_received",
	"agent's file":       "file_received",
	"wrap-up":            "!call_in_progress",
	"new ticket, please": "new_ticket_asked",
	"ticket 36, please":  "ticket_chosen",
}

// TestEveryCommandInEveryPhase compares what follows with the table. What neither
// the table nor always mentions must change nothing.
func TestEveryCommandInEveryPhase(t *testing.T) {
	want := parseTable(t, table)
	for _, p := range phases {
		for _, c := range commands {
			expected, ok := want[p.name][c.name]
			if !ok {
				expected = always[c.name]
			}
			delete(want[p.name], c.name)
			t.Run(p.name+"/"+c.name, func(t *testing.T) {
				in := begin(t, p.way...)
				if c.cmd == (Expire{}) {
					in.later(time.Hour)
				}
				in.expect(c.cmd, expected)
			})
		}
	}
	for phase, rest := range want {
		for command := range rest {
			t.Errorf("the table has %q in %q, which was not tried", command, phase)
		}
	}
}

// parseTable reads a phase per unindented line and "command: outcome" below it.
func parseTable(t *testing.T, text string) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	var phase string
	for line := range strings.Lines(text) {
		entry := strings.TrimSpace(line)
		switch {
		case entry == "":
		case !strings.HasPrefix(line, "\t"):
			phase = entry
			out[phase] = map[string]string{}
		default:
			command, outcome, ok := strings.Cut(entry, ":")
			if !ok {
				t.Fatalf("line %q", line)
			}
			out[phase][command] = strings.TrimSpace(outcome)
		}
	}
	return out
}

const table = `
inbound awaited
	customer arrives: call_arrived offer_made
	another customer arrives: call_arrived offer_made
	Mia accepts: !offer_gone
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: !offer_gone
	agent joins: !offer_gone
	another leg joins: !offer_gone
	customer is dialled: !already_dialled
	customer is dialled twice: !already_dialled
	Mia hangs up: !not_yours
	Ben hangs up: !not_yours
	page is closed: call_ended closed
	an hour passes: call_ended closed
inbound ringing
	it rings: offer_rung
	another customer arrives: !not_awaited
	Mia accepts: offer_accepted
	Mia's other tab accepts: offer_accepted
	Ben accepts: offer_accepted
	Ben accepts the second offer: !offer_gone
	Ben declines: offer_declined
	agent joins: !offer_gone
	another leg joins: !offer_gone
	customer is dialled twice: !already_dialled
	customer goes: call_ended closed
	Mia hangs up: !not_yours
	Ben hangs up: !not_yours
inbound claimed
	another customer arrives: !not_awaited
	Mia's other tab accepts: !answered_in_another_tab
	Ben accepts: !answered_elsewhere
	Ben accepts the second offer: !answered_elsewhere
	agent joins: agent_joined
	another leg joins: agent_joined
	customer is dialled twice: !already_dialled
	customer goes: call_ended closed
	Mia hangs up: hangup_asked
	Ben hangs up: !not_yours
	an hour passes: claim_lapsed offer_made
inbound claimed, being ended
	another customer arrives: !not_awaited
	Mia's other tab accepts: !answered_in_another_tab
	Ben accepts: !answered_elsewhere
	Ben accepts the second offer: !answered_elsewhere
	agent joins: !call_ended
	another leg joins: !call_ended
	customer is dialled twice: !already_dialled
	customer goes: call_ended closed
inbound connected
	another customer arrives: !not_awaited
	Mia's other tab accepts: !answered_in_another_tab
	Ben accepts: !answered_elsewhere
	Ben accepts the second offer: !answered_elsewhere
	another leg joins: !offer_gone
	agent leaves: agent_left offer_made
	customer is dialled twice: !already_dialled
	customer goes: call_ended
	Mia hangs up: hangup_asked
	Ben hangs up: !not_yours
inbound ringing again
	it rings again: offer_rung
	another customer arrives: !not_awaited
	Mia accepts: !offer_gone
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: offer_accepted
	agent joins: !offer_gone
	another leg joins: !offer_gone
	customer is dialled twice: !already_dialled
	customer goes: call_ended closed
	Mia hangs up: !not_yours
	Ben hangs up: !not_yours
inbound being ended
	another customer arrives: !not_awaited
	Mia's other tab accepts: !answered_in_another_tab
	Ben accepts: !answered_elsewhere
	Ben accepts the second offer: !answered_elsewhere
	another leg joins: !call_ended
	agent leaves: agent_left
	customer is dialled twice: !already_dialled
	customer goes: call_ended
inbound being ended, agent gone
	another customer arrives: !not_awaited
	Mia's other tab accepts: !answered_in_another_tab
	Ben accepts: !answered_elsewhere
	Ben accepts the second offer: !answered_elsewhere
	agent joins: !call_ended
	another leg joins: !call_ended
	customer is dialled twice: !already_dialled
	customer goes: call_ended
inbound abandoned
	another customer arrives: !not_awaited
	Mia accepts: !call_ended
	Mia's other tab accepts: !call_ended
	Ben accepts: !call_ended
	Ben accepts the second offer: !call_ended
	agent joins: !call_ended
	another leg joins: !call_ended
	customer's file: !closed
	wrap-up: wrap_up_saved
inbound ended
	another customer arrives: !not_awaited
	Mia's other tab accepts: !call_ended
	Ben accepts: !call_ended
	Ben accepts the second offer: !call_ended
	another leg joins: !call_ended
	wrap-up: wrap_up_saved closed
inbound wrapped up
	another customer arrives: !not_awaited
	Mia's other tab accepts: !call_ended
	Ben accepts: !call_ended
	Ben accepts the second offer: !call_ended
	another leg joins: !call_ended
	customer's file: !closed
	wrap-up: 
outbound awaited
	customer arrives: !not_awaited
	another customer arrives: !not_awaited
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: !offer_gone
	agent joins: agent_joined
	another leg joins: agent_joined
	customer is dialled: customer_dialled
	customer is dialled twice: customer_dialled
	dialling is impossible: call_ended
	Mia hangs up: hangup_asked call_ended
	Ben hangs up: !not_yours
	an hour passes: claim_lapsed call_ended closed
outbound joined
	customer arrives: !not_awaited
	another customer arrives: !not_awaited
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: !offer_gone
	another leg joins: !offer_gone
	agent leaves: agent_left hangup_asked call_ended
	customer is dialled: customer_dialled
	customer is dialled twice: customer_dialled
	dialling is impossible: call_ended
	Mia hangs up: hangup_asked call_ended
	Ben hangs up: !not_yours
outbound dialling
	another customer arrives: !not_awaited
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: !offer_gone
	another leg joins: !offer_gone
	agent leaves: agent_left hangup_asked
	customer is dialled twice: !already_dialled
	customer answers: customer_answered
	customer goes: call_ended
	Mia hangs up: hangup_asked
	Ben hangs up: !not_yours
outbound connected
	another customer arrives: !not_awaited
	Mia's other tab accepts: !answered_in_another_tab
	Ben accepts: !answered_elsewhere
	Ben accepts the second offer: !answered_elsewhere
	another leg joins: !offer_gone
	agent leaves: agent_left offer_made
	customer is dialled twice: !already_dialled
	customer goes: call_ended
	Mia hangs up: hangup_asked
	Ben hangs up: !not_yours
outbound ringing again
	it rings again: offer_rung
	another customer arrives: !not_awaited
	Mia accepts: !offer_gone
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: offer_accepted
	agent joins: !offer_gone
	another leg joins: !offer_gone
	customer is dialled twice: !already_dialled
	customer goes: call_ended closed
	Mia hangs up: !not_yours
	Ben hangs up: !not_yours
outbound claimed again
	another customer arrives: !not_awaited
	Mia accepts: !answered_elsewhere
	Mia's other tab accepts: !answered_elsewhere
	Ben accepts: !answered_in_another_tab
	agent joins: !offer_gone
	another leg joins: !offer_gone
	customer is dialled twice: !already_dialled
	customer goes: call_ended
	Mia hangs up: !not_yours
	Ben hangs up: hangup_asked
	an hour passes: claim_lapsed offer_made
outbound being ended
	another customer arrives: !not_awaited
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: !offer_gone
	another leg joins: !call_ended
	agent leaves: agent_left
	customer is dialled twice: !already_dialled
	customer answers: customer_answered
	customer goes: call_ended
outbound given up
	another customer arrives: !not_awaited
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: !offer_gone
	agent joins: !call_ended
	another leg joins: !call_ended
	customer is dialled twice: !already_dialled
	customer answers: customer_answered
	customer goes: call_ended
outbound cancelled before dialling
	customer arrives: !not_awaited
	another customer arrives: !not_awaited
	Mia's other tab accepts: !call_ended
	Ben accepts: !call_ended
	Ben accepts the second offer: !call_ended
	agent joins: !call_ended
	another leg joins: !call_ended
	wrap-up: wrap_up_saved closed
outbound ended
	another customer arrives: !not_awaited
	Mia's other tab accepts: !call_ended
	Ben accepts: !call_ended
	Ben accepts the second offer: !call_ended
	another leg joins: !call_ended
	wrap-up: wrap_up_saved closed
message left
	customer arrives: !not_awaited
	another customer arrives: !not_awaited
	Mia accepts: !offer_gone
	Mia's other tab accepts: !offer_gone
	Ben accepts: !offer_gone
	Ben accepts the second offer: !offer_gone
	agent joins: !offer_gone
	another leg joins: !offer_gone
	customer is dialled: !already_dialled
	customer is dialled twice: !already_dialled
	wrap-up: wrap_up_saved
`
