package app

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/voice"

	"github.com/deskside/deskside/templates/words"
)

// probeEvery is how often each cloud is asked how it is.
const probeEvery = 5 * time.Minute

// health knows how every connected cloud is: by asking now and then, and by what
// delivery meets in between.
type health struct {
	cfg      *config.Config
	crms     map[string]connectors.CRM
	phone    *twilio.Client
	delivery *delivery.Delivery // nil: not running
	voice    *voice.Voice       // nil: not running
	others   *reopenings        // nil: there are no other servers
	trial    bool               // packages are made to look at
	clock    clock.Clock
	log      *slog.Logger

	mu    sync.Mutex
	last  map[string]edge.Health // by account name; twilioName for Twilio
	found map[string]connectors.Health
}

const twilioName = "twilio"

func newHealth(cfg *config.Config, crms map[string]connectors.CRM, phone *twilio.Client, d *delivery.Delivery, clk clock.Clock, log *slog.Logger) *health {
	return &health{cfg: cfg, crms: crms, phone: phone, delivery: d, clock: clk, log: log, last: map[string]edge.Health{}, found: map[string]connectors.Health{}}
}

func (h *health) run(ctx context.Context) error {
	for {
		h.probe(ctx)
		if !clock.Sleep(ctx, h.clock, probeEvery) {
			return nil
		}
	}
}

// probe asks all clouds at once. A cloud that is down delays nobody.
func (h *health) probe(ctx context.Context) {
	var wg sync.WaitGroup
	spare := transport.WithUrgency(ctx, transport.Statistics)
	for name, crm := range h.crms {
		wg.Go(func() { h.ask(spare, name, crm) })
	}
	wg.Go(func() {
		h.note(ctx, twilioName, func(ctx context.Context) (connectors.Health, error) {
			return h.phone.Probe(ctx, h.cfg.PublicURL+voice.VoicePath)
		})
	})
	wg.Wait()
}

// ask a CRM for its pulse, which costs one call: all its rights and fields are
// looked at once, and again after there was trouble.
func (h *health) ask(ctx context.Context, name string, crm connectors.CRM) {
	h.mu.Lock()
	last, state := h.found[name], h.last[name].State
	h.mu.Unlock()
	if state != "ok" {
		h.note(ctx, name, crm.Probe)
		return
	}
	h.note(ctx, name, func(ctx context.Context) (connectors.Health, error) { return crm.Pulse(ctx, last) })
}

func (h *health) note(ctx context.Context, name string, ask func(context.Context) (connectors.Health, error)) {
	got, err := ask(ctx)
	if ctx.Err() != nil {
		return
	}
	out := edge.Health{State: "ok", CheckedAt: h.clock.Now(), Organisation: got.Organisation}
	for _, f := range got.Findings {
		out.Findings = append(out.Findings, f.String())
		if f.Severe {
			out.State, out.Reason = "trouble", cmp.Or(out.Reason, f.String())
		}
	}
	if err != nil {
		out.State, out.Reason = "trouble", h.said(name, err)
		h.log.Warn("a cloud is not well", "account", name, "err", err)
	}
	h.mu.Lock()
	h.last[name], h.found[name] = out, got
	h.mu.Unlock()
}

// said by a cloud that is not well.
func (h *health) said(name string, err error) string {
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Reason.Code != "" {
		said := words.Of(e.Reason.Code, e.Reason.Values).English(h.lexicon(name))
		if e.Detail != "" {
			said += " (" + e.Detail + ")"
		}
		return said
	}
	return "It cannot be reached."
}

// of an account: what delivery meets now counts more than the last probe.
func (h *health) of(name string) edge.Health {
	h.mu.Lock()
	out, ok := h.last[name]
	severe := slices.ContainsFunc(h.found[name].Findings, func(f connectors.Finding) bool { return f.Severe })
	h.mu.Unlock()
	if !ok {
		out = edge.Health{State: "unknown"}
	}
	if h.delivery != nil && name != twilioName {
		switch g := h.delivery.Pause(name); {
		case g.Until.After(h.clock.Now()):
			out.State, out.Reason, out.Until = "trouble", view.ReasonText(g.Kind, g.Reason, h.lexicon(name)), g.Until
		case g.LastOK.After(out.CheckedAt) && !severe: // one write that landed does not give a right that is missing
			out.State, out.Reason, out.CheckedAt = "ok", "", g.LastOK
		}
		out.Budget = h.budget(name)
	}
	if h.voice != nil && name == twilioName {
		if p := h.voice.Pause(); p.Last != nil {
			out.State, out.Reason, out.Until = "trouble", h.said(name, p.Last), p.Until
		}
	}
	return out
}

// lexicon of an account; Twilio has none.
func (h *health) lexicon(name string) words.Lexicon {
	for _, a := range h.cfg.Accounts {
		if a.Name == name {
			return lexicon(h.cfg, a)
		}
	}
	return words.Lexicon{}
}

// budget of an account, once its cloud has told.
func (h *health) budget(name string) *contract.Budget {
	b, ok := h.delivery.Budget(name)
	if !ok || b.Limit == 0 {
		return nil
	}
	out := &contract.Budget{
		Used: b.Used, Limit: b.Limit, Share: b.Share, Window: contract.Minute,
		CallsPerContact: b.CallsPerContact, ContactsLeft: b.ContactsLeft,
	}
	if b.Window > time.Minute {
		out.Window = contract.Day
	}
	if !b.ResetsAt.IsZero() {
		out.ResetsAt = &b.ResetsAt
	}
	return out
}

func (h *health) accounts() []edge.Account {
	var out []edge.Account
	for _, a := range h.cfg.Accounts {
		crm := h.crms[a.Name]
		out = append(out, edge.Account{
			Name: a.Name, Kind: a.Kind, URL: a.URL, EmbedOrigins: a.EmbedOrigins, Country: a.DefaultCountry, ConfirmDial: a.ConfirmDial, Lexicon: lexicon(h.cfg, a),
			Ticket: ticketOf(crm), People: peopleOf(crm), Statuses: statusesOf(crm), FileBytes: crm.Limits().FileBytes,
			Health: func() edge.Health { return h.of(a.Name) },
			Package: func() ([]byte, error) {
				zip, _, err := packed(h.cfg, a, h.trial)
				return zip, err
			},
			Resume: func() { h.reopen(a.Name) },
		})
	}
	return out
}

func (h *health) twilio() edge.Account {
	return edge.Account{
		Name: twilioName, Kind: twilioName, URL: cmp.Or(h.cfg.Twilio.APIURL, twilio.DefaultAPIURL),
		Health: func() edge.Health { return h.of(twilioName) },
		Resume: func() { h.reopen(twilioName) },
	}
}

// reopen an account, or Twilio, here and at the other servers.
func (h *health) reopen(name string) {
	h.resume(name)
	if h.others != nil {
		h.others.tell(name)
	}
}

// resume asking an account's cloud, or Twilio, here.
func (h *health) resume(name string) {
	switch {
	case name == twilioName && h.voice != nil:
		h.voice.Resume()
	case name != twilioName && h.delivery != nil:
		h.delivery.Resume(name)
	}
}
