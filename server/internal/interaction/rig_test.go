package interaction_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

var (
	t0     = time.Date(2026, 3, 1, 9, 30, 0, 123456789, time.UTC)
	policy = Policy{OpenOn: OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute}
	mia    = Agent{ID: "support/7", Name: "Mia", CRMID: "7"}
	ben    = Agent{ID: "support/8", Name: "Ben", CRMID: "8"}

	inbound = Start{
		Started: Started{Account: "support", Queue: "default", Channel: Voice, Direction: Inbound, IssuePath: []string{"Orders", "Damaged item"}, IssueLabels: []map[string]string{{"ja": "注文"}, {}}},
		Packet:  &Packet{Trust: Signed, Signed: []Field{{Key: "item", Label: "Item", Value: "Lamp", Type: "text"}}},
	}
	outbound = Start{
		Started: Started{Account: "support", Channel: Voice, Direction: Outbound, Record: "35", Agent: &mia},
		Tab:     "tab1",
	}
	message = Start{
		Started: Started{Account: "support", Channel: Message, Direction: Inbound},
		Message: "My lamp is broken.",
	}
)

// contact is an interaction in the making: each command comes a second after the
// one before.
type contact struct {
	t      *testing.T
	state  State
	now    time.Time
	policy Policy
	events []Event
	writes []Write
}

func begin(t *testing.T, cmds ...Command) *contact {
	t.Helper()
	c := &contact{t: t, state: State{ID: "01c"}, now: t0, policy: policy}
	return c.do(cmds...)
}

// decide without a judgement; a refusal is returned as "!code".
func (c *contact) decide(cmd Command) string {
	c.t.Helper()
	c.now = c.now.Add(time.Second)
	d, err := c.state.Decide(cmd, c.now, c.policy)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return "!" + refusal.Code
	}
	if err != nil {
		c.t.Fatalf("%T: %v is not a *Refusal", cmd, err)
	}
	c.state = d.State
	c.events = append(c.events, d.Events...)
	c.writes = append(c.writes, d.Writes...)
	return names(d.Events)
}

// do what must be accepted.
func (c *contact) do(cmds ...Command) *contact {
	c.t.Helper()
	for _, cmd := range cmds {
		if got := c.decide(cmd); strings.HasPrefix(got, "!") {
			c.t.Fatalf("%T is refused: %s", cmd, got)
		}
	}
	return c
}

// expect what follows from a command: names of events, "" for none, "!code" for a refusal.
func (c *contact) expect(cmd Command, want string) {
	c.t.Helper()
	if got := c.decide(cmd); got != want {
		c.t.Errorf("%T: %q, want %q", cmd, got, want)
	}
}

// later moves the clock.
func (c *contact) later(d time.Duration) *contact {
	c.now = c.now.Add(d)
	return c
}

func names(events []Event) string {
	var out []string
	for _, e := range events {
		out = append(out, TypeName(e.Data))
	}
	return strings.Join(out, " ")
}

// kinds of the writes that have followed so far, in order.
func (c *contact) kinds() string {
	var out []string
	for _, w := range c.writes {
		out = append(out, string(w.Type))
	}
	return strings.Join(out, " ")
}

func (c *contact) last() Item { return c.state.Items.At(c.state.Items.Len() - 1) }

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// The usual steps.
var (
	arrives   = Arrive{CallSID: "CAc", From: "+15550100", To: "+15550199"}
	accepts   = Accept{Offer: 1, Agent: mia, Tab: "tab1"}
	joins     = JoinAgent{Offer: 1, CallSID: "CAa"}
	leaves    = LeaveAgent{CallSID: "CAa", Reason: "tab closed"}
	dials     = DialCustomer{CallSID: "CAc", From: "+15550199", To: "+15550100"}
	answers   = ConnectCustomer{CallSID: "CAc"}
	goes      = DisconnectCustomer{CallSID: "CAc", Status: "completed"}
	hangsUp   = Hangup{Agent: mia}
	wrapsUp   = SaveWrapUp{Agent: mia, Disposition: "solved", Note: "Sent a new one."}
	aNote     = AddNote{Note: "n1", Agent: mia, Text: "The lamp arrived broken."}
	aPhoto    = ReceiveFile{File: File{ID: "f1", Name: "lamp.jpg", ContentType: "image/jpeg", Size: 5, SHA256: "ab"}, From: "customer"}
	toTicket  = UseTicket{TicketChosen{Ticket: TicketRef{ID: "35", Number: "35"}, Rule: RuleNew}}
	isUnclear = Hold{Kind: "gone", Reason: Because("several_requesters"), Unclear: &TicketUnclear{Code: "several_requesters"}}
)

func noteWith(id, text string) AddNote { return AddNote{Note: id, Agent: mia, Text: text} }

func ofLength(n int) string { return strings.Repeat("x", n) }

// landed is the CRM's answer for these items.
func landed(items ...Item) Land {
	l := Land{Ticket: "35", Receipts: map[string]string{}, At: t0.Add(time.Hour)}
	for i, it := range items {
		l.Receipts[it.Key] = fmt.Sprint("r", i)
	}
	return l
}
