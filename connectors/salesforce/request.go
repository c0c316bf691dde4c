package salesforce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/simpleforce/simpleforce"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// request is one call to the data API.
type request struct {
	op     string // for errors: "salesforce: find"
	method string
	path   string // below /services/data/v66.0/, without personal data: it is logged
	body   func() (io.ReadCloser, error)
	header http.Header
	length int64         // >0: of a streamed body
	stall  time.Duration // >0: given up when it makes no progress for so long, instead of after a time
	writes bool          // a lost answer is Unknown
}

func jsonBody(v any) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		b, err := json.Marshal(v)
		return io.NopCloser(bytes.NewReader(b)), err
	}
}

// do sends r, once more with a fresh token if the one in use has died. The
// exchange is there whenever something was heard; the error is nil for 2xx only.
func (c *Connector) do(ctx context.Context, r request) (*transport.Exchange, *connectors.Error) {
	for fresh := false; ; fresh = true {
		if err := ctx.Err(); err != nil {
			return nil, &connectors.Error{Kind: connectors.Transient, Op: r.op, Reason: connectors.Because("given_up"), Err: err}
		}
		tok, refused := c.tokens.get(ctx)
		if refused != nil {
			refused.Op = r.op
			return nil, refused
		}
		x, err := c.send(ctx, tok, r)
		if x != nil && x.Status == http.StatusUnauthorized {
			c.tokens.drop(tok)
			if !fresh {
				continue
			}
		}
		if err != nil {
			return x, unheard(r, x, err)
		}
		if x.Status < 200 || x.Status > 299 {
			return x, refusedAnswer(r, x)
		}
		return x, nil
	}
}

// send makes one attempt through a client of its own: simpleforce's is neither
// safe to share nor aware of contexts, and loses status and headers. What it is
// shown of the answer is always an empty success, for it prints what fails to
// the global log.
func (c *Connector) send(ctx context.Context, tok token, r request) (*transport.Exchange, error) {
	x := &transport.Exchange{Header: r.header, Length: r.length, Stall: r.stall}
	quiet := &quietly{next: c.chain.Client(ctx, x).Transport}
	sf := simpleforce.NewClient(tok.instance, "deskside", c.version)
	sf.SetSidLoc(tok.value, tok.instance)
	sf.SetHttpClient(&http.Client{Transport: quiet})
	var body io.Reader
	if r.body != nil {
		b, err := r.body()
		if err != nil {
			return nil, &bodyError{err}
		}
		defer b.Close()
		body = b
	}
	_, err := sf.ApexREST(r.method, "services/data/v"+c.version+"/"+r.path, body)
	if quiet.err != nil {
		err = quiet.err
	}
	return x, err
}

// quietly shows simpleforce an empty success whatever happened, and keeps what
// the connection said.
type quietly struct {
	next http.RoundTripper
	err  error
}

func (q *quietly) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := q.next.RoundTrip(r)
	q.err = err
	if err == nil {
		_ = resp.Body.Close()
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, Request: r,
	}, nil
}

// bodyError is a failure to read what we meant to send: it is ours, and what was
// sent of it cannot have taken effect.
type bodyError struct{ err error }

func (e *bodyError) Error() string { return e.err.Error() }
func (e *bodyError) Unwrap() error { return e.err }

// unheard says what a request without an answer means.
func unheard(r request, x *transport.Exchange, err error) *connectors.Error {
	e := &connectors.Error{Kind: connectors.Transient, Op: r.op, Reason: connectors.Because("salesforce_unreached"), Err: err}
	if x == nil {
		x = &transport.Exchange{}
	}
	e.Status = x.Status
	if own, ok := errors.AsType[*bodyError](err); ok {
		e.Err, e.Reason = own.err, connectors.Because("unreadable_body")
		return e
	}
	if r.writes && x.Sent {
		e.Kind, e.Reason = connectors.Unknown, connectors.Because("salesforce_broken")
	}
	return e
}

// unreadable says what an answer means that is not what it should be.
func unreadable(r request, x *transport.Exchange) *connectors.Error {
	e := &connectors.Error{Kind: connectors.Transient, Op: r.op, Status: x.Status, Reason: connectors.Because("salesforce_unreadable")}
	if r.writes {
		e.Kind = connectors.Unknown
	}
	return e
}
