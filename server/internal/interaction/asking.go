package interaction

import (
	"reflect"
	"slices"
	"strings"
)

// MakeAsk is idempotent by the ask's id.
type MakeAsk struct {
	Ask   string
	Type  AskType
	Label string
	Agent Agent
	// Sensitive: nothing is recorded while it is open, and the answer is kept out of the ticket.
	Sensitive bool
}

func (c MakeAsk) decide(d *decider) error {
	if _, made := d.Asks.Ask(c.Ask); made {
		return nil
	}
	open := 0
	for _, one := range d.Asks.list {
		if one.State == AskOpen {
			open++
		}
	}
	switch {
	case !d.Active() && d.Channel != Message: // a message is complete when it is sent, and its page is there
		return refuse("closed")
	case !d.HasPage():
		return refuse("no_page") // there is nothing that could show it
	case !c.Type.known():
		return refuse("unknown_ask")
	case c.Sensitive && !askTypes[c.Type].secret:
		return refuse("not_sensitive")
	case strings.TrimSpace(c.Label) == "":
		return refuse("empty_label")
	case len(c.Label) > askTypes[c.Type].label:
		return refuse("label_too_long")
	case open >= MaxAsks:
		return refuse("too_many_asks")
	}
	if err := d.roomForAgents(); err != nil {
		return err
	}
	d.add(AskMade{Ask: c.Ask, Type: c.Type, Label: c.Label, Agent: c.Agent, Until: d.at.Add(AskLife), Sensitive: c.Sensitive})
	return nil
}

// AnswerAsk by the customer, with what fits the ask: text, a place, that they agree, or that
// the files are all there. Files that are named must have come for it.
type AnswerAsk struct {
	Ask    string
	Text   string
	Files  []string
	Place  *Place
	Agreed bool
}

func (c AnswerAsk) decide(d *decider) error {
	one, ok := d.Asks.Ask(c.Ask)
	if !ok {
		return refuse("unknown_ask")
	}
	if err := c.fits(one); err != nil {
		return err
	}
	given := AskAnswered{Ask: c.Ask, Text: c.Text, Files: one.Files}
	if c.Place != nil {
		p := c.Place.rounded()
		given.Place = &p
	}
	if one.State == AskGiven && one.Text == given.Text && reflect.DeepEqual(one.Place, given.Place) {
		return nil
	}
	return d.endAsk(c.Ask, AskGiven, given)
}

// fits refuses an answer that is not one to what was asked.
func (c AnswerAsk) fits(one Ask) error {
	others := func(its ...bool) bool { return slices.Contains(its, true) }
	text, files, place := c.Text != "", c.Files != nil, c.Place != nil
	switch one.Type {
	case AskText:
		switch {
		case others(files, place, c.Agreed):
			return refuse("wrong_answer")
		case strings.TrimSpace(c.Text) == "":
			return refuse("empty_answer")
		case len(c.Text) > MaxAnswer:
			return refuse("answer_too_long")
		}
	case AskPhoto, AskVideo:
		if others(text, place, c.Agreed) {
			return refuse("wrong_answer")
		}
		return one.has(c.Files)
	case AskPlace:
		switch {
		case !place, others(text, files, c.Agreed):
			return refuse("wrong_answer")
		case !c.Place.possible():
			return refuse("no_such_place")
		}
	case AskConsent:
		if !c.Agreed || others(text, files, place) {
			return refuse("wrong_answer")
		}
	}
	return nil
}

// has come for it, all of that.
func (one Ask) has(files []string) error {
	switch {
	case len(files) == 0:
		return refuse("no_files")
	case len(files) > max(one.Type.MostFiles(), len(one.Files)):
		return refuse("enough_files")
	}
	for _, id := range files {
		if !slices.Contains(one.Files, id) && !slices.Contains(one.Late, id) {
			return refuse("not_its_file")
		}
	}
	return nil
}

// DeclineAsk by the customer.
type DeclineAsk struct{ Ask string }

func (c DeclineAsk) decide(d *decider) error { return d.endAsk(c.Ask, AskRefused, AskDeclined(c)) }

// WithdrawAsk by an agent.
type WithdrawAsk struct {
	Ask   string
	Agent Agent
}

func (c WithdrawAsk) decide(d *decider) error { return d.endAsk(c.Ask, AskTaken, AskWithdrawn(c)) }

// FailAsk: the customer's page says that it cannot do this, and why.
type FailAsk struct {
	Ask string
	Why Reason
}

func (c FailAsk) decide(d *decider) error { return d.endAsk(c.Ask, AskBroken, AskFailed(c)) }

// endAsk once; the same end again changes nothing, except for an answer of another text.
func (d *decider) endAsk(id string, state AskState, data Data) error {
	one, ok := d.Asks.Ask(id)
	switch {
	case !ok:
		return refuse("unknown_ask")
	case one.State == state && state != AskGiven:
		return nil
	case one.State != AskOpen:
		return refuse("ask_over")
	}
	d.add(data)
	return nil
}
