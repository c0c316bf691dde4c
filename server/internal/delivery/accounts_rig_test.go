package delivery_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/templates"
)

// wire carries requests to a stand-in without sockets, so that a test can run in
// a bubble of its own time. It keeps what went over it.
type wire struct {
	to http.Handler

	mu      sync.Mutex
	sent    []sent
	refused int // for quota
}

type sent struct {
	at     time.Time
	method string
	path   string
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte{}
	if r.Body != nil {
		defer r.Body.Close()
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	in := r.Clone(r.Context())
	in.Body, in.RequestURI, in.ContentLength = io.NopCloser(bytes.NewReader(body)), r.URL.RequestURI(), int64(len(body))
	in.Host = r.URL.Host
	out := httptest.NewRecorder()
	w.to.ServeHTTP(out, in)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, sent{time.Now(), r.Method, r.URL.Path})
	if out.Code == http.StatusTooManyRequests {
		w.refused++
	}
	return out.Result(), nil
}

// testRig is a dispatcher with one account of either kind, and its limiter.
type testRig struct {
	t        testing.TB
	store    *store.States
	deciding store.Decider
	crm      connectors.CRM
	pacer    *transport.Pacer
	wire     *wire
	calls    func() int
	mia      interaction.Agent
	zendesk  *zendesktest.Server
	org      *salesforcetest.Server
	linger   time.Duration
	account  string                    // that customers come to
	accounts map[string]connectors.CRM // nil: that one alone
	clock    clocktest.Jumping         // the limiter's

	room    *delivery.Delivery
	stop    context.CancelFunc
	stopped chan struct{}
	ids     int
}

const address = "http://127.0.0.1:1" // nobody listens there: the wire does not ask

func newZendeskDesk(t testing.TB, o zendesktest.Options) *testRig {
	d := newDesk(t)
	d.zendesk = zendesktest.New(o)
	d.wire.to, d.calls = d.zendesk.Handler(), d.zendesk.Calls
	u := d.zendesk.AddUser(zendesktest.User{Name: "Mia Thornton", Role: "agent"})
	d.mia = interaction.Agent{ID: account + "/mia", Name: u.Name, CRMID: strconv.FormatInt(u.ID, 10)}
	crm, err := zendesk.New(zendesk.Config{URL: address, ClientID: "deskside", ClientSecret: d.zendesk.ClientSecret()},
		zendesk.WithTransport(d.wire), zendesk.WithLimiter(d.pacer))
	if err != nil {
		t.Fatal(err)
	}
	d.crm = crm
	return d
}

func newSalesforceDesk(t testing.TB, o salesforcetest.Options) *testRig {
	d := newDesk(t)
	d.org = salesforcetest.New(o)
	t.Cleanup(func() { _ = d.org.Close() })
	d.wire.to, d.calls = d.org.Handler(), d.org.Calls
	who := d.org.SeedUser("Mia Thornton")
	d.mia = interaction.Agent{ID: account + "/mia", Name: who.Name, CRMID: who.CRMID}
	crm, err := salesforce.New(salesforce.Config{URL: address, ClientID: "consumer-key", ClientSecret: "consumer-secret"},
		salesforce.WithTransport(d.wire), salesforce.WithLimiter(d.pacer))
	if err != nil {
		t.Fatal(err)
	}
	d.crm = crm
	return d
}

func newDesk(t testing.TB) *testRig {
	d := &testRig{t: t, wire: &wire{}, linger: time.Hour, account: account}
	d.pacer = transport.NewPacer(&d.clock)
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	d.store = store.NewStates(db, 0)
	d.deciding = store.Decider{Clock: clock.Real, Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: time.Minute, ConnectBy: time.Minute}}
	return d
}

func (d *testRig) start() {
	set, err := templates.Load("")
	if err != nil {
		d.t.Fatal(err)
	}
	d.ids++
	if d.accounts == nil {
		d.accounts = map[string]connectors.CRM{account: d.crm}
	}
	d.room = delivery.New(delivery.Config{
		Store: d.store, Decider: d.deciding, Accounts: d.accounts,
		Pacing: map[string]delivery.Pacing{account: d.pacer}, Linger: d.linger,
		Composer: compose.New(set, compose.Options{}), Log: slog.New(slog.DiscardHandler),
		Content: func(interaction.File) func() (io.ReadCloser, error) {
			return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(picture)), nil }
		},
		Owner: fmt.Sprintf("room-%d", d.ids),
	})
	ctx, stop := context.WithCancel(context.Background())
	d.stop, d.stopped = stop, make(chan struct{})
	room, stopped := d.room, d.stopped
	go func() { defer close(stopped); _ = room.Run(ctx) }()
	d.t.Cleanup(d.halt)
}

func (d *testRig) halt() {
	if d.stop != nil {
		d.stop()
		<-d.stopped
		d.stop = nil
	}
}

var picture = bytes.Repeat([]byte("photo"), 1000)

// customer n is known to the CRM.
func (d *testRig) customer(n int) interaction.Customer {
	c := interaction.Customer{
		ExternalID: fmt.Sprintf("c-%d", n), Name: fmt.Sprintf("Customer %d", n), Email: fmt.Sprintf("c%d@example.com", n), Verified: true,
	}
	if d.zendesk != nil {
		d.zendesk.AddUser(zendesktest.User{Name: c.Name, Email: c.Email, ExternalID: c.ExternalID})
	} else {
		d.org.SeedContact(connectors.Requester{Name: c.Name, Email: c.Email})
	}
	return c
}

// arrive with a packet.
func (d *testRig) arrive(c interaction.Customer) interaction.ID {
	d.t.Helper()
	d.ids++
	id := interaction.ID(fmt.Sprintf("01jd000000000000000000%04d", d.ids))
	_, err := d.deciding.Create(context.Background(), d.store, id, interaction.Start{
		Started: interaction.Started{
			Account: d.account, App: "shop", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound,
			Customer: c, IssuePath: []string{"Damaged item"}, Line: "+15550100",
		},
		Packet: &interaction.Packet{Trust: interaction.Signed, Signed: []interaction.Field{{Key: "order", Label: "Order", Value: "A-17", Type: "text"}}},
	}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *testRig) do(id interaction.ID, cmds ...interaction.Command) {
	d.t.Helper()
	for _, cmd := range cmds {
		if _, err := d.deciding.Update(context.Background(), d.store, id, cmd); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *testRig) answered(id interaction.ID) {
	d.do(id, interaction.Arrive{CallSID: "CA-" + string(id), To: "+15550100"},
		interaction.Accept{Offer: 1, Agent: d.mia, Tab: "tab-00001"}, interaction.JoinAgent{Offer: 1, CallSID: "CB-" + string(id)})
}

func (d *testRig) photo(id interaction.ID, n int) {
	d.do(id, interaction.ReceiveFile{From: "customer", File: interaction.File{
		ID: fmt.Sprintf("file-%04d", n), Name: "cup.jpg", ContentType: "image/jpeg", Size: int64(len(picture)), SHA256: "x"}})
}

func (d *testRig) note(id interaction.ID, n int, text string) {
	d.do(id, interaction.AddNote{Note: fmt.Sprintf("note-%04d", n), Agent: d.mia, Text: text})
}

func (d *testRig) hangUp(id interaction.ID) {
	d.do(id, interaction.DisconnectCustomer{CallSID: "CA-" + string(id), Status: "completed"})
}

func (d *testRig) wrapUp(id interaction.ID, note string) {
	d.do(id, interaction.SaveWrapUp{Agent: d.mia, Disposition: "Resolved", Note: note})
}

func (d *testRig) state(id interaction.ID) interaction.State {
	d.t.Helper()
	events, err := d.store.Load(context.Background(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return interaction.State{ID: id}.Advance(events)
}

// until some commit makes it true.
func (d *testRig) until(what string, id interaction.ID, ok func(interaction.State) bool) interaction.State {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 24*time.Hour)
	defer cancel()
	for {
		changed := d.store.Changed()
		s := d.state(id)
		if ok(s) {
			return s
		}
		select {
		case <-changed:
		case <-ctx.Done():
			d.t.Fatalf("not reached: %s; items %+v, unclear %+v", what, s.Items, s.Unclear)
		}
	}
}

func (d *testRig) hasTicket(id interaction.ID) interaction.State {
	d.t.Helper()
	return d.until("a ticket", id, func(s interaction.State) bool {
		return s.Ticket != nil && s.Items.At(0).Delivery.State == interaction.Landed
	})
}

func (d *testRig) settled(id interaction.ID) interaction.State {
	d.t.Helper()
	return d.until("everything landed", id, interaction.State.Settled)
}

// contact plays a whole voice contact.
func (d *testRig) contact(c interaction.Customer) interaction.State {
	d.t.Helper()
	id := d.arrive(c)
	d.hasTicket(id)
	d.answered(id)
	d.photo(id, 1)
	d.note(id, 1, "Handle broken off.")
	d.hangUp(id)
	d.wrapUp(id, "Replacement sent.")
	return d.settled(id)
}

// ticket as Zendesk holds it.
func (d *testRig) ticket(s interaction.State) zendesktest.Ticket {
	d.t.Helper()
	n, err := strconv.ParseInt(s.Ticket.ID, 10, 64)
	if err != nil {
		d.t.Fatal(err)
	}
	k, ok := d.zendesk.Ticket(n)
	if !ok {
		d.t.Fatalf("the CRM has no ticket %d", n)
	}
	return k
}
