package compose

import (
	"fmt"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

// ask is what came of it, with what was wanted.
func (c *Composer) ask(u *connectors.Update, j job) error {
	one, _ := j.state.Asks.Ask(j.Note)
	said := templates.Ask{
		Agent: name(j.Agent), At: c.time(j.At), Type: string(one.Type), Label: one.Label, Result: string(one.State), Text: one.Text,
		Files: fileNames(j.state, one.Files), Why: c.whyFailed(one.Reason),
	}
	if said.Kept = one.Sensitive; said.Kept {
		said.Text = ""
	} else if p := one.Place; p != nil {
		said.Place, said.Map = p.String(), fmt.Sprintf("https://www.openstreetmap.org/?mlat=%[1]f&mlon=%[2]f#map=17/%[1]f/%[2]f", p.Latitude, p.Longitude)
	}
	return c.note(u, j.Item, said)
}

// fileNames by their ids.
func fileNames(s interaction.State, ids []string) (names []string) {
	for _, id := range ids {
		for _, it := range s.Items.Backward() {
			if it.File != nil && it.File.ID == id {
				names = append(names, it.File.Name)
				break
			}
		}
	}
	return names
}

// whyFailed in a sentence; empty where the page has given a code that nobody here knows.
func (c *Composer) whyFailed(r interaction.Reason) string {
	return words.Say("reason." + r.Code).English(c.locale.Lexicon)
}
