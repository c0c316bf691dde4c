// Package contract is openapi.yaml: the types and routes of /v1 that are generated from
// it, and what each operation, and each route beside them, demands of a request before a
// handler sees it.
//
// Load refuses a contract that leaves one of these open: who may ask, from which pages,
// and how much they may send. What it returns never changes and may be used by any number
// of goroutines. The package enforces nothing by itself and knows nothing of the server.
package contract

import (
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

//go:embed openapi.yaml
var source []byte

// Source is openapi.yaml as it stands.
func Source() []byte { return slices.Clone(source) }

// Contract is all operations.
type Contract struct {
	operations []*Operation
	at         map[address]*Operation
	routes     map[address]*Route
}

// Operation is what the contract says of one.
type Operation struct {
	ID     string
	Method string
	Path   string // as routes are written: /v1/interactions/:id
	// Roles of a session that may ask, see Allows; none: no session is asked for.
	Roles []string
	// Admin is the least role of an admin who may ask; empty: no admin may.
	Admin string
	// Supervisor: of agents, those alone who are supervisors of their account may ask.
	Supervisor bool
	// CrossOrigin: pages of the configured apps may call it too, not ours alone.
	CrossOrigin bool
	// MaxBody is the largest JSON body, in bytes; 0: no JSON is read.
	MaxBody int64
	// Streams: the body is a file, which is taken as it comes, up to what the
	// configuration allows for one.
	Streams bool
	// Socket: the answer is a connection that stays.
	Socket bool

	route routers.Route
	body  *openapi3.Schema // of the JSON; nil: no JSON is read
}

// Allows tells whether a session's role may ask, and for admins the role that they have
// among themselves. An admin may do what an agent may, as far as that role goes.
func (o *Operation) Allows(role, admin string) bool {
	if role != "admin" {
		return slices.Contains(o.Roles, role)
	}
	has, needs := slices.Index(adminRoles, admin), slices.Index(adminRoles, o.Admin)
	return needs >= 0 && has >= needs
}

var roleNames = []string{"customer", "agent", "admin"}

// adminRoles from the one that may least on.
var adminRoles = []string{"read-only", "supervisor", "owner"}

type address struct{ method, path string }

// Load reads the contract.
func Load() (*Contract, error) {
	c, err := parse(source)
	if err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	return c, nil
}

func parse(source []byte) (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(source)
	if err != nil {
		return nil, err
	}
	c := &Contract{at: map[address]*Operation{}}
	for path, item := range doc.Paths.Map() {
		for method, described := range item.Operations() {
			o, err := operation(described)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			o.Method, o.Path = method, routed(path)
			o.route = routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: described}
			c.operations = append(c.operations, o)
			c.at[address{o.Method, o.Path}] = o
		}
	}
	if c.routes, err = routes(doc.Extensions["x-routes"]); err != nil {
		return nil, err
	}
	for a := range c.routes {
		if c.at[a] != nil {
			return nil, fmt.Errorf("x-routes: %s %s is an operation", a.method, a.path)
		}
	}
	return c, nil
}

// Operations in no particular order.
func (c *Contract) Operations() iter.Seq[*Operation] { return slices.Values(c.operations) }

// At is the operation of a route; nil: the contract has none there.
func (c *Contract) At(method, path string) *Operation { return c.at[address{method, path}] }

// operation reads what must be said of each, and refuses what is left open.
func operation(d *openapi3.Operation) (*Operation, error) {
	o := &Operation{ID: d.OperationID, Socket: d.Responses.Value("101") != nil}
	if o.ID == "" {
		return nil, errors.New("no operationId")
	}
	if d.Security == nil {
		return nil, errors.New("no security: it does not say who may ask")
	}
	for _, requirement := range *d.Security {
		roles, session := requirement["bearer"]
		_, renewal := requirement["renewal"]
		if len(requirement) != 1 || !session && !renewal {
			return nil, errors.New("security is neither a session nor a renewal token")
		}
		if session && len(roles) == 0 {
			return nil, errors.New("security names no role")
		}
		for _, role := range roles {
			if !slices.Contains(roleNames, role) {
				return nil, fmt.Errorf("security: there is no role %s", role)
			}
		}
		o.Roles = append(o.Roles, roles...)
	}
	if err := o.readAdmin(d.Extensions["x-admin"]); err != nil {
		return nil, err
	}
	if least, said := d.Extensions["x-agent"]; said {
		if least != "supervisor" || !slices.Contains(o.Roles, "agent") {
			return nil, fmt.Errorf("x-agent is %v, not supervisor, or no agent may ask", least)
		}
		o.Supervisor = true
	}
	switch rule := d.Extensions["x-cross-origin"]; rule {
	case "none":
	case "apps":
		o.CrossOrigin = true
	default:
		return nil, fmt.Errorf("x-cross-origin is %v, not none or apps", rule)
	}
	limit, limited := d.Extensions["x-max-body"]
	if d.RequestBody == nil {
		if limited {
			return nil, errors.New("x-max-body, and no body")
		}
		return o, nil
	}
	if d.RequestBody.Value.Content.Get("application/json") == nil {
		if o.Streams = limit == "file"; !o.Streams {
			return nil, fmt.Errorf("x-max-body is %v, not file", limit)
		}
		return o, nil
	}
	if n, ok := limit.(float64); ok && n >= 1 && n == math.Trunc(n) {
		o.MaxBody = int64(n)
		if s := d.RequestBody.Value.Content.Get("application/json").Schema; s != nil {
			o.body = s.Value
		}
		return o, nil
	}
	return nil, fmt.Errorf("x-max-body is %v, not a number of bytes", limit)
}

// readAdmin reads the least role of an admin, and refuses none where admins may ask.
func (o *Operation) readAdmin(least any) error {
	if admins := slices.Contains(o.Roles, "admin") || slices.Contains(o.Roles, "agent"); !admins {
		if least != nil {
			return errors.New("x-admin, and no admin may ask")
		}
		return nil
	}
	o.Admin, _ = least.(string)
	if !slices.Contains(adminRoles, o.Admin) {
		return fmt.Errorf("x-admin is %v, not one of %v", least, adminRoles)
	}
	return nil
}
