package voice_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
)

// acme asks in two languages; its second option leads to another menu, which leads back.
func acme() []voice.Menu {
	say := func(en, ja string) voice.Words {
		return voice.Words{Text: en, In: map[string]string{"en": en, "ja": ja}}
	}
	issue := func(en, ja string) []map[string]string { return []map[string]string{{"en": en, "ja": ja}} }
	return []voice.Menu{
		{Name: "main", Languages: []string{"en", "ja"}, Say: say("Welcome.", "ようこそ。"), Options: []voice.Option{
			{Digit: "1", Label: "orders", Say: say("orders", "注文"), Queue: "default", Issue: []string{"Orders"}, IssueLabels: issue("Orders", "注文")},
			{Digit: "8", Label: "show us", Say: say("showing us", "画面共有"), Joins: true},
			{Digit: "9", Label: "show us, orders", Joins: true, Queue: "default"},
			{Digit: "2", Label: "returns", Say: say("returns", "返品"), Menu: "returns", Issue: []string{"Returns"}, IssueLabels: issue("Returns", "返品")},
		}},
		{Name: "returns", Say: voice.Words{Text: "Acme Care."}, Options: []voice.Option{
			{Digit: "1", Label: "a repair", Say: say("a repair", "修理"), Queue: "repairs", Issue: []string{"Repair"}},
			{Digit: "*", Label: "*", Menu: "main"},
		}},
	}
}

func newMenuRig(t *testing.T) *rig {
	r := newRig(t)
	r.menus = acme()
	return r
}

// listened waits until a menu listens to a call for the turn-th time.
func (r *rig) listened(sid string, turn int) {
	r.t.Helper()
	r.await("the menu to listen", func() bool {
		c, _ := r.sim.State(sid)
		id, err := r.store.ByRef(r.t.Context(), "call:"+sid)
		return err == nil && r.state(id).Menu.Turn == turn && c.Listens == "gather" && strings.Contains(r.lastDocument(sid), r.turn(turn))
	})
}

func (r *rig) turn(n int) string { return "turn=" + string(rune('0'+n)) }

// lastDocument that a call has fetched, by its address, or the one before its first turn.
func (r *rig) lastDocument(sid string) string {
	for _, d := range slices.Backward(r.sim.Deliveries()) {
		if d.About == sid && strings.Contains(d.URL, voice.MenuPath) {
			i := strings.Index(d.URL, "turn=")
			return r.turn(int(d.URL[i+5]-'0') + 1)
		}
	}
	return r.turn(0)
}

// presses one key after the other, each when the menu listens.
func (r *rig) presses(sid string, turn int, keys string) {
	r.t.Helper()
	for i, k := range keys {
		r.listened(sid, turn+i)
		if err := r.sim.Press(sid, string(k)); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *rig) optionIn(language, say, digit string) string {
	return r.words.Say(templates.PromptOption, language, templates.Values{Say: say, Digit: digit}).Text
}

func (r *rig) heard(sid string) []string {
	c, _ := r.sim.State(sid)
	return c.Heard
}

// A caller chooses a language and goes through two menus: what they have chosen is on the
// ticket, which is opened when the menu has led somewhere.
func TestMenuLeadsToAQueue(t *testing.T) {
	r := newMenuRig(t).start()
	sid := r.arrives(street)
	ja := r.words.Say(templates.PromptLanguage, "ja", templates.Values{Digit: "2"}).Text
	r.heals("the choice of languages", func() bool { return slices.Contains(r.heard(sid), ja) })
	r.presses(sid, 0, "2")
	r.hears(sid, "ようこそ。")
	id := r.of(sid)
	if s := r.state(id); s.Opened || s.Call.Phase != interaction.InMenu || s.Menu.Language != "ja" {
		t.Fatalf("%+v %+v", s.Menu, s.Contact)
	}
	r.presses(sid, 1, "2")
	r.hears(sid, "Acme Care.")
	r.presses(sid, 2, "1")
	r.inRoom(sid)
	s := r.state(id)
	if s.Call.Phase != interaction.Ringing || !s.Opened || s.Queue != "repairs" || s.Language() != "ja" ||
		!slices.Equal(s.IssuePath, []string{"Returns", "Repair"}) || !slices.Equal(s.IssueIn("ja"), []string{"返品", "Repair"}) {
		t.Errorf("%+v", s.Contact)
	}
	if p := s.Packet; p.Trust != interaction.Unsigned || len(p.Unsigned) != 2 || p.Unsigned[1].Value != "returns › a repair" {
		t.Errorf("%+v", p)
	}
	r.hears(sid, r.words.Say(templates.PromptWait, "ja", templates.Values{}).Text)
	agent := r.answers(id, mia)
	r.hangsUp(sid)
	r.gone(agent)
	r.endsAs(id, interaction.OutcomeAnswered, "customer")
}

// Who says what the menu says has chosen it; what fits two, or none, is explained.
func TestMenuHearsWords(t *testing.T) {
	r := newMenuRig(t).start()
	sid := r.arrives(street)
	r.presses(sid, 0, "1")
	for turn, words := range []string{"something else", "orders or returns"} {
		r.listened(sid, 1+turn)
		if err := r.sim.Speak(sid, words, 0.9); err != nil {
			t.Fatal(err)
		}
		r.hears(sid, r.words.Prompt(templates.PromptWrong))
	}
	r.listened(sid, 3)
	if err := r.sim.Speak(sid, "I have a question about my Orders, please.", 0.4); err != nil {
		t.Fatal(err)
	}
	r.inRoom(sid)
	id := r.of(sid)
	if s := r.state(id); s.Queue != "default" || !slices.Equal(s.IssuePath, []string{"Orders"}) {
		t.Errorf("%+v", s.Contact)
	}
	r.hangsUp(sid)
	r.endsAs(id, interaction.OutcomeAbandoned, "customer")
}

// Who tells nothing, or nothing that the menu knows, is asked three times, and then waits in
// the line's own queue.
func TestMenuInVain(t *testing.T) {
	for name, keys := range map[string]string{"silence": "", "wrong keys": "789"} {
		r := newMenuRig(t)
		r.menus[0].Languages = []string{"en"}
		r.start()
		sid := r.arrives(street)
		r.listened(sid, 0)
		r.presses(sid, 0, keys)
		r.heals("the end of the menu: "+name, func() bool { c, _ := r.sim.State(sid); return c.InRoom })
		heard := r.heard(sid)
		times := func(words string) (n int) {
			for _, h := range heard {
				if h == words {
					n++
				}
			}
			return n
		}
		// A key is heard while the menu speaks, so that not all of it is.
		if wrong := times(r.words.Prompt(templates.PromptWrong)); (wrong > 0) != (keys != "") || keys == "" && times(r.optionIn("en", "orders", "1")) != 3 {
			t.Errorf("%s: %q", name, heard)
		}
		id := r.of(sid)
		if s := r.state(id); s.Queue != "default" || len(s.IssuePath) > 0 || !s.Opened || s.Menu.Turn != 3 {
			t.Errorf("%s: %+v", name, s.Contact)
		}
		r.hangsUp(sid)
		r.endsAs(id, interaction.OutcomeAbandoned, "customer")
	}
}

// Who does not choose a language hears the first one.
func TestMenuWithoutALanguage(t *testing.T) {
	r := newMenuRig(t).start()
	sid := r.arrives(street)
	r.heals("the menu", func() bool { return slices.Contains(r.heard(sid), "Welcome.") })
	if m := r.state(r.of(sid)).Menu; m.Language != "en" || m.Turn != 3 {
		t.Errorf("%+v", m)
	}
	r.hangsUp(sid)
	r.endsAs(r.of(sid), interaction.OutcomeAbandoned, "customer")
}

// Who hangs up in the menu is on a ticket, with what they had chosen; whether we are told of
// it or not.
func TestHangUpInTheMenu(t *testing.T) {
	for _, keys := range []string{"", "1", "12"} {
		for _, told := range []bool{true, false} {
			r := newMenuRig(t).start()
			sid := r.arrives(street)
			r.presses(sid, 0, keys)
			r.listened(sid, len(keys))
			if !told {
				r.breaks(twiliotest.Drop, -1, "/twilio/voice/status")
			}
			r.hangsUp(sid)
			id := r.of(sid)
			r.endsAs(id, interaction.OutcomeAbandoned, "customer")
			s := r.state(id)
			if !s.Opened || s.CloseReason != interaction.CloseInMenu || s.Assignments.Current().N != 0 || (len(s.IssuePath) == 1) != (keys == "12") {
				t.Errorf("after %q: %+v", keys, s.Contact)
			}
		}
	}
}

// A request that comes twice, late, or with what no telephone sends changes nothing that was
// told, and is answered with what is to be done now.
func TestMenuIsAskedAgain(t *testing.T) {
	r := newMenuRig(t).start()
	sid := r.arrives(street)
	r.presses(sid, 0, "1")
	r.listened(sid, 1)
	id := r.of(sid)
	ask := func(turn string, more url.Values) string {
		form := url.Values{"CallSid": {sid}, "From": {street}, "To": {ours}, "CallStatus": {"in-progress"}, "Direction": {"inbound"}}
		for k, v := range more {
			form[k] = v
		}
		doc, err := r.room.Load().MenuForm(t.Context(), form, turn)
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	before := r.log(id)
	for name, doc := range map[string]string{
		"twice":         ask("0", url.Values{"Digits": {"1"}}),
		"another":       ask("0", url.Values{"Digits": {"2"}}),
		"of the future": ask("7", url.Values{"Digits": {"1"}}),
		"no number":     ask("1 or 1=1", url.Values{"Digits": {"1"}}),
		"negative":      ask("-1", nil),
		"none":          ask("", url.Values{"Digits": {"1"}}),
		"the first":     r.asks(sid),
	} {
		if !strings.Contains(doc, "Welcome.") || !strings.Contains(doc, "turn=1") || r.log(id) != before {
			t.Errorf("%s: %s\n%s", name, doc, r.log(id))
		}
	}
	for i, digits := range []string{"1;DROP", "\u0661", strings.Repeat("1", 300)} { // \u0661 is a digit, and no key
		turn := r.turn(1 + i)[len("turn="):]
		doc := ask(turn, url.Values{"Digits": {digits}})
		s := r.state(id)
		last := i == 2
		if s.Menu.Turn != 2+i || (s.Call.Phase == interaction.InMenu) == last || !last && !strings.Contains(doc, r.words.Prompt(templates.PromptWrong)) {
			t.Errorf("%q: %s\n%+v", digits, doc, s.Menu)
		}
	}
	// The menu has led to the queue, after three answers that it does not know.
	if doc := ask("3", url.Values{"Digits": {"2"}}); !strings.Contains(doc, "<Conference") || r.state(id).Queue != "default" {
		t.Errorf("%s", doc)
	}
	for _, e := range r.state(id).Log.All() {
		if d, ok := e.Data.(interaction.MenuAnswered); ok && len(d.Said) > 200 {
			t.Errorf("%d bytes are kept of what was said", len(d.Said))
		}
	}
	sid = "CA" + strings.Repeat("9", 32) // nobody's
	if doc := ask("0", url.Values{"Digits": {"1"}}); !strings.Contains(doc, "<Hangup") {
		t.Errorf("%s", doc)
	}
	for _, c := range r.sim.Calls() {
		r.hangsUp(c.CallSID)
	}
	r.endsAs(id, interaction.OutcomeAbandoned, "customer")
}

// Menus may lead back to each other: what led round is no part of the issue, and nobody goes
// round for ever.
func TestMenusThatLeadBack(t *testing.T) {
	r := newMenuRig(t).start()
	sid := r.arrives(street)
	r.presses(sid, 0, "12*21")
	r.inRoom(sid)
	id := r.of(sid)
	if s := r.state(id); !slices.Equal(s.IssuePath, []string{"Returns", "Repair"}) || s.Packet.Unsigned[1].Value != "returns › a repair" {
		t.Errorf("%+v %+v", s.Contact, s.Packet)
	}
	r.hangsUp(sid)
	r.endsAs(id, interaction.OutcomeAbandoned, "customer")

	s := interaction.State{ID: "01c"}
	now, turns := begin, 0
	step := func(cmd interaction.Command) {
		d, err := s.Decide(cmd, now, policy)
		if err != nil {
			t.Fatal(err)
		}
		s = d.State
	}
	step(interaction.Start{Started: interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound, Line: ours, Menu: &interaction.MenuEntry{Name: "main", Language: "en"}}})
	step(interaction.Arrive{CallSID: "CA1", To: ours})
	for ; s.Call.Phase == interaction.InMenu && turns < 100; turns++ {
		step(r.room.Load().AnswerTo(s, []string{"2", "*"}[turns%2]))
	}
	if turns != 30 || s.Queue != "default" || s.Call.Phase != interaction.Ringing {
		t.Errorf("%d turns, %+v", turns, s.Contact)
	}
}

// A queue that is closed says so, in the language that the caller has chosen.
func TestMenuLeadsToAClosedQueue(t *testing.T) {
	r := newMenuRig(t)
	r.closed = func(queue string, _ time.Time) bool { return queue == "repairs" }
	r.language = "ko" // of the queue, which is not what the caller has chosen
	r.start()
	sid := r.arrives(street)
	r.presses(sid, 0, "221")
	r.hears(sid, r.words.Say(templates.PromptClosed, "ja", templates.Values{}).Text)
	r.heals("the end of what is said", r.isGone(sid))
	id := r.of(sid)
	r.endsAs(id, interaction.OutcomeClosed, interaction.EndedByHours)
	if s := r.state(id); s.Queue != "repairs" || !slices.Equal(s.IssuePath, []string{"Returns", "Repair"}) || !s.Opened {
		t.Errorf("%+v", s.Contact)
	}
}

// A server that comes up again knows where a caller is; a menu that is not configured any
// more is left.
func TestMenuAfterARestart(t *testing.T) {
	for _, gone := range []bool{false, true} {
		r := newMenuRig(t).start()
		sid := r.arrives(street)
		r.presses(sid, 0, "12")
		r.listened(sid, 2)
		r.crash()
		if gone {
			r.menus = r.menus[:1]
		}
		r.start()
		r.presses(sid, 2, "1")
		r.inRoom(sid)
		id := r.of(sid)
		if s := r.state(id); s.Queue != map[bool]string{false: "repairs", true: "default"}[gone] || s.IssuePath[0] != "Returns" {
			t.Errorf("%+v", s.Contact)
		}
		r.hangsUp(sid)
		r.endsAs(id, interaction.OutcomeAbandoned, "customer")
	}
}

// The ticket of a caller who has gone through the menu is opened on answer, if it is so
// configured, and not before.
func TestMenuOpensOnAnswer(t *testing.T) {
	r := newMenuRig(t)
	r.deciding.Policy.OpenOn = interaction.OnAnswer
	r.start()
	sid := r.arrives(street)
	r.presses(sid, 0, "11")
	r.inRoom(sid)
	id := r.of(sid)
	if r.state(id).Opened {
		t.Error("the ticket is opened before anybody has answered")
	}
	r.answers(id, mia)
	if !r.state(id).Opened {
		t.Error("the ticket is not opened")
	}
	r.hangsUp(sid)
	r.endsAs(id, interaction.OutcomeAnswered, "customer")
}
