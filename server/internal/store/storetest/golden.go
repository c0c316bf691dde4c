package storetest

import (
	"bytes"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// goldenFiles say what stood in a store that an older version left, by version.
// interaction/testdata/golden tells how they were made.
//
//go:embed testdata/golden/*.json
var goldenFiles embed.FS

// GoldenVersions lists the versions whose data every store must open for ever.
func GoldenVersions(t *testing.T) []string {
	t.Helper()
	files, err := goldenFiles.ReadDir("testdata/golden")
	must(t, err)
	var versions []string
	for _, f := range files {
		versions = append(versions, strings.TrimSuffix(f.Name(), ".json"))
	}
	return versions
}

// Golden proves that s, opened on data of that version, holds what was there and goes
// on from it. It reads the logs from interaction's folder beside the caller's parent.
func Golden(t *testing.T, version string, s store.Store) {
	t.Helper()
	raw, err := goldenFiles.ReadFile("testdata/golden/" + version + ".json")
	must(t, err)
	var want goldenStore
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	must(t, d.Decode(&want))
	goldenLogs(t, version, s, want)
	if diff := cmp.Diff(want, readGolden(t, s, want)); diff != "" {
		t.Errorf("the store holds something else (-then +now):\n%s", diff)
	}
	goldenGoesOn(t, s, want)
}

type goldenStore struct {
	Now          time.Time                 `json:"now"` // when the server was stopped
	Interactions []goldenInteraction       `json:"interactions"`
	Feed         []string                  `json:"feed"` // numbered without gaps: interaction, first and last event of a stretch
	Refs         map[string]interaction.ID `json:"refs"`
	Writes       []goldenWrite             `json:"writes"`
	Counts       map[string]map[string]int `json:"counts"` // by account and state
	Due          []goldenDue               `json:"due"`
	Audits       []goldenAudit             `json:"audits"`
	Settings     map[string]goldenSetting  `json:"settings"`
	Secrets      map[string]string         `json:"secrets"` // hexadecimal
	Once         map[string]time.Time      `json:"once"`    // until when it is remembered
}

type goldenInteraction struct {
	ID      interaction.ID `json:"id"`
	Events  []string       `json:"events,omitempty"` // of versions after 4da3f11: the log, and
	Facts   []string       `json:"facts,omitempty"`  // what it adds up to
	Log     string         `json:"log"`
	Account string         `json:"account"`
	Active  bool           `json:"active"`
}

type goldenWrite struct {
	Seq         int64            `json:"seq"`
	Key         string           `json:"key"`
	Interaction interaction.ID   `json:"interaction"`
	Account     string           `json:"account"`
	Lane        string           `json:"lane"`
	Kind        string           `json:"kind"`
	Author      string           `json:"author,omitempty"`
	State       store.WriteState `json:"state"`
	Batch       string           `json:"batch,omitempty"`
	SentAt      time.Time        `json:"sent_at,omitzero"`
	Attempts    int              `json:"attempts,omitempty"`
	NextAt      time.Time        `json:"next_at,omitzero"`
	CreatedAt   time.Time        `json:"created_at"`
}

type goldenDue struct {
	At    time.Time `json:"at"`
	Lanes []string  `json:"lanes"` // account and name
	Next  time.Time `json:"next,omitzero"`
}

type goldenAudit struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Account string    `json:"account,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Detail  string    `json:"detail,omitempty"`
}

type goldenSetting struct {
	Value   []byte `json:"value"`
	Version int64  `json:"version"`
}

// goldenLogs are in the store byte for byte.
func goldenLogs(t *testing.T, version string, s store.Store, want goldenStore) {
	t.Helper()
	for _, i := range want.Interactions {
		if i.Events != nil {
			continue // they are compared with the rest
		}
		wanted, err := os.ReadFile("../../interaction/testdata/golden/" + version + "/" + i.Log + ".jsonl")
		must(t, err)
		events, err := s.Load(t.Context(), i.ID)
		must(t, err)
		if diff := cmp.Diff(string(wanted), strings.Join(goldenLines(t, events), "")); diff != "" {
			t.Errorf("the log of %s (-then +now):\n%s", i.Log, diff)
		}
	}
}

func goldenLines(t *testing.T, events []interaction.Event) (lines []string) {
	t.Helper()
	for _, e := range events {
		name, data, err := interaction.Encode(e.Data)
		must(t, err)
		lines = append(lines, fmt.Sprintf("{\"n\":%d,\"at\":%d,\"name\":%q,\"data\":%s}\n", e.N, e.At.UnixNano(), name, data))
	}
	return lines
}

// goldenFacts are what a log adds up to: how the contact stands, and each of its items.
func goldenFacts(s interaction.State) []string {
	ticket := "none"
	if s.Ticket != nil {
		ticket = s.Ticket.ID
	}
	facts := []string{fmt.Sprintf("version %d, active %v, ticket %s, customer %q", s.Version, s.Active(), ticket, s.Customer.Name)}
	for _, it := range s.Items.All() {
		facts = append(facts, fmt.Sprintf("%s of event %d: %s, %q", it.Key, it.N, it.Delivery.State, it.Text))
	}
	return facts
}

// readGolden asks s for everything that want names.
func readGolden(t *testing.T, s store.Store, want goldenStore) goldenStore {
	t.Helper()
	got := goldenStore{
		Now: want.Now, Feed: goldenFeed(t, s), Refs: map[string]interaction.ID{}, Counts: map[string]map[string]int{},
		Settings: map[string]goldenSetting{}, Secrets: map[string]string{}, Once: map[string]time.Time{},
	}
	got.Interactions = goldenList(t, s, want)
	for ref := range want.Refs {
		id, err := s.ByRef(t.Context(), ref)
		must(t, err)
		got.Refs[ref] = id
	}
	rows, err := s.Writes(t.Context(), store.WriteFilter{Limit: 100_000})
	must(t, err)
	for _, r := range rows {
		got.Writes = append(got.Writes, goldenWrite{
			Seq: r.Seq, Key: r.Key, Interaction: r.Interaction, Account: r.Account, Lane: r.Lane, Kind: string(r.Type), Author: r.Author,
			State: r.State, Batch: r.Batch, SentAt: r.SentAt, Attempts: r.Attempts, NextAt: r.NextAt, CreatedAt: r.CreatedAt,
		})
	}
	for name := range want.Counts {
		counts, err := s.Counts(t.Context(), name)
		must(t, err)
		got.Counts[name] = map[string]int{}
		for state, n := range counts {
			got.Counts[name][string(state)] = n
		}
	}
	for _, d := range want.Due {
		due := goldenDue{At: d.At, Lanes: []string{}}
		lanes, err := s.Lanes(t.Context(), d.At, 1000)
		must(t, err)
		for _, l := range lanes {
			due.Lanes = append(due.Lanes, l.Account+" "+l.Name)
		}
		due.Next, err = s.NextDue(t.Context(), d.At)
		must(t, err)
		got.Due = append(got.Due, due)
	}
	audits, err := s.Audits(t.Context(), store.AuditFilter{Limit: 1000})
	must(t, err)
	for _, a := range audits {
		got.Audits = append(got.Audits, goldenAudit(a))
	}
	for name := range want.Settings {
		value, version, err := s.Setting(t.Context(), name)
		must(t, err)
		got.Settings[name] = goldenSetting{value, version}
	}
	for name := range want.Secrets {
		secret, err := s.Secret(t.Context(), name)
		must(t, err)
		got.Secrets[name] = hex.EncodeToString(secret)
	}
	for key, until := range want.Once {
		first, err := s.Once(t.Context(), key, want.Now, until)
		must(t, err)
		if !first {
			got.Once[key] = until
		}
	}
	return got
}

// goldenList is what List says, with and without its filters, oldest first.
func goldenList(t *testing.T, s store.Store, want goldenStore) []goldenInteraction {
	t.Helper()
	list := func(f store.Filter) []interaction.ID {
		f.Limit = 1000
		ids, err := s.List(t.Context(), f)
		must(t, err)
		return ids
	}
	active, account := map[interaction.ID]bool{}, map[interaction.ID]string{}
	for _, id := range list(store.Filter{Active: true}) {
		active[id] = true
	}
	for name := range want.Counts {
		if name == "" {
			continue
		}
		for _, id := range list(store.Filter{Account: name}) {
			account[id] = name
		}
	}
	logs, whole := map[interaction.ID]string{}, map[interaction.ID]bool{}
	for _, i := range want.Interactions {
		logs[i.ID], whole[i.ID] = i.Log, i.Events != nil
	}
	var all []goldenInteraction
	for _, id := range slices.Backward(list(store.Filter{})) {
		one := goldenInteraction{ID: id, Log: logs[id], Account: account[id], Active: active[id]}
		if whole[id] {
			events, err := s.Load(t.Context(), id)
			must(t, err)
			one.Events, one.Facts = goldenLines(t, events), goldenFacts(interaction.State{ID: id}.Advance(events))
		}
		all = append(all, one)
	}
	return all
}

// goldenFeed reads the whole feed, in pages.
func goldenFeed(t *testing.T, s store.Store) []string {
	t.Helper()
	head, err := s.Head(t.Context())
	must(t, err)
	var feed []string
	var id interaction.ID
	first, last := 0, 0
	for after := int64(0); after < head; {
		page, err := s.Feed(t.Context(), after, 100)
		must(t, err)
		if len(page) == 0 {
			t.Fatalf("the feed ends at %d, its head is %d", after, head)
		}
		for _, e := range page {
			if after++; e.Seq != after {
				t.Fatalf("the feed has a gap: %d, %d", after-1, e.Seq)
			}
			if e.Interaction != id || e.Event.N != last+1 {
				id, first = e.Interaction, e.Event.N
				feed = append(feed, "")
			}
			last = e.Event.N
			feed[len(feed)-1] = fmt.Sprintf("%s %d-%d", id, first, last)
		}
	}
	return feed
}

// goldenGoesOn: what a dead server was sending is sent by the next one.
func goldenGoesOn(t *testing.T, s store.Store, want goldenStore) {
	t.Helper()
	now := want.Due[len(want.Due)-1].At
	for _, w := range want.Writes {
		if w.State != store.Sending {
			continue
		}
		lease, err := s.Acquire(t.Context(), w.Lane, "the next server", now, time.Minute)
		must(t, err)
		must(t, s.Begin(t.Context(), lease, "next", []string{w.Key}, now))
		events, err := s.Load(t.Context(), w.Interaction)
		must(t, err)
		must(t, s.Commit(t.Context(), store.Commit{
			Interaction: w.Interaction, Account: w.Account, Expect: len(events), Lane: w.Lane, Lease: &lease,
			Events: []interaction.Event{{N: len(events) + 1, At: now, Data: interaction.WriteLanded{Key: w.Key, Receipt: "r", Ticket: "t", At: now}}},
		}))
		must(t, s.Release(t.Context(), lease))
	}
	counts, err := s.Counts(t.Context(), "")
	must(t, err)
	before := want.Counts[""]
	if got := counts[store.Landed]; counts[store.Sending] != 0 || got != before["landed"]+before["sending"] {
		t.Errorf("after sending on: %v, was %v", counts, before)
	}
}
