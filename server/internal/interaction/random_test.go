package interaction_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// TestRandomContacts drives contacts through commands that come in any order, as
// often as they like, and proves after each what must hold of every contact. It
// also proves that it gets everywhere: every event there is has happened. Most have
// long before the last of them; for what is rare it goes on, within bounds.
func TestRandomContacts(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	happened := map[string]int{}
	older := []string{"agents_rung", "agents_passed_over"} // nothing writes them any more; golden logs have them
	missing := func() (names []string) {
		for name := range Registry() {
			if happened[name] == 0 && !slices.Contains(older, name) {
				names = append(names, name)
			}
		}
		return names
	}
	const contacts, most = 500, 12_000
	n := 0
	defer func() { t.Logf("%d contacts", n) }()
	for ; n < contacts || n < most && len(missing()) > 0; n++ {
		script := make([]byte, 2+2*(5+random.IntN(40)))
		for i := range script {
			script[i] = byte(random.Uint32())
		}
		play(t, script, happened)
		if t.Failed() {
			t.Fatalf("script %x", script)
		}
	}
	for _, name := range missing() {
		t.Errorf("%s has never happened", name)
	}
}

func FuzzContacts(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x01\x00\x03\x00\x06\x00"))
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 200 {
			t.Skip("long enough")
		}
		play(t, script, map[string]int{})
	})
}

// play reads a script: a byte for the start, one for the policy, then two for
// each command.
func play(t *testing.T, script []byte, happened map[string]int) {
	t.Helper()
	if len(script) < 2 {
		return
	}
	w := witness{t: t, now: t0, policy: policy, state: State{ID: "01c"}, happened: happened}
	if script[1]%2 == 1 {
		w.policy.OpenOn = OnAnswer
	}
	if script[1]%4 > 1 {
		w.policy.WrapUp = 5 * time.Second
	}
	w.take([]Start{inbound, outbound, message, byApp, byMenu, byText}[script[0]%6])
	for script = script[2:]; len(script) >= 2; script = script[2:] {
		w.now = w.now.Add(time.Duration(script[1]%8) * time.Duration(1+int(script[1])/250*300) * time.Second)
		w.take(w.command(script[0], script[1]))
	}
}

// command that two bytes of a script stand for. Every other one has something to decide, and
// half of these what has happened least: what takes several commands in the right order would
// not happen by chance.
func (w *witness) command(which, arg byte) Command {
	all := variants(w.state, arg, w.now)
	if which&1 == 1 {
		var useful, rarest []Command
		least := 0
		for _, c := range append(all, variants(w.state, arg^1, w.now)...) { // by both agents
			d, err := w.state.Decide(c, w.now, w.policy)
			if err != nil || len(d.Events) == 0 {
				continue
			}
			useful = append(useful, c)
			n := w.happened[TypeName(d.Events[0].Data)]
			for _, e := range d.Events {
				n = min(n, w.happened[TypeName(e.Data)])
			}
			if len(rarest) == 0 || n < least {
				rarest, least = nil, n
			}
			if n == least {
				rarest = append(rarest, c)
			}
		}
		switch {
		case len(useful) == 0:
		case which&2 == 2 || least == 0:
			all = rarest
		default:
			all = useful
		}
	}
	return all[int(which>>1)%len(all)]
}

// variants of all commands, by arg; few ids, so that they meet.
func variants(s State, arg byte, now time.Time) []Command {
	agent := []Agent{mia, ben}[arg&1]
	sid := []string{"CAc", "CAa", "CAb", "CAd"}[arg>>1&3]
	offer := int(arg >> 3 & 3)
	textID := string('t' + rune(arg>>1&1))
	recording := []string{"REa", "REb"}[arg>>1&1]
	key := s.Items.At(int(arg) % s.Items.Len()).Key
	requester := []*Requester{nil, {ID: "u1"}, {ID: "u2"}}[arg%3]
	ticket := TicketRef{ID: []string{"35", "36", "37"}[arg%3]}
	unclear := TicketUnclear{Code: []string{"ticket_closed", "ticket_deleted"}[arg&1], Said: "It takes no more notes."}
	reason := []string{"The CRM cannot be reached.", "The rate limit is used up."}[arg>>1&1]
	why := Because([]string{"zendesk_server", "zendesk_rate"}[arg>>1&1], "n", string('0'+rune(arg&1)))
	written := key
	if !s.Opened {
		written = "unknown" // nothing lands that was not sent
	}
	land := Land{Ticket: ticket.ID, Receipts: map[string]string{written: "r", "unknown": "r"}, At: now}
	return []Command{
		arrives,
		Arrive{CallSID: sid, Closed: arg > 200},
		Accept{Offer: s.Assignments.Current().N, Agent: agent, Tab: "tab1"},
		Accept{Offer: offer, Agent: agent, Tab: "tab2"},
		JoinAgent{Offer: s.Assignments.Current().N, CallSID: sid},
		JoinAgent{Offer: offer, CallSID: sid},
		LeaveAgent{CallSID: s.Call.AgentSID(), Reason: "gone"},
		LeaveAgent{CallSID: s.Call.ColleagueSID(), Reason: "gone"},
		LeaveAgent{CallSID: sid},
		dials,
		DialCustomer{CallSID: sid},
		answers,
		ConnectCustomer{CallSID: sid, At: now.Add(time.Duration(arg) * time.Second)},
		DisconnectCustomer{CallSID: sid, Status: []string{"", "busy", "no-answer", "failed"}[arg>>3&3], At: now.Add(-time.Minute)},
		Decline{Offer: s.Assignments.Current().N, Agent: agent},
		Ring{Offer: s.Assignments.Current().N, Rule: RingAvailable, Rung: int(arg & 3), Passed: []MissCount{{Reason: MissedBusy, Count: 1}}, Roster: int64(arg)},
		Ring{Offer: offer, Rule: RingAvailable, Passed: []MissCount{{Reason: MissedAway, Count: 2}}},
		Ring{Offer: offer, Rule: RingOne, Rung: 1, Whom: Whom{Agent: &agent}, Said: s.Assignments.Current().Said},
		Ring{Offer: offer, Rule: RingGroup, Rung: int(arg & 1), Whom: Whom{Group: int(arg&1) + 1, Queues: []string{"orders"}, Language: "en"}, Said: int(arg >> 5)},
		Return{Offer: s.Assignments.Current().N, Agents: []Agent{agent}, Ready: map[string]time.Time{agent.ID: now}},
		Hangup{Agent: agent},
		PutOnHold{Agent: agent},
		TakeOffHold{Agent: agent},
		BeginTransfer{Agent: agent, To: TransferTo{Agent: []*Agent{&mia, &ben}[arg>>1&1]}, Note: "They know."},
		BeginTransfer{Agent: agent, To: TransferTo{Queue: "orders"}},
		BeginTransfer{Agent: agent, To: TransferTo{Agent: []*Agent{&mia, &ben}[arg>>1&1]}, Warm: true},
		BeginTransfer{Agent: agent, To: TransferTo{Queue: "orders"}, Warm: true},
		TakeBack{Agent: agent},
		CompleteTransfer{Agent: agent},
		StartRecording{SID: recording},
		AnnounceRecording{},
		PauseRecording{Agent: agent},
		ResumeRecording{Agent: agent},
		FinishRecording{SID: recording, Duration: time.Duration(arg) * time.Second, Silent: arg > 200, Voicemail: arg&1 == 1},
		KeepRecording{SID: recording, File: File{ID: recording}},
		LoseRecording{SID: recording, Why: Because("recording_gone")},
		DeleteRecording{SID: recording},
		Expire{},
		GiveUp{},
		FailDial{},
		AddNote{Note: string('a' + rune(arg%8)), Agent: agent, Text: "text"},
		ReceiveFile{File: File{ID: string('a' + rune(arg%8))}, From: []string{"customer", "agent"}[arg&1]},
		ReceiveFile{File: File{ID: string('p' + rune(arg%8)), ContentType: []string{"image/jpeg", "video/mp4"}[arg>>3&1]}, From: "customer", Ask: string('a' + rune(arg>>4%4))},
		RemoveFile{Before: t0.AddDate(1, 0, 0)},
		SaveWrapUp{Agent: agent, Disposition: []string{"solved", "open", ""}[arg%3]},
		SaveWrapUp{Agent: agent, Disposition: "solved", TicketStatus: &TicketStatus{Ticket: []string{ticket.ID, "40"}[arg&1], Value: "solved", Label: "Solved", Saw: "open"}},
		UseTicket{TicketChosen{Ticket: ticket, Rule: RuleSameIssue, Requester: requester}},
		FollowTicket{TicketChosen{Ticket: ticket, Rule: RuleMerged}},
		PickTicket{Ticket: ticket, Agent: agent},
		PickTicket{Requester: requester, Agent: agent},
		ChooseRequester{Requester: Requester{ID: []string{"u1", "u2", ""}[arg%3], Name: "Rosa Diaz"}, Made: arg > 127, Agent: agent},
		land,
		Land{Ticket: land.Ticket, Receipts: land.Receipts, At: now, Without: map[string]Reason{written: Because("status_changed", "status", "Solved")}},
		Land{Ticket: "40", Receipts: land.Receipts, At: now, Opened: &TicketChosen{Ticket: TicketRef{ID: "40"}, Rule: RuleNew}},
		Delay{Keys: []string{key, s.Items.At(0).Key}, Kind: "transient", Reason: why, Until: now.Add(time.Minute)},
		Hold{Keys: []string{key}, Kind: "rejected", Reason: why},
		Hold{Keys: []string{key}, Kind: "gone", Reason: why, Unclear: &unclear},
		Retry{Key: key, By: agent.Name},
		MakeAsk{Ask: string('a' + rune(arg%4)), Type: AskText, Label: "Number", Agent: agent},
		MakeAsk{Ask: string('a' + rune(arg%4)), Type: []AskType{AskPhoto, AskVideo, AskPlace, AskConsent}[arg>>2&3], Label: "Number", Agent: agent},
		MakeAsk{Ask: string('a' + rune(arg%4)), Type: []AskType{AskText, AskPlace}[arg>>2&1], Label: "Number", Agent: agent, Sensitive: true},
		AnswerMenu{Turn: s.Menu.Turn, MenuAnswered: MenuAnswered{Menu: s.Menu.Name, Heard: HeardChoice, Said: "1", Label: "Orders", Next: []string{"main", "orders"}[arg&1], IssuePath: []string{"Orders"}}},
		AnswerMenu{Turn: s.Menu.Turn, MenuAnswered: MenuAnswered{Menu: s.Menu.Name, Heard: HeardChoice, Label: "Show us", Next: s.Menu.Name, Joins: true}, Code: &MakeJoinCode{Mark: string('A' + rune(arg%32)), How: ByMenu}},
		AnswerMenu{Turn: int(arg & 3), MenuAnswered: MenuAnswered{Menu: s.Menu.Name, Heard: []Heard{HeardWrong, HeardNothing}[arg>>2&1]}},
		AnswerMenu{Turn: s.Menu.Turn, MenuAnswered: MenuAnswered{Menu: s.Menu.Name, Heard: HeardLanguage, Said: "2", Language: "ja"}},
		AnswerMenu{Turn: s.Menu.Turn, MenuAnswered: MenuAnswered{Menu: s.Menu.Name, Heard: HeardChoice, Label: "Returns"}, Leave: "orders", Closed: arg > 200, Voicemail: arg&7 == 7},
		AnswerAsk{Ask: string('a' + rune(arg%4)), Text: "1Z" + string('0'+rune(arg&1))},
		AnswerAsk{Ask: string('a' + rune(arg%4)), Files: []string{string('p' + rune(arg>>2%8))}},
		AnswerAsk{Ask: string('a' + rune(arg%4)), Place: &Place{Latitude: float64(arg) - 64, Longitude: float64(arg), Accuracy: 12}},
		AnswerAsk{Ask: string('a' + rune(arg%4)), Agreed: true},
		DeclineAsk{Ask: string('a' + rune(arg%4))},
		WithdrawAsk{Ask: string('a' + rune(arg%4)), Agent: agent},
		FailAsk{Ask: string('a' + rune(arg%4)), Why: why},
		MakeAsk{Ask: "z", Type: AskText, Label: "Short", Agent: agent},
		WantText{TextWanted{Text: textID, To: "+15550100", Line: "+15550199", Body: "Hello", Purpose: TextByAgent, Agent: &agent}},
		WantText{TextWanted{Text: "again" + textID, To: "+15550100", Line: "+15550199", Body: "Hello", Purpose: TextByAgent, Agent: &agent, Again: textID}},
		WantText{TextWanted{Text: "code", To: "+15550100", Line: "+15550199", Body: "The code is 123456", Purpose: TextCode, Secret: true}},
		TextJoinCode{Code: MakeJoinCode{Mark: "mark-text" + textID, By: &agent}, Text: WantText{TextWanted{Text: "join" + textID, To: "+15550100", Line: "+15550199", Body: "Open " + TextGap, Purpose: TextLink}}},
		SendText{Text: textID},
		DelayText{Text: textID, Until: now.Add(time.Duration(arg) * time.Second), Why: why},
		DoubtText{Text: textID},
		SettleText{Text: textID, Ref: "SM" + textID, State: []TextState{TextIsSent, TextIsDelivered, TextIsFailed}[arg%3], Why: why},
		ReceiveText{TextReceived{Text: "SM" + string('0'+rune(arg%4)), From: "+15550100", To: "+15550199", Body: "Hello", Media: int(arg % 2)}},
		MakeJoinCode{Mark: string('a' + rune(arg%8)), By: &agent, How: ByAgent},
		MakeJoinCode{Mark: string('i' + rune(arg%8)), How: ByText, To: "+15550100"},
		JoinBrowser{BrowserJoined{Mark: lastCode(s), Way: JoinedByCode, Proof: string('p' + rune(arg%3))}},
		JoinBrowser{BrowserJoined{Mark: string('a' + rune(arg%16)), Way: JoinedByLink}},
		PutOutBrowser{Agent: agent},
		Drop{Key: key, Reason: reason, By: agent.Name},
		Retry{By: agent.Name},
		inbound,
	}
}

// lastCode is the last code that was made, whether or not it is still good.
func lastCode(s State) string {
	codes := s.Joining.Codes()
	if len(codes) == 0 {
		return ""
	}
	return codes[len(codes)-1].Mark
}

// witness sees one contact grow.
type witness struct {
	t        *testing.T
	now      time.Time
	policy   Policy
	state    State
	events   []Event
	writes   []string
	happened map[string]int
}

func (w *witness) take(cmd Command) {
	w.t.Helper()
	before := w.state
	d, err := before.Decide(cmd, w.now, w.policy)
	if !reflect.DeepEqual(before, Fold(before.ID, w.events)) {
		w.t.Errorf("%T has changed the state that it was decided in", cmd)
	}
	if err != nil {
		var refusal *Refusal
		if !errors.As(err, &refusal) || len(d.Events)+len(d.Writes) > 0 {
			w.t.Errorf("%T: %v with %+v", cmd, err, d)
		}
		return
	}
	for i, e := range d.Events {
		if e.N != before.Version+i+1 || !e.At.Equal(w.now) {
			w.t.Errorf("%T: event %d is numbered %d, of %v", cmd, before.Version+i+1, e.N, e.At)
		}
		w.happened[TypeName(e.Data)]++
		w.stored(&e)
		w.events = append(w.events, e)
	}
	for _, wr := range d.Writes {
		w.writes = append(w.writes, wr.Key)
	}
	w.state = d.State
	w.sameAsFold(cmd)
	w.itemsKeep(before)
	w.callEndsOnce()
	w.oneHasTheCall()
	w.writesFollow()
	w.oneBrowserACode(before)
	w.asksEndOnce()
	w.again(cmd)
	w.deadlineDecides()
}

// stored makes of an event what the log gives back.
func (w *witness) stored(e *Event) {
	name, data, err := Encode(e.Data)
	if err != nil {
		w.t.Fatal(err)
	}
	if e.Data, err = Decode(name, data); err != nil {
		w.t.Fatal(err)
	}
}

// sameAsFold: the state that was decided is what a restarted server sees.
func (w *witness) sameAsFold(cmd Command) {
	folded := Fold(w.state.ID, w.events)
	if !reflect.DeepEqual(w.state, folded) {
		w.t.Errorf("%T: applied\n%+v\nfolded\n%+v", cmd, w.state, folded)
	}
}

// itemsKeep: what landed on a ticket stands there for ever, nothing goes or changes
// its place, a key changes only by a move, and there is one contact item, the first.
func (w *witness) itemsKeep(before State) {
	for i, old := range before.Items.All() {
		now := w.state.Items.At(i)
		if n := len(old.Placements); len(now.Placements) < n || n > 0 && !reflect.DeepEqual(old.Placements, now.Placements[:n:n]) {
			w.t.Errorf("%s stood on %+v, and now on %+v", old.Key, old.Placements, now.Placements)
		}
		if old.Delivery.State == Landed && now.Delivery.State != Landed && now.Revision == old.Revision {
			w.t.Errorf("%s had landed: %+v", old.Key, now.Delivery)
		}
		if old.Type != now.Type || old.N != now.N || now.Revision < old.Revision {
			w.t.Errorf("%s has become %s", old.Key, now.Key)
		}
	}
	seen := map[string]bool{}
	for i, it := range w.state.Items.All() {
		if seen[it.Key] || (it.Type == ItemContact) != (i == 0) {
			w.t.Errorf("item %d is a %s, %s", i, it.Type, it.Key)
		}
		seen[it.Key] = true
	}
}

// oneBrowserACode: a code lets in one browser, while it is the last that was made and the call
// goes on; and who has a page of an app needs none.
func (w *witness) oneBrowserACode(before State) {
	seen := map[string]bool{}
	for _, b := range w.state.Joining.Browsers() {
		if seen[b.Mark] {
			w.t.Errorf("two browsers have joined with %s", b.Mark)
		}
		seen[b.Mark] = true
	}
	if len(w.state.Joining.Browsers()) == len(before.Joining.Browsers()) {
		return
	}
	if code := before.Joining.Code(w.now); code == nil || before.Call.Phase == Ended || before.App != "" {
		w.t.Errorf("a browser has joined by %+v in a call that is %q", code, before.Call.Phase)
	}
}

// asksEndOnce: what came of an ask is one item, but for one that was taken back; no file is
// two asks', and each that came for one is a file on the ticket.
func (w *witness) asksEndOnce() {
	items, files := map[string]int{}, map[string]int{}
	for _, it := range w.state.Items.All() {
		if it.Type == ItemAsk {
			items[it.Note]++
			if one, _ := w.state.Asks.Ask(it.Note); one.Sensitive && it.Text != "" {
				w.t.Errorf("the answer to the sensitive ask %s stands on the ticket", one.ID)
			}
		}
		if it.File != nil && it.Ask != "" {
			files[it.File.ID]++
		}
	}
	for _, one := range w.state.Asks.All() {
		want := 1
		if one.State == AskOpen || one.State == AskTaken {
			want = 0
		}
		if items[one.ID] != want {
			w.t.Errorf("ask %s, %s, is on the ticket %d times", one.ID, one.State, items[one.ID])
		}
		if n := len(one.Files); n > one.Type.MostFiles() || n > 0 && n == one.Type.MostFiles() && one.State == AskOpen {
			w.t.Errorf("ask %s, %s, has %d files", one.ID, one.State, n)
		}
		for _, id := range slices.Concat(one.Files, one.Late) {
			if files[id]--; files[id] != 0 {
				w.t.Errorf("file %s of ask %s is not there once", id, one.ID)
			}
		}
	}
}

// writesFollow: from the moment of opening each item has its write, first ones in
// order, and no write comes twice.
func (w *witness) writesFollow() {
	if !w.state.Opened {
		if len(w.writes) > 0 {
			w.t.Errorf("writes %v before the opening", w.writes)
		}
		return
	}
	var first []string
	for _, it := range w.state.Items.All() {
		// One that was moved before the opening begins with a later revision.
		if key := w.state.ID.Key(fmt.Sprintf("%s-%d", it.Type, it.N), 1); slices.Contains(w.writes, key) {
			first = append(first, key)
		}
		if !slices.Contains(w.writes, it.Key) {
			w.t.Errorf("%s has no write", it.Key)
		}
	}
	seen := map[string]bool{}
	var got []string
	for _, key := range w.writes {
		if seen[key] {
			w.t.Errorf("%s is written twice", key)
		}
		seen[key] = true
		if slices.Contains(first, key) {
			got = append(got, key)
		}
	}
	if !slices.Equal(got, first) {
		w.t.Errorf("first writes %v, want %v", got, first)
	}
}

// again: the same command once more, as of a request or callback that is repeated,
// changes nothing.
func (w *witness) again(cmd Command) {
	d, err := w.state.Decide(cmd, w.now, w.policy)
	if err == nil && len(d.Events)+len(d.Writes) > 0 {
		w.t.Errorf("%s repeated: %s", fmt.Sprintf("%T%+v", cmd, cmd), names(d.Events))
	}
}

// deadlineDecides: a timer that goes off has something to do, or it would go off for ever.
func (w *witness) deadlineDecides() {
	deadline := w.state.Deadline(w.policy)
	if deadline.IsZero() {
		return
	}
	if d, err := w.state.Decide(Expire{}, deadline.Add(-1), w.policy); err != nil || len(d.Events) > 0 {
		w.t.Errorf("before the deadline: %s, %v", names(d.Events), err)
	}
	d, err := w.state.Decide(Expire{}, deadline, w.policy)
	if err != nil || len(d.Events) == 0 || d.State.Deadline(w.policy).Equal(deadline) {
		w.t.Errorf("at the deadline: %s, %v", names(d.Events), err)
	}
}
