// Package alerts tells an address of the organisation's own what a person must mend,
// and when it is mended: a pager, a chat room, a mail gateway.
//
// Each trouble has a key that stays the same while it lasts. It is told once when it
// has lasted for Config.After, and once more when it is over: at least once, also
// through restarts and on several replicas, of which one at a time looks and sends.
// What is told twice, since an answer was lost, has the same id, so that the other
// side can leave out the second. Messages are those of Standard Webhooks
// (https://www.standardwebhooks.com): signed, with an id and a time.
//
// What was told and what is still to be sent is one setting of the store. A server
// whose store is away tells that alone, from memory, and each replica for itself. A server
// that is gone tells nobody: whoever watches it from outside asks /readyz.
package alerts

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/store"
)

// Trouble that a person must mend.
type Trouble struct {
	Key     string // the same while it lasts: what it is, and of which account
	Code    string // what it is, for programs
	Account string // "": it is the server's own
	Says    string // a sentence for people
	Now     bool   // it is told at once: waiting mends nothing
}

// Settings of the store that alerts need.
type Settings interface {
	Setting(ctx context.Context, name string) (value []byte, version int64, err error)
	PutSetting(ctx context.Context, name string, value []byte, expect int64) error
	Acquire(ctx context.Context, lane, owner string, now time.Time, ttl time.Duration) (store.Lease, error)
}

// Config of Alerts.
type Config struct {
	Store Settings
	Owner string // unique to this process
	Look  func(context.Context) ([]Trouble, error)
	// Alone is what is wrong with the store, without asking it; none: it is well. It
	// answers in bounded time. nil: nobody knows.
	Alone func(context.Context) []Trouble
	Post  Poster
	Admin string // address of the admin page, for whoever reads the alert
	Clock clock.Clock
	Log   *slog.Logger
}

// Times of looking and telling.
const (
	lookEach = 30 * time.Second
	// Patience with what may mend itself: a CRM that is away for a minute is nobody's work.
	patience = 5 * time.Minute
	// Tries to tell are this far apart at most, and given up after a day: by then
	// somebody has looked at the admin page, or nobody reads this address.
	longestPause = time.Hour
	givenUpAfter = 24 * time.Hour
	// most that waits to be told; what is older gives way to what is newer.
	mostWaiting = 100
)

const (
	settingName = "alerts"
	lane        = "alerts"
)

// Alerts of one server.
type Alerts struct {
	Config
	own  memory        // of what this server tells while its store is away
	wake chan struct{} // capacity 1
}

// New makes them; Run tells.
func New(c Config) *Alerts {
	return &Alerts{Config: c, own: memory{Seen: map[string]*seen{}}, wake: make(chan struct{}, 1)}
}

// LookNow and not only when it is time: something has happened.
func (a *Alerts) LookNow() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// memory is what is kept in the store.
type memory struct {
	Seen    map[string]*seen `json:"seen"`
	Waiting []*message       `json:"waiting,omitempty"`
}

// seen is a trouble that lasts.
type seen struct {
	Since time.Time `json:"since"`
	Told  bool      `json:"told,omitempty"`
	Data  data      `json:"data"` // as it was told
}

// message that is to be sent.
type message struct {
	ID    string          `json:"id"`
	Body  json.RawMessage `json:"body"`
	Made  time.Time       `json:"made"`
	Next  time.Time       `json:"next"`
	Tries int             `json:"tries,omitempty"`
}

// Run looks and tells until ctx ends.
func (a *Alerts) Run(ctx context.Context) error {
	for {
		a.round(ctx)
		if !a.sleep(ctx) {
			return nil
		}
	}
}

func (a *Alerts) sleep(ctx context.Context) bool {
	timer := a.Clock.Timer(lookEach)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-a.wake:
	}
	return ctx.Err() == nil
}

// round of looking and telling: by what the store knows, or alone.
func (a *Alerts) round(ctx context.Context) {
	var away []Trouble
	if a.Alone != nil {
		away = a.Alone(ctx)
	}
	if len(away) == 0 {
		if err := a.turn(ctx); err != nil && ctx.Err() == nil {
			a.Log.Warn("alerts cannot be told", "err", err)
			if !errors.Is(err, store.ErrConflict) { // another server's turn
				away = []Trouble{{Key: "not_ready", Code: "not_ready", Says: "The server cannot read what it has to tell."}}
			}
		}
	}
	if ctx.Err() == nil {
		a.tellAlone(ctx, away)
	}
}

// turn of one replica: the lease outlives it, so that the same one goes on.
func (a *Alerts) turn(ctx context.Context) error {
	_, err := a.Store.Acquire(ctx, lane, a.Owner, a.Clock.Now(), 3*lookEach)
	if errors.Is(err, store.ErrFenced) {
		return nil
	}
	if err != nil {
		return err
	}
	found, err := a.Look(ctx)
	if err != nil {
		return err
	}
	m, err := a.change(ctx, func(m *memory) { m.see(found, a.Clock.Now(), a.Admin) })
	if err != nil {
		return err
	}
	for _, waiting := range slices.Clone(m.Waiting) {
		if err := a.send(ctx, waiting); err != nil {
			return err
		}
	}
	return nil
}

// change what is kept. Of two servers that do so at once, which a lease that ran out can
// make of one, the slower finds that it is not its turn.
func (a *Alerts) change(ctx context.Context, how func(*memory)) (*memory, error) {
	raw, version, err := a.Store.Setting(ctx, settingName)
	if err != nil {
		return nil, err
	}
	m := &memory{}
	if version > 0 {
		if err := json.Unmarshal(raw, m); err != nil {
			return nil, err
		}
	}
	if m.Seen == nil {
		m.Seen = map[string]*seen{}
	}
	how(m)
	after, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	if string(after) == string(raw) {
		return m, nil
	}
	return m, a.Store.PutSetting(ctx, settingName, after, version)
}

// see what there is now.
func (m *memory) see(found []Trouble, now time.Time, admin string) {
	lasts := map[string]bool{}
	for _, t := range found {
		lasts[t.Key] = true
		s := m.Seen[t.Key]
		if s == nil {
			s = &seen{Since: now}
			m.Seen[t.Key] = s
		}
		if s.Told || !t.Now && now.Sub(s.Since) < patience {
			continue
		}
		s.Told, s.Data = true, data{Key: t.Key, Code: t.Code, Account: t.Account, Says: t.Says, Since: s.Since, URL: admin}
		m.tell("trouble.opened", s.Data, now)
	}
	for key, s := range m.Seen {
		if lasts[key] {
			continue
		}
		delete(m.Seen, key)
		if s.Told {
			s.Data.Until = &now
			m.tell("trouble.mended", s.Data, now)
		}
	}
}

func (m *memory) tell(what string, d data, now time.Time) {
	body, err := json.Marshal(event{Type: what, Timestamp: now, Data: d})
	if err != nil {
		panic(err) // strings and times
	}
	m.Waiting = append(m.Waiting, &message{ID: "msg_" + rand.Text(), Body: body, Made: now, Next: now})
	if over := len(m.Waiting) - mostWaiting; over > 0 {
		m.Waiting = m.Waiting[over:]
	}
}

// send one message, if it is its time, and note what came of it.
func (a *Alerts) send(ctx context.Context, w *message) error {
	now := a.Clock.Now()
	if now.Before(w.Next) {
		return nil
	}
	err := a.Post.Post(ctx, w.ID, now, w.Body)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	_, kept := a.change(ctx, a.outcome(w, now, err))
	return kept
}

// outcome of a try to send, as it is kept.
func (a *Alerts) outcome(w *message, now time.Time, err error) func(*memory) {
	if err != nil {
		a.Log.Warn("an alert was not taken", "id", w.ID, "tries", w.Tries+1, "err", err)
	}
	return func(m *memory) {
		at := slices.IndexFunc(m.Waiting, func(other *message) bool { return other.ID == w.ID })
		switch {
		case at < 0:
		case err == nil:
			m.Waiting = slices.Delete(m.Waiting, at, at+1)
		case now.Sub(w.Made) >= givenUpAfter:
			a.Log.Error("an alert is given up: nobody has taken it for a day", "id", w.ID)
			m.Waiting = slices.Delete(m.Waiting, at, at+1)
		default:
			m.Waiting[at].Tries++
			m.Waiting[at].Next = now.Add(min(lookEach<<min(m.Waiting[at].Tries, 10), longestPause))
		}
	}
}

// tellAlone what is wrong with the store, or that it is well again: nobody else can, and
// nothing of it can be kept anywhere but here. Its keys are this server's own.
func (a *Alerts) tellAlone(ctx context.Context, away []Trouble) {
	for i := range away {
		away[i].Key += "/" + a.Owner
	}
	now := a.Clock.Now()
	a.own.see(away, now, a.Admin)
	for _, w := range slices.Clone(a.own.Waiting) {
		if now.Before(w.Next) {
			continue
		}
		err := a.Post.Post(ctx, w.ID, now, w.Body)
		if ctx.Err() != nil {
			return
		}
		a.outcome(w, now, err)(&a.own)
	}
}
