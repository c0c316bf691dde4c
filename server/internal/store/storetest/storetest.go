// Package storetest is what every store must keep: the guarantees of package
// store, as cases. An implementation calls Suite from its own tests.
//
// A case starts with an empty store, gives it all times, and waits for signals,
// never for time to pass.
package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Opened is an empty store and ways to look at the same data again. Whoever opens
// it also closes it, by t.Cleanup.
type Opened struct {
	Store store.Store

	// Reopen closes the store and opens it again on the same data, as after a restart.
	Reopen func(t *testing.T) store.Store

	// Second opens another handle on the same data while the first stays open, as
	// another process would; nil where only one process is allowed.
	Second func(t *testing.T) store.Store
}

// Suite runs every case, each on a store of its own.
func Suite(t *testing.T, open func(t *testing.T) Opened) {
	for _, group := range []struct {
		name  string
		cases []testCase
	}{
		{"Commit", commitCases},
		{"Feed", feedCases},
		{"Since", sinceCases},
		{"States", stateCases},
		{"List", listCases},
		{"Rows", rowCases},
		{"Counts", countCases},
		{"Lanes", laneCases},
		{"Lease", leaseCases},
		{"Once", onceCases},
		{"Settings", settingCases},
		{"Audit", auditCases},
		{"Index", indexCases},
		{"Statuses", statusCases},
		{"Remove", removeCases},
		{"Processes", processCases},
		{"Restart", restartCases},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) { c.run(t, desk{Opened: open(t)}) })
			}
		})
	}
}

type testCase struct {
	name string
	run  func(t *testing.T, d desk)
}

// desk is a store with the few things that happen in the cases.
type desk struct{ Opened }

// handles are all ways to the same data: one, or two as of two processes.
func (d desk) handles(t *testing.T) []store.Store {
	if d.Second == nil {
		return []store.Store{d.Store}
	}
	return []store.Store{d.Store, d.Second(t)}
}

// t0 has nanoseconds, which a store must keep.
var t0 = time.Date(2026, 3, 1, 9, 30, 0, 123456789, time.UTC)

func at(d time.Duration) time.Time { return t0.Add(d) }

const account = "support"

// lane1 and lane2 are two tickets.
const (
	lane1 = "t/support/1"
	lane2 = "t/support/2"
)

// arrival of a customer, with the write that follows from it.
func arrival(id interaction.ID, refs ...string) store.Commit {
	return store.Commit{
		Interaction: id,
		Account:     account,
		Events: []interaction.Event{{N: 1, At: t0, Data: interaction.Started{
			Account: account, Channel: interaction.Voice, Direction: interaction.Inbound, OpenOn: interaction.OnArrival,
			Customer: interaction.Customer{Name: "Zoë \x00 \"<b>", Phone: "+15550100"},
		}}},
		Writes: []interaction.Write{{Key: id.Key("contact-1", 1), Type: interaction.ItemContact}},
		Refs:   refs,
		Active: true,
		Lane:   "i/" + string(id),
	}
}

// then is a commit of more events on an interaction whose last event is number expect.
func then(id interaction.ID, lane string, expect int, data ...interaction.Data) store.Commit {
	c := store.Commit{Interaction: id, Account: account, Expect: expect, Active: true, Lane: lane}
	for i, d := range data {
		c.Events = append(c.Events, interaction.Event{N: expect + i + 1, At: at(time.Duration(expect+i) * time.Minute), Data: d})
	}
	return c
}

// note is a commit of one note and the write of it.
func note(id interaction.ID, lane string, expect int) store.Commit {
	c := then(id, lane, expect, interaction.NoteAdded{Note: fmt.Sprint(expect + 1), Agent: mia, Text: "hello"})
	c.Writes = []interaction.Write{{Key: noteKey(id, expect+1), Type: interaction.ItemNote, Author: mia.ID}}
	return c
}

var mia = interaction.Agent{ID: "support/7", Name: "Mia", CRMID: "7"}

func contactKey(id interaction.ID) string { return id.Key("contact-1", 1) }

func noteKey(id interaction.ID, n int) string { return id.Key(fmt.Sprintf("note-%d", n), 1) }

// commit what must be accepted.
func (d desk) commit(t *testing.T, cs ...store.Commit) {
	t.Helper()
	for _, c := range cs {
		must(t, d.Store.Commit(t.Context(), c))
	}
}

// inLane1 is an interaction with a contact and n-1 notes, all waiting in lane1.
func (d desk) inLane1(t *testing.T, id interaction.ID, n int) (keys []string) {
	t.Helper()
	first := arrival(id)
	first.Lane = lane1
	d.commit(t, first)
	keys = append(keys, contactKey(id))
	for i := 1; i < n; i++ {
		d.commit(t, note(id, lane1, i))
		keys = append(keys, noteKey(id, i+1))
	}
	return keys
}

func (d desk) acquire(t *testing.T, lane, owner string, now time.Time) store.Lease {
	t.Helper()
	l, err := d.Store.Acquire(t.Context(), lane, owner, now, time.Minute)
	must(t, err)
	return l
}

func (d desk) begin(t *testing.T, l store.Lease, batch string, now time.Time, keys ...string) {
	t.Helper()
	must(t, d.Store.Begin(t.Context(), l, batch, keys, now))
}

// lanes that are due, by name.
func (d desk) lanes(t *testing.T, now time.Time) []string {
	t.Helper()
	ls, err := d.Store.Lanes(t.Context(), now, 100)
	must(t, err)
	var names []string
	for _, l := range ls {
		names = append(names, l.Name)
	}
	return names
}

func (d desk) nextDue(t *testing.T, now time.Time) time.Time {
	t.Helper()
	due, err := d.Store.NextDue(t.Context(), now)
	must(t, err)
	return due
}

func (d desk) row(t *testing.T, key string) store.Write {
	t.Helper()
	ws, err := d.Store.Writes(t.Context(), store.WriteFilter{})
	must(t, err)
	for _, w := range ws {
		if w.Key == key {
			return w
		}
	}
	t.Fatalf("there is no row %s", key)
	return store.Write{}
}

func keysOf(ws []store.Write) []string {
	var keys []string
	for _, w := range ws {
		keys = append(keys, w.Key)
	}
	return keys
}

// snapshot is everything that can be seen of a store.
type snapshot struct {
	Feed   []store.FeedEntry
	Writes []store.Write
	All    []interaction.ID
	Active []interaction.ID
	Head   int64
}

func look(t *testing.T, s store.Store) snapshot {
	t.Helper()
	var v snapshot
	var errs [5]error
	v.Feed, errs[0] = s.Feed(t.Context(), 0, 100_000)
	v.Writes, errs[1] = s.Writes(t.Context(), store.WriteFilter{Limit: 100_000})
	v.All, errs[2] = s.List(t.Context(), store.Filter{Limit: 100_000})
	v.Active, errs[3] = s.List(t.Context(), store.Filter{Limit: 100_000, Active: true})
	v.Head, errs[4] = s.Head(t.Context())
	must(t, errors.Join(errs[:]...))
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustBe(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// woken reports whether the channel was closed; a store closes it before the
// call that caused it returns, in the process that made the call.
func woken(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	default:
		return false
	}
}
