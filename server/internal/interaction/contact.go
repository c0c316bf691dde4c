package interaction

import (
	"cmp"
	"slices"
	"time"
)

// Contact is who came, how and why, and whether it is over.
type Contact struct {
	Account   string
	App       string
	Queue     string
	Channel   Channel
	Direction Direction
	Customer  Customer
	IssuePath []string
	// IssueLabels are the steps of the path by language, as far as there are several.
	IssueLabels []map[string]string
	Line        string
	Record      string
	OpenOn      OpenOn
	Source      string
	StartedAt   time.Time
	Message     string

	// Opened: from here on items are written to the CRM (Policy.OpenOn).
	Opened      bool
	ClosedAt    time.Time
	CloseReason CloseReason

	timeless
}

// Channel by which the customer came.
type Channel string

// Channels.
const (
	Voice   Channel = "voice"
	Message Channel = "message"
)

// Direction as the company sees it.
type Direction string

// Directions.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// Customer is what is known of the person on the other side. Verified is true
// only when a signed packet said so.
type Customer struct {
	ExternalID string `json:"external_id,omitempty"`
	Name       string `json:"name,omitempty"`
	Email      string `json:"email,omitempty"`
	Phone      string `json:"phone,omitempty"`     // E.164
	Extension  string `json:"extension,omitempty"` // digits behind a switchboard
	Verified   bool   `json:"verified,omitempty"`
}

// ItemContact is who came, why and with what packet: always the first item. ItemMessage is
// what they wrote.
const (
	ItemContact ItemType = "contact"
	ItemMessage ItemType = "message"
)

var (
	contactItem = ItemSpec{Type: ItemContact, Urgency: always(Urgent), Parts: 1}
	messageItem = ItemSpec{Type: ItemMessage, Urgency: always(Urgent), Parts: 1}
)

var contactEvents = events{
	"started":      Started{},
	"message_left": MessageLeft{},
	"closed":       Closed{},
}

// Started is always the first event.
type Started struct {
	Account     string              `json:"account"`
	App         string              `json:"app,omitempty"`
	Queue       string              `json:"queue,omitempty"`
	Channel     Channel             `json:"channel"`
	Direction   Direction           `json:"direction"`
	Customer    Customer            `json:"customer"`
	IssuePath   []string            `json:"issue_path,omitempty"`
	IssueLabels []map[string]string `json:"issue_labels,omitempty"` // of the path's steps, by language
	Line        string              `json:"line,omitempty"`         // our own number, E.164
	Record      string              `json:"record,omitempty"`       // ticket the agent was on when they dialled
	Agent       *Agent              `json:"agent,omitempty"`        // who dialled
	OpenOn      OpenOn              `json:"open_on"`                // as configured at that moment
	Menu        *MenuEntry          `json:"menu,omitempty"`         // in which the call begins
	Source      string              `json:"source,omitempty"`       // where the page's request came from: an address, or the network of one subscriber
}

// IssueIn is the path in a language, step by step; one that has no text in it is as it was
// stored.
func (c Contact) IssueIn(language string) []string {
	steps := slices.Clone(c.IssuePath)
	for i := range min(len(steps), len(c.IssueLabels)) {
		steps[i] = cmp.Or(c.IssueLabels[i][language], steps[i])
	}
	return steps
}

// MessageLeft is text that the customer wrote instead of calling.
type MessageLeft struct {
	Text string `json:"text"`
}

// Closed ends the interaction.
type Closed struct {
	Reason CloseReason `json:"reason"`
}

// CloseReason is why an interaction is over, in words that stay in the log for ever.
type CloseReason string

// Reasons to close.
const (
	CloseMessageLeft    CloseReason = "message left"
	CloseWrappedUp      CloseReason = "wrapped up"
	CloseNotWrappedUp   CloseReason = "not wrapped up"
	ClosePutOff         CloseReason = "put off" // the wrap-up, by an agent who wants calls first
	CloseNobodyAnswered CloseReason = "nobody answered"
	CloseOutOfHours     CloseReason = "outside the opening hours"
	CloseVoicemail      CloseReason = "left to the voicemail"
	CloseInMenu         CloseReason = "the caller hung up in the menu"
	CloseAgentLost      CloseReason = "the agent was lost and nobody took the call again"
	CloseAgentAbsent    CloseReason = "the agent did not come on the line" // of a call they dialled
	CloseAgentHungUp    CloseReason = "the agent hung up before coming on the line"
	CloseCustomerGone   CloseReason = "the customer was gone before the agent came on the line"
)

func (c *Contact) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case Started:
		c.Account, c.App, c.Queue, c.Channel, c.Direction = d.Account, d.App, d.Queue, d.Channel, d.Direction
		c.Customer, c.IssuePath, c.Line, c.Record, c.OpenOn = d.Customer, d.IssuePath, d.Line, d.Record, d.OpenOn
		c.Source, c.IssueLabels = d.Source, d.IssueLabels
		c.StartedAt = e.At
		c.Opened = (d.OpenOn != OnAnswer || d.Channel == Message) && d.Menu == nil
		s.addItem(ItemContact, e, nil)
	case TextReceived:
		if c.Channel == Message && c.Message == "" {
			c.Message = d.Body
		}
	case MessageLeft:
		c.Message = d.Text
		s.addItem(ItemMessage, e, func(it *Item) { it.Text, it.From = d.Text, "customer" })
	case Closed:
		c.ClosedAt, c.CloseReason = e.At, d.Reason
	}
}

// leaveMenu for where it has led. A ticket is opened for that, and for nothing less.
func (c *Contact) leaveMenu(d MenuLeft) {
	c.IssuePath, c.IssueLabels = d.IssuePath, d.IssueLabels
	if d.Queue != "" {
		c.Queue = d.Queue
		c.Opened = c.Opened || c.OpenOn != OnAnswer
	}
}

// open: from here on items are written to the CRM.
func (c *Contact) open() { c.Opened = true }

// Active reports whether the interaction still needs a customer, an agent or a timer.
func (s State) Active() bool { return s.Version > 0 && s.ClosedAt.IsZero() }

// Language that the customer speaks, as far as their packet says: BCP 47. What the company
// has signed comes before what the page has found.
func (s State) Language() string {
	for _, fields := range [][]Field{s.Packet.Signed, s.Packet.Unsigned} {
		for _, f := range fields {
			if f.Key == "language" {
				return f.Value
			}
		}
	}
	return ""
}

// Unproven reports whether nobody vouches for the contact and nobody has taken it up: it came
// from a page without a signed packet, and no agent has accepted it. Anybody can make any
// number of those.
func (s State) Unproven() bool {
	return s.App != "" && s.Direction == Inbound && s.Packet.Trust != Signed && !s.Assignments.everClaimed()
}

// Identifiable reports whether the customer's details may be used to find and to name
// somebody in the CRM: a signed packet vouches for them, or the carrier gave the
// number. What a visitor typed into a page is hearsay and finds nobody's record.
func (s State) Identifiable() bool { return s.Customer.Verified || s.App == "" }

// Answerable: there is a way to get back to the customer, as far as is known.
func (s State) Answerable() bool {
	return s.Customer.Verified || s.Customer.Email != "" || s.Customer.Phone != "" || s.Requester != nil && s.Requester.ID != ""
}

// Start an interaction. Everything in it comes from a verified source or is
// marked as hearsay in the packet.
type Start struct {
	Started
	Packet  *Packet
	Message string
	Text    *TextReceived // instead of a message: the contact is a text that came in
	Tab     string        // outbound: the tab that will connect
}

func (c Start) decide(d *decider) error {
	if d.Version > 0 {
		return refuse("exists")
	}
	if c.Direction == Outbound && c.Agent == nil {
		return refuse("no_agent")
	}
	c.Started.OpenOn = d.policy.OpenOn
	d.add(c.Started)
	if c.Packet != nil {
		d.add(PacketReceived{*c.Packet})
	}
	if c.Channel == Message {
		if c.Text != nil {
			d.add(*c.Text)
		} else {
			d.add(MessageLeft{c.Message})
		}
		d.add(Closed{CloseMessageLeft})
	}
	if c.Direction == Outbound {
		d.add(OfferAccepted{Offer: 1, Agent: *c.Started.Agent, Tab: c.Tab, Until: d.at.Add(d.policy.ClaimLease)})
	}
	return nil
}

func (Started) event()     {}
func (MessageLeft) event() {}
func (Closed) event()      {}
