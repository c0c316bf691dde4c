package interaction

import (
	"slices"
	"strings"
	"time"
)

// Transfers of a call to a colleague or a queue, one after another. While one is on, the
// customer hears music and the sender stays on the line; whom it goes to is an assignment
// of its own, before others as any offer is. Who comes on the line for it has the call, or, of a
// warm transfer, is consulted first.
type Transfers struct{ list []CallTransfer }

// CallTransfer is one of them.
type CallTransfer struct {
	Offer   int // its assignment
	From    Agent
	To      TransferTo
	Note    string // what the sender wants the receiver to know
	Warm    bool   // the sender talks with who comes, before they have the call
	BegunAt time.Time
	Until   time.Time // it has failed if nobody has taken it by then
	Left    bool      // the sender is not on the line any more

	Colleague  *Agent    // who was consulted; nil: nobody
	ConsultsAt time.Time // when they came on the line

	EndedAt time.Time // zero: it is on
	Outcome TransferOutcome
	By      *Agent // who has the call, has declined or left
}

// TransferTo is where a call goes: one of its fields is set.
type TransferTo struct {
	Agent *Agent `json:"agent,omitempty"`
	Queue string `json:"queue,omitempty"`
}

// Name of the agent or queue.
func (t TransferTo) Name() string {
	switch {
	case t.Agent == nil:
		return t.Queue
	case t.Agent.Name == "":
		return t.Agent.ID
	}
	return t.Agent.Name
}

func (t TransferTo) same(o TransferTo) bool {
	return t.Queue == o.Queue && (t.Agent == nil) == (o.Agent == nil) && (t.Agent == nil || t.Agent.ID == o.Agent.ID)
}

// TransferOutcome is what has become of a transfer.
type TransferOutcome string

// Outcomes of transfers.
const (
	TransferAccepted   TransferOutcome = "accepted"
	TransferDeclined   TransferOutcome = "declined"   // by the agent whom it was for
	TransferUnanswered TransferOutcome = "unanswered" // nobody came in time
	TransferTakenBack  TransferOutcome = "taken_back" // by the sender
	TransferLeft       TransferOutcome = "left"       // by the colleague who was consulted
	TransferCallEnded  TransferOutcome = "call_ended"
)

const (
	// transferRing is for how long a transfer rings for a colleague.
	transferRing = 30 * time.Second
	// transferWait is for how long one waits in a queue while the sender is on the line. Once
	// the sender has gone, it waits there as any call does.
	transferWait = 3 * time.Minute
	// MaxTransferNote is the longest note for the receiver, in bytes: a sentence or two,
	MaxTransferNote = 1200 // 300 letters of any script
)

// All transfers, the first one first.
func (t Transfers) All() []CallTransfer { return slices.Clone(t.list) }

// Last transfer; nil: there was none.
func (t Transfers) Last() *CallTransfer {
	if len(t.list) == 0 {
		return nil
	}
	one := t.list[len(t.list)-1]
	return &one
}

// On is the transfer that goes on now; nil: none does.
func (t Transfers) On() *CallTransfer {
	if one := t.Last(); one != nil && one.EndedAt.IsZero() {
		return one
	}
	return nil
}

// Rings reports whether it is before agents: the customer waits alone, or the call is being
// transferred and nobody has accepted yet.
func (s State) Rings() bool {
	return s.Call.Phase == Ringing || s.Call.Phase == Connected && s.Transfers.On() != nil && !s.Assignments.Current().Claimed()
}

// Receiver is who has accepted a call that the sender still has; nil: nobody.
func (s State) Receiver() *Agent {
	if one := s.Assignments.Current(); s.Call.Phase == Connected && s.Transfers.On() != nil && one.Claimed() {
		return &one.Claim.Agent
	}
	return nil
}

var transferEvents = events{
	"transfer_begun": TransferBegun{},
	"transfer_ended": TransferEnded{},
}

// TransferBegun: the sender passes the call on. The customer is on hold from then on.
type TransferBegun struct {
	Offer int        `json:"offer"`
	Agent Agent      `json:"agent"`
	To    TransferTo `json:"to"`
	Note  string     `json:"note,omitempty"`
	Warm  bool       `json:"warm,omitempty"`
	Until time.Time  `json:"until"`
}

// TransferEnded says what became of it. A sender who is still there has the customer again,
// off hold, unless it was accepted.
type TransferEnded struct {
	Offer   int             `json:"offer"`
	Outcome TransferOutcome `json:"outcome"`
	By      *Agent          `json:"by,omitempty"` // who has the call, has declined or left
}

// Values of the sentence that tells of it.
func (d TransferBegun) Values() []string { return []string{"agent", d.Agent.Name, "to", d.To.Name()} }

func (t *Transfers) apply(_ *State, e Event) {
	switch d := e.Data.(type) {
	case TransferBegun:
		t.list = append(slices.Clip(t.list), CallTransfer{Offer: d.Offer, From: d.Agent, To: d.To, Note: d.Note, Warm: d.Warm, BegunAt: e.At, Until: d.Until})
	case AgentLeft:
		t.change(func(one *CallTransfer) { one.Left = true })
	case ColleagueJoined:
		t.change(func(one *CallTransfer) { one.Colleague, one.ConsultsAt = &d.Agent, d.JoinedAt })
	case TransferEnded:
		t.change(func(one *CallTransfer) { one.EndedAt, one.Outcome, one.By = e.At, d.Outcome, d.By })
	case CallEnded:
		t.change(func(one *CallTransfer) { one.EndedAt, one.Outcome = e.At, TransferCallEnded })
	}
}

// change the transfer that is on, if one is.
func (t *Transfers) change(f func(*CallTransfer)) {
	if t.On() != nil {
		t.list = slices.Clone(t.list)
		f(&t.list[len(t.list)-1])
	}
}

func (t *Transfers) deadline(s *State, _ Policy) time.Time {
	one := t.On()
	if one == nil || s.Call.Over() || s.Assignments.Current().Claimed() || one.To.Agent == nil && one.Left {
		return time.Time{}
	}
	return one.Until
}

func (t *Transfers) expire(d *decider) { d.endTransfer(TransferUnanswered, nil) }

// endTransfer. A customer whom nobody has now rings for everybody.
func (d *decider) endTransfer(outcome TransferOutcome, by *Agent) {
	d.add(TransferEnded{Offer: d.Transfers.On().Offer, Outcome: outcome, By: by})
	if d.Call.AgentSID() == "" {
		d.offer()
	}
}

// BeginTransfer of the call that an agent is on. The same once more changes nothing.
type BeginTransfer struct {
	Agent Agent
	To    TransferTo
	Note  string
	Warm  bool
}

func (c BeginTransfer) decide(d *decider) error {
	if err := d.inTalk(c.Agent); err != nil {
		return err
	}
	note := strings.TrimSpace(c.Note)
	on := d.Transfers.On()
	switch {
	case c.To.Agent != nil && c.To.Agent.ID == c.Agent.ID:
		return refuse("transfer_to_self")
	case c.To.Agent == nil && c.To.Queue == "":
		return refuse("transfer_nowhere")
	case len(note) > MaxTransferNote:
		return refuse("transfer_note_too_long")
	case on != nil && on.To.same(c.To) && on.Note == note && on.Warm == c.Warm:
		return nil
	case on != nil:
		return refuse("transfer_on")
	}
	begun := TransferBegun{Offer: d.Assignments.Current().N + 1, Agent: c.Agent, To: c.To, Note: note, Warm: c.Warm, Until: d.at.Add(transferWait)}
	if c.To.Agent != nil {
		begun.Until = d.at.Add(transferRing)
	}
	d.add(begun)
	if c.To.Agent != nil {
		d.add(OfferRung{Offer: begun.Offer, Rule: RingOne, Rung: 1, Whom: Whom{Agent: c.To.Agent}})
	}
	return nil
}

// TakeBack a call that is being transferred. A second time changes nothing.
type TakeBack struct{ Agent Agent }

func (c TakeBack) decide(d *decider) error {
	if err := d.inTalk(c.Agent); err != nil {
		return err
	}
	if d.Transfers.On() != nil {
		d.endTransfer(TransferTakenBack, nil)
	}
	return nil
}

// leaveToTransfer: the sender hangs up while the call is being transferred. It goes on.
func (d *decider) leaveToTransfer(a Agent) {
	d.add(AgentLeft{Agent: a, CallSID: d.Call.AgentSID(), Reason: leftByTransfer, LeftAt: d.at})
	d.goOnWithout()
}

// goOnWithout the sender: who is consulted has the call; where nobody is, it rings on.
func (d *decider) goOnWithout() {
	if d.Call.ColleagueSID() != "" {
		d.endTransfer(TransferAccepted, d.Transfers.On().Colleague)
	}
}

// leftByTransfer is why the leg of a sender has gone.
const leftByTransfer = "transferred"

func (TransferBegun) event() {}
func (TransferEnded) event() {}
