package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
)

// Route is what the contract says of an address beside its operations: a page, a file, a
// form that somebody signed, a word for whoever operates the server.
type Route struct {
	Method string
	Path   string // as routes are written: /widget/assets/*file
	// AnyOrigin: every page may read it.
	AnyOrigin bool
	// MaxBody is the largest form, in bytes; 0: no body is read.
	MaxBody int64
	// Unbounded: it is answered however many requests are being worked on.
	Unbounded bool
	// Signed: it has a place among those whose signature holds, once that is known.
	Signed bool
}

// Routes in no particular order.
func (c *Contract) Routes() iter.Seq[*Route] { return maps.Values(c.routes) }

// Route of an address; nil: the contract has none there, or an operation.
func (c *Contract) Route(method, path string) *Route { return c.routes[address{method, path}] }

var routeMethods = []string{"GET", "HEAD", "POST"}

// routes reads x-routes, and refuses what leaves something open.
func routes(described any) (map[address]*Route, error) {
	raw, err := json.Marshal(described)
	if err != nil {
		return nil, err
	}
	var byPath map[string]struct {
		Methods   []string `json:"methods"`
		Origins   string   `json:"x-cross-origin"`
		MaxBody   *int64   `json:"x-max-body"`
		Unbounded bool     `json:"x-unbounded"`
		Signed    bool     `json:"x-signed"`
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&byPath); err != nil {
		return nil, fmt.Errorf("x-routes: %w", err)
	}
	out := map[address]*Route{}
	for path, one := range byPath {
		r := Route{Path: routed(path), AnyOrigin: one.Origins == "any", Unbounded: one.Unbounded, Signed: one.Signed}
		if !r.AnyOrigin && one.Origins != "none" {
			return nil, fmt.Errorf("%s: x-cross-origin is %q, not none or any", path, one.Origins)
		}
		if one.MaxBody != nil {
			r.MaxBody = *one.MaxBody
			if r.MaxBody < 1 || !slices.Contains(one.Methods, "POST") {
				return nil, fmt.Errorf("%s: x-max-body of a body that there is not", path)
			}
		} else if slices.Contains(one.Methods, "POST") {
			return nil, fmt.Errorf("%s: no x-max-body, and a form", path)
		}
		if len(one.Methods) == 0 {
			return nil, errors.New(path + ": no methods")
		}
		for _, method := range one.Methods {
			if !slices.Contains(routeMethods, method) {
				return nil, fmt.Errorf("%s: there is no method %s here", path, method)
			}
			route := r
			route.Method = method
			out[address{method, r.Path}] = &route
		}
	}
	return out, nil
}

var (
	pathParameter = regexp.MustCompile(`\{(\w+)\}`)
	pathRest      = regexp.MustCompile(`\{(\w+)\.\.\.\}$`)
)

// routed is a path of the contract as routes are written.
func routed(path string) string {
	return pathRest.ReplaceAllString(pathParameter.ReplaceAllString(path, ":$1"), "*$1")
}
