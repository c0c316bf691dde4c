package compose

import (
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
)

// callLog of the finished call. It does not change once the call has ended.
func (c *Composer) callLog(u *connectors.Update, j job) error {
	s := j.state
	l := connectors.CallLog{
		Key: j.Key, CallID: s.Call.CustomerSID(), Direction: connectors.Direction(s.Direction),
		From: s.Call.From, To: s.Call.To, StartedAt: s.Call.ArrivedAt, AnsweredAt: s.Call.AnsweredAt, EndedAt: s.Call.EndedAt,
		Talk: s.Call.TalkTime(), AnsweredBy: person(s.Call.AnsweredBy), Outcome: string(s.Call.Outcome),
	}
	if l.StartedAt.IsZero() {
		l.StartedAt = s.StartedAt // nobody's leg ever reached us
	}
	if l.To == "" && s.Direction == interaction.Inbound {
		l.To = s.Line
	}
	if s.Requester != nil {
		l.RequesterID = s.Requester.ID
	}
	for _, other := range j.batch {
		if other.Type == interaction.ItemWrapUp {
			l.Disposition = templates.CleanLine(s.Disposition(other))
		}
	}
	words := templates.CallLog{
		Outbound: s.Direction == interaction.Outbound, App: s.App, From: c.party(l.From), To: c.called(s, l.To),
		StartedAt: c.time(l.StartedAt), AnsweredAt: c.time(l.AnsweredAt), EndedAt: c.time(l.EndedAt), EndedBy: endedBy(s.Call.EndedBy),
		Talk: duration(l.Talk), AnsweredBy: l.AnsweredBy.Name, Outcome: l.Outcome, Disposition: c.disposition(l.Disposition),
	}
	for _, leg := range s.Call.Talks() {
		line := name(leg.Agent) + ", " + c.time(leg.JoinedAt) + " to " + c.time(leg.LeftAt)
		if leg.Consulted {
			line += ", consulted"
		}
		words.Legs = append(words.Legs, line)
	}
	for _, t := range s.Transfers.All() {
		words.Transfers = append(words.Transfers, c.transfer(t))
	}
	words.Joined = c.joined(s)
	body, err := c.set.Note(words)
	if err != nil {
		return err
	}
	l.Body = connectors.Body(body)
	if l.Subject, err = c.set.Line(templates.CallSubject(words)); err != nil {
		return err
	}
	u.CallLogs = append(u.CallLogs, l)
	return nil
}

// transfer of a call in a line: from, to, when, who was consulted, and what became of it.
func (c *Composer) transfer(t interaction.CallTransfer) string {
	became := "the call ended first"
	switch t.Outcome {
	case interaction.TransferAccepted:
		became = "taken by " + name(t.By)
	case interaction.TransferDeclined:
		became = "declined"
	case interaction.TransferUnanswered:
		became = "nobody took it"
	case interaction.TransferTakenBack:
		became = "taken back"
	case interaction.TransferLeft:
		became = name(t.By) + " left"
	case interaction.TransferCallEnded:
	}
	line := name(&t.From) + " to " + t.To.Name() + ", " + c.time(t.BegunAt)
	if t.Colleague != nil {
		line += ", consulted " + name(t.Colleague) + " from " + c.time(t.ConsultsAt) + " to " + c.time(t.EndedAt)
	}
	line += ", " + became
	if note := templates.CleanLine(t.Note); note != "" {
		line += ": " + note
	}
	return line
}

// joined: to which numbers a link was texted, and which browsers came into a call by phone, by
// what, and when.
func (c *Composer) joined(s interaction.State) (lines []string) {
	made := map[string]interaction.JoinCode{}
	for _, code := range s.Joining.Codes() {
		made[code.Mark] = code
		if code.How == interaction.ByText {
			lines = append(lines, "link texted to "+c.party(code.To)+", "+c.time(code.At))
		}
	}
	for _, b := range s.Joining.Browsers() {
		line := "joined " + c.time(b.At) + ", " + c.way(b.Way, made[b.Mark])
		if device := templates.CleanLine(b.Device); device != "" {
			line += ", " + device
		}
		if !b.OutAt.IsZero() {
			line += ", put out " + c.time(b.OutAt)
		}
		lines = append(lines, line)
	}
	return lines
}

// way by which a browser joined with a code.
func (c *Composer) way(w interaction.JoinWay, code interaction.JoinCode) string {
	switch {
	case w == interaction.JoinedByLink && code.How == interaction.ByText:
		return "by the link that was texted to " + c.party(code.To)
	case w == interaction.JoinedByLink:
		return "by a link"
	case w == interaction.JoinedByQR:
		return "by a QR code"
	case code.How == interaction.ByMenu:
		return "by the code that the menu told"
	}
	return "by the code that the agent told"
}

func endedBy(by string) string {
	if by == "nobody" || by == interaction.EndedByWait {
		return ""
	}
	return by
}
