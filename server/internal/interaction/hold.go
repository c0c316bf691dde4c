package interaction

import "time"

// OnHold is whether the customer hears music in place of everybody else in the conference.
type OnHold struct {
	Since time.Time     // zero: they are not on hold
	By    Agent         // who has put them there last
	Total time.Duration // of the holds that are over
}

// On reports whether the customer is on hold.
func (h OnHold) On() bool { return !h.Since.IsZero() }

var holdEvents = events{
	"customer_put_on_hold":    CustomerPutOnHold{},
	"customer_taken_off_hold": CustomerTakenOffHold{},
}

// CustomerPutOnHold: an agent has put the customer on hold. It lasts until somebody takes them
// off it, another agent's leg has joined, or the call is over. A transfer is a hold, too, until
// it is over, unless the sender has gone.
type CustomerPutOnHold struct {
	Agent Agent `json:"agent"`
}

// CustomerTakenOffHold: an agent has taken the customer off hold.
type CustomerTakenOffHold struct {
	Agent Agent `json:"agent"`
}

// Values of the sentences that tell of holds.
func (d CustomerPutOnHold) Values() []string { return []string{"agent", d.Agent.Name} }

// Values of the sentences that tell of holds.
func (d CustomerTakenOffHold) Values() []string { return []string{"agent", d.Agent.Name} }

func (h *OnHold) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case CustomerPutOnHold:
		h.Since, h.By = e.At, d.Agent
	case TransferBegun:
		if !h.On() {
			h.Since, h.By = e.At, d.Agent
		}
	case TransferEnded:
		if s.Call.Phase == Connected {
			h.end(e.At)
		}
	case CustomerTakenOffHold, AgentJoined, CallEnded:
		h.end(e.At)
	}
}

func (h *OnHold) end(at time.Time) {
	if h.On() {
		h.Total += max(at.Sub(h.Since), 0)
		h.Since = time.Time{}
	}
}

func (*OnHold) deadline(*State, Policy) time.Time { return time.Time{} }
func (*OnHold) expire(*decider)                   {}

// PutOnHold has the customer hear music. A second time changes nothing.
type PutOnHold struct{ Agent Agent }

func (c PutOnHold) decide(d *decider) error {
	if err := d.inTalk(c.Agent); err != nil || d.OnHold.On() {
		return err
	}
	d.add(CustomerPutOnHold(c))
	return nil
}

// TakeOffHold takes the customer off hold. A second time changes nothing.
type TakeOffHold struct{ Agent Agent }

func (c TakeOffHold) decide(d *decider) error {
	switch err := d.inTalk(c.Agent); {
	case err != nil:
		return err
	case d.Transfers.On() != nil && d.Call.ColleagueSID() == "":
		return refuse("transfer_on")
	case !d.OnHold.On():
		return nil
	}
	d.add(CustomerTakenOffHold(c))
	return nil
}

// inTalk refuses what only the agent who is on the line with the customer may do.
func (d *decider) inTalk(a Agent) error {
	switch owner := d.Owner(); {
	case d.Call.Over():
		return refuse("call_ended")
	case d.Call.Phase != Connected:
		return refuse("not_connected")
	case owner == nil || owner.ID != a.ID:
		return refuse("not_your_call")
	}
	return nil
}

func (CustomerPutOnHold) event()    {}
func (CustomerTakenOffHold) event() {}
