package delivery_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/templates"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const account = "support"

// rig is the dispatcher between a real store and a stand-in CRM, over HTTP.
type rig struct {
	t        *testing.T
	clock    *clocktest.Jumping
	store    *store.States
	deciding store.Decider
	zendesk  *zendesktest.Server
	crm      connectors.CRM
	mia      interaction.Agent
	jonas    interaction.Agent
	photo    []byte
	ids      int

	stop    context.CancelFunc
	stopped chan struct{}
	room    *delivery.Delivery
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, clock: &clocktest.Jumping{}, photo: bytes.Repeat([]byte("photo"), 1000)}
	r.zendesk = zendesktest.New(zendesktest.Options{Now: r.clock.Now})
	web := httptest.NewServer(r.zendesk.Handler())
	t.Cleanup(web.Close)
	crm, err := zendesk.New(zendesk.Config{URL: web.URL, ClientID: "deskside", ClientSecret: r.zendesk.ClientSecret()}, zendesk.WithClock(r.clock))
	if err != nil {
		t.Fatal(err)
	}
	r.crm = crm
	r.mia = r.agent("Mia Thornton")
	r.jonas = r.agent("Jonas Weber")
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	r.store = store.NewStates(db, 0)
	r.deciding = store.Decider{Clock: r.clock, Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute}}
	return r
}

func (r *rig) agent(name string) interaction.Agent {
	u := r.zendesk.AddUser(zendesktest.User{Name: name, Role: "agent"})
	id := strconv.FormatInt(u.ID, 10)
	return interaction.Agent{ID: account + "/" + id, Name: name, CRMID: id}
}

// start runs a dispatcher; a rig may run one after another on the same store.
func (r *rig) start() {
	set, err := templates.Load("")
	if err != nil {
		r.t.Fatal(err)
	}
	r.ids++
	r.room = delivery.New(delivery.Config{
		Store: r.store, Decider: r.deciding, Accounts: map[string]connectors.CRM{account: r.crm},
		Composer: compose.New(set, compose.Options{}), Log: slog.New(slog.DiscardHandler),
		Content: func(interaction.File) func() (io.ReadCloser, error) {
			return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.photo)), nil }
		},
		Owner: fmt.Sprintf("room-%d", r.ids), Backoff: delivery.Backoff{Min: time.Millisecond, Max: 20 * time.Millisecond},
	})
	ctx, stop := context.WithCancel(context.Background())
	r.stop, r.stopped = stop, make(chan struct{})
	room, stopped := r.room, r.stopped
	go func() { defer close(stopped); _ = room.Run(ctx) }()
	r.t.Cleanup(r.halt)
}

func (r *rig) halt() {
	if r.stop != nil {
		r.stop()
		<-r.stopped
		r.stop = nil
	}
}

// contact arrives: a voice contact of a known customer, with a signed packet.
func (r *rig) contact(customer interaction.Customer, ticket string) interaction.ID {
	r.t.Helper()
	r.ids++
	id := interaction.ID(fmt.Sprintf("01jd0000000000000000000%03d", r.ids))
	start := interaction.Start{
		Started: interaction.Started{
			Account: account, App: "shop", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound,
			Customer: customer, IssuePath: []string{"Damaged item"}, Line: "+15550100",
		},
		Packet: &interaction.Packet{Trust: interaction.Signed, Ticket: ticket, Signed: []interaction.Field{{Key: "order", Label: "Order", Value: "A-17", Type: "text"}}},
	}
	if _, err := r.deciding.Create(r.t.Context(), r.store, id, start, nil); err != nil {
		r.t.Fatal(err)
	}
	return id
}

func (r *rig) do(id interaction.ID, cmds ...interaction.Command) interaction.State {
	r.t.Helper()
	var s interaction.State
	for _, cmd := range cmds {
		var err error
		if s, err = r.deciding.Update(r.t.Context(), r.store, id, cmd); err != nil {
			r.t.Fatal(err)
		}
	}
	return s
}

// call from arrival to wrap-up, with a photo and a note.
func (r *rig) call(id interaction.ID) {
	r.t.Helper()
	r.do(id,
		interaction.Arrive{CallSID: "CA1", From: "", To: "+15550100"},
		interaction.Accept{Offer: 1, Agent: r.mia, Tab: "tab-00001"},
		interaction.JoinAgent{Offer: 1, CallSID: "CA2"},
		interaction.ReceiveFile{From: "customer", File: interaction.File{ID: "file-0001", Name: "cup.jpg", ContentType: "image/jpeg", Size: int64(len(r.photo)), SHA256: "x"}},
		interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Handle broken off."},
		interaction.DisconnectCustomer{CallSID: "CA1", Status: "completed"},
		interaction.SaveWrapUp{Agent: r.mia, Disposition: "Resolved", Note: "Replacement sent."},
	)
}

func (r *rig) load(id interaction.ID) interaction.State {
	r.t.Helper()
	events, err := r.store.Load(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return interaction.State{ID: id}.Advance(events)
}

// until waits for a condition that some commit makes true.
func (r *rig) until(what string, id interaction.ID, ok func(interaction.State) bool) interaction.State {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 30*time.Second)
	defer cancel()
	for {
		changed := r.store.Changed()
		s := r.load(id)
		if ok(s) {
			return s
		}
		select {
		case <-changed:
		case <-ctx.Done():
			r.t.Fatalf("not reached: %s; items %+v, unclear %+v", what, s.Items, s.Unclear)
		}
	}
}

func (r *rig) settled(id interaction.ID) interaction.State {
	r.t.Helper()
	return r.until("everything landed", id, interaction.State.Settled)
}

// ticket as the CRM holds it.
func (r *rig) ticket(s interaction.State) zendesktest.Ticket {
	r.t.Helper()
	if s.Ticket == nil {
		r.t.Fatal("no ticket was chosen")
	}
	n, err := strconv.ParseInt(s.Ticket.ID, 10, 64)
	if err != nil {
		r.t.Fatal(err)
	}
	t, ok := r.zendesk.Ticket(n)
	if !ok {
		r.t.Fatalf("the CRM has no ticket %d", n)
	}
	return t
}

var aiko = interaction.Customer{ExternalID: "c-1", Name: "Aiko Tanaka", Email: "aiko@example.com", Phone: "+14155550134", Verified: true}
