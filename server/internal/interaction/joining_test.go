package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

func codeMade(mark string) MakeJoinCode {
	return MakeJoinCode{Mark: mark, Key: "k", By: &mia, How: ByAgent}
}

func joinsWith(mark, proof string) JoinBrowser {
	return JoinBrowser{BrowserJoined{Mark: mark, Way: JoinedByCode, Device: "Pixel 8", Proof: proof}}
}

// A code lets one browser in, once, for ten minutes, unless a newer one has taken its place.
func TestJoining(t *testing.T) {
	c := begin(t, inbound, arrives, accepts, joins)
	c.expect(joinsWith("m1", "p1"), "!wrong_code")
	c.expect(codeMade("m1"), "join_code_made")
	c.expect(codeMade("m1"), "")
	equal(t, "good until", c.state.Joining.Code(c.now).Until, c.state.At.Add(10*time.Minute))
	c.expect(codeMade("m2"), "join_code_made")
	c.expect(joinsWith("m1", "p1"), "!wrong_code") // replaced
	c.expect(joinsWith("m2", "p1"), "browser_joined")
	c.expect(joinsWith("m2", "p1"), "")            // its answer was lost
	c.expect(joinsWith("m2", "p2"), "!wrong_code") // another browser: it is used up
	equal(t, "in", c.state.Joining.Has(1), true)
	equal(t, "another", c.state.Joining.Has(2), false)
	equal(t, "nobody's", c.state.Joining.Has(0), false)

	c.expect(codeMade("m3"), "join_code_made")
	c.later(10 * time.Minute)
	if c.state.Joining.Code(c.now) != nil {
		t.Error("a code of ten minutes ago is good")
	}
	c.expect(joinsWith("m3", "p3"), "!wrong_code")

	c.expect(PutOutBrowser{Agent: ben}, "browser_put_out")
	c.expect(PutOutBrowser{Agent: ben}, "")
	equal(t, "in after it was put out", c.state.Joining.Has(1), false)
	c.expect(joinsWith("m2", "p1"), "!wrong_code") // nor does its own code let it in again

	c.expect(codeMade("m4"), "join_code_made")
	c.expect(goes, "call_ended")
	c.expect(joinsWith("m4", "p4"), "!wrong_code")
	c.expect(codeMade("m5"), "!call_ended")
}

// Whoever came from a page has one, and a message has no call to join.
func TestWhoJoinsNot(t *testing.T) {
	begin(t, byApp).expect(codeMade("m1"), "!joins_not")
	begin(t, message).expect(codeMade("m1"), "!joins_not")
	begin(t, outbound, joins, dials).expect(codeMade("m1"), "join_code_made") // whom an agent calls has no page either
	many := begin(t, inbound, arrives)
	for i := range 30 {
		many.do(codeMade(string('A' + rune(i))))
	}
	many.expect(codeMade("one more"), "!too_many_join_codes")
}

// A caller from the street can be asked once their browser has joined; from it they cannot
// hang up the telephone by writing instead.
func TestAskedWhenJoined(t *testing.T) {
	c := begin(t, inbound, arrives)
	asks := MakeAsk{Ask: "a1", Type: AskText, Label: "Number", Agent: mia}
	c.expect(asks, "!no_page")
	c.do(codeMade("m1"))
	c.expect(asks, "!no_page")
	c.do(joinsWith("m1", "p1"))
	c.expect(asks, "ask_made")
	c.expect(LeaveMessage{Text: "I wrote instead."}, "!call_in_progress")
	c.do(PutOutBrowser{Agent: mia})
	c.expect(MakeAsk{Ask: "a2", Type: AskText, Label: "Number", Agent: mia}, "!no_page")
}
