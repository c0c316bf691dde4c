package app

import (
	"context"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/session/signin"
)

// remembered is how long a customer's last agent comes first.
const remembered = 30 * 24 * time.Hour

// headStarts of queues' priorities: how much longer their calls count as having waited. So a
// call is overtaken by none that came more than a quarter of an hour after it.
var headStarts = map[string]time.Duration{
	"low": -5 * time.Minute, "normal": 0, "high": 5 * time.Minute, "urgent": 10 * time.Minute,
}

// whomRung is whom calls ring for, as it is configured.
func whomRung(cfg *config.Config) routing.Rules {
	var r routing.Rules
	for _, q := range cfg.Queues {
		rule := routing.QueueRule{
			Name: q.Name, Skills: q.Skills, Languages: q.Languages, HeadStart: headStarts[q.Priority],
			Mode: routing.Mode(q.Offer.Mode), Timeout: time.Duration(q.Offer.Timeout), Overflow: q.Overflow, OverflowAfter: time.Duration(q.OverflowAfter),
		}
		if !q.Always() {
			rule.Open = q.Open
		}
		r.Queues = append(r.Queues, rule)
	}
	for _, a := range cfg.Agents {
		r.Profiles = append(r.Profiles, routing.Profile{
			Account: a.Account, CRMID: a.ID, Email: a.Email, Skills: a.Skills, Languages: a.Languages, Group: a.Group, Role: routing.Role(a.Role),
		})
	}
	return r
}

// lastAgent who spoke with an interaction's customer.
func (a *App) lastAgent(ctx context.Context, s interaction.State) (string, error) {
	return a.search.LastAgent(ctx, s, clock.Real.Now().Add(-remembered))
}

// met an agent who signs in.
func (a *App) met(account string) func(context.Context, interaction.Agent, signin.Said) {
	return func(ctx context.Context, agent interaction.Agent, said signin.Said) {
		if err := a.routing.Met(ctx, account, agent, said.Email, said.Supervises); err != nil {
			a.log.Warn("what the CRM says of an agent is not kept: a profile that names them by their address, and their role, have no effect until they come again", "account", account, "agent", agent.ID, "err", err)
		}
	}
}

// closed reports whether a queue is closed at a moment.
func closed(cfg *config.Config) func(queue string, at time.Time) bool {
	queues := map[string]config.Queue{}
	for _, q := range cfg.Queues {
		queues[q.Name] = q
	}
	return func(queue string, at time.Time) bool {
		q, known := queues[queue]
		return known && !q.Open(at)
	}
}

// voicemail tells of queues whose callers may leave a message.
func voicemail(cfg *config.Config) func(queue string) bool {
	takes := map[string]bool{}
	for _, q := range cfg.Queues {
		takes[q.Name] = q.Voicemail
	}
	return func(queue string) bool { return takes[queue] }
}

// languages in which the callers of queues are spoken to: the first that is spoken there.
func languages(cfg *config.Config) func(queue string) string {
	first := map[string]string{}
	for _, q := range cfg.Queues {
		if len(q.Languages) > 0 {
			first[q.Name] = q.Languages[0]
		}
	}
	return func(queue string) string { return first[queue] }
}
