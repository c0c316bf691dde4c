package sqlite

import (
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// draft is what a transaction has changed of what is also known in memory. It
// becomes true at COMMIT; until then it is the writer's alone.
type draft struct {
	last    numbers
	heads   map[interaction.ID]head
	removed map[interaction.ID]bool
	entries []store.FeedEntry
	sizes   []int // of the entries, in bytes
	counts  map[stock]int
}

// numbers given last.
type numbers struct{ interaction, event, write int64 }

// head is where an interaction stands: what the next commit on it is checked
// against and goes by.
type head struct {
	seq     int64
	version int
	account string
	lane    string // where its unlanded rows are; empty: ask them
	active  bool
}

// stock is what rows are counted by.
type stock struct {
	account string
	state   store.WriteState
}

func newDraft() draft {
	return draft{heads: map[interaction.ID]head{}, removed: map[interaction.ID]bool{}, counts: map[stock]int{}}
}

// begin anew after those numbers.
func (d *draft) begin(last numbers) {
	d.last = last
	clear(d.heads)
	clear(d.removed)
	clear(d.counts)
	clear(d.entries) // so that the backing array keeps no event alive
	d.entries, d.sizes = d.entries[:0], d.sizes[:0]
}

// moved: so many rows of an account have left one state for another; an empty one
// is none.
func (d *draft) moved(account string, from, to store.WriteState, rows int) {
	if from != "" {
		d.counts[stock{account, from}] -= rows
	}
	if to != "" {
		d.counts[stock{account, to}] += rows
	}
}

// numbersGiven reads them from the tables, and from what was noted when rows were removed.
func numbersGiven(tx *session) (n numbers, err error) {
	err = tx.one(`SELECT max((SELECT coalesce(max(seq), 0) FROM interactions), interaction), max((SELECT coalesce(max(seq), 0) FROM log), event),
		max((SELECT coalesce(max(seq), 0) FROM writes), write) FROM given`, nil, &n.interaction, &n.event, &n.write)
	return n, err
}

// writeCounts brings the table in step with the rows.
func writeCounts(tx *session) error {
	for of, n := range tx.draft.counts {
		if n == 0 {
			continue
		}
		err := tx.exec("INSERT INTO counts (account, state, n) VALUES (?1, ?2, ?3) ON CONFLICT (account, state) DO UPDATE SET n = n + ?3",
			of.account, string(of.state), int64(n))
		if err != nil {
			return err
		}
	}
	return nil
}
