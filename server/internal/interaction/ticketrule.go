package interaction

import (
	"slices"
	"strings"
	"unicode"
)

// Matches is what the CRM answered about an interaction's customer.
type Matches struct {
	Named      *Candidate // the ticket that was asked for; nil: there is none of that id
	LivesOn    *Candidate // where a merged one went, if it takes writes and is the same requester's
	Requesters []Requester
	Open       []Candidate // not solved or closed, newest first
}

// Rule is the reason why a ticket was chosen.
type Rule string

// Rules, in the order in which they are tried.
const (
	RuleRecord    Rule = "record"     // the agent was on it
	RulePacket    Rule = "packet"     // the signed packet named it
	RuleSameIssue Rule = "same_issue" // the requester's newest open one about the same issue by the same channel
	RuleNew       Rule = "new"        // none of the above
	RulePerson    Rule = "person"     // somebody chose it
	RuleMerged    Rule = "merged"     // the ticket lives on in this one
)

// NamedTicket returns the ticket that a trusted source has named, and which source.
func (s State) NamedTicket() (id string, rule Rule) {
	switch {
	case s.Record != "":
		return s.Record, RuleRecord
	case s.Packet.Ticket != "":
		return s.Packet.Ticket, RulePacket
	}
	return "", ""
}

// TicketDecision of the ticket rule: exactly one of its fields says what to do.
type TicketDecision struct {
	Use     *TicketChosen  // write to this ticket
	Open    bool           // open a new one for Requester
	Unclear *TicketUnclear // ask a person

	Requester  *Requester // with Open: the one to open it for; nil: nobody known yet
	FollowUp   *TicketRef // with Open: the closed ticket that it goes on with
	Considered []Candidate
}

// severalRequesters: the same details are several people's.
const severalRequesters = "several_requesters"

// TicketRule decides which ticket an interaction belongs to. It never picks one of several
// people who share a phone number, and never a ticket that takes no writes.
func (s State) TicketRule(l Matches) TicketDecision {
	var requester *Requester
	if len(l.Requesters) == 1 {
		requester = &l.Requesters[0]
	}
	if s.WantsNew {
		if s.Requester != nil {
			requester = s.Requester
		}
		return TicketDecision{Open: true, Requester: requester, FollowUp: l.followUp(requester), Considered: l.Open}
	}
	if id, rule := s.NamedTicket(); id != "" {
		if ref := l.followUp(requester); ref != nil {
			if l.Named.Requester.ID != "" {
				requester = &l.Named.Requester
			}
			return TicketDecision{Open: true, Requester: requester, FollowUp: ref, Considered: []Candidate{*l.Named}}
		}
		return s.decideNamed(id, rule, l, requester)
	}
	if len(l.Requesters) > 1 {
		return TicketDecision{Unclear: &TicketUnclear{
			Code:       severalRequesters,
			Candidates: l.Open,
		}}
	}
	want := Slug(s.IssuePath)
	i := slices.IndexFunc(l.Open, func(t Candidate) bool {
		return t.Channel == string(s.Channel) && t.IssuePath == want
	})
	if i >= 0 {
		return TicketDecision{Use: &TicketChosen{Ticket: l.Open[i].TicketRef, Rule: RuleSameIssue, Considered: l.Open, Requester: requester}}
	}
	return TicketDecision{Open: true, Requester: requester, Considered: l.Open}
}

// followUp is the named ticket if it is closed, the CRM makes new ones that go on with
// such, and it is not somebody else's than the one who is meant.
func (l Matches) followUp(requester *Requester) *TicketRef {
	t := l.Named
	if t == nil || t.State != "closed" || !t.FollowUp || requester != nil && t.Requester.ID != "" && t.Requester.ID != requester.ID {
		return nil
	}
	return &t.TicketRef
}

func (s State) decideNamed(id string, rule Rule, l Matches, requester *Requester) TicketDecision {
	unclear := func(code, number string) TicketDecision {
		u := &TicketUnclear{Code: code, Number: number, Candidates: l.Open, Requester: requester}
		return TicketDecision{Unclear: u}
	}
	if l.Named == nil {
		return unclear("ticket_unknown", id)
	}
	t := *l.Named
	switch t.State {
	case "closed":
		return unclear("ticket_closed", t.Number)
	case "deleted":
		return unclear("ticket_deleted", t.Number)
	case "merged":
		if l.LivesOn == nil {
			return unclear("ticket_merged", t.Number)
		}
		t.MergedIn = l.LivesOn.ID
		if t.Requester.ID != "" {
			requester = &t.Requester
		}
		return TicketDecision{Use: &TicketChosen{Ticket: l.LivesOn.TicketRef, Rule: RuleMerged, Considered: []Candidate{t, *l.LivesOn}, Requester: requester}}
	}
	if t.Requester.ID != "" {
		requester = &t.Requester
	}
	return TicketDecision{Use: &TicketChosen{Ticket: t.TicketRef, Rule: rule, Considered: []Candidate{t}, Requester: requester}}
}

// Reconsider the ticket that has just refused a write. Neither Use nor Unclear:
// nothing the CRM shows explains the refusal.
func (s State) Reconsider(l Matches) TicketDecision {
	if l.Named != nil && (l.Named.State == "open" || l.Named.State == "solved") {
		return TicketDecision{}
	}
	return s.decideNamed(s.Ticket.ID, RuleMerged, l, s.Requester)
}

// slugBytes keeps a slug within what every CRM can store in a tag or a field.
const slugBytes = 100

// Slug of an issue path, comparable across CRMs: lower-case letters and digits of
// any script, '_' for whatever is between them, '/' between steps.
func Slug(path []string) string {
	steps := make([]string, 0, len(path))
	for _, step := range path {
		words := strings.FieldsFunc(strings.ToLower(step), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if len(words) > 0 {
			steps = append(steps, strings.Join(words, "_"))
		}
	}
	slug := strings.Join(steps, "/")
	if len(slug) > slugBytes {
		slug = strings.TrimRight(strings.ToValidUTF8(slug[:slugBytes], ""), "_/")
	}
	return slug
}
