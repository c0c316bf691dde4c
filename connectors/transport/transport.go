// Package transport is the one chain of http.RoundTripper that every connector
// sends through. It bounds time and size, keeps credentials on the host they
// belong to, logs without personal data, and tells afterwards what went over
// the wire: the client libraries drop status codes, headers and contexts, and
// the error kinds hang on exactly those.
//
// Use one Exchange per request. An Exchange is not safe for concurrent use; the
// Chain is.
package transport

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// ErrTooLarge is returned when an answer is over the chain's MaxBody.
var ErrTooLarge = errors.New("answer is larger than allowed")

// Limiter lets requests to one account through, or makes them wait.
type Limiter interface {
	// Wait for the request's turn, or until ctx ends, which is its only error.
	// The urgency stands in ctx. heard is to be called once, with what was
	// answered, so that the limiter can learn; status 0: nothing was heard.
	Wait(ctx context.Context, r *http.Request) (heard func(status int, header http.Header), err error)
}

// Chain is shared by all requests to one account.
type Chain struct {
	Base      http.RoundTripper // nil: as http.DefaultTransport, with more connections kept
	Timeout   time.Duration     // whole exchange, per request; 0: 30 s
	MaxBody   int64             // largest answer read, in bytes; 0: 8 MiB
	UserAgent string
	Limiter   Limiter      // nil: none
	Clock     *Clock       // nil: the other side's clock is not looked at
	Log       *slog.Logger // nil: none. Gets method, path, status, duration; never a body, query or header.
}

// Exchange is one request and what came of it.
type Exchange struct {
	// Set before sending:
	Header  http.Header   // set on the request, replacing what the library put there
	Length  int64         // >0: Content-Length of a streamed body
	Timeout time.Duration // >0: instead of the chain's
	Stall   time.Duration // >0: no timeout of the whole; given up when no byte of the body was taken for so long, nor an answer begun

	// Known after sending:
	Status   int
	Response http.Header
	Body     []byte // the answer, whole
	Sent     bool   // at least one byte of the request may have reached the other side
}

// Client returns an HTTP client that carries ctx and x through libraries that
// know neither. Redirects are not followed: the token stays on its host.
func (c *Chain) Client(ctx context.Context, x *Exchange) *http.Client {
	return &http.Client{
		Transport:     roundTripper{c, ctx, x},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var defaultBase = newBase()

// openPerCloud are the connections to one host that are kept open between requests:
// as many as requests are on their way at a busy moment. Of Go's two, most
// requests would have to shake hands anew.
const openPerCloud = 16

func newBase() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = openPerCloud
	return t
}

type roundTripper struct {
	chain *Chain
	ctx   context.Context
	x     *Exchange
}

func (t roundTripper) RoundTrip(in *http.Request) (*http.Response, error) {
	c, x := t.chain, t.x
	heard := func(int, http.Header) {}
	if c.Limiter != nil {
		var err error
		if heard, err = c.Limiter.Wait(t.ctx, in); err != nil {
			if in.Body != nil {
				_ = in.Body.Close()
			}
			return nil, err
		}
	}
	ctx, moved, cancel := t.bounded()
	defer cancel()
	// A connection in hand counts as sent: the request is written by another
	// goroutine, which may go on after a cancelled exchange has returned.
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { sent.Store(true) },
	})

	r := in.Clone(ctx)
	for k, v := range x.Header {
		r.Header[k] = v
	}
	if c.UserAgent != "" {
		r.Header.Set("User-Agent", c.UserAgent)
	}
	if x.Length > 0 {
		r.ContentLength = x.Length
	}
	if r.Body != nil && x.Stall > 0 {
		r.Body = &watched{r.Body, moved}
	}
	base := c.Base
	if base == nil {
		base = defaultBase
	}
	start := time.Now()
	resp, err := base.RoundTrip(r)
	x.Sent = sent.Load()
	if err != nil {
		heard(0, nil)
		t.log(r, 0, start, err)
		return nil, err
	}
	defer resp.Body.Close()
	x.Status, x.Response = resp.StatusCode, resp.Header
	c.Clock.hear(resp.Header, start, time.Now())
	heard(resp.StatusCode, resp.Header)
	limit := cmp.Or(c.MaxBody, 8<<20)
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err == nil && int64(len(body)) > limit {
		err = ErrTooLarge
	}
	t.log(r, resp.StatusCode, start, err)
	if err != nil {
		// The headers were heard but the answer was not: the outcome is unknown.
		return nil, fmt.Errorf("read answer: %w", err)
	}
	x.Body = body
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	resp.Header = resp.Header.Clone()
	resp.Header.Del("Content-Length")
	return resp, nil
}

// bounded is the exchange's context: by a time for all of it, or by one that begins
// anew whenever something has moved.
func (t roundTripper) bounded() (ctx context.Context, moved, cancel func()) {
	if t.x.Stall <= 0 {
		ctx, cancel = context.WithTimeout(t.ctx, cmp.Or(t.x.Timeout, cmp.Or(t.chain.Timeout, 30*time.Second)))
		return ctx, func() {}, cancel
	}
	ctx, end := context.WithCancelCause(t.ctx)
	alarm := time.AfterFunc(t.x.Stall, func() { end(fmt.Errorf("nothing moved for %v: %w", t.x.Stall, context.DeadlineExceeded)) })
	return ctx, func() { alarm.Reset(t.x.Stall) }, func() { alarm.Stop(); end(nil) }
}

// watched is a body that tells whenever some of it was taken.
type watched struct {
	io.ReadCloser
	moved func()
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.ReadCloser.Read(b)
	w.moved()
	return n, err
}

func (t roundTripper) log(r *http.Request, status int, start time.Time, err error) {
	if t.chain.Log == nil {
		return
	}
	level := slog.LevelDebug
	if err != nil || status >= 500 {
		level = slog.LevelWarn
	}
	t.chain.Log.LogAttrs(t.ctx, level, "request",
		slog.String("method", r.Method), slog.String("host", r.URL.Host), slog.String("path", r.URL.Path),
		slog.Int("status", status), slog.Duration("took", time.Since(start)), slog.Any("err", err))
}
