// Package api is the edge of the server: it binds what every caller may ask to the addresses
// of the contract.
//
// Each caller has a package, none of which knows another: agent, customer, admin, sessions
// (who has none yet), socket, webhook, pages. They stand on edge, which holds requests to
// the contract, and on view, which shows state as the contract describes it. This package
// has the wiring alone, and holds no state; its handler may be used by any number of
// requests at once.
package api

import (
	"cmp"
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/admin"
	"github.com/deskside/deskside/server/internal/api/agent"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/customer"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/pages"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/sessions"
	"github.com/deskside/deskside/server/internal/api/socket"
	"github.com/deskside/deskside/server/internal/api/webhook"
	packet "github.com/deskside/deskside/server/internal/customer"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/register"
	"github.com/deskside/deskside/server/internal/store"
)

// Telephony is what the edge needs of the voice package.
type Telephony interface {
	agent.Telephony
	customer.Telephony
	webhook.Telephony
}

// TextMessages is what the edge needs of the room of texts.
type TextMessages interface {
	agent.Texts
	webhook.Texts
}

// Media is what the edge needs of the blob store.
type Media interface {
	edge.Files
	agent.Media
	customer.Media
}

// Routing is what the edge needs of the room that offers calls.
type Routing interface {
	agent.Routing
	customer.Routing
	admin.Routing
	Supervises(account, agent string) bool
}

// ContactRates at which contacts are let in without anybody's word.
type ContactRates = customer.Rates

// Config of the edge.
type Config struct {
	Store   *store.States
	Decider store.Decider
	Voice   Telephony
	Media   Media
	Live    socket.Hub
	Routing Routing
	Search  agent.Search
	// Service of an account to its callers lately.
	Service func(ctx context.Context, account string) (*figures.Service, error)
	Tokens  *session.Tokens
	Admin   sessions.Passphrase
	Keys    sessions.Keys
	// Provider of admins' identities; nil: none.
	Provider sessions.Provider
	// ProviderLabel is what it is called.
	ProviderLabel string
	AdminRules    []contract.AdminRule // who may sign in by it
	// Register of sessions that were ended or renewed.
	Register *register.Register
	// Ended tells of a session before its time, by the register or by its key.
	Ended func(session.Claims) bool
	// VerifyTwilio checks X-Twilio-Signature of a request to address and gives the form
	// that it covers.
	VerifyTwilio func(method, address string, header http.Header, body []byte) (url.Values, error)
	Accounts     []edge.Account
	Twilio       edge.Account
	Apps         []edge.App
	// Texts sends short messages, and takes them in.
	Texts   TextMessages
	Packets packet.Limits
	// Contacts that are let in without anybody's word.
	Contacts ContactRates
	// Dialling is what agents may call; nil: any number that is not costly.
	Dialling *agent.Dialling
	// Proxies whose word for where a request comes from counts; nil: nobody's.
	Proxies *edge.Proxies
	// BodyWithin is how long a body may take that is no file; 0: 30 seconds.
	BodyWithin time.Duration
	// Stall is how long a file that is being sent may bring nothing; 0: 30 seconds.
	Stall time.Duration
	// UploadRate is how many bytes a second it must bring, over half a minute; 0: any.
	UploadRate int64
	// FloodFound is how many contacts of a flood an admin finds at once; 0: 20,000.
	FloodFound int
	// CustomerSockets is how many customers' sockets are open at once; 0: 12,000.
	CustomerSockets int
	Dispositions    []string
	Queues          []string // their names
	// Doctor looks at everything, changing nothing.
	Doctor func(context.Context) []doctor.Check
	// Rehearse plays a contact of one account, sending nothing.
	Rehearse func(ctx context.Context, account string) ([]connectors.RehearsedRequest, error)
	// Preview renders one write as the CRM will get it.
	Preview   func(s interaction.State, key string) (text, html string, err error)
	PublicURL string
	Sandbox   bool   // sign-in without proof
	Simulator string // of the voice network, in the sandbox
	Language  string // the organisation's
	Pages     fs.FS
	Ready     func(context.Context) Readiness
	Refused   func(status int, code string) // is told of every answer that is an error; nil: nobody counts
	Metrics   http.Handler                  // nil: served elsewhere
	NewID     func() interaction.ID
	Joins     *joining.Joins
	// JoinText has the words of a text with the link by which somebody joins their call.
	JoinText func(interaction.State) string
	Kept     time.Duration // of contacts, from their close on; 0: for ever
	Log      *slog.Logger
}

// Readiness of the server, in sentences for whoever operates it: anybody may read them.
type Readiness struct {
	Troubles []string // any of them makes it unready
	Notes    []string // that do not
	NoStore  bool     // the store takes no write: the first of the troubles
}

// operations of the contract, by caller.
type operations struct {
	*agent.Agents
	*customer.Customers
	*admin.Admins
	*sessions.Sessions
	*socket.Sockets
}

var _ contract.ServerInterface = operations{}

// New returns the handler of everything that Deskside serves.
func New(c Config) (http.Handler, error) {
	e, err := edge.New(edge.Config{
		Store:      c.Store,
		Decider:    c.Decider,
		Tokens:     c.Tokens,
		Ended:      c.Ended,
		Supervises: c.Routing.Supervises,
		Accounts:   c.Accounts,
		Apps:       c.Apps,
		Files:      c.Media,
		PublicURL:  c.PublicURL,
		Proxies:    c.Proxies,
		Refused:    c.Refused,
		BodyWithin: c.BodyWithin,
		Log:        c.Log,
	})
	if err != nil {
		return nil, err
	}
	r := e.Engine()
	e.Mount(r, operations{
		Agents: &agent.Agents{
			Edge:         e,
			Voice:        c.Voice,
			Media:        c.Media,
			Routing:      c.Routing,
			Search:       c.Search,
			Service:      c.Service,
			Dispositions: c.Dispositions,
			Texts:        c.Texts,
			Queues:       c.Queues,
			Dialling:     cmp.Or(c.Dialling, agent.NewDialling(nil, false, 0)),
			Preview:      c.Preview,
			NewID:        c.NewID,
			Joins:        c.Joins,
			JoinText:     c.JoinText,
			Kept:         c.Kept,
		},
		Customers: &customer.Customers{
			Edge:       e,
			Routing:    c.Routing,
			Voice:      c.Voice,
			Media:      c.Media,
			Packets:    c.Packets,
			Door:       customer.NewDoor(c.Contacts),
			Stall:      c.Stall,
			UploadRate: c.UploadRate,
			NewID:      c.NewID,
			Joins:      c.Joins,
		},
		Admins: &admin.Admins{
			Edge:      e,
			Routing:   c.Routing,
			Service:   c.Service,
			Twilio:    c.Twilio,
			Queues:    c.Queues,
			Doctor:    c.Doctor,
			Rehearsal: c.Rehearse,

			FloodFound: c.FloodFound,
		},
		Sessions: &sessions.Sessions{
			Edge:     e,
			Admin:    c.Admin,
			Keys:     c.Keys,
			Provider: c.Provider,
			Label:    c.ProviderLabel,
			Rules:    c.AdminRules,
			Register: c.Register,
			Sandbox:  c.Sandbox,
		},
		Sockets: socket.New(e, c.Live, c.CustomerSockets),
	})
	twilio := webhook.Twilio{
		Edge:   e,
		Voice:  c.Voice,
		Texts:  c.Texts,
		Verify: c.VerifyTwilio,
	}
	twilio.Mount(r)
	pages.New(e, pages.Config{
		Build:     c.Pages,
		Sandbox:   c.Sandbox,
		Simulator: c.Simulator,
		Provider:  c.ProviderLabel,
		Language:  c.Language,
	}).Mount(r)
	health(r, e, c)
	if err := e.Complete(r); err != nil {
		return nil, err
	}
	return r, nil
}

// health of the server, its metrics and its contract, for whoever operates it.
func health(r *gin.Engine, e *edge.Edge, c Config) {
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	r.GET("/readyz", func(g *gin.Context) {
		found := c.Ready(g.Request.Context())
		if len(found.Troubles) > 0 {
			why := strings.Join(slices.Concat(found.Troubles, found.Notes), "; ")
			e.Fail(g, problem.New(http.StatusServiceUnavailable, "not_ready", "Deskside is not ready: "+why+"."))
			return
		}
		g.String(http.StatusOK, strings.Join(append([]string{"ready"}, found.Notes...), "\n")+"\n")
	})
	r.GET("/metrics", func(g *gin.Context) {
		if c.Metrics == nil {
			e.Fail(g, problem.New(http.StatusNotFound, "not_found", "The metrics of this server are served elsewhere: see admin_listen."))
			return
		}
		c.Metrics.ServeHTTP(g.Writer, g.Request)
	})
	r.GET("/openapi.yaml", func(c *gin.Context) { c.Data(http.StatusOK, "application/yaml", contract.Source()) })
}
