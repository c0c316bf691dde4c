package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/templates"
	"github.com/deskside/deskside/templates/words"
)

// rehearsalPatience is how long a whole rehearsal may take. Nothing in it waits
// for anybody.
const rehearsalPatience = 20 * time.Second

// Rehearse plays a call from end to end for one account ("": the first): a packet, a
// photo, a note, the call log and a wrap-up go through the domain, a store of
// their own, delivery, the templates and the connector, up to the network. It
// returns what would have been sent; nothing is, and nothing is kept.
func Rehearse(ctx context.Context, cfg *config.Config, account string) (_ []connectors.RehearsedRequest, err error) {
	words, err := loadWords(cfg)
	if err != nil {
		return nil, err
	}
	for _, a := range cfg.Accounts {
		if a.Name == cmp.Or(account, cfg.Accounts[0].Name) {
			ctx, cancel := context.WithTimeout(ctx, rehearsalPatience)
			defer cancel()
			return rehearse(ctx, cfg, a, words)
		}
	}
	return nil, fmt.Errorf("there is no account %q in the configuration", account)
}

func (a *App) rehearse(ctx context.Context, account string) ([]connectors.RehearsedRequest, error) {
	return Rehearse(ctx, a.cfg, account)
}

func rehearse(ctx context.Context, cfg *config.Config, a config.Account, words *templates.Set) (_ []connectors.RehearsedRequest, err error) {
	d, err := driverOf(a.Kind, drivers)
	if err != nil {
		return nil, err
	}
	if d.rehearsal == nil {
		return nil, fmt.Errorf("there is no rehearsal for accounts of the kind %s", a.Kind)
	}
	stage := d.rehearsal()
	quiet := slog.New(slog.DiscardHandler)
	crm, err := d.connect(a, connection{queues: cfg.Queues, limiter: transport.NewPacer(clock.Real), via: stage, log: quiet})
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "deskside-rehearsal-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := sqlite.Open(ctx, filepath.Join(dir, databaseFile), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p := &play{
		store: store.NewStates(db, 0), id: interaction.ID(newID()), account: a, queue: cfg.Queues[0].Name,
		deciding: store.Decider{Clock: clock.Real, Policy: interaction.Policy{
			OpenOn: interaction.OpenOn(cfg.Tickets.OpenOn), ClaimLease: claimLease, ConnectBy: connectBy,
		}},
		config: delivery.Config{
			Accounts: map[string]connectors.CRM{a.Name: crm}, Log: quiet, Owner: newID(),
			Composer: compose.New(words, readers(cfg)), Content: photo,
		},
	}
	if err := p.run(ctx); err != nil {
		return stage.Sent(), err
	}
	return stage.Sent(), nil
}

// play is one rehearsal.
type play struct {
	store    *store.States
	deciding store.Decider
	config   delivery.Config
	account  config.Account
	queue    string // where phone calls wait, whose settings the ticket is opened with
	id       interaction.ID
}

// picture is a PNG of one pixel.
var picture = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")

func photo(interaction.File) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(picture)), nil }
}

// run plays the call in the acts in which it would be written: it arrives, it is
// answered, it is over.
func (p *play) run(ctx context.Context) error {
	const call, line = "CA00000000000000000000000000000000", "+15550100100"
	agent := interaction.Agent{ID: p.account.Name + "/101", Name: "Rehearsal Agent", CRMID: "101"}
	start := interaction.Start{
		Started: interaction.Started{
			Account: p.account.Name, App: "rehearsal", Queue: p.queue, Channel: interaction.Voice, Direction: interaction.Inbound, Line: line,
			IssuePath: []string{"Orders", "Damaged item"},
			Customer: interaction.Customer{
				ExternalID: "rehearsal-1", Name: "Rehearsal Customer", Email: "rehearsal@example.com", Phone: "+14155550100", Verified: true,
			},
		},
		Packet: &interaction.Packet{
			Trust:    interaction.Signed,
			Signed:   []interaction.Field{{Key: "order", Label: "Order", Value: "A-1017", Type: "text"}},
			Unsigned: []interaction.Field{{Key: "device", Label: "Device", Value: "Phone", Type: "text"}},
		},
	}
	if _, err := p.deciding.Create(ctx, p.store, p.id, start, nil); err != nil {
		return err
	}
	if err := p.act(ctx, interaction.Arrive{CallSID: call, From: start.Customer.Phone, To: line}); err != nil {
		return err
	}
	if err := p.act(ctx, interaction.Accept{Offer: 1, Agent: agent, Tab: "rehearsal"},
		interaction.JoinAgent{Offer: 1, CallSID: "CA11111111111111111111111111111111"}); err != nil {
		return err
	}
	return p.act(ctx,
		interaction.ReceiveFile{From: "customer", File: interaction.File{
			ID: "rehearsal", Name: "photo.png", ContentType: "image/png", Size: int64(len(picture)), SHA256: "rehearsal",
		}},
		interaction.AddNote{Note: "rehearsal", Agent: agent, Text: "This is a note of the rehearsal."},
		interaction.DisconnectCustomer{CallSID: call, Status: "completed"},
		interaction.SaveWrapUp{Agent: agent, Disposition: "Resolved", Note: "This is the closing note of the rehearsal."},
	)
}

// act carries commands out, then lets delivery write what follows from them.
func (p *play) act(ctx context.Context, commands ...interaction.Command) error {
	var s interaction.State
	for _, c := range commands {
		var err error
		if s, err = p.deciding.Update(ctx, p.store, p.id, c); err != nil {
			return err
		}
	}
	if !s.Opened {
		return nil // by the configuration's open_on the ticket comes later
	}
	c := p.config
	c.Store, c.Decider = p.store, p.deciding
	delivering, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- delivery.New(c).Run(delivering) }()
	err := p.landed(ctx)
	stop()
	return errors.Join(err, <-ended)
}

// landed waits until everything is written.
func (p *play) landed(ctx context.Context) error {
	for {
		changed := p.store.Changed()
		s, err := p.store.State(ctx, p.id)
		if err != nil {
			return err
		}
		if s.Settled() {
			return nil
		}
		for _, it := range s.Items.All() {
			if d := it.Delivery; d.Kind != "" {
				return fmt.Errorf("the rehearsal stopped at the %s: %s", it.Type, view.ReasonText(d.Kind, d.Reason, words.Lexicon{}))
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
