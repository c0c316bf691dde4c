package api

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gin-gonic/gin"
)

//go:embed openapi.yaml
var contractSource []byte

// contract checks requests against openapi.yaml before a handler sees them.
type contract struct {
	source []byte
	doc    *openapi3.T
	router routers.Router
	big    chan struct{} // slots for contacts over maxJSON
}

func loadContract() (*contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(contractSource)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	return &contract{source: contractSource, doc: doc, router: router, big: make(chan struct{}, bigContacts)}, nil
}

// maxJSON is the largest JSON body, in bytes. A contact may be larger, since no
// packet is so big that it keeps a customer out; but only a few of those at once.
const (
	maxJSON      = 1 << 20
	maxContact   = 16 << 20
	bigContacts  = 4
	contactRoute = "createContact"
)

// readJSON reads a body up to what its operation allows.
func (ct *contract) readJSON(c *gin.Context, operation string) ([]byte, error) {
	limit := int64(maxJSON)
	if operation == contactRoute {
		limit = maxContact
	}
	body := http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	raw, err := io.ReadAll(io.LimitReader(body, maxJSON))
	if err != nil || len(raw) < maxJSON {
		return raw, err
	}
	select {
	case ct.big <- struct{}{}:
		defer func() { <-ct.big }()
	case <-c.Request.Context().Done():
		return nil, c.Request.Context().Err()
	}
	rest, err := io.ReadAll(body)
	return append(raw, rest...), err
}

// check refuses what the contract does not allow, with a sentence that names the
// field. Files are checked by the blob store while they stream.
func (ct *contract) check(s *Server) gin.HandlerFunc {
	options := &openapi3filter.Options{
		AuthenticationFunc:  func(context.Context, *openapi3filter.AuthenticationInput) error { return nil }, // see authorize
		SkipSettingDefaults: true,
	}
	streamed := *options
	streamed.ExcludeRequestBody = true
	return func(c *gin.Context) {
		if c.Request.Method == http.MethodOptions {
			return
		}
		route, params, err := ct.router.FindRoute(c.Request)
		if err != nil {
			s.fail(c, notFound())
			return
		}
		// The validator reads any body whole, even for a look at who is asking: it
		// sees none but those that have been capped.
		seen := *c.Request
		seen.Body = http.NoBody
		in := &openapi3filter.RequestValidationInput{Request: &seen, PathParams: params, Route: route, Options: &streamed}
		if body := route.Operation.RequestBody; body != nil && body.Value.Content.Get("application/json") != nil {
			in.Options = options
			raw, err := ct.readJSON(c, route.Operation.OperationID)
			if err != nil {
				s.fail(c, err)
				return
			}
			if len(raw) > 0 && !json.Valid(raw) {
				s.fail(c, invalid(malformed)) // decoders would not mind what follows the first value
				return
			}
			c.Request.Header.Set("Content-Type", "application/json")
			c.Request.Body, seen.Body = io.NopCloser(bytes.NewReader(raw)), io.NopCloser(bytes.NewReader(raw))
		}
		if err := openapi3filter.ValidateRequest(c.Request.Context(), in); err != nil {
			s.fail(c, invalid(explain(err)))
			return
		}
		c.Next()
	}
}

const malformed = "The request is not well-formed JSON."

// explain a violation in one sentence that repeats nothing of what was sent.
func explain(err error) string {
	if e, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		where := strings.Join(e.JSONPointer(), ".")
		if where == "" {
			where = "body"
		}
		if r, ok := errors.AsType[*openapi3filter.RequestError](err); ok && r.Parameter != nil {
			where = r.Parameter.Name
		}
		switch e.SchemaField {
		case "maxLength":
			return fmt.Sprintf("%s is too long: at most %d characters.", where, *e.Schema.MaxLength)
		case "maxItems":
			return fmt.Sprintf("%s has too many entries: at most %d.", where, *e.Schema.MaxItems)
		case "pattern":
			return where + " is not written the way it must be."
		case "enum":
			return where + " is none of the allowed values."
		case "required":
			return where + " is missing."
		case "type":
			return where + " is of the wrong type."
		}
		return where + " is not what it must be."
	}
	if r, ok := errors.AsType[*openapi3filter.RequestError](err); ok {
		switch {
		case r.Parameter != nil:
			return "The parameter " + r.Parameter.Name + " is missing or not what it must be."
		case r.RequestBody != nil && errors.Is(err, openapi3filter.ErrInvalidRequired):
			return "The request has no body."
		}
	}
	return malformed
}
