package app

import (
	"context"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// recordingsAgain is the pause after the store could not be read.
const recordingsAgain = 10 * time.Second

// findRecordings wakes the recordings that the process before this one has left, those of
// contacts that are closed, too.
func (a *App) findRecordings(ctx context.Context) error {
	for {
		err := a.voice.FindRecordings(ctx, func(id interaction.ID) { a.loop.Wake(voice.RecordingName, id) })
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		a.log.Error("recordings of before cannot be looked for", "err", err)
		if !clock.Sleep(ctx, clock.Real, recordingsAgain) {
			return nil
		}
	}
}
