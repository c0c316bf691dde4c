// Package problem is the one mapper from errors to answers: a caller gets a status, a code
// and one safe sentence, whatever went wrong. What an error says beyond that is for the
// operator's log. Its functions may be called by any number of goroutines.
package problem

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/passphrase"
	"github.com/deskside/deskside/server/internal/session/signin"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates/words"
)

// Problem is an error that is meant for the caller: its message goes to them.
type Problem struct {
	Status  int
	Code    string // snake_case; stable
	Reason  string // which of several that the code stands for; empty: it stands for one
	Message string // one safe sentence
}

// New problem.
func New(status int, code, message string) *Problem {
	return &Problem{Status: status, Code: code, Message: message}
}

func (p *Problem) Error() string { return p.Code + ": " + p.Message }

// NotFound: there is none, or none that the caller may see.
func NotFound() *Problem {
	return New(http.StatusNotFound, "not_found", "There is nothing at this address.")
}

// Invalid request, and what is wrong with it.
func Invalid(message string) error {
	return New(http.StatusBadRequest, "invalid_request", message)
}

// TooLarge a body: more than so many bytes.
func TooLarge(limit int64) *Problem {
	most := fmt.Sprintf("%d bytes", limit)
	if limit >= 1<<10 {
		most = fmt.Sprintf("%d KB", limit>>10)
	}
	return New(http.StatusRequestEntityTooLarge, "too_large", "The request is too large: at most "+most+" are taken here.")
}

// UnknownAccount is one that the caller named.
func UnknownAccount() error {
	return New(http.StatusNotFound, "unknown_account", "There is no account of that name.")
}

// NoAccount: an admin of every account, or an account that the configuration has
// lost since the interaction came.
func NoAccount() error {
	return New(http.StatusConflict, "no_account", "This needs an account of the configuration, and there is none here.")
}

// Of an error, in the account's words. What is not known here is our own trouble, and tells
// nothing.
func Of(err error, l words.Lexicon) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if v, ok := errors.AsType[*contract.Violation](err); ok {
		return New(http.StatusBadRequest, "invalid_request", v.Sentence)
	}
	if r, ok := errors.AsType[*interaction.Refusal](err); ok {
		return New(http.StatusConflict, r.Code, words.Refusal(r.Code, l))
	}
	if r, ok := errors.AsType[*media.Refusal](err); ok {
		return New(r.Status, r.Code, r.Message)
	}
	if r, ok := errors.AsType[*live.Refusal](err); ok {
		return New(r.Status, r.Code, r.Message)
	}
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return TooLarge(over.Limit)
	}
	switch {
	case errors.Is(err, passphrase.ErrWrong):
		return New(http.StatusUnauthorized, "passphrase_refused", "This is not the passphrase.")
	case errors.Is(err, signin.ErrRefused):
		return New(http.StatusUnauthorized, "sign_in_refused", "You could not be signed in. Reload the page to try again.")
	case errors.Is(err, signin.ErrUnavailable):
		return New(http.StatusServiceUnavailable, "sign_in_unavailable", "The CRM does not say who you are right now; try again in a moment.")
	case errors.Is(err, media.ErrSuperseded):
		return New(http.StatusConflict, "overtaken", "The file is being sent over another connection.")
	case errors.Is(err, media.ErrNotFound):
		return NotFound()
	case errors.Is(err, session.ErrExpired):
		return New(http.StatusUnauthorized, "session_expired", "The session has ended; sign in again.")
	case errors.Is(err, session.ErrInvalid):
		return New(http.StatusUnauthorized, "unauthorized", "Sign in first.")
	case errors.Is(err, store.ErrNotFound):
		return NotFound()
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, media.ErrUnavailable): // before the deadline that it may wrap: something may have been saved
		return New(http.StatusServiceUnavailable, "unavailable", "Deskside cannot reach its memory. Try again in a moment.")
	case errors.Is(err, store.ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return New(http.StatusServiceUnavailable, "busy", "Deskside is busy; nothing was saved. Try again.")
	case errors.Is(err, context.Canceled):
		return New(499, "cancelled", "The request was given up.")
	}
	return New(http.StatusInternalServerError, "internal", "Something went wrong on our side; nothing was changed.")
}
