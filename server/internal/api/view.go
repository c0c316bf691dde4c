package api

import (
	"slices"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
)

// agentView is an interaction as agents and admins see it. Hidden fields of a
// packet are not in it.
func agentView(s interaction.State) contract.Interaction {
	v := contract.Interaction{
		Id: string(s.ID), Version: s.Version, Account: s.Account, App: ptr(s.App), Queue: ptr(s.Queue),
		Channel: contract.InteractionChannel(s.Channel), Direction: contract.InteractionDirection(s.Direction),
		State: stateView(s), StartedAt: s.StartedAt, ClosedAt: ptr(s.ClosedAt),
		Customer: contract.Customer{
			ExternalId: ptr(s.Customer.ExternalID), Name: ptr(s.Customer.Name), Email: ptr(s.Customer.Email),
			Phone: ptr(s.Customer.Phone), Verified: s.Customer.Verified,
		},
		IssuePath: list(s.IssuePath), Line: ptr(s.Line), Packet: packetView(s.Packet),
		Agent: agentRef(s.Owner()), Ticket: ticketView(s), Items: itemsView(s), Timeline: timelineView(s),
	}
	if s.Channel == interaction.Voice {
		v.Call = callView(s)
	}
	if s.Assignments.Current().N > 0 {
		v.Offer = offerView(s.Assignments.Current())
	}
	if w := s.WrapUp.Saved; w != nil {
		v.WrapUp = &contract.WrapUp{Disposition: w.Disposition, Note: ptr(w.Note)}
	}
	v.Asks = asksView(s)
	return v
}

func offerView(o interaction.Assignment) *contract.Offer {
	v := &contract.Offer{N: o.N, Claimed: o.Claimed(), Declined: list(o.Declined), Rings: &[]string{}}
	if o.Claim != nil {
		v.Tab, v.Until = ptr(o.Claim.Tab), ptr(o.Claim.Until)
	}
	for _, a := range o.Rings {
		if !o.Claimed() && !slices.Contains(o.Declined, a.ID) {
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

func packetView(p interaction.Packet) contract.Packet {
	trust := p.Trust
	if trust == "" {
		trust = interaction.Unsigned
	}
	v := contract.Packet{Trust: contract.PacketTrust(trust), Signed: fieldsView(p.Signed), Unsigned: fieldsView(p.Unsigned)}
	if r := p.Why(); !r.IsZero() {
		said := reasonSaid("", r)
		v.Problem, v.ProblemSaid = ptr(said.Sentence()), saidView(said)
	}
	return v
}

func fieldsView(fields []interaction.Field) []contract.Field {
	out := []contract.Field{}
	for _, f := range fields {
		if !f.Hidden {
			out = append(out, contract.Field{Key: f.Key, Label: f.Label, Value: f.Value, Type: contract.FieldType(f.Type)})
		}
	}
	return out
}

func callView(s interaction.State) *contract.Call {
	c := s.Call
	v := &contract.Call{
		From: c.From, To: c.To, ArrivedAt: ptr(c.ArrivedAt), AnsweredAt: ptr(c.AnsweredAt), EndedAt: ptr(c.EndedAt),
		AnsweredBy: agentRef(c.AnsweredBy), EndedBy: ptr(contract.CallEndedBy(c.EndedBy)), Outcome: ptr(contract.CallOutcome(c.Outcome)),
	}
	if c.Phase == interaction.Ended {
		talk := int(c.TalkTime().Seconds())
		v.TalkSeconds = &talk
	}
	return v
}

func agentRef(a *interaction.Agent) *contract.Agent {
	if a == nil {
		return nil
	}
	return &contract.Agent{Id: a.ID, Name: a.Name}
}

// deliveryReason is why an item is not in the ticket, in English and by code. Why
// somebody dropped it is in their own words.
func deliveryReason(d interaction.Delivery, unclear *interaction.TicketUnclear) (*string, *contract.Said) {
	switch {
	case d.State == interaction.Dropped:
		return ptr(d.Reason.Text), nil
	case d.Reason.IsZero() && d.Kind == "":
		return nil, nil
	}
	said := holdReason(d.Kind, d.Reason, unclear)
	return ptr(said.Sentence()), saidView(said)
}

func itemsView(s interaction.State) []contract.Item {
	out := make([]contract.Item, 0, s.Items.Len())
	for _, it := range s.Items.All() {
		d := it.Delivery
		v := contract.Item{
			Key: it.Key, Kind: contract.ItemKind(it.Type), At: it.At, Agent: agentRef(it.Agent), Note: ptr(it.Note), Text: ptr(it.Text),
			From: ptr(contract.ItemFrom(it.From)),
			Delivery: contract.Delivery{
				State: contract.DeliveryState(d.State), Since: d.Since, Until: ptr(d.Until),
				Ticket: ptr(d.Ticket), Receipt: ptr(d.Receipt), Kind: ptr(contract.DeliveryKind(d.Kind)),
			},
		}
		v.Delivery.Reason, v.Delivery.ReasonSaid = deliveryReason(d, s.Unclear)
		if it.File != nil {
			f := fileView(*it.File)
			f.RemovedAt = ptr(it.RemovedAt)
			v.File = &f
		}
		out = append(out, v)
	}
	return out
}

func fileView(f interaction.File) contract.File {
	return contract.File{Id: f.ID, Name: f.Name, ContentType: f.ContentType, Size: f.Size}
}

// contactView is all that a customer sees of their interaction.
func contactView(s interaction.State, limits contract.FileLimits) contract.Contact {
	v := contract.Contact{Interaction: string(s.ID), State: contactState(s), Files: []contract.File{}, Limits: limits}
	if s.Owner() != nil && s.Call.Phase == interaction.Connected {
		v.Agent = ptr(s.Owner().Name)
	}
	for _, it := range s.Items.All() {
		if it.File != nil && it.From == "customer" {
			v.Files = append(v.Files, fileView(*it.File))
		}
	}
	v.Asks = askedView(s)
	return v
}

func contactState(s interaction.State) contract.ContactState {
	switch s.Call.Phase {
	case interaction.NoCall:
		return contract.ContactStateLeft
	case interaction.Awaited:
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

// ptr is nil for a zero value: optional members are left out.
func ptr[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func val[T any](p *T) T {
	var zero T
	if p == nil {
		return zero
	}
	return *p
}

// list is never null in JSON.
func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}
