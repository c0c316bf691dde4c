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
