package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	apiedge "github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/socket"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/search"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/keyring"
	"github.com/deskside/deskside/server/internal/session/passphrase"
	"github.com/deskside/deskside/server/internal/session/register"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/server/internal/texts"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

// The world of these tests. The public address is not where the test reaches the
// server, as behind a load balancer.
const (
	publicURL   = "https://desk.example.com"
	shopOrigin  = "https://shop.example.com"
	shopSecret  = "the demo shop's secret, 32 bytes+"
	ourNumber   = "+15550100100"
	authToken   = "authtoken0000000000000000000000a"
	maxFile     = 64 << 10
	accountSID  = "AC00000000000000000000000000000001"
	zendeskURL  = "https://acme.zendesk.com"
	otherOrigin = "https://evil.example"
)

// edge is the whole of the edge over a real store, on a real socket.
type edge struct {
	t       *testing.T
	url     string
	handler http.Handler
	config  api.Config
	store   *moody
	keeper  *session.Tokens
	clock   *clocktest.Clock
	client  *http.Client
	crm     *crm
	written *lockedBuffer
	routing *routing.Routing
}

// log is what the operator has read so far.
func (e *edge) log() string { return e.written.String() }

// moody is the store with trouble on demand, as the edge's requests meet it. Rooms
// that follow the feed by themselves have the store as it is.
type moody struct {
	store.Store
	mu   sync.Mutex
	mood func(operation string) error // may panic; nil: well
}

func (m *moody) be(mood func(string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = mood
}

func (m *moody) feel(operation string) error {
	m.mu.Lock()
	mood := m.mood
	m.mu.Unlock()
	if mood == nil {
		return nil
	}
	return mood(operation)
}

func (m *moody) Commit(ctx context.Context, c store.Commit) error {
	if err := m.feel("commit"); err != nil {
		return err
	}
	return m.Store.Commit(ctx, c)
}

func (m *moody) Since(ctx context.Context, id interaction.ID, last interaction.Event) ([]interaction.Event, error) {
	if err := m.feel("since"); err != nil {
		return nil, err
	}
	return m.Store.Since(ctx, id, last)
}

func (m *moody) List(ctx context.Context, f store.Filter) ([]interaction.ID, error) {
	if err := m.feel("list"); err != nil {
		return nil, err
	}
	return m.Store.List(ctx, f)
}

// crm is what the edge knows of a connected account.
type crm struct {
	mu        sync.Mutex
	reopened  int
	redialled int // Twilio
	down      bool
}

func (c *crm) ticket(_ context.Context, id string) (interaction.TicketRef, *interaction.Requester, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.down:
		return interaction.TicketRef{}, nil, &connectors.Error{Kind: connectors.Transient, Err: errors.New("dial tcp 10.0.0.7:443: secret detail")}
	case id == "404":
		return interaction.TicketRef{}, nil, &interaction.Refusal{Code: "ticket_unknown"}
	case id == "closed":
		return interaction.TicketRef{}, nil, &interaction.Refusal{Code: "ticket_closed"}
	}
	return interaction.TicketRef{ID: id, Number: "#" + id, URL: zendeskURL + "/agent/tickets/" + id}, &interaction.Requester{ID: "90" + id, Name: "Tom of " + id}, nil
}

func (c *crm) setDown(down bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = down
}

func (c *crm) reopenings() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reopened
}

func zip(content string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(content)) // into memory
	_ = z.Close()
	return b.Bytes()
}

// pages as a build leaves them.
func pages() fstest.MapFS {
	html := func(name string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("<!doctype html><title>" + name + "</title><!--boot--><script type=module src=/widget/assets/" + name + "-1a2b.js></script>")}
	}
	return fstest.MapFS{
		"agent.html": html("agent"), "admin.html": html("admin"), "contact.html": html("contact"),
		"contact.js":              {Data: []byte("export const loader = 1\n")},
		"assets/agent-1a2b.js":    {Data: []byte("export const agent = 1\n")},
		"assets/agent-1a2b.js.br": {Data: []byte("agent in brotli")},
		"assets/agent-1a2b.js.gz": {Data: zip("export const agent = 1\n")},
		"assets/plain-1a2b.svg":   {Data: []byte("<svg/>")},
		"icon.svg":                {Data: []byte("<svg/>")},
		"secret.txt":              {Data: []byte("not an asset")},
	}
}

// open an edge; change may alter its configuration before it starts.
func open(t *testing.T, change func(*api.Config)) *edge {
	t.Helper()
	return openBy(t, routing.Rules{}, change)
}

// openBy rules of whom calls ring for.
func openBy(t *testing.T, rules routing.Rules, change func(*api.Config)) *edge {
	t.Helper()
	e := &edge{t: t, clock: clocktest.New(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)), crm: &crm{}, written: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(e.written, nil))
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), sqlite.Options{})
	e.must(err)
	t.Cleanup(func() { e.must(db.Close()) })
	e.store = &moody{Store: db}
	states := store.NewStates(db, 0)
	e.keeper, err = session.NewTokens(bytes.Repeat([]byte{7}, 32), e.clock)
	e.must(err)
	files, err := media.Open(filepath.Join(t.TempDir(), "media"), media.Options{MaxBytes: maxFile, Clock: e.clock})
	e.must(err)
	spoken, err := templates.Load("")
	e.must(err)
	tw, err := twilio.New(twilio.Config{
		AccountSID: accountSID, AuthTokens: []string{authToken}, APIKeySID: "SK00000000000000000000000000000001",
		APIKeySecret: "keysecret", TwiMLAppSID: "AP00000000000000000000000000000001", Numbers: []string{ourNumber},
	})
	e.must(err)
	deciding := store.Decider{Clock: e.clock, Policy: interaction.Policy{
		OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: 2 * time.Minute, Texts: texts.Policy(tw.SMS(), 0),
	}}
	apps := []apiedge.App{
		{Name: "shop", Secret: []byte(shopSecret), Origins: []string{shopOrigin}, Account: "support", Queue: "default", Country: "US"},
		{Name: "boutique", Secret: []byte(shopSecret), Origins: []string{"https://boutique.example.com"}, Account: "sales", Queue: "default", Country: "GB"},
	}
	lock := passphrase.New(e.store, e.clock, rand.Reader)
	sessions, err := register.New(t.Context(), register.Config{Settings: e.store, Passphrase: lock.Version, Clock: e.clock, Log: log})
	e.must(err)
	ended := func(who session.Claims) bool { return sessions.Ended(who) || !e.keeper.Knows(who.Key) }
	var hub *live.Hub
	keys, err := keyring.New(t.Context(), keyring.Config{Settings: e.store, First: bytes.Repeat([]byte{7}, 32), Tokens: e.keeper, Clock: e.clock, Log: log, Changed: func() {
		if hub != nil { // not yet, the first time
			hub.Recheck()
		}
	}})
	e.must(err)
	hub = live.New(live.Options{
		Store: states, Render: socket.Render(files, nil), Origin: socket.Origins(publicURL, apps), Log: log, Clock: e.clock, Renewed: socket.Renewal(e.keeper, ended), Ended: ended,
		Me: socket.RenderMe(func(account, agent string) routing.Me { return e.routing.Me(account, agent) }, nil),
	})
	sessions.OnEnd(hub.Recheck)
	e.routing = routing.New(routing.Config{
		Store: states, Decider: deciding, Presence: hub.Presence(), Notify: hub.Notify, Accounts: []string{"support", "sales"}, Rules: rules, Server: "one", Log: log, Clock: e.clock,
	})
	service := figures.New(figures.Config{Store: states, Within: 20 * time.Second, Zone: func(string) *time.Location { return time.UTC }, Clock: e.clock, Log: log})
	ids := ids()
	moody := store.NewStates(e.store, 0)
	found := search.New(search.Config{Store: states, Clock: e.clock, Log: log})
	joins := &joining.Joins{Store: moody, Decider: deciding, Tokens: e.keeper, PublicURL: publicURL}
	e.config = api.Config{
		Store: moody, Decider: deciding, Media: files, Live: hub, Routing: e.routing, Search: found, Service: service.Service, Tokens: e.keeper, Admin: lock, Register: sessions, Ended: ended, Keys: keys, VerifyTwilio: tw.Verifier().Verify,
		Voice: voice.New(voice.Config{
			Store: moody, Decider: deciding, Twilio: tw, Tokens: e.keeper, Prompts: spoken, PublicURL: publicURL, Joins: joins,
			Wake: func(interaction.ID) {}, Lines: []voice.Line{{Number: ourNumber, Account: "support", Queue: "default", Country: "US"}}, NewID: ids, Log: log,
		}),
		Texts: texts.New(texts.Config{
			Store: moody, Decider: deciding, Channel: tw.SMS(), Lines: []texts.Line{{Number: ourNumber, Account: "support", Queue: "default", Country: "US"}},
			Limits: texts.Limits{Countries: func(string) []string { return []string{"US"} }}, PublicURL: publicURL, NewID: ids, Log: log, Owner: "one", Link: joins.Link,
			Find: func(ctx context.Context, account, number string) ([]interaction.State, error) {
				return found.Find(ctx, search.Query{Account: account, Text: number, Limit: 20})
			},
		}),
		Accounts: []apiedge.Account{e.account("support", "zendesk", zendeskURL), e.account("sales", "salesforce", "https://acme.my.salesforce.com")},
		Twilio: apiedge.Account{Name: "twilio", Kind: "twilio", URL: twilio.DefaultAPIURL, Health: func() apiedge.Health {
			return apiedge.Health{State: "unknown"}
		}, Resume: func() { e.crm.mu.Lock(); e.crm.redialled++; e.crm.mu.Unlock() }},
		Apps: apps, Dispositions: []string{"Resolved", "Follow-up needed"}, Queues: []string{"default", "returns"},
		Doctor: func(context.Context) []doctor.Check {
			return []doctor.Check{{Account: "support", Subject: "credentials", State: "ok", Text: "Signed in."}, {Subject: "disk", State: "fail", Text: "It is full.", Next: "Make room."}}
		},
		Rehearse: func(context.Context, string) ([]connectors.RehearsedRequest, error) {
			return []connectors.RehearsedRequest{{Method: "POST", URL: "https://acme.zendesk.com/api/v2/tickets.json", Writes: true, Headers: []string{"Content-Type: application/json"}, Body: "{}"}}, nil
		}, PublicURL: publicURL, Sandbox: true,
		Preview: func(s interaction.State, key string) (text, html string, err error) {
			return "Text of " + key, "<p>Text of " + key + "</p>", nil
		},
		Pages: pages(), Ready: func(context.Context) api.Readiness { return api.Readiness{} },
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "deskside_up 1") }),
		NewID:   ids, Joins: joins, JoinText: func(interaction.State) string { return "Open " + interaction.TextGap }, Log: log,
	}
	if change != nil {
		change(&e.config)
	}
	e.handler, err = api.New(e.config)
	e.must(err)
	server := httptest.NewUnstartedServer(e.handler)
	server.Listener = narrow{server.Listener}
	server.Start()
	hubs, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	stopped := make(chan struct{})
	var rooms sync.WaitGroup
	rooms.Go(func() { hub.Run(hubs) })
	rooms.Go(func() { e.must(e.routing.Run(hubs)) })
	go func() { rooms.Wait(); close(stopped) }()
	transport := &http.Transport{DialContext: dialNarrow}
	e.url, e.client = server.URL, &http.Client{
		Transport:     &watching{t: t, contract: loadContract(t), next: transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(func() {
		stop()
		<-stopped
		transport.CloseIdleConnections()
		server.Close()
	})
	return e
}

// narrow connections: the kernel keeps little of what one side has sent and the other
// has not read, so that a body's sender knows how much of it was read.
type narrow struct{ net.Listener }

const narrowBuffer = 64 << 10

func (l narrow) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok && err == nil {
		err = tcp.SetReadBuffer(narrowBuffer)
	}
	return c, err
}

func dialNarrow(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if tcp, ok := c.(*net.TCPConn); ok && err == nil {
		err = tcp.SetWriteBuffer(narrowBuffer)
	}
	return c, err
}

func (e *edge) account(name, kind, url string) apiedge.Account {
	return apiedge.Account{
		Name: name, Kind: kind, URL: url, Country: "US", Lexicon: words.Lexicon{Noun: nouns[kind], Country: "US"}, ConfirmDial: kind == "salesforce", Ticket: e.crm.ticket, People: e.crm.people(kind), Statuses: e.crm.statuses,
		Health: func() apiedge.Health {
			return apiedge.Health{State: "trouble", Reason: "The quota is used up.", Until: e.clock.Now().Add(time.Minute), CheckedAt: e.clock.Now(),
				Organisation: "Acme", Findings: []string{"The app is not installed."}}
		},
		Package: func() ([]byte, error) { return []byte("PK of " + name), nil },
		Resume:  func() { e.crm.mu.Lock(); e.crm.reopened++; e.crm.mu.Unlock() },
	}
}

// nouns of the kinds of CRM that there are.
var nouns = map[string]connectors.Noun{"zendesk": zendesk.Noun(), "salesforce": salesforce.Noun()}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// ids are made up in order, so that the newest sorts last, as ULIDs do.
func ids() func() interaction.ID {
	var mu sync.Mutex
	n := 0
	return func() interaction.ID {
		mu.Lock()
		defer mu.Unlock()
		n++
		return interaction.ID(fmt.Sprintf("01jq%022d", n))
	}
}

func (e *edge) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// head of the feed: it moves if and only if something was stored.
func (e *edge) head() int64 {
	e.t.Helper()
	n, err := e.store.Head(context.WithoutCancel(e.t.Context()))
	e.must(err)
	return n
}

func (e *edge) state(id string) interaction.State {
	e.t.Helper()
	events, err := e.store.Load(e.t.Context(), interaction.ID(id))
	e.must(err)
	return interaction.State{ID: interaction.ID(id)}.Advance(events)
}

func (e *edge) issue(c session.Claims) string {
	e.t.Helper()
	token, _, err := e.keeper.Issue(c, time.Hour)
	e.must(err)
	return token
}

// agent is a session of an agent whose id is account/name.
func (e *edge) agent(account, name string) string {
	return e.issue(session.Claims{Role: session.Agent, Account: account, Agent: interaction.Agent{ID: account + "/" + name, Name: strings.ToUpper(name), CRMID: name}})
}

// supervisor of an account, by their CRM's word.
func (e *edge) supervisor(account, name string) string {
	e.t.Helper()
	yes := true
	e.must(e.routing.Met(e.t.Context(), account, interaction.Agent{ID: account + "/" + name, Name: strings.ToUpper(name), CRMID: name}, "", &yes))
	return e.agent(account, name)
}

func (e *edge) admin() string {
	return e.issue(session.Claims{Role: session.Admin, Agent: interaction.Agent{ID: "support/root", Name: "Root"}})
}

func (e *edge) engine() *gin.Engine { return e.handler.(*gin.Engine) }

func notSandbox(c *api.Config) { c.Sandbox = false }
