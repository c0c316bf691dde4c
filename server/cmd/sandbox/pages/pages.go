// Package pages serves what a person tries Deskside with: the desk of an agent
// in either CRM, a demo shop, a phone, and an index with the story and the
// switches for trouble.
//
// It is plain HTML, CSS and ES modules, embedded as they are. The pages read and
// steer the stand-ins through /api/{zendesk,salesforce,twilio}/, which leads to
// the stand-ins' own control routes, so that everything is of one origin. It is
// for loopback alone: whoever reaches it holds all the switches.
package pages

import (
	"context"
	"embed"
	"encoding/json"
	"io/fs"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/deskside/deskside/clock"
)

//go:embed web
var web embed.FS

// Options of the pages.
type Options struct {
	Deskside, Zendesk, Salesforce, Twilio string // base URLs, no trailing slash

	World  func() World // asked for at every load, since a reset changes ids
	App    []byte       // manifest.json of the app that is installed in Zendesk
	Shops  []Shop
	Server Server
	Story  func(context.Context) ([]string, error) // steps that have happened, as far as the server can tell
	Reset  func(context.Context) error             // puts everything back to the beginning
	Clock  clock.Clock
}

// Server is the process that the sandbox keeps alive.
type Server interface {
	Status(context.Context) ServerStatus
	Kill() error // as kill -9 does
}

// ServerStatus is what is known of it now.
type ServerStatus struct {
	PID    int    `json:"pid"`    // 0: it does not run
	Starts int    `json:"starts"` // how often it was started
	Up     bool   `json:"up"`     // it answers and is ready
	Last   string `json:"last"`   // how the one before it ended
}

// World is what the pages must know about the sandbox they show.
type World struct {
	Deskside  string    `json:"deskside"`
	Accounts  []Account `json:"accounts"`
	Customers []Person  `json:"customers"`
	Shared    string    `json:"shared_phone"`  // a number that belongs to two people
	Blocked   string    `json:"blocked_phone"` // a number whose calls are refused
	Menu      string    `json:"menu_number"`   // of ours, whose callers are asked what it is about
}

// Account is one CRM with its desk.
type Account struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"` // zendesk, salesforce
	Number  string `json:"number"`
	Company string `json:"company"` // whose support works there
	// Of the app in Zendesk.
	AppID          string `json:"app_id,omitempty"`
	InstallationID int64  `json:"installation_id,omitempty"`

	Agents []Agent `json:"agents"`
}

// Agent is somebody who may sit at a desk.
type Agent struct {
	ID    string `json:"id"` // the CRM's
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Person is a customer.
type Person struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

type site struct {
	opt     Options
	rest    http.Handler
	faulted atomic.Bool // somebody has made a cloud misbehave
}

// New makes the handler.
func New(o Options) (http.Handler, error) {
	files, err := fs.Sub(web, "web")
	if err != nil {
		return nil, err
	}
	s := &site{opt: o}
	mux := http.NewServeMux()
	page := func(path, file string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, file) })
	}
	page("/{$}", "index.html")
	page("/desk/zendesk", "desk-zendesk.html")
	page("/desk/salesforce", "desk-salesforce.html")
	page("/phone", "phone.html")
	for _, shop := range o.Shops {
		page("/"+shop.App, "shop.html")
	}
	mux.Handle("GET /web/", http.StripPrefix("/web/", http.FileServerFS(files)))

	mux.HandleFunc("GET /api/world", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, o.World()) })
	mux.HandleFunc("GET /api/app/zendesk", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(o.App) // a reader who has left needs no answer
	})
	mux.HandleFunc("GET /api/shops/{app}", s.showShop)
	mux.HandleFunc("POST /api/shops/{app}/packet", s.signPacket)
	for name, base := range map[string]string{"zendesk": o.Zendesk, "salesforce": o.Salesforce, "twilio": o.Twilio} {
		p, err := controls(base, "/api/"+name)
		if err != nil {
			return nil, err
		}
		mux.Handle("/api/"+name+"/", p)
		mux.HandleFunc("POST /api/"+name+"/faults", func(w http.ResponseWriter, r *http.Request) {
			s.faulted.Store(true)
			p.ServeHTTP(w, r)
		})
	}
	mux.HandleFunc("GET /api/story", s.tellStory)
	mux.HandleFunc("GET /_sandbox/server", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, o.Server.Status(r.Context()))
	})
	mux.HandleFunc("POST /_sandbox/server/kill", s.killServer)
	mux.HandleFunc("POST /_sandbox/reset", s.reset)

	// Another site that is open in the same browser must not press the switches.
	s.rest = http.NewCrossOriginProtection().Handler(mux)
	return s, nil
}

// controls leads to the control routes of a stand-in, event streams included.
func controls(base, prefix string) (http.Handler, error) {
	target, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	target.Path = "/_sandbox"
	return http.StripPrefix(prefix, &httputil.ReverseProxy{
		FlushInterval: -1, // at once: what is proxied are short answers and event streams
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			// Same-origin by now; the stand-ins would judge the page's own origin.
			r.Out.Header.Del("Origin")
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			problem(w, http.StatusBadGateway, "no_answer", "The stand-in does not answer.")
		},
	}), nil
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A name that a stranger has pointed at this machine is not ours.
	if !local(r.Host) {
		problem(w, http.StatusForbidden, "wrong_host", "The sandbox answers on this machine only.")
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", s.policy())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store") // what is tried out is often changed
	s.rest.ServeHTTP(w, r)
}

// policy lets in what a company's site would: its own files and Deskside's.
func (s *site) policy() string {
	return strings.Join([]string{
		"default-src 'self'",
		"script-src 'self' " + s.opt.Deskside,
		"style-src 'self' 'unsafe-inline'", // Deskside's loader places its frame with style attributes
		"img-src 'self' data: " + s.opt.Zendesk + " " + s.opt.Salesforce,
		"media-src " + s.opt.Zendesk + " " + s.opt.Salesforce,
		"connect-src 'self' " + s.opt.Deskside,
		"frame-src " + s.opt.Deskside,
		"form-action 'self' " + s.opt.Deskside,
		"frame-ancestors 'none'",
		"base-uri 'none'",
	}, "; ")
}

func local(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *site) killServer(w http.ResponseWriter, _ *http.Request) {
	if err := s.opt.Server.Kill(); err != nil {
		problem(w, http.StatusConflict, "not_running", "The server does not run at this moment.")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// tellStory says which steps have happened. While the server is away it can only tell
// of the rest.
func (s *site) tellStory(w http.ResponseWriter, r *http.Request) {
	done, err := s.opt.Story(r.Context())
	if s.faulted.Load() {
		done = append(done, "trouble")
	}
	reply(w, http.StatusOK, map[string]any{"done": append([]string{}, done...), "whole": err == nil})
}

func (s *site) reset(w http.ResponseWriter, r *http.Request) {
	s.faulted.Store(false)
	if err := s.opt.Reset(r.Context()); err != nil {
		problem(w, http.StatusInternalServerError, "not_reset", err.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a reader who has left needs no answer
}

func problem(w http.ResponseWriter, status int, code, message string) {
	reply(w, status, map[string]string{"code": code, "message": message})
}
