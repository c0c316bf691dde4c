package api

import (
	"bytes"
	"context"
	_ "embed"
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
	return &contract{source: contractSource, doc: doc, router: router}, nil
}

// maxJSON is the largest JSON body, in bytes: a contact's packet of 64 KiB and a
// hundred fields fit many times over.
const maxJSON = 1 << 20

// check refuses what the contract does not allow, with a sentence that names the
// field. Files are checked by the media room while they stream.
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
		in := &openapi3filter.RequestValidationInput{Request: c.Request, PathParams: params, Route: route, Options: &streamed}
		if body := route.Operation.RequestBody; body != nil && body.Value.Content.Get("application/json") != nil {
			in.Options = options
			raw, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxJSON))
			if err != nil {
				s.fail(c, err)
				return
			}
			c.Request.Body = io.NopCloser(bytes.NewReader(raw))
			defer func() { c.Request.Body = io.NopCloser(bytes.NewReader(raw)) }()
			c.Request.Header.Set("Content-Type", "application/json")
		}
		if err := openapi3filter.ValidateRequest(c, in); err != nil {
			s.fail(c, invalid(explain(err)))
			return
		}
		c.Next()
	}
}

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
	return "The request is not well-formed JSON."
}
