package live

import (
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
)

func TestBacklogTellsFromWhereToResume(t *testing.T) {
	var b backlog
	put := func(id interaction.ID, seq int64) {
		t.Helper()
		if !b.add(change{id: id, first: seq, last: seq}, 3) {
			t.Fatalf("no room for %s", id)
		}
		b.upTo = seq
	}
	want := func(id interaction.ID, resume int64) {
		t.Helper()
		c, got, ok := b.next()
		if !ok || c.id != id || got != resume {
			t.Fatalf("next = %s, resume %d, %t; want %s, %d", c.id, got, ok, id, resume)
		}
	}
	put("a", 11)
	put("b", 12)
	put("a", 13) // its view is newer than b's change, which is still waiting
	put("c", 14)
	if b.add(change{id: "d", first: 15, last: 15}, 3) {
		t.Fatal("there is room for a fourth")
	}
	put("b", 16)
	want("a", 11)
	put("a", 17)
	want("b", 13)
	want("c", 16)
	b.upTo = 20
	want("a", 20)
	if _, _, ok := b.next(); ok {
		t.Fatal("something is left")
	}

	put("a", 21)
	put("b", 22)
	put("b", 24)
	put("c", 25)
	b.skip(23)
	want("b", 24)
	want("c", 25)
	b.skip(30)
	if b.upTo != 30 {
		t.Errorf("upTo %d, want 30", b.upTo)
	}
}

// A socket whose backlog is full is over, but what it still writes must not name a
// number past the change that did not fit: the page would resume behind it.
func TestNoNumberPastWhatDidNotFit(t *testing.T) {
	one := func(id interaction.ID, seq int64) *change { return &change{id: id, first: seq, last: seq} }
	s := &socket{hub: &Hub{o: Options{MaxChanged: 2}}}
	s.align(10)
	if s.take([]*change{one("a", 11), one("b", 12), one("c", 13), one("a", 14)}, 14) {
		t.Fatal("three fit where two may wait")
	}
	if s.take([]*change{one("b", 15)}, 15) || s.take(nil, 16) {
		t.Fatal("a socket that has left something out goes on")
	}
	for {
		c, resume, ok := s.backlog.next()
		if !ok {
			break
		}
		if resume >= 13 {
			t.Errorf("with %s goes %d, and change 13 was left out", c.id, resume)
		}
	}
	if s.backlog.upTo >= 13 {
		t.Errorf("up to %d", s.backlog.upTo)
	}
}
