package interaction

// CloseDiscarded: an admin took it for a part of a flood.
const CloseDiscarded CloseReason = "discarded as part of a flood"

// Discard a contact that nobody vouches for and nobody has taken up: it ends, and what of it
// has not reached the CRM is not written. What has stays there.
type Discard struct {
	Reason string // one sentence, for the record
	By     string
}

func (c Discard) decide(d *decider) error {
	if !d.Unproven() {
		return refuse("answered_elsewhere")
	}
	if d.Active() {
		if d.Channel == Voice && d.Call.Phase != Ended {
			d.add(CallEnded{By: EndedByWait, Outcome: OutcomeNoAnswer, EndedAt: d.at})
		}
		d.add(Closed{CloseDiscarded})
	}
	for _, it := range d.Items.All() {
		if it.Delivery.State == Waiting || it.Delivery.State == Held {
			d.add(WriteDropped{Key: it.Key, Reason: c.Reason, By: c.By})
		}
	}
	return nil
}

// Discardable reports whether Discard would change anything.
func (s State) Discardable() bool { return s.Unproven() && (s.Active() || !s.Settled()) }
