package texts_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/texts"
)

const (
	request = "POST /2010"
	status  = "/messages/status"
)

// A text is sent once, and moves forward by what Twilio tells.
func TestTextIsSent(t *testing.T) {
	r := newRig(t)
	id := r.call()
	for range 2 { // the same order is the same text
		if code := r.queue(id, texts.Order{ID: "text-001"}); code != "" {
			t.Fatal(code)
		}
	}
	r.is(id, "text-001", interaction.TextIsQueued, "")
	r.pass(0)
	r.is(id, "text-001", interaction.TextIsSent, "")
	r.pass(5 * time.Second)
	r.is(id, "text-001", interaction.TextIsDelivered, "")
	if got := r.sim.Phone(street); len(got) != 1 || got[0].From != ours || got[0].Body != "It is on its way." || r.requests() != 1 {
		t.Errorf("%+v, %d requests", got, r.requests())
	}
	if owner, err := r.store.ByRef(t.Context(), "text:"+r.text(id, "text-001").Ref); err != nil || owner != id {
		t.Errorf("%s, %v", owner, err)
	}
}

// An answer that was not heard is looked for, by Twilio's own report or in its list, and the
// text is never sent again, whatever else fails.
func TestUnheardAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		fault   twiliotest.FaultKind
		silent  bool // Twilio does not report
		after   time.Duration
		want    interaction.TextState
		arrived int
	}{
		"lost, and reported":        {twiliotest.LoseAnswer, false, 5 * time.Second, interaction.TextIsDelivered, 1},
		"lost, and found":           {twiliotest.LoseAnswer, true, 15 * time.Second, interaction.TextIsDelivered, 1},
		"a page of HTML":            {twiliotest.Late500, true, 15 * time.Second, interaction.TextIsDelivered, 1},
		"reported before it":        {twiliotest.EarlyEvents, false, 5 * time.Second, interaction.TextIsDelivered, 1},
		"no effect, and nobody can": {twiliotest.REST500, false, time.Minute, interaction.TextIsUnknown, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			id := r.call()
			r.breaks(c.fault, 1, request)
			if c.silent {
				r.breaks(twiliotest.Drop, -1, status)
			}
			r.queue(id, texts.Order{ID: "text-001"})
			r.pass(c.after)
			r.is(id, "text-001", c.want, "")
			r.pass(time.Hour)
			r.is(id, "text-001", c.want, "")
			if r.shown(street) != c.arrived || r.requests() != 1 {
				t.Errorf("%d texts, %d requests", r.shown(street), r.requests())
			}
		})
	}
}

// Twilio's list may be behind: what is not in it at first is looked for once more.
func TestListIsBehind(t *testing.T) {
	r := newRigWhere(t, twiliotest.Unknowns{ListedAfter: 20 * time.Second})
	id := r.call()
	r.breaks(twiliotest.LoseAnswer, 1, request)
	r.breaks(twiliotest.Drop, -1, status)
	r.queue(id, texts.Order{ID: "text-001"})
	r.pass(time.Minute)
	r.is(id, "text-001", interaction.TextIsDelivered, "")
	if r.requests() != 1 {
		t.Errorf("%d requests", r.requests())
	}
}

// Where nobody knows, the agent decides; a text of which nobody knew may still be reported.
func TestAgentDecides(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.breaks(twiliotest.REST500, 1, request)
	r.queue(id, texts.Order{ID: "text-001"})
	r.pass(time.Minute)
	r.is(id, "text-001", interaction.TextIsUnknown, "")
	if code := r.queue(id, texts.Order{ID: "text-002", Again: "text-001"}); code != "" {
		t.Fatal(code)
	}
	r.pass(5 * time.Second)
	r.is(id, "text-002", interaction.TextIsDelivered, "")
	if code := r.queue(id, texts.Order{ID: "text-003", Again: "text-001"}); code != "text_sent_again" {
		t.Error(code)
	}
	if one := r.text(id, "text-002"); one.Body != "It is on its way." || one.Number != street || r.shown(street) != 1 {
		t.Errorf("%+v", one)
	}
}

// killed is a channel at whose server's end a text was about to leave, or had just left.
type killed struct {
	connectors.Channel
	left bool
	dies func()
}

func (k killed) Send(ctx context.Context, t connectors.Text) (connectors.Sent, error) {
	k.dies()
	if k.left {
		_, _ = k.Channel.Send(ctx, t)
	}
	return connectors.Sent{}, errors.New("killed")
}

// A server that is killed on either side of its request sends nothing twice, and the next one
// finds out, or says that nobody knows.
func TestKilledWhileSending(t *testing.T) {
	for name, c := range map[string]struct {
		left    bool
		silent  bool
		want    interaction.TextState
		arrived int
	}{
		"before it has left":           {false, false, interaction.TextIsUnknown, 0},
		"after it has left":            {true, false, interaction.TextIsDelivered, 1},
		"after it, and nobody reports": {true, true, interaction.TextIsDelivered, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			id := r.call()
			if c.silent {
				r.breaks(twiliotest.Drop, -1, status)
			}
			r.start(killed{r.client.SMS(), c.left, func() { r.room.Store(nil) }})
			r.queue(id, texts.Order{ID: "text-001"})
			r.work()
			r.is(id, "text-001", interaction.TextIsSending, "")
			if !r.state(id).Pending() {
				t.Error("nobody would look at it after a restart")
			}
			if c.silent {
				r.pass(3 * time.Second)
			}
			r.start(r.client.SMS())
			r.pass(2 * time.Minute)
			r.is(id, "text-001", c.want, "")
			if r.shown(street) != c.arrived {
				t.Errorf("%d texts have arrived", r.shown(street))
			}
		})
	}
}

// What had no effect is tried again, later each time, and ends when nobody expects it any more.
func TestTwilioIsAway(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.breaks(twiliotest.REST429, 2, request)
	r.queue(id, texts.Order{ID: "text-001"})
	r.pass(0)
	r.is(id, "text-001", interaction.TextIsQueued, "twilio_too_many")
	r.pass(30 * time.Second)
	r.is(id, "text-001", interaction.TextIsDelivered, "")
	if r.shown(street) != 1 || r.requests() != 3 {
		t.Errorf("%d texts, %d requests", r.shown(street), r.requests())
	}
	r.breaks(twiliotest.REST429, -1, request)
	r.queue(id, texts.Order{ID: "text-002"})
	r.pass(31 * time.Minute)
	r.is(id, "text-002", interaction.TextIsFailed, "text_too_late")
	r.sim.Mend()
	r.pass(10 * time.Minute)
	if r.shown(street) != 1 {
		t.Error("it was sent all the same")
	}
}

// While Twilio answers nothing but trouble, one request at a time asks whether that is over.
func TestManyTextsWait(t *testing.T) {
	r := newRig(t)
	r.breaks(twiliotest.REST429, -1, request)
	for range 20 {
		r.queue(r.call(), texts.Order{ID: "text-001"})
	}
	r.pass(time.Minute)
	if n := r.requests(); n > 60 {
		t.Errorf("%d requests in a minute of trouble", n)
	}
	r.sim.Mend()
	r.pass(5 * time.Minute)
	if n := r.shown(street); n != 20 {
		t.Errorf("%d of 20 have arrived", n)
	}
}

// What Twilio refuses has failed, with the reason, at once or when the carrier says so.
func TestTextsThatFail(t *testing.T) {
	for _, c := range []struct {
		texting twiliotest.Texting
		why     string
	}{
		{twiliotest.Texting{Refused: 21614}, "text_not_mobile"},
		{twiliotest.Texting{Refused: 21408}, "text_country"},
		{twiliotest.Texting{Refused: 21211}, "twilio_number_invalid"},
		{twiliotest.Texting{Ends: "undelivered", Code: 30003}, "text_phone_off"},
		{twiliotest.Texting{Ends: "undelivered", Code: 30005}, "text_no_number"},
		{twiliotest.Texting{Ends: "undelivered", Code: 30007}, "text_filtered"},
		{twiliotest.Texting{Ends: "failed", Code: 30034}, "text_unregistered"},
	} {
		r := newRig(t)
		id := r.call()
		if err := r.sim.Texts(street, c.texting); err != nil {
			t.Fatal(err)
		}
		r.queue(id, texts.Order{ID: "text-001"})
		r.pass(10 * time.Second)
		r.is(id, "text-001", interaction.TextIsFailed, c.why)
	}
}

// Receipts that come twice, late or in disorder move nothing back; those of others move nothing.
func TestReceiptsInDisorder(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.breaks(twiliotest.Reorder, 1, status)
	r.breaks(twiliotest.Duplicate, 1, status)
	r.queue(id, texts.Order{ID: "text-001"})
	r.pass(10 * time.Second)
	r.is(id, "text-001", interaction.TextIsDelivered, "")
	version := r.state(id).Version
	for _, d := range r.sim.Deliveries() {
		for _, address := range []string{d.URL, r.hooks.URL + texts.StatusPath, r.hooks.URL + texts.StatusPath + "?text=nobody.text-001", r.hooks.URL + texts.StatusPath + "?text=" + string(id) + ".other"} {
			for _, form := range []string{"sent", "failed", "nonsense", ""} {
				f := d.Form
				f.Set("MessageStatus", form)
				if code, err := r.sim.Send(t.Context(), address, f, "again"); err != nil || code != 204 {
					t.Errorf("%s: %d %v", address, code, err)
				}
			}
		}
	}
	if r.state(id).Version != version {
		t.Error("something has changed")
	}
}

// Texts to a number go in their order: the next waits until it is known of the one before.
func TestTextsGoInOrder(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.breaks(twiliotest.LoseAnswer, 1, request)
	r.breaks(twiliotest.Drop, -1, status)
	for _, text := range []string{"text-001", "text-002", "text-003"} {
		r.queue(id, texts.Order{ID: text, Body: text})
	}
	r.queue(id, texts.Order{ID: "other-01", Body: "other", To: other})
	r.pass(3 * time.Second)
	r.is(id, "text-002", interaction.TextIsQueued, "")
	r.is(id, "other-01", interaction.TextIsSent, "")
	r.pass(30 * time.Second)
	var got []string
	for _, m := range r.sim.Phone(street) {
		got = append(got, m.Body)
	}
	if len(got) != 3 || got[0] != "text-001" || got[1] != "text-002" || got[2] != "text-003" {
		t.Errorf("the phone shows %q", got)
	}
}

// Two servers at one text send it once.
func TestTwoServers(t *testing.T) {
	r := newRig(t)
	id := r.call()
	for _, text := range []string{"text-001", "text-002", "text-003"} {
		r.queue(id, texts.Order{ID: text})
	}
	var wg sync.WaitGroup
	for range 4 {
		room := r.server(r.client.SMS())
		wg.Go(func() {
			if _, err := room.Reconcile(t.Context(), id); err != nil && !errors.Is(err, reconcile.ErrStale) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	r.pass(20 * time.Second)
	if r.shown(street) != 3 || r.requests() != 3 {
		t.Errorf("%d texts, %d requests", r.shown(street), r.requests())
	}
}

// The loop brings a text on its way by itself, also one of an interaction that is closed and
// that a server before has left.
func TestLoopSends(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.hangUp(id)
	r.queue(id, texts.Order{ID: "text-001"})
	loop := reconcile.New(reconcile.Config{Store: r.store, Clock: r.clock, Log: r.room.Load().Log, Users: []reconcile.User{r.room.Load().User()}})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- loop.Run(ctx) }()
	for changed := r.store.Changed(); r.text(id, "text-001").State != interaction.TextIsSent; changed = r.store.Changed() {
		if r.text(id, "text-001").State == interaction.TextIsSent {
			break
		}
		<-changed
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// What lets somebody in stands in the text that is sent, and in no log; one that is good no
// more is not sent, and an answer that was not heard is found by the words that were sent.
func TestLinkIsPutInWhenSent(t *testing.T) {
	r := newRig(t)
	id := r.call()
	link := func(text string) string {
		_, err := r.room.Load().QueueWith(t.Context(), id, texts.Order{ID: text, Body: "Open " + interaction.TextGap, Purpose: interaction.TextLink}, func(want interaction.WantText) (interaction.State, error) {
			want.Mark = "mark-of-" + text
			return r.deciding().Update(t.Context(), r.store, id, want)
		})
		if refusal, ok := errors.AsType[*interaction.Refusal](err); ok {
			return refusal.Code
		}
		return ""
	}
	r.breaks(twiliotest.LoseAnswer, 1, request)
	r.breaks(twiliotest.Drop, -1, status)
	if code := link("text-001"); code != "" {
		t.Fatal(code)
	}
	r.pass(0)
	r.good.Store(false) // it has been used meanwhile
	r.pass(15 * time.Second)
	r.is(id, "text-001", interaction.TextIsDelivered, "")
	if got := r.sim.Phone(street); len(got) != 1 || got[0].Body != "Open https://desk.example.com/join/mark-of-text-001" {
		t.Errorf("%+v", got)
	}
	if one := r.text(id, "text-001"); one.Body != "Open [link]" {
		t.Errorf("%+v", one)
	}
	link("text-002")
	r.pass(5 * time.Second)
	r.is(id, "text-002", interaction.TextIsFailed, "text_link_over")
	if r.shown(street) != 1 {
		t.Error("a link that is good no more was sent")
	}
}
