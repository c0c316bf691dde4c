// Package store is the port to durable memory. Everything that was acknowledged
// lives here; everything else is derived from it.
//
// Guarantees, each with the group of storetest that proves it for every
// implementation:
//
//   - Commit is atomic and durable when it returns: events, references and the
//     writes that follow from them are there together or not at all (Commit, Restart).
//   - Events of one interaction are numbered without gaps. Two commits that
//     expect the same version: one wins, the other gets ErrConflict (Commit).
//   - The feed shows commits in one global order without gaps: a reader that has
//     seen sequence number n has seen everything up to n (Feed). What is removed later
//     leaves a gap, and nothing of it stays anywhere (Remove).
//   - Writes of a lane come out in the order in which they were committed (Rows, Lanes).
//   - The record of changes is appended to, in order, and never shortened (Audit).
//     So is what agents were to offers, until it is forgotten (Statuses).
//   - What was put into the index is found by the beginning of each of its terms, and by
//     nothing else (Index).
//   - A lane has one holder. A commit under a lease that has been lost changes
//     nothing and gives ErrFenced (Lease).
//   - What may happen once happens once, and a setting is not overwritten by
//     somebody who has not seen what stands there (Once, Settings).
//
// Implementations: sqlite (one process), redis (any number of them).
package store

import (
	"context"
	"errors"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Errors of a store. ErrUnavailable and any other error mean that it is not known
// whether the operation took place.
var (
	ErrNotFound = errors.New("store: not found")
	ErrConflict = errors.New("store: it has changed meanwhile")
	ErrFenced   = errors.New("store: the lease on the lane is lost")
	ErrBusy     = errors.New("store: more is waiting to be committed than is allowed")

	ErrUnavailable = errors.New("store: it cannot be reached, or takes nothing")
)

// DuplicateError says that a reference leads to another interaction already.
type DuplicateError struct {
	Ref         string
	Interaction interaction.ID
}

func (e *DuplicateError) Error() string { return "store: reference is taken: " + e.Ref }

// Store is safe for concurrent use. A context that ends before an operation has
// begun gives its error, and nothing has happened.
type Store interface {
	// Commit appends events to one interaction, inserts its new writes (ignoring
	// keys that are there already), projects the events onto the writes' rows (see
	// Project), and moves the interaction's unlanded rows to Commit.Lane. Rows that
	// change lanes keep their place in the order of time and lose their NextAt: what
	// made them wait was said of another ticket. A row that is being sent keeps its
	// batch, and nobody else can begin it while the lease that it is sent under is
	// held.
	//
	// Checked in this order: ErrFenced, ErrConflict, *DuplicateError.
	Commit(ctx context.Context, c Commit) error

	// Load returns all events of an interaction; ErrNotFound if there are none.
	Load(ctx context.Context, id interaction.ID) ([]interaction.Event, error)

	// Since returns the events of an interaction that follow one of them: last, as it
	// was read or committed; none if it is the last. The zero event comes before all
	// others. Who has read a row finds the event that brought it. ErrNotFound: there is no such interaction. ErrConflict: its log does not
	// hold that event, since a store that has lost the end of a log is told other events
	// in their place.
	Since(ctx context.Context, id interaction.ID, last interaction.Event) ([]interaction.Event, error)

	// ByRef returns the interaction that a reference leads to, or ErrNotFound.
	ByRef(ctx context.Context, ref string) (interaction.ID, error)

	// List returns interactions, the last to have been started first. ErrNotFound:
	// there is no interaction Filter.Before, or After.
	List(ctx context.Context, f Filter) ([]interaction.ID, error)

	// Feed returns what was committed after sequence number after, oldest first,
	// at most limit entries (0: 1000). A page may end in the middle of a commit. Numbers are
	// missing where an interaction was removed.
	Feed(ctx context.Context, after int64, limit int) ([]FeedEntry, error)

	// Head is the sequence number of the newest event, 0 if there is none.
	Head(ctx context.Context) (int64, error)

	// Changed returns a channel that is closed at the next commit or put setting by
	// anybody, or when rows may have become due through Abort, Defer or Release. Take it first
	// and read afterwards: then nothing is missed. It may be closed for nothing.
	Changed() <-chan struct{}

	// Writes returns rows in the order in which they were committed.
	Writes(ctx context.Context, f WriteFilter) ([]Write, error)

	// Counts tells how many rows of an account are in which state; an empty
	// account counts all of them. A state without rows is not in the answer.
	Counts(ctx context.Context, account string) (map[WriteState]int, error)

	// Lanes returns the lanes that nobody holds and whose first row that is
	// waiting or sending may be sent at now, longest waiting first (by that
	// row's Seq), at most limit (0: 100). Rows left in Sending by a holder that died
	// or gave its lease back count as due, not before their NextAt.
	Lanes(ctx context.Context, now time.Time, limit int) ([]Lane, error)

	// NextDue is the earliest moment after now at which a lane becomes due by
	// itself (a row's NextAt, or a lease that runs out); zero: never.
	NextDue(ctx context.Context, now time.Time) (time.Time, error)

	// Acquire takes the lease on a lane for ttl, or extends it for the same owner,
	// keeping the token, also when it has run out and nobody has come between.
	// ErrFenced: somebody else holds it. Each new holder's token is higher than any
	// before. Owners are named anew at every start of a process: one that comes
	// back under its old name would inherit what it no longer knows.
	Acquire(ctx context.Context, lane, owner string, now time.Time, ttl time.Duration) (Lease, error)

	// Release gives the lease back early. Releasing a lost lease changes nothing
	// and is no error.
	Release(ctx context.Context, l Lease) error

	// Begin marks writes as sending under one batch key, durably, before the
	// request leaves. They stay marked until a Commit settles them, or Abort. Rows
	// that are sending already may be begun again, under a new batch.
	//
	// ErrFenced: the lease is lost or has run out at now. ErrConflict: a row is
	// not in the lane any more, is landed or held, or is still being sent under
	// another lease. Then none is marked.
	Begin(ctx context.Context, l Lease, batch string, keys []string, now time.Time) error

	// Abort records that the batch has not taken effect: its rows wait again, not
	// before until. Attempts counts up by one unless free. Rows that have moved to
	// another lane since they were begun under this lease are included. A batch
	// without rows is no error.
	Abort(ctx context.Context, l Lease, batch string, until time.Time, free bool) error

	// Defer sets the NextAt of all waiting and sending rows of a lane, earlier or
	// later than it was, without an attempt; sending rows keep their batch.
	Defer(ctx context.Context, l Lease, until time.Time) error

	// Remove takes an interaction out of the store, with all that leads to it: its log,
	// rows, references, terms, and its entries of the feed. Numbers are not given again, and
	// neither is its id.
	// Whoever has read of it before finds that it is not there any more. ErrNotFound: it
	// is not there. ErrConflict: it is active, has another version, or a row that is
	// neither landed nor dropped, or the index has not come to its start. It wakes nobody.
	Remove(ctx context.Context, id interaction.ID, version int) error

	// Audit appends to the record of what people have changed. Nothing takes an
	// entry back. Its Seq is given by the store.
	Audit(ctx context.Context, e AuditEntry) error

	// Audits returns the record, the last that was added first.
	Audits(ctx context.Context, f AuditFilter) ([]AuditEntry, error)

	// Index replaces the terms of interactions, and says that the index is now as new as
	// the event upTo of the feed. ErrConflict: it was not as new as after. Then nothing
	// has changed.
	Index(ctx context.Context, after, upTo int64, docs []Terms) error

	// Indexed is the event of the feed that the index is as new as; 0: none.
	Indexed(ctx context.Context) (int64, error)

	// Find returns interactions by their terms as the index has them, the last to have
	// been started first. ErrNotFound: there is no interaction TermFilter.Before.
	Find(ctx context.Context, f TermFilter) ([]interaction.ID, error)

	// AddStatuses appends to the histories of agents of an account, durably: all of
	// them or none. Nothing takes a change back. It wakes nobody.
	AddStatuses(ctx context.Context, account string, changes []StatusChange) error

	// Statuses is what an agent was between two moments, oldest first: the last change
	// that is not after from, and those after it that are not after to. Zero moments do
	// not bound. Changes of one moment keep the order in which they were added.
	Statuses(ctx context.Context, account, agent string, from, to time.Time) (interaction.History, error)

	// ForgetStatuses shortens the histories of an account's agents: of each, what was over
	// by a moment goes, and what held then stays. It goes through a page of agents in the
	// order of their ids, those behind after, and gives the last of them; empty: there are
	// no more. Of one agent it takes at most some hundred changes at a time. It wakes nobody.
	ForgetStatuses(ctx context.Context, account, after string, before time.Time) (last string, err error)

	// Secret returns the server's own random 32 bytes of that name, made at first use.
	Secret(ctx context.Context, name string) ([]byte, error)

	// Once tells whether this is the first time that key is given. It is remembered
	// for as long as now is before until; whoever gives it after that is first again.
	// Of several who give it at once, one is first.
	Once(ctx context.Context, key string, now, until time.Time) (first bool, err error)

	// Setting is what was put last under that name, and its version: 1 for what was
	// put first, 0 and no value if nothing was.
	Setting(ctx context.Context, name string) (value []byte, version int64, err error)

	// PutSetting replaces a setting whose version is expect, and gives it the next
	// one. ErrConflict: its version is another.
	PutSetting(ctx context.Context, name string, value []byte, expect int64) error

	Close() error
}

// Commit of one decision.
type Commit struct {
	Interaction interaction.ID
	Account     string
	Expect      int // number of the last event that the decision was based on; 0: a new interaction
	Events      []interaction.Event
	Writes      []interaction.Write
	Refs        []string // unique names that lead to this interaction, such as "call:CA…"; one it has already is fine
	Active      bool     // after these events somebody has still to do something
	Lane        string   // where the interaction's unlanded writes belong after these events
	Lease       *Lease   // set by senders: the commit is void if the lease was given back or taken over; that its time ran out is not enough

	// Then is called once the commit is durable, before Changed tells anybody of it and
	// before Commit returns: what it makes known is never behind the feed of this process.
	// It must not wait for anything. It may be nil, and is not called after an error.
	Then func()
}

// FeedEntry of the feed.
type FeedEntry struct {
	Seq         int64
	Interaction interaction.ID
	Account     string
	Event       interaction.Event
}

// Filter for List. Zero fields do not filter.
type Filter struct {
	Account string
	Active  bool           // only those that still need somebody
	Limit   int            // 0: 100
	Before  interaction.ID // only those started before this one
	Oldest  bool           // the first to have been started first
	After   interaction.ID // only those started after this one
}

// WriteState of a row.
type WriteState string

// States of a write's row. Sending is known to the store alone; to the log the
// write is still waiting.
const (
	Waiting WriteState = "waiting"
	Sending WriteState = "sending"
	Held    WriteState = "held"
	Landed  WriteState = "landed"
	Dropped WriteState = "dropped"
)

// Write is a row: the work list of delivery. Its content is in the log.
type Write struct {
	Seq         int64 // order within the store
	Key         string
	Interaction interaction.ID
	Account     string
	Lane        string
	Type        interaction.ItemType
	Author      string
	State       WriteState
	Batch       string    // set while sending
	SentAt      time.Time // when Begin marked it; zero while waiting
	Attempts    int       // since it came, or since a person asked for another try; also the one that settled it
	NextAt      time.Time // not before; zero: at once
	CreatedAt   time.Time // of the first event in the commit that brought it
}

// WriteFilter for Writes. Zero fields do not filter.
type WriteFilter struct {
	Interaction interaction.ID
	Account     string
	Lane        string
	States      []WriteState
	Limit       int   // 0: 1000
	Newest      bool  // newest first
	Before      int64 // only rows with a lower Seq
}

// AuditEntry says who changed what. It holds no customer's data and no secret.
type AuditEntry struct {
	Seq     int64
	At      time.Time
	Actor   string // who, as people call them
	Action  string // snake_case
	Account string // "": not about one account
	Subject string // the id of what was changed
	Detail  string // one sentence, or the reason given
}

// AuditFilter for Audits. Zero fields do not filter. Entries need not be in the order of
// their times, which servers take from their own clocks; these must not differ by an hour.
type AuditFilter struct {
	Before   int64     // only entries with a lower Seq
	From, To time.Time // only entries at From or later, and earlier than To
	Limit    int       // 0: 100
}

// StatusChange of an agent.
type StatusChange struct {
	Agent string // their id
	interaction.StatusChange
}

// Lane with work.
type Lane struct {
	Name    string
	Account string
}

// Lease on a lane.
type Lease struct {
	Lane  string
	Owner string
	Token int64
	Until time.Time
}

// LaneOf returns the lane that an interaction's writes belong to: its ticket's,
// or its own until there is a ticket.
func LaneOf(s interaction.State) string {
	if s.Ticket == nil {
		return "i/" + string(s.ID)
	}
	return "t/" + s.Account + "/" + s.Ticket.ID
}
