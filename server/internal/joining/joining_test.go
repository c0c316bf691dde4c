package joining_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// rig has calls to join, over a real store.
type rig struct {
	*joining.Joins
	t     *testing.T
	clock *clocktest.Clock
}

func newRig(t *testing.T) *rig {
	c := clocktest.New(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC))
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tokens, err := session.NewTokens(bytes.Repeat([]byte{7}, 32), c)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{
		Joins: &joining.Joins{Store: store.NewStates(db, 0), Decider: store.Decider{Clock: c}, Tokens: tokens, PublicURL: "https://desk.example.com/"},
		t:     t, clock: c,
	}
}

// rings from the street.
func (r *rig) rings(id interaction.ID) interaction.ID {
	r.t.Helper()
	start := interaction.Start{Started: interaction.Started{Account: "support", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound}}
	_, err := r.Decider.Create(r.t.Context(), r.Store, id, start, nil, interaction.Arrive{CallSID: "CA" + string(id), From: "+15550100", To: "+15550199"})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

func (r *rig) made(id interaction.ID) joining.Code {
	r.t.Helper()
	code, _, err := r.Make(r.t.Context(), id, interaction.MakeJoinCode{How: interaction.ByMenu})
	if err != nil {
		r.t.Fatal(err)
	}
	return code
}

// joins a browser; empty: it is the wrong code.
func (r *rig) joins(typed, proof string) interaction.ID {
	r.t.Helper()
	s, n, err := r.Join(r.t.Context(), joining.Browser{Typed: typed, Proof: proof})
	switch {
	case errors.Is(err, joining.ErrWrong):
		return ""
	case err != nil || !s.Joining.Has(n):
		r.t.Fatalf("browser %d: %v", n, err)
	}
	return s.ID
}

// Both the digits and the link lead to the call, the digits however they are typed, for ten
// minutes, at a server whose key has changed meanwhile, too; and once.
func TestJoin(t *testing.T) {
	r := newRig(t)
	a, b := r.rings("a"), r.rings("b")
	ofA, ofB := r.made(a), r.made(b)
	if ofA.Address != "https://desk.example.com/join" || !strings.HasPrefix(ofA.Link, ofA.Address+"/") || len(ofA.Link) != len(ofA.Address)+23 || r.Spoken() != "desk.example.com/join" {
		t.Errorf("%+v", ofA)
	}
	r.clock.Advance(time.Minute)
	now := r.clock.Now()
	if err := r.Tokens.Use([]session.Key{{ID: "new", Secret: bytes.Repeat([]byte{8}, 32), From: now}, {Secret: bytes.Repeat([]byte{7}, 32), Until: now.Add(time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	r.clock.Advance(8*time.Minute + 59*time.Second)
	d := ofA.Digits
	if got := r.joins(" "+d[:3]+"-"+d[3:]+"\u3000", "p1"); got != a {
		t.Errorf("%q", got)
	}
	if got := r.joins(d, "p1"); got != a {
		t.Errorf("asked again: %q", got)
	}
	if got := r.joins(d, "p2") + r.joins(ofA.Link[30:], "p2"); got != "" {
		t.Errorf("used up, and another browser is in %q", got)
	}
	if got := r.joins(strings.TrimPrefix(ofB.Link, ofB.Address+"/"), "p3"); got != b {
		t.Errorf("%q", got)
	}
	late := r.made(a)
	r.clock.Advance(10 * time.Minute)
	if got := r.joins(late.Digits, "p4"); got != "" {
		t.Errorf("after ten minutes: %q", got)
	}
	if _, ok := r.Code(mustState(t, r, a)); ok {
		t.Error("a code is good after ten minutes")
	}
	for _, typed := range []string{"", "12345", "1234567", "12345a", strings.Repeat("9", 64)} {
		if got := r.joins(typed, "p5"); got != "" {
			t.Errorf("%q leads to %q", typed, got)
		}
	}
}

func mustState(t *testing.T, r *rig, id interaction.ID) interaction.State {
	t.Helper()
	s, err := r.Store.State(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The log has neither the digits nor the link: they are made from it and the server's key.
func TestCodesStandNowhere(t *testing.T) {
	r := newRig(t)
	code := r.made(r.rings("a"))
	for _, e := range mustState(t, r, "a").Log.All() {
		_, data, err := interaction.Encode(e.Data)
		if err != nil || strings.Contains(string(data), code.Digits) || strings.Contains(string(data), code.Link[30:]) {
			t.Errorf("%s, %v", data, err)
		}
	}
	if ours, ok := r.Tokens.JoinSecret("mark", ""); !ok || len(ours.Code) != 6 {
		t.Errorf("%+v", ours)
	}
}

// No two calls have the same digits at a time, however they were drawn: whoever is later
// draws again, and that of two servers, too.
func TestNoTwoCallsHaveTheSameDigits(t *testing.T) {
	r := newRig(t)
	r.rings("a")
	r.rings("b")
	var drawn []string
	first := true
	commit := func(id interaction.ID) func(interaction.MakeJoinCode, ...store.Option) (interaction.State, error) {
		return func(cmd interaction.MakeJoinCode, refs ...store.Option) (interaction.State, error) {
			secret, _ := r.Tokens.JoinSecret(cmd.Mark, cmd.Key)
			drawn = append(drawn, secret.Code)
			if id == "a" && first { // another server draws the same, and is faster
				first = false
				if _, err := r.Decider.Update(t.Context(), r.Store, "b", cmd, refs...); err != nil {
					t.Fatal(err)
				}
			}
			return r.Decider.Update(t.Context(), r.Store, id, cmd, refs...)
		}
	}
	s, err := r.With(t.Context(), interaction.MakeJoinCode{How: interaction.ByMenu}, commit("a"))
	if err != nil || len(drawn) != 2 || drawn[0] == drawn[1] {
		t.Fatalf("%v: drawn %v", err, drawn)
	}
	if code, _ := r.Code(s); code.Digits != drawn[1] || r.joins(drawn[0], "p") != "b" || r.joins(drawn[1], "p") != "a" {
		t.Errorf("%+v of %v", code, drawn)
	}
	if slices.Contains(drawn, r.made("a").Digits) {
		t.Error("digits that were used lately were given again")
	}
}
