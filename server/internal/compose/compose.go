// Package compose puts an interaction's items into words, for one visit to a
// CRM: interaction and templates in, connectors' plain values out. It is pure:
// the same log and the same keys give the same update at every try, so that a
// CRM which remembers requests recognises a repeated one
// (TestSameKeysSameUpdate). Only what stood in the log when an item came into
// being goes into it, with one exception: a call log carries the disposition if
// the wrap-up travels in the same update.
//
// # Keys and receipts
//
// An item's key stands on the note or call log that it becomes. A file item
// becomes two things: the note that says who sent it carries the item's key, the
// file itself FileKey of it. Connectors land files no later than notes, so the
// receipt for an item's key means that all of the item is there: Outcome.Receipts
// can be taken by item key, and receipts of other keys need no attention.
//
// A Composer is safe for concurrent use.
package compose

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
)

// Content opens a file's bytes for one attempt.
type Content = func(interaction.File) func() (io.ReadCloser, error)

// Options of a Composer. The zero value prints times in UTC.
type Options struct {
	Location *time.Location
	Layout   string // of times, as package time has it
}

// Composer renders items through templates.
type Composer struct {
	set    *templates.Set
	loc    *time.Location
	layout string
}

// New makes a Composer.
func New(set *templates.Set, o Options) *Composer {
	c := &Composer{set: set, loc: o.Location, layout: o.Layout}
	if c.loc == nil {
		c.loc = time.UTC
	}
	if c.layout == "" {
		c.layout = "2006-01-02 15:04:05 MST"
	}
	return c
}

// FileKey is the key under which a file item's bytes travel.
func FileKey(item string) string { return item + "-file" }

// Update renders the items with these keys, in the order of the log, into one
// update with batch as its key. The error means that a template failed, or that
// the keys were not made by Group.
func (c *Composer) Update(s interaction.State, keys []string, batch string, open Content) (connectors.Update, error) {
	u := connectors.Update{Key: batch, Tags: []string{tag}}
	if s.Ticket != nil {
		u.Ticket = s.Ticket.ID
	}
	items := chosen(s, keys)
	if len(items) > 0 && items[0].Target != nil {
		u.Ticket = items[0].Target.ID
	}
	if len(items) != len(keys) || len(items) == 0 {
		return u, fmt.Errorf("compose: %d of %d keys are items of interaction %s", len(items), len(keys), s.ID)
	}
	var author string
	for _, it := range items {
		a := writer(it)
		if a == nil {
			continue
		}
		if author != "" && author != a.ID {
			return u, fmt.Errorf("compose: notes of several people in the update %s", batch)
		}
		author, u.Author = a.ID, person(a)
	}
	for _, it := range items {
		if err := c.add(&u, s, it, items, open); err != nil {
			return u, err
		}
	}
	return u, nil
}

// chosen are the items with these keys, in the order of the log.
func chosen(s interaction.State, keys []string) []interaction.Item {
	var items []interaction.Item
	for _, it := range s.Items {
		if slices.Contains(keys, it.Key) {
			items = append(items, it)
		}
	}
	return items
}

// writer is the person whose words the item holds; nil for what Deskside itself
// writes down, such as what a customer sent.
func writer(it interaction.Item) *interaction.Agent {
	if it.Type == interaction.ItemNote || it.Type == interaction.ItemWrapUp {
		return it.Agent
	}
	return nil
}

func person(a *interaction.Agent) connectors.Author {
	if a == nil {
		return connectors.Author{}
	}
	return connectors.Author{CRMID: a.CRMID, Name: templates.CleanLine(a.Name)}
}

// add one item to the update.
func (c *Composer) add(u *connectors.Update, s interaction.State, it interaction.Item, batch []interaction.Item, open Content) error {
	switch it.Type {
	case interaction.ItemContact:
		return c.note(u, it, c.contact(s))
	case interaction.ItemMessage:
		return c.note(u, it, templates.Message{At: c.time(it.At), Text: it.Text})
	case interaction.ItemNote:
		return c.note(u, it, templates.AgentNote{Agent: name(it.Agent), At: c.time(it.At), Text: it.Text})
	case interaction.ItemWrapUp:
		d := disposition(s, it)
		u.Tags = addTag(u.Tags, d)
		return c.note(u, it, templates.WrapUp{Agent: name(it.Agent), At: c.time(it.At), Disposition: d, Text: it.Text})
	case interaction.ItemFile:
		f := *it.File
		note := templates.File{Name: f.Name, ContentType: f.ContentType, Size: size(f.Size), From: it.From, At: c.time(it.At)}
		if it.RemovedAt.IsZero() {
			u.Files = append(u.Files, connectors.File{Key: FileKey(it.Key), Name: f.Name, ContentType: f.ContentType, Size: f.Size, Open: open(f)})
		} else if n := len(it.Placements); n > 0 {
			note.In = s.TicketNamed(it.Placements[n-1].Delivery.Ticket).Number
		}
		return c.note(u, it, note)
	case interaction.ItemPointer:
		p := templates.Pointer{At: c.time(it.At)}
		if s.Ticket != nil {
			p.To, p.URL = s.Ticket.Number, s.Ticket.URL
		}
		return c.note(u, it, p)
	case interaction.ItemCallLog:
		return c.callLog(u, s, it, batch)
	}
	return fmt.Errorf("compose: no words for items of kind %q", it.Type)
}

func (c *Composer) note(u *connectors.Update, it interaction.Item, data templates.Note) error {
	body, err := c.set.Note(data)
	u.Notes = append(u.Notes, connectors.Note{Key: it.Key, Author: person(writer(it)), At: it.At, Body: connectors.Body(body)})
	return err
}

// disposition that a wrap-up item has set. State knows the last one alone.
func disposition(s interaction.State, it interaction.Item) string {
	for _, e := range s.Log {
		if d, ok := e.Data.(interaction.WrapUpSaved); ok && e.N == it.N {
			return d.Disposition
		}
	}
	return ""
}

func name(a *interaction.Agent) string {
	if a == nil {
		return ""
	}
	return a.Name
}

func (c *Composer) time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.loc).Format(c.layout)
}
