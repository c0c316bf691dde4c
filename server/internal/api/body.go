package api

import (
	"bytes"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
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
func (s *Server) conforms(c *gin.Context) {
	o := s.operation(c)
	var body []byte
	if o.MaxBody > 0 {
		var err error
		if body, err = s.readJSON(c, o); err != nil {
			s.fail(c, err)
			return
		}
		c.Request.Body = io.NopCloser(bytes.NewReader(body))
	}
	if err := o.Check(c.Request, pathValues(c), body); err != nil {
		s.fail(c, err)
	}
}

// operation of the contract that a request was routed to; nil: it has none there.
func (s *Server) operation(c *gin.Context) *contract.Operation {
	return s.contract.At(c.Request.Method, c.FullPath())
}

func pathValues(c *gin.Context) map[string]string {
	values := make(map[string]string, len(c.Params))
	for _, p := range c.Params {
		values[p.Key] = p.Value
	}
	return values
}

// readJSON reads a body up to what its operation allows.
func (s *Server) readJSON(c *gin.Context, o *contract.Operation) ([]byte, error) {
	body := http.MaxBytesReader(c.Writer, c.Request.Body, o.MaxBody)
	raw, err := io.ReadAll(io.LimitReader(body, ampleJSON))
	if err != nil || len(raw) < ampleJSON {
		return raw, err
	}
	select {
	case s.large <- struct{}{}:
		defer func() { <-s.large }()
	case <-c.Request.Context().Done():
		return nil, c.Request.Context().Err()
	}
	rest, err := io.ReadAll(body)
	return append(raw, rest...), err
}
