package alerts

import "context"

// Turn is one look, and what is told after it.
func (a *Alerts) Turn(ctx context.Context) error { return a.turn(ctx) }
