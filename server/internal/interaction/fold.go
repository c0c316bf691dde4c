package interaction

import (
	"slices"
	"strconv"
)

// Fold the whole log of one interaction.
func Fold(id ID, events []Event) State {
	s := State{ID: id, exclusive: true}
	for _, e := range events {
		s = s.apply(e)
	}
	s.exclusive = false
	s.Log = slices.Clip(events)
	return s
}

// Apply one event. The result shares nothing writable with s.
func (s State) Apply(e Event) State {
	s.Log = append(slices.Clip(s.Log), e)
	return s.apply(e)
}

func (s State) apply(e Event) State {
	s.Version = e.N
	switch d := e.Data.(type) {
	case Started:
		s.Account, s.App, s.Queue, s.Channel, s.Direction = d.Account, d.App, d.Queue, d.Channel, d.Direction
		s.Customer, s.IssuePath, s.Line, s.Record, s.OpenOn = d.Customer, d.IssuePath, d.Line, d.Record, d.OpenOn
		s.StartedAt, s.Agent = e.At, d.Agent
		if d.Channel == Voice {
			s.Call.Phase = Awaited
		}
		s.Opened = d.OpenOn != OnAnswer || d.Channel == Message
		s.addItem(ItemContact, e, nil)
	case PacketReceived:
		s.Packet = d.Packet
	case MessageLeft:
		s.Message = d.Text
		s.addItem(ItemMessage, e, func(it *Item) { it.Text = d.Text; it.From = "customer" })
	case CallArrived:
		s.Call.CustomerSID, s.Call.From, s.Call.To, s.Call.ArrivedAt = d.CallSID, d.From, d.To, e.At
	case OfferMade:
		s.Offer = Offer{N: d.Offer}
		s.Agent, s.Call.AgentSID = nil, ""
		s.Call.Phase = Ringing
	case AgentsRung:
		s.Offer = s.Offer.ring(d.Agents)
	case AgentsPassedOver:
		s.Offer = s.Offer.skip(d.Agents)
	case OfferAccepted:
		a := d.Agent
		s.Agent = &a
		s.Offer.N, s.Offer.Claimed, s.Offer.Tab, s.Offer.Until = d.Offer, true, d.Tab, d.Until
		if s.Call.Phase == Ringing {
			s.Call.Phase = Claimed
		}
	case OfferDeclined:
		s.Offer.Declined = append(slices.Clone(s.Offer.Declined), d.Agent.ID)
	case ClaimLapsed:
		s.Offer.Claimed, s.Agent = false, nil
	case CustomerDialled:
		s.Call.CustomerSID, s.Call.From, s.Call.To, s.Call.ArrivedAt = d.CallSID, d.From, d.To, e.At
	case CustomerAnswered:
		s.Call.Phase, s.Call.AnsweredAt, s.Call.AnsweredBy = Connected, d.AnsweredAt, s.Agent
		s.Opened = true
	case AgentJoined:
		a := d.Agent
		s.Agent, s.Call.AgentSID = &a, d.CallSID
		if s.Direction == Outbound && s.Call.AnsweredAt.IsZero() {
			s.Call.Phase = Dialling
			break
		}
		s.Call.Phase, s.Opened = Connected, true
		if s.Call.AnsweredAt.IsZero() {
			s.Call.AnsweredAt, s.Call.AnsweredBy = d.JoinedAt, &a
		}
	case AgentLeft:
		s.Call.AgentSID = ""
	case HangupAsked:
		s.Call.HangupAsked = true
	case CallEnded:
		s.Call.Phase, s.Call.EndedAt, s.Call.EndedBy, s.Call.Outcome = Ended, d.EndedAt, d.By, d.Outcome
		s.Opened = true
		s.addItem(ItemCallLog, e, func(it *Item) { it.Agent = s.Call.AnsweredBy })
	case NoteAdded:
		s.addItem(ItemNote, e, func(it *Item) { a := d.Agent; it.Agent = &a; it.Note, it.Text = d.Note, d.Text })
	case FileReceived:
		s.addItem(ItemFile, e, func(it *Item) { f := d.File; it.File, it.From = &f, d.From })
	case FileRemoved:
		s.own()
		for i, it := range s.Items {
			if it.File != nil && it.File.ID == d.File {
				s.Items[i].RemovedAt = e.At
			}
		}
	case WrapUpSaved:
		s.WrapUp, s.WrapUps = &d, s.WrapUps+1
		s.addItem(ItemWrapUp, e, func(it *Item) { a := d.Agent; it.Agent = &a; it.Text = d.Note })
	case TicketChosen:
		t := d.Ticket
		s.Ticket, s.Rule, s.Considered, s.ChosenBy, s.Unclear = &t, d.Rule, d.Considered, d.By, nil
		if d.Requester != nil {
			s.Requester = d.Requester
		}
	case NewTicketAsked:
		s.Ticket, s.Unclear, s.WantsNew = nil, nil, true
		if d.Requester != nil {
			s.Requester = d.Requester
		}
	case TicketUnclear:
		s.Unclear = &d
	case WriteLanded:
		s.deliver(d.Key, Delivery{State: Landed, Since: d.At, Receipt: d.Receipt, Ticket: d.Ticket})
	case WriteDelayed:
		for _, key := range d.Keys {
			s.deliver(key, Delivery{State: Waiting, Since: e.At, Kind: d.Kind, Reason: d.Reason, Until: d.Until})
		}
	case WriteHeld:
		s.deliver(d.Key, Delivery{State: Held, Since: e.At, Kind: d.Kind, Reason: d.Reason})
	case WriteRetried:
		s.deliver(d.Key, Delivery{State: Waiting, Since: e.At})
	case WriteDropped:
		s.deliver(d.Key, Delivery{State: Dropped, Since: e.At, Reason: d.Reason})
	case WritesRehomed:
		s.rehome(d, e)
	case Closed:
		s.ClosedAt = e.At
	}
	return s
}

// own makes the items safe to write to: another state may share them, unless this
// one is just being folded.
func (s *State) own() {
	if !s.exclusive {
		s.Items = slices.Clone(s.Items)
	}
}

func (s *State) addItem(kind ItemType, e Event, fill func(*Item)) {
	it := Item{Key: itemKey(s.ID, kind, e.N, 1), Revision: 1, Type: kind, N: e.N, At: e.At, Delivery: Delivery{State: Waiting, Since: e.At}}
	if fill != nil {
		fill(&it)
	}
	s.own()
	s.Items = append(s.Items, it)
}

func itemKey(id ID, kind ItemType, n, revision int) string {
	return id.Key(string(kind)+"-"+strconv.Itoa(n), revision)
}

// rehome makes a new write of items, under a new key, unless they stand on the
// interaction's ticket from an earlier time.
func (s *State) rehome(d WritesRehomed, e Event) {
	s.own()
	for i := range s.Items {
		it := &s.Items[i]
		if slices.Contains(d.Keys, it.Key) {
			it.moveTo(s.ID, s.Ticket, e)
		}
	}
	if d.Pointer {
		from := d.From
		s.addItem(ItemPointer, e, func(it *Item) { it.Target = &from })
	}
}

func (it *Item) moveTo(id ID, ticket *TicketRef, e Event) {
	for _, st := range it.Placements {
		if ticket != nil && st.Delivery.Ticket == ticket.ID {
			it.Key, it.Delivery = st.Key, st.Delivery
			return
		}
	}
	it.Revision++
	it.Key = itemKey(id, it.Type, it.N, it.Revision)
	it.Delivery = Delivery{State: Waiting, Since: e.At}
}

// deliver never takes a landed item back: the CRM holds it.
func (s *State) deliver(key string, d Delivery) {
	i := slices.IndexFunc(s.Items, func(it Item) bool { return it.Key == key })
	if i < 0 || s.Items[i].Delivery.State == Landed {
		return
	}
	s.own()
	s.Items[i].Delivery = d
	if d.State == Landed {
		s.Items[i].Placements = append(slices.Clip(s.Items[i].Placements), Placement{s.Items[i].Key, d})
	}
}
