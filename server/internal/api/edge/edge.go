// Package edge is what the operations of every caller stand on: who is speaking, what they
// may see, how much they may send, and how they are answered.
//
// It holds every request to the contract before an operation sees it: the role of its
// session, the origin of its page, the size and shape of its body. What an operation asks
// of it afterwards is the same for all callers: an interaction that the caller may not see
// does not exist, a command is answered after its events are durable, a change is recorded
// with who made it, and an error says one safe sentence to the caller and the rest to the
// operator. It knows no caller, and no caller's package knows another.
//
// An Edge is used by any number of requests at once and never changes after New; it starts
// nothing and needs no closing.
package edge

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates/words"
)

// Config of an Edge.
type Config struct {
	Store   *store.States
	Decider store.Decider
	Tokens  *session.Tokens
	Ended   func(session.Claims) bool // a session, before its time
	// Supervises reports whether an agent is a supervisor of their account.
	Supervises func(account, agent string) bool
	Accounts   []Account
	Apps       []App
	Files      Files
	PublicURL  string
	// Proxies whose word for where a request comes from counts; nil: nobody's.
	Proxies *Proxies
	// BodyWithin is how long a body may take that is no file; 0: 30 seconds.
	BodyWithin time.Duration
	// Refused is told of every answer that is an error; nil: nobody counts.
	Refused func(status int, code string)
	Log     *slog.Logger
}

// Edge of the server.
type Edge struct {
	Config
	contract *contract.Contract
	origins  map[string]string // methods that pages of other origins may use, by path
	places   places
	proxies  *Proxies
	refusals *refusals
}

// New reads the contract and refuses one that leaves something open.
func New(c Config) (*Edge, error) {
	rules, err := contract.Load()
	if err != nil {
		return nil, err
	}
	return &Edge{
		Config:   c,
		contract: rules,
		origins:  crossOrigins(rules),
		places:   newPlaces(),
		proxies:  cmp.Or(c.Proxies, NewProxies(nil, false, nil)),
		refusals: newRefusals(),
	}, nil
}

// Account of the configuration, by its name.
func (e *Edge) Account(name string) (Account, bool) {
	i := slices.IndexFunc(e.Accounts, func(a Account) bool { return a.Name == name })
	if i < 0 {
		return Account{}, false
	}
	return e.Accounts[i], true
}

// Lexicon of an account; one that the configuration does not have speaks as all do.
func (e *Edge) Lexicon(account string) words.Lexicon { return LexiconOf(e.Accounts, account) }

// LexiconOf an account.
func LexiconOf(accounts []Account, name string) words.Lexicon {
	for i := range accounts {
		if accounts[i].Name == name {
			return accounts[i].Lexicon
		}
	}
	return words.Lexicon{}
}

// App of the configuration, by its name.
func (e *Edge) App(name string) (App, bool) {
	i := slices.IndexFunc(e.Apps, func(a App) bool { return a.Name == name })
	if i < 0 {
		return App{}, false
	}
	return e.Apps[i], true
}

// Engine without routes, with what every answer has in common.
func (e *Edge) Engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	// Redirects would break Twilio's signatures and Open CTI's query.
	r.RedirectTrailingSlash, r.RedirectFixedPath, r.HandleMethodNotAllowed = false, false, true
	r.Use(e.requestID, e.recovered, e.secured, e.held, e.timely, e.bounded)
	r.NoRoute(func(c *gin.Context) { e.Fail(c, problem.NotFound()) })
	r.NoMethod(func(c *gin.Context) {
		e.Fail(c, problem.New(http.StatusMethodNotAllowed, "method_not_allowed", "This address does not take that kind of request."))
	})
	return r
}

// Mount the operations of the contract, each behind what the contract demands for it.
func (e *Edge) Mount(r *gin.Engine, operations contract.ServerInterface) {
	contract.RegisterHandlersWithOptions(r.Group("", e.crossOrigin, e.compressed, e.admitted), operations, contract.GinServerOptions{
		ErrorHandler: func(c *gin.Context, err error, status int) { e.Fail(c, problem.Invalid(err.Error())) },
	})
	for path := range e.origins {
		r.OPTIONS(path, e.crossOrigin)
	}
}

// Complete tells what is served and not in the contract, and what is in the contract and
// not served.
func (e *Edge) Complete(r *gin.Engine) error {
	var wrong []error
	served := map[string]bool{}
	for _, route := range r.Routes() {
		served[route.Method+" "+route.Path] = true
		preflight := route.Method == http.MethodOptions && e.origins[route.Path] != ""
		if e.contract.At(route.Method, route.Path) == nil && e.contract.Route(route.Method, route.Path) == nil && !preflight {
			wrong = append(wrong, fmt.Errorf("%s %s is served and not in the contract", route.Method, route.Path))
		}
	}
	for route := range e.contract.Routes() {
		if !served[route.Method+" "+route.Path] {
			wrong = append(wrong, fmt.Errorf("%s %s is in the contract and not served", route.Method, route.Path))
		}
	}
	return errors.Join(wrong...)
}
