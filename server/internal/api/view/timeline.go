package view

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// timelineView are the events after a version.
func timelineView(s interaction.State, since int, l words.Lexicon) []contract.TimelineEntry {
	out := make([]contract.TimelineEntry, 0, s.Log.Len()-since)
	unclear := unclearBefore(s, since) // the last one before the entry
	for _, e := range s.Log.From(since) {
		if u, ok := e.Data.(interaction.TicketUnclear); ok {
			unclear = &u
		}
		entry := contract.TimelineEntry{N: e.N, At: e.At, Type: interaction.TypeName(e.Data)}
		said := eventSaid(e.Data, unclear)
		entry.Text, entry.Said = said.English(l), saidView(said)
		if c, ok := e.Data.(interaction.Closed); ok && entry.Text == "" { // of a log that an older server wrote
			entry.Text, entry.Said = "Finished: "+string(c.Reason)+".", nil
		}
		out = append(out, entry)
	}
	return out
}

// unclearBefore is the last question about the ticket up to a version, if anything after it
// may need it: that something is held is said in its words.
func unclearBefore(s interaction.State, since int) *interaction.TicketUnclear {
	held := false
	for _, e := range s.Log.From(since) {
		_, ok := e.Data.(interaction.WriteHeld)
		held = held || ok
	}
	if held {
		for i := since - 1; i >= 0; i-- {
			if u, ok := s.Log.At(i).Data.(interaction.TicketUnclear); ok {
				return &u
			}
		}
	}
	return nil
}

// eventSaid is what an event means. A test proves that every event has a sentence.
func eventSaid(data interaction.Data, unclear *interaction.TicketUnclear) *words.Said {
	switch d := data.(type) {
	case interaction.Started:
		switch {
		case d.Direction == interaction.Outbound && d.Agent != nil:
			return words.Say("started.outbound", "agent", d.Agent.Name)
		case d.Channel == interaction.Message:
			return words.Say("started.message")
		}
		return words.Say("started.call")
	case interaction.PacketReceived:
		if d.Packet.Trust == interaction.Rejected {
			return words.Say("packet_received.rejected").Because(reasonSaid("", d.Packet.Why()))
		}
		return words.Say("packet_received", "signed", strconv.Itoa(len(d.Packet.Signed)), "unsigned", strconv.Itoa(len(d.Packet.Unsigned)))
	case interaction.OfferRung:
		if d.Agent != nil {
			s := words.Say("agents_rung")
			s.Each = []words.Said{*agentSaid(*d.Agent)}
			return s
		}
		return words.Say("offer_rung", "count", strconv.Itoa(d.Rung))
	case interaction.OfferReturned:
		s := words.Say("offer_returned")
		s.Each = few(d.Agents, agentSaid)
		return s
	case interaction.AgentsRung:
		s := words.Say("agents_rung")
		s.Each = few(d.Agents, agentSaid)
		return s
	case interaction.AgentsPassedOver:
		s := words.Say("agents_passed_over")
		s.Each = few(d.Agents, passedOver)
		return s
	case interaction.OfferAccepted:
		return words.Say("offer_accepted", "agent", d.Agent.Name)
	case interaction.OfferDeclined:
		return words.Say("offer_declined", "agent", d.Agent.Name)
	case interaction.ClaimLapsed:
		return words.Say("claim_lapsed", "agent", d.Agent.Name)
	case interaction.AgentJoined:
		return words.Say("agent_joined", "agent", d.Agent.Name)
	case interaction.AgentLeft:
		return words.Say("agent_left", "agent", d.Agent.Name)
	case interaction.TransferBegun:
		if d.Warm {
			return words.Say("transfer_begun.warm", d.Values()...)
		}
		return words.Say("transfer_begun", d.Values()...)
	case interaction.TransferEnded:
		said := words.Say("transfer_ended." + string(d.Outcome))
		if d.By != nil {
			said = words.Say("transfer_ended."+string(d.Outcome), "agent", d.By.Name)
		}
		return said
	case interaction.HangupAsked:
		return words.Say("hangup_asked", "agent", d.Agent.Name)
	case interaction.CallEnded:
		return words.Say("call_ended." + string(d.Outcome))
	case interaction.NoteAdded:
		return words.Say("note_added", "agent", d.Agent.Name)
	case interaction.FileReceived:
		return words.Say("file_received."+d.From, "file", d.File.Name)
	case interaction.WrapUpSaved:
		if d.TicketStatus != nil {
			return words.Say("wrap_up_saved.status", "agent", d.Agent.Name, "disposition", d.Disposition, "status", d.TicketStatus.Label)
		}
		return words.Say("wrap_up_saved", "agent", d.Agent.Name, "disposition", d.Disposition)
	case interaction.TicketChosen:
		return words.Say("ticket_chosen", "number", d.Ticket.Number)
	case interaction.NewTicketAsked:
		return words.Say("new_ticket_asked", "agent", d.By.Name)
	case interaction.TicketUnclear:
		return words.Say("ticket_unclear").Because(unclearSaid(d))
	case interaction.WriteLanded:
		if !d.Without.IsZero() {
			return words.Say("write_landed.without", "item", itemOf(d.Key)).Because(reasonSaid("", d.Without))
		}
		return words.Say("write_landed", "item", itemOf(d.Key))
	case interaction.WriteDelayed:
		count := strconv.Itoa(len(d.Keys))
		if d.Until.IsZero() {
			return words.Say("write_delayed", "count", count).Because(reasonSaid(d.Kind, Why(d.Why, d.Said)))
		}
		return words.Say("write_delayed.until", "count", count, "until", d.Until.Format(time.RFC3339Nano)).Because(reasonSaid(d.Kind, Why(d.Why, d.Said)))
	case interaction.WriteHeld:
		return words.Say("write_held", "item", itemOf(d.Key)).Because(holdReason(d.Kind, Why(d.Why, d.Said), unclear))
	case interaction.WriteDropped:
		return words.Say("write_dropped", "item", itemOf(d.Key), "agent", d.By, "text", d.Reason)
	case interaction.WritesRehomed:
		return words.Say("writes_rehomed", "count", strconv.Itoa(len(d.Keys)), "number", d.From.Number)
	case interaction.WriteRetried:
		return words.Say("write_retried", "agent", d.By)
	case interaction.TextReceived:
		if d.From == "" {
			return words.Say("text_received.withheld")
		}
		return words.Say("text_received", d.Values()...)
	case interaction.TextFailed:
		return words.Say("text_failed").Because(reasonSaid("", d.Why))
	case interaction.TextDelayed:
		return words.Say("text_delayed").Because(reasonSaid("", d.Why))
	case interaction.RecordingLost:
		return words.Say("recording_lost").Because(reasonSaid("", d.Why))
	case interaction.MenuAnswered:
		return menuSaid(d)
	case interaction.JoinCodeMade:
		return words.Say("join_code_made."+string(cmp.Or(d.How, interaction.ByAgent)), d.Values()...)
	case interaction.BrowserJoined:
		return words.Say("browser_joined."+string(cmp.Or(d.Way, interaction.JoinedByCode)), d.Values()...)
	case interaction.MenuLeft:
		if d.Queue == "" {
			return words.Say("menu_left.hung_up")
		}
		return words.Say("menu_left.queue", "queue", d.Queue)
	case interaction.Closed:
		return words.Say(closedCode(d.Reason))
	case interaction.MessageLeft, interaction.CallArrived, interaction.OfferMade, interaction.CustomerDialled,
		interaction.CustomerAnswered, interaction.FileRemoved:
	}
	if d, ok := data.(interface{ Values() []string }); ok {
		return words.Say(interaction.TypeName(data), d.Values()...)
	}
	return words.Say(interaction.TypeName(data))
}

func menuSaid(d interaction.MenuAnswered) *words.Said {
	switch d.Heard {
	case interaction.HeardChoice:
		return words.Say("menu_answered.choice", "label", d.Label)
	case interaction.HeardLanguage:
		return words.Say("menu_answered.language", "language", d.Language)
	case interaction.HeardWrong:
		return words.Say("menu_answered.wrong", "said", d.Said)
	case interaction.HeardNothing:
	}
	return words.Say("menu_answered.nothing")
}

func closedCode(e interaction.CloseReason) string {
	return "closed." + strings.ReplaceAll(string(e), " ", "_")
}

func passedOver(p interaction.SkippedAgent) *words.Said {
	code := "passed." + string(p.Reason)
	if p.Reason == interaction.MissedAway && p.Text != "" {
		return words.Say(code+"_because", "agent", p.Agent.Name, "away", p.Text)
	}
	return words.Say(code, "agent", p.Agent.Name)
}

// Why something happened; an older log has a sentence instead of a code.
func Why(r interaction.Reason, sentence string) interaction.Reason {
	if r.IsZero() {
		r.Text = sentence
	}
	return r
}

// unclearSaid is why a person must choose the ticket.
func unclearSaid(u interaction.TicketUnclear) *words.Said {
	r := u.Reason()
	if r.Text != "" && !words.Known("unclear."+r.Code) {
		return &words.Said{Values: map[string]string{words.Text: r.Text}}
	}
	return reasonSaid("", r)
}

// holdReason is why a write stands still. In older logs, what waits for a ticket says
// Why that is unclear by the same sentence.
func holdReason(kind string, r interaction.Reason, unclear *interaction.TicketUnclear) *words.Said {
	if unclear != nil && r.Text != "" && unclear.Said == r.Text {
		return unclearSaid(*unclear)
	}
	return reasonSaid(kind, r)
}

// itemOf reads the kind out of a write's key: id-kind-n-revision.
func itemOf(key string) string {
	for _, kind := range interaction.ItemTypes() {
		if strings.Contains(key, "-"+string(kind)+"-") {
			return string(kind)
		}
	}
	return "write"
}
