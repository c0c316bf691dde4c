package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Bounds of a turn: nobody answers faster, and no caller waits longer for one agent.
const (
	shortestTurn = 5 * time.Second
	longestTurn  = 2 * time.Minute
)

func (l *loading) validateQueues() {
	c := &l.cfg
	var names []string
	for i := range c.Queues {
		q, at := &c.Queues[i], fmt.Sprintf("queues[%d].", i)
		l.checkName(at+"name", q.Name, names)
		names = append(names, q.Name)
		l.checkSkills(at, q.Skills, nil)
		l.checkLanguages(at, q.Languages)
		for j, h := range q.Hours {
			if _, err := parseHours(h); err != nil {
				l.fail(fmt.Sprintf("%shours[%d]", at, j), "%v", err)
			}
		}
		for j, h := range q.Holidays {
			if err := checkHoliday(h); err != nil {
				l.fail(fmt.Sprintf("%sholidays[%d]", at, j), "%v", err)
			}
		}
		if q.Timezone != c.Timezone { // else it is told of once
			l.checkZone(at+"timezone", q.Timezone)
		}
		if modes := []string{OfferOne, OfferWidening, OfferAll}; !slices.Contains(modes, q.Offer.Mode) {
			l.fail(at+"offer.mode", "there is no mode %q%s", q.Offer.Mode, hint(q.Offer.Mode, modes))
		}
		if d := time.Duration(q.Offer.Timeout); d < shortestTurn || d > longestTurn {
			l.fail(at+"offer.timeout", "must be from %v to %v", shortestTurn, longestTurn)
		}
		l.validateTicket(at, q.TicketSettings, c.accountKinds()...)
		switch q.Overflow {
		case "":
			if q.OverflowAfter > 0 {
				l.fail(at+"overflow", "is missing, and overflow_after is set")
			}
		case q.Name:
			l.fail(at+"overflow", "must be another queue")
		default:
			l.checkRef(at+"overflow", q.Overflow, "queue", c.queueNames())
		}
	}
}

func (l *loading) validateAgents() {
	c := &l.cfg
	skills, seen := []string{}, []string{}
	for _, q := range c.Queues {
		skills = append(skills, q.Skills...)
	}
	for i, a := range c.Agents {
		at := fmt.Sprintf("agents[%d].", i)
		if len(c.Accounts) > 0 {
			l.checkRef(at+"account", a.Account, "account", c.accountNames())
		}
		who, key := a.Account+"/"+a.ID, at+"id"
		switch {
		case a.ID == "" && a.Email == "":
			l.fail(key, "is missing, and so is email: it is nobody")
		case a.ID != "" && a.Email != "":
			l.fail(at+"email", "is set together with id; set one of them")
		case a.Email != "":
			who, key = a.Account+"/"+strings.ToLower(a.Email), at+"email"
			if !emailPattern.MatchString(a.Email) || strings.HasPrefix(a.Email, "@") {
				l.fail(key, "%q must be an address", a.Email)
			}
		default:
			l.checkAgentID(key, a)
		}
		if slices.Contains(seen, who) {
			l.fail(key, "stands here twice")
		}
		seen = append(seen, who)
		l.checkSkills(at, a.Skills, skills)
		l.checkLanguages(at, a.Languages)
		if a.Group > maxIndex {
			l.fail(at+"group", "must be at most %d", maxIndex)
		}
		if a.Phone != "" {
			l.checkNumber(at+"phone", a.Phone)
		}
		if a.Role != "" {
			l.oneOf(at+"role", a.Role, RoleAgent, RoleSupervisor)
		}
	}
}

func (l *loading) checkAgentID(path string, a Agent) {
	account, _ := l.cfg.Account(a.Account)
	switch {
	case account.Kind == Zendesk && !digitsPattern.MatchString(a.ID):
		l.fail(path, "%q must be the number of a user in Zendesk", a.ID)
	case account.Kind == Salesforce && !userPattern.MatchString(a.ID):
		l.fail(path, "%q must be the id of a user in Salesforce, such as 0055g00000AbCdEAAV", a.ID)
	}
}

// checkSkills; known: those that some queue asks for, nil: any.
func (l *loading) checkSkills(at string, skills, known []string) {
	for j, s := range skills {
		path := fmt.Sprintf("%sskills[%d]", at, j)
		switch {
		case !namePattern.MatchString(s):
			l.fail(path, "%q must be lower-case letters, digits and -", s)
		case known != nil:
			l.checkRef(path, s, "queue that asks for the skill", known)
		}
	}
}

func (l *loading) checkLanguages(at string, languages []string) {
	for j, s := range languages {
		if !langPattern.MatchString(s) {
			l.fail(fmt.Sprintf("%slanguages[%d]", at, j), "%q must be a language such as en or pt-BR", s)
		}
	}
}
