package interaction

import "time"

// Event is a fact about an interaction, numbered 1, 2, 3 …
type Event struct {
	N    int
	At   time.Time
	Data Data
}

// Data is the content of an event. The set of types is closed; its registry is
// in codec.go and a test proves it complete.
type Data interface{ event() }

// Started is always the first event.
type Started struct {
	Account   string    `json:"account"`
	App       string    `json:"app,omitempty"`
	Queue     string    `json:"queue,omitempty"`
	Channel   Channel   `json:"channel"`
	Direction Direction `json:"direction"`
	Customer  Customer  `json:"customer"`
	IssuePath []string  `json:"issue_path,omitempty"`
	Line      string    `json:"line,omitempty"`   // our own number, E.164
	Record    string    `json:"record,omitempty"` // ticket the agent was on when they dialled
	Agent     *Agent    `json:"agent,omitempty"`  // who dialled
	OpenOn    OpenOn    `json:"open_on"`          // as configured at that moment
}

// PacketReceived comes at most once, with Started.
type PacketReceived struct {
	Packet Packet `json:"packet"`
}

// MessageLeft is text that the customer wrote instead of calling.
type MessageLeft struct {
	Text string `json:"text"`
}

// CallArrived: the customer's leg has reached us and waits in the conference.
type CallArrived struct {
	CallSID string `json:"call_sid"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// OfferMade: somebody is wanted for the call. Before whom it is put, AgentsRung says.
type OfferMade struct {
	Offer int `json:"offer"`
}

// AgentsRung: the offer is before these agents; their widgets ring.
type AgentsRung struct {
	Offer  int     `json:"offer"`
	Agents []Agent `json:"agents"`
}

// AgentsPassedOver: the offer is not, or not any more, before these agents.
type AgentsPassedOver struct {
	Offer  int            `json:"offer"`
	Agents []SkippedAgent `json:"agents"`
}

// SkippedAgent is an agent whom an offer does not ring for, and why.
type SkippedAgent struct {
	Agent  Agent      `json:"agent"`
	Reason MissReason `json:"why"`
	Text   string     `json:"text,omitempty"` // away: the agent's own word for it
}

// OfferAccepted: one tab of one agent has claimed the offer. The claim lapses
// unless the agent's leg joins until Until.
type OfferAccepted struct {
	Offer int       `json:"offer"`
	Agent Agent     `json:"agent"`
	Tab   string    `json:"tab"`
	Until time.Time `json:"until"`
}

// OfferDeclined: this agent does not want the call; it rings on elsewhere.
type OfferDeclined struct {
	Offer int   `json:"offer"`
	Agent Agent `json:"agent"`
}

// ClaimLapsed: the agent who accepted never came on the line.
type ClaimLapsed struct {
	Offer int   `json:"offer"`
	Agent Agent `json:"agent"`
}

// CustomerDialled: an outbound leg to the customer has been created.
type CustomerDialled struct {
	CallSID string `json:"call_sid"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// CustomerAnswered: the dialled customer is on the line.
type CustomerAnswered struct {
	CallSID    string    `json:"call_sid"`
	AnsweredAt time.Time `json:"answered_at"` // by the carrier's clock where it told us
}

// AgentJoined: the agent's leg is in the conference.
type AgentJoined struct {
	Agent    Agent     `json:"agent"`
	CallSID  string    `json:"call_sid"`
	JoinedAt time.Time `json:"joined_at"` // by the carrier's clock where it told us
}

// AgentLeft: the agent's leg is gone while the customer is still there.
type AgentLeft struct {
	Agent   Agent  `json:"agent"`
	CallSID string `json:"call_sid"`
	Reason  string `json:"reason,omitempty"`
}

// HangupAsked: an agent pressed hang up. The call is over when Twilio says so.
type HangupAsked struct {
	Agent Agent `json:"agent"`
}

// CallEnded absorbs: nothing that is heard of the call afterwards counts.
type CallEnded struct {
	By      string      `json:"by"` // customer, agent, carrier, nobody
	Outcome CallOutcome `json:"outcome"`
	EndedAt time.Time   `json:"ended_at"` // by the carrier's clock where it told us
}

// CallOutcome of a call, the same word in the widget, the call log and the CRM.
type CallOutcome string

// Outcomes.
const (
	OutcomeAnswered  CallOutcome = "answered"
	OutcomeAbandoned CallOutcome = "abandoned" // the customer left before anybody answered
	OutcomeNoAnswer  CallOutcome = "no-answer"
	OutcomeBusy      CallOutcome = "busy"
	OutcomeFailed    CallOutcome = "failed"
	OutcomeCancelled CallOutcome = "cancelled" // the agent gave up before the customer answered
)

// NoteAdded by an agent, during or after the call.
type NoteAdded struct {
	Note  string `json:"note"` // id chosen by the widget, so that a repeated request is the same note
	Agent Agent  `json:"agent"`
	Text  string `json:"text"`
}

// FileReceived: the bytes are durable in the blob store.
type FileReceived struct {
	File File   `json:"file"`
	From string `json:"from"` // customer, agent
}

// FileRemoved: the bytes are not here any more. What landed of them stays in the ticket.
type FileRemoved struct {
	File string `json:"file"` // its id
}

// WrapUpSaved closes the work on a call or message.
type WrapUpSaved struct {
	Agent       Agent  `json:"agent"`
	Disposition string `json:"disposition"`
	Note        string `json:"note,omitempty"`
}

// TicketChosen: from here on everything is written to this ticket. Rule and Saw
// are the answer to "why this ticket".
type TicketChosen struct {
	Ticket     TicketRef   `json:"ticket"`
	Rule       Rule        `json:"rule"`
	Considered []Candidate `json:"saw,omitempty"`
	By         *Agent      `json:"by,omitempty"` // set when a person chose
	Requester  *Requester  `json:"requester,omitempty"`
}

// TicketUnclear: no rule decided; a person chooses, and until then writes wait.
type TicketUnclear struct {
	Reason     string      `json:"reason"` // one sentence
	Code       string      `json:"code"`   // several_requesters, ticket_unknown, ticket_closed, ticket_merged, ticket_deleted
	Candidates []Candidate `json:"candidates,omitempty"`
	Requester  *Requester  `json:"requester,omitempty"`
}

// NewTicketAsked: a person wants a new ticket instead of any there is.
type NewTicketAsked struct {
	Requester *Requester `json:"requester,omitempty"` // for whom; nil: as the contact says
	By        Agent      `json:"by"`
}

// WriteLanded: the CRM holds it.
type WriteLanded struct {
	Key     string    `json:"key"`
	Receipt string    `json:"receipt"`
	Ticket  string    `json:"ticket"`
	At      time.Time `json:"at"`
}

// WriteDelayed: it has not landed yet, and why. Recorded when the reason
// changes, not at every try.
type WriteDelayed struct {
	Keys   []string  `json:"keys"`
	Kind   string    `json:"kind"`
	Reason string    `json:"reason"`
	Until  time.Time `json:"until"`
}

// WriteHeld: it will not land unless a person does something.
type WriteHeld struct {
	Key    string `json:"key"`
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

// WriteRetried: a person asked for another try of a held write.
type WriteRetried struct {
	Key string `json:"key"`
	By  string `json:"by"`
}

// WriteDropped: a person decided that it shall not be written.
type WriteDropped struct {
	Key    string `json:"key"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// WritesRehomed: what stands on one ticket is written once more, to the ticket
// where the interaction belongs now. Pointer leaves word of that on the old one.
type WritesRehomed struct {
	From    TicketRef `json:"from"`
	Keys    []string  `json:"keys"`
	Pointer bool      `json:"pointer,omitempty"`
}

// Closed ends the interaction.
type Closed struct {
	Reason CloseReason `json:"reason"`
}

// CloseReason is why an interaction is over, in words that stay in the log for ever.
type CloseReason string

// Endings.
const (
	CloseMessageLeft    CloseReason = "message left"
	CloseWrappedUp      CloseReason = "wrapped up"
	CloseNotWrappedUp   CloseReason = "not wrapped up"
	CloseNobodyAnswered CloseReason = "nobody answered"
	CloseAgentLost      CloseReason = "the agent was lost and nobody took the call again"
	CloseAgentAbsent    CloseReason = "the agent did not come on the line" // of a call they dialled
	CloseAgentHungUp    CloseReason = "the agent hung up before coming on the line"
	CloseCustomerGone   CloseReason = "the customer was gone before the agent came on the line"
)

func (Started) event()          {}
func (PacketReceived) event()   {}
func (MessageLeft) event()      {}
func (CallArrived) event()      {}
func (OfferMade) event()        {}
func (AgentsRung) event()       {}
func (AgentsPassedOver) event() {}
func (OfferAccepted) event()    {}
func (OfferDeclined) event()    {}
func (ClaimLapsed) event()      {}
func (CustomerDialled) event()  {}
func (CustomerAnswered) event() {}
func (AgentJoined) event()      {}
func (AgentLeft) event()        {}
func (HangupAsked) event()      {}
func (CallEnded) event()        {}
func (NoteAdded) event()        {}
func (FileReceived) event()     {}
func (FileRemoved) event()      {}
func (WrapUpSaved) event()      {}
func (TicketChosen) event()     {}
func (TicketUnclear) event()    {}
func (NewTicketAsked) event()   {}
func (WriteLanded) event()      {}
func (WriteDelayed) event()     {}
func (WriteHeld) event()        {}
func (WriteRetried) event()     {}
func (WriteDropped) event()     {}
func (WritesRehomed) event()    {}
func (Closed) event()           {}
