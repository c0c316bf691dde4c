package texts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/texts"
)

// Who has said STOP gets nothing, by no line of the account, until they say START; what was
// queued meanwhile has failed, and says why.
func TestStop(t *testing.T) {
	r := newRig(t)
	id := r.call()
	r.queue(id, texts.Order{ID: "text-001"})
	r.says(street, ours, " Stop ")
	before := r.requests()
	r.is(id, "text-001", interaction.TextIsFailed, "text_opted_out")
	if code := r.queue(id, texts.Order{ID: "text-002"}); code != "text_opted_out" {
		t.Errorf("after STOP: %q", code)
	}
	if code := r.queue(id, texts.Order{ID: "text-003", To: other}); code != "" {
		t.Errorf("somebody else: %q", code)
	}
	r.pass(time.Second)
	if r.requests() != before+1 {
		t.Errorf("%d requests more", r.requests()-before)
	}
	stop := r.sim.Deliveries()[0]
	r.says(street, ours, "START")
	if code, err := r.sim.Redeliver(t.Context(), stop); err != nil || code != 204 { // told once more, late
		t.Error(code, err)
	}
	if code := r.queue(id, texts.Order{ID: "text-004"}); code != "" {
		t.Errorf("after START: %q", code)
	}
	r.pass(5 * time.Second)
	r.is(id, "text-004", interaction.TextIsDelivered, "")
	for _, one := range r.state(id).Texts.All() {
		if one.Inbound && strings.TrimSpace(one.Body) == "" {
			t.Error("what the customer wrote is hidden")
		}
	}
}

// What Twilio knows and we do not, is learnt from its refusal; another account's number is none
// of that.
func TestStopAtTwilioAlone(t *testing.T) {
	r := newRig(t)
	id := r.call()
	room := r.room.Swap(nil) // the server is down when it is said
	r.says(street, ours, "STOP")
	r.pass(20 * time.Second)
	r.room.Store(room)
	r.queue(id, texts.Order{ID: "text-001"})
	r.pass(time.Second)
	r.is(id, "text-001", interaction.TextIsFailed, "text_opted_out")
	if code := r.queue(id, texts.Order{ID: "text-002"}); code != "text_opted_out" {
		t.Errorf("the next: %q", code)
	}
}

// Numbers that cost, that are not of people or not of the account's countries get nothing.
func TestWhereTextsDoNotGo(t *testing.T) {
	r := newRig(t)
	id := r.call()
	for to, want := range map[string]string{
		"911": "text_costly", "112": "text_costly", "12345": "text_costly", "+1 900 555 0123": "text_costly", "+44 7011 234567": "text_costly", "+881 6 1234 5678": "text_costly",
		ours: "text_bad_number", sales: "text_bad_number", "not a number": "text_bad_number", "+1 415 555 0100 ext. 7": "text_bad_number", "+1 415": "text_costly",
		"+49 30 1234567": "text_country", "+1 416 555 0100": "text_country",
		"(415) 555-0102": "",
	} {
		if code := r.queue(id, texts.Order{ID: "text-" + strings.Trim(strings.Map(digit, to), " "), To: to}); code != want {
			t.Errorf("%s: %q, want %q", to, code, want)
		}
	}
}

func digit(c rune) rune {
	if c >= '0' && c <= '9' {
		return c
	}
	return 'x'
}

// Who has written to us is answered, wherever they are.
func TestWhoWritesIsAnswered(t *testing.T) {
	r := newRig(t)
	r.says("+493012345678", ours, "Hallo")
	id := r.all()[0].ID
	if code := r.queue(id, texts.Order{ID: "text-001"}); code != "" {
		t.Error(code)
	}
}

// Links are not sent where they would not arrive.
func TestNoLinks(t *testing.T) {
	r := newRig(t)
	r.limits.NoLinks = []string{"US"}
	r.start(r.client.SMS())
	id := r.call()
	if code := r.queue(id, texts.Order{ID: "text-001", Purpose: interaction.TextLink}); code != "text_no_links" {
		t.Errorf("a link: %q", code)
	}
	if code := r.queue(id, texts.Order{ID: "text-002", Purpose: interaction.TextCode, Secret: true}); code != "" {
		t.Errorf("a code: %q", code)
	}
}

// So many an hour go to one number, and so many out of one account, at all servers together and
// after a restart; what is refused costs nothing.
func TestTextsAnHour(t *testing.T) {
	r := newRig(t)
	r.limits.PerNumber, r.limits.PerAccount = 2, 3
	r.start(r.client.SMS())
	id := r.call()
	for i, c := range []struct{ to, want string }{
		{"", ""}, {"+49 30 1234567", "text_country"}, {"", ""}, {"", "too_many_texts_to_number"}, {other, ""}, {"+14155550102", "too_many_texts_of_account"},
	} {
		r.start(r.client.SMS())
		if code := r.queue(id, texts.Order{ID: "text-" + string(rune('a'+i)), To: c.to}); code != c.want {
			t.Errorf("text %d: %q, want %q", i, code, c.want)
		}
	}
	r.clock.Advance(time.Hour)
	if code := r.queue(id, texts.Order{ID: "text-later"}); code != "" {
		t.Errorf("an hour later: %q", code)
	}
}

// Nobody's number stands in what outlives a contact.
func TestNumbersAreHidden(t *testing.T) {
	r := newRig(t)
	r.limits.PerNumber = 5
	names := &named{Store: r.store.Store}
	r.store = store.NewStates(names, 0)
	r.start(r.client.SMS())
	id := r.call()
	r.queue(id, texts.Order{ID: "text-001"})
	r.says(street, ours, "STOP")
	if len(names.put) == 0 {
		t.Error("nothing was put")
	}
	for _, put := range names.put {
		if strings.Contains(put, street[1:]) {
			t.Errorf("%q has the number", put)
		}
	}
}
