package interaction_test

import (
	. "github.com/deskside/deskside/server/internal/interaction"
)

// callEndsOnce: after the end nothing is heard of the call, nobody is called to
// one that is being ended, and it is closed once at most.
func (w *witness) callEndsOnce() {
	ended, ending, closed := false, false, 0
	for _, e := range w.events {
		switch e.Data.(type) {
		case HangupAsked:
			ending = true
		case OfferMade, OfferRung, OfferAccepted, AgentJoined, TransferBegun, ColleagueJoined:
			if ending {
				w.t.Errorf("event %d, %s, in a call that is being ended", e.N, TypeName(e.Data))
			}
		}
		switch e.Data.(type) {
		case CallArrived, OfferMade, OfferRung, OfferReturned, OfferAccepted, OfferDeclined, ClaimLapsed, CustomerDialled, CustomerAnswered, AgentJoined, AgentLeft, HangupAsked, CallEnded, CustomerPutOnHold, CustomerTakenOffHold, TransferBegun, TransferEnded, ColleagueJoined, ColleagueLeft:
			if ended {
				w.t.Errorf("event %d, %s, after the end of the call", e.N, TypeName(e.Data))
			}
		case Closed:
			closed++
		}
		if _, hold := e.Data.(CustomerPutOnHold); hold && ending {
			w.t.Errorf("event %d: on hold in a call that is being ended", e.N)
		}
		_, now := e.Data.(CallEnded)
		ended = ended || now
	}
	if closed > 1 || ended != (w.state.Call.Phase == Ended) || w.state.Active() != (closed == 0) {
		w.t.Errorf("closed %d times, ended %t, phase %s", closed, ended, w.state.Call.Phase)
	}
	if ended && w.state.OnHold.On() {
		w.t.Error("on hold after the end")
	}
}

// oneHasTheCall: whoever is on the line has it, and nobody else is, but for one colleague who is
// consulted by them; whoever is passed on hears music or rings, or talks with both; and of transfers
// one is on at most, none once the call is over.
func (w *witness) oneHasTheCall() {
	live, consulted := 0, 0
	on := w.state.Transfers.On()
	for _, l := range w.state.Call.Legs {
		switch {
		case l.Role != RoleAgent || !l.Live():
		case l.Consulted:
			consulted++
			if w.state.Call.Phase != Ended && (on == nil || !on.Warm || on.Left || on.Colleague == nil || on.Colleague.ID != l.Agent.ID || w.state.Receiver() == nil) {
				w.t.Errorf("%s is consulted in %+v", l.Agent.Name, on)
			}
		default:
			live++
			if owner := w.state.Owner(); w.state.Call.Phase != Ended && (owner == nil || owner.ID != l.Agent.ID) {
				w.t.Errorf("%s is on the line, and the call is %+v's", l.Agent.Name, owner)
			}
		}
	}
	if live > 1 || consulted > 1 || consulted > live {
		w.t.Errorf("%d agents are on the line, and %d are consulted", live, consulted)
	}
	if w.state.Call.Phase == Connected && live == 0 && !w.state.Call.Over() {
		w.t.Error("the customer talks to nobody")
	}
	switch {
	case on == nil:
		return
	case w.state.Call.Phase == Ended:
		w.t.Error("a transfer goes on after the end")
	case !w.state.OnHold.On() && consulted == 0:
		w.t.Error("the customer is passed on in silence")
	case on.Left != (live == 0):
		w.t.Errorf("the sender has left: %t, and %d agents are on the line", on.Left, live)
	case w.state.Assignments.Current().N != on.Offer:
		w.t.Errorf("transfer %d, and offer %d", on.Offer, w.state.Assignments.Current().N)
	}
	for i, one := range w.state.Transfers.All() {
		if one.EndedAt.IsZero() != (i == len(w.state.Transfers.All())-1) {
			w.t.Errorf("transfer %d: %+v", i, one)
		}
	}
}
