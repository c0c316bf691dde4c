package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/setting"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// maxFamilies of one person: pages that have been open long enough to be renewed,
	// within 12 hours. Of more, those that signed in first sign in again.
	maxFamilies = 64
	// maxRecent uses of one family that Grace is kept for.
	maxRecent = 8
)

// family is a sign-in and all sessions that were renewed from it.
type family struct {
	Since      int64   `json:"since"` // of signing in, in seconds since 1970
	Generation int64   `json:"generation"`
	Recent     []int64 `json:"recent,omitempty"` // when the last generations were used, oldest first, in milliseconds since 1970
	Over       bool    `json:"over,omitempty"`
}

// person whose sessions they are. A family that has never been renewed is not in it.
type person struct {
	Epoch    int64              `json:"epoch"`           // sessions of an older one are over
	Floor    int64              `json:"floor,omitempty"` // families that had to give way began by then
	Families map[string]*family `json:"families,omitempty"`
}

// renew a token. reused: it was used before, longer than Grace ago, or its family is over.
func (p *person) renew(c session.Claims, now time.Time) (generation int64, reused bool, err error) {
	f := p.Families[c.Family]
	switch {
	case c.Family == "" || c.Epoch < p.Epoch:
		return 0, false, ErrEnded
	case f == nil && (c.Generation != 0 || c.Since.Unix() <= p.Floor):
		return 0, false, ErrEnded
	case f == nil:
		f = p.add(c, now)
	case f.Over:
		return 0, true, ErrEnded
	case c.Generation > f.Generation:
		return 0, false, ErrEnded
	}
	if c.Generation == f.Generation {
		f.Generation++
		f.Recent = append(f.Recent, now.UnixMilli())
		f.Recent = f.Recent[max(0, len(f.Recent)-maxRecent):]
		return f.Generation, false, nil
	}
	if i := len(f.Recent) - int(f.Generation-c.Generation); i >= 0 && now.Sub(time.UnixMilli(f.Recent[i])) <= Grace {
		return c.Generation + 1, false, nil
	}
	*f = family{Since: f.Since, Over: true}
	return 0, true, nil
}

// end a family: it stays known until nobody could renew it.
func (p *person) end(c session.Claims, now time.Time) {
	f := p.Families[c.Family]
	if f == nil {
		f = p.add(c, now)
	}
	*f = family{Since: f.Since, Over: true}
}

// add a family, and forget those that have run out, or for which there is no room.
func (p *person) add(c session.Claims, now time.Time) *family {
	for id, f := range p.Families {
		if now.Sub(time.Unix(f.Since, 0)) > session.RenewableFor {
			delete(p.Families, id)
		}
	}
	for len(p.Families) >= maxFamilies {
		first := ""
		for id, f := range p.Families {
			if first == "" || f.Since < p.Families[first].Since {
				first = id
			}
		}
		p.Floor = max(p.Floor, p.Families[first].Since)
		delete(p.Families, first)
	}
	if p.Families == nil {
		p.Families = map[string]*family{}
	}
	f := &family{Since: c.Since.Unix()}
	p.Families[c.Family] = f
	return f
}

// families of everybody, a setting for each person.
type families struct{ settings setting.Store }

func (f families) of(ctx context.Context, subject string) (p person, version int64, err error) {
	raw, version, err := f.settings.Setting(ctx, nameOf(subject))
	if err == nil && len(raw) > 0 {
		if err = json.Unmarshal(raw, &p); err != nil {
			err = fmt.Errorf("register: the setting %s: %w", nameOf(subject), err)
		}
	}
	return p, version, err
}

// change what is kept of a person. edit may be called more than once; what it refuses is
// not kept.
func (f families) change(ctx context.Context, subject string, edit func(*person) error) error {
	for {
		p, version, err := f.of(ctx, subject)
		if err != nil {
			return err
		}
		if err := edit(&p); err != nil {
			return err
		}
		value, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if err := f.settings.PutSetting(ctx, nameOf(subject), value, version); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

func nameOf(subject string) string { return "sessions/" + subject }
