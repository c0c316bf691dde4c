package interaction

import "time"

// WantText has a text sent. It is idempotent by the text's id.
type WantText struct{ TextWanted }

func (c WantText) decide(d *decider) error {
	if _, known := d.Texts.Text(c.Text); known {
		return nil
	}
	if c.Again != "" {
		old, known := d.Texts.Text(c.Again)
		switch {
		case !known || old.Inbound:
			return refuse("unknown_text")
		case old.Repeats > 0:
			return refuse("text_sent_again")
		case old.State != TextIsUnknown && old.State != TextIsFailed:
			return refuse("text_is_known")
		}
	}
	switch {
	case empty(c.Body):
		return refuse("empty_text")
	case d.policy.Texts.Longest > 0 && length(c.Body) > d.policy.Texts.Longest:
		return refuse("text_too_long")
	case c.To == "":
		return refuse("no_number")
	case c.Line == "":
		return refuse("text_no_line")
	case d.policy.Texts.PerHour > 0 && d.textsSince(d.at.Add(-time.Hour)) >= d.policy.Texts.PerHour:
		return refuse("too_many_texts")
	}
	if err := d.roomForAgents(); err != nil {
		return err
	}
	d.add(c.TextWanted)
	return nil
}

// TextJoinCode makes a code by which the customer's browser joins their call, and has its
// link sent: both, or neither. It is idempotent by the text's id.
type TextJoinCode struct {
	Code MakeJoinCode
	Text WantText
}

func (c TextJoinCode) decide(d *decider) error {
	if _, known := d.Texts.Text(c.Text.Text); known {
		return nil
	}
	c.Code.How, c.Code.To, c.Text.Mark = ByText, c.Text.To, c.Code.Mark
	if err := c.Code.decide(d); err != nil {
		return err
	}
	return c.Text.decide(d)
}

// textsSince a moment, that were to go out.
func (d *decider) textsSince(at time.Time) (n int) {
	for _, one := range d.Texts.list.Backward() {
		if !one.Inbound && one.At.After(at) {
			n++
		}
	}
	return n
}

// SendText marks a text before its request leaves: from then on it is looked for, and not
// sent again.
type SendText struct{ Text string }

func (c SendText) decide(d *decider) error {
	one, _ := d.Texts.Text(c.Text)
	if one.State != TextIsQueued || d.at.Before(one.Until) {
		return refuse("text_not_queued")
	}
	d.add(TextSending(c))
	return nil
}

// DelayText takes in that the request had no effect, and will be made again.
type DelayText struct {
	Text  string
	Until time.Time
	Why   Reason
}

func (c DelayText) decide(d *decider) error {
	if one, _ := d.Texts.Text(c.Text); one.State == TextIsSending {
		d.add(TextDelayed(c))
	}
	return nil
}

// DoubtText takes in that the carrier does not show a text whose answer was not heard.
type DoubtText struct{ Text string }

func (c DoubtText) decide(d *decider) error {
	if one, _ := d.Texts.Text(c.Text); one.State == TextIsSending || one.State == TextIsUnknown && !one.Looked {
		d.add(TextUnknown{Text: c.Text, Looked: true})
	}
	return nil
}

// SettleText takes in what the carrier says of a text: TextIsSent, TextIsDelivered or
// TextIsFailed. What is older than what is known changes nothing.
type SettleText struct {
	Text  string
	Ref   string
	State TextState
	Why   Reason
}

func (c SettleText) decide(d *decider) error {
	one, known := d.Texts.Text(c.Text)
	switch {
	case !known || one.Inbound:
		return refuse("unknown_text")
	case c.State.rank() <= one.State.rank(), one.Ref != "" && c.Ref != one.Ref:
		return nil
	}
	switch c.State {
	case TextIsSent:
		d.add(TextSent{Text: c.Text, Ref: c.Ref})
	case TextIsDelivered:
		d.add(TextDelivered{Text: c.Text, Ref: c.Ref})
	case TextIsFailed:
		d.add(TextFailed{Text: c.Text, Ref: c.Ref, Why: c.Why})
	case TextIsQueued, TextIsSending, TextIsUnknown, TextIsHere:
	}
	return nil
}

// ReceiveText takes in a text of the customer's. It is idempotent by the carrier's id.
type ReceiveText struct{ TextReceived }

func (c ReceiveText) decide(d *decider) error {
	if _, known := d.Texts.Text(c.Text); known {
		return nil
	}
	if b := d.policy.Bounds; b.Items > 0 && d.Items.Len() >= b.Items-b.Items/5 {
		return refuse("too_many_items") // it begins another interaction
	}
	d.add(c.TextReceived)
	return nil
}
