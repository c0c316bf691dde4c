package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Violation is what a request has against the contract, in one sentence that names the
// field and repeats nothing of what was sent.
type Violation struct{ Sentence string }

func (v *Violation) Error() string { return "contract: " + v.Sentence }

// Malformed is said of a body that is not JSON.
const Malformed = "The request is not well-formed JSON."

// checkBody and the other options leave it to the server to find out who is asking.
var (
	checkBody = &openapi3filter.Options{
		AuthenticationFunc:  func(context.Context, *openapi3filter.AuthenticationInput) error { return nil },
		SkipSettingDefaults: true,
	}
	checkParameters = &openapi3filter.Options{
		AuthenticationFunc: checkBody.AuthenticationFunc, SkipSettingDefaults: true, ExcludeRequestBody: true,
	}
)

// Check a request of the operation: its parameters, those of the path as they were routed,
// and body if it takes JSON. What the contract does not know is taken out of the body, in
// place, before anything is built of it: kept is what is left. The request's own body is not
// read. The error is a *Violation.
func (o *Operation) Check(r *http.Request, path map[string]string, body []byte) (kept []byte, err error) {
	// The validator reads any body whole, even for a look at who is asking: it sees none
	// but those that have been capped.
	seen := *r
	seen.Body = http.NoBody
	in := &openapi3filter.RequestValidationInput{Request: &seen, PathParams: path, Route: &o.route, Options: checkParameters}
	if o.MaxBody > 0 {
		if len(body) > 0 {
			if body, err = sift(body, o.body); err != nil {
				return nil, err
			}
		}
		seen.Header = maps.Clone(r.Header)
		seen.Header.Set("Content-Type", "application/json") // whatever the client calls it
		seen.Body = io.NopCloser(bytes.NewReader(body))
		in.Options = checkBody
	}
	if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
		return nil, &Violation{explain(err)}
	}
	return body, nil
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
	return Malformed
}
