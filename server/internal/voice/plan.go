package voice

import (
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Snapshot is what Twilio holds of a call. It was looked at after the state it is
// compared with had been read: what the state knows, Twilio has seen.
type Snapshot struct {
	Found bool // there is, or was, a conference
	Room  twilio.Conference
	// Customer, Agent and Colleague are legs that the log knows of and that are not in the
	// conference; nil: they are in it, or it is not known what became of them.
	Customer  *twilio.Call
	Agent     *twilio.Call
	Colleague *twilio.Call // who is consulted
}

func (s Snapshot) live() bool { return s.Found && !s.Room.Ended() }

// present reports whether a leg is in the live conference.
func (s Snapshot) present(callSID string) bool {
	if !s.live() {
		return false
	}
	for _, p := range s.Room.Participants {
		if p.CallSID == callSID {
			return true
		}
	}
	return false
}

// Action is something to do so that Twilio and the log agree: either a command
// that takes a fact into the log, or a request to Twilio.
type Action struct {
	Record interaction.Command
	Hangup string // call SID
	End    bool   // the conference
	Dial   bool   // the customer
	Hold   *Hold
}

// Hold of a leg in a conference, to begin or to end.
type Hold struct {
	Conference, CallSID string // SIDs
	On                  bool
}

// Plan compares the log with Twilio. It is pure; once its actions have been
// carried out, it gives nothing more to do (TestPlanComesToRest).
func Plan(s interaction.State, seen Snapshot) []Action {
	if over(s) {
		return planEnd(s, seen)
	}
	var actions []Action
	agentHere, customerHere := false, false
	if seen.live() {
		for _, p := range seen.Room.Participants {
			offer, isAgent := offerOf(p.Label)
			switch {
			case p.Label == customerLabel:
				customerHere = true
				actions = append(actions, planCustomer(s, p)...)
				if p.Hold != s.OnHold.On() && p.CallSID == s.Call.CustomerSID() && p.Status == "connected" {
					actions = append(actions, Action{Hold: &Hold{seen.Room.SID, p.CallSID, s.OnHold.On()}})
				}
			case !isAgent:
			case p.CallSID == s.Call.AgentSID():
				agentHere = true
			case p.CallSID == s.Call.ColleagueSID():
			case s.Awaits(offer):
				actions = append(actions, Action{Record: interaction.JoinAgent{Offer: offer, CallSID: p.CallSID}})
			default:
				actions = append(actions, Action{Hangup: p.CallSID})
			}
		}
	}
	// That a leg is not in the conference is not enough to call it gone: the list may be
	// older than the callback that told of its joining. The customer comes first:
	// if both are gone, it was the customer's leaving that ended the conference. While
	// that leg is out of the conference and not over yet, it is too early to tell.
	if s.Call.CustomerSID() != "" && ended(seen.Customer) {
		actions = append(actions, planRecordEnd(s, *seen.Customer)...)
	}
	if leaving := seen.Customer != nil && !ended(seen.Customer); !leaving {
		actions = append(actions, planAgentsGone(s, seen)...)
	}
	if s.Call.Phase == interaction.Dialling && s.Call.CustomerSID() == "" && agentHere && !customerHere {
		actions = append(actions, Action{Dial: true})
	}
	return actions
}

// planAgentsGone takes in which agents' legs are over, in the order in which they went: of a
// sender who has gone first the colleague has had the call.
func planAgentsGone(s interaction.State, seen Snapshot) []Action {
	var actions []Action
	gone := func(sid string, c *twilio.Call) {
		if sid != "" && ended(c) {
			actions = append(actions, Action{Record: interaction.LeaveAgent{CallSID: sid, Reason: "not in the room", At: c.EndTime}})
		}
	}
	if ended(seen.Agent) && ended(seen.Colleague) && seen.Agent.EndTime.Before(seen.Colleague.EndTime) {
		gone(s.Call.AgentSID(), seen.Agent)
		gone(s.Call.ColleagueSID(), seen.Colleague)
		return actions
	}
	gone(s.Call.ColleagueSID(), seen.Colleague)
	gone(s.Call.AgentSID(), seen.Agent)
	return actions
}

// over: no leg is wanted any more.
func over(s interaction.State) bool { return s.Call.Over() }

// toldGoodbye: out of the conference, the customer's leg hears why nobody came, may leave a
// message, and then ends by itself (Answer); hung up at once, it would hear nothing.
func toldGoodbye(s interaction.State) bool {
	switch s.Call.EndedBy {
	case interaction.EndedByWait, interaction.EndedByHours, interaction.EndedByVoicemail:
		return true
	}
	return false
}

func ended(c *twilio.Call) bool { return c != nil && c.Status.Final() }

// planCustomer: an outbound leg that we do not know of is one whose creation was
// not heard; a known one that talks has answered.
func planCustomer(s interaction.State, p twilio.Participant) []Action {
	if s.Direction != interaction.Outbound {
		return nil
	}
	var actions []Action
	if s.Call.CustomerSID() == "" {
		actions = append(actions, Action{Record: interaction.DialCustomer{CallSID: p.CallSID, From: s.Line, To: s.Customer.Phone}})
	}
	mine := s.Call.CustomerSID() == "" || s.Call.CustomerSID() == p.CallSID
	if mine && s.Call.Phase == interaction.Dialling && p.Status == "connected" {
		actions = append(actions, Action{Record: interaction.ConnectCustomer{CallSID: p.CallSID}})
	}
	return actions
}

// planRecordEnd takes in that the customer's leg is over; first that it had been
// answered, if nobody told us.
func planRecordEnd(s interaction.State, c twilio.Call) []Action {
	var actions []Action
	if s.Call.Phase == interaction.Dialling && c.Status == twilio.Completed && c.Duration > 0 && !c.EndTime.IsZero() {
		actions = append(actions, Action{Record: interaction.ConnectCustomer{CallSID: s.Call.CustomerSID(), At: c.EndTime.Add(-c.Duration)}})
	}
	return append(actions, Action{Record: interaction.DisconnectCustomer{
		CallSID: s.Call.CustomerSID(), Status: string(c.Status), At: c.EndTime,
	}})
}

// planEnd leaves no leg behind, and learns of the end if nobody told us.
func planEnd(s interaction.State, seen Snapshot) []Action {
	var actions []Action
	if seen.live() {
		actions = append(actions, Action{End: true})
	}
	if seen.Customer != nil && !ended(seen.Customer) {
		if toldGoodbye(s) {
			return actions
		}
		return append(actions, Action{Hangup: s.Call.CustomerSID()})
	}
	if s.Call.Phase != interaction.Ended && ended(seen.Customer) {
		actions = append(actions, planRecordEnd(s, *seen.Customer)...)
	}
	return actions
}
