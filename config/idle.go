package config

import (
	"fmt"
	"slices"
)

// idle are settings that load and change nothing, or less than they say.
func (l *loading) idle() []Problem {
	var out []Problem
	say := func(path, format string, args ...any) { out = append(out, l.from.problem(path, format, args...)) }
	c := &l.cfg
	if t := c.Twilio; t.AuthTokenSecondary.IsSet() && t.AuthTokenSecondary.Reveal() == t.AuthToken.Reveal() {
		say("twilio.auth_token_secondary", "has no effect: it is the same as auth_token")
	}
	if c.Limits.PacketBytes > usefulPacket {
		say("limits.packet_bytes", "has no effect above %d KB: a contact has at most 256 KB, its packet included", usefulPacket>>10)
	}
	for key, life := range map[string]Life{"messages": c.Retention.Messages, "evidence": c.Retention.Evidence} {
		if life != Forever {
			say("retention."+key, "has no effect yet: %s of a contact live as long as it", key)
		}
	}
	for i, a := range c.Accounts {
		at := fmt.Sprintf("accounts[%d].", i)
		if a.InstallationID != "" && a.AppID == "" {
			say(at+"installation_id", "has no effect without app_id: no agent can sign in")
		}
		if a.OrgID != "" && a.CertificateFile == "" {
			say(at+"org_id", "has no effect without certificate_file: no agent can sign in")
		}
	}
	for i, a := range c.Apps {
		if a.SecretSecondary.IsSet() && a.SecretSecondary.Reveal() == a.Secret.Reveal() {
			say(fmt.Sprintf("apps[%d].secret_secondary", i), "has no effect: it is the same as secret")
		}
		if a.RequireSigned && a.Challenge.VerifyURL != "" {
			say(fmt.Sprintf("apps[%d].challenge", i), "has no effect beside require_signed: who has no signed packet is refused, and who has one is let in without it")
		}
		for j, q := range a.Queues {
			if j > 0 {
				say(fmt.Sprintf("apps[%d].queues[%d]", i, j), "has no effect yet: customers of the app %s wait in %s alone, not in %s", a.Name, a.Queues[0], q)
			}
		}
	}
	for i, m := range c.Menus {
		if len(c.heardIn(m.Name)) == 0 {
			say(element("menus", i)+"name", "the menu %s has no effect: it has no number, and no menu that has leads to it", m.Name)
		}
	}
	for i, q := range c.Queues {
		at := fmt.Sprintf("queues[%d].", i)
		kinds := c.kindsIn(q.Name)
		helps := slices.ContainsFunc(c.Queues, func(o Queue) bool { return o.Overflow == q.Name })
		switch {
		case len(kinds) == 0 && helps: // its agents take others' calls
			continue
		case len(kinds) == 0:
			say(at+"name", "the queue %s has no effect: no app has it as its first queue, no menu leads to it, and phone calls wait in %s", q.Name, c.Queues[0].Name)
			continue
		}
		for _, s := range q.ofKinds() {
			if s.set && s.key != "priority" && !slices.Contains(kinds, s.kind) { // which says who is rung first, too
				say(at+s.key, "has no effect: nobody who waits in %s belongs to an account of kind %s", q.Name, s.kind)
			}
		}
	}
	for i, a := range c.Agents {
		at := fmt.Sprintf("agents[%d].", i)
		if a.Phone != "" {
			say(at+"phone", "has no effect yet: agents are rung in their widgets alone")
		}
	}
	return out
}

// kindsIn are the kinds of accounts whose customers wait in a queue; none: nobody does.
func (c *Config) kindsIn(queue string) []string {
	var kinds []string
	if queue == c.Queues[0].Name {
		if len(c.Twilio.Numbers) == 0 {
			kinds = append(kinds, c.Accounts[0].Kind)
		}
		for _, n := range c.Twilio.Numbers {
			kinds = append(kinds, c.AccountOf(n).Kind)
		}
	}
	for i := range c.Menus {
		m := &c.Menus[i]
		if !slices.Contains(c.queuesWithin(m), queue) {
			continue
		}
		for _, n := range m.Numbers {
			kinds = append(kinds, c.AccountOf(n).Kind)
		}
	}
	for _, a := range c.Apps {
		if account, ok := c.Account(a.Account); ok && a.Queues[0] == queue {
			kinds = append(kinds, account.Kind)
		}
	}
	return kinds
}
