package torture

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// ackWait is how long Twilio may try to tell of a text. One that nobody has taken by then is
// promised to nobody.
const ackWait = 20 * time.Second

// text each way: the customer writes while they talk, and the agent does.
func (a *actor) text(ctx context.Context) error {
	a.thinks(ctx)
	a.texts++
	mark := a.mark(fmt.Sprintf("textout%d", a.texts))
	asked := time.Now()
	err := a.send(ctx, request{method: "POST", path: "/v1/interactions/" + a.id + "/texts", token: a.agent,
		body: map[string]string{"id": fmt.Sprintf("text-%04d-%04d", a.n, a.texts), "to": a.phone(), "text": "It is on its way. " + mark}}, nil)
	if err != nil {
		return err
	}
	a.promised(aTextOut, mark, asked)
	return a.textsUs(ctx)
}

// textsUs: what Twilio was told 204 for is promised.
func (a *actor) textsUs(ctx context.Context) error {
	mark := a.mark(fmt.Sprintf("textin%d", a.texts))
	asked := time.Now()
	sid, err := a.twilio.PhoneText(a.phone(), numberOf[a.account], "Where is it? "+mark)
	if err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, ackWait)
	defer cancel()
	taken := func() bool {
		return slices.ContainsFunc(a.twilio.Deliveries(), func(d twiliotest.Delivery) bool { return d.About == sid && d.Status == 204 })
	}
	if a.await(waiting, taken) == nil {
		a.promised(aText, mark, asked)
	}
	return ctx.Err()
}

// textsGoing out, of all stories, of which it is not known yet what becomes of them.
func (st *stage) textsGoing(ctx context.Context) (n int, err error) {
	for _, s := range st.ledger.stories {
		if !slices.ContainsFunc(s.promises, func(p promise) bool { return p.kind == aTextOut }) {
			continue
		}
		v, err := st.interaction(ctx, st.tokens[s.account][0], s.id)
		if err != nil {
			return 0, err
		}
		for _, one := range v.Texts {
			if one.State == "queued" || one.State == "sending" {
				n++
			}
		}
	}
	return n, nil
}

// arrivals: what an agent has sent is on the customer's phone once, if it is said that it was
// sent, and never twice.
func (v *verdict) arrivals(s *story, final view, phones *twiliotest.Server) {
	shown := phones.Phone(s.phone())
	for _, one := range final.Texts {
		if one.Direction != "outbound" {
			continue
		}
		n := 0
		for _, m := range shown {
			if m.Body == one.Text {
				n++
			}
		}
		if n > 1 || n == 0 && (one.State == "sent" || one.State == "delivered") {
			v.wrong(s, "the text %q is %s, and %d times on the phone\n%s", one.Text, one.State, n, audit(final))
		}
	}
}
