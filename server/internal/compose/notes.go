package compose

import (
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/templates"
)

func (c *Composer) contactNote(u *connectors.Update, j job) error {
	return c.note(u, j.Item, c.contact(j.state))
}

func (c *Composer) message(u *connectors.Update, j job) error {
	return c.note(u, j.Item, templates.Message{At: c.time(j.At), Text: j.Text})
}

func (c *Composer) agentNote(u *connectors.Update, j job) error {
	return c.note(u, j.Item, templates.AgentNote{Agent: name(j.Agent), At: c.time(j.At), Text: j.Text})
}

func (c *Composer) wrapUp(u *connectors.Update, j job) error {
	d := j.state.Disposition(j.Item)
	u.Tags = addTag(u.Tags, d)
	if set, from := j.state.StatusSet(j.Item, u.Ticket); set != nil {
		u.Status = &connectors.NewStatus{Key: j.Key, Value: set.Value, Saw: from}
	}
	return c.note(u, j.Item, templates.WrapUp{Agent: name(j.Agent), At: c.time(j.At), Disposition: c.disposition(d), Text: j.Text})
}

// file comes with the note that says who sent it, under a key of its own. One whose
// bytes are gone is a note alone, which says where the file is.
func (c *Composer) file(u *connectors.Update, j job) error {
	f := *j.File
	note := templates.File{Name: f.Name, ContentType: f.ContentType, Size: size(f.Size), From: j.From, At: c.time(j.At), Ticket: c.ticket(), Metadata: string(f.Metadata), Late: j.Late}
	if one, asked := j.state.Asks.Ask(j.Ask); asked {
		note.Asked = one.Label
	}
	if j.RemovedAt.IsZero() {
		u.Files = append(u.Files, connectors.File{Key: FileKey(j.Key), Name: f.Name, ContentType: f.ContentType, Size: f.Size, Open: j.open(f)})
	} else if n := len(j.Placements); n > 0 {
		note.In = j.state.TicketNamed(j.Placements[n-1].Delivery.Ticket).Number
	}
	return c.note(u, j.Item, note)
}

// ticket is what the account's CRM calls its records.
func (c *Composer) ticket() string { return c.locale.Lexicon.Record(c.locale.Language) }

// disposition as the readers call it.
func (c *Composer) disposition(stored string) string {
	return c.locale.Lexicon.Dispositions.In(c.locale.Language, stored)
}

func (c *Composer) pointer(u *connectors.Update, j job) error {
	p := templates.Pointer{At: c.time(j.At), Ticket: c.ticket()}
	if t := j.state.Ticket; t != nil {
		p.To, p.URL = t.Number, t.URL
	}
	return c.note(u, j.Item, p)
}
