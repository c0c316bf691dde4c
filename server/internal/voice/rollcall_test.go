package voice_test

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// asked since a moment: how often for lists of everything, and for single calls and
// conferences.
func (r *rig) asked(since int) (lists, single int) {
	for _, q := range r.sim.Requests()[since:] {
		all := strings.HasSuffix(q.Path, "/Calls.json") || strings.HasSuffix(q.Path, "/Conferences.json")
		switch {
		case q.Method != "GET":
		case all && q.Form.Get("FriendlyName") == "" && q.Form.Get("To") == "":
			lists++
		default:
			single++
		}
	}
	return lists, single
}

// TestStartByRollCall: a start asks Twilio for all that is under way at once, and closely
// only where that is something else than the log says.
func TestStartByRollCall(t *testing.T) {
	r := newRig(t).start()
	const talking = 40
	var lost interaction.ID
	var last string
	for n := range talking {
		id, caller := r.callsIn(street[:len(street)-2] + string(rune('0'+n/10)) + string(rune('0'+n%10)))
		r.answers(id, mia)
		lost, last = id, caller
	}
	r.await("rest", r.quiet)
	r.crash()
	r.tick(time.Second) // what was heard was heard before the start
	r.breaks(twiliotest.Drop, -1, "")
	if err := r.sim.HangUp(last); err != nil {
		t.Fatal(err)
	}
	before := len(r.sim.Requests())
	r.start()
	r.await("the lost end to be noticed", func() bool { return r.state(lost).Call.Phase == interaction.Ended })
	r.await("rest", r.quiet)
	lists, single := r.asked(before)
	if lists == 0 || lists > 3 {
		t.Errorf("%d lists of what is under way", lists)
	}
	if single > 12 {
		t.Errorf("%d requests for single calls and conferences, of which one had something to tell", single)
	}
	// Whatever the lists say, each is looked at with those who are in its conference within
	// a minute.
	before = len(r.sim.Requests())
	r.pass(75 * time.Second)
	rooms := map[string]bool{}
	for _, q := range r.sim.Requests()[before:] {
		if name := q.Form.Get("FriendlyName"); name != "" {
			rooms[name] = true
		}
	}
	if len(rooms) < talking-1 {
		t.Errorf("%d of %d conferences were looked into", len(rooms), talking-1)
	}
}

// TestWhoAsksIsToldByACloseLook: a roll call is good enough for a turn that comes by itself,
// not for somebody who wants to know what has become of a call.
func TestWhoAsksIsToldByACloseLook(t *testing.T) {
	r := newRig(t).start()
	id, _ := r.callsIn(street)
	r.answers(id, mia)
	r.pass(20 * time.Second)
	before := len(r.sim.Requests())
	if err := r.loop.Load().Do(t.Context(), voice.Name, id); err != nil {
		t.Fatal(err)
	}
	if _, single := r.asked(before); single == 0 {
		t.Error("nobody looked into the conference")
	}
}
