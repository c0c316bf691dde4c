package api

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

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

// problem is an error that is meant for the caller: its message goes to them.
type problem struct {
	status  int
	code    string
	message string // one safe sentence
}

func (p *problem) Error() string { return p.code + ": " + p.message }

func notFound() *problem {
	return &problem{http.StatusNotFound, "not_found", "There is nothing at this address."}
}

func invalid(message string) error {
	return &problem{http.StatusBadRequest, "invalid_request", message}
}

func tooLarge() *problem {
	return &problem{http.StatusRequestEntityTooLarge, "too_large", "That is more than Deskside accepts at once."}
}

func unknownAccount() error {
	return &problem{http.StatusNotFound, "unknown_account", "There is no account of that name."}
}

// noAccount: an admin of every account, or an account that the configuration has
// lost since the interaction came.
func noAccount() error {
	return &problem{http.StatusConflict, "no_account", "This needs an account of the configuration, and there is none here."}
}

// fail is the one mapper from errors to answers: the caller gets a code, a safe
// sentence and the request's id; the operator gets the chain.
func (s *Server) fail(c *gin.Context, err error) {
	p := s.problemOf(err)
	if p.status >= 500 {
		s.Log.Error("request failed", "request", requestID(c), "method", c.Request.Method, "path", c.FullPath(), "err", err)
	}
	if p.status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "1")
	}
	if c.Writer.Written() {
		return
	}
	c.AbortWithStatusJSON(p.status, contract.Error{Code: p.code, Message: p.message, RequestId: requestID(c)})
}

func (s *Server) problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if v, ok := errors.AsType[*contract.Violation](err); ok {
		return &problem{http.StatusBadRequest, "invalid_request", v.Sentence}
	}
	if r, ok := errors.AsType[*interaction.Refusal](err); ok {
		return &problem{http.StatusConflict, r.Code, words.Refusal(r.Code)}
	}
	if r, ok := errors.AsType[*media.Refusal](err); ok {
		return &problem{r.Status, r.Code, r.Message}
	}
	if r, ok := errors.AsType[*live.Refusal](err); ok {
		return &problem{r.Status, r.Code, r.Message}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge()
	}
	switch {
	case errors.Is(err, passphrase.ErrWrong):
		return &problem{http.StatusUnauthorized, "passphrase_refused", "This is not the passphrase."}
	case errors.Is(err, signin.ErrRefused):
		return &problem{http.StatusUnauthorized, "sign_in_refused", "You could not be signed in. Reload the page to try again."}
	case errors.Is(err, signin.ErrUnavailable):
		return &problem{http.StatusServiceUnavailable, "sign_in_unavailable", "The CRM does not say who you are right now; try again in a moment."}
	case errors.Is(err, media.ErrSuperseded):
		return &problem{http.StatusConflict, "overtaken", "The file is being sent over another connection."}
	case errors.Is(err, media.ErrNotFound):
		return notFound()
	case errors.Is(err, session.ErrExpired):
		return &problem{http.StatusUnauthorized, "session_expired", "The session has ended; sign in again."}
	case errors.Is(err, session.ErrInvalid):
		return &problem{http.StatusUnauthorized, "unauthorized", "Sign in first."}
	case errors.Is(err, store.ErrNotFound):
		return notFound()
	case errors.Is(err, store.ErrUnavailable): // before the deadline that it may wrap: something may have been saved
		return &problem{http.StatusServiceUnavailable, "unavailable", "Deskside cannot reach its memory. Try again in a moment."}
	case errors.Is(err, store.ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return &problem{http.StatusServiceUnavailable, "busy", "Deskside is busy; nothing was saved. Try again."}
	case errors.Is(err, context.Canceled):
		return &problem{499, "cancelled", "The request was given up."}
	}
	return &problem{http.StatusInternalServerError, "internal", "Something went wrong on our side; nothing was changed."}
}

// recovered turns a panic into an answer without details, and a trace for the operator.
func (s *Server) recovered(c *gin.Context) {
	defer func() {
		if r := recover(); r != nil {
			if err, ok := r.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(r)
			}
			s.Log.Error("panic", "request", requestID(c), "panic", r, "stack", string(debug.Stack()))
			s.fail(c, errors.New("panic"))
		}
	}()
	c.Next()
}
