package texts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session/setting"
)

// Order of a text.
type Order struct {
	ID      string // made by who orders it: the same order twice is one text
	To      string // as people write a number; empty: the customer's own
	Body    string
	Purpose interaction.TextPurpose
	Secret  bool               // its words are shown and written down nowhere
	Agent   *interaction.Agent // nil: Deskside
	Again   string             // a text of the interaction that is sent once more, by an agent's decision
}

// refusal of an order, in the words of the domain.
func refusal(code string) error { return &interaction.Refusal{Code: code} }

// Queue a text to the customer of an interaction. This is the way for everybody who wants one
// sent: agents, links, codes, call-backs. When it returns without an error, the text is
// durable and will be sent once, or be said to have failed; with a *interaction.Refusal it
// will not.
func (t *Texts) Queue(ctx context.Context, id interaction.ID, o Order) (interaction.State, error) {
	return t.QueueWith(ctx, id, o, func(want interaction.WantText) (interaction.State, error) {
		return t.Decider.Update(ctx, t.Store, id, want)
	})
}

// QueueWith is Queue for a text that belongs to something else, with which commit makes it
// durable.
func (t *Texts) QueueWith(ctx context.Context, id interaction.ID, o Order, commit func(interaction.WantText) (interaction.State, error)) (interaction.State, error) {
	s, err := t.Store.State(ctx, id)
	if err != nil {
		return s, err
	}
	if _, known := s.Texts.Text(o.ID); known {
		return s, nil
	}
	mark := ""
	if old, known := s.Texts.Text(o.Again); known && o.Again != "" {
		o.To, o.Body, o.Purpose, o.Secret, mark = old.Number, old.Body, old.Purpose, old.Secret, old.Mark
	}
	line := t.lineOf(s)
	to, err := t.addressee(ctx, s, line, o)
	if err != nil {
		return s, err
	}
	want := interaction.WantText{TextWanted: interaction.TextWanted{
		Text: o.ID, To: to, Line: line.Number, Body: o.Body, Purpose: o.Purpose, Secret: o.Secret, Agent: o.Agent, Again: o.Again, Mark: mark,
	}}
	if _, err := s.Decide(want, t.Decider.Now(), t.Decider.Policy); err != nil {
		return s, err // before it costs anything of the hour
	}
	if err := t.take(ctx, s.Account, to); err != nil {
		return s, err
	}
	return commit(want)
}

// addressee of an order, if texts may go there.
func (t *Texts) addressee(ctx context.Context, s interaction.State, line Line, o Order) (string, error) {
	written := cmp.Or(o.To, s.Customer.Phone)
	if written == "" {
		return "", nil // the domain refuses that
	}
	if identity.Short(written, line.Country) {
		return "", refusal("text_costly")
	}
	n, problem := identity.Read(written, line.Country)
	_, own := t.ours(n.E164)
	switch {
	case problem != "", own, n.Extension != "": // behind a switchboard nobody reads texts
		return "", refusal("text_bad_number")
	case n.Costly():
		return "", refusal("text_costly")
	}
	if !t.mayReach(s, n) {
		return "", refusal("text_country")
	}
	if o.Purpose == interaction.TextLink && o.Again == "" && slices.Contains(t.Limits.NoLinks, n.Country()) {
		return "", refusal("text_no_links")
	}
	stopped, err := t.stopped(ctx, s.Account, n.E164)
	if err == nil && stopped {
		err = refusal("text_opted_out")
	}
	return n.E164, err
}

// mayReach a number: it is of a country that texts go to, or has written to us itself.
func (t *Texts) mayReach(s interaction.State, n identity.Number) bool {
	countries := t.Limits.Countries(s.Account)
	if len(countries) == 0 || slices.Contains(countries, n.Country()) {
		return true
	}
	return slices.ContainsFunc(s.Texts.All(), func(one interaction.Text) bool { return one.Inbound && one.Number == n.E164 })
}

// take one text out of what may be sent in an hour.
func (t *Texts) take(ctx context.Context, account, number string) error {
	now := t.Decider.Now()
	wait, err := setting.Hourly(ctx, t.Store, "texts:number:"+hidden(number), t.Limits.PerNumber, now)
	if err == nil && wait > 0 {
		err = refusal("too_many_texts_to_number")
	}
	if err != nil {
		return err
	}
	wait, err = setting.Hourly(ctx, t.Store, "texts:account:"+account, t.Limits.PerAccount, now)
	if err == nil && wait > 0 {
		err = refusal("too_many_texts_of_account")
	}
	return err
}

// hidden is what stands for a number where it must be recognised and not be read.
func hidden(number string) string {
	sum := sha256.Sum256([]byte(number))
	return hex.EncodeToString(sum[:16])
}

// stopName of the setting that says that a number wants no texts of an account.
func stopName(account, number string) string { return "texts:stopped:" + hidden(account+" "+number) }

// stopped: the number has said STOP to one of the account's lines, and START to none since.
func (t *Texts) stopped(ctx context.Context, account, number string) (bool, error) {
	value, _, err := t.Store.Setting(ctx, stopName(account, number))
	return len(value) > 0, err
}

// stop texts of an account to a number, or have them go again.
func (t *Texts) stop(ctx context.Context, account, number string, stopped bool) error {
	return setting.Set(ctx, t.Store, stopName(account, number), func(now []byte) []byte {
		switch {
		case stopped == (len(now) > 0):
			return now
		case stopped:
			return []byte(t.Decider.Now().UTC().Format("2006-01-02T15:04:05Z07:00"))
		}
		return []byte{}
	})
}
