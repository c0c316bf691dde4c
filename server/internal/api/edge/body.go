package edge

import (
	"bytes"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
)

const (
	// ampleJSON is as many bytes as any number of requests may bring at once. What is
	// larger, where the contract allows it, waits for one of a few slots.
	ampleJSON = 1 << 20
	// largeBodies are how many of those are read at once: a contact may be large, since
	// no packet is so big that it keeps a customer out.
	largeBodies = 4
)

// conforms refuses what the contract does not allow, with a sentence that names the
// field. Files are checked by the blob store while they stream.
func (e *Edge) conforms(c *gin.Context) {
	o := e.operation(c)
	var body []byte
	if o.MaxBody > 0 {
		var err error
		if body, err = e.readJSON(c, o); err != nil {
			e.Fail(c, err)
			return
		}
		c.Request.Body = io.NopCloser(bytes.NewReader(body))
	}
	if err := o.Check(c.Request, pathValues(c), body); err != nil {
		e.Fail(c, err)
	}
}

// capped is a form up to what its route allows.
func (e *Edge) capped(c *gin.Context) {
	if r := e.route(c); r != nil && r.MaxBody > 0 {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, r.MaxBody)
	}
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

// readJSON reads a body up to what its operation allows.
func (e *Edge) readJSON(c *gin.Context, o *contract.Operation) ([]byte, error) {
	body := http.MaxBytesReader(c.Writer, c.Request.Body, o.MaxBody)
	raw, err := io.ReadAll(io.LimitReader(body, ampleJSON))
	if err != nil || len(raw) < ampleJSON {
		return raw, err
	}
	select {
	case e.large <- struct{}{}:
		defer func() { <-e.large }()
	case <-c.Request.Context().Done():
		return nil, c.Request.Context().Err()
	}
	rest, err := io.ReadAll(body)
	return append(raw, rest...), err
}

// Bind reads a body that the contract has checked already.
func (e *Edge) Bind(c *gin.Context, into any) bool {
	if err := c.ShouldBindJSON(into); err != nil {
		e.Fail(c, problem.Invalid(contract.Malformed))
		return false
	}
	return true
}
