package compose

import (
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

// contact is what the first note says. It holds only what was known at the
// start: the call itself comes later, and the note must not change by it.
func (c *Composer) contact(s interaction.State) templates.Contact {
	d := templates.Contact{
		Voice: s.Channel == interaction.Voice, Outbound: s.Direction == interaction.Outbound,
		At: c.time(s.StartedAt), Issue: s.IssueIn(c.locale.Language), Line: c.party(s.Line), App: s.App, Queue: s.Queue,
		Trust: string(s.Packet.Trust), Problem: c.problem(s.Packet),
	}
	signed, unsigned := s.Packet.Signed, s.Packet.Unsigned
	if s.Packet.Trust != interaction.Signed {
		// Nothing that came without a valid signature is shown as a fact.
		signed, unsigned = nil, slices.Concat(signed, unsigned)
	}
	switch {
	case s.Customer.Verified:
		signed = slices.Concat(c.details(s.Customer, signed), signed)
	case s.App == "":
		d.Number, d.CarrierName = c.customersNumber(s), carriersName(s) // by the carrier, or dialled by the agent
	default:
		unsigned = slices.Concat(c.details(s.Customer, unsigned), unsigned)
	}
	d.Signed, d.Unsigned = c.fields(signed), c.fields(unsigned)
	return d
}

// customersNumber as the readers are used to see numbers, and as the carrier gave it
// where that is no number.
func (c *Composer) customersNumber(s interaction.State) string {
	if s.Direction == interaction.Inbound && s.App == "" && s.Call.From != "" {
		return c.party(s.Call.From)
	}
	return c.called(s, s.Customer.Phone)
}

// called is a number that an agent called, with the extension that belongs to it.
func (c *Composer) called(s interaction.State, number string) string {
	if s.Direction != interaction.Outbound || number != s.Customer.Phone {
		return c.party(number)
	}
	return words.Extended(c.locale.Language, c.party(number), s.Customer.Extension)
}

// party as readers see it: a number in their usual form; the name of a browser's line
// says nothing to them.
func (c *Composer) party(party string) string {
	if interaction.IsBrowser(party) {
		return ""
	}
	return identity.Display(party, c.locale.Country)
}

// problem with the packet's signature, in a sentence.
func (c *Composer) problem(p interaction.Packet) string {
	switch r := p.Why(); {
	case r.IsZero():
		return ""
	case r.Text != "":
		return r.Text
	default:
		return words.Of(r.Code, r.Values).English(c.locale.Lexicon)
	}
}

// details of the customer that do not stand among the packet's fields: those
// show them already, or the company wants them hidden.
func (c *Composer) details(who interaction.Customer, packet []interaction.Field) []interaction.Field {
	var out []interaction.Field
	for _, f := range []interaction.Field{
		{Key: "name", Label: "Name", Value: who.Name},
		{Key: "email", Label: "Email", Value: who.Email},
		{Key: "phone", Label: "Phone", Value: who.Phone},
		{Key: "customer_number", Label: "Customer number", Value: who.ExternalID},
	} {
		same := func(g interaction.Field) bool { return g.Value == f.Value }
		if f.Value != "" && !slices.ContainsFunc(packet, same) {
			f.Value = c.party(f.Value)
			out = append(out, f)
		}
	}
	return out
}

// fields that may be shown. Hidden ones are for the company's own systems.
func (c *Composer) fields(list []interaction.Field) []templates.Field {
	var out []templates.Field
	for _, f := range list {
		if f.Hidden {
			continue
		}
		label := words.FieldLabel(c.locale.Language, f.Key, f.Label)
		if strings.TrimSpace(label) == "" {
			label = f.Key
		}
		t := templates.Field{Label: label, Value: f.Value}
		if f.Type == "url" {
			t.URL = f.Value // a link if templates finds it safe
		}
		out = append(out, t)
	}
	return out
}
