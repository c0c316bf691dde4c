package interaction_test

import (
	"strings"
	"testing"

	. "github.com/deskside/deskside/server/internal/interaction"
)

func TestTicketRule(t *testing.T) {
	anna, otto := Requester{ID: "u1", Name: "Anna"}, Requester{ID: "u2", Name: "Otto"}
	ticket := func(id, state string) Candidate {
		return Candidate{TicketRef: TicketRef{ID: id, Number: id}, State: state, Channel: "voice", IssuePath: "orders/damaged_item", Requester: anna}
	}
	other := func(change func(*Candidate)) Candidate {
		s := ticket("9", "open")
		change(&s)
		return s
	}
	merged := ticket("35", "merged")
	into := ticket("40", "open")
	nobodys := ticket("35", "open")
	nobodys.Requester = Requester{}

	caller := State{ID: "01c", Contact: Contact{Channel: Voice, Direction: Inbound, IssuePath: []string{"Orders", "Damaged item"}}}
	with := func(change func(*State)) State {
		s := caller
		change(&s)
		return s
	}
	record := with(func(s *State) { s.Record = "35" })
	packet := with(func(s *State) { s.Packet.Ticket = "35" })
	both := with(func(s *State) { s.Record, s.Packet.Ticket = "35", "36" })
	wantsNew := with(func(s *State) { s.Record, s.WantsNew = "35", true })
	wantsNewForOtto := with(func(s *State) { s.WantsNew, s.Requester = true, &otto })

	for _, c := range []struct {
		name      string
		s         State
		l         Matches
		want      string // "use <id> <rule>", "open" or "unclear <code>"
		requester string
	}{
		{"the record the agent was on", record, Matches{Named: at(ticket("35", "open"))}, "use 35 record", "u1"},
		{"the ticket that the packet named", packet, Matches{Named: at(ticket("35", "open"))}, "use 35 packet", "u1"},
		{"the record comes before the packet", both, Matches{Named: at(ticket("35", "open"))}, "use 35 record", "u1"},
		{"a solved one takes notes", packet, Matches{Named: at(ticket("35", "solved"))}, "use 35 packet", "u1"},
		{"the named ticket's requester, whoever calls", packet, Matches{Named: at(ticket("35", "open")), Requesters: []Requester{otto}}, "use 35 packet", "u1"},
		{"a named ticket without a requester", packet, Matches{Named: at(nobodys), Requesters: []Requester{otto}}, "use 35 packet", "u2"},
		{"a named ticket, although several share the number", packet, Matches{Named: at(ticket("35", "open")), Requesters: []Requester{anna, otto}}, "use 35 packet", "u1"},
		{"named and unknown", packet, Matches{Open: []Candidate{ticket("9", "open")}}, "unclear ticket_unknown", ""},
		{"named and closed", record, Matches{Named: at(ticket("35", "closed"))}, "unclear ticket_closed", ""},
		{"named and deleted", record, Matches{Named: at(ticket("35", "deleted"))}, "unclear ticket_deleted", ""},
		{"named and merged into another", record, Matches{Named: at(merged), LivesOn: at(into)}, "use 40 merged", "u1"},
		{"named and merged, nobody knows where", record, Matches{Named: at(ticket("35", "merged"))}, "unclear ticket_merged", ""},
		{"the same issue by the same channel, newest first", caller, Matches{Requesters: []Requester{anna}, Open: []Candidate{
			other(func(s *Candidate) { s.ID, s.Channel = "1", "message" }),
			other(func(s *Candidate) { s.ID, s.IssuePath = "2", "orders" }),
			other(func(s *Candidate) { s.ID = "3" }), other(func(s *Candidate) { s.ID = "4" }),
		}}, "use 3 same_issue", "u1"},
		{"nothing like it", caller, Matches{Requesters: []Requester{anna}, Open: []Candidate{other(func(s *Candidate) { s.IssuePath = "billing" })}}, "open", "u1"},
		{"somebody unknown", caller, Matches{}, "open", ""},
		{"several people, one number", caller, Matches{Requesters: []Requester{anna, otto}, Open: []Candidate{ticket("9", "open")}}, "unclear several_requesters", ""},
		{"a person wants a new one", wantsNew, Matches{Named: at(ticket("35", "open")), Requesters: []Requester{anna}}, "open", "u1"},
		{"a person wants a new one for somebody", wantsNewForOtto, Matches{Requesters: []Requester{anna, otto}}, "open", "u2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := c.s.TicketRule(c.l)
			var got string
			var requester *Requester
			switch {
			case v.Use != nil && !v.Open && v.Unclear == nil:
				got, requester = "use "+v.Use.Ticket.ID+" "+string(v.Use.Rule), v.Use.Requester
				if len(v.Use.Considered) == 0 {
					t.Error("it does not say what it has seen")
				}
			case v.Open && v.Use == nil && v.Unclear == nil:
				got, requester = "open", v.Requester
			case v.Unclear != nil && !v.Open && v.Use == nil:
				got = "unclear " + v.Unclear.Code
				equal(t, "candidates", v.Unclear.Candidates, c.l.Open)
			default:
				t.Fatalf("not exactly one verdict: %+v", v)
			}
			equal(t, "verdict", got, c.want)
			var id string
			if requester != nil {
				id = requester.ID
			}
			equal(t, "requester", id, c.requester)
		})
	}
}

func at[T any](v T) *T { return &v }

func TestReconsider(t *testing.T) {
	s := begin(t, inbound, toTicket).state
	for state, want := range map[string]string{"open": "", "solved": "", "closed": "ticket_closed", "deleted": "ticket_deleted", "merged": "ticket_merged"} {
		v := s.Reconsider(Matches{Named: &Candidate{TicketRef: *s.Ticket, State: state}})
		var code string
		if v.Unclear != nil {
			code = v.Unclear.Code
		}
		equal(t, state, code, want)
	}
	v := s.Reconsider(Matches{Named: &Candidate{TicketRef: *s.Ticket, State: "merged"}, LivesOn: &Candidate{TicketRef: TicketRef{ID: "40", Number: "#40"}, State: "open"}})
	if v.Use == nil || v.Use.Ticket.Number != "#40" || v.Use.Rule != RuleMerged || v.Use.Considered[0].MergedIn != "40" {
		t.Errorf("%+v", v)
	}
	if v := s.Reconsider(Matches{}); v.Unclear == nil || v.Unclear.Code != "ticket_unknown" {
		t.Errorf("%+v", v)
	}
}

func TestWhoseDetailsMayFindSomebody(t *testing.T) {
	for _, c := range []struct {
		name  string
		s     State
		known bool
	}{
		{"a phone number that the carrier gave", State{}, true},
		{"what a visitor typed", State{Contact: Contact{App: "shop"}}, false},
		{"what the company signed", State{Contact: Contact{App: "shop", Customer: Customer{Verified: true}}}, true},
	} {
		equal(t, c.name, c.s.Identifiable(), c.known)
	}
}

// What the CRM has said of a ticket is void once a person has moved the
// interaction on: nobody is asked again, and their choice stands.
func TestLateVerdict(t *testing.T) {
	in := begin(t, inbound)
	in.do(toTicket)
	before := in.state.TicketDecidedAt()
	in.do(PickTicket{Ticket: TicketRef{ID: "77"}, Agent: mia})
	key := in.state.Items.At(0).Key
	in.expect(IfTicketUnchanged{before, Hold{Keys: []string{key}, Kind: "gone", Reason: Because("closed"), Unclear: &TicketUnclear{Code: "ticket_closed"}}}, "")
	in.expect(IfTicketUnchanged{before, FollowTicket{TicketChosen{Ticket: TicketRef{ID: "40"}, Rule: RuleMerged}}}, "")
	equal(t, "ticket", in.state.Ticket.ID, "77")
	now := in.state.TicketDecidedAt()
	in.expect(IfTicketUnchanged{now, FollowTicket{TicketChosen{Ticket: TicketRef{ID: "40"}, Rule: RuleMerged}}}, "ticket_chosen")
	in.do(PickTicket{Agent: mia}) // a new one, please
	in.expect(IfTicketUnchanged{in.state.TicketDecidedAt() - 1, UseTicket{TicketChosen{Ticket: TicketRef{ID: "35"}}}}, "")
}

func TestTicketIsChosenOnce(t *testing.T) {
	in := begin(t, inbound)
	in.expect(isUnclear, "write_held ticket_unclear")
	in.expect(isUnclear, "")
	in.expect(toTicket, "ticket_chosen")
	if in.state.Unclear != nil {
		t.Error("still asked")
	}
	in.expect(UseTicket{TicketChosen{Ticket: TicketRef{ID: "99"}}}, "")
	in.expect(FollowTicket{TicketChosen{Ticket: TicketRef{ID: "35"}, Rule: RuleMerged}}, "")
	in.expect(FollowTicket{TicketChosen{Ticket: TicketRef{ID: "40"}, Rule: RuleMerged}}, "ticket_chosen")
	equal(t, "ticket", in.state.Ticket.ID, "40")
}

func TestPickAnExistingTicket(t *testing.T) {
	in := begin(t, inbound, aNote)
	key := in.state.Items.At(1).Key
	in.do(Hold{Keys: []string{key}, Kind: "gone", Reason: Because("x"), Unclear: isUnclear.Unclear})
	if in.state.Unclear == nil {
		t.Fatal("Hold has not asked")
	}
	pick := PickTicket{Ticket: TicketRef{ID: "36", Number: "36"}, Agent: mia}
	equal(t, "what waits for the answer", in.state.Items.At(0).Delivery.State, Held)
	in.expect(pick, "ticket_chosen write_retried write_retried") // what was held gets another try, all of it together
	equal(t, "rule", in.state.Rule, RulePerson)
	equal(t, "by", *in.state.ChosenBy, mia)
	equal(t, "asked", in.state.Unclear == nil, true)
	in.expect(pick, "")

	in.do(landed(in.state.Items.Slice()...))
	pick.Ticket.ID = "37"
	in.expect(pick, "ticket_chosen") // nothing stands on 36: those landed elsewhere
}

func TestMoveThereAndBack(t *testing.T) {
	in := begin(t, inbound, toTicket, aNote)
	here := *in.state.Ticket
	in.do(landedOn(here.ID, in.state.Items.Slice()...))
	there := TicketRef{ID: "77", Number: "77"}
	in.expect(PickTicket{Ticket: there, Agent: mia}, "ticket_chosen writes_rehomed")
	equal(t, "items", in.state.Items.Len(), 3)
	for _, it := range in.state.Items.Slice()[:2] {
		equal(t, "revision of "+it.Key, it.Revision, 2)
		equal(t, "state of "+it.Key, it.Delivery.State, Waiting)
	}
	pointer := in.state.Items.At(2)
	equal(t, "kind", pointer.Type, ItemPointer)
	equal(t, "target", pointer.Target.ID, here.ID)
	in.do(landedOn(there.ID, in.state.Items.Slice()[:2]...))
	in.do(landedOn(here.ID, pointer))

	// Back again: it stands there already, so nothing is written twice.
	in.expect(PickTicket{Ticket: here, Agent: mia}, "ticket_chosen writes_rehomed")
	for _, it := range in.state.Items.Slice()[:2] {
		equal(t, "state of "+it.Key, it.Delivery.State, Landed)
		equal(t, "ticket of "+it.Key, it.Delivery.Ticket, here.ID)
	}
	equal(t, "pointers", in.state.Items.Len(), 4)
}

// TestLandedOnTheOldTicketAfterAll: the answer comes after the move.
func TestLandedOnTheOldTicketAfterAll(t *testing.T) {
	in := begin(t, inbound, toTicket)
	here := *in.state.Ticket
	in.do(landedOn(here.ID, in.state.Items.Slice()...), aNote)
	late := in.last()
	in.do(PickTicket{Ticket: TicketRef{ID: "77", Number: "77"}, Agent: mia})
	in.expect(landedOn(here.ID, late), "write_landed writes_rehomed")
	equal(t, "revision", in.state.Items.At(1).Revision, 2)
}

func TestDrop(t *testing.T) {
	in := begin(t, inbound, aNote)
	key := in.state.Items.At(1).Key
	in.expect(Drop{Key: key, Reason: "Duplicate.", By: "Mia"}, "!not_held")
	in.expect(Drop{Key: "nothing", Reason: "Duplicate.", By: "Mia"}, "!unknown_write")
	in.do(Hold{Keys: []string{key}, Kind: "rejected", Reason: Because("no")})
	in.expect(Drop{Key: key, Reason: " ", By: "Mia"}, "!no_reason")
	in.expect(Drop{Key: key, Reason: "Duplicate.", By: "Mia"}, "write_dropped")
	in.expect(Drop{Key: key, Reason: "Duplicate.", By: "Mia"}, "")
	in.expect(Retry{Key: key, By: "Mia"}, "")
	in.do(landed(in.state.Items.At(0)))
	equal(t, "settled", in.state.Settled(), true)
}

func landedOn(ticket string, items ...Item) Land {
	l := landed(items...)
	l.Ticket = ticket
	return l
}

func TestPickANewTicket(t *testing.T) {
	otto := Requester{ID: "u2", Name: "Otto"}
	in := begin(t, inbound, toTicket)
	pick := PickTicket{Requester: &otto, Agent: mia}
	in.expect(pick, "new_ticket_asked")
	if in.state.Ticket != nil || !in.state.WantsNew || *in.state.Requester != otto {
		t.Errorf("%+v", in.state)
	}
	in.expect(pick, "")
	opened := TicketChosen{Ticket: TicketRef{ID: "41"}, Rule: RuleNew}
	land := landed(in.state.Items.At(0))
	land.Ticket, land.Opened = "41", &opened
	in.do(aNote)
	in.expect(land, "ticket_chosen write_landed")
	in.expect(pick, "") // a request that was sent twice does not open two
	equal(t, "ticket", in.state.Ticket.ID, "41")

	// A new one that was deleted: the person is asked, and may want another.
	in.do(Hold{Keys: []string{in.last().Key}, Unclear: &TicketUnclear{Code: "ticket_deleted", Number: "35"}})
	in.expect(pick, "new_ticket_asked write_retried writes_rehomed")
}

// What lands on the old ticket after a move is told by the number that people know.
func TestLandsOnTheOldTicketAfterAMove(t *testing.T) {
	in := begin(t, inbound)
	old := TicketRef{ID: "500QZ", Number: "00001026", URL: "https://acme.my.salesforce.com/500QZ"}
	in.do(UseTicket{TicketChosen{Ticket: old, Rule: RuleSameIssue}})
	onItsWay := landed(in.state.Items.At(0))
	onItsWay.Ticket = old.ID
	in.do(PickTicket{Ticket: TicketRef{ID: "500RA", Number: "00001027"}, Agent: mia})
	in.expect(onItsWay, "write_landed writes_rehomed")
	moved := in.state.Log.At(in.state.Log.Len() - 1).Data.(WritesRehomed)
	equal(t, "from", moved.From, old)
	equal(t, "pointer", *in.last().Target, old)
}

func TestSlug(t *testing.T) {
	for _, c := range []struct {
		path []string
		want string
	}{
		{nil, ""},
		{[]string{"Orders"}, "orders"},
		{[]string{"Orders", "Damaged item"}, "orders/damaged_item"},
		{[]string{" a / b "}, "a_b"},
		{[]string{"a", " -_- ", "", "b"}, "a/b"},
		{[]string{"Who _are_ -you?!"}, "who_are_you"},
		{[]string{"24/7"}, "24_7"},
		{[]string{"Straße", "Nr. 7"}, "straße/nr_7"},
		{[]string{"ÄRGER"}, "ärger"},
		{[]string{"地址", "变更"}, "地址/变更"},
		{[]string{"Доставка — заказа"}, "доставка_заказа"},
		{[]string{"مشكلة في الدفع"}, "مشكلة_في_الدفع"},
		{[]string{"नमस्ते"}, "नमस_त"}, // signs between letters part them, in every CRM alike
		{[]string{"a\ttab and\u2003a\u00a0wide\ngap"}, "a_tab_and_a_wide_gap"},
		{[]string{"💡lamp💡"}, "lamp"},
		{[]string{"\u202eright\u200b to left"}, "right_to_left"},
		{[]string{"not\xffutf\xfe8"}, "not_utf_8"},
		{[]string{ofLength(99) + " y"}, ofLength(99)},
		{[]string{ofLength(99) + "ä"}, ofLength(99)}, // a letter is not cut in two
		{[]string{ofLength(100), "y"}, ofLength(100)},
		{[]string{ofLength(98) + "yz"}, ofLength(98) + "yz"},
	} {
		got := Slug(c.path)
		equal(t, strings.Join(c.path, "/"), got, c.want)
		equal(t, "as a path again", Slug(strings.Split(got, "/")), got)
	}
}
