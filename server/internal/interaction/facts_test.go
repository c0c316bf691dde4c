package interaction_test

import (
	"maps"
	"slices"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// facts of an interaction as golden files hold them. Their names are the files', whatever
// the code calls a thing today.
type facts struct {
	Version       int         `json:"version"`
	Account       string      `json:"account"`
	App           string      `json:"app,omitempty"`
	Queue         string      `json:"queue,omitempty"`
	Channel       string      `json:"channel"`
	Direction     string      `json:"direction"`
	Customer      Customer    `json:"customer"`
	IssuePath     []string    `json:"issue_path,omitempty"`
	Line          string      `json:"line,omitempty"`
	Record        string      `json:"record,omitempty"`
	OpenOn        string      `json:"open_on"`
	StartedAt     time.Time   `json:"started_at"`
	Packet        Packet      `json:"packet,omitzero"`
	Message       string      `json:"message,omitempty"`
	Active        bool        `json:"active"`
	Settled       bool        `json:"settled"`
	Written       bool        `json:"written"` // items reach the CRM from now on
	Agent         string      `json:"agent,omitempty"`
	Call          callFacts   `json:"call,omitzero"`
	Offer         offerFacts  `json:"offer,omitzero"`
	Ticket        *TicketRef  `json:"ticket,omitempty"`
	Rule          string      `json:"rule,omitempty"`
	Saw           []Candidate `json:"saw,omitempty"`
	ChosenBy      string      `json:"chosen_by,omitempty"`
	DecidedBy     int         `json:"decided_by,omitempty"` // number of the event
	Requester     *Requester  `json:"requester,omitempty"`
	WantsNew      bool        `json:"wants_new,omitempty"`
	UnclearCode   string      `json:"unclear,omitempty"`
	Candidates    []Candidate `json:"candidates,omitempty"`
	MayBeLookedUp bool        `json:"may_be_looked_up"`
	NamedTicket   string      `json:"named_ticket,omitempty"`
	NamedBy       string      `json:"named_by,omitempty"`
	Items         []itemFacts `json:"items"`
	WrapUps       int         `json:"wrap_ups,omitempty"`
	Disposition   string      `json:"disposition,omitempty"`
	ClosingNote   string      `json:"closing_note,omitempty"`
	WrappedUpBy   string      `json:"wrapped_up_by,omitempty"`
	ClosedAt      time.Time   `json:"closed_at,omitzero"`
	Ending        string      `json:"ending,omitempty"`
	Missed        []missFacts `json:"missed,omitempty"`

	Texts      []textFacts      `json:"texts,omitempty"`
	Recordings []recordingFacts `json:"recordings,omitempty"`
	PausedBy   string           `json:"recording_paused_by,omitempty"`

	Transfers []transferFacts `json:"transfers,omitempty"`
	Legs      []legFacts      `json:"legs,omitempty"` // of a call that was passed on, or was to be

	JoinCodes []joinCodeFacts `json:"join_codes,omitempty"`
	Browsers  []browserFacts  `json:"browsers,omitempty"`
	HasPage   bool            `json:"has_page,omitempty"` // of a caller, whose browser has joined
	Asks      []askFacts      `json:"asks,omitempty"`
}

// joinCodeFacts are those of one code.
type joinCodeFacts struct {
	Mark  string    `json:"mark"`
	How   string    `json:"how"`
	By    string    `json:"by,omitempty"`
	To    string    `json:"to,omitempty"`
	Until time.Time `json:"until"`
	Used  bool      `json:"used,omitempty"`
}

// browserFacts are those of a browser that has joined.
type browserFacts struct {
	Mark   string    `json:"mark"`
	Way    string    `json:"way"`
	Device string    `json:"device,omitempty"`
	OutAt  time.Time `json:"out_at,omitzero"`
}

// askFacts are those of something that the customer was asked for.
type askFacts struct {
	ID        string   `json:"id"`
	Type      string   `json:"type"`
	Label     string   `json:"label"`
	Agent     string   `json:"agent"`
	State     string   `json:"state"`
	Sensitive bool     `json:"sensitive,omitempty"`
	Text      string   `json:"text,omitempty"`
	Place     *Place   `json:"place,omitempty"`
	Files     []string `json:"files,omitempty"`
	Late      []string `json:"late,omitempty"`
	Why       string   `json:"why,omitempty"`
}

// textFacts are those of one text.
type textFacts struct {
	ID      string    `json:"id"`
	Inbound bool      `json:"inbound,omitempty"`
	Number  string    `json:"number,omitempty"`
	Line    string    `json:"line"`
	Body    string    `json:"body"`
	Media   int       `json:"media,omitempty"`
	Purpose string    `json:"purpose,omitempty"`
	Secret  bool      `json:"secret,omitempty"`
	Agent   string    `json:"agent,omitempty"`
	Again   string    `json:"again,omitempty"`
	Mark    string    `json:"mark,omitempty"`
	State   string    `json:"state"`
	Code    string    `json:"code,omitempty"`
	Ref     string    `json:"ref,omitempty"`
	At      time.Time `json:"at"`
	Since   time.Time `json:"since"`
	Until   time.Time `json:"until,omitzero"`
	Looked  bool      `json:"looked,omitempty"`
	Repeats int       `json:"repeats,omitempty"`
}

// transferFacts are those of one time that the call was passed on.
type transferFacts struct {
	Offer      int       `json:"offer"`
	From       string    `json:"from"`
	To         string    `json:"to"`
	Note       string    `json:"note,omitempty"`
	Warm       bool      `json:"warm,omitempty"`
	BegunAt    time.Time `json:"begun_at"`
	Until      time.Time `json:"until"`
	Left       bool      `json:"left,omitempty"`
	Colleague  string    `json:"colleague,omitempty"`
	ConsultsAt time.Time `json:"consults_at,omitzero"`
	EndedAt    time.Time `json:"ended_at,omitzero"`
	Outcome    string    `json:"outcome,omitempty"`
	By         string    `json:"by,omitempty"`
}

// legFacts are those of an agent's leg.
type legFacts struct {
	Agent     string    `json:"agent"`
	SID       string    `json:"sid"`
	JoinedAt  time.Time `json:"joined_at"`
	LeftAt    time.Time `json:"left_at,omitzero"`
	LeftBy    string    `json:"left_by,omitempty"`
	Lost      bool      `json:"lost,omitempty"`
	Consulted bool      `json:"consulted,omitempty"`
}

// recordingFacts are those of one recording of the call.
type recordingFacts struct {
	SID      string `json:"sid"`
	State    string `json:"state"`
	Duration string `json:"duration,omitempty"`
	File     string `json:"file,omitempty"`
	Deleted  bool   `json:"deleted,omitempty"`

	Voicemail bool `json:"voicemail,omitempty"`
}

// callFacts are those of the voice side.
type callFacts struct {
	Phase       string    `json:"phase"`
	CustomerSID string    `json:"customer_sid,omitempty"`
	AgentSID    string    `json:"agent_sid,omitempty"`
	From        string    `json:"from,omitempty"`
	To          string    `json:"to,omitempty"`
	ArrivedAt   time.Time `json:"arrived_at,omitzero"`
	AnsweredAt  time.Time `json:"answered_at,omitzero"`
	EndedAt     time.Time `json:"ended_at,omitzero"`
	AnsweredBy  string    `json:"answered_by,omitempty"`
	EndedBy     string    `json:"ended_by,omitempty"`
	Outcome     string    `json:"outcome,omitempty"`
	HangupAsked bool      `json:"hangup_asked,omitempty"`
	Talk        string    `json:"talk,omitempty"`
	LostAgent   string    `json:"lost_agent,omitempty"`
	Colleague   string    `json:"colleague_sid,omitempty"`
	OnHold      time.Time `json:"on_hold_since,omitzero"`
	HeldFor     string    `json:"held_for,omitempty"`
}

// offerFacts are those of the offer that stands.
type offerFacts struct {
	N        int         `json:"n"`
	Claimed  bool        `json:"claimed,omitempty"`
	Tab      string      `json:"tab,omitempty"`
	Until    time.Time   `json:"until,omitzero"`
	Rings    []string    `json:"rings,omitempty"`
	Declined []string    `json:"declined,omitempty"`
	Passed   []missFacts `json:"passed,omitempty"`
}

// missFacts: an agent, and why it did not ring for them or is gone.
type missFacts struct {
	Agent  string    `json:"agent"`
	At     time.Time `json:"at,omitzero"`
	Reason string    `json:"reason"`
	Text   string    `json:"text,omitempty"`
}

// itemFacts are those of one thing that must reach the CRM.
type itemFacts struct {
	Key       string          `json:"key"`
	Revision  int             `json:"revision"`
	Type      string          `json:"type"`
	Event     int             `json:"event"`
	At        time.Time       `json:"at"`
	Agent     string          `json:"agent,omitempty"`
	Note      string          `json:"note,omitempty"`
	Text      string          `json:"text,omitempty"`
	File      *File           `json:"file,omitempty"`
	From      string          `json:"from,omitempty"`
	Ask       string          `json:"ask,omitempty"` // a file: what it came for
	Late      bool            `json:"late,omitempty"`
	RemovedAt time.Time       `json:"removed_at,omitzero"`
	LeftOn    string          `json:"left_on,omitempty"`       // a pointer: the ticket
	Status    *TicketStatus   `json:"ticket_status,omitempty"` // a wrap-up: what it makes of the ticket
	Delivery  deliveryFacts   `json:"delivery"`
	Stands    []deliveryFacts `json:"stands,omitempty"`
}

// deliveryFacts say where an item stands. Key is set where it stood before.
type deliveryFacts struct {
	Key     string    `json:"key,omitempty"`
	State   string    `json:"state"`
	Since   time.Time `json:"since"`
	Kind    string    `json:"kind,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	Code    string    `json:"code,omitempty"` // of what it has landed without
	Until   time.Time `json:"until,omitzero"`
	Receipt string    `json:"receipt,omitempty"`
	Ticket  string    `json:"ticket,omitempty"`
}

// step is what one more event has led to.
type step struct {
	N        int       `json:"n"`
	Phase    string    `json:"phase,omitempty"`
	Agent    string    `json:"agent,omitempty"`
	Lost     string    `json:"lost_agent,omitempty"`
	Rings    int       `json:"rings,omitempty"`
	Ticket   string    `json:"ticket,omitempty"`
	Unclear  string    `json:"unclear,omitempty"`
	Written  bool      `json:"written,omitempty"`
	Waiting  int       `json:"waiting,omitempty"`
	Held     int       `json:"held,omitempty"`
	Active   bool      `json:"active"`
	Deadline time.Time `json:"deadline,omitzero"`

	OnHold    bool   `json:"on_hold,omitempty"`
	Colleague string `json:"colleague,omitempty"` // who is on the line besides
	Receiver  string `json:"receiver,omitempty"`  // who has accepted it from who has it
}

// who is an agent's id; empty: nobody.
func who(a *Agent) string {
	if a == nil {
		return ""
	}
	return a.ID
}

// delivery of an item, as a fact.
func delivery(d Delivery) deliveryFacts {
	return deliveryFacts{State: string(d.State), Since: d.Since, Kind: d.Kind, Reason: d.Reason.Text, Code: codeOf(d), Until: d.Until, Receipt: d.Receipt, Ticket: d.Ticket}
}

// codeOf what a landed item lacks; why others stand still, older facts do not say by a code.
func codeOf(d Delivery) string {
	if d.State != Landed {
		return ""
	}
	return d.Reason.Code
}

// factsOf is the one place that knows both the files' names and today's.
func factsOf(s State) facts {
	offer := s.Assignments.Current()
	f := facts{
		Version: s.Version, Account: s.Account, App: s.App, Queue: s.Queue, Channel: string(s.Channel), Direction: string(s.Direction),
		Customer: s.Customer, IssuePath: s.IssuePath, Line: s.Line, Record: s.Record, OpenOn: string(s.OpenOn), StartedAt: s.StartedAt,
		Packet: s.Packet, Message: s.Message, Active: s.Active(), Settled: s.Settled(), Written: s.Opened, Agent: who(s.Owner()),
		Call: callFacts{
			Phase: string(s.Call.Phase), CustomerSID: s.Call.CustomerSID(), AgentSID: s.Call.AgentSID(), From: s.Call.From, To: s.Call.To,
			ArrivedAt: s.Call.ArrivedAt, AnsweredAt: s.Call.AnsweredAt, EndedAt: s.Call.EndedAt, AnsweredBy: who(s.Call.AnsweredBy),
			EndedBy: s.Call.EndedBy, Outcome: string(s.Call.Outcome), HangupAsked: s.Call.HangupAsked, LostAgent: who(s.LostAgent()),
			Colleague: s.Call.ColleagueSID(), OnHold: s.OnHold.Since,
		},
		Offer:  offerFacts{N: offer.N, Claimed: offer.Claimed()},
		Ticket: s.Ticket, Rule: string(s.Rule), Saw: s.Considered, ChosenBy: who(s.ChosenBy), DecidedBy: s.TicketDecidedAt(),
		Requester: s.Requester, WantsNew: s.WantsNew, MayBeLookedUp: s.Identifiable(), WrapUps: s.WrapUp.Times, ClosedAt: s.ClosedAt,
	}
	for _, d := range offer.Declined {
		f.Offer.Declined = append(f.Offer.Declined, d.Agent)
	}
	if c := offer.Claim; c != nil {
		f.Offer.Tab, f.Offer.Until = c.Tab, c.Until
	}
	if talk := s.Call.TalkTime(); talk > 0 {
		f.Call.Talk = talk.String()
	}
	if held := s.OnHold.Total; held > 0 {
		f.Call.HeldFor = held.String()
	}
	f.Transfers, f.Legs = transfersOf(s)
	for _, a := range s.Assignments.Current().Rings {
		if s.Assignments.Current().RingsFor(a.ID) {
			f.Offer.Rings = append(f.Offer.Rings, a.ID)
		}
	}
	for _, p := range s.Assignments.Current().Skipped {
		f.Offer.Passed = append(f.Offer.Passed, missFacts{Agent: p.Agent.ID, Reason: string(p.Reason), Text: p.Text})
	}
	if u := s.Unclear; u != nil {
		f.UnclearCode, f.Candidates = u.Code, u.Candidates
	}
	named, by := s.NamedTicket()
	f.NamedTicket, f.NamedBy = named, string(by)
	for _, x := range s.Texts.All() {
		f.Texts = append(f.Texts, textFacts{
			ID: x.ID, Inbound: x.Inbound, Number: x.Number, Line: x.Line, Body: x.Body, Media: x.Media, Purpose: string(x.Purpose), Secret: x.Secret,
			Agent: who(x.Agent), Again: x.Again, Mark: x.Mark, State: string(x.State), Code: x.Why.Code, Ref: x.Ref, At: x.At, Since: x.Since, Until: x.Until, Looked: x.Looked, Repeats: x.Repeats,
		})
	}
	for _, r := range s.Recordings.All {
		one := recordingFacts{SID: r.SID, State: string(r.State), File: r.File, Deleted: r.Deleted, Voicemail: r.Voicemail}
		if r.Duration > 0 {
			one.Duration = r.Duration.String()
		}
		f.Recordings = append(f.Recordings, one)
	}
	if s.Recordings.Paused() {
		f.PausedBy = s.Recordings.PausedBy.ID
	}
	for _, c := range s.Joining.Codes() {
		f.JoinCodes = append(f.JoinCodes, joinCodeFacts{Mark: c.Mark, How: string(c.How), By: who(c.By), To: c.To, Until: c.Until, Used: c.Used})
	}
	for _, b := range s.Joining.Browsers() {
		f.Browsers = append(f.Browsers, browserFacts{Mark: b.Mark, Way: string(b.Way), Device: b.Device, OutAt: b.OutAt})
	}
	f.HasPage = s.App == "" && s.HasPage()
	for _, a := range s.Asks.All() {
		if a.Type == AskText && !a.Sensitive {
			continue // what came of it stands among the items
		}
		f.Asks = append(f.Asks, askFacts{
			ID: a.ID, Type: string(a.Type), Label: a.Label, Agent: a.Agent.ID, State: string(a.State), Sensitive: a.Sensitive,
			Text: a.Text, Place: a.Place, Files: a.Files, Late: a.Late, Why: a.Reason.Code,
		})
	}
	if w := s.WrapUp.Saved; w != nil {
		f.Disposition, f.ClosingNote, f.WrappedUpBy = w.Disposition, w.Note, w.Agent.ID
	}
	for _, it := range s.Items.All() {
		i := itemFacts{
			Key: it.Key, Revision: it.Revision, Type: string(it.Type), Event: it.N, At: it.At, Agent: who(it.Agent), Note: it.Note,
			Text: it.Text, File: it.File, From: it.From, Ask: it.Ask, Late: it.Late, RemovedAt: it.RemovedAt, Status: s.StatusOf(it), Delivery: delivery(it.Delivery),
		}
		if it.Target != nil {
			i.LeftOn = it.Target.ID
		}
		for _, st := range it.Placements {
			d := delivery(st.Delivery)
			d.Key = st.Key
			i.Stands = append(i.Stands, d)
		}
		f.Items = append(f.Items, i)
	}
	for _, agent := range namedAgents(s) {
		if m, missed := Missed(s.Offerings(), agent, Abilities{}, nil); missed {
			f.Missed = append(f.Missed, missFacts{Agent: agent, At: m.At, Reason: string(m.Reason), Text: m.Text})
		}
	}
	for _, e := range s.Log.All() {
		if c, ok := e.Data.(Closed); ok {
			f.Ending = string(c.Reason)
		}
	}
	return f
}

// transfersOf a call, and the agents' legs if there were any.
func transfersOf(s State) (all []transferFacts, legs []legFacts) {
	for _, t := range s.Transfers.All() {
		to := t.To.Queue
		if t.To.Agent != nil {
			to = who(t.To.Agent)
		}
		all = append(all, transferFacts{
			Offer: t.Offer, From: t.From.ID, To: to, Note: t.Note, Warm: t.Warm, BegunAt: t.BegunAt, Until: t.Until, Left: t.Left,
			Colleague: who(t.Colleague), ConsultsAt: t.ConsultsAt, EndedAt: t.EndedAt, Outcome: string(t.Outcome), By: who(t.By),
		})
	}
	if len(all) == 0 {
		return nil, nil
	}
	for _, l := range s.Call.Legs {
		if l.Role == RoleAgent {
			legs = append(legs, legFacts{
				Agent: who(l.Agent), SID: l.CallSID, JoinedAt: l.JoinedAt, LeftAt: l.LeftAt, LeftBy: l.LeftBy, Lost: l.Lost, Consulted: l.Consulted,
			})
		}
	}
	return all, legs
}

// stepsOf folds the log up to each of its events.
func stepsOf(id ID, events []Event) []step {
	var steps []step
	for n := range events {
		s := Fold(id, events[:n+1])
		st := step{
			N: n + 1, Phase: string(s.Call.Phase), Agent: who(s.Owner()), Lost: who(s.LostAgent()), Written: s.Opened, Active: s.Active(), Deadline: s.Deadline(goldenPolicy),
		}
		for _, a := range s.Assignments.Current().Rings {
			if s.Assignments.Current().RingsFor(a.ID) {
				st.Rings++
			}
		}
		st.OnHold, st.Receiver = s.OnHold.On(), who(s.Receiver())
		if on := s.Transfers.On(); s.Call.ColleagueSID() != "" && on != nil {
			st.Colleague = who(on.Colleague)
		}
		if s.Ticket != nil {
			st.Ticket = s.Ticket.ID
		}
		if s.Unclear != nil {
			st.Unclear = s.Unclear.Code
		}
		for _, it := range s.Items.All() {
			if it.Delivery.State == Waiting {
				st.Waiting++
			}
			if it.Delivery.State == Held {
				st.Held++
			}
		}
		steps = append(steps, st)
	}
	return steps
}

// namedAgents whom a log names as those whom an offer was before, or was not.
func namedAgents(s State) []string {
	named := map[string]bool{}
	for _, e := range s.Log.All() {
		switch d := e.Data.(type) {
		case AgentsRung:
			for _, a := range d.Agents {
				named[a.ID] = true
			}
		case AgentsPassedOver:
			for _, p := range d.Agents {
				named[p.Agent.ID] = true
			}
		case OfferDeclined:
			named[d.Agent.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(named))
}
