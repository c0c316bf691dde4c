package edge

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// bodyWithin is how long a whole body may take that is no file: 256 KB over the slowest
	// net that phones still have.
	bodyWithin = 30 * time.Second
	// freeBytes of a body are read whoever sends it: no form of Twilio has as many. What is
	// larger is counted, see memory.
	freeBytes = 16 << 10
)

// memory is what bodies take that are not here yet, in KiB: of strangers, who can send any
// number of them, and of those who have a session.
type memory struct{ strangers, known *Places[caller] }

const (
	memoryInAll     = 64 << 10
	memoryOfOne     = 4 << 10
	memoryOfOneWide = 32 << 10
)

func newMemory() memory {
	return memory{strangers: NewPlaces[caller](memoryInAll), known: NewPlaces[caller](memoryInAll)}
}

// timely are bodies that come in time. net/http reads some of what an operation does not
// want, so the deadline holds for that too; files go on to one of their own.
func (e *Edge) timely(c *gin.Context) {
	if c.Request.Body != http.NoBody {
		e.deadline(c, time.Now().Add(cmp.Or(e.BodyWithin, bodyWithin)))
	}
}

// deadline of what is read from the connection. Writers that are no connection refuse it:
// tests.
func (e *Edge) deadline(c *gin.Context, at time.Time) {
	_ = http.NewResponseController(c.Writer).SetReadDeadline(at)
}

// read a body of at most that many bytes, and put it in the place of the one that came.
func (e *Edge) read(c *gin.Context, limit int64) ([]byte, error) {
	if c.Request.Body == http.NoBody {
		return nil, nil
	}
	if c.Request.ContentLength > limit { // net/http closes the connection, and reads nothing of it
		return nil, problem.TooLarge(limit)
	}
	from := http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	body, err := io.ReadAll(io.LimitReader(from, freeBytes))
	if err == nil && len(body) == freeBytes {
		body, err = e.readMore(c, from, body)
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, problem.New(http.StatusRequestTimeout, "too_slow", "The request did not arrive in time. Try again.")
	case err != nil:
		if _, over := errors.AsType[*http.MaxBytesError](err); over {
			err = problem.TooLarge(limit)
		}
		return nil, err
	}
	e.deadline(c, time.Time{}) // or it would end the request while it is worked on
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// readMore of a body than everybody has room for.
func (e *Edge) readMore(c *gin.Context, from io.Reader, body []byte) ([]byte, error) {
	who, _, _ := e.callerOf(c)
	places, most := e.places.memory.known, memoryOfOne
	if who.role == "" || who.role == session.Customer {
		places = e.places.memory.strangers
		if e.proxies.Source(c.Request).Wide {
			most = memoryOfOneWide
		}
	}
	taken := 0
	defer func() { places.Leave(who, taken) }()
	for {
		if len(body) == cap(body) {
			more := len(body) >> 10 // as much again
			if !places.Take(who, more, most) {
				return nil, store.ErrBusy
			}
			taken += more
			body = append(body, make([]byte, len(body))...)[:len(body)]
		}
		n, err := from.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if errors.Is(err, io.EOF) {
			return body, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// conforms refuses what the contract does not allow, with a sentence that names the
// field; false: the request has been answered. Files are checked by the blob store while
// they stream.
func (e *Edge) conforms(c *gin.Context, o *contract.Operation, body []byte) bool {
	kept, err := o.Check(c.Request, pathValues(c), body)
	if err != nil {
		e.Fail(c, err)
		return false
	}
	if o.MaxBody > 0 {
		c.Request.Body = io.NopCloser(bytes.NewReader(kept))
	}
	return true
}

// operation of the contract that a request was routed to; nil: it has none there.
func (e *Edge) operation(c *gin.Context) *contract.Operation {
	return e.contract.At(c.Request.Method, c.FullPath())
}

// route beside the operations that a request was routed to; nil: the contract has none
// there, or an operation.
func (e *Edge) route(c *gin.Context) *contract.Route {
	return e.contract.Route(c.Request.Method, c.FullPath())
}

func pathValues(c *gin.Context) map[string]string {
	values := make(map[string]string, len(c.Params))
	for _, p := range c.Params {
		values[p.Key] = p.Value
	}
	return values
}

// Bind reads a body that the contract has checked already.
func (e *Edge) Bind(c *gin.Context, into any) bool {
	if err := c.ShouldBindJSON(into); err != nil {
		e.Fail(c, problem.Invalid(contract.Malformed))
		return false
	}
	return true
}
