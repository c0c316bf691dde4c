package texts

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// Name of this user of the loop.
const Name = "texts"

const (
	// lease keeps other servers from an interaction's texts while one is at them.
	lease = 30 * time.Second
	// elsewhere: so long another server may take.
	elsewhere = 5 * time.Second
	// firstLook and lastLook are how long after its request a text is looked for in the
	// cloud's list. Until the first, the cloud's own report is waited for; what the last does
	// not show, nobody knows of.
	firstLook = 10 * time.Second
	lastLook  = 45 * time.Second
	// lookedFor: so long a text of which nobody knows is looked for while the cloud does not
	// answer.
	lookedFor = 24 * time.Hour
	// firstTry and lastTry bound the wait until a request is made again that had no effect.
	firstTry = 2 * time.Second
	lastTry  = time.Minute
)

// User of the loop.
func (t *Texts) User() reconcile.User {
	return reconcile.User{Name: Name, Reconcile: t.Reconcile, Concerns: concerns, Parallel: 8}
}

func concerns(d interaction.Data) bool {
	switch d.(type) {
	case interaction.TextWanted, interaction.TextDelayed, interaction.TextSending, interaction.TextUnknown:
		return true
	}
	return false
}

// Reconcile sends the texts of one interaction that are to be sent, and looks for those whose
// answer was not heard.
func (t *Texts) Reconcile(ctx context.Context, id interaction.ID) (next time.Time, err error) {
	s, err := t.Store.State(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil || !t.wanted(s) {
		return time.Time{}, err
	}
	err = t.leases.Alone(ctx, "x/"+string(id), lease, func() error {
		next, err = t.work(ctx, id)
		return err
	}, func(error) bool { return false })
	if errors.Is(err, reconcile.ErrElsewhere) {
		return t.Decider.Now().Add(elsewhere), nil
	}
	return next, err
}

// wanted: there is something to send or to look for.
func (t *Texts) wanted(s interaction.State) bool {
	for _, one := range s.Texts.All() {
		if one.State == interaction.TextIsQueued || t.doubtful(one) {
			return true
		}
	}
	return false
}

// doubtful: nobody has heard what became of its request, and the cloud may know.
func (t *Texts) doubtful(one interaction.Text) bool {
	return one.State == interaction.TextIsSending ||
		one.State == interaction.TextIsUnknown && !one.Looked && t.Decider.Now().Sub(one.TriedAt) < lookedFor
}

// work on the texts of an interaction, in their order. What is to go to a number waits until
// it is known of the one before it.
func (t *Texts) work(ctx context.Context, id interaction.ID) (next time.Time, err error) {
	s, err := t.Store.State(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	behind := map[string]bool{}
	for _, one := range s.Texts.All() {
		var at time.Time
		switch {
		case t.doubtful(one):
			at, err = t.look(ctx, s, one)
			behind[one.Number] = behind[one.Number] || one.State == interaction.TextIsSending
		case one.State != interaction.TextIsQueued || behind[one.Number]:
			continue
		case t.Decider.Now().Before(one.Until):
			at, behind[one.Number] = one.Until, true
		default:
			at, err = t.send(ctx, s, one)
			behind[one.Number] = !at.IsZero()
		}
		next = earlier(next, at)
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

// send a text, once. again is when to come back to it.
func (t *Texts) send(ctx context.Context, s interaction.State, one interaction.Text) (again time.Time, err error) {
	stopped, err := t.stopped(ctx, s.Account, one.Number)
	if err != nil {
		return time.Time{}, err
	}
	words, good := t.words(s, one)
	if !good {
		return time.Time{}, t.settle(ctx, s.ID, interaction.SettleText{
			Text: one.ID, State: interaction.TextIsFailed, Why: interaction.Because("text_link_over"),
		})
	}
	if stopped {
		return time.Time{}, t.settle(ctx, s.ID, interaction.SettleText{
			Text: one.ID, State: interaction.TextIsFailed, Why: interaction.Because(connectors.TextOptedOut),
		})
	}
	if until, err := t.pause.enter(); err != nil {
		return until, err
	}
	if _, err := t.Decider.Update(ctx, t.Store, s.ID, interaction.SendText{Text: one.ID}); refused(err) {
		return time.Time{}, reconcile.ErrStale
	} else if err != nil {
		return time.Time{}, err
	}
	sent, err := t.Channel.Send(ctx, t.text(s.ID, one, words))
	t.pause.leave(ctx, err)
	if err == nil {
		return time.Time{}, t.settle(ctx, s.ID, settled(one.ID, sent.Ref, sent.State, sent.Why))
	}
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		e = &connectors.Error{Kind: connectors.Unknown, Err: err}
	}
	switch e.Kind {
	case connectors.Rejected, connectors.Gone, connectors.Conflict:
		t.Log.Info("a text is refused", "interaction", s.ID, "reason", e.Reason.Code, "code", e.Code)
		if e.Reason.Code == connectors.TextOptedOut {
			if err := t.stop(ctx, s.Account, one.Number, true); err != nil {
				return time.Time{}, err
			}
		}
		return time.Time{}, t.settle(ctx, s.ID, interaction.SettleText{Text: one.ID, State: interaction.TextIsFailed, Why: because(e.Reason)})
	case connectors.Transient, connectors.Throttled, connectors.Unauthorized:
		now := t.Decider.Now()
		wait := max(min(max(now.Sub(one.At), firstTry), lastTry), e.RetryAfter)
		again = now.Add(wait + rand.N(wait/4+1)) //nolint:gosec // nothing is kept secret by it
		_, err := t.Decider.Update(ctx, t.Store, s.ID, interaction.DelayText{Text: one.ID, Until: again, Why: because(e.Reason)})
		return again, err
	case connectors.Unknown:
	}
	t.Log.Warn("it is not known whether a text was sent", "interaction", s.ID, "text", one.ID, "err", e)
	return t.Decider.Now().Add(firstLook), nil
}

// look for a text whose answer was not heard.
func (t *Texts) look(ctx context.Context, s interaction.State, one interaction.Text) (again time.Time, err error) {
	now := t.Decider.Now()
	if due := one.TriedAt.Add(firstLook); now.Before(due) {
		return due, nil
	}
	if until, err := t.pause.enter(); err != nil {
		return until, err
	}
	words, _ := t.words(s, one)
	found, err := t.Channel.Recover(ctx, t.text(s.ID, one, words), one.TriedAt)
	t.pause.leave(ctx, err)
	if err != nil {
		return time.Time{}, err
	}
	for _, sent := range found {
		_, err := t.Store.ByRef(ctx, ref(sent.Ref))
		if err == nil {
			continue // it is another text's
		}
		if !errors.Is(err, store.ErrNotFound) {
			return time.Time{}, err
		}
		return time.Time{}, t.settle(ctx, s.ID, settled(one.ID, sent.Ref, sent.State, sent.Why))
	}
	if due := one.TriedAt.Add(lastLook); now.Before(due) {
		return due, nil
	}
	_, err = t.Decider.Update(ctx, t.Store, s.ID, interaction.DoubtText{Text: one.ID})
	return time.Time{}, err
}

func (t *Texts) text(id interaction.ID, one interaction.Text, words string) connectors.Text {
	return connectors.Text{ID: wireID(id, one.ID), From: one.Line, To: one.Number, Body: words, Receipts: t.statusURL()}
}

// words of a text as the customer gets it; good: they are still worth sending.
func (t *Texts) words(s interaction.State, one interaction.Text) (words string, good bool) {
	if one.Mark == "" {
		return one.Body, true
	}
	link, good := t.Link(s, one.Mark)
	return strings.ReplaceAll(one.Body, interaction.TextGap, link), good && link != ""
}

// settled is the command that takes in what the cloud says.
func settled(text, ref string, state connectors.TextState, why connectors.Reason) interaction.SettleText {
	cmd := interaction.SettleText{Text: text, Ref: ref, State: interaction.TextIsSent}
	switch state {
	case connectors.TextDelivered, connectors.TextRead:
		cmd.State = interaction.TextIsDelivered
	case connectors.TextFailed:
		cmd.State, cmd.Why = interaction.TextIsFailed, because(why)
	case connectors.TextSent:
	}
	return cmd
}

// settle what has become of a text; the cloud's id leads to its interaction from then on.
func (t *Texts) settle(ctx context.Context, id interaction.ID, cmd interaction.SettleText) error {
	var opts []store.Option
	if cmd.Ref != "" {
		opts = append(opts, store.WithRef(ref(cmd.Ref)))
	}
	_, err := t.Decider.Update(ctx, t.Store, id, cmd, opts...)
	if _, taken := errors.AsType[*store.DuplicateError](err); taken {
		t.Log.Warn("two texts are one for the cloud", "interaction", id, "text", cmd.Text)
		_, err = t.Decider.Update(ctx, t.Store, id, cmd)
	}
	return err
}

// refused reports that a command came too late or twice.
func refused(err error) bool {
	_, ok := errors.AsType[*interaction.Refusal](err)
	return ok
}
