package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// roster is the setting that has admins' sessions.
	roster = "admin-sessions"
	// maxRoster of them are kept.
	maxRoster = 256
)

// enrolled is an admin's session as it began.
type enrolled struct {
	Family     string               `json:"family"`
	ID         string               `json:"id"` // the admin's
	Name       string               `json:"name"`
	Role       session.AdminRole    `json:"role"`
	Method     session.SignInMethod `json:"method"`
	Since      int64                `json:"since"` // seconds since 1970
	Credential int64                `json:"credential,omitempty"`
	Epoch      int64                `json:"epoch,omitempty"`
	Grant      string               `json:"grant,omitempty"`
	From       string               `json:"from,omitempty"`
}

func (e enrolled) claims() session.Claims {
	return session.Claims{
		Role: session.Admin, Agent: interaction.Agent{ID: e.ID, Name: e.Name}, AdminRole: e.Role, Grant: e.Grant, Method: e.Method,
		Since: time.Unix(e.Since, 0).UTC(), Credential: e.Credential, Family: e.Family, Epoch: e.Epoch,
	}
}

// AdminSession is a session of an admin's that can go on.
type AdminSession struct {
	session.Claims
	From string
	Seen time.Time // when it was begun or renewed last
}

// Admins' sessions, the newest first.
func (r *Register) Admins(ctx context.Context) ([]AdminSession, error) {
	list, _, err := r.enrolled(ctx)
	if err != nil {
		return nil, err
	}
	now := r.Clock.Now()
	people := map[string]person{}
	var out []AdminSession
	for _, e := range slices.Backward(list) {
		c := e.claims()
		if r.Ended(c) || now.Sub(c.Since) >= session.RenewableFor {
			continue
		}
		p, known := people[e.ID]
		if !known {
			if p, _, err = r.families.of(ctx, subject(c)); err != nil {
				return nil, err
			}
			people[e.ID] = p
		}
		seen := c.Since
		if f := p.Families[e.Family]; f != nil {
			if f.Over {
				continue
			}
			if n := len(f.Recent); n > 0 {
				seen = time.UnixMilli(f.Recent[n-1]).UTC()
			}
		}
		if e.Epoch >= p.Epoch {
			out = append(out, AdminSession{Claims: c, From: e.From, Seen: seen})
		}
	}
	return out, nil
}

// enrol an admin's session.
func (r *Register) enrol(ctx context.Context, c session.Claims, from string) error {
	now := r.Clock.Now()
	for {
		list, version, err := r.enrolled(ctx)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(e enrolled) bool { return now.Sub(time.Unix(e.Since, 0)) >= session.RenewableFor })
		list = list[max(0, len(list)-maxRoster+1):]
		list = append(list, enrolled{
			Family: c.Family, ID: c.Agent.ID, Name: c.Agent.Name, Role: c.Admins(), Method: c.Method, Since: c.Since.Unix(),
			Credential: c.Credential, Epoch: c.Epoch, Grant: c.Grant, From: from,
		})
		value, err := json.Marshal(list)
		if err != nil {
			return err
		}
		if err := r.Settings.PutSetting(ctx, roster, value, version); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

func (r *Register) enrolled(ctx context.Context) (list []enrolled, version int64, err error) {
	raw, version, err := r.Settings.Setting(ctx, roster)
	if err == nil && len(raw) > 0 {
		if err = json.Unmarshal(raw, &list); err != nil {
			err = fmt.Errorf("register: the setting %s: %w", roster, err)
		}
	}
	return list, version, err
}
