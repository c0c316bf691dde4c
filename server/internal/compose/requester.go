package compose

import (
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/templates"
)

// requester is a note that says who the customer is, and makes the ticket theirs, unless
// somebody has said otherwise since. A ticket to be opened is opened for them.
func (c *Composer) requester(u *connectors.Update, j job) error {
	if r := j.Requester; j.state.RequesterSaid(j.Item) && u.Ticket != "" {
		u.Requester = &connectors.NewRequester{Key: j.Key, ID: r.ID, Name: r.Name}
	}
	return c.note(u, j.Item, templates.Requester{Agent: name(j.Agent), At: c.time(j.At), Name: templates.CleanLine(j.Requester.Name)})
}
