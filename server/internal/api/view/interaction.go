package view

import (
	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// Interaction is an interaction as agents and admins see it. Hidden fields of a
// packet are not in it. It is told as its account has it.
func Interaction(s interaction.State, l words.Lexicon) contract.Interaction {
	v := head(s, l)
	v.Items, v.Timeline, v.Texts = itemsView(s, 0, l), timelineView(s, 0, l), textsView(s, 0, l)
	return v
}

// Change is what has changed of it since a version: whoever has that version has the whole
// again by putting its items in the places of those with their keys, or behind all others,
// and its entries behind the timeline. Everything else is there as it is now.
func Change(s interaction.State, since int, l words.Lexicon) contract.Interaction {
	since = min(since, s.Version)
	if since <= 0 || saidAnew(s, since) {
		return Interaction(s, l)
	}
	v := head(s, l)
	v.Since = &since
	v.Items, v.Timeline, v.Texts = itemsView(s, since, l), timelineView(s, since, l), textsView(s, since, l)
	return v
}

// Head is an interaction without what was said and done in it: a change since now.
func Head(s interaction.State, l words.Lexicon) contract.Interaction {
	v := head(s, l)
	v.Since = &s.Version
	v.Items, v.Timeline = []contract.Item{}, []contract.TimelineEntry{}
	return v
}

// saidAnew: items have got other keys since then, or why they stand still is said in other
// words, of which they know nothing themselves.
func saidAnew(s interaction.State, since int) bool {
	for _, e := range s.Log.From(since) {
		switch e.Data.(type) {
		case interaction.TicketUnclear, interaction.TicketChosen, interaction.NewTicketAsked, interaction.RequesterChosen, interaction.WritesRehomed:
			return true
		}
	}
	return false
}

// head is all but items and timeline.
func head(s interaction.State, l words.Lexicon) contract.Interaction {
	v := contract.Interaction{
		Id: string(s.ID), Version: s.Version, Account: s.Account, App: contract.Opt(s.App), Queue: contract.Opt(s.Queue),
		Channel: contract.InteractionChannel(s.Channel), Direction: contract.InteractionDirection(s.Direction),
		State: stateView(s), StartedAt: s.StartedAt, ClosedAt: contract.Opt(s.ClosedAt),
		Customer: contract.Customer{
			ExternalId: contract.Opt(s.Customer.ExternalID), Name: contract.Opt(s.Customer.Name), Email: contract.Opt(s.Customer.Email),
			Phone: contract.Opt(s.Customer.Phone), PhoneShown: shown(s.Customer.Phone, l), Extension: contract.Opt(s.Customer.Extension), Verified: s.Customer.Verified,
		},
		IssuePath: contract.List(s.IssuePath), IssueLabels: issueLabels(s.IssueLabels), Line: contract.Opt(s.Line), LineShown: shown(s.Line, l), Packet: Packet(s.Packet, l),
		Agent: agentRef(s.Owner()), Ticket: ticketView(s, l),
	}
	if s.Channel == interaction.Voice {
		v.Call = callView(s, l)
	}
	if s.Assignments.Current().N > 0 {
		v.Offer = offerView(s.Assignments.Current())
		if a := s.LostAgent(); a != nil {
			v.Offer.Lost = contract.Opt(a.ID)
		}
	}
	v.Transfer = transferView(s)
	v.PutOff = contract.Opt(s.PutOff())
	if w := s.WrapUp.Saved; w != nil {
		v.WrapUp = &contract.WrapUp{Disposition: w.Disposition, Note: contract.Opt(w.Note)}
		if t := w.TicketStatus; t != nil {
			v.WrapUp.TicketStatus = &contract.TicketStatus{Ticket: t.Ticket, Value: t.Value, Label: t.Label, Saw: t.Saw}
		}
	}
	v.Asks, v.Joining = asksView(s, l), joiningView(s, l)
	v.Unsettled = &contract.Unsettled{}
	for _, it := range s.Items.All() {
		switch it.Delivery.State {
		case interaction.Waiting:
			v.Unsettled.Waiting++
		case interaction.Held:
			v.Unsettled.Held++
		case interaction.Landed, interaction.Dropped:
		}
	}
	return v
}

func issueLabels(steps []map[string]string) *[]contract.IssueLabels {
	if len(steps) == 0 {
		return nil
	}
	out := make([]contract.IssueLabels, len(steps))
	for i, in := range steps {
		out[i] = contract.IssueLabels{En: contract.Opt(in["en"]), Ja: contract.Opt(in["ja"]), Ko: contract.Opt(in["ko"])}
	}
	return &out
}

func offerView(o interaction.Assignment) *contract.Offer {
	v := &contract.Offer{N: o.N, Claimed: o.Claimed(), Declined: []string{}}
	for _, d := range o.Declined {
		v.Declined = append(v.Declined, d.Agent)
	}
	if o.Claim != nil {
		v.Tab, v.Until = contract.Opt(o.Claim.Tab), contract.Opt(o.Claim.Until)
	}
	if o.Rule != "" {
		v.Rule, v.Rung = contract.Opt(contract.OfferRule(o.Rule)), &o.Rung
		if who := o.Agent(); o.Rule == interaction.RingOne {
			v.Agent = &who
		}
		v.Group, v.Language = contract.Opt(o.Whom.Group), contract.Opt(o.Whom.Language)
		if o.Whom.Queues != nil {
			v.Queues = &o.Whom.Queues
		}
		return v
	}
	v.Rings = &[]string{} // whom an older server has named; nobody while it waits
	for _, a := range o.Rings {
		if !o.Claimed() && !o.DeclinedBy(a.ID) {
			*v.Rings = append(*v.Rings, a.ID)
		}
	}
	return v
}

func stateView(s interaction.State) contract.InteractionState {
	switch {
	case !s.Active():
		return contract.InteractionStateClosed
	case s.Call.Phase == interaction.Ended:
		return contract.InteractionStateWrapUp
	case s.Call.Phase == interaction.Ringing:
		return contract.InteractionStateRinging
	case s.Call.Phase == interaction.Claimed:
		return contract.InteractionStateClaimed
	case s.Call.Phase == interaction.Dialling, s.Direction == interaction.Outbound && s.Call.Phase == interaction.Awaited:
		return contract.InteractionStateDialling
	case s.Call.Phase == interaction.Connected:
		return contract.InteractionStateConnected
	}
	return contract.InteractionStateStarting
}

func Packet(p interaction.Packet, l words.Lexicon) contract.Packet {
	trust := p.Trust
	if trust == "" {
		trust = interaction.Unsigned
	}
	v := contract.Packet{Trust: contract.PacketTrust(trust), Signed: fieldsView(p.Signed), Unsigned: fieldsView(p.Unsigned)}
	if r := p.Why(); !r.IsZero() {
		said := reasonSaid("", r)
		v.Problem, v.ProblemSaid = contract.Opt(said.Sentence(l)), saidView(said)
	}
	return v
}

func fieldsView(fields []interaction.Field) []contract.Field {
	out := []contract.Field{}
	for _, f := range fields {
		if !f.Hidden {
			out = append(out, contract.Field{Key: f.Key, Label: f.Label, Value: f.Value, Type: contract.FieldType(f.Type), Own: contract.Opt(words.OwnField(f.Key, f.Label))})
		}
	}
	return out
}

func callView(s interaction.State, l words.Lexicon) *contract.Call {
	c := s.Call
	v := &contract.Call{
		From: c.From, To: c.To, FromShown: shown(c.From, l), ToShown: shown(c.To, l), ArrivedAt: contract.Opt(c.ArrivedAt), AnsweredAt: contract.Opt(c.AnsweredAt), EndedAt: contract.Opt(c.EndedAt),
		AnsweredBy: agentRef(c.AnsweredBy), EndedBy: contract.Opt(contract.CallEndedBy(c.EndedBy)), Outcome: contract.Opt(contract.CallOutcome(c.Outcome)),
	}
	if legs := legsView(c.Legs); len(legs) > 0 {
		v.Legs = &legs
	}
	if h := s.OnHold; h.On() {
		v.OnHold = &contract.CallOnHold{Since: h.Since, By: *agentRef(&h.By)}
	}
	v.Recording = recordingView(s)
	v.OnHoldSeconds = contract.Opt(int(s.OnHold.Total.Seconds()))
	if c.Phase == interaction.Ended {
		talk := int(c.TalkTime().Seconds())
		v.TalkSeconds = &talk
	}
	return v
}

// recordingView is nil where nothing is recorded, or not any more.
func recordingView(s interaction.State) *contract.CallRecording {
	r := s.Recordings
	if !r.On() || s.Call.Phase != interaction.Connected {
		return nil
	}
	since, by, paused := s.Unrecorded()
	if !paused {
		return &contract.CallRecording{}
	}
	return &contract.CallRecording{PausedAt: &since, PausedBy: agentRef(&by)}
}

func legsView(legs []interaction.Leg) (out []contract.CallLeg) {
	for _, l := range legs {
		if l.Role == interaction.RoleAgent && l.Agent != nil && !l.JoinedAt.IsZero() {
			out = append(out, contract.CallLeg{
				Agent: *agentRef(l.Agent), JoinedAt: l.JoinedAt, LeftAt: contract.Opt(l.LeftAt), Lost: contract.Opt(l.Lost), Consulted: contract.Opt(l.Consulted),
			})
		}
	}
	return out
}

// shown is a number as the account's people write it; nil where there is none, as of the
// line of a browser.
func shown(number string, l words.Lexicon) *string {
	if number == "" || interaction.IsBrowser(number) {
		return nil
	}
	return contract.Opt(identity.Display(number, l.Country))
}

func agentRef(a *interaction.Agent) *contract.Agent {
	if a == nil {
		return nil
	}
	return &contract.Agent{Id: a.ID, Name: a.Name}
}

// DeliveryReason is why an item is not in the ticket, in English and by code. Why
// somebody dropped it is in their own words.
func DeliveryReason(d interaction.Delivery, unclear *interaction.TicketUnclear, l words.Lexicon) (*string, *contract.Said) {
	switch {
	case d.State == interaction.Dropped:
		return contract.Opt(d.Reason.Text), nil
	case d.Reason.IsZero() && d.Kind == "":
		return nil, nil
	}
	said := holdReason(d.Kind, d.Reason, unclear)
	return contract.Opt(said.Sentence(l)), saidView(said)
}

// itemsView are the items that have changed since a version.
func itemsView(s interaction.State, since int, l words.Lexicon) []contract.Item {
	out := []contract.Item{}
	for _, it := range s.Items.All() {
		if it.Changed <= since {
			continue
		}
		d := it.Delivery
		v := contract.Item{
			Key: it.Key, Kind: contract.ItemKind(it.Type), At: it.At, Agent: agentRef(it.Agent), Note: contract.Opt(it.Note), Text: contract.Opt(it.Text),
			From: contract.Opt(contract.ItemFrom(it.From)), Ask: contract.Opt(it.Ask), Late: contract.Opt(it.Late),
			Delivery: contract.Delivery{
				State: contract.DeliveryState(d.State), Since: d.Since, Until: contract.Opt(d.Until),
				Ticket: contract.Opt(d.Ticket), Receipt: contract.Opt(d.Receipt), Kind: contract.Opt(contract.DeliveryKind(d.Kind)),
			},
		}
		v.Delivery.Reason, v.Delivery.ReasonSaid = DeliveryReason(d, s.Unclear, l)
		if it.File != nil {
			f := File(*it.File)
			f.RemovedAt = contract.Opt(it.RemovedAt)
			v.File = &f
		}
		out = append(out, v)
	}
	return out
}

func File(f interaction.File) contract.File {
	return contract.File{Id: f.ID, Name: f.Name, ContentType: f.ContentType, Size: f.Size}
}

// Contact is all that a customer sees of their interaction.
func Contact(s interaction.State, limits contract.FileLimits) contract.Contact {
	v := contract.Contact{Interaction: string(s.ID), Version: s.Version, State: contactState(s), Files: []contract.File{}, Limits: limits}
	if s.Owner() != nil && s.Call.Phase == interaction.Connected {
		v.Agent = contract.Opt(s.Owner().Name)
	}
	for _, it := range s.Items.All() {
		if it.File != nil && it.From == "customer" {
			v.Files = append(v.Files, File(*it.File))
		}
	}
	v.Asks = askedView(s)
	v.OnHold = contract.Opt(s.OnHold.On())
	if since := s.WaitsSince(); !since.IsZero() && s.Call.Phase == interaction.Ringing {
		v.Waiting = &contract.ContactWaiting{Since: since}
	}
	v.AnsweredAt = contract.Opt(s.Call.AnsweredAt)
	if s.Call.Phase == interaction.Ended {
		v.Outcome = contract.Opt(contactOutcome(s.Call))
	}
	v.Messages = contract.Opt(s.Messages())
	if s.Ticket != nil {
		v.Reference = contract.Opt(s.Ticket.Number)
	}
	answerable := s.Answerable()
	v.Answerable = &answerable
	return v
}

func contactOutcome(c interaction.Call) contract.ContactOutcome {
	switch {
	case !c.AnsweredAt.IsZero():
		return contract.ContactOutcomeAnswered
	case c.Outcome == interaction.OutcomeNoAnswer, c.EndedBy == interaction.EndedByWait:
		return contract.ContactOutcomeNobodyCame
	}
	return contract.ContactOutcomeLeft
}

func contactState(s interaction.State) contract.ContactState {
	switch s.Call.Phase {
	case interaction.NoCall:
		return contract.ContactStateLeft
	case interaction.Awaited, interaction.InMenu:
		return contract.ContactStateStarting
	case interaction.Ringing:
		return contract.ContactStateWaiting
	case interaction.Claimed, interaction.Dialling:
		return contract.ContactStateConnecting
	case interaction.Connected:
		return contract.ContactStateConnected
	case interaction.Ended:
	}
	return contract.ContactStateEnded
}
