package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is for tests that fail; those that pass wait for signals.
const patience = 20 * time.Second

// memory is a store's feed. Interactions are named account/number.
type memory struct {
	mu      sync.Mutex
	entries []store.FeedEntry
	logs    map[interaction.ID][]interaction.Event
	changed chan struct{}
	down    error
	broken  interaction.ID // cannot be loaded
	asked   chan struct{}  // something was asked while the store was down
}

func newMemory() *memory {
	return &memory{logs: map[interaction.ID][]interaction.Event{}, changed: make(chan struct{}), asked: make(chan struct{}, 1)}
}

// commit one more event and return its number.
func (m *memory) commit(account string, id interaction.ID) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := interaction.Event{N: len(m.logs[id]) + 1, Data: interaction.NoteAdded{Note: "n", Text: "x"}}
	if e.N == 1 {
		e.Data = interaction.Started{Account: account, Channel: interaction.Voice}
	}
	m.logs[id] = append(m.logs[id], e)
	m.entries = append(m.entries, store.FeedEntry{Seq: int64(len(m.entries) + 1), Interaction: id, Account: account, Event: e})
	close(m.changed)
	m.changed = make(chan struct{})
	return int64(len(m.entries))
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}

func (m *memory) trouble() error {
	if m.down != nil {
		select {
		case m.asked <- struct{}{}:
		default:
		}
	}
	return m.down
}

func (m *memory) Feed(_ context.Context, after int64, limit int) ([]store.FeedEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	end := min(int64(len(m.entries)), after+int64(limit))
	return append([]store.FeedEntry(nil), m.entries[min(after, end):end]...), m.trouble()
}

func (m *memory) Head(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.entries)), m.trouble()
}

func (m *memory) Changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changed
}

func (m *memory) State(_ context.Context, id interaction.ID) (interaction.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id == m.broken {
		return interaction.State{}, errors.New("its log cannot be read")
	}
	log, ok := m.logs[id]
	if !ok {
		return interaction.State{}, store.ErrNotFound
	}
	return interaction.State{ID: id}.Advance(log), m.trouble()
}

// looked at tells of every look at the time.
type looked struct {
	*clocktest.Clock
	at chan struct{}
}

func (l looked) Now() time.Time {
	select {
	case l.at <- struct{}{}:
	default:
	}
	return l.Clock.Now()
}

// desk is a hub behind a real server.
type desk struct {
	t      testing.TB
	store  *memory
	hub    *live.Hub
	clock  *clocktest.Clock
	url    string
	stop   func()     // Run's context; returns when Run has
	served chan error // results of Serve
	viewer chan live.Viewer
}

// view as the tests' pages know it.
type view struct {
	ID      interaction.ID `json:"id"`
	Version int            `json:"version"`
	Account string         `json:"account"`
	For     live.Audience  `json:"for"`
	Padding string         `json:"padding,omitempty"`
}

func open(t testing.TB, edit func(*live.Options)) *desk {
	t.Helper()
	d := &desk{
		t: t, store: newMemory(),
		clock:  clocktest.New(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)),
		served: make(chan error, 1000),
		viewer: make(chan live.Viewer, 1),
	}
	o := live.Options{
		Store: d.store, Clock: d.clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Render: func(a live.Audience, s interaction.State, _ int) any {
			return view{ID: s.ID, Version: s.Version, Account: s.Account, For: a}
		},
	}
	if edit != nil {
		edit(&o)
	}
	d.hub = live.New(o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		d.hub.Run(ctx)
		close(done)
	}()
	d.stop = func() { cancel(); <-done }
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := d.hub.Serve(w, r, <-d.viewer, func() { d.served <- nil })
		if refusal := (*live.Refusal)(nil); errors.As(err, &refusal) {
			http.Error(w, refusal.Code, refusal.Status)
		}
		if err != nil {
			d.served <- err
		}
	}))
	srv.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if err := c.(*net.TCPConn).SetWriteBuffer(buffers); err != nil {
			t.Error(err)
		}
		return ctx
	}
	srv.Start()
	d.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() { d.stop(); srv.Close() })
	return d
}

// tick lets time pass, and sees through what comes of it.
func (d *desk) tick(forward time.Duration) {
	d.t.Helper()
	d.clock.Advance(forward)
	late := time.After(patience)
	for changed := d.clock.Changed(); !d.clock.Settled(); changed = d.clock.Changed() {
		select {
		case <-changed:
		case <-late:
			d.t.Fatal("the hub does not tick")
		}
	}
}

// buffers of both ends of a socket, in bytes: small ones, so that a message of
// heavy's size cannot be on its way without a reader.
const buffers = 64 << 10

var browser = &http.Client{Transport: &http.Transport{
	DisableKeepAlives: true,
	DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return c, c.(*net.TCPConn).SetReadBuffer(buffers)
	},
}}

// page is the other end of a socket.
type page struct {
	t    testing.TB
	conn *websocket.Conn
}

func (d *desk) connect(v live.Viewer) *page {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d.viewer <- v
	conn, resp, err := websocket.Dial(ctx, d.url, &websocket.DialOptions{HTTPClient: browser, Subprotocols: []string{"deskside.v1", "bearer.secret"}})
	if err != nil {
		d.t.Fatal(err, resp)
	}
	if p := conn.Subprotocol(); p != "deskside.v1" {
		d.t.Errorf("the server chose %q", p)
	}
	conn.SetReadLimit(-1)
	p := &page{d.t, conn}
	d.t.Cleanup(p.drop)
	return p
}

// drop the connection as a crash does.
func (p *page) drop() { p.conn.CloseNow() } //nolint:errcheck // it may be gone already

type message struct {
	Kind        string
	Seq         *int64
	Interaction *view
	Contact     *view
	Ping        int
}

func (p *page) read() (message, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, data, err := p.conn.Read(ctx)
	if err != nil {
		return message{}, err
	}
	var m message
	if err := json.Unmarshal(data, &m); err != nil {
		p.t.Errorf("%s: %v", data, err)
	}
	return m, nil
}

// next message that is not a ping.
func (p *page) next() message {
	p.t.Helper()
	for {
		m, err := p.read()
		if err != nil {
			p.t.Fatal(err)
		}
		if m.Kind != "ping" {
			return m
		}
	}
}

func (p *page) nextPing() int {
	p.t.Helper()
	for {
		m, err := p.read()
		if err != nil {
			p.t.Fatal(err)
		}
		if m.Kind == "ping" {
			return m.Ping
		}
	}
}

func (p *page) say(text string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := p.conn.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) expectView(id interaction.ID, version int, seq int64) {
	p.t.Helper()
	m := p.next()
	v := m.Interaction
	if m.Kind == "contact" {
		v = m.Contact
	}
	if v == nil || v.ID != id || v.Version != version || m.Seq == nil || *m.Seq != seq {
		p.t.Fatalf("got %+v (%+v), want %s at %d with seq %d", m, v, id, version, seq)
	}
}

func (p *page) expectCaughtUp(seq int64) {
	p.t.Helper()
	if m := p.next(); m.Kind != "caught_up" || m.Seq == nil || *m.Seq != seq {
		p.t.Fatalf("got %+v, want caught_up at %d", m, seq)
	}
}

// expectClose after any number of messages.
func (p *page) expectClose(code websocket.StatusCode, reason string) {
	p.t.Helper()
	for {
		_, err := p.read()
		if err == nil {
			continue
		}
		var ce websocket.CloseError
		if !errors.As(err, &ce) || ce.Code != code || !strings.Contains(ce.Reason, reason) {
			p.t.Fatalf("got %v, want %d %q", err, code, reason)
		}
		return
	}
}

func after(n int64) *int64 { return &n }

func agentOf(account string) live.Viewer {
	return live.Viewer{
		Audience: live.Audience{Role: session.Agent, Account: account},
		Agent:    interaction.Agent{ID: account + "/1", Name: "Ana"},
	}
}

func customerOf(account string, id interaction.ID) live.Viewer {
	return live.Viewer{Audience: live.Audience{Role: session.Customer, Account: account}, Interaction: id}
}
