package routing

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// roster of an account: its agents by id, as they stand in the store.
type roster map[string]entry

type entry struct {
	Agent      interaction.Agent    `json:"agent"`
	Choice     Choice               `json:"choice"`
	Next       *Choice              `json:"next,omitempty"`
	Email      string               `json:"email,omitempty"`      // as the CRM has it, in lower case; only of those whom a profile names by it
	Supervises bool                 `json:"supervises,omitempty"` // by the CRM's word
	Seen       time.Time            `json:"seen"`                 // when a widget of theirs last answered, to within heartbeatEvery
	Heartbeats map[string]heartbeat `json:"marks,omitempty"`      // by server
}

// heartbeat: a widget answered this server then.
type heartbeat = time.Time

// forget entries that have not been used for so long.
const forget = 90 * 24 * time.Hour

func settingOf(account string) string { return "roster/" + account }

// of an agent, who is available until they choose something else.
func (ro roster) of(a interaction.Agent, now time.Time) entry {
	e, ok := ro[a.ID]
	if !ok {
		e = entry{Choice: Choice{Status: Available, Since: now}}
	}
	if a.Name != "" {
		e.Agent = a
	}
	return e
}

// elsewhere reports whether widgets of theirs answer another server.
func (e entry) elsewhere(server string, now time.Time) bool {
	for name, at := range e.Heartbeats {
		if name != server && now.Sub(at) < heartbeatValid {
			return true
		}
	}
	return false
}

// withHeartbeat says that a widget answers a server, or does not any more. Marks that are
// too old to be believed go with it.
func (e entry) withHeartbeat(server string, answers bool, now time.Time) entry {
	e.Heartbeats = maps.Clone(e.Heartbeats)
	maps.DeleteFunc(e.Heartbeats, func(_ string, at heartbeat) bool { return now.Sub(at) >= heartbeatValid })
	delete(e.Heartbeats, server)
	if answers {
		if e.Heartbeats == nil {
			e.Heartbeats = map[string]heartbeat{}
		}
		e.Heartbeats[server] = now
		e.Seen = now
	}
	return e
}

// change the roster of an account, durably; again from the start if another server
// was faster. edit works on a copy and says whether it has changed anything.
func (r *Routing) change(ctx context.Context, account string, edit func(roster) bool) error {
	for {
		ro, version, err := r.read(ctx, account)
		if err != nil {
			return err
		}
		if !edit(ro) {
			return nil
		}
		now := r.Clock.Now()
		maps.DeleteFunc(ro, func(_ string, e entry) bool { return now.Sub(e.Seen) > forget && now.Sub(e.Choice.Since) > forget })
		value, err := json.Marshal(ro)
		if err != nil {
			return err
		}
		err = r.Store.PutSetting(ctx, settingOf(account), value, version)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err == nil {
			r.keep(account, ro, version+1)
		}
		return err
	}
}

// read the roster as it stands in the store now.
func (r *Routing) read(ctx context.Context, account string) (roster, int64, error) {
	value, version, err := r.Store.Setting(ctx, settingOf(account))
	if err != nil {
		return nil, 0, err
	}
	ro := roster{}
	if len(value) > 0 {
		if err := json.Unmarshal(value, &ro); err != nil {
			return nil, 0, err
		}
	}
	r.keep(account, maps.Clone(ro), version)
	return ro, version, nil
}

// keep what was read, unless something newer was read meanwhile.
func (r *Routing) keep(account string, ro roster, version int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d := r.accounts[account]; d != nil && version >= d.version {
		d.roster, d.version, d.readAt, d.stale = ro, version, r.Clock.Now(), false
	}
}

// suspect that another server has written to the rosters: the store has changed.
func (r *Routing) suspect() {
	if !r.Shared {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range r.accounts {
		d.stale = true
	}
}

// refresh the rosters that were never read, or may be out of date for a while.
func (r *Routing) refresh(ctx context.Context) error {
	var errs []error
	for _, account := range r.Accounts {
		r.mu.Lock()
		d := *r.accounts[account]
		r.mu.Unlock()
		if d.readAt.IsZero() || d.stale && r.Clock.Now().Sub(d.readAt) >= readAgain {
			_, _, err := r.read(ctx, account)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
