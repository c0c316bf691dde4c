package view

import (
	"strconv"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

func ticketView(s interaction.State, l words.Lexicon) contract.Ticket {
	v := contract.Ticket{State: contract.Searching, Requester: requesterView(s.Requester)}
	if t := s.Ticket; t != nil {
		v.State, v.Id, v.Number, v.Url = contract.Chosen, contract.Opt(t.ID), contract.Opt(t.Number), contract.Opt(t.URL)
		rule, why := contract.TicketRule(s.Rule), whyTicket(s)
		v.Rule, v.Why, v.WhySaid = &rule, contract.Opt(why.English(l)), saidView(why)
		v.Saw = candidateView(s.Considered)
	}
	if u := s.Unclear; u != nil {
		said := unclearSaid(*u)
		v.State, v.Reason, v.ReasonSaid, v.Saw = contract.Unclear, contract.Opt(said.Sentence(l)), saidView(said), candidateView(u.Candidates)
		if v.Requester == nil {
			v.Requester = requesterView(u.Requester)
		}
	}
	return v
}

// whyTicket is the rule that decided, and what the CRM did not take.
func whyTicket(s interaction.State) *words.Said {
	why := whyRule(s)
	if len(s.Without) == 0 {
		return why
	}
	said := words.Say("why.without").Because(why)
	for _, r := range s.Without {
		said.Each = append(said.Each, *words.Of(r.Code, r.Values))
	}
	return said
}

// whyRule is the rule that decided.
func whyRule(s interaction.State) *words.Said {
	switch s.Rule {
	case interaction.RuleRecord, interaction.RulePacket, interaction.RuleMerged:
		return words.Say("why." + string(s.Rule))
	case interaction.RuleSameIssue:
		if len(s.IssuePath) == 0 {
			return words.Say("why.same_channel")
		}
		return words.Say("why.same_issue", issueIn(s)...)
	case interaction.RulePerson:
		if s.ChosenBy != nil {
			return words.Say("why.person", "agent", s.ChosenBy.Name)
		}
		return words.Say("why.somebody")
	case interaction.RuleNew:
	}
	switch {
	case s.FollowUp != nil:
		return words.Say("why.follow_up", "number", s.FollowUp.Number)
	case s.WantsNew:
		return words.Say("why.new_asked")
	case len(s.Considered) > 0:
		return words.Say("why.new_unlike", "count", strconv.Itoa(len(s.Considered)))
	}
	return words.Say("why.new")
}

// issueIn every language that it has: a value, and one of its name with the language behind
// it where that is another.
func issueIn(s interaction.State) []string {
	in := func(language string) string { return strings.Join(s.IssueIn(language), " › ") }
	values := []string{"issue", in(words.English)}
	for _, language := range []string{"ja", "ko"} {
		if text := in(language); text != values[1] {
			values = append(values, "issue_"+language, text)
		}
	}
	return values
}

// People to choose from.
func People(found []connectors.Person, l words.Lexicon) []contract.Person {
	out := []contract.Person{}
	for _, p := range found {
		v := contract.Person{Id: p.ID, Name: p.Name, Email: contract.Opt(p.Email), Phone: shown(p.Phone, l), Url: contract.Opt(p.URL)}
		if t := p.Ticket; t != nil {
			v.Ticket = &contract.SeenTicket{
				Id: t.ID, Number: contract.Opt(t.Number), Url: contract.Opt(t.URL), Subject: contract.Opt(t.Subject), State: string(t.State), Status: contract.Opt(t.Status),
				UpdatedAt: contract.Opt(t.UpdatedAt),
			}
		}
		out = append(out, v)
	}
	return out
}

// TicketStatuses of a ticket: how it stands, and what may become of it.
func TicketStatuses(ticket string, s connectors.TicketStatuses) contract.TicketStatuses {
	one := func(s connectors.Status) contract.StatusChoice {
		return contract.StatusChoice{Value: s.Value, Label: s.Label, Closed: s.Closed}
	}
	v := contract.TicketStatuses{Ticket: ticket, Now: one(s.Now), Choices: []contract.StatusChoice{}}
	for _, c := range s.Choices {
		v.Choices = append(v.Choices, one(c))
	}
	return v
}

func candidateView(seen []interaction.Candidate) *[]contract.SeenTicket {
	if len(seen) == 0 {
		return nil
	}
	out := make([]contract.SeenTicket, len(seen))
	for i, t := range seen {
		r := t.Requester
		out[i] = contract.SeenTicket{
			Id: t.ID, Number: contract.Opt(t.Number), Url: contract.Opt(t.URL), Subject: contract.Opt(t.Subject), State: t.State, Status: contract.Opt(t.Status),
			Requester: requesterView(&r), UpdatedAt: contract.Opt(t.UpdatedAt),
		}
	}
	return &out
}

func requesterView(r *interaction.Requester) *contract.Requester {
	if r == nil || *r == (interaction.Requester{}) {
		return nil
	}
	return &contract.Requester{Id: contract.Opt(r.ID), Name: contract.Opt(r.Name), Url: contract.Opt(r.URL)}
}
