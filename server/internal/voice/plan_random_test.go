package voice_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	. "github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// world is a log and a model of what Twilio holds; whether the log is told of
// what happens is a matter of luck.
type world struct {
	t      *testing.T
	luck   *rand.Rand
	now    time.Time
	log    State
	legs   []*modelLeg
	room   string // status, "" before there is one
	dials  int
	legsN  int
	story  []string
	offers []int // that somebody has had a ticket for
}

type modelLeg struct {
	sid, label string
	status     twilio.Status
	answered   time.Time
	ended      time.Time
	hold       bool
}

func (l *modelLeg) in() bool { return !l.status.Final() }

// TestPlanComesToRest: whatever has happened and whoever told of it, after a few
// rounds of looking and doing there is nothing left to do, no leg is there that
// should not be, none was hung up that should have stayed, and nobody was called
// twice.
func TestPlanComesToRest(t *testing.T) {
	for seed := range uint64(3000) {
		w := &world{t: t, luck: rand.New(rand.NewPCG(seed, 1)), now: begin, log: State{ID: "01c"}}
		w.begin()
		for range 3 + w.luck.IntN(12) {
			w.happens()
			if w.luck.IntN(2) == 0 {
				w.settles()
			}
			if t.Failed() {
				t.Fatalf("seed %d: %s", seed, strings.Join(w.story, " · "))
			}
		}
		w.settles()
		if t.Failed() {
			t.Fatalf("seed %d: %s", seed, strings.Join(w.story, " · "))
		}
	}
}

func (w *world) note(format string, args ...any) {
	w.story = append(w.story, fmt.Sprintf(format, args...))
}

func (w *world) tell(cmd Command) {
	d, err := w.log.Decide(cmd, w.now, policy)
	if err != nil {
		return // too late
	}
	w.log = d.State
	for _, e := range d.Events {
		w.note("[%s]", TypeName(e.Data))
	}
}

// perhaps tells it, or the callback is lost.
func (w *world) perhaps(cmd Command) {
	if w.luck.IntN(2) == 0 {
		w.tell(cmd)
	}
}

func (w *world) enter(label string, status twilio.Status) *modelLeg {
	for _, l := range w.legs {
		if l.in() && l.label == label {
			return nil
		}
	}
	w.legsN++
	l := &modelLeg{sid: fmt.Sprintf("CA%d", w.legsN), label: label, status: status}
	if status == twilio.InProgress {
		l.answered = w.now
	}
	w.legs = append(w.legs, l)
	w.room = "in-progress"
	return l
}

func (w *world) end(l *modelLeg, status twilio.Status) {
	if !l.in() {
		return
	}
	answered := !l.answered.IsZero()
	if status == twilio.Completed && !answered {
		status = twilio.Canceled
	}
	l.status, l.ended = status, w.now
	stays := slices.ContainsFunc(w.legs, (*modelLeg).in)
	if l.label == "customer" && answered || !stays {
		w.endConference()
	}
}

func (w *world) endConference() {
	w.room = "completed"
	for _, l := range w.legs {
		w.end(l, twilio.Completed)
	}
}

func (w *world) begin() {
	if w.luck.IntN(2) == 0 {
		w.tell(contact)
		l := w.enter("customer", twilio.InProgress)
		w.tell(Arrive{CallSID: l.sid})
		return
	}
	w.tell(dialling)
	w.offers = []int{1}
}

func (w *world) leg(label string) *modelLeg {
	for _, l := range w.legs {
		if l.in() && strings.HasPrefix(l.label, label) {
			return l
		}
	}
	return nil
}

func (w *world) happens() {
	w.now = w.now.Add(time.Second)
	switch w.luck.IntN(14) {
	case 0:
		w.note("an agent accepts")
		who := mia
		if owner := w.log.Owner(); owner != nil && owner.ID == mia.ID {
			who = ben // to whom it is passed on
		}
		w.tell(Accept{Offer: w.log.Assignments.Current().N, Agent: who, Tab: "tab"})
		if w.log.Assignments.Current().Claimed() {
			w.offers = append(w.offers, w.log.Assignments.Current().N)
		}
	case 1, 2:
		if len(w.offers) == 0 || w.log.Call.Phase == Ended {
			return
		}
		n := w.offers[w.luck.IntN(len(w.offers))]
		if l := w.enter(fmt.Sprintf("agent-%d", n), twilio.InProgress); l != nil {
			w.note("%s joins as %s", l.sid, l.label)
			w.perhaps(JoinAgent{Offer: n, CallSID: l.sid, At: w.now})
		}
	case 3:
		if l := w.agentsLeg(); l != nil {
			w.note("%s leaves", l.sid)
			w.end(l, twilio.Completed)
			w.perhaps(LeaveAgent{CallSID: l.sid})
		}
	case 4:
		if l := w.leg("customer"); l != nil && l.status == twilio.Ringing {
			w.note("the customer answers")
			l.status, l.answered = twilio.InProgress, w.now
			w.perhaps(ConnectCustomer{CallSID: l.sid, At: w.now})
		}
	case 5:
		if l := w.leg("customer"); l != nil && w.luck.IntN(2) == 0 {
			w.note("the customer leaves")
			status := twilio.Completed
			if l.status == twilio.Ringing {
				status = twilio.Busy
			}
			w.end(l, status)
			w.perhaps(DisconnectCustomer{CallSID: l.sid, Status: string(l.status), At: w.now})
		}
	case 6:
		if w.luck.IntN(3) == 0 {
			w.note("the agent hangs up")
			w.tell(Hangup{Agent: w.owner()})
		}
		if r := w.log.Receiver(); r != nil && w.luck.IntN(2) == 0 {
			w.note("the colleague hangs up")
			w.tell(Hangup{Agent: *r})
		}
	case 8:
		w.note("hold or not")
		w.tell([]Command{PutOnHold{Agent: w.owner()}, TakeOffHold{Agent: w.owner()}}[w.luck.IntN(2)])
	case 9, 10:
		w.note("transfer, or not")
		to := []TransferTo{{Queue: "orders"}, {Agent: &mia}, {Agent: &ben}}[w.luck.IntN(3)]
		w.tell([]Command{BeginTransfer{Agent: w.owner(), To: to}, BeginTransfer{Agent: w.owner(), To: to, Warm: true}, TakeBack{Agent: w.owner()}}[w.luck.IntN(3)])
	case 11, 12:
		w.consults()
	case 13:
		if w.log.Call.ColleagueSID() != "" {
			w.note("handed over")
			w.tell(CompleteTransfer{Agent: w.owner()})
		}
	case 7:
		w.note("the lease runs out")
		w.now = w.now.Add(policy.ClaimLease)
		w.settles() // Lapse comes after a look
		w.tell(Expire{})
	}
}

// consults, all at once, so that it comes often enough: a colleague is asked, accepts and is
// there, whether or not that is told; and then perhaps one goes, or both do.
func (w *world) consults() {
	w.note("a colleague is consulted")
	sender, colleague := w.owner(), ben
	if sender.ID == ben.ID {
		colleague = mia
	}
	w.tell(BeginTransfer{Agent: sender, To: TransferTo{Agent: &colleague}, Warm: true})
	n := w.log.Assignments.Current().N
	w.tell(Accept{Offer: n, Agent: colleague, Tab: "tab"})
	if !w.log.Awaits(n) {
		return
	}
	w.offers = append(w.offers, n)
	if l := w.enter(fmt.Sprintf("agent-%d", n), twilio.InProgress); l != nil {
		w.note("%s joins as %s", l.sid, l.label)
		w.perhaps(JoinAgent{Offer: n, CallSID: l.sid, At: w.now})
	}
	for range w.luck.IntN(3) {
		w.now = w.now.Add(time.Second)
		if l := w.agentsLeg(); l != nil {
			w.note("%s leaves", l.sid)
			w.end(l, twilio.Completed)
			w.perhaps(LeaveAgent{CallSID: l.sid, At: w.now})
		}
	}
}

// agentsLeg is one of those who are in the conference.
func (w *world) agentsLeg() *modelLeg {
	var all []*modelLeg
	for _, l := range w.legs {
		if l.in() && strings.HasPrefix(l.label, "agent") {
			all = append(all, l)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[w.luck.IntN(len(all))]
}

func (w *world) seen() voice.Snapshot {
	s := voice.Snapshot{Found: w.room != "", Room: twilio.Conference{Status: w.room}}
	for _, l := range w.legs {
		status := "connected"
		if l.status == twilio.Ringing {
			status = "ringing"
		}
		call := &twilio.Call{SID: l.sid, Status: l.status, EndTime: l.ended}
		if !l.answered.IsZero() && !l.ended.IsZero() {
			call.Duration = l.ended.Sub(l.answered)
		}
		switch {
		case l.in():
			s.Room.Participants = append(s.Room.Participants, twilio.Participant{CallSID: l.sid, Label: l.label, Status: status, Hold: l.hold})
		case l.sid == w.log.Call.CustomerSID():
			s.Customer = call
		case l.sid == w.log.Call.AgentSID():
			s.Agent = call
		case l.sid == w.log.Call.ColleagueSID():
			s.Colleague = call
		}
	}
	return s
}

// settles looks and does until there is nothing to do.
func (w *world) settles() {
	for range 8 {
		actions := voice.Plan(w.log, w.seen())
		if len(actions) == 0 {
			w.check()
			return
		}
		for _, a := range actions {
			w.do(a)
		}
	}
	w.t.Error("it never comes to rest")
}

func (w *world) do(a voice.Action) {
	switch {
	case a.Record != nil:
		w.tell(a.Record)
	case a.End:
		w.note("the room is ended")
		if !w.over() {
			w.t.Error("ended a room that is wanted")
		}
		w.endConference()
	case a.Hangup != "":
		w.note("%s is hung up", a.Hangup)
		i := slices.IndexFunc(w.legs, func(l *modelLeg) bool { return l.sid == a.Hangup })
		if w.wanted(w.legs[i]) {
			w.t.Error("hung up a leg that is wanted")
		}
		w.end(w.legs[i], twilio.Completed)
	case a.Hold != nil:
		i := slices.IndexFunc(w.legs, func(l *modelLeg) bool { return l.sid == a.Hold.CallSID })
		w.legs[i].hold = a.Hold.On
	case a.Dial:
		w.note("the customer is called")
		if w.dials++; w.dials > 1 {
			w.t.Error("called the customer twice")
		}
		if l := w.enter("customer", twilio.Ringing); w.luck.IntN(2) == 0 { // or the answer is lost
			w.tell(DialCustomer{CallSID: l.sid, From: ours, To: callee})
		}
	}
}

// owner of the call, or whoever.
func (w *world) owner() Agent {
	if a := w.log.Owner(); a != nil {
		return *a
	}
	return mia
}

func (w *world) over() bool { return w.log.Call.Phase == Ended || w.log.Call.HangupAsked }

func (w *world) wanted(l *modelLeg) bool {
	switch {
	case w.over():
		return false
	case l.label == "customer", l.sid == w.log.Call.AgentSID(), l.sid == w.log.Call.ColleagueSID():
		return true
	}
	return w.log.Awaits(w.log.Assignments.Current().N) && l.label == fmt.Sprintf("agent-%d", w.log.Assignments.Current().N)
}

// check what holds at rest.
func (w *world) check() {
	for _, l := range w.legs {
		switch {
		case l.in() && !w.wanted(l):
			w.t.Errorf("%s is left behind as %s", l.sid, l.label)
		case l.in() && l.sid == w.log.Call.CustomerSID() && l.hold != w.log.OnHold.On():
			w.t.Errorf("the customer hears music: %t", l.hold)
		case !l.in() && l.sid == w.log.Call.AgentSID() && !w.over():
			w.t.Errorf("the agent's leg %s is over", l.sid)
		case !l.in() && l.sid == w.log.Call.ColleagueSID() && !w.over():
			w.t.Errorf("the colleague's leg %s is over", l.sid)
		case !l.in() && l.sid == w.log.Call.CustomerSID() && w.log.Call.Phase != Ended:
			w.t.Errorf("the customer's leg %s is over", l.sid)
		}
	}
	if w.log.Call.HangupAsked && w.log.Call.Phase != Ended {
		w.t.Error("hung up and not over")
	}
	if c := w.log.Call; c.Phase == Dialling && c.CustomerSID() == "" {
		w.t.Error("the agent waits, and nobody calls the customer")
	}
}
