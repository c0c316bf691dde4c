// Package signin decides who comes in as an agent: by what their CRM signs, and by
// what it says of them when it is asked.
//
// Guarantees, each proved at the wire in package api (signin_test.go), where every
// refusal looks the same to whoever tries:
//
//   - A proof is signed with RS256 by the account's own CRM, for this account and
//     nobody else, and is good for one use.
//   - Nobody comes in whom the CRM does not have as an active agent at that moment,
//     a few minutes ago at most. Who is let go there cannot renew their session.
//   - A CRM that cannot be asked lets nobody in. It throws nobody out either who was
//     active an hour ago: calls go on while a CRM is down.
//
// A Door is safe for concurrent use. It keeps no sessions; the store remembers
// which proofs have been used, for all replicas.
package signin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Errors of a Door.
var (
	// ErrRefused: the CRM has not vouched for this agent, or no longer does. What is
	// wrapped is for the operator's log and no answer.
	ErrRefused = errors.New("signin: refused")
	// ErrNoRole: the identity provider knows who it is, and they have no role here.
	ErrNoRole = errors.New("signin: no role here")
	// ErrUnavailable: the CRM could not be asked; it may go better later.
	ErrUnavailable = errors.New("signin: the CRM cannot be asked")
)

// Refused is ErrRefused with its reason.
func Refused(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrRefused, fmt.Errorf(format, args...))
}

func unavailable(err error) error { return fmt.Errorf("%w: %w", ErrUnavailable, err) }

// Memory is what a Door needs of a store.
type Memory interface {
	Once(ctx context.Context, key string, now, until time.Time) (first bool, err error)
	Setting(ctx context.Context, name string) (value []byte, version int64, err error)
	PutSetting(ctx context.Context, name string, value []byte, expect int64) error
}

// Config of a Door.
type Config struct {
	Account   string
	Rules     Rules
	Directory connectors.Directory
	Memory    Memory
	Clock     clock.Clock
	Log       *slog.Logger
	// Met is told of everybody who comes in, or stays, with what the CRM says of them. It
	// may be nil.
	Met func(ctx context.Context, agent interaction.Agent, said Said)
}

// Said of an agent by their CRM.
type Said struct {
	Email      string
	Supervises *bool // nil: it did not say
}

// Door of one account.
type Door struct {
	c     Config
	staff *staff
}

// NewDoor makes a door. It asks nobody.
func NewDoor(c Config) *Door { return &Door{c: c, staff: newStaff(c.Directory, c.Clock)} }

// Enter with a proof; frame is the page's own half of its nonce. The proof counts
// as used when everything else was right: who is told to come back in a moment can
// come back with it.
func (d *Door) Enter(ctx context.Context, proof, frame string) (interaction.Agent, error) {
	checked, err := d.check(ctx, proof, frame)
	if err != nil {
		return interaction.Agent{}, err
	}
	who, err := d.staff.ask(ctx, checked.agent)
	if err != nil {
		return interaction.Agent{}, unavailable(err)
	}
	if !who.Active {
		return interaction.Agent{}, Refused("the CRM does not have user %s as an active agent (role %q)", who.ID, who.Role)
	}
	first, err := d.c.Memory.Once(ctx, "signin/"+d.c.Account+"/"+checked.once, d.c.Clock.Now(), checked.until)
	if err != nil {
		return interaction.Agent{}, err
	}
	if !first {
		return interaction.Agent{}, Refused("the proof has been used before, for user %s", who.ID)
	}
	if checked.supervises != nil {
		who.Supervises = checked.supervises
	}
	return d.agent(ctx, who), nil
}

// Stay asks whether an agent who came in may go on, under the name they have now.
func (d *Door) Stay(ctx context.Context, agent interaction.Agent) (interaction.Agent, error) {
	who, err := d.staff.ask(ctx, agent.CRMID)
	if err != nil {
		known, ok := d.staff.lately(agent.CRMID)
		if !ok {
			return agent, unavailable(err)
		}
		d.c.Log.Warn("the CRM cannot be asked whether an agent is still there; what it said last counts", "account", d.c.Account, "agent", agent.ID, "err", err)
		who = known
	}
	if !who.Active {
		return agent, Refused("the CRM no longer has user %s as an active agent (role %q)", who.ID, who.Role)
	}
	return d.agent(ctx, who), nil
}

// agent as the rest of the server knows them. Ids of two accounts never meet: each
// stands behind its account's name.
func (d *Door) agent(ctx context.Context, who connectors.Agent) interaction.Agent {
	name := who.Name
	if name == "" {
		name = who.ID
	}
	agent := interaction.Agent{ID: d.c.Account + "/" + who.ID, Name: name, CRMID: who.ID}
	if d.c.Met != nil {
		d.c.Met(ctx, agent, Said{Email: who.Email, Supervises: who.Supervises})
	}
	return agent
}
