// Package api is the edge: it verifies who is speaking, caps and checks what
// they say, turns it into a command, and answers after the command's events are
// durable. It holds no state of its own.
//
// openapi.yaml is the contract of /v1: the routes and types are generated from
// it, and every request is checked against it before a handler sees it. Each
// caller has a file: customer.go, agent.go, admin.go, twilio.go, pages.go.
package api

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/customer"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/voice"
)

// Telephony is what the edge needs of the voice package.
type Telephony interface {
	ConnectToken(session.ConnectToken) (voice.ConnectToken, error)
	LineOf(account string) string
	VoiceForm(ctx context.Context, form url.Values) (twiml string, err error)
	StatusForm(ctx context.Context, form url.Values) error
	ConferenceForm(ctx context.Context, form url.Values) error
	Wait() (twiml string, err error)
}

// MediaStore is what the edge needs of the blob store.
type MediaStore interface {
	Save(ctx context.Context, owner interaction.ID, r io.Reader, name, declaredType string) (interaction.File, error)
	Begin(u media.Upload, limit, room int64) (offset int64, err error)
	Arrived(owner interaction.ID, id string) (u media.Upload, offset int64, err error)
	Continue(ctx context.Context, owner interaction.ID, id string, offset int64, body media.Body) (at int64, file *interaction.File, err error)
	Settle(owner interaction.ID, id string) error
	Open(sha256 string) (io.ReadCloser, int64, error)
	MaxBytes() int64
	Types() []string
}

// LiveHub is what the edge needs of the sockets.
type LiveHub interface {
	Serve(w http.ResponseWriter, r *http.Request, v live.Viewer, done func()) error
}

// Router is what the edge needs to know of agents.
type Router interface {
	AskMe(ctx context.Context, account, agent string) (routing.Me, error)
	Choose(ctx context.Context, account string, a interaction.Agent, chosen, next routing.Choice) (routing.Me, error)
	Agents(account string) []routing.Agent
}

// Account is a connected CRM as pages need to know it.
type Account struct {
	Name, Kind, URL string
	AppID           string
	EmbedOrigins    []string
	Country         string // of numbers that its agents type without one
	FileBytes       int64  // the largest file that its CRM takes; 0: any
	TicketURL       func(id string) string
	// Ticket finds a ticket by its id or number, for an agent who typed one.
	Ticket func(ctx context.Context, idOrNumber string) (interaction.TicketRef, error)
	Health func() Health
	// Package makes the zip that an admin installs in the CRM.
	Package func() ([]byte, error)
	// Resume lets writes flow again at once.
	Resume func()
	// SignIn is where the account's agents sign in; nil: nobody can.
	SignIn SignIn
}

// SignIn of an account. Its errors are signin.ErrRefused, signin.ErrUnavailable and
// the store's, with the reason wrapped for the operator.
type SignIn interface {
	// Enter with the CRM's word for who it is; frame is the page's own half of its nonce.
	Enter(ctx context.Context, proof, frame string) (interaction.Agent, error)
	// Stay asks whether somebody who came in may go on.
	Stay(ctx context.Context, who interaction.Agent) (interaction.Agent, error)
}

// Passphrase is what the admin's passphrase opens: see package passphrase.
type Passphrase interface {
	Version(ctx context.Context) (int64, error)
	Set(ctx context.Context, passphrase string, expect int64) error
	Try(ctx context.Context, source, passphrase string) (version int64, err error)
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
	Name    string
	Secret  []byte
	Origins []string
	Account string
	Queue   string
	Country string // of numbers that its customers type without one
}

// Config of the edge.
type Config struct {
	Store   *store.States
	Decider store.Decider
	Voice   Telephony
	Media   MediaStore
	Live    LiveHub
	Routing Router
	Tokens  *session.Tokens
	Admin   Passphrase
	// VerifyTwilio checks X-Twilio-Signature of a request to address and gives the form
	// that it covers.
	VerifyTwilio func(method, address string, header http.Header, body []byte) (url.Values, error)
	Accounts     []Account
	Twilio       Account
	Apps         []App
	Packets      customer.Limits
	// InteractionBytes of all files of one interaction; 0: no limit.
	InteractionBytes int64
	// Stall is how long a file that is being sent may bring nothing; 0: 30 seconds.
	Stall        time.Duration
	Dispositions []string
	Queues       []string // their names
	// Doctor looks at everything, changing nothing.
	Doctor func(context.Context) []doctor.Check
	// Rehearse plays a contact of one account, sending nothing.
	Rehearse func(ctx context.Context, account string) ([]connectors.RehearsedRequest, error)
	// Preview renders one write as the CRM will get it.
	Preview   func(s interaction.State, key string) (text, html string, err error)
	PublicURL string
	Sandbox   bool   // sign-in without proof
	Simulator string // of the voice network, in the sandbox
	Pages     fs.FS
	Ready     func(context.Context) error
	Metrics   http.Handler
	NewID     func() interaction.ID
	Log       *slog.Logger
}

// Server implements the generated ServerInterface.
type Server struct {
	Config
	accounts map[string]Account
	apps     map[string]App
	contract *contract.Contract
	origins  map[string]string // methods that pages of other origins may use, by path
	sockets  chan struct{}     // a slot for each that is open
	large    chan struct{}     // a slot for each body over ampleJSON
	refusals refusals          // of sign-ins
	// represents is what files of the build are, by their names.
	represents sync.Map
	preloads   func() preloads
}

var _ contract.ServerInterface = (*Server)(nil)

// New returns the handler of everything that Deskside serves.
func New(c Config) (http.Handler, error) {
	rules, err := contract.Load()
	if err != nil {
		return nil, err
	}
	s := &Server{
		Config: c, accounts: map[string]Account{}, apps: map[string]App{},
		contract: rules, origins: crossOrigins(rules), sockets: make(chan struct{}, maxSockets), large: make(chan struct{}, largeBodies),
		preloads: readPreloads(c.Pages),
	}
	for _, a := range c.Accounts {
		s.accounts[a.Name] = a
	}
	for _, a := range c.Apps {
		s.apps[a.Name] = a
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	// Redirects would break Twilio's signatures and Open CTI's query.
	r.RedirectTrailingSlash, r.RedirectFixedPath, r.HandleMethodNotAllowed = false, false, true
	r.Use(s.requestID, s.recovered, s.secured, s.bounded())
	r.NoRoute(func(c *gin.Context) { s.fail(c, problem.NotFound()) })
	r.NoMethod(func(c *gin.Context) {
		s.fail(c, problem.New(http.StatusMethodNotAllowed, "method_not_allowed", "This address does not take that kind of request."))
	})

	v1 := r.Group("", s.crossOrigin, s.compressed, s.conforms)
	contract.RegisterHandlersWithOptions(v1, s, contract.GinServerOptions{
		Middlewares:  []contract.MiddlewareFunc{s.authorize},
		ErrorHandler: func(c *gin.Context, err error, status int) { s.fail(c, problem.Invalid(err.Error())) },
	})
	for path := range s.origins {
		r.OPTIONS(path, s.crossOrigin)
	}
	s.routeTwilio(r)
	s.routePages(r)
	s.routeHealth(r)
	return r, nil
}

func (s *Server) routeHealth(r *gin.Engine) {
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	r.GET("/readyz", func(c *gin.Context) {
		if err := s.Ready(c.Request.Context()); err != nil {
			s.Log.Warn("not ready", "err", err)
			s.fail(c, problem.New(http.StatusServiceUnavailable, "not_ready", "Deskside is not ready."))
			return
		}
		c.String(http.StatusOK, "ready\n")
	})
	r.GET("/metrics", gin.WrapH(s.Metrics))
	r.GET("/openapi.yaml", func(c *gin.Context) { c.Data(http.StatusOK, "application/yaml", contract.Source()) })
}

// load an interaction that the caller may see; others do not exist for them.
func (s *Server) load(c *gin.Context, id interaction.ID) (interaction.State, error) {
	state, err := s.Store.State(c.Request.Context(), id)
	if errors.Is(err, store.ErrNotFound) {
		return interaction.State{}, problem.NotFound()
	}
	if err != nil {
		return interaction.State{}, err
	}
	if !mayRead(claims(c), state) {
		return interaction.State{}, problem.NotFound()
	}
	return state, nil
}

func mayRead(who session.Claims, s interaction.State) bool {
	switch who.Role {
	case session.Admin:
		return who.Account == "" || who.Account == s.Account
	case session.Agent:
		return who.Account == s.Account
	case session.Customer:
		return who.Interaction == s.ID
	}
	return false
}

// command carries out what an agent asks of one interaction and answers with it.
func (s *Server) command(c *gin.Context, id interaction.ID, cmd interaction.Command) {
	if state, ok := s.decided(c, id, cmd); ok {
		c.JSON(http.StatusOK, view.Interaction(state))
	}
}

// decided carries out a command; false: the request has been answered.
func (s *Server) decided(c *gin.Context, id interaction.ID, cmd interaction.Command) (interaction.State, bool) {
	state, err := s.load(c, id)
	if err == nil {
		state, err = s.Decider.Update(c.Request.Context(), s.Store, id, cmd)
	}
	if err != nil {
		s.fail(c, err)
	}
	return state, err == nil
}
