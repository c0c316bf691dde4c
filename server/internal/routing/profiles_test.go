package routing_test

import (
	"testing"

	"github.com/deskside/deskside/server/internal/routing"
)

// The configuration says who supervises; of those of whom it says nothing, their CRM does.
func TestWhoSupervises(t *testing.T) {
	yes, no := true, false
	f := newFloor(t)
	f.rules = routing.Rules{Profiles: []routing.Profile{
		{Account: "support", Email: "ben@acme.example", Role: routing.Supervisor},
		{Account: "support", CRMID: "1", Role: routing.Agents}, // Ana
	}}
	s := f.server("one", false)
	is := func(on *server, id string, want bool) {
		t.Helper()
		role := routing.Agents
		if want {
			role = routing.Supervisor
		}
		me, err := on.room.AskMe(t.Context(), "support", id)
		if err != nil {
			t.Fatal(err)
		}
		if on.room.Supervises("support", id) != want || me.Role != role {
			t.Errorf("%s: supervises %t, role %s; want %t", id, !want, me.Role, want)
		}
	}
	for _, id := range []string{mia.ID, ben.ID, ana.ID, eve.ID} {
		is(s, id, false)
	}
	for _, err := range []error{
		s.room.Met(t.Context(), "support", ben, "Ben@acme.example", &no),
		s.room.Met(t.Context(), "support", ana, "", &yes),
		s.room.Met(t.Context(), "support", mia, "", &yes),
		s.room.Met(t.Context(), "support", kim, "", nil),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	is(s, ben.ID, true)  // by the configuration
	is(s, ana.ID, false) // by the configuration
	is(s, mia.ID, true)  // by the CRM
	is(s, kim.ID, false) // nobody has said so
	// Other servers know it, too, and a CRM takes it back.
	other := f.server("two", true)
	is(other, mia.ID, true)
	if err := other.room.Met(t.Context(), "support", mia, "", nil); err != nil { // it does not say
		t.Fatal(err)
	}
	is(other, mia.ID, true)
	if err := other.room.Met(t.Context(), "support", mia, "", &no); err != nil {
		t.Fatal(err)
	}
	is(s, mia.ID, false)
}
