// Package pages serves the widget's pages and files as the build leaves them.
//
// Each page says who may frame it and what it may load. A file is named by its content,
// travels compressed where the browser takes that, and has a strong validator per encoding.
// What a file is, is found out once and kept; the build does not change while the server
// runs. Any number of requests may use it at once.
package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/logs"
)

// boot is what a page is told at load.
type boot struct {
	Host     string   `json:"host,omitempty"` // zendesk, salesforce, standalone
	Location string   `json:"location,omitempty"`
	Account  string   `json:"account,omitempty"`
	SignIn   string   `json:"sign_in"`         // zendesk, salesforce, passphrase, sandbox, none
	Token    string   `json:"token,omitempty"` // of Zendesk's signed URL
	Nonce    string   `json:"nonce,omitempty"` // for Salesforce to sign
	Frame    string   `json:"frame,omitempty"` // the page's own half of the nonce
	App      string   `json:"app,omitempty"`
	Join     bool     `json:"join,omitempty"` // for somebody on the phone
	Origins  []string `json:"origins,omitempty"`
	Base     string   `json:"base"`
	Provider string   `json:"provider,omitempty"` // of admins' identities: what it is called
	Language string   `json:"language,omitempty"` // the organisation's

	Simulator string `json:"simulator,omitempty"` // of the voice network, in the sandbox
}

// bootMark in a built page is replaced by the boot record.
const bootMark = "<!--boot-->"

// Pages of a build.
type Pages struct {
	*edge.Edge
	Config
	represents sync.Map // what files of the build are, by their names
	preloads   func() preloads
}

// Config of the pages.
type Config struct {
	Build     fs.FS
	Sandbox   bool   // sign-in without proof
	Simulator string // of the voice network, in the sandbox
	Provider  string // what the provider of admins' identities is called; empty: none
	Language  string // the organisation's
}

// New pages.
func New(e *edge.Edge, c Config) *Pages {
	return &Pages{Edge: e, Config: c, preloads: readPreloads(c.Build)}
}

// Mount their addresses.
func (s *Pages) Mount(r *gin.Engine) {
	r.GET("/widget", s.standalone("agent.html"))
	r.GET("/admin", s.adminPage)
	r.GET("/widget/salesforce", s.salesforceWidget)
	// With signed URLs Zendesk posts a form that carries the token.
	r.GET("/widget/zendesk/:location", s.zendeskWidget)
	r.POST("/widget/zendesk/:location", s.zendeskWidget)
	r.GET("/contact", s.contactPage)
	r.GET(joining.Path, s.joinPage)
	r.GET(joining.Path+"/:code", s.joinPage)
	loader := func(c *gin.Context) { s.file(c, "contact.js", "no-cache") }
	icon := func(c *gin.Context) { s.file(c, "icon.svg", "public, max-age=86400") }
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Handle(method, "/widget/assets/*file", s.asset)
		r.Handle(method, "/contact.js", loader)
		r.Handle(method, "/favicon.ico", icon)
	}
	r.GET("/", func(c *gin.Context) { c.Redirect(http.StatusFound, "/admin") })
}

func (s *Pages) boot() boot {
	b := boot{SignIn: "none", Base: s.PublicURL, Language: s.Language, Simulator: s.Simulator}
	if s.Sandbox {
		b.SignIn = "sandbox"
	}
	return b
}

func (s *Pages) standalone(name string) gin.HandlerFunc {
	return func(c *gin.Context) {
		b := s.boot()
		b.Host = "standalone"
		if a, ok := s.accountFor(c, ""); ok {
			b.Account = a.Name
		}
		s.page(c, name, b, nil)
	}
}

func (s *Pages) adminPage(c *gin.Context) {
	b := s.boot()
	b.Host, b.Provider = "standalone", s.Config.Provider
	if !s.Sandbox {
		b.SignIn = "passphrase"
	} else if a, ok := s.accountFor(c, ""); ok {
		b.Account = a.Name
	}
	s.page(c, "admin.html", b, nil)
}

func (s *Pages) zendeskWidget(c *gin.Context) {
	a, ok := s.accountFor(c, "zendesk")
	if !ok {
		s.Fail(c, problem.NotFound())
		return
	}
	b := s.boot()
	b.Host, b.Location, b.Account, b.Origins = "zendesk", c.Param("location"), a.Name, Embedders(a)
	if !s.framable(c, "origin", b.Origins) {
		return
	}
	if c.Request.Method == http.MethodPost {
		if err := c.Request.ParseForm(); err != nil {
			if _, large := errors.AsType[*http.MaxBytesError](err); !large {
				err = problem.Invalid("The form cannot be read.")
			}
			s.Fail(c, err)
			return
		}
		b.Token = c.Request.PostForm.Get("token")
	}
	if a.SignIn != nil && (b.Token != "" || !s.Sandbox) {
		b.SignIn = "zendesk" // in the sandbox only where its desk signs the address
	}
	s.page(c, "agent.html", b, b.Origins)
}

func (s *Pages) salesforceWidget(c *gin.Context) {
	a, ok := s.accountFor(c, "salesforce")
	if !ok {
		s.Fail(c, problem.NotFound())
		return
	}
	b := s.boot()
	b.Host, b.Account, b.Origins = "salesforce", a.Name, Embedders(a)
	// Our own component names its page in the first way, Open CTI in the second.
	if !s.framable(c, "host_origin", b.Origins) || !s.framable(c, "sfdcIframeOrigin", b.Origins) {
		return
	}
	if a.SignIn != nil {
		frame, err := s.Tokens.IssueFrame(a.Name)
		if err != nil {
			s.Fail(c, err)
			return
		}
		b.SignIn, b.Nonce, b.Frame = "salesforce", frame.Nonce, frame.Key
	}
	s.page(c, "agent.html", b, b.Origins)
}

// framable: the page that says it frames the widget is one that may. The browser
// holds frame-ancestors to the same list; the widget talks to nobody else.
func (s *Pages) framable(c *gin.Context, parameter string, origins []string) bool {
	given, there := c.GetQueryArray(parameter)
	if !there || len(given) == 1 && slices.Contains(origins, given[0]) {
		return true
	}
	s.Log.Warn("a page that is not allowed wanted to frame the widget", logs.Stranger, "request", edge.RequestID(c), "path", c.FullPath())
	s.Fail(c, problem.New(http.StatusForbidden, "origin_not_allowed", "This page may not show Deskside. An admin can allow it in the account's embed_origins."))
	return false
}

// accountFor the query names, or the only one of that kind.
func (s *Pages) accountFor(c *gin.Context, kind string) (edge.Account, bool) {
	name := c.Query("account")
	for _, a := range s.Accounts {
		if (kind == "" || a.Kind == kind) && (name == "" || a.Name == name) {
			return a, true
		}
	}
	return edge.Account{}, false
}

// Embedders are the pages that may frame an account's widget: the CRM's own, and
// those that the configuration names.
func Embedders(a edge.Account) []string {
	out := []string{edge.Origin(a.URL)}
	if host, ok := strings.CutSuffix(edge.Origin(a.URL), ".my.salesforce.com"); ok {
		// A sandbox is acme--test.sandbox, a developer's organisation acme-dev-ed.develop.
		domain, partition, parted := strings.Cut(host, ".")
		if parted {
			partition = "." + partition
		}
		out = append(out, host+".lightning.force.com", domain+"--c"+partition+".vf.force.com")
	}
	for _, o := range a.EmbedOrigins {
		if !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

func (s *Pages) contactPage(c *gin.Context) {
	app, ok := s.App(c.Query("app"))
	if !ok {
		s.Fail(c, problem.NotFound())
		return
	}
	b := s.boot()
	b.App, b.Origins = app.Name, app.Origins
	s.page(c, "contact.html", b, app.Origins)
}

// joinPage for the browser of somebody on the phone. It is the same for every code and every
// call, and none of an app's: the page says what it has, and is told whether it is right.
func (s *Pages) joinPage(c *gin.Context) {
	b := s.boot()
	b.Join = true
	s.page(c, "contact.html", b, nil)
}

// voice is what carries calls, to which pages connect: Twilio's gateways, of which each
// edge has its own, and where its SDK reports how a call sounded.
func (s *Pages) voice() string {
	if s.Simulator != "" {
		return socketOf(s.Simulator)
	}
	return "wss://*.twilio.com https://*.twilio.com"
}

func socketOf(address string) string { return strings.Replace(edge.Origin(address), "http", "ws", 1) }

// page serves a built page with its boot record, to be framed by those origins. It is
// short, and may hold a token: it is never compressed.
func (s *Pages) page(c *gin.Context, name string, b boot, framedBy []string) {
	html, err := fs.ReadFile(s.Build, name)
	if errors.Is(err, fs.ErrNotExist) {
		s.Fail(c, problem.New(http.StatusServiceUnavailable, "not_built", "The pages are not built yet: run `make widget`."))
		return
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	record, err := json.Marshal(b) // escapes <, > and &: safe inside a script element
	if err != nil {
		s.Fail(c, err)
		return
	}
	links := s.preloads().links(c, name, b)
	html = bytes.Replace(html, []byte(bootMark), []byte(`<script type="application/json" id="deskside-boot">`+string(record)+`</script>`+links), 1)
	ancestors := "'none'"
	if len(framedBy) > 0 {
		ancestors = strings.Join(framedBy, " ")
	}
	connect := "'self' " + socketOf(s.PublicURL)
	if name != "admin.html" {
		connect += " blob: " + s.voice() // the SDK fetches the sounds that the page has made
	}
	c.Header("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' blob: data:", "media-src 'self' blob:",
		"font-src 'self'", "connect-src " + connect, "base-uri 'none'", "form-action 'none'", "frame-ancestors " + ancestors,
	}, "; "))
	c.Header("Permissions-Policy", "microphone=(self), camera=(self), geolocation=(self)")
	c.Data(http.StatusOK, "text/html; charset=utf-8", html)
}
