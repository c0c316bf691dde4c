package clocktest

import (
	"time"

	"github.com/deskside/deskside/clock"
)

// Shows what a function says, which is somebody else's clock: a stand-in's, or a moment
// that a test sets. Its timers are the machine's.
type Shows func() time.Time

// Now implements clock.Clock.
func (s Shows) Now() time.Time { return s() }

// Timer implements clock.Clock.
func (Shows) Timer(d time.Duration) clock.Timer { return clock.Real.Timer(d) }

// At implements clock.Clock.
func (s Shows) At(at time.Time) clock.Timer { return s.Timer(at.Sub(s())) }

// AfterFunc implements clock.Clock.
func (Shows) AfterFunc(d time.Duration, f func()) (stop func()) { return clock.Real.AfterFunc(d, f) }
