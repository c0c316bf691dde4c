package templates

// Every value is cleaned before a template sees it, by the one walker of walk.go: a
// string is a single line unless its field says otherwise.

// Note is the data of one type of note. Each type has two files, a .txt and a .html,
// that see its fields.
type Note interface{ name() string }

// Line is the data of a template that gives a single line.
type Line interface{ line() string }

// Contact says who came, why, and with what context.
type Contact struct {
	Voice    bool // by phone or browser call; else a written message
	Outbound bool // we called the customer
	At       string
	Issue    []string // what the customer chose, from the general to the particular
	Number   string   // the customer's, as the carrier gave it
	// CarrierName is what the carrier calls the owner of that number: hearsay.
	CarrierName string
	Line        string // our own
	App         string
	Queue       string

	Trust        string // signed, unsigned, rejected; empty: there was no packet
	Problem      string // why the signature was rejected
	Signed       []Field
	SignedMore   int // fields left out
	Unsigned     []Field
	UnsignedMore int
}

// Field of a context packet. URL is set when Value is an address that may be a link.
type Field struct {
	Label string
	Value string `clean:"value"`
	URL   string `clean:"url"`
}

// Message that the customer wrote.
type Message struct {
	At   string
	Text string `clean:"text"`
}

// File that somebody sent.
type File struct {
	Name        string
	ContentType string
	Size        string
	From        string // customer, agent, recording, voicemail
	At          string
	In          string // the ticket that has the file, where it cannot be sent again; empty: it comes along
	Ticket      string // what the CRM calls it: ticket, case
	// Metadata is what became of what it told of itself: removed, location_removed, unread.
	Metadata string
	Asked    string // what an agent had asked for, if it came for that
	Late     bool   // it came after that had ended
}

// AgentNote is what an agent wrote.
type AgentNote struct {
	Agent string
	At    string
	Text  string `clean:"text"`
}

// CallLog of one finished call. AnsweredAt is empty if nobody answered.
type CallLog struct {
	Outbound    bool
	App         string // the customer called from this app, by the internet
	From, To    string // phone numbers; empty: withheld, or not by phone
	StartedAt   string
	AnsweredAt  string
	EndedAt     string
	EndedBy     string // customer, agent, carrier
	Talk        string
	Legs        []string // who was on the line from when to when, if one was lost or several came; else empty
	Transfers   []string // from, to, when, and what became of it
	Joined      []string // of a call by phone: links that were texted, browsers that have joined, and when
	AnsweredBy  string
	Outcome     string
	Disposition string
}

// WrapUp closes a call or message.
type WrapUp struct {
	Agent       string
	At          string
	Disposition string
	Text        string `clean:"text"`
}

// Pointer is left on a ticket whose contact has been moved to another one.
type Pointer struct {
	At     string
	To     string // number of the other ticket
	URL    string `clean:"url"` // of the other ticket
	Ticket string // what the CRM calls it: ticket, case
}

// Remark says, before the first note, what the CRM did not take.
type Remark struct {
	Lines []string
}

// Subject of a ticket.
type Subject struct {
	Voice    bool
	Outbound bool
	Issue    []string
	Customer string
	Verified bool // the customer's name is not only what a visitor says
	Number   string
}

// CallSubject is the headline of a call log.
type CallSubject CallLog

func (Contact) name() string     { return "contact" }
func (Message) name() string     { return "message" }
func (File) name() string        { return "file" }
func (AgentNote) name() string   { return "note" }
func (CallLog) name() string     { return "call-log" }
func (WrapUp) name() string      { return "wrap-up" }
func (Pointer) name() string     { return "pointer" }
func (Remark) name() string      { return "remark" }
func (Subject) line() string     { return "subject" }
func (CallSubject) line() string { return "call-subject" }
