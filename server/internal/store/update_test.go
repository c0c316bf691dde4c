package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

var (
	now      = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	mia      = interaction.Agent{ID: "support/7", Name: "Mia"}
	deciding = store.Decider{
		Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute},
		Clock:  clocktest.New(now),
	}
	call = interaction.Start{Started: interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound}}
)

func open(t *testing.T) *store.States {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return store.NewStates(s, 0)
}

func create(t *testing.T, s *store.States, id interaction.ID, refs ...string) interaction.State {
	t.Helper()
	state, err := deciding.Create(t.Context(), s, id, call, refs, interaction.Arrive{CallSID: "CA" + string(id)})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// durable proves that the returned state is what a restarted server would see.
func durable(t *testing.T, s store.Store, state interaction.State) {
	t.Helper()
	events, err := s.Load(t.Context(), state.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := (interaction.State{ID: state.ID}).Advance(events); !reflect.DeepEqual(got, state) {
		t.Errorf("stored\n%+v\nreturned\n%+v", got, state)
	}
}

func TestCreate(t *testing.T) {
	s := open(t)
	state := create(t, s, "a", "call:CAa")
	durable(t, s, state)
	if state.Call.Phase != interaction.Ringing {
		t.Errorf("phase %q: the second command was not carried out", state.Call.Phase)
	}
	rows, err := s.Writes(t.Context(), store.WriteFilter{Lane: "i/a"})
	if err != nil || len(rows) != 1 || rows[0].Type != interaction.ItemContact || rows[0].Account != "support" {
		t.Errorf("rows %+v, %v", rows, err)
	}

	_, err = deciding.Create(t.Context(), s, "b", call, []string{"call:CAa"})
	var dup *store.DuplicateError
	if !errors.As(err, &dup) || dup.Interaction != "a" {
		t.Errorf("a taken reference: %v", err)
	}
	if _, err := s.Load(t.Context(), "b"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("something of it is there: %v", err)
	}
}

func TestCreateRefusedAsAWhole(t *testing.T) {
	s := open(t)
	_, err := deciding.Create(t.Context(), s, "a", call, nil, interaction.Accept{Offer: 1, Agent: mia})
	var refusal *interaction.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("error %v", err)
	}
	if _, err := s.Load(t.Context(), "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("half of it is there: %v", err)
	}
}

func TestUpdate(t *testing.T) {
	s := open(t)
	create(t, s, "a")
	state, err := deciding.Update(t.Context(), s, "a", interaction.Accept{Offer: 1, Agent: mia, Tab: "t"}, store.WithRef("leg:1"))
	if err != nil {
		t.Fatal(err)
	}
	durable(t, s, state)
	if id, err := s.ByRef(t.Context(), "leg:1"); err != nil || id != "a" {
		t.Errorf("reference: %v, %v", id, err)
	}

	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again, err := deciding.Update(t.Context(), s, "a", interaction.Accept{Offer: 1, Agent: mia, Tab: "t"})
	if err != nil || !reflect.DeepEqual(again, state) {
		t.Errorf("a repeated command: %v", err)
	}
	if after, err := s.Head(t.Context()); err != nil || after != head {
		t.Errorf("it was stored: head %d after %d, %v", after, head, err)
	}

	if _, err := deciding.Update(t.Context(), s, "nobody", interaction.GiveUp{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown interaction: %v", err)
	}
	var refusal *interaction.Refusal
	if _, err := deciding.Update(t.Context(), s, "a", interaction.Hangup{Agent: interaction.Agent{ID: "other"}}); !errors.As(err, &refusal) {
		t.Errorf("a refusal: %v", err)
	}
}

func TestUpdateMovesRowsToTheTicket(t *testing.T) {
	s := open(t)
	create(t, s, "a")
	chosen := interaction.UseTicket{TicketChosen: interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "35"}, Rule: interaction.RuleNew}}
	if _, err := deciding.Update(t.Context(), s, "a", chosen); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Writes(t.Context(), store.WriteFilter{Lane: "t/support/35"})
	if err != nil || len(rows) != 1 {
		t.Errorf("rows %+v, %v", rows, err)
	}
}

func TestUpdateClosesTheInteraction(t *testing.T) {
	s := open(t)
	create(t, s, "a")
	if _, err := deciding.Update(t.Context(), s, "a", interaction.DisconnectCustomer{CallSID: "CAa"}); err != nil {
		t.Fatal(err)
	}
	if ids, err := s.List(t.Context(), store.Filter{Active: true}); err != nil || len(ids) != 0 {
		t.Errorf("still active: %v, %v", ids, err)
	}
}

func TestUpdateUnderALostLease(t *testing.T) {
	s := open(t)
	state := create(t, s, "a")
	l, err := s.Acquire(t.Context(), "i/a", "one", now, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	land := interaction.Land{Ticket: "35", Receipts: map[string]string{state.Items.At(0).Key: "r"}, At: now}
	if err := s.Release(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if _, err := deciding.Update(t.Context(), s, "a", land, store.Under(l)); !errors.Is(err, store.ErrFenced) {
		t.Errorf("error %v", err)
	}
	durable(t, s, state)
}

// One tab wins, the others hear that they are late: deciding again after a
// conflict is what makes it so.
func TestFiftyTabsAcceptOneOffer(t *testing.T) {
	s := open(t)
	create(t, s, "a")
	var won, late int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			agent := interaction.Agent{ID: "support/" + strconv.Itoa(i)}
			_, err := deciding.Update(context.Background(), s, "a", interaction.Accept{Offer: 1, Agent: agent, Tab: "t"})
			var refusal *interaction.Refusal
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case errors.As(err, &refusal) && refusal.Code == "answered_elsewhere":
				late++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won != 1 || late != 49 {
		t.Errorf("%d won, %d were late", won, late)
	}
}

// overtaken is a store in which somebody else is always faster, so many times.
type overtaken struct {
	store.Store
	behind *store.States
	times  int
}

func (s *overtaken) Commit(ctx context.Context, c store.Commit) error {
	if s.times > 0 {
		s.times--
		if _, err := deciding.Update(ctx, s.behind, c.Interaction, interaction.AddNote{Note: strconv.Itoa(s.times), Agent: mia, Text: "x"}); err != nil {
			return err
		}
	}
	return s.Store.Commit(ctx, c)
}

func TestUpdateDecidesAgain(t *testing.T) {
	s := open(t)
	before := create(t, s, "a")
	state, err := deciding.Update(t.Context(), store.NewStates(&overtaken{s, s, 3}, 0), "a", interaction.AddNote{Note: "mine", Agent: mia, Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	durable(t, s, state)
	if state.Version != before.Version+4 {
		t.Errorf("version %d after %d", state.Version, before.Version)
	}
}

func TestProject(t *testing.T) {
	got := store.Project([]interaction.Event{
		{Data: interaction.WriteHeld{Key: "a"}},
		{Data: interaction.NoteAdded{}},
		{Data: interaction.WriteRetried{Key: "a"}},
		{Data: interaction.WriteDelayed{Keys: []string{"a", "b"}}},
		{Data: interaction.WriteLanded{Key: "b"}},
	})
	want := []store.RowChange{{Key: "a", State: store.Held}, {Key: "a", State: store.Waiting}, {Key: "b", State: store.Landed}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestLaneOf(t *testing.T) {
	s := interaction.State{ID: "a", Contact: interaction.Contact{Account: "support"}}
	if got := store.LaneOf(s); got != "i/a" {
		t.Error(got)
	}
	s.Ticket = &interaction.TicketRef{ID: "35"}
	if got := store.LaneOf(s); got != "t/support/35" {
		t.Error(got)
	}
}
