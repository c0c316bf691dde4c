package voice_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
)

func (r *rig) joins() *joining.Joins {
	return &joining.Joins{Store: r.store, Decider: r.deciding, Tokens: r.keeper, PublicURL: r.hooks.URL}
}

// toJoin is what a caller hears of the code that is good now.
func (r *rig) toJoin(id interaction.ID, language string) string {
	code, ok := r.joins().Code(r.state(id))
	if !ok {
		r.t.Fatal("there is no code")
	}
	d := strings.Split(code.Digits, "")
	spoken := strings.Join(d[:3], ", ") + ". " + strings.Join(d[3:], ", ")
	said := r.words.Say(templates.PromptJoin, language, templates.Values{Address: strings.TrimPrefix(r.hooks.URL, "http://") + "/join", Code: spoken}).Text
	if strings.Count(said, spoken) != 2 {
		r.t.Errorf("%q does not say the code twice", said)
	}
	return said
}

// A caller presses a key and hears, in their language, where to type which code; then the menu
// goes on. What they type lets their browser into this call, and Twilio's asking twice makes
// no second code.
func TestMenuTellsHowToJoin(t *testing.T) {
	r := newMenuRig(t).start()
	sid := r.arrives(street)
	r.presses(sid, 0, "2") // Japanese
	r.presses(sid, 1, "8")
	r.listened(sid, 2)
	id := r.of(sid)
	said := r.toJoin(id, "ja")
	r.hears(sid, said)
	again, err := r.room.Load().MenuForm(t.Context(), url.Values{"CallSid": {sid}, "Digits": {"8"}, "From": {street}, "To": {ours}, "CallStatus": {"in-progress"}, "AccountSid": {accountSID}, "Direction": {"inbound"}}, strconv.Itoa(1))
	if err != nil || !strings.Contains(again, said) || !strings.Contains(again, voice.MenuPath) {
		t.Errorf("asked again: %s, %v", again, err)
	}
	code, _ := r.joins().Code(r.state(id))
	s, browser, err := r.joins().Join(t.Context(), joining.Browser{Typed: code.Digits[:3] + " " + code.Digits[3:], Device: "Pixel 8", Proof: "p"})
	if err != nil || s.ID != id || browser != 1 || !s.HasPage() {
		t.Fatalf("%v: %s, browser %d", err, s.ID, browser)
	}
	if codes := r.state(id).Joining.Codes(); len(codes) != 1 || codes[0].How != interaction.ByMenu || codes[0].By != nil {
		t.Errorf("%+v", codes)
	}
	r.presses(sid, 2, "1")
	r.inRoom(sid)
	if n := strings.Count(strings.Join(r.heard(sid), "\n"), said); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	if s := r.state(id); s.Queue != "default" || !slices.Equal(s.Menu.Chosen(), []string{"orders"}) {
		t.Errorf("chosen %v, in %s", s.Menu.Chosen(), s.Queue)
	}
	r.hangsUp(sid)
	r.endsAs(id, interaction.OutcomeAbandoned, "customer")
}

// An option may tell it on the way to a queue.
func TestMenuTellsHowToJoinOnTheWay(t *testing.T) {
	r := newMenuRig(t).start()
	sid := r.arrives(street)
	r.presses(sid, 0, "1")
	r.presses(sid, 1, "9")
	r.heals("the caller in the room", func() bool { c, _ := r.sim.State(sid); return c.InRoom })
	id := r.of(sid)
	r.hears(sid, r.toJoin(id, "en"))
	if s := r.state(id); s.Call.Phase != interaction.Ringing || s.Queue != "default" {
		t.Errorf("%s in %s", s.Call.Phase, s.Queue)
	}
	r.hangsUp(sid)
	r.endsAs(id, interaction.OutcomeAbandoned, "customer")
}
