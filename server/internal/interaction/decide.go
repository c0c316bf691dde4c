package interaction

import (
	"slices"
	"strings"
	"time"
)

// Command is something that somebody wants, or that the outside world reports.
type Command interface {
	decide(*decider) error
}

// Decision is what follows from a command. No events: nothing changed, which is
// what a repeated command comes to.
type Decision struct {
	Events []Event
	Writes []Write
	State  State // after the events
}

// Write is one thing to put into the interaction's ticket. It says what, not
// how: its body is rendered at send time from the log.
type Write struct {
	Key    string
	Type   ItemType
	Author string // agent id; writes of different authors never share an update
}

// Decide what follows from cmd in state s at that time. The error is a *Refusal.
func (s State) Decide(cmd Command, at time.Time, p Policy) (Decision, error) {
	d := &decider{State: s, at: at, policy: p}
	if s.Version == 0 {
		if _, ok := cmd.(Start); !ok {
			return Decision{}, refuse("unknown_interaction", "There is no such interaction.")
		}
	}
	if err := cmd.decide(d); err != nil {
		return Decision{}, err
	}
	return Decision{Events: d.events, Writes: newWrites(s, d.State), State: d.State}, nil
}

// newWrites are those of the items that came into being, that got a new revision,
// or that the opening of the ticket has set free.
func newWrites(before, after State) []Write {
	if !after.Opened {
		return nil
	}
	known := map[string]bool{}
	if before.Opened {
		for _, it := range before.Items {
			known[it.Key] = true
		}
	}
	var ws []Write
	for _, it := range after.Items {
		if known[it.Key] || before.Opened && it.Delivery.State == Landed {
			continue
		}
		w := Write{Key: it.Key, Type: it.Type}
		if it.Agent != nil && (it.Type == ItemNote || it.Type == ItemWrapUp) {
			w.Author = it.Agent.ID
		}
		ws = append(ws, w)
	}
	return ws
}

// decider collects events and keeps the state that they lead to.
type decider struct {
	State
	at     time.Time
	policy Policy
	events []Event
}

func (d *decider) add(data Data) {
	e := Event{N: d.Version + 1, At: d.at, Data: data}
	d.events = append(d.events, e)
	d.State = d.Apply(e)
}

// Start an interaction. Everything in it comes from a verified source or is
// marked as hearsay in the packet.
type Start struct {
	Started
	Packet  *Packet
	Message string
	Tab     string // outbound: the tab that will connect
}

func (c Start) decide(d *decider) error {
	if d.Version > 0 {
		return refuse("exists", "This contact has already arrived.")
	}
	if c.Direction == Outbound && c.Agent == nil {
		return refuse("no_agent", "Somebody must make the call.")
	}
	c.Started.OpenOn = d.policy.OpenOn
	d.add(c.Started)
	if c.Packet != nil {
		d.add(PacketReceived{*c.Packet})
	}
	if c.Channel == Message {
		d.add(MessageLeft{c.Message})
		d.add(Closed{CloseMessageLeft})
	}
	if c.Direction == Outbound {
		d.add(OfferAccepted{Offer: 1, Agent: *c.Started.Agent, Tab: c.Tab, Until: d.at.Add(d.policy.ClaimLease)})
	}
	return nil
}

// AddNote is idempotent by its id, which the widget makes.
type AddNote struct {
	Note  string
	Agent Agent
	Text  string
}

// MaxNote is the longest note an agent can write at once, in bytes.
const MaxNote = 20_000

func (c AddNote) decide(d *decider) error {
	if slices.ContainsFunc(d.Items, func(it Item) bool { return it.Type == ItemNote && it.Note == c.Note }) {
		return nil
	}
	if err := checkText(c.Text, "note"); err != nil {
		return err
	}
	d.add(NoteAdded(c))
	return nil
}

func checkText(text, what string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return refuse("empty_"+strings.ReplaceAll(what, " ", "_"), "The "+what+" is empty.")
	case len(text) > MaxNote:
		return refuse("too_long", "The "+what+" is too long; at most 20,000 bytes fit.")
	}
	return nil
}

// SaveWrapUp may be repeated: a later one is a new record, never an edit of what
// the CRM already holds.
type SaveWrapUp struct {
	Agent       Agent
	Disposition string
	Note        string
}

func (c SaveWrapUp) decide(d *decider) error {
	if d.Channel == Voice && d.Call.Phase != Ended {
		return refuse("call_in_progress", "The call is not over yet.")
	}
	if c.Disposition == "" {
		return refuse("no_disposition", "Choose how the call ended.")
	}
	if c.Note != "" {
		if err := checkText(c.Note, "closing note"); err != nil {
			return err
		}
	}
	if w := d.WrapUp; w != nil && w.Disposition == c.Disposition && w.Note == c.Note && w.Agent.ID == c.Agent.ID {
		return nil
	}
	d.add(WrapUpSaved(c))
	if d.Active() {
		d.add(Closed{CloseWrappedUp})
	}
	return nil
}
