package sqlite

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// TestPlans: what is asked all the time costs the same when a hundred times as much
// has landed and is closed, both of which are kept for ever. So each question finds
// its rows in an index, or goes through one of those that hold only what is under way.
func TestPlans(t *testing.T) {
	s := fresh(t)
	writes := func(f store.WriteFilter) string {
		query, _ := writesQuery(f)
		return query
	}
	list := func(f store.Filter) string {
		query, _ := listQuery(f, 9, 0)
		return query
	}
	audits := func(f store.AuditFilter) string {
		query, _ := auditsQuery(f)
		return query
	}
	find := func(f store.TermFilter) string {
		query, _ := findQuery(f, 9)
		return query
	}
	day := time.Unix(1, 0)
	state := func(states ...store.WriteState) []store.WriteState { return states }
	for name, query := range map[string]string{
		"lanes":              dueLanes,
		"next due":           nextDue,
		"a lane":             writes(store.WriteFilter{Lane: "x", States: state(store.Waiting, store.Sending)}),
		"an interaction":     writes(store.WriteFilter{Interaction: "x"}),
		"held":               writes(store.WriteFilter{States: state(store.Held), Newest: true, Before: 9}),
		"dropped":            writes(store.WriteFilter{States: state(store.Dropped)}),
		"waiting":            writes(store.WriteFilter{States: state(store.Waiting), Newest: true}),
		"an account's":       writes(store.WriteFilter{Account: "x", Newest: true}),
		"an account's held":  writes(store.WriteFilter{Account: "x", States: state(store.Held)}),
		"an account's old":   writes(store.WriteFilter{Account: "x", States: state(store.Landed), Before: 9, Newest: true}),
		"active":             list(store.Filter{Active: true}),
		"an account's now":   list(store.Filter{Account: "x", Active: true}),
		"an account's calls": list(store.Filter{Account: "x"}),
		"the oldest":         list(store.Filter{Oldest: true}),
		"a log":              loadQuery,
		"the feed":           feedQuery,
		"a head":             headQuery,
		"a batch":            batchQuery,
		"retry":              retryLane,
		"move":               moveRows,
		"defer":              deferLane,
		"pending":            pendingRows,
		"a status":           statusBefore,
		"statuses":           statusAfter,
		"agents":             agentsAfter,
		"statuses over":      statusesOver,
		"counts":             countsOf,
		"counts of all":      countsOfAll,
		"a place in line":    indexedQuery,
		"a name":             find(store.TermFilter{Account: "x", Words: [][]string{{"w:a", "t:a"}, {"w:b"}}, Before: "x"}),
		"a name of a day":    find(store.TermFilter{Words: [][]string{{"w:a"}}, From: day, To: day}),
		"a day":              find(store.TermFilter{From: day, To: day}),
		"the record":         audits(store.AuditFilter{Before: 9}),
		"a day's record":     audits(store.AuditFilter{From: day, To: day, Before: 9}),
		"an old record":      audits(store.AuditFilter{To: day}),
	} {
		for _, step := range plan(t, s, query) {
			goesThrough := strings.HasPrefix(step, "SCAN") && !strings.HasPrefix(step, "SCAN (") && !underWay.MatchString(step)
			if goesThrough || strings.Contains(step, "AUTOMATIC") {
				t.Errorf("%s: %s\n%s", name, step, query)
			}
		}
	}
}

// underWay are indexes of what has not landed and is not closed; leases, parts of a
// question that have been limited, and the table of counts.
var underWay = regexp.MustCompile(`INDEX (writes_pending|writes_sending|interactions_active)|SCAN (l|w|t|counts)$`)

func plan(t *testing.T, s *Store, query string) (steps []string) {
	t.Helper()
	args := make([]any, strings.Count(regexp.MustCompile(`\?\d`).ReplaceAllString(query, ""), "?"))
	if numbered := regexp.MustCompile(`\?\d`).FindAllString(query, -1); numbered != nil {
		args = make([]any, slices.Max(numbered)[1]-'0')
	}
	for i := range args {
		args[i] = 1
	}
	steps, err := collect(t.Context(), s.reads, func(row scanner) (step string, err error) {
		var ignored [3]int
		err = row.Scan(&ignored[0], &ignored[1], &ignored[2], &step)
		return step, err
	}, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return steps
}

// fresh database.
func fresh(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
