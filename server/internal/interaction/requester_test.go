package interaction_test

import (
	"testing"

	. "github.com/deskside/deskside/server/internal/interaction"
)

var (
	rosa   = Requester{ID: "rosa", Name: "Rosa Diaz"}
	leo    = Requester{ID: "leo", Name: "Leo Diaz"}
	isRosa = ChooseRequester{Requester: rosa, Agent: mia}
	isLeo  = ChooseRequester{Requester: leo, Agent: ben}
)

func of(r Requester, rule Rule) UseTicket {
	return UseTicket{TicketChosen{Ticket: TicketRef{ID: "35"}, Rule: rule, Requester: &r}}
}

func TestAgentSaysWhoItIs(t *testing.T) {
	in := begin(t, inbound, arrives)
	in.expect(ChooseRequester{Agent: mia}, "!requester_unknown")
	in.expect(isRosa, "requester_chosen")
	in.expect(isRosa, "")
	equal(t, "item", []any{in.last().Type, in.last().Requester.ID, in.last().Agent.ID}, []any{ItemRequester, "rosa", mia.ID})
	equal(t, "known", []any{in.state.Requester.Name, in.state.SaidBy.ID, in.state.RequesterSaid(in.last())}, []any{"Rosa Diaz", mia.ID, true})

	// The number of whoever calls is somebody else's, too.
	in.do(of(leo, RuleNew))
	equal(t, "an agent knows better than a number", in.state.Requester.ID, "rosa")

	// It can be said again: the ticket was opened for this contact.
	first := in.last()
	in.expect(isLeo, "requester_chosen")
	equal(t, "what was said first holds no more", []any{in.state.RequesterSaid(first), in.state.RequesterSaid(in.last())}, []any{false, true})
}

// What somebody else has asked for stays theirs.
func TestTicketsOfOthersStayTheirs(t *testing.T) {
	for _, rule := range []Rule{RuleRecord, RulePacket, RuleSameIssue, RuleMerged} {
		in := begin(t, inbound, of(leo, rule))
		in.expect(isRosa, "!ticket_of_another")
		in.expect(isLeo, "")
	}
	begin(t, inbound, of(Requester{}, RuleRecord)).expect(isRosa, "requester_chosen") // a ticket of nobody
	begin(t, inbound, of(leo, RuleNew)).expect(isRosa, "requester_chosen")
}

func TestSayingWhoItIsDecidesBetweenSeveral(t *testing.T) {
	for code, want := range map[string]string{"several_requesters": "requester_chosen write_retried", "ticket_closed": "requester_chosen"} {
		in := begin(t, inbound)
		in.do(Hold{Keys: []string{in.state.Items.At(0).Key}, Kind: "gone", Reason: Because(code), Unclear: &TicketUnclear{Code: code}})
		before := in.state.TicketDecidedAt()
		in.expect(isRosa, want)
		equal(t, code, in.state.Unclear == nil, code == "several_requesters")
		if in.state.TicketDecidedAt() == before {
			t.Error("what was looked up for somebody else still counts")
		}
	}
}

func TestRequesterOfTheTicketThatAPersonChose(t *testing.T) {
	in := begin(t, inbound, isRosa)
	in.do(PickTicket{Ticket: TicketRef{ID: "40"}, Requester: &leo, Agent: ben})
	equal(t, "learnt from the ticket", []any{in.state.Requester.ID, in.state.SaidBy == nil}, []any{"leo", true})
}
