// Package connectors holds the contract that every CRM adapter keeps, and the
// plain values that cross it.
//
// A connector knows one cloud's API and nothing of time, retries or our own
// domain: it makes one attempt and says what came of it. Deciding what to do
// next is the work of the delivery room, by the error's Kind.
//
// Every connector passes the suite in crmtest against a stand-in that behaves
// like the real cloud.
package connectors

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"
)

// CRM is one connected organisation. Its methods are safe for concurrent use,
// except that Open and Apply for one ticket are called by one sender at a time.
//
// Every error is an *Error. A method that returns an error of kind Unknown may
// or may not have taken effect; all other kinds promise that it has not.
type CRM interface {
	// Find looks up the customer and the tickets a contact could belong to. It
	// never writes. Nothing found is an empty Found, not an error.
	Find(ctx context.Context, q Query) (Matches, error)

	// Open creates a ticket with its first update inside. Opening.Key makes it
	// exactly-once: a second Open with the same key gives the first ticket.
	Open(ctx context.Context, o Opening) (Result, error)

	// Apply puts one update into an existing ticket. Notes, call logs and fields
	// land together or not at all; files may land before them, each on its own
	// key. Apply never makes anything public, and changes a ticket's status, a solved
	// one's above all, only where Update.Status says so.
	// A ticket that is closed, merged or deleted gives Gone.
	Apply(ctx context.Context, u Update) (Result, error)

	// Lookup tells what has landed of an Open or Apply whose outcome was not
	// heard. Keys that have not landed are absent from the answer.
	Lookup(ctx context.Context, s LookupQuery) (Result, error)

	// Probe checks credentials, rights and the parts of the package that must be
	// installed, changing nothing.
	Probe(ctx context.Context) (Health, error)

	// Pulse brings what was found last up to date by one call, for asking every few
	// minutes: whether the CRM answers, and what that call happens to tell.
	Pulse(ctx context.Context, last Health) (Health, error)

	// Examine does what Probe does and more, for a person who reads line by line: it
	// also says what is well. It changes nothing. Trouble is a line of its own.
	Examine(ctx context.Context, w Expected) []Check

	// Limits are the sizes the connector will not exceed; callers split or
	// refuse before sending.
	Limits() Limits

	// TicketURL is the address of a ticket in the agent's own CRM page.
	TicketURL(id string) string
}

// Limits of one CRM.
type Limits struct {
	NoteBytes  int   // longest note body, in bytes of UTF-8; 0: unlimited. Longer notes are split by the connector.
	FileBytes  int64 // largest file
	ItemsBatch int   // most notes, files and call logs in one Update
}

// Query says what is known about a contact. Empty fields are not searched by.
type Query struct {
	Ticket string // a ticket named by a trusted source: signed packet, or the record the agent is on

	RequesterID string // the CRM's own id
	ExternalID  string // the company's id of the customer
	Email       string
	Phone       string // E.164
}

// Matches is what the CRM knows. Requesters has more than one entry when several
// people share the phone number.
type Matches struct {
	Named *Ticket // the ticket asked for by Query.Ticket in any state; nil if it does not exist
	// LivesOn is the ticket in which a merged Named lives on, as the CRM's own records
	// say it, never anybody's words: it takes notes, and is the same requester's. nil:
	// it is not known, takes nothing, or is somebody else's, and a person chooses.
	LivesOn    *Ticket
	Requesters []Requester
	Tickets    []Ticket // not solved or closed, of those requesters, newest first
}

// Requester is the customer as the CRM knows them. A Requester without an ID is
// to be created or noted down by Open.
type Requester struct {
	ID         string
	Name       string
	Email      string
	Phone      string // E.164 where it could be normalised, else as stored
	ExternalID string
	URL        string
}

// TicketState folds every CRM's statuses into what decides whether it may be written to.
type TicketState string

// States of a ticket.
const (
	TicketOpen   TicketState = "open"
	TicketSolved TicketState = "solved" // takes notes, must not be reopened
	TicketClosed TicketState = "closed" // takes nothing
	TicketMerged TicketState = "merged" // lives on as Matches.LivesOn, where that is sure
	TicketGone   TicketState = "deleted"
)

// Ticket is a Zendesk ticket or a Salesforce Case.
type Ticket struct {
	ID            string
	Number        string // what agents call it: #35436, 00001026
	Subject       string
	Status        string // the CRM's own word
	State         TicketState
	URL           string
	RequesterID   string
	RequesterName string // of a ticket that was named, whoever's it is
	IssuePath     string // as stamped by Open; empty on tickets that others made
	Channel       string // as stamped by Open
	FollowUp      bool   // it is closed, and Opening.FollowUp makes one that goes on with it
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Author is a person of the company. CRMID is empty when the CRM does not know them.
type Author struct {
	CRMID string
	Name  string
}

// Opening is a ticket to create.
type Opening struct {
	Key       string // exactly-once key of the creation
	Subject   string
	Requester Requester
	IssuePath string
	Channel   string
	Queue     string // where the customer waits: the account's settings of that queue apply
	FollowUp  string // id of a closed ticket that this one goes on with, where the CRM has that idea
	First     Update // its Ticket is empty; its first note becomes the description

	// Remark puts into words, for the first note, what had to be left out and agents
	// should know; nil: nothing is said. The same omissions give the same words.
	Remark func([]Omission) Body
}

// Omission is something that the CRM would not take and that was left out: the contact
// is there without it.
type Omission struct {
	Of     OmissionOf
	Reason Reason
	Detail string // as Error.Detail
}

// OmissionOf says what was left out.
type OmissionOf string

// Things that a contact can do without.
const (
	OfRequester OmissionOf = "requester" // nobody, or the integration user, is the ticket's requester
	OfFollowUp  OmissionOf = "follow_up" // the ticket stands alone
	OfFields    OmissionOf = "fields"    // for an admin; nothing that an agent or a customer said
	OfStatus    OmissionOf = "status"    // the ticket's status stays as it is
)

// Named is the reason with the name of whom it is about, or with their id; one that has
// no id is about nobody.
func (o Omission) Named(name string) Reason {
	id, about := o.Reason.Values["id"]
	if !about {
		return o.Reason
	}
	return Because(o.Reason.Code, "name", cmp.Or(name, id, "—"))
}

// ForAgents are the omissions that change what an agent may do with the ticket.
func ForAgents(all []Omission) []Omission {
	return slices.DeleteFunc(slices.Clone(all), func(o Omission) bool { return o.Of == OfFields })
}

// Remarked puts what had to be left out before the words of a first note.
func Remarked(o Opening, left []Omission) Opening {
	left = ForAgents(left)
	if o.Remark == nil || len(left) == 0 {
		return o
	}
	words := o.Remark(left)
	o.First.Notes = slices.Clone(o.First.Notes)
	if len(o.First.Notes) == 0 {
		o.First.Notes = []Note{{Key: o.Key + "-remark"}}
	}
	first := &o.First.Notes[0]
	if first.HTML != "" || first.Text == "" { // else its text is all there is
		first.HTML = words.HTML + first.HTML
	}
	if first.Text != "" {
		words.Text = strings.TrimRight(words.Text, "\n") + "\n\n"
	}
	first.Text = words.Text + first.Text
	return o
}

// Update is one visit to one ticket. Key is the same at every try of the same
// content, so that Lookup can find it.
type Update struct {
	Key    string
	Ticket string
	// Author under whose name the update stands where the CRM can show it; zero
	// means the integration user. Notes by several people never share an Update.
	Author   Author
	Notes    []Note
	Files    []File
	CallLogs []CallLog
	// Requester, where the ticket becomes somebody's; nil: it stays whose it is. An
	// Opening has its own.
	Requester *NewRequester
	// Status, where an agent has said what becomes of the ticket; nil: it stays as it is.
	// Never in an Opening.
	Status *NewStatus
	// Tags are added to the ticket, never removed. Lower-case letters, digits, '_' and '-'.
	Tags []string
}

// Body is the same text twice; which one is used is the connector's choice.
type Body struct {
	Text string // plain, newlines only
	HTML string // safe subset: p br b i ul ol li a h4 table tr th td code, everything else escaped

	Signed bool // who wrote it stands in it
}

// Note is a private note.
type Note struct {
	Key    string
	Author Author // zero: written by Deskside itself
	At     time.Time
	Body
}

// File is streamed: Open may be called once per attempt and is closed by the connector.
// An Open that fails with fs.ErrNotExist will not get better: Rejected.
type File struct {
	Key         string
	Name        string
	ContentType string
	Size        int64 // exact, in bytes
	Open        func() (io.ReadCloser, error)
}

// Direction of a call as the company sees it.
type Direction string

// Directions of a call.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// CallLog is one finished call. CRMs with call records fill them from the
// fields; others show the body.
type CallLog struct {
	Key         string
	CallID      string // the carrier's call id
	Direction   Direction
	From, To    string // E.164, or what the carrier gave
	StartedAt   time.Time
	AnsweredAt  time.Time // zero: never answered
	EndedAt     time.Time
	Talk        time.Duration
	AnsweredBy  Author
	RequesterID string // the CRM's id of the customer, where known
	Outcome     string // answered, abandoned, closed, no-answer, busy, failed
	Disposition string
	Subject     string
	Body
}

// Receipt is the CRM's own id of something that has landed.
type Receipt struct {
	Key string    `json:"key"`
	ID  string    `json:"id"`
	At  time.Time `json:"at"`
}

// Result of an Open, Apply or Lookup. Receipts has one entry per landed item
// key, and one for the update's own key.
type Result struct {
	Ticket   Ticket // at least ID; after Open also Number and URL
	Receipts []Receipt
	Omitted  []Omission // by this attempt; by Lookup, OfStatus alone
}

// Landed returns the receipt for key.
func (o Result) Landed(key string) (Receipt, bool) {
	for _, r := range o.Receipts {
		if r.Key == key {
			return r, true
		}
	}
	return Receipt{}, false
}

// LookupQuery is what Lookup looks for. Ticket is empty for an Open.
type LookupQuery struct {
	Ticket string
	Key    string    // of the Update or Opening
	Items  []string  // keys of notes, files and call logs inside it
	Since  time.Time // no earlier attempt was made before this moment
}

// Health is the answer of Probe.
type Health struct {
	Organisation string // the CRM's name or id for itself
	User         string // the integration user
	APIVersion   string
	Findings     []Finding // empty: all well
}

// Finding is one thing an admin should know or mend.
type Finding struct {
	Severe  bool // writes will fail until mended
	Code    string
	Message string // what is wrong
	Next    string // what to do about it
}

// String is both in one line.
func (f Finding) String() string {
	if f.Next == "" {
		return f.Message
	}
	return f.Message + " " + f.Next
}
