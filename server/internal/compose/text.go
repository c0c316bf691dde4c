package compose

import (
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

// text as it stood when its item came into being.
func (c *Composer) text(u *connectors.Update, j job) error {
	one, later := j.state.TextItem(j.Item)
	note := templates.Text{
		Inbound: one.Inbound, Number: c.display(one.Number), Line: c.display(one.Line), At: c.time(j.At), Agent: name(j.Agent),
		State: string(one.State), Later: later, Secret: one.Secret, Media: one.Media, Text: j.Text,
	}
	if one.State == interaction.TextIsFailed {
		note.Why = c.why(one.Why)
	}
	return c.note(u, j.Item, note)
}

// display a number as the readers write it; what is no number stays as it came.
func (c *Composer) display(number string) string {
	if number == "" {
		return ""
	}
	return identity.Display(number, c.locale.Country)
}

// why something failed, in a sentence.
func (c *Composer) why(r interaction.Reason) string {
	if said := words.Of(r.Code, r.Values); words.Known(said.Code) {
		return said.Sentence(c.locale.Lexicon)
	}
	return ""
}
