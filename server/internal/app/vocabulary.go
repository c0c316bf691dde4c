package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// vocabularySetting is the setting that holds the names of all events that may stand in
// the store's logs: those of the newest version that has run on it.
const vocabularySetting = "events"

// claimVocabulary refuses a store on which a newer version has run. This one would read
// its logs up to the first event that it does not know, and be right about nothing after.
func claimVocabulary(ctx context.Context, s store.Store) error {
	known := interaction.EventNames()
	for {
		raw, version, err := s.Setting(ctx, vocabularySetting)
		if err != nil {
			return err
		}
		var have []string
		if version > 0 {
			if err := json.Unmarshal(raw, &have); err != nil {
				return fmt.Errorf("setting %s: %w", vocabularySetting, err)
			}
		}
		strange := slices.DeleteFunc(slices.Clone(have), func(name string) bool { return slices.Contains(known, name) })
		if len(strange) > 0 {
			return fmt.Errorf("a newer version has run here, whose events this one does not know: %s. "+
				"Run that version again, or restore a backup that was made before the upgrade", strings.Join(strange, ", "))
		}
		if len(have) == len(known) {
			return nil
		}
		if raw, err = json.Marshal(known); err != nil {
			return err
		}
		err = s.PutSetting(ctx, vocabularySetting, raw, version)
		if !errors.Is(err, store.ErrConflict) { // else another server was faster
			return err
		}
	}
}
