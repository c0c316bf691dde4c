package transport

import (
	"context"
	"fmt"
	"sync/atomic"
)

// Urgency orders requests that wait for the same limit. The zero value is the
// most urgent, so that a request nobody said anything about is not held back.
type Urgency int

// Urgencies, the most urgent first.
const (
	Urgent     Urgency = iota // somebody waits for it: who calls and why, what was said
	Media                     // photos and other files
	Statistics                // call logs, check-ups
	Unproven                  // contacts that nobody vouches for and nobody has answered
)

func (u Urgency) String() string {
	switch u {
	case Urgent:
		return "urgent"
	case Media:
		return "media"
	case Statistics:
		return "statistics"
	case Unproven:
		return "unproven"
	}
	return fmt.Sprintf("urgency(%d)", int(u))
}

type urgencyKey struct{}

// WithUrgency marks all requests that are sent under the returned context.
// Connectors pass contexts on and need not know of it.
func WithUrgency(ctx context.Context, u Urgency) context.Context {
	return context.WithValue(ctx, urgencyKey{}, u)
}

// UrgencyOf a request sent under ctx; Urgent unless WithUrgency said otherwise.
func UrgencyOf(ctx context.Context) Urgency {
	u, _ := ctx.Value(urgencyKey{}).(Urgency)
	return u
}

// Meter counts requests that were let through. The zero value is ready; it is
// safe for concurrent use.
type Meter struct{ n atomic.Int64 }

// Count so far.
func (m *Meter) Count() int { return int(m.n.Load()) }

type meterKey struct{}

// WithMeter makes m count the requests that a Pacer lets through under the
// returned context.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

func count(ctx context.Context) {
	if m, ok := ctx.Value(meterKey{}).(*Meter); ok {
		m.n.Add(1)
	}
}
