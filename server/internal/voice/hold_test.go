package voice_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// A customer on hold hears our own music, and nobody hears them, through crashes and answers
// that Twilio does not give; then they talk again.
func TestOnHold(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	r.answers(id, mia)
	r.breaks(twiliotest.REST500, 1, "/Participants/")
	r.do(id, interaction.PutOnHold{Agent: mia})
	r.heals("music", r.played(caller, voice.MusicPath))
	if c, _ := r.sim.State(caller); !c.Hold {
		t.Errorf("the caller is %+v", c)
	}
	r.crash()
	r.start()
	r.pass(90 * time.Second) // and it goes on for as long as it takes
	if c, _ := r.sim.State(caller); !c.Hold || c.Status != "in-progress" {
		t.Errorf("the caller is %+v", c)
	}
	r.do(id, interaction.TakeOffHold{Agent: mia})
	r.heals("an end of the music", func() bool {
		c, _ := r.sim.State(caller)
		return !c.Hold && slices.Equal(c.With, []string{"agent-1"})
	})
	if d := r.state(id).OnHold; d.On() || d.Total < 90*time.Second {
		t.Errorf("%+v", d)
	}
	r.hangsUp(caller)
	r.endsAs(id, interaction.OutcomeAnswered, "customer")
}

// Who is on hold when their agent is lost hears music until somebody is on the line again.
func TestOnHoldAndTheAgentIsLost(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	lost := r.answers(id, mia)
	r.do(id, interaction.PutOnHold{Agent: mia})
	r.heals("music", r.played(caller, voice.MusicPath))
	r.hangsUp(lost)
	r.awaitPhase(id, interaction.Ringing)
	r.pass(time.Minute)
	if c, _ := r.sim.State(caller); !c.Hold {
		t.Errorf("the caller is %+v", c)
	}
	r.answers(id, ben)
	r.heals("an end of the music", func() bool { c, _ := r.sim.State(caller); return !c.Hold })
	r.hangsUp(caller)
	r.endsAs(id, interaction.OutcomeAnswered, "customer")
}

// played reports whether a call has been played what ends in that.
func (r *rig) played(sid, what string) func() bool {
	return func() bool {
		c, _ := r.sim.State(sid)
		return slices.ContainsFunc(c.Heard, func(h string) bool { return strings.HasSuffix(h, what) })
	}
}

func TestMusicIsASoundFile(t *testing.T) {
	file := voice.Music()
	if len(file) < 100_000 || string(file[:4]) != "RIFF" || string(file[8:16]) != "WAVEfmt " {
		t.Fatalf("%d bytes: %q", len(file), file[:16])
	}
	var loudest, edge int
	for i := 44; i+1 < len(file); i += 2 {
		s := int(int16(uint16(file[i]) | uint16(file[i+1])<<8)) //nolint:gosec // its bits
		loudest = max(loudest, s, -s)
		if i == 44 || i == len(file)-2 {
			edge = max(edge, s, -s)
		}
	}
	if loudest < 4000 || loudest > 20000 || edge > 2000 {
		t.Errorf("loudest %d, %d where it begins again", loudest, edge)
	}
}
