package store

import (
	"container/list"
	"context"
	"errors"
	"sync"

	"github.com/deskside/deskside/server/internal/interaction"
)

// States is a Store that keeps folded states, so that what everybody wants to know
// all the time is neither read nor decoded nor folded each time.
//
// A kept state is the fold of a log up to some event, which no later event changes;
// State asks the store for what has come after that event (Since), so it is as new
// as the log itself, on every replica. What comes of a commit is kept only when it is
// durable, before anybody is woken by it (Commit.Then). If the store does not know
// the event that a kept state ends with, the log is another one, and the state is
// dropped.
//
// States is safe for concurrent use. What it gives out is shared by everybody:
// states, their events and all that these point to are values, never written to.
type States struct {
	Store
	most int // bytes, about

	mu    sync.Mutex
	kept  map[interaction.ID]*list.Element // of *keptState
	order *list.List                       // the last to have been asked for first
	bytes int
}

type keptState struct {
	interaction.State
	bytes int
}

// StatesBytes is how much a server may keep, about; 0 of NewStates.
const StatesBytes = 16 << 20

// NewStates over a store; they keep no more than so many bytes, about; 0: StatesBytes.
func NewStates(s Store, bytes int) *States {
	if bytes == 0 {
		bytes = StatesBytes
	}
	return &States{Store: s, most: bytes, kept: map[interaction.ID]*list.Element{}, order: list.New()}
}

// State of an interaction after its last event; ErrNotFound if there is none.
func (s *States) State(ctx context.Context, id interaction.ID) (interaction.State, error) {
	state := s.known(id)
	events, err := s.Since(ctx, id, lastOf(state))
	if errors.Is(err, ErrConflict) {
		s.drop(id)
		state = interaction.State{ID: id}
		events, err = s.Since(ctx, id, interaction.Event{})
	}
	if err != nil {
		return interaction.State{}, err
	}
	if len(events) == 0 {
		return state, nil
	}
	newer := &keptState{State: state.Advance(events)}
	s.keep(newer)
	return newer.State, nil
}

// Remove implements Store.
func (s *States) Remove(ctx context.Context, id interaction.ID, version int) error {
	defer s.drop(id)
	return s.Store.Remove(ctx, id, version)
}

func lastOf(s interaction.State) interaction.Event {
	if s.Version == 0 {
		return interaction.Event{}
	}
	return s.Log.Last()
}

// known state, which may be older than the log; of version 0 if there is none.
func (s *States) known(id interaction.ID) interaction.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.kept[id]
	if !ok {
		return interaction.State{ID: id}
	}
	s.order.MoveToFront(at)
	return at.Value.(*keptState).State
}

// keep a state whose last event is durable, unless a newer one is there.
func (s *States) keep(newer *keptState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	version := 0
	newer.bytes = perState
	at, ok := s.kept[newer.ID]
	if ok {
		older := at.Value.(*keptState)
		if older.Version >= newer.Version {
			return
		}
		version, newer.bytes = older.Version, older.bytes
		s.bytes -= older.bytes
		at.Value = newer
	} else {
		s.kept[newer.ID] = s.order.PushFront(newer)
	}
	for _, e := range newer.Log.From(version) {
		newer.bytes += weight(e)
	}
	for s.bytes += newer.bytes; s.bytes > s.most; {
		s.remove(s.order.Back())
	}
}

func (s *States) drop(id interaction.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.kept[id]; ok {
		s.remove(at)
	}
}

func (s *States) remove(at *list.Element) {
	k := s.order.Remove(at).(*keptState)
	delete(s.kept, k.ID)
	s.bytes -= k.bytes
}
