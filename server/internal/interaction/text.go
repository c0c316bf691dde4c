package interaction

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Texts are the short messages of an interaction, those that go out and those that have come
// in, in the order in which they were wanted and came.
type Texts struct{ list List[Text] }

// Text is one of them.
type Text struct {
	ID      string // made by whoever wanted it; of one that came in, the carrier's own
	Inbound bool
	Number  string // the customer's; of one that came in, as it came
	Line    string // ours
	Body    string
	Media   int // pictures and the like that came along
	Purpose TextPurpose
	Secret  bool   // its words are nobody's but the customer's: a code
	Agent   *Agent // who wanted it; nil: Deskside
	Again   string // the text that it repeats, by an agent's decision
	Mark    string // of the join code whose link stands at TextGap; empty: none does

	State   TextState
	Why     Reason    // it has failed, or waits
	Ref     string    // the carrier's id; empty: none is known
	At      time.Time // it was wanted, or came
	Since   time.Time // of the state
	Until   time.Time // it is not tried before
	TriedAt time.Time // its request left last; zero: never
	Looked  bool      // unknown, and the carrier does not show it either
	Repeats int       // how often an agent has sent it again
	Changed int       // the event that changed it last
}

// TextPurpose is what a text is for.
type TextPurpose string

// Purposes.
const (
	TextByAgent  TextPurpose = "agent"     // what an agent writes
	TextLink     TextPurpose = "link"      // the address of a page for the customer
	TextCode     TextPurpose = "code"      // that proves who has the phone
	TextCallback TextPurpose = "call_back" // about a call that is to come
)

// TextState is what has become of a text.
type TextState string

// States of texts. What the carrier tells only ever moves a text forward.
const (
	TextIsQueued    TextState = "queued"
	TextIsSending   TextState = "sending" // the request may have left
	TextIsUnknown   TextState = "unknown" // nobody knows whether it was sent
	TextIsSent      TextState = "sent"    // the carrier has it
	TextIsDelivered TextState = "delivered"
	TextIsFailed    TextState = "failed"
	TextIsHere      TextState = "received" // it came in
)

// rank of states, in the order in which the carrier's word moves a text.
func (s TextState) rank() int {
	switch s {
	case TextIsSent:
		return 1
	case TextIsDelivered, TextIsFailed, TextIsHere:
		return 2
	case TextIsQueued, TextIsSending, TextIsUnknown:
	}
	return 0
}

// TextGap is where a link stands in a text that has one: what lets somebody in stands in no
// log, and is put there when the text is sent.
const TextGap = "[link]"

const (
	// textLife is how long a text waits to be sent: after that nobody expects it any more.
	textLife = 30 * time.Minute
	// textDoubt is how long a text may be on its way to the carrier, until it is said that
	// nobody knows.
	textDoubt = 3 * time.Minute
)

// TextPolicy is what an admin may decide about texts. Zero fields are no bounds.
type TextPolicy struct {
	Longest int // in UTF-16 units, as carriers count
	PerHour int // that go out of one interaction
}

// ItemText is a text, or what has later become of one.
const ItemText ItemType = "text"

var textItem = ItemSpec{Type: ItemText, Urgency: always(Urgent), Parts: 1}

var textEvents = events{
	"text_wanted":    TextWanted{},
	"text_sending":   TextSending{},
	"text_delayed":   TextDelayed{},
	"text_sent":      TextSent{},
	"text_delivered": TextDelivered{},
	"text_failed":    TextFailed{},
	"text_unknown":   TextUnknown{},
	"text_received":  TextReceived{},
}

// TextWanted: it is to be sent.
type TextWanted struct {
	Text    string      `json:"text"` // id
	To      string      `json:"to"`
	Line    string      `json:"line"`
	Body    string      `json:"body"`
	Purpose TextPurpose `json:"purpose"`
	Secret  bool        `json:"secret,omitempty"`
	Agent   *Agent      `json:"agent,omitempty"`
	Again   string      `json:"again,omitempty"`
	Mark    string      `json:"mark,omitempty"`
}

// TextSending: the request leaves now.
type TextSending struct {
	Text string `json:"text"`
}

// TextDelayed: the request had no effect; it is tried again.
type TextDelayed struct {
	Text  string    `json:"text"`
	Until time.Time `json:"until"`
	Why   Reason    `json:"why"`
}

// TextSent: the carrier has taken it.
type TextSent struct {
	Text string `json:"text"`
	Ref  string `json:"ref"`
}

// TextDelivered: the carrier says that it is on the phone.
type TextDelivered struct {
	Text string `json:"text"`
	Ref  string `json:"ref"`
}

// TextFailed: it is not, and will not be.
type TextFailed struct {
	Text string `json:"text"`
	Ref  string `json:"ref,omitempty"`
	Why  Reason `json:"why"`
}

// TextUnknown: its answer was not heard, and nobody can say whether it was sent.
type TextUnknown struct {
	Text   string `json:"text"`
	Looked bool   `json:"looked,omitempty"` // the carrier does not show it
}

// TextReceived: the customer has sent one.
type TextReceived struct {
	Text   string `json:"text"` // the carrier's id
	From   string `json:"from,omitempty"`
	To     string `json:"to"`
	Body   string `json:"body"`
	Media  int    `json:"media,omitempty"`
	OptOut string `json:"opt_out,omitempty"` // stop, start, help: what it says of further ones
}

// Values of the sentences that tell of texts.
func (d TextWanted) Values() []string { return []string{"number", d.To} }

// Values of the sentences that tell of texts.
func (d TextReceived) Values() []string {
	return []string{"number", d.From, "media", strconv.Itoa(d.Media)}
}

func (t *Texts) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case TextWanted:
		t.list.add(Text{
			ID: d.Text, Number: d.To, Line: d.Line, Body: d.Body, Purpose: d.Purpose, Secret: d.Secret, Agent: d.Agent, Again: d.Again, Mark: d.Mark,
			State: TextIsQueued, At: e.At, Since: e.At, Until: e.At, Changed: e.N,
		}, s.exclusive)
		if i := t.index(d.Again); d.Again != "" && i >= 0 {
			t.list.change(i, s.exclusive, func(one *Text) { one.Repeats, one.Changed = one.Repeats+1, e.N })
		}
	case TextReceived:
		t.list.add(Text{
			ID: d.Text, Inbound: true, Number: d.From, Line: d.To, Body: d.Body, Media: d.Media,
			State: TextIsHere, Ref: d.Text, At: e.At, Since: e.At, Changed: e.N,
		}, s.exclusive)
		s.addItem(ItemText, e, func(it *Item) { it.Note, it.Text, it.From = d.Text, d.Body, fromCustomer })
	case TextSending:
		t.set(s, d.Text, e, TextIsSending, func(one *Text) { one.TriedAt = e.At })
	case TextDelayed:
		t.set(s, d.Text, e, TextIsQueued, func(one *Text) { one.Until, one.Why = d.Until, d.Why })
	case TextSent:
		t.set(s, d.Text, e, TextIsSent, func(one *Text) { one.Ref = d.Ref })
	case TextDelivered:
		t.set(s, d.Text, e, TextIsDelivered, func(one *Text) { one.Ref = d.Ref })
	case TextFailed:
		t.set(s, d.Text, e, TextIsFailed, func(one *Text) { one.Why, one.Ref = d.Why, d.Ref })
	case TextUnknown:
		t.set(s, d.Text, e, TextIsUnknown, func(one *Text) { one.Looked = d.Looked })
	}
}

// set a text's state. It is written to the ticket when it first comes to something, and again
// when it turns out otherwise than is written there.
func (t *Texts) set(s *State, id string, e Event, to TextState, fill func(*Text)) {
	i := t.index(id)
	if i < 0 {
		return
	}
	before := t.list.At(i).State
	t.list.change(i, s.exclusive, func(one *Text) {
		one.State, one.Since, one.Why, one.Changed = to, e.At, Reason{}, e.N
		if fill != nil {
			fill(one)
		}
	})
	if to == TextIsQueued || to == TextIsSending || before == to || before == TextIsSent && to == TextIsDelivered {
		return
	}
	one := t.list.At(i)
	s.addItem(ItemText, e, func(it *Item) {
		it.Agent, it.Note = one.Agent, one.ID
		if !one.Secret {
			it.Text = one.Body
		}
		if one.Agent != nil {
			it.From = "agent"
		}
	})
}

// index of a text: late ones are asked for most.
func (t *Texts) index(id string) int {
	for i := t.list.Len() - 1; i >= 0; i-- {
		if t.list.at(i).ID == id {
			return i
		}
	}
	return -1
}

// All texts, in order.
func (t Texts) All() []Text { return t.list.Slice() }

// Text with that id.
func (t Texts) Text(id string) (Text, bool) {
	if i := t.index(id); i >= 0 {
		return t.list.At(i), true
	}
	return Text{}, false
}

// Last moment at which a text went out or came in between a number and us; zero: never.
func (t Texts) Last(number string) (last time.Time) {
	for _, one := range t.list.All() {
		if one.Number == number && one.At.After(last) {
			last = one.At
		}
	}
	return last
}

// Pending: there is a text that somebody has still to send, or to look for.
func (t Texts) Pending() bool {
	for _, one := range t.list.Backward() {
		if one.State == TextIsQueued || one.State == TextIsSending {
			return true
		}
	}
	return false
}

// Pending: somebody has still to do something, though the interaction may be closed.
func (s State) Pending() bool { return s.Active() || s.Texts.Pending() || s.Asks.first().ID != "" }

// TextItem is what an item of type text says: the text as it stood when the item came, and
// whether it is said of one that is in the ticket already.
func (s State) TextItem(it Item) (one Text, later bool) {
	one, _ = s.Texts.Text(it.Note)
	for n := 1; n <= it.N; n++ {
		switch d := s.Log.at(n - 1).Data.(type) {
		case TextSent:
			if d.Text == one.ID {
				one.State, one.Why = TextIsSent, Reason{}
			}
		case TextDelivered:
			if d.Text == one.ID {
				one.State, one.Why = TextIsDelivered, Reason{}
			}
		case TextFailed:
			if d.Text == one.ID {
				one.State, one.Why = TextIsFailed, d.Why
			}
		case TextUnknown:
			if d.Text == one.ID {
				one.State, one.Why = TextIsUnknown, Reason{}
			}
		}
	}
	for _, other := range s.Items.All() {
		if other.N >= it.N {
			break
		}
		later = later || other.Type == ItemText && other.Note == it.Note
	}
	return one, later
}

// length of a text as carriers count it.
func length(body string) int { return len(utf16.Encode([]rune(body))) }

// next text whose time runs out, and when.
func (t *Texts) next() (first Text, at time.Time) {
	for _, one := range t.list.All() {
		var until time.Time
		switch one.State {
		case TextIsQueued:
			until = one.At.Add(textLife)
		case TextIsSending:
			until = one.Since.Add(textDoubt)
		case TextIsUnknown, TextIsSent, TextIsDelivered, TextIsFailed, TextIsHere:
			continue
		}
		if at.IsZero() || until.Before(at) {
			first, at = one, until
		}
	}
	return first, at
}

func (t *Texts) deadline(*State, Policy) time.Time {
	_, at := t.next()
	return at
}

func (t *Texts) expire(d *decider) {
	if one, _ := t.next(); one.State == TextIsQueued {
		d.add(TextFailed{Text: one.ID, Why: Because("text_too_late")})
	} else {
		d.add(TextUnknown{Text: one.ID})
	}
}

// empty: there is nothing in it that a phone would show.
func empty(body string) bool { return strings.TrimSpace(body) == "" }

func (TextWanted) event()    {}
func (TextSending) event()   {}
func (TextDelayed) event()   {}
func (TextSent) event()      {}
func (TextDelivered) event() {}
func (TextFailed) event()    {}
func (TextUnknown) event()   {}
func (TextReceived) event()  {}
