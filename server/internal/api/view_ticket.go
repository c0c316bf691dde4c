package api

import (
	"fmt"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

func ticketView(s interaction.State) Ticket {
	v := Ticket{State: Searching, Requester: requesterView(s.Requester)}
	if t := s.Ticket; t != nil {
		v.State, v.Id, v.Number, v.Url = Chosen, ptr(t.ID), ptr(t.Number), ptr(t.URL)
		rule, why := TicketRule(s.Rule), whyTicket(s)
		v.Rule, v.Why = &rule, &why
		v.Saw = seenView(s.Saw)
	}
	if u := s.Unclear; u != nil {
		v.State, v.Reason, v.Saw = Unclear, ptr(u.Reason), seenView(u.Candidates)
		if v.Requester == nil {
			v.Requester = requesterView(u.Requester)
		}
	}
	return v
}

// whyTicket is the rule that decided, in a sentence.
func whyTicket(s interaction.State) string {
	issue := strings.Join(s.IssuePath, " › ")
	switch s.Rule {
	case interaction.RuleRecord:
		return "You dialled from this ticket."
	case interaction.RulePacket:
		return "The signed packet names this ticket."
	case interaction.RuleSameIssue:
		if issue == "" {
			return "It is the customer's newest open ticket from this channel."
		}
		return fmt.Sprintf("It is the customer's newest open ticket about “%s” from this channel.", issue)
	case interaction.RulePerson:
		if s.ChosenBy != nil {
			return s.ChosenBy.Name + " chose it."
		}
		return "Somebody chose it."
	case interaction.RuleMerged:
		return "The ticket that was meant has been merged into this one."
	case interaction.RuleNew:
	}
	switch {
	case s.WantsNew:
		return "A new ticket was asked for."
	case len(s.Saw) > 0:
		return fmt.Sprintf("None of the customer's %s is about the same issue from this channel, so a new one was opened.", count(len(s.Saw), "open ticket"))
	}
	return "The customer had no open ticket, so a new one was opened."
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func seenView(seen []interaction.Seen) *[]SeenTicket {
	if len(seen) == 0 {
		return nil
	}
	out := make([]SeenTicket, len(seen))
	for i, t := range seen {
		r := t.Requester
		out[i] = SeenTicket{
			Id: t.ID, Number: ptr(t.Number), Url: ptr(t.URL), Subject: ptr(t.Subject), State: t.State, Status: ptr(t.Status),
			Requester: requesterView(&r), UpdatedAt: ptr(t.UpdatedAt),
		}
	}
	return &out
}

func requesterView(r *interaction.Requester) *Requester {
	if r == nil || *r == (interaction.Requester{}) {
		return nil
	}
	return &Requester{Id: ptr(r.ID), Name: ptr(r.Name), Url: ptr(r.URL)}
}

func timelineView(s interaction.State) []TimelineEntry {
	out := make([]TimelineEntry, 0, len(s.Log))
	for _, e := range s.Log {
		out = append(out, TimelineEntry{N: e.N, At: e.At, Type: interaction.TypeName(e.Data), Text: sentence(e)})
	}
	return out
}

// sentence says what an event means. A test proves that every event has one.
func sentence(e interaction.Event) string {
	switch d := e.Data.(type) {
	case interaction.Started:
		switch {
		case d.Direction == interaction.Outbound && d.Agent != nil:
			return d.Agent.Name + " called the customer."
		case d.Channel == interaction.Message:
			return "The customer wrote."
		}
		return "The customer asked for help."
	case interaction.PacketReceived:
		if d.Packet.Trust == interaction.Rejected {
			return "The context packet was not believed: " + d.Packet.Problem
		}
		return fmt.Sprintf("A context packet came along: %d signed, %d unsigned fields.", len(d.Packet.Signed), len(d.Packet.Unsigned))
	case interaction.MessageLeft:
		return "A message was left."
	case interaction.CallArrived:
		return "The customer is on the line."
	case interaction.OfferMade:
		return "Somebody is wanted for the call."
	case interaction.AgentsRung:
		return "It rings for " + people(d.Agents, func(a interaction.Agent) string { return a.Name }) + "."
	case interaction.AgentsPassedOver:
		return "It does not ring for " + people(d.Agents, passedOver) + "."
	case interaction.OfferAccepted:
		return d.Agent.Name + " took the call."
	case interaction.OfferDeclined:
		return d.Agent.Name + " declined."
	case interaction.ClaimLapsed:
		return d.Agent.Name + " took the call and did not come on the line."
	case interaction.CustomerDialled:
		return "The customer's phone rings."
	case interaction.CustomerAnswered:
		return "The customer answered."
	case interaction.AgentJoined:
		return d.Agent.Name + " is on the line."
	case interaction.AgentLeft:
		return d.Agent.Name + " dropped off the line."
	case interaction.HangupAsked:
		return d.Agent.Name + " hung up."
	case interaction.CallEnded:
		return "The call is over: " + strings.ReplaceAll(string(d.Outcome), "-", " ") + "."
	case interaction.NoteAdded:
		return d.Agent.Name + " added a note."
	case interaction.FileReceived:
		return "The " + d.From + " sent " + d.File.Name + "."
	case interaction.FileRemoved:
		return "A file was removed here."
	case interaction.WrapUpSaved:
		return d.Agent.Name + " wrapped up: " + d.Disposition + "."
	case interaction.TicketChosen:
		return "Ticket " + d.Ticket.Number + " it is."
	case interaction.NewTicketAsked:
		return d.By.Name + " asked for a new ticket."
	case interaction.TicketUnclear:
		return "Which ticket is unclear: " + d.Reason
	case interaction.WriteLanded:
		return itemName(d.Key) + " reached the ticket."
	case interaction.WriteDelayed:
		return fmt.Sprintf("%s not in the ticket yet: %s Next try %s.", count(len(d.Keys), "write"), d.Reason, d.Until.UTC().Format(time.TimeOnly))
	case interaction.WriteHeld:
		return itemName(d.Key) + " needs somebody: " + d.Reason
	case interaction.WriteDropped:
		return itemName(d.Key) + " was dropped by " + d.By + ": " + d.Reason
	case interaction.WritesRehomed:
		return fmt.Sprintf("%s moved away from ticket %s.", count(len(d.Keys), "write"), d.From.Number)
	case interaction.WriteRetried:
		return d.By + " asked for another try."
	case interaction.Closed:
		return "Finished: " + d.Reason + "."
	}
	return ""
}

// people in a row, the first few by name.
func people[T any](all []T, name func(T) string) string {
	const named = 8
	var names []string
	for _, one := range all[:min(named, len(all))] {
		names = append(names, name(one))
	}
	if more := len(all) - named; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

func passedOver(p interaction.PassedOver) string {
	why := string(p.Why)
	switch p.Why {
	case interaction.MissedBusy:
		why = "on another call"
	case interaction.MissedWrapUp:
		why = "wrapping up"
	case interaction.MissedFrozen:
		why = "their tab was frozen"
	case interaction.MissedNotConnected:
		why = "not connected"
	case interaction.MissedAway, interaction.MissedDeclined, interaction.MissedTaken, interaction.MissedExpired:
	}
	if p.Text != "" {
		why += ": " + p.Text
	}
	return p.Agent.Name + " (" + why + ")"
}

// itemName reads the kind out of a write's key: id-kind-n-revision.
func itemName(key string) string {
	names := []struct{ part, name string }{
		{"-contact-", "The context"}, {"-message-", "The message"}, {"-file-", "The file"}, {"-note-", "The note"},
		{"-pointer-", "The pointer"}, {"-call-log-", "The call log"}, {"-wrap-up-", "The closing note"},
	}
	for _, n := range names {
		if strings.Contains(key, n.part) {
			return n.name
		}
	}
	return "A write"
}
