package setting

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// Hourly takes one of so many that there are in an hour; wait tells when there is one again,
// if there is none now. The store keeps, under that name, when all of them will be there
// again, for every server and after a restart. most 0: any number.
func Hourly(ctx context.Context, settings Store, name string, most int, now time.Time) (wait time.Duration, err error) {
	if most <= 0 {
		return 0, nil
	}
	every := time.Hour / time.Duration(most)
	for {
		raw, version, err := settings.Setting(ctx, name)
		if err != nil {
			return 0, err
		}
		var full time.Time // zero, as of who has not taken any yet
		if len(raw) > 0 {
			if err := full.UnmarshalText(raw); err != nil {
				return 0, fmt.Errorf("the setting %s cannot be read: %w", name, err)
			}
		}
		if full.Before(now) {
			full = now
		}
		full = full.Add(every)
		if wait := full.Sub(now) - time.Hour; wait > 0 {
			return wait, nil
		}
		if raw, err = full.UTC().MarshalText(); err != nil {
			return 0, err
		}
		if err := settings.PutSetting(ctx, name, raw, version); !errors.Is(err, store.ErrConflict) {
			return 0, err
		}
	}
}

// Set a setting to what becomes of its value; the same value writes nothing.
func Set(ctx context.Context, settings Store, name string, becomes func(now []byte) []byte) error {
	for {
		now, version, err := settings.Setting(ctx, name)
		if err != nil {
			return err
		}
		next := becomes(now)
		if bytes.Equal(now, next) {
			return nil
		}
		if err := settings.PutSetting(ctx, name, next, version); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}
