package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// logs in memory are all the store that States needs here.
type logs struct {
	Store
	of map[interaction.ID][]interaction.Event
}

func (l logs) Since(_ context.Context, id interaction.ID, last interaction.Event) ([]interaction.Event, error) {
	return l.of[id][last.N:], nil
}

// grow a log by a note.
func (l logs) grow(id interaction.ID, text string) {
	log := l.of[id]
	var data interaction.Data = interaction.NoteAdded{Note: fmt.Sprint("note-", len(log)), Agent: interaction.Agent{ID: "support/7", Name: "Mia"}, Text: text}
	if len(log) == 0 {
		data = interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Name: text}}
	}
	l.of[id] = append(log, interaction.Event{N: len(log) + 1, At: time.Unix(int64(len(log)), 0), Data: data})
}

// TestStatesAreBounded: what is kept stays within its bound, the last to have been
// asked for stay, and the account of it is right.
func TestStatesAreBounded(t *testing.T) {
	all := logs{of: map[interaction.ID][]interaction.Event{}}
	s := NewStates(all, 64<<10)
	for n := range 3000 {
		id := interaction.ID(fmt.Sprint("i", n%97))
		all.grow(id, strings.Repeat("x", n%700))
		if state, err := s.State(t.Context(), id); err != nil || state.Version != len(all.of[id]) {
			t.Fatal(state.Version, err)
		}
		sum := 0
		for at := s.order.Front(); at != nil; at = at.Next() {
			sum += at.Value.(*keptState).bytes
		}
		if sum != s.bytes || sum > s.most || len(s.kept) != s.order.Len() {
			t.Fatalf("%d bytes are kept, %d are counted, %d of %d are listed", sum, s.bytes, s.order.Len(), len(s.kept))
		}
		if s.known(id).Version == 0 && weight(all.of[id][0])*len(all.of[id]) < s.most/2 {
			t.Fatalf("%s was asked for a moment ago and is not kept", id)
		}
	}
	big := interaction.ID("big")
	all.grow(big, strings.Repeat("x", 100<<10))
	if state, err := s.State(t.Context(), big); err != nil || state.Version != 1 || s.bytes > s.most {
		t.Errorf("what is larger than all: version %d, %v; %d bytes", state.Version, err, s.bytes)
	}
}

// TestWeights: the bound is one of memory. A heap is not counted to the byte.
func TestWeights(t *testing.T) {
	for _, c := range []struct{ interactions, events, text int }{{2000, 1, 10}, {400, 30, 100}, {4, 3000, 20}, {100, 10, 5000}} {
		all := logs{of: map[interaction.ID][]interaction.Event{}}
		s := NewStates(all, 1<<30)
		before := heap()
		for i := range c.interactions {
			id := interaction.ID(fmt.Sprint("i", i))
			for n := range c.events {
				all.grow(id, strings.Repeat("x", c.text+n%2))
				if _, err := s.State(t.Context(), id); err != nil { // each event by itself, as they come
					t.Fatal(err)
				}
			}
		}
		took := float64(heap()-before) / float64(s.bytes)
		t.Logf("%+v: %d bytes are counted, %.2f times that was taken", c, s.bytes, took)
		if took > 1.5 || took < 0.4 {
			t.Errorf("%+v takes %.2f times what is counted", c, took)
		}
		runtime.KeepAlive(all)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestUnknownIsNotKept: nothing is kept of what is not there.
func TestUnknownIsNotKept(t *testing.T) {
	s := NewStates(nobody{}, 0)
	if _, err := s.State(t.Context(), "a"); !errors.Is(err, ErrNotFound) || len(s.kept) != 0 || s.bytes != 0 {
		t.Errorf("%v, %d kept", err, len(s.kept))
	}
}

type nobody struct{ Store }

func (nobody) Since(context.Context, interaction.ID, interaction.Event) ([]interaction.Event, error) {
	return nil, ErrNotFound
}
