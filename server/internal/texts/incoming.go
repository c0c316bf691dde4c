package texts

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// threadFor is how long after the last text a new one still belongs to the same
	// interaction, though that is closed.
	threadFor = 24 * time.Hour
	// lookedAt is how many interactions of a number are looked at for the one that a text
	// belongs to: the newest.
	lookedAt = 20
)

// MessageForm takes in a text that has come, and StatusForm what has become of one of ours.
// When they return without an error, it is durable; on an error the cloud is to tell again.
func (t *Texts) MessageForm(ctx context.Context, query, form url.Values) error {
	return t.hear(ctx, connectors.Hook{Query: query, Form: form})
}

// StatusForm takes in what has become of a text of ours.
func (t *Texts) StatusForm(ctx context.Context, query, form url.Values) error {
	return t.hear(ctx, connectors.Hook{Query: query, Form: form})
}

func (t *Texts) hear(ctx context.Context, h connectors.Hook) error {
	heard := t.Channel.Parse(h)
	for _, r := range heard.Receipts {
		if err := t.receipt(ctx, r); err != nil {
			return err
		}
	}
	for _, in := range heard.Texts {
		if err := t.takeIn(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// receipt moves a text on. One of a text that is not here belongs to somebody else.
func (t *Texts) receipt(ctx context.Context, r connectors.TextReceipt) error {
	id, text := fromWire(r.ID)
	if r.ID == "" {
		var err error
		if id, err = t.Store.ByRef(ctx, ref(r.Ref)); err == nil {
			text, err = t.byRef(ctx, id, r.Ref)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	if id == "" || text == "" {
		t.Log.Info("a receipt of a text that is not ours", logs.Stranger, "ref", r.Ref)
		return nil
	}
	err := t.settle(ctx, id, settled(text, r.Ref, r.State, r.Why))
	if refused(err) || errors.Is(err, store.ErrNotFound) {
		t.Log.Info("a receipt of a text that is not here", logs.Stranger, "ref", r.Ref)
		return nil
	}
	return err
}

// byRef finds the text of an interaction that the cloud calls so; empty: it has none.
func (t *Texts) byRef(ctx context.Context, id interaction.ID, ref string) (string, error) {
	s, err := t.Store.State(ctx, id)
	if err != nil {
		return "", err
	}
	for _, one := range s.Texts.All() {
		if one.Ref == ref && !one.Inbound {
			return one.ID, nil
		}
	}
	return "", nil
}

// sender of a text that has come in.
type sender struct {
	given string // as the cloud gave it; empty: withheld
	phone string // E.164; empty: there is nobody to answer
}

func (s sender) name() string { return cmp.Or(s.phone, s.given) }

// takeIn takes in one text, once.
func (t *Texts) takeIn(ctx context.Context, in connectors.Incoming) error {
	known, err := t.known(ctx, in.Ref)
	if known || err != nil {
		return err
	}
	line, ours := t.ours(in.To)
	if !ours && len(t.Lines) > 0 {
		line = t.Lines[0] // it reaches somebody all the same
		line.Number = in.To
	}
	from := sender{given: in.From}
	if n, problem := identity.Read(in.From, line.Country); problem == "" && n.Extension == "" {
		from.phone = n.E164
	}
	if _, own := t.ours(from.name()); own {
		t.Log.Warn("a text from a number of ours to another is not kept", "ref", in.Ref)
		return nil
	}
	if from.phone != "" && (in.OptOut == connectors.OptOutStop || in.OptOut == connectors.OptOutStart) {
		// Before the text is durable: once it is, nobody looks at it again.
		if err := t.stop(ctx, line.Account, from.phone, in.OptOut == connectors.OptOutStop); err != nil {
			return err
		}
	}
	received := interaction.TextReceived{
		Text: in.Ref, From: from.name(), To: line.Number, Body: in.Body, Media: len(in.Media), OptOut: string(in.OptOut),
	}
	if from.name() == "" {
		return t.begin(ctx, line, from, received)
	}
	// Two that come at once from one number are one conversation.
	return t.turns.alone(ctx, t, hidden(line.Account+" "+from.name()), func() error {
		return t.place(ctx, line, from, received)
	})
}

// known: the text is here already.
func (t *Texts) known(ctx context.Context, sid string) (bool, error) {
	_, err := t.Store.ByRef(ctx, ref(sid))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// place a text where it belongs.
func (t *Texts) place(ctx context.Context, line Line, from sender, received interaction.TextReceived) error {
	if known, err := t.known(ctx, received.Text); known || err != nil {
		return err
	}
	id, err := t.belongsTo(ctx, line.Account, from)
	if err != nil {
		return err
	}
	if id != "" {
		_, err := t.Decider.Update(ctx, t.Store, id, interaction.ReceiveText{TextReceived: received}, store.WithRef(ref(received.Text)))
		if _, taken := errors.AsType[*store.DuplicateError](err); taken {
			return nil // told twice at once
		}
		if !refused(err) && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return t.begin(ctx, line, from, received)
}

// belongsTo gives the interaction that a number's text is for: the one in which its customer
// is at the moment, or the last in which texts went to or came from it; empty: a new one.
func (t *Texts) belongsTo(ctx context.Context, account string, from sender) (interaction.ID, error) {
	if from.phone == "" {
		return "", nil
	}
	all, err := t.Find(ctx, account, from.phone)
	if err != nil {
		return "", err
	}
	var last interaction.ID
	var at time.Time
	for _, s := range all[:min(len(all), lookedAt)] {
		texted := s.Texts.Last(from.phone)
		if s.Active() && (s.Customer.Phone == from.phone || s.Call.From == from.phone || !texted.IsZero()) {
			return s.ID, nil
		}
		if texted.After(at) && t.Decider.Now().Sub(texted) < threadFor {
			last, at = s.ID, texted
		}
	}
	return last, nil
}

// begin an interaction with a text.
func (t *Texts) begin(ctx context.Context, line Line, from sender, received interaction.TextReceived) error {
	start := interaction.Start{
		Started: interaction.Started{
			Account: line.Account, Queue: line.Queue, Channel: interaction.Message, Direction: interaction.Inbound,
			Customer: interaction.Customer{Phone: from.phone}, Line: line.Number,
		},
		Text: &received,
	}
	_, err := t.Decider.Create(ctx, t.Store, t.NewID(), start, []string{ref(received.Text)})
	if _, taken := errors.AsType[*store.DuplicateError](err); taken {
		return nil
	}
	return err
}
