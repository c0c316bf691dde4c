package compose

import (
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

// Opening renders a ticket to create, with the items inside. requester is who
// the CRM says the customer is; nil: nobody yet, and what is known of them comes
// along. The contact is the first note of every ticket: where it stands on another
// one and stays there, this ticket gets it once more, under a key of its own. One
// that is held comes when its own write does.
func (c *Composer) Opening(s interaction.State, keys []string, batch string, requester *interaction.Requester, open Content) (connectors.Opening, error) {
	c = c.forReadersOf(s.Account)
	o := connectors.Opening{
		Key: batch, Requester: c.client(s, requester),
		IssuePath: interaction.Slug(s.IssuePath), Channel: string(s.Channel), Queue: s.Queue, Remark: c.remark(requester),
	}
	if requester != nil {
		s.Requester = requester
	}
	first, err := c.Update(s, keys, batch, open)
	if err != nil {
		return o, err
	}
	first.Ticket = ""
	if it := s.Items.At(0); it.Delivery.State == interaction.Landed && !slices.Contains(keys, it.Key) {
		again := connectors.Update{}
		it.Key = batch + "-contact"
		if err := c.note(&again, it, c.contact(s)); err != nil {
			return o, err
		}
		first.Notes = slices.Concat(again.Notes, first.Notes)
	}
	o.First = first
	o.Subject, err = c.set.Line(templates.Subject{
		Voice: s.Channel == interaction.Voice, Outbound: s.Direction == interaction.Outbound,
		Issue: s.IssueIn(c.locale.Language), Customer: ownName(s), Verified: s.Identifiable(), Number: c.customersNumber(s),
	})
	if o.Subject == "" {
		o.Subject = "Deskside" // an admin's template left everything out
	}
	return o, err
}

// remark puts into words what the CRM did not take of an opening for that requester.
// A template that an admin has broken leaves the plain sentences.
func (c *Composer) remark(requester *interaction.Requester) func([]connectors.Omission) connectors.Body {
	name := ""
	if requester != nil {
		name = requester.Name
	}
	return func(left []connectors.Omission) connectors.Body {
		var lines []string
		for _, o := range left {
			r := o.Named(name)
			lines = append(lines, words.Of(r.Code, r.Values).English(c.locale.Lexicon))
		}
		body, err := c.set.Note(templates.Remark{Lines: lines})
		if err != nil {
			return connectors.Body{Text: strings.Join(lines, "\n")}
		}
		return connectors.Body(body)
	}
}

// client is the customer for the CRM. What a visitor typed into a page must not
// lead to somebody else's record: of such a customer only the name goes along,
// with a word of warning; the rest stands in the note. What the carrier calls the
// owner of a line ("WIRELESS CALLER") is no name for a card.
func (c *Composer) client(s interaction.State, known *interaction.Requester) connectors.Requester {
	if known != nil && known.ID != "" {
		r := connectors.Requester{ID: known.ID, Name: known.Name, URL: known.URL}
		if s.Identifiable() { // a CRM that does not take them notes down how to reach them
			r.Email, r.Phone = s.Customer.Email, s.Customer.Phone
		}
		return r
	}
	customer := templates.CleanLine(ownName(s))
	if !s.Identifiable() {
		if customer != "" {
			customer += " (not verified)"
		}
		return connectors.Requester{Name: customer}
	}
	r := connectors.Requester{Name: customer, Email: s.Customer.Email, Phone: s.Customer.Phone}
	if s.Customer.Verified {
		r.ExternalID = s.Customer.ExternalID
	}
	if r.Name == "" && r.Phone != "" {
		r.Name = identity.Display(r.Phone, c.locale.Country)
	}
	if r.Name == "" {
		r.Name = r.Email
	}
	return r
}

// ownName is what the customer, or the company, calls them; empty where only the
// carrier does.
func ownName(s interaction.State) string {
	if s.App == "" && !s.Customer.Verified {
		return ""
	}
	return s.Customer.Name
}

// carriersName is what the carrier calls the owner of the line.
func carriersName(s interaction.State) string {
	if ownName(s) != "" {
		return ""
	}
	return s.Customer.Name
}
