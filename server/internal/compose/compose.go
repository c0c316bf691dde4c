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
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

// Content opens a file's bytes for one attempt.
type Content = func(interaction.File) func() (io.ReadCloser, error)

// Locale is where the readers of an account are.
type Locale struct {
	Location *time.Location // of times; nil: UTC
	Country  string         // ISO 3166; numbers of it are shown without their country code; "": all with theirs
	Language string         // of what choices, fields and records are called; "": English
	Lexicon  words.Lexicon  // what the account calls them
}

// Options of a Composer. The zero value prints times in UTC and numbers with their
// country.
type Options struct {
	Locale Locale            // of accounts that have none of their own
	Of     map[string]Locale // by account
	Layout string            // of times, as package time has it
}

// Composer renders items through templates.
type Composer struct {
	set     *templates.Set
	options Options
	locale  Locale // of the account that is written to
}

// New makes a Composer.
func New(set *templates.Set, o Options) *Composer {
	if o.Layout == "" {
		o.Layout = "2006-01-02 15:04:05 MST"
	}
	return &Composer{set: set, options: o}
}

// forReadersOf an account.
func (c *Composer) forReadersOf(account string) *Composer {
	here, ok := c.options.Of[account]
	if !ok {
		here = c.options.Locale
	}
	if here.Location == nil {
		here.Location = time.UTC
	}
	here.Language = cmp.Or(here.Language, words.English)
	return &Composer{set: c.set, options: c.options, locale: here}
}

// FileKey is the key under which a file item's bytes travel.
func FileKey(item string) string { return item + "-file" }

// Update renders the items with these keys, in the order of the log, into one
// update with batch as its key. The error means that a template failed, or that
// the keys were not made by Group.
func (c *Composer) Update(s interaction.State, keys []string, batch string, open Content) (connectors.Update, error) {
	c = c.forReadersOf(s.Account)
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
		a := it.Writer()
		if a == nil {
			continue
		}
		if author != "" && author != a.ID {
			return u, fmt.Errorf("compose: notes of several people in the update %s", batch)
		}
		author, u.Author = a.ID, person(a)
	}
	for _, it := range items {
		if err := c.add(&u, job{Item: it, state: s, batch: items, open: open}); err != nil {
			return u, err
		}
	}
	return u, nil
}

// chosen are the items with these keys, in the order of the log.
func chosen(s interaction.State, keys []string) []interaction.Item {
	items := make([]interaction.Item, 0, len(keys))
	for _, key := range keys {
		if it, ok := s.Item(key); ok && !slices.ContainsFunc(items, func(other interaction.Item) bool { return other.Key == key }) {
			items = append(items, it)
		}
	}
	slices.SortStableFunc(items, func(a, b interaction.Item) int { return a.N - b.N })
	return items
}

func person(a *interaction.Agent) connectors.Author {
	if a == nil {
		return connectors.Author{}
	}
	return connectors.Author{CRMID: a.CRMID, Name: templates.CleanLine(a.Name)}
}

// wording for one type of items: what an item becomes in an update.
type wording func(c *Composer, u *connectors.Update, j job) error

// job is one item to be put into words, and what goes with it.
type job struct {
	interaction.Item
	state interaction.State
	batch []interaction.Item // all that travel together
	open  Content
}

// table of the words for each type; TestEveryType proves it complete.
var table = map[interaction.ItemType]wording{
	interaction.ItemContact: (*Composer).contactNote,
	interaction.ItemMessage: (*Composer).message,
	interaction.ItemNote:    (*Composer).agentNote,
	interaction.ItemFile:    (*Composer).file,
	interaction.ItemWrapUp:  (*Composer).wrapUp,
	interaction.ItemPointer: (*Composer).pointer,
	interaction.ItemCallLog: (*Composer).callLog,
	interaction.ItemAsk:     (*Composer).ask,

	interaction.ItemRequester: (*Composer).requester,
	interaction.ItemText:      (*Composer).text,
}

// add one item to the update.
func (c *Composer) add(u *connectors.Update, j job) error {
	put := table[j.Type]
	if put == nil {
		return fmt.Errorf("compose: no words for items of type %q", j.Type)
	}
	return put(c, u, j)
}

func (c *Composer) note(u *connectors.Update, it interaction.Item, data templates.Note) error {
	body, err := c.set.Note(data)
	u.Notes = append(u.Notes, connectors.Note{Key: it.Key, Author: person(it.Writer()), At: it.At, Body: connectors.Body(body)})
	return err
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
	return t.In(c.locale.Location).Format(c.options.Layout)
}
