package api

import (
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

func timelineView(s interaction.State) []TimelineEntry {
	out := make([]TimelineEntry, 0, s.Log.Len())
	var unclear *interaction.TicketUnclear // the last one before the entry
	for _, e := range s.Log.All() {
		if u, ok := e.Data.(interaction.TicketUnclear); ok {
			unclear = &u
		}
		entry := TimelineEntry{N: e.N, At: e.At, Type: interaction.TypeName(e.Data), Said: eventSaid(e.Data, unclear)}
		entry.Text = entry.Said.english()
		if c, ok := e.Data.(interaction.Closed); ok && entry.Text == "" { // of a log that an older server wrote
			entry.Text, entry.Said = "Finished: "+string(c.Reason)+".", nil
		}
		out = append(out, entry)
	}
	return out
}

// eventSaid is what an event means. A test proves that every event has a sentence.
func eventSaid(data interaction.Data, unclear *interaction.TicketUnclear) *Said {
	switch d := data.(type) {
	case interaction.Started:
		switch {
		case d.Direction == interaction.Outbound && d.Agent != nil:
			return said("started.outbound", "agent", d.Agent.Name)
		case d.Channel == interaction.Message:
			return said("started.message")
		}
		return said("started.call")
	case interaction.PacketReceived:
		if d.Packet.Trust == interaction.Rejected {
			return said("packet_received.rejected").because(reasonSaid("", d.Packet.Problem))
		}
		return said("packet_received", "signed", strconv.Itoa(len(d.Packet.Signed)), "unsigned", strconv.Itoa(len(d.Packet.Unsigned)))
	case interaction.AgentsRung:
		s := said("agents_rung")
		s.Each = few(d.Agents, func(a interaction.Agent) *Said { return said("agent", "agent", a.Name) })
		return s
	case interaction.AgentsPassedOver:
		s := said("agents_passed_over")
		s.Each = few(d.Agents, passedOver)
		return s
	case interaction.OfferAccepted:
		return said("offer_accepted", "agent", d.Agent.Name)
	case interaction.OfferDeclined:
		return said("offer_declined", "agent", d.Agent.Name)
	case interaction.ClaimLapsed:
		return said("claim_lapsed", "agent", d.Agent.Name)
	case interaction.AgentJoined:
		return said("agent_joined", "agent", d.Agent.Name)
	case interaction.AgentLeft:
		return said("agent_left", "agent", d.Agent.Name)
	case interaction.HangupAsked:
		return said("hangup_asked", "agent", d.Agent.Name)
	case interaction.CallEnded:
		return said("call_ended." + string(d.Outcome))
	case interaction.NoteAdded:
		return said("note_added", "agent", d.Agent.Name)
	case interaction.FileReceived:
		return said("file_received."+d.From, "file", d.File.Name)
	case interaction.WrapUpSaved:
		return said("wrap_up_saved", "agent", d.Agent.Name, "disposition", d.Disposition)
	case interaction.TicketChosen:
		return said("ticket_chosen", "number", d.Ticket.Number)
	case interaction.NewTicketAsked:
		return said("new_ticket_asked", "agent", d.By.Name)
	case interaction.TicketUnclear:
		return said("ticket_unclear").because(unclearSaid(d))
	case interaction.WriteLanded:
		return said("write_landed", "item", itemOf(d.Key))
	case interaction.WriteDelayed:
		count := strconv.Itoa(len(d.Keys))
		if d.Until.IsZero() {
			return said("write_delayed", "count", count).because(reasonSaid(d.Kind, d.Reason))
		}
		return said("write_delayed.until", "count", count, "until", d.Until.Format(time.RFC3339Nano)).because(reasonSaid(d.Kind, d.Reason))
	case interaction.WriteHeld:
		return said("write_held", "item", itemOf(d.Key)).because(holdReason(d.Kind, d.Reason, unclear))
	case interaction.WriteDropped:
		return said("write_dropped", "item", itemOf(d.Key), "agent", d.By, "text", d.Reason)
	case interaction.WritesRehomed:
		return said("writes_rehomed", "count", strconv.Itoa(len(d.Keys)), "number", d.From.Number)
	case interaction.WriteRetried:
		return said("write_retried", "agent", d.By)
	case interaction.Closed:
		return said(closedCode(d.Reason))
	case interaction.MessageLeft, interaction.CallArrived, interaction.OfferMade, interaction.CustomerDialled,
		interaction.CustomerAnswered, interaction.FileRemoved:
	}
	return said(interaction.TypeName(data))
}

func closedCode(e interaction.CloseReason) string {
	return "closed." + strings.ReplaceAll(string(e), " ", "_")
}

func passedOver(p interaction.SkippedAgent) *Said {
	code := "passed." + string(p.Reason)
	if p.Reason == interaction.MissedAway && p.Text != "" {
		return said(code+"_because", "agent", p.Agent.Name, "away", p.Text)
	}
	return said(code, "agent", p.Agent.Name)
}

// unclearSaid is why a person must choose the ticket.
func unclearSaid(u interaction.TicketUnclear) *Said {
	code := "unclear." + u.Code
	if sentences[code] == "" {
		code = ""
	}
	return said(code, "text", u.Reason)
}

// holdReason is why a write stands still; what waits for a ticket says why that is unclear.
func holdReason(kind, reason string, unclear *interaction.TicketUnclear) *Said {
	if unclear != nil && unclear.Reason == reason {
		return unclearSaid(*unclear)
	}
	return reasonSaid(kind, reason)
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
