package edge

import (
	"context"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// Account is a connected CRM as pages need to know it.
type Account struct {
	Name, Kind, URL string
	EmbedOrigins    []string
	Country         string // of numbers that its agents type without one
	Lexicon         words.Lexicon
	ConfirmDial     bool  // a number that is clicked in the CRM is called only after a second press
	FileBytes       int64 // the largest file that its CRM takes; 0: any
	// Ticket finds a ticket by its id or number, for an agent who typed one, and whose it
	// is; nil: nobody's.
	Ticket func(ctx context.Context, idOrNumber string) (interaction.TicketRef, *interaction.Requester, error)
	People People // nil: the CRM has none to choose from
	// Statuses of a ticket, by its id; nil: the CRM has none to choose from. Its errors
	// are *connectors.Error.
	Statuses func(ctx context.Context, ticket string) (connectors.TicketStatuses, error)
	Health   func() Health
	// Package makes the zip that an admin installs in the CRM.
	Package func() ([]byte, error)
	// Resume asks its cloud again at once, however long that was to be left alone.
	Resume func()
	// SignIn is where the account's agents sign in; nil: nobody can.
	SignIn SignIn
}

// People of an account's CRM. Its errors are *connectors.Error and *interaction.Refusal.
type People interface {
	Search(ctx context.Context, text string) ([]connectors.Person, error)
	// Person by the CRM's id.
	Person(ctx context.Context, id string) (connectors.Requester, error)
	Create(ctx context.Context, r connectors.Requester) (connectors.Requester, error)
}

// SignIn of an account. Its errors are signin.ErrRefused, signin.ErrUnavailable and
// the store's, with the reason wrapped for the operator.
type SignIn interface {
	// Enter with the CRM's word for who it is; frame is the page's own half of its nonce.
	Enter(ctx context.Context, proof, frame string) (interaction.Agent, error)
	// Stay asks whether somebody who came in may go on.
	Stay(ctx context.Context, who interaction.Agent) (interaction.Agent, error)
}

// Health of an account, or of Twilio.
type Health struct {
	State        string // ok, trouble, unknown
	Reason       string
	Until        time.Time
	CheckedAt    time.Time
	Organisation string
	Findings     []string
	Budget       *contract.Budget // nil: not known
}

// App is a customer-facing app or site.
type App struct {
	Name   string
	Secret []byte
	// Secondary secret that is accepted too while secrets are rotated; empty: none.
	Secondary []byte
	Origins   []string
	Account   string
	Queue     string
	Country   string // of numbers that its customers type without one
	// RequireSigned: a contact without a signed packet is refused.
	RequireSigned bool
	// Challenge tells whether a visitor without one has passed the app's challenge, by what
	// their page got for it; nil: there is none. An error: it is not known.
	Challenge func(ctx context.Context, response, source string) (passed bool, err error)
}
