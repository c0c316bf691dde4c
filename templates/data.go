package templates

// Note is the data of one kind of note. Each kind has two files, a .txt and a
// .html, that see its fields.
type Note interface {
	name() string
	cleaned() Note
}

// Line is the data of a template that gives a single line.
type Line interface {
	line() string
	cleanedLine() Line
}

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
	Value string
	URL   string
}

// Message that the customer wrote.
type Message struct {
	At   string
	Text string
}

// File that somebody sent.
type File struct {
	Name        string
	ContentType string
	Size        string
	From        string // customer, agent
	At          string
	In          string // the ticket that has the file, where it cannot be sent again; empty: it comes along
}

// AgentNote is what an agent wrote.
type AgentNote struct {
	Agent string
	At    string
	Text  string
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
	AnsweredBy  string
	Outcome     string
	Disposition string
}

// WrapUp closes a call or message.
type WrapUp struct {
	Agent       string
	At          string
	Disposition string
	Text        string
}

// Pointer is left on a ticket whose contact has been moved to another one.
type Pointer struct {
	At  string
	To  string // number of the other ticket
	URL string // of the other ticket
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
func (Subject) line() string     { return "subject" }
func (CallSubject) line() string { return "call-subject" }

func (c Contact) cleaned() Note {
	c.At, c.Number, c.Line, c.App, c.Queue = CleanLine(c.At), CleanLine(c.Number), CleanLine(c.Line), CleanLine(c.App), CleanLine(c.Queue)
	c.CarrierName = CleanLine(c.CarrierName)
	c.Issue, c.Problem = cleanLines(c.Issue), CleanLine(c.Problem)
	c.Signed, c.SignedMore = cleanFields(c.Signed, c.SignedMore)
	c.Unsigned, c.UnsignedMore = cleanFields(c.Unsigned, c.UnsignedMore)
	return c
}

func (m Message) cleaned() Note {
	m.At, m.Text = CleanLine(m.At), CleanText(m.Text)
	return m
}

func (f File) cleaned() Note {
	f.Name, f.ContentType, f.Size = CleanLine(f.Name), CleanLine(f.ContentType), CleanLine(f.Size)
	f.From, f.At = CleanLine(f.From), CleanLine(f.At)
	return f
}

func (n AgentNote) cleaned() Note {
	n.Agent, n.At, n.Text = CleanLine(n.Agent), CleanLine(n.At), CleanText(n.Text)
	return n
}

func (c CallLog) cleaned() Note { return c.clean() }

func (c CallLog) clean() CallLog {
	c.App, c.From, c.To = CleanLine(c.App), CleanLine(c.From), CleanLine(c.To)
	c.Talk, c.EndedBy = CleanLine(c.Talk), CleanLine(c.EndedBy)
	c.StartedAt, c.AnsweredAt, c.EndedAt = CleanLine(c.StartedAt), CleanLine(c.AnsweredAt), CleanLine(c.EndedAt)
	c.AnsweredBy, c.Outcome, c.Disposition = CleanLine(c.AnsweredBy), CleanLine(c.Outcome), CleanLine(c.Disposition)
	return c
}

func (p Pointer) cleaned() Note {
	p.To, p.URL = CleanLine(p.To), cleanURL(p.URL)
	return p
}

func (w WrapUp) cleaned() Note {
	w.Agent, w.At, w.Disposition, w.Text = CleanLine(w.Agent), CleanLine(w.At), CleanLine(w.Disposition), CleanText(w.Text)
	return w
}

func (s Subject) cleanedLine() Line {
	s.Issue, s.Customer, s.Number = cleanLines(s.Issue), CleanLine(s.Customer), CleanLine(s.Number)
	return s
}

func (c CallSubject) cleanedLine() Line { return CallSubject(CallLog(c).clean()) }
