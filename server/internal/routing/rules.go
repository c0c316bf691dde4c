package routing

import (
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Rules say whom calls ring for, and in which order. Without any, every call rings for
// every agent of its account.
type Rules struct {
	Queues   []QueueRule
	Profiles []Profile
}

// QueueRule of a queue.
type QueueRule struct {
	Name      string
	Skills    []string      // an agent needs all of them
	Languages []string      // that are spoken there
	HeadStart time.Duration // its calls count as if they had waited for so much longer
	Mode      Mode
	Timeout   time.Duration // of one turn
	Overflow  string        // name of the queue whose agents help out
	// OverflowAfter so long of waiting they do even though agents of its own are about.
	OverflowAfter time.Duration
	Open          func(time.Time) bool // nil: always
}

// Mode in which calls of a queue are put before agents.
type Mode string

// Modes.
const (
	ModeAll      Mode = "all"
	ModeOne      Mode = "one"      // one after the other, and then all
	ModeWidening Mode = "widening" // the first group, the first two, and so on
)

// mostTurns of one offer. After so many agents in vain all are rung, however many there
// are: at 20 seconds each the customer has waited for more than three minutes, and the
// log of a call stays short.
const mostTurns = 10

// demand is what a call asks of agents. Calls of the same demand ring for the same agents,
// and wait in one line; those of queues that ask for nothing share one.
type demand struct{ account, queue, language string }

// rules as they are asked for.
type rules struct {
	queues  map[string]QueueRule
	byID    map[person]profile
	byEmail map[person]profile
}

func newRules(c Rules) *rules {
	r := &rules{queues: map[string]QueueRule{}, byID: map[person]profile{}, byEmail: map[person]profile{}}
	for _, q := range c.Queues {
		r.queues[q.Name] = q
	}
	for _, p := range c.Profiles {
		read := newProfile(c.Queues, p)
		if p.CRMID != "" {
			r.byID[person{p.Account, crmKey(p.CRMID)}] = read
		}
		if p.Email != "" {
			r.byEmail[person{p.Account, strings.ToLower(p.Email)}] = read
		}
	}
	return r
}

// spoken are those languages of queues that somebody speaks; who says nothing of it speaks
// all.
func spoken(queues []QueueRule, speaks []string) []string {
	out := []string{}
	for _, q := range queues {
		for _, l := range q.Languages {
			if !slices.Contains(out, l) && (len(speaks) == 0 || slices.ContainsFunc(speaks, func(s string) bool { return covers(s, l) })) {
				out = append(out, l)
			}
		}
	}
	return out
}

// covers: en and en-GB are understood by each other's speakers, zh-HK and zh-CN are not.
func covers(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a == b || strings.HasPrefix(a, b+"-") || strings.HasPrefix(b, a+"-")
}

// crmKey: Salesforce writes an id with 15 characters, or with three more that follow from
// these.
func crmKey(id string) string {
	if len(id) == 18 {
		return id[:15]
	}
	return id
}

// demandOf a call of a queue whose customer speaks a language, if that is known.
func (r *rules) demandOf(account, queue, language string) demand {
	q, ok := r.queues[queue]
	if !ok || q.plain() {
		return demand{account: account}
	}
	d := demand{account: account, queue: queue}
	switch {
	case len(q.Languages) == 1:
		d.language = q.Languages[0]
	case language != "":
		if i := slices.IndexFunc(q.Languages, func(l string) bool { return strings.EqualFold(l, language) }); i >= 0 {
			d.language = q.Languages[i]
		} else if i := slices.IndexFunc(q.Languages, func(l string) bool { return covers(l, language) }); i >= 0 {
			d.language = q.Languages[i]
		}
	}
	return d
}

// plain: it asks nothing of agents, and its calls ring for all of them.
func (q QueueRule) plain() bool {
	return len(q.Skills)+len(q.Languages) == 0 && (q.Mode == "" || q.Mode == ModeAll) && q.Open == nil
}

// whom calls of a demand are for, before anything is said of turns; overflows: also for
// agents of the queue that helps out.
func (r *rules) whom(d demand, overflows bool) interaction.Whom {
	w := interaction.Whom{Language: d.language}
	q := r.queues[d.queue]
	if len(q.Skills) == 0 {
		return w
	}
	w.Queues = []string{d.queue}
	if overflows {
		if w.Queues = append(w.Queues, q.Overflow); len(r.queues[q.Overflow].Skills) == 0 {
			w.Queues = nil
		}
	}
	return w
}

// open reports whether a queue takes calls that come at that moment.
func (r *rules) open(queue string, at time.Time) bool {
	q := r.queues[queue]
	return q.Open == nil || q.Open(at)
}
