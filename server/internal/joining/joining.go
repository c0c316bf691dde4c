// Package joining brings the browser of somebody who is on the phone into their call.
//
// A code of six digits is typed at /join, a link is opened or scanned. Both are made from
// what the log holds and the server's key, so that they can be told again, after a crash
// and by another server, and stand nowhere. No two calls have the same digits at a time:
// each code has a reference in the store for both periods that it falls into, and
// references are unique (TestNoTwoCallsHaveTheSameDigits).
//
// How often somebody may try, the edge says: see package api/customer. Any number of
// goroutines may use a Joins; it holds no state.
package joining

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// Path of the page where a code is typed; a link goes on from there.
const Path = "/join"

// ErrWrong: nothing that lets a browser in, or not any more.
var ErrWrong = errors.New("joining: no such code")

// Joins of all calls.
type Joins struct {
	Store     *store.States
	Decider   store.Decider
	Tokens    *session.Tokens
	PublicURL string
}

// Code as it is handed over.
type Code struct {
	Digits  string // to be typed
	Address string // where
	Link    string // instead of both
	Until   time.Time
}

// Code that lets a browser into a call now; false: none does.
func (j *Joins) Code(s interaction.State) (Code, bool) {
	one := s.Joining.Code(j.Decider.Now())
	if one == nil || s.Call.Phase == interaction.Ended {
		return Code{}, false
	}
	secret, ok := j.Tokens.JoinSecret(one.Mark, one.Key)
	if !ok {
		return Code{}, false
	}
	return Code{Digits: secret.Code, Address: j.Address(), Link: j.Address() + "/" + secret.Link, Until: one.Until}, true
}

// Link of the code with that mark, whatever has become of it; good: it lets a browser in now.
func (j *Joins) Link(s interaction.State, mark string) (link string, good bool) {
	for _, one := range s.Joining.Codes() {
		if one.Mark != mark {
			continue
		}
		if secret, ok := j.Tokens.JoinSecret(one.Mark, one.Key); ok {
			link = j.Address() + "/" + secret.Link
		}
	}
	now, ok := j.Code(s)
	return link, ok && link == now.Link
}

// Address where a code is typed.
func (j *Joins) Address() string { return strings.TrimRight(j.PublicURL, "/") + Path }

// Spoken is that address as it is said and typed.
func (j *Joins) Spoken() string {
	_, spoken, _ := strings.Cut(j.Address(), "://")
	return spoken
}

// Make a code for a call, handed over as the command says, by whom and to whom; its mark is
// drawn here. The one before it is good no more.
func (j *Joins) Make(ctx context.Context, id interaction.ID, cmd interaction.MakeJoinCode) (Code, interaction.State, error) {
	s, err := j.With(ctx, cmd, func(cmd interaction.MakeJoinCode, refs ...store.Option) (interaction.State, error) {
		return j.Decider.Update(ctx, j.Store, id, cmd, refs...)
	})
	if err != nil {
		return Code{}, s, err
	}
	code, _ := j.Code(s)
	return code, s, nil
}

// tries to draw digits that no other call has: with 100,000 calls at once one in ten is taken.
const tries = 20

// With a mark of its own a code is committed by commit, together with whatever it belongs to.
func (j *Joins) With(ctx context.Context, cmd interaction.MakeJoinCode, commit func(interaction.MakeJoinCode, ...store.Option) (interaction.State, error)) (s interaction.State, err error) {
	for range tries {
		cmd.Mark, cmd.Key = rand.Text(), j.Tokens.JoinKey()
		secret, ok := j.Tokens.JoinSecret(cmd.Mark, cmd.Key)
		if !ok {
			continue // the keys have changed meanwhile
		}
		now := period(j.Decider.Now())
		if taken, err := j.taken(ctx, secret.Code, now); err != nil || taken {
			if err != nil {
				return s, err
			}
			continue
		}
		s, err = commit(cmd,
			store.WithRef(j.Tokens.JoinRef(secret.Code, now, cmd.Key)), store.WithRef(j.Tokens.JoinRef(secret.Code, now+1, cmd.Key)),
			store.WithRef(j.Tokens.JoinRef(secret.Link, 0, cmd.Key)))
		if _, taken := errors.AsType[*store.DuplicateError](err); !taken {
			return s, err
		}
	}
	return s, err
}

// taken digits are those of another call, by whichever key.
func (j *Joins) taken(ctx context.Context, digits string, period int64) (bool, error) {
	for _, ref := range j.Tokens.JoinRefs(digits, period) {
		if _, err := j.Store.ByRef(ctx, ref); !errors.Is(err, store.ErrNotFound) {
			return err == nil, err
		}
	}
	return false, nil
}

// period of a moment.
func period(at time.Time) int64 { return at.Unix() / int64(session.JoinPeriod.Seconds()) }

// Browser that wants to join.
type Browser struct {
	Typed   string // six digits, however they are set apart, or the end of a link
	Scanned bool   // as it says of itself: the link was a picture
	Device  string
	Source  string
	Proof   string // hash of what the page knows itself by
}

// Join a browser: the number that its session names. Asked again by the same page, the answer
// is the same. The error is ErrWrong for all that lets nobody in, whatever was wrong with it.
func (j *Joins) Join(ctx context.Context, b Browser) (s interaction.State, n int, err error) {
	secret, digits := Digits(b.Typed)
	at, way := int64(0), interaction.JoinedByLink
	switch {
	case digits:
		at, way = period(j.Decider.Now()), interaction.JoinedByCode
	case b.Scanned:
		way = interaction.JoinedByQR
	}
	for _, ref := range j.Tokens.JoinRefs(secret, at) {
		id, err := j.Store.ByRef(ctx, ref)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return s, 0, err
		}
		return j.into(ctx, id, secret, interaction.BrowserJoined{Way: way, Device: b.Device, Source: b.Source, Proof: b.Proof})
	}
	return s, 0, ErrWrong
}

// into an interaction, with whichever of its codes that is.
func (j *Joins) into(ctx context.Context, id interaction.ID, secret string, joined interaction.BrowserJoined) (interaction.State, int, error) {
	s, err := j.Store.State(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return s, 0, ErrWrong
	}
	if err != nil {
		return s, 0, err
	}
	codes := s.Joining.Codes()
	for i := len(codes) - 1; i >= 0; i-- {
		made, ok := j.Tokens.JoinSecret(codes[i].Mark, codes[i].Key)
		if !ok || !same(made.Code, secret) && !same(made.Link, secret) {
			continue
		}
		joined.Mark = codes[i].Mark
		s, err = j.Decider.Update(ctx, j.Store, id, interaction.JoinBrowser{BrowserJoined: joined})
		if _, refused := errors.AsType[*interaction.Refusal](err); refused {
			return s, 0, ErrWrong
		}
		return s, s.Joining.By(joined.Mark, joined.Proof).N, err
	}
	return s, 0, ErrWrong
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Digits of what was typed, without what sets them apart, and in full width, too; false: it
// is no code, and as it came.
func Digits(typed string) (secret string, ok bool) {
	var b strings.Builder
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case strings.ContainsRune(" \t-–.,\u00a0\u3000", r):
		default:
			return typed, false
		}
	}
	if b.Len() != 6 {
		return typed, false
	}
	return b.String(), true
}
