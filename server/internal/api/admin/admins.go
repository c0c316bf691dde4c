// Package admin serves what admins ask: what is going on, what has become of writes, who
// changed what, whether everything is in order, and the package for their CRM.
//
// An admin of one account sees and changes what is about it; whatever is changed is
// recorded. It holds no state; any number of requests may use it at once.
package admin

import (
	"context"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/routing"
)

// Routing is what admins need to know of agents, and of who waits for them.
type Routing interface {
	Agents(account string) []routing.Agent
	Queues(ctx context.Context, account string) (queues map[string]routing.Queue, active int, err error)
}

// Admins answers them.
type Admins struct {
	*edge.Edge
	Routing Routing
	// Service of an account, or of all if it is empty, to its callers lately; nil while it is
	// still being counted.
	Service func(ctx context.Context, account string) (*figures.Service, error)
	Twilio  edge.Account
	Queues  []string // their names
	// FloodFound is how many contacts of a flood one answer has; 0: 20,000.
	FloodFound int
	// Doctor looks at everything, changing nothing.
	Doctor func(context.Context) []doctor.Check
	// Rehearsal plays a contact of one account, sending nothing.
	Rehearsal func(ctx context.Context, account string) ([]connectors.RehearsedRequest, error)
}
