package compose

import (
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/templates"
)

// ask is what came of it, with what was wanted.
func (c *Composer) ask(u *connectors.Update, j job) error {
	one, _ := j.state.Asks.Ask(j.Note)
	return c.note(u, j.Item, templates.Ask{
		Agent: name(j.Agent), At: c.time(j.At), Label: one.Label, Result: string(one.State), Text: one.Text,
	})
}
