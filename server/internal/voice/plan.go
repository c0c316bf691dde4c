package voice

import (
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Seen is what Twilio holds of a call.
type Seen struct {
	Found    bool // there is, or was, a room
	Room     twilio.Room
	Customer *twilio.Call // the customer's leg, fetched when it is not in the room
	At       time.Time
}

// Action is something to do so that Twilio and the log agree: either a command
// that takes a fact into the log, or a request to Twilio.
type Action struct {
	Learn  interaction.Command
	Hangup string // call SID
	End    bool   // the room
	Dial   bool   // the customer
}

// settling is how long a leg may take from TwiML to being in the room.
const settling = 10 * time.Second

// Plan compares the log with Twilio. It is pure; running it again after its
// actions gives nothing more to do.
func Plan(s interaction.State, seen Seen) []Action {
	live := seen.Found && !seen.Room.Ended()
	if s.Call.Phase == interaction.Ended || s.Call.HangupAsked {
		return planEnd(s, seen, live)
	}
	var actions []Action
	customerHere := false
	agentHere := false
	if live {
		for _, p := range seen.Room.Participants {
			if p.Label == customerLabel {
				customerHere = true
				actions = append(actions, planCustomer(s, p)...)
			}
			offer, isAgent := offerOf(p.Label)
			switch {
			case !isAgent:
			case p.CallSID == s.Call.AgentSID:
				agentHere = true
			case s.Call.AgentSID == "" && s.Offer.Claimed && s.Offer.N == offer:
				agentHere = true
				actions = append(actions, Action{Learn: interaction.JoinAgent{Offer: offer, CallSID: p.CallSID}})
			default:
				actions = append(actions, Action{Hangup: p.CallSID})
			}
		}
	}
	if s.Call.AgentSID != "" && !agentHere {
		actions = append(actions, Action{Learn: interaction.LeaveAgent{CallSID: s.Call.AgentSID, Reason: "not in the room"}})
	}
	if s.Call.CustomerSID != "" && !customerHere && seen.Customer != nil && seen.Customer.Status.Final() {
		actions = append(actions, Action{Learn: interaction.CustomerGone{
			CallSID: s.Call.CustomerSID, Status: string(seen.Customer.Status), At: seen.Customer.EndTime,
		}})
	}
	if s.Call.Phase == interaction.Dialling && s.Call.CustomerSID == "" && agentHere && !customerHere {
		actions = append(actions, Action{Dial: true})
	}
	return actions
}

// planCustomer: an outbound leg that we do not know of is one whose creation was
// not heard; a known one that talks has answered.
func planCustomer(s interaction.State, p twilio.Participant) []Action {
	switch {
	case s.Direction != interaction.Outbound:
	case s.Call.CustomerSID == "":
		return []Action{{Learn: interaction.DialCustomer{CallSID: p.CallSID, From: s.Line, To: s.Customer.Phone}}}
	case s.Call.CustomerSID == p.CallSID && s.Call.Phase == interaction.Dialling && p.Status == "connected":
		return []Action{{Learn: interaction.CustomerOn{CallSID: p.CallSID}}}
	}
	return nil
}

// planEnd leaves no leg behind, and learns of the end if nobody told us.
func planEnd(s interaction.State, seen Seen, live bool) []Action {
	var actions []Action
	if live {
		actions = append(actions, Action{End: true})
	}
	gone := seen.Customer == nil || seen.Customer.Status.Final()
	if s.Call.CustomerSID != "" && !gone {
		actions = append(actions, Action{Hangup: s.Call.CustomerSID})
	}
	if s.Call.Phase != interaction.Ended && !live && gone {
		end := interaction.CustomerGone{CallSID: s.Call.CustomerSID}
		if seen.Customer != nil {
			end.Status, end.At = string(seen.Customer.Status), seen.Customer.EndTime
		}
		actions = append(actions, Action{Learn: end})
	}
	return actions
}

// fetchCustomer reports whether the customer's leg must be asked for by itself:
// it should be somewhere and is not in the room.
func fetchCustomer(s interaction.State, seen Seen) bool {
	if s.Call.CustomerSID == "" {
		return false
	}
	if seen.Found && !seen.Room.Ended() {
		if _, ok := seen.Room.ByLabel(customerLabel); ok {
			return false
		}
	}
	return s.Call.Phase == interaction.Ended || s.Call.HangupAsked || seen.At.Sub(s.Call.ArrivedAt) > settling
}
