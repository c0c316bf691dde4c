package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

func TestOnHold(t *testing.T) {
	talk := []Command{inbound, arrives, accepts, joins}
	hold, resume := PutOnHold{Agent: mia}, TakeOffHold{Agent: mia}
	for _, c := range []struct {
		name string
		way  []Command
		cmd  Command
		want string
	}{
		{"on hold", talk, hold, "customer_put_on_hold"},
		{"twice", append(talk, hold), hold, ""},
		{"off hold", append(talk, hold), resume, "customer_taken_off_hold"},
		{"off hold, and was not on it", talk, resume, ""},
		{"another agent's", talk, PutOnHold{Agent: ben}, "!not_your_call"},
		{"off another agent's", append(talk, hold), TakeOffHold{Agent: ben}, "!not_your_call"},
		{"nobody has answered", []Command{inbound, arrives}, hold, "!not_connected"},
		{"the agent is not there yet", []Command{inbound, arrives, accepts}, hold, "!not_connected"},
		{"the customer has not answered", []Command{outbound, joins, dials}, hold, "!not_connected"},
		{"being ended", append(talk, hangsUp), hold, "!call_ended"},
		{"ended", append(talk, goes), hold, "!call_ended"},
		{"a message", []Command{message}, hold, "!not_connected"},
	} {
		s := State{ID: "01c"}
		at := t0
		for _, cmd := range c.way {
			d, err := s.Decide(cmd, at, policy)
			if err != nil {
				t.Fatal(c.name, err)
			}
			s, at = d.State, at.Add(time.Second)
		}
		d, err := s.Decide(c.cmd, at, policy)
		got := names(d.Events)
		if err != nil {
			got = "!" + err.(*Refusal).Code //nolint:errorlint,forcetypeassert // it is all there is
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// How long it was is known whatever ends it; who comes to a customer on hold is heard.
func TestHoldEnds(t *testing.T) {
	for name, end := range map[string][]Command{
		"taken off":            {TakeOffHold{Agent: mia}},
		"the call is over":     {goes},
		"another agent's come": {leaves, Accept{Offer: 2, Agent: ben, Tab: "tab9"}, JoinAgent{Offer: 2, CallSID: "CAb"}},
	} {
		s, at := State{ID: "01c"}, t0
		for _, cmd := range append([]Command{inbound, arrives, accepts, joins, PutOnHold{Agent: mia}}, end...) {
			d, err := s.Decide(cmd, at, policy)
			if err != nil {
				t.Fatal(name, err)
			}
			s, at = d.State, at.Add(time.Second)
		}
		if want := time.Duration(len(end)) * time.Second; s.OnHold.On() || s.OnHold.Total != want {
			t.Errorf("%s: %+v, want %v", name, s.OnHold, want)
		}
	}
}
