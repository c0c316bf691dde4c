package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// GoldenVariable names the version whose data TestMakeGolden writes; see scripts/golden.
const GoldenVariable = "DESKSIDE_GOLDEN"

// MakeGolden has contacts come to every stage at which a server may be stopped, on an
// empty store, and writes down what it then says; the second store must say the same.
func MakeGolden(t *testing.T, version string, s store.Store) {
	t.Helper()
	g := &goldenMaker{t: t, states: store.NewStates(s, 0), at: time.Date(2026, 11, 1, 9, 0, 0, 7, time.UTC)}
	g.deciding = store.Decider{
		Clock: clocktest.Shows(func() time.Time { g.at = g.at.Add(time.Second); return g.at }), Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: time.Minute},
	}
	want := g.contacts()
	want.Now = g.at
	got := readGolden(t, s, want)
	raw, err := json.MarshalIndent(got, "", "  ")
	must(t, err)
	raw = append(raw, '\n')
	path := "../storetest/testdata/golden/" + version + ".json"
	had, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		must(t, os.WriteFile(path, raw, 0o644)) //nolint:gosec // it is committed
	case err != nil:
		t.Fatal(err)
	case !bytes.Equal(had, raw):
		t.Errorf("%s is there, and says something else (-there +now):\n%s", path, cmp.Diff(string(had), string(raw)))
	}
}

type goldenMaker struct {
	t        *testing.T
	states   *store.States
	deciding store.Decider
	at       time.Time
}

func (g *goldenMaker) update(id interaction.ID, commands ...interaction.Command) interaction.State {
	g.t.Helper()
	var s interaction.State
	for _, c := range commands {
		var err error
		s, err = g.deciding.Update(g.t.Context(), g.states, id, c)
		must(g.t, err)
	}
	return s
}

// message on a ticket that is known.
func (g *goldenMaker) message(id interaction.ID, ticket string) interaction.State {
	g.t.Helper()
	g.begin(id)
	return g.update(id, interaction.UseTicket{TicketChosen: interaction.TicketChosen{Ticket: interaction.TicketRef{ID: ticket, Number: "#" + ticket}, Rule: interaction.RuleNew}})
}

func (g *goldenMaker) begin(id interaction.ID) {
	g.t.Helper()
	_, err := g.deciding.Create(g.t.Context(), g.states, id, interaction.Start{
		Started: interaction.Started{
			Account: "support", App: "shop", Channel: interaction.Message, IssuePath: []string{"Order", "Damaged"},
			Customer: interaction.Customer{ExternalID: "cus_" + string(id[24:]), Name: "Zoë Müller", Email: "zoe@example.com", Verified: true},
		}, Message: "It broke.\nTwice.",
	}, []string{"contact:" + string(id)})
	must(g.t, err)
}

func (g *goldenMaker) land(s interaction.State, ticket string) interaction.State {
	g.t.Helper()
	land := interaction.Land{Ticket: ticket, Receipts: map[string]string{}, At: g.at}
	for _, it := range s.Items.All() {
		land.Receipts[it.Key] = "receipt-" + it.Key
	}
	return g.update(s.ID, land)
}

func (g *goldenMaker) contacts() goldenStore {
	t, ctx := g.t, g.t.Context()
	t.Helper()
	const (
		landed  = "01jq000000000000000000000a"
		sending = "01jq000000000000000000000b"
		held    = "01jq000000000000000000000c"
		waiting = "01jq000000000000000000000d"
		call    = "01jq000000000000000000000e"
		arrived = "01jq000000000000000000000f" // no ticket yet
	)
	over := g.land(g.message(landed, "71"), "71")
	sent := g.message(sending, "72")
	stuck := g.message(held, "73")
	g.update(held, interaction.Hold{Keys: []string{stuck.Items.At(0).Key}, Kind: "rejected", Reason: interaction.Because("templates")})
	g.message(waiting, "74")
	g.begin(arrived)
	_, err := g.deciding.Create(ctx, g.states, call, interaction.Start{
		Started: interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound, Line: "+15550100100", Customer: interaction.Customer{Phone: "+15550101234"}},
	}, []string{"call:CA00000000000000000000000000000001"}, interaction.Arrive{CallSID: "CA00000000000000000000000000000001", From: "+15550101234", To: "+15550100100"})
	must(t, err)

	lease, err := g.states.Acquire(ctx, store.LaneOf(sent), "one", g.at, time.Minute)
	must(t, err)
	must(t, g.states.Begin(ctx, lease, "batch-1", []string{sent.Items.At(0).Key}, g.at))
	must(t, g.states.Audit(ctx, store.AuditEntry{At: g.at, Actor: "Ann", Action: "write_dropped", Account: "support", Subject: "x", Detail: "Said twice."}))
	must(t, g.states.PutSetting(ctx, "admin", []byte("a setting"), 0))
	must(t, g.states.AddStatuses(ctx, "support", []store.StatusChange{{Agent: "support/7", StatusChange: interaction.StatusChange{At: g.at, Reason: "away", Text: "Lunch"}}}))
	must(t, g.states.Index(ctx, 0, 3, []store.Terms{{Interaction: landed, At: over.StartedAt, Terms: []string{"w:zoë\n", "t:71\n"}}}))
	until := g.at.Add(time.Hour)
	_, err = g.states.Once(ctx, "jti:1", g.at, until)
	must(t, err)
	want := goldenStore{
		Refs:     map[string]interaction.ID{"contact:" + landed: "", "call:CA00000000000000000000000000000001": ""},
		Counts:   map[string]map[string]int{"": nil, "support": nil},
		Due:      []goldenDue{{At: g.at}, {At: g.at.Add(2 * time.Minute)}},
		Settings: map[string]goldenSetting{"admin": {}}, Once: map[string]time.Time{"jti:1": until},
	}
	for _, id := range []interaction.ID{landed, sending, held, waiting, arrived, call} {
		want.Interactions = append(want.Interactions, goldenInteraction{ID: id, Events: []string{}})
	}
	return want
}
