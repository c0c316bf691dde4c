// Package agent serves what agents ask: their interactions and the deeds on them, their
// status, the calls that they make. Admins may ask it too.
//
// Nothing of another account is ever seen or changed, and a repeated request is answered
// like the first. It holds no state; any number of requests may use it at once.
package agent

import (
	"time"

	"context"
	"io"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/search"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/voice"
)

// Telephony is what agents need of the voice package.
type Telephony interface {
	ConnectToken(session.ConnectToken) (voice.ConnectToken, error)
	LineOf(account string) string
	PauseRecording(ctx context.Context, id interaction.ID) error
}

// Media is what agents need of the blob store.
type Media interface {
	Open(sha256 string) (io.ReadCloser, int64, error)
}

// Routing is what agents need of the room that offers calls.
type Routing interface {
	AskMe(ctx context.Context, account, agent string) (routing.Me, error)
	Choose(ctx context.Context, account string, a interaction.Agent, chosen, next routing.Choice) (routing.Me, error)
	Rung(ctx context.Context, account string, o interaction.Offering, counted interaction.OfferRung, agent string, most int) (routing.Rung, error)
	Agents(account string) []routing.Agent
	Receives(account, queue, language, but string) (open, anybody bool)
	Queues(ctx context.Context, account string) (queues map[string]routing.Queue, active int, err error)
}

// Search finds interactions again.
type Search interface {
	Find(ctx context.Context, q search.Query) ([]interaction.State, error)
}

// Agents answers them.
type Agents struct {
	*edge.Edge
	Voice   Telephony
	Media   Media
	Routing Routing
	Search  Search
	// Service of an account to its callers lately; nil while it is still being counted.
	Service      func(ctx context.Context, account string) (*figures.Service, error)
	Dispositions []string
	Queues       []string // their names
	Dialling     *Dialling
	Texts        Texts
	// Preview renders one write as the CRM will get it.
	Preview func(s interaction.State, key string) (text, html string, err error)
	NewID   func() interaction.ID
	Joins   *joining.Joins
	// JoinText has the words of a text with the link by which the customer of an interaction
	// joins their call; interaction.TextGap is where it stands.
	JoinText func(interaction.State) string
	Kept     time.Duration // of contacts, from their close on; 0: for ever
}
