package edge

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/session"
)

// Fail is the one mapper from errors to answers: the caller gets a code, a safe
// sentence and the request's id; the operator gets the chain.
func (e *Edge) Fail(c *gin.Context, err error) {
	p := problem.Of(err, e.Lexicon(about(c)))
	if e.Refused != nil {
		e.Refused(p.Status, p.Code)
	}
	switch {
	case p.Status == http.StatusServiceUnavailable, p.Status == http.StatusInsufficientStorage:
		e.Log.Error("request refused", logs.Stranger, "code", p.Code, "request", RequestID(c), "method", c.Request.Method, "path", c.FullPath(), "err", err)
	case p.Status >= 500:
		e.logOf(c).Error("request failed", "request", RequestID(c), "method", c.Request.Method, "path", c.FullPath(), "err", err)
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "1")
	}
	if c.Writer.Written() {
		return
	}
	c.Set(refusedKey, true)
	c.AbortWithStatusJSON(p.Status, contract.Error{Code: p.Code, Reason: contract.Opt(p.Reason), Message: p.Message, RequestId: RequestID(c)})
}

// logOf a request: of strangers and customers the first trouble of a second is told whole,
// whatever it is that they have found out how to cause.
func (e *Edge) logOf(c *gin.Context) *slog.Logger {
	if role := Claims(c).Role; role == "" && !c.GetBool(signedKey) || role == session.Customer {
		return logs.Crowd(e.Log)
	}
	return e.Log
}

// recovered turns a panic into an answer without details, and a trace for the operator.
func (e *Edge) recovered(c *gin.Context) {
	defer func() {
		if r := recover(); r != nil {
			if err, ok := r.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(r)
			}
			e.logOf(c).Error("panic", "request", RequestID(c), "panic", r, "stack", string(debug.Stack()))
			e.Fail(c, errors.New("panic"))
		}
	}()
	c.Next()
}
