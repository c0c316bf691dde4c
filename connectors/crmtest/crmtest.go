// Package crmtest is the conformance suite that every CRM connector passes
// against its stand-in, over the wire. A bug found in one connector becomes a
// case here, for all of them.
package crmtest

import (
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

// Harness is one stand-in with one connector talking to it. The suite makes a
// fresh one per case through Suite's factory.
type Harness interface {
	CRM() connectors.CRM // of an organisation whose numbers without a country are American
	// CRMIn is another connector to the same records, whose organisation is in that
	// country (ISO 3166); "": it has not said where it is.
	CRMIn(country string) connectors.CRM

	// SeedRequester and SeedTicket put records there the way the CRM's own users would.
	SeedRequester(connectors.Requester) connectors.Requester
	SeedTicket(TicketSeed) connectors.Ticket
	// EditRequester sets name and phone as the CRM's own users would, and Requester
	// gives what stands there.
	EditRequester(id string, to connectors.Requester)
	Requester(id string) connectors.Requester
	// Retire a requester as an admin does; false: there is no such thing there.
	Retire(id string, how Retirement) bool
	// CRMDecorated is another connector to the same records, with settings for the queue
	// "vip". Decoration tells whether a ticket has all of them.
	CRMDecorated(Decorations) connectors.CRM
	Decorated(ticket string) bool
	// Refuse makes the organisation take none of these any more.
	Refuse(Spare)
	// SetState closes, solves, merges (into) or deletes a ticket behind our back.
	SetState(ticket string, state connectors.TicketState, into string)
	// Touch changes the ticket as a colleague would, so that optimistic locks notice.
	Touch(ticket string)

	// Snapshot reads a ticket straight from the stand-in's memory.
	Snapshot(ticket string) Snapshot
	Tickets() []string

	// Fault makes the next matching requests misbehave. Faults queue up.
	Fault(Fault)
	// Calls is the number of requests so far that count against the CRM's quota.
	Calls() int
	// Advance moves the stand-in's clock, so that limits refill and tokens expire.
	Advance(time.Duration)
}

// Retirement is a way in which somebody stops being a customer of the CRM.
type Retirement string

// Retirements that CRMs know.
const (
	Suspended Retirement = "suspended" // they are there, and may ask for nothing
	Deleted   Retirement = "deleted"
	Merged    Retirement = "merged" // into somebody else
)

// Decorations are settings of an account that tickets are opened with, as an admin
// would make them.
type Decorations string

// Decorations that a harness can make a connector with.
const (
	GoodDecorations Decorations = "good" // all of them are as the organisation has it
	OneRefused      Decorations = "one"  // one value is not, and the CRM says which
	OneUnnamed      Decorations = "some" // one value is not, and the CRM does not say which
	EachRefused     Decorations = "each" // one value of each queue, "vip" and "late", is not, and another for each
)

// Spare is something that we can do without.
type Spare string

// Spares that every CRM may come to refuse.
const (
	Phones Spare = "phones" // of customers
	Tags   Spare = "tags"   // of tickets
)

// TicketSeed is a ticket that was there before us.
type TicketSeed struct {
	Requester string
	Subject   string
	State     connectors.TicketState // zero: open
	IssuePath string                 // stamped as Open would have
	Channel   string
	Age       time.Duration
}

// Snapshot is everything a stand-in holds about one ticket.
type Snapshot struct {
	Ticket   connectors.Ticket
	Notes    []SnapshotNote // in order of arrival; the description of a ticket counts as the first
	Files    []SnapshotFile
	CallLogs []SnapshotCall // empty for CRMs that keep call logs as notes
	Tags     []string
}

// SnapshotNote is a comment as stored.
type SnapshotNote struct {
	Author string // CRM id of the shown author
	Public bool
	Text   string // plain text, tags stripped where the CRM stores HTML
	HTML   string
}

// SnapshotFile is an attachment as stored.
type SnapshotFile struct {
	Name        string
	ContentType string
	Size        int64
	SHA256      string // hex
}

// SnapshotCall is a call record as stored.
type SnapshotCall struct {
	Subject, Direction, Disposition, CallID string
	Seconds                                 int
}

// Trouble is a way for a stand-in to misbehave.
type Trouble string

// Troubles every stand-in can play.
const (
	LoseAnswer    Trouble = "lose-answer"    // carry out the request, then cut the connection
	ResetBefore   Trouble = "reset-before"   // cut the connection without carrying anything out
	ResetMidway   Trouble = "reset-midway"   // cut while the request's body is being read
	Throttle      Trouble = "throttle"       // 429 (or the CRM's like) with Retry-After
	DailyLimit    Trouble = "daily-limit"    // the quota of the day is used up
	Down          Trouble = "down"           // 503 with an HTML page
	DownAfter     Trouble = "down-after"     // carry out the request, then 503 with an HTML page
	ExpireToken   Trouble = "expire-token"   // the access token stops working
	DenyToken     Trouble = "deny-token"     // the token endpoint refuses the credentials
	Collide       Trouble = "collide"        // somebody else changed or locked the ticket
	Garbage       Trouble = "garbage"        // 200 with a body that is not what it says
	RejectContent Trouble = "reject-content" // a validation rule of the organisation says no
	Slow          Trouble = "slow"           // carry out the request, answer after Fault.Delay
	Truncate      Trouble = "truncate"       // store half of the next file; answers tell the size that is stored
	Corrupt       Trouble = "corrupt"        // store the next file with one byte changed
)

// OfFiles tells whether a trouble waits for a request that brings a file.
func (t Trouble) OfFiles() bool { return t == Truncate || t == Corrupt }

// Spoil gives what a stand-in stores of a file in such a trouble.
func (t Trouble) Spoil(content []byte) []byte {
	switch {
	case t == Truncate:
		return content[:len(content)/2]
	case t == Corrupt && len(content) > 0:
		content = slices.Clone(content)
		content[len(content)/2] ^= 0x20
	}
	return content
}

// Fault is Trouble for the next Times requests that write (or, with Reads, that read).
type Fault struct {
	Trouble    Trouble
	Times      int // 0: once
	Reads      bool
	RetryAfter time.Duration
	Delay      time.Duration
}

// Suite runs every case. newHarness must register its own cleanup.
func Suite(t *testing.T, newHarness func(t *testing.T) Harness) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, newHarness(t))
		})
	}
}

type testCase struct {
	name string
	run  func(*testing.T, Harness)
}
