package interaction

import (
	"slices"
	"time"
)

// Asks are what an agent has asked of the customer, in the order of asking.
type Asks struct{ list []Ask }

// Ask is something that the customer is to give: on their page they see what and for
// whom, and may decline.
type Ask struct {
	ID        string // made by the widget
	Type      AskType
	Label     string // what is wanted, in the agent's words
	Agent     Agent
	At        time.Time
	Until     time.Time
	State     AskState
	Sensitive bool
	Text      string // the answer
	Place     *Place
	Files     []string // what came for it in time, by their ids
	Late      []string // what came after its end
	Reason    Reason   // why it failed
	DoneAt    time.Time
}

// AskState says what has become of an ask.
type AskState string

// States of an ask. All but the first are its end.
const (
	AskOpen    AskState = "open"
	AskGiven   AskState = "answered"
	AskRefused AskState = "declined"
	AskTaken   AskState = "withdrawn"
	AskLate    AskState = "expired"
	AskBroken  AskState = "failed"
)

// Values of the sentences that tell of asks.
func (d AskMade) Values() []string { return []string{"agent", d.Agent.Name, "label", d.Label} }

// Limits of asks.
const (
	AskLife  = 10 * time.Minute
	MaxAsks  = 5   // open at once
	MaxLabel = 200 // bytes
	// MaxSentence to which somebody is to agree, in bytes.
	MaxSentence = 1_000
	MaxAnswer   = 2_000 // bytes
)

// ItemAsk is what came of an ask.
const ItemAsk ItemType = "ask"

var askItem = ItemSpec{Type: ItemAsk, Urgency: always(Urgent), Parts: 1}

var askEvents = events{
	"ask_made":      AskMade{},
	"ask_answered":  AskAnswered{},
	"ask_declined":  AskDeclined{},
	"ask_withdrawn": AskWithdrawn{},
	"ask_expired":   AskExpired{},
	"ask_failed":    AskFailed{},
}

// AskMade: an agent asks; the customer's page shows it.
type AskMade struct {
	Ask       string    `json:"ask"`
	Type      AskType   `json:"type"`
	Label     string    `json:"label"`
	Agent     Agent     `json:"agent"`
	Until     time.Time `json:"until"`
	Sensitive bool      `json:"sensitive,omitempty"`
}

// AskAnswered: the customer has given what was asked for.
type AskAnswered struct {
	Ask   string   `json:"ask"`
	Text  string   `json:"text"`
	Files []string `json:"files,omitempty"` // their ids
	Place *Place   `json:"place,omitempty"`
}

// AskDeclined by the customer.
type AskDeclined struct {
	Ask string `json:"ask"`
}

// AskWithdrawn by an agent.
type AskWithdrawn struct {
	Ask   string `json:"ask"`
	Agent Agent  `json:"agent"`
}

// AskExpired: nobody has answered in time.
type AskExpired struct {
	Ask string `json:"ask"`
}

// AskFailed: the customer's page could not do what was asked.
type AskFailed struct {
	Ask string `json:"ask"`
	Why Reason `json:"why"`
}

func (a *Asks) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case AskMade:
		one := Ask{ID: d.Ask, Type: d.Type, Label: d.Label, Agent: d.Agent, At: e.At, Until: d.Until, State: AskOpen, Sensitive: d.Sensitive}
		a.list = append(slices.Clip(a.list), one)
	case AskAnswered:
		a.end(s, d.Ask, e, AskGiven, func(one *Ask) { one.Text, one.Place = d.Text, d.Place })
	case FileReceived:
		a.receive(d)
	case AskDeclined:
		a.end(s, d.Ask, e, AskRefused, nil)
	case AskWithdrawn:
		a.end(s, d.Ask, e, AskTaken, nil)
	case AskExpired:
		a.end(s, d.Ask, e, AskLate, nil)
	case AskFailed:
		a.end(s, d.Ask, e, AskBroken, func(one *Ask) { one.Reason = d.Why })
	case Closed:
		for _, one := range a.list {
			if one.State == AskOpen {
				a.end(s, one.ID, e, AskTaken, nil)
			}
		}
	}
}

// end of an ask. What came of it is written to the ticket, unless an agent took it back.
func (a *Asks) end(s *State, id string, e Event, state AskState, fill func(*Ask)) {
	i := a.at(id)
	if i < 0 {
		return
	}
	a.list = slices.Clone(a.list)
	one := &a.list[i]
	one.State, one.DoneAt = state, e.At
	if fill != nil {
		fill(one)
	}
	if state != AskTaken {
		s.addItem(ItemAsk, e, func(it *Item) { it.Agent, it.Note, it.Text, it.From = &one.Agent, one.ID, one.said(), fromCustomer })
	}
}

// receive a file that came for an ask: one that comes after its end is a file of the
// interaction all the same.
func (a *Asks) receive(d FileReceived) {
	i := a.at(d.Ask)
	if i < 0 {
		return
	}
	a.list = slices.Clone(a.list)
	one := &a.list[i]
	if one.State == AskOpen {
		one.Files = append(slices.Clip(one.Files), d.File.ID)
	} else {
		one.Late = append(slices.Clip(one.Late), d.File.ID)
	}
}

// said is what stands of the answer in a line, where it is one of words.
func (one Ask) said() string {
	if one.Sensitive {
		return ""
	}
	return one.answer()
}

func (one Ask) answer() string {
	if one.Place != nil {
		return one.Place.String()
	}
	return one.Text
}

func (a *Asks) at(id string) int {
	return slices.IndexFunc(a.list, func(one Ask) bool { return one.ID == id })
}

// All asks, oldest first.
func (a Asks) All() []Ask { return slices.Clone(a.list) }

// Ask with that id.
func (a Asks) Ask(id string) (Ask, bool) {
	if i := a.at(id); i >= 0 {
		return a.list[i], true
	}
	return Ask{}, false
}

// first of those that are open to run out.
func (a *Asks) first() (first Ask) {
	for _, one := range a.list {
		if one.State == AskOpen && (first.ID == "" || one.Until.Before(first.Until)) {
			first = one
		}
	}
	return first
}

func (a *Asks) deadline(*State, Policy) time.Time { return a.first().Until }

func (a *Asks) expire(d *decider) { d.add(AskExpired{Ask: a.first().ID}) }

func (AskMade) event()      {}
func (AskAnswered) event()  {}
func (AskDeclined) event()  {}
func (AskWithdrawn) event() {}
func (AskExpired) event()   {}
func (AskFailed) event()    {}
