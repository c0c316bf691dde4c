package interaction

import "time"

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

// Decide what follows from cmd in state s at that time. The error is a *Refusal.
func (s State) Decide(cmd Command, at time.Time, p Policy) (Decision, error) {
	d := &decider{State: s, at: at, policy: p}
	if s.Version == 0 {
		if _, ok := cmd.(Start); !ok {
			return Decision{}, refuse("unknown_interaction")
		}
	}
	if err := cmd.decide(d); err != nil {
		return Decision{}, err
	}
	return Decision{Events: d.events, Writes: d.newWrites(s), State: d.State}, nil
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
	d.State.apply(e)
}

// newWrites are those of the items that came into being, that got a new revision,
// or that the opening of the ticket has set free.
func (d *decider) newWrites(before State) []Write {
	switch {
	case !d.Opened:
		return nil
	case !before.Opened:
		return d.writesFrom(0, func(int) bool { return true })
	case len(d.events) == 0:
		return nil
	}
	first := before.Items.Len()
	for _, e := range d.events {
		if _, moved := e.Data.(WritesRehomed); moved {
			first = 0
		}
	}
	return d.writesFrom(first, func(i int) bool {
		return d.Items.at(i).Delivery.State != Landed && (i >= before.Items.Len() || d.Items.at(i).Key != before.Items.at(i).Key)
	})
}

func (d *decider) writesFrom(first int, isNew func(i int) bool) []Write {
	var ws []Write
	for i, it := range d.Items.From(first) {
		if !isNew(i) {
			continue
		}
		w := Write{Key: it.Key, Type: it.Type}
		if a := it.Writer(); a != nil {
			w.Author = a.ID
		}
		ws = append(ws, w)
	}
	return ws
}
