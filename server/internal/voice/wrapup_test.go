package voice_test

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// A call that nobody wraps up is closed when its time is over, also by a server that
// has come up since.
func TestNotWrappedUp(t *testing.T) {
	r := newRig(t)
	r.deciding.Policy.WrapUp = time.Minute
	r.start()
	id, caller := r.callsIn(street)
	agent := r.answers(id, mia)
	r.pass(5 * time.Second)
	r.hangsUp(caller)
	r.gone(agent)
	r.ends(id, interaction.OutcomeAnswered, "customer", 5*time.Second)
	r.pass(20 * time.Second)
	r.crash()
	r.start()
	r.pass(30 * time.Second)
	if !r.state(id).Active() {
		t.Fatal("closed before its time")
	}
	r.heals("the end of the wrap-up", func() bool { return !r.state(id).Active() })
	if log := r.log(id); !strings.HasSuffix(log, "call_ended closed") {
		t.Error(log)
	}
}
