package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/voice"
)

// patient is a CRM that counts how it is asked.
type patient struct {
	connectors.CRM
	probes, pulses int
	sick           error
}

func (p *patient) Probe(context.Context) (connectors.Health, error) {
	p.probes++
	return connectors.Health{Organisation: "Acme", Findings: []connectors.Finding{{Code: "x", Message: "Slow.", Next: "Mend it."}}}, p.sick
}

func (p *patient) Pulse(_ context.Context, last connectors.Health) (connectors.Health, error) {
	p.pulses++
	return last, p.sick
}

// TestHealthAsksInFullOnlyAfterTrouble: all rights and fields are looked at once, and
// again once a cloud has been away.
func TestHealthAsksInFullOnlyAfterTrouble(t *testing.T) {
	p := &patient{}
	h := newHealth(&config.Config{}, map[string]connectors.CRM{"support": p}, nil, nil, clock.Real, slog.New(slog.DiscardHandler))
	ask := func(state string, probes, pulses int) {
		t.Helper()
		h.ask(t.Context(), "support", p)
		got := h.of("support")
		if got.State != state || p.probes != probes || p.pulses != pulses {
			t.Errorf("%s, %d probes, %d pulses; want %s, %d, %d", got.State, p.probes, p.pulses, state, probes, pulses)
		}
		if state == "ok" && (got.Organisation != "Acme" || len(got.Findings) != 1 || got.Findings[0] != "Slow. Mend it.") {
			t.Errorf("%+v", got)
		}
	}
	ask("ok", 1, 0)
	ask("ok", 1, 1)
	p.sick = &connectors.Error{Kind: connectors.Transient, Op: "test"}
	ask("trouble", 1, 2)
	p.sick = nil
	ask("ok", 2, 2)
	ask("ok", 2, 3)
}

// refusing is a Twilio that answers nothing but trouble.
type refusing struct{ voice.Twilio }

func (refusing) Hangup(context.Context, string) error {
	return &connectors.Error{Kind: connectors.Throttled, Op: "test", RetryAfter: time.Minute, Reason: connectors.Because("twilio_too_many")}
}

// TestTwiliosPauseIsShownAndEnded: while Twilio is left alone the overview says so, why and
// until when, and Reopen ends it.
func TestTwiliosPauseIsShownAndEnded(t *testing.T) {
	h := newHealth(&config.Config{}, nil, nil, nil, clock.Real, slog.New(slog.DiscardHandler))
	h.voice = voice.New(voice.Config{Twilio: refusing{}, Decider: store.Decider{Clock: clock.Real}, Log: slog.New(slog.DiscardHandler)})
	for range 3 {
		_ = h.voice.Twilio.Hangup(t.Context(), "CA1")
	}
	if got := h.twilio().Health(); got.State != "trouble" || got.Reason != "Twilio is receiving too many requests." || time.Until(got.Until) < 30*time.Second {
		t.Errorf("%+v", got)
	}
	h.twilio().Resume()
	if got := h.twilio().Health(); got.State != "unknown" || !got.Until.IsZero() {
		t.Errorf("%+v", got)
	}
}
