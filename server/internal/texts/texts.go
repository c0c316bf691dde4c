// Package texts sends short messages to customers and keeps those that come in.
//
// A text that is wanted (Queue) is an event before anything happens. A reconcile.User sends
// it: it is marked before its request leaves, and once marked it is never sent again by
// itself. What the cloud says moves it forward; an answer that was not heard is looked for,
// first by the cloud's own report, which carries our id, then in the cloud's list; and where
// nobody can know, that is what the agent is told. So a server that is killed at any moment
// sends no text twice.
//
// A text that comes in is taken into the interaction in which its number talks or has last
// texted with us, or begins one; once, however often it is told, and before it is
// acknowledged.
//
// What differs between clouds is in connectors.Channel. Everything may be called by any
// number of goroutines.
package texts

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// Line is one of our numbers, and whose it is.
type Line struct {
	Number  string
	Account string
	Queue   string
	Country string // of the account: of numbers without one
}

// Limits on what goes out, in an hour; 0: any number.
type Limits struct {
	PerNumber  int
	PerAccount int
	Countries  func(account string) []string // ISO 3166; none: any
	NoLinks    []string                      // countries in which texts with links do not arrive
}

// Config of Texts. All of it is required.
type Config struct {
	Store     *store.States
	Decider   store.Decider
	Channel   connectors.Channel
	Lines     []Line
	Limits    Limits
	PublicURL string
	// Find the interactions of an account with a number, the last to have been started first.
	Find func(ctx context.Context, account, number string) ([]interaction.State, error)
	// Link of a join code by its mark, for texts that have one; good: it may still be used. Empty:
	// it cannot be had any more.
	Link  func(s interaction.State, mark string) (link string, good bool)
	NewID func() interaction.ID
	Log   *slog.Logger
	Owner string // of leases: unique to this process
}

// Texts of one server.
type Texts struct {
	Config
	leases reconcile.Leases
	pause  pause
	turns  turns
}

// New makes Texts, which a reconcile.Loop runs.
func New(c Config) *Texts {
	return &Texts{
		Config: c, leases: reconcile.Leases{Store: c.Store, Owner: c.Owner, Clock: c.Decider.Clock},
		pause: pause{clock: c.Decider.Clock, log: c.Log}, turns: turns{held: map[string]*turn{}},
	}
}

// Paths of the webhooks below the public URL.
const (
	MessagesPath = "/twilio/messages"
	StatusPath   = "/twilio/messages/status"
)

// statusURL is where the cloud tells what becomes of a text.
func (t *Texts) statusURL() string { return strings.TrimRight(t.PublicURL, "/") + StatusPath }

// ours: the number is one of our own lines.
func (t *Texts) ours(number string) (Line, bool) {
	i := slices.IndexFunc(t.Lines, func(l Line) bool { return l.Number != "" && l.Number == number })
	if i < 0 {
		return Line{}, false
	}
	return t.Lines[i], true
}

// lineOf an interaction: the one that its customer has called or written to, or else its
// account's first.
func (t *Texts) lineOf(s interaction.State) Line {
	if l, ok := t.ours(s.Line); ok && l.Account == s.Account {
		return l
	}
	for _, l := range t.Lines {
		if l.Account == s.Account && l.Number != "" {
			return l
		}
	}
	return Line{Account: s.Account}
}

// ref leads from the cloud's id of a text to its interaction.
func ref(id string) string { return "text:" + id }

// wireID is a text's id as the cloud gives it back.
func wireID(id interaction.ID, text string) string { return string(id) + "." + text }

func fromWire(id string) (interaction.ID, string) {
	i, text, _ := strings.Cut(id, ".")
	return interaction.ID(i), text
}

// Policy of texts, of which the domain decides.
func Policy(c connectors.Channel, perHour int) interaction.TextPolicy {
	return interaction.TextPolicy{Longest: c.Capabilities().Longest, PerHour: perHour}
}

// Writes tells how an account's texts are written; can: it has a number to send them from.
func (t *Texts) Writes(account string) (c connectors.Capabilities, can bool) {
	return t.Channel.Capabilities(), t.lineOf(interaction.State{Contact: interaction.Contact{Account: account}}).Number != ""
}

// because is a cloud's reason as the log has it.
func because(r connectors.Reason) interaction.Reason {
	return interaction.Reason{Code: r.Code, Values: r.Values}
}

// earlier of two moments, of which the zero one is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
