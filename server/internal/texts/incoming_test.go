package texts_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/texts"
)

// named remembers the settings that were put.
type named struct {
	store.Store
	mu  sync.Mutex
	put []string
}

func (n *named) PutSetting(ctx context.Context, name string, value []byte, expect int64) error {
	n.mu.Lock()
	n.put = append(n.put, name+"="+string(value))
	n.mu.Unlock()
	return n.Store.PutSetting(ctx, name, value, expect)
}

// A text that belongs to nothing begins an interaction on its line's account, with the text in
// it; the next ones go there for a day, and one after that begins another.
func TestTextBegins(t *testing.T) {
	r := newRig(t)
	r.says(street, sales, "Where is it?", twiliotest.TextMedia{URL: "https://api.twilio.com/x", ContentType: "image/jpeg"})
	all := r.all()
	if len(all) != 1 {
		t.Fatalf("%d interactions", len(all))
	}
	s := all[0]
	one := s.Texts.All()[0]
	if s.Account != "sales" || s.Channel != interaction.Message || s.Queue != "default" || s.Line != sales || s.Customer.Phone != street || s.Message != "Where is it?" || !s.Opened || s.Active() {
		t.Errorf("%+v", s.Contact)
	}
	if one.Body != "Where is it?" || one.Media != 1 || !one.Inbound || one.Number != street || s.Items.Len() != 2 {
		t.Errorf("%+v", one)
	}
	r.pass(time.Hour)
	r.says(street, sales, "Hello?")
	if n := len(r.all()); n != 1 || len(r.state(s.ID).Texts.All()) != 2 {
		t.Errorf("%d interactions, %d texts", n, len(r.state(s.ID).Texts.All()))
	}
	r.clock.Advance(25 * time.Hour)
	r.says(street, sales, "Anybody?")
	if n := len(r.all()); n != 2 {
		t.Errorf("%d interactions after a day", n)
	}
}

// A text of somebody who is on the phone goes into their call; after the call it begins
// something of its own, unless there were texts in it.
func TestTextGoesIntoTheCall(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.says(street, ours, "1Z999")
	r.says(other, ours, "I am somebody else")
	if all := r.all(); len(all) != 2 || len(r.state(id).Texts.All()) != 1 {
		t.Fatalf("%d interactions, %d texts", len(all), len(r.state(id).Texts.All()))
	}
	r.hangUp(id)
	r.says(street, ours, "Thank you")
	if got := r.state(id).Texts.All(); len(got) != 2 || got[1].Body != "Thank you" {
		t.Errorf("%+v", got)
	}
	silent := r.call()
	r.clock.Advance(25 * time.Hour)
	r.hangUp(silent)
	r.says(street, ours, "New")
	if got := r.all(); len(got) != 4 || len(r.state(silent).Texts.All()) != 0 {
		t.Errorf("%d interactions", len(got))
	}
}

// An answer comes to where the question was asked, however old that is.
func TestAnswerToAText(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.hangUp(id)
	r.clock.Advance(10 * 24 * time.Hour)
	if code := r.queue(id, texts.Order{ID: "text-001", To: other}); code != "" {
		t.Fatal(code)
	}
	r.pass(2 * time.Second)
	r.says(other, ours, "Yes please")
	got := r.state(id).Texts.All()
	if len(r.all()) != 1 || len(got) != 2 || got[1].Body != "Yes please" || got[1].Number != other {
		t.Errorf("%+v", got)
	}
}

// A text is there once, however often and by however many at once it is told; texts that come
// at once are one conversation.
func TestTextIsThereOnce(t *testing.T) {
	r := newRig(t)
	r.room.Store(nil)
	for _, body := range []string{"one", "two", "three"} {
		r.says(street, ours, body)
	}
	first := map[string]twiliotest.Delivery{}
	for _, d := range r.sim.Deliveries() {
		first[d.Form.Get("MessageSid")] = d
	}
	r.start(r.client.SMS())
	var wg sync.WaitGroup
	for _, d := range first {
		for range 4 {
			wg.Go(func() {
				if code, err := r.sim.Redeliver(t.Context(), d); err != nil || code != 204 {
					t.Error(code, err)
				}
			})
		}
	}
	wg.Wait()
	all := r.all()
	if len(all) != 1 || len(all[0].Texts.All()) != 3 {
		t.Fatalf("%d interactions, texts %+v", len(all), all[0].Texts.All())
	}
	r.says(street, ours, "one") // the same words are another text
	if got := r.state(all[0].ID).Texts.All(); len(got) != 4 {
		t.Errorf("%+v", got)
	}
}

// A text that nobody has taken comes again: Twilio is told to, and it is not acknowledged.
func TestTextComesAgain(t *testing.T) {
	r := newRig(t)
	room := r.room.Swap(nil)
	if _, err := r.sim.PhoneText(street, ours, "Hello"); err != nil {
		t.Fatal(err)
	}
	if err := r.sim.Await(t.Context(), func() bool { return len(r.sim.Deliveries()) > 0 }); err != nil {
		t.Fatal(err)
	}
	r.room.Store(room)
	r.pass(10 * time.Second)
	if all := r.all(); len(all) != 1 {
		t.Errorf("%d interactions", len(all))
	}
}

// Whoever cannot be answered is heard all the same; our own numbers are nobody.
func TestStrangeSenders(t *testing.T) {
	for from, want := range map[string]struct {
		number, phone string
		none          bool
	}{
		"anonymous": {}, "": {}, "12345": {number: "12345"}, "ACME Co": {number: "ACME Co"}, sales: {none: true}, ours: {none: true}, "+493012345678": {number: "+493012345678", phone: "+493012345678"},
	} {
		r := newRig(t)
		r.says(from, ours, "Hello")
		all := r.all()
		if want.none {
			if len(all) != 0 {
				t.Errorf("%q: %d interactions", from, len(all))
			}
			continue
		}
		if len(all) != 1 || all[0].Customer.Phone != want.phone || all[0].Texts.All()[0].Number != want.number {
			t.Errorf("%q: %+v", from, all)
			continue
		}
		if code := r.queue(all[0].ID, texts.Order{ID: "text-001"}); want.phone == "" && code != "no_number" {
			t.Errorf("%q is answered: %q", from, code)
		}
	}
}

// A number of Twilio's that the configuration does not name reaches the first account.
func TestUnknownLine(t *testing.T) {
	r := newRig(t)
	r.sim.SetNumber(twiliotest.Number{PhoneNumber: "+15005550099", SMSURL: r.hooks.URL + texts.MessagesPath})
	r.says(street, "+15005550099", "Hello")
	if all := r.all(); len(all) != 1 || all[0].Account != "support" || all[0].Texts.All()[0].Line != "+15005550099" {
		t.Errorf("%+v", all)
	}
	if code := r.queue(r.all()[0].ID, texts.Order{ID: "text-001"}); code != "" {
		t.Error(code)
	}
	r.pass(time.Second)
	if got := r.sim.Phone(street); got[len(got)-1].From != ours {
		t.Errorf("%+v", got)
	}
}

// Where no more fits into an interaction, the next text begins another.
func TestFullInteraction(t *testing.T) {
	r := newRig(t)
	r.policy.Bounds.Items = 10
	r.start(r.client.SMS())
	for range 12 {
		r.says(street, ours, "more")
	}
	n := 0
	for _, s := range r.all() {
		n += len(s.Texts.All())
	}
	if len(r.all()) != 2 || n != 12 {
		t.Errorf("%d interactions, %d texts", len(r.all()), n)
	}
}
