package alerts

import "context"

// Round is one look, and what is told after it.
func (a *Alerts) Round(ctx context.Context) { a.round(ctx) }
