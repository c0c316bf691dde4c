package contract

import (
	"strings"
	"testing"
)

// minimal is a contract of one operation that leaves nothing open.
const minimal = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /v1/things/{id}:
    post:
      operationId: change
      security: [{bearer: [agent, customer]}]
      x-admin: supervisor
      x-cross-origin: apps
      x-max-body: 4096
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"204": {description: Done.}}
`

func TestOperationSaysWhatItDemands(t *testing.T) {
	c, err := parse([]byte(minimal))
	if err != nil {
		t.Fatal(err)
	}
	o := c.At("POST", "/v1/things/:id")
	if o == nil || o.ID != "change" || !o.CrossOrigin || o.MaxBody != 4096 || o.Streams || o.Socket {
		t.Fatalf("%+v", o)
	}
	for who, want := range map[[2]string]bool{
		{"agent"}: true, {"customer"}: true, {""}: false, {"guest"}: false,
		{"admin", "owner"}: true, {"admin", "supervisor"}: true, {"admin", "read-only"}: false, {"admin"}: false, {"admin", "agent"}: false,
	} {
		if o.Allows(who[0], who[1]) != want {
			t.Errorf("%q may: %t", who, !want)
		}
	}
	if c.At("GET", "/v1/things/:id") != nil || c.At("POST", "/v1/things") != nil {
		t.Error("an operation where the contract has none")
	}
	if o.Supervisor {
		t.Error("it is for supervisors alone, and does not say so")
	}
	led, err := parse([]byte(strings.Replace(minimal, "x-admin:", "x-agent: supervisor\n      x-admin:", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if !led.At("POST", "/v1/things/:id").Supervisor {
		t.Error("it says that it is for supervisors alone, and is not")
	}
	customers, err := parse([]byte(strings.Replace(minimal, "[agent, customer]}]\n      x-admin: supervisor", "[customer]}]", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if customers.At("POST", "/v1/things/:id").Allows("admin", "owner") {
		t.Error("an admin may do what is a customer's alone")
	}
}

// Whatever is left open, or said so that it cannot be understood, is no contract.
func TestNothingIsLeftOpen(t *testing.T) {
	for name, change := range map[string][2]string{
		"who may ask":             {"security: [{bearer: [agent, customer]}]", ""},
		"which role":              {"[agent, customer]", "[]"},
		"a role of nobody":        {"[agent, customer]", "[agnet]"},
		"a credential of nobody":  {"{bearer: [agent, customer]}", "{cookie: []}"},
		"two credentials":         {"{bearer: [agent, customer]}", "{bearer: [agent], renewal: []}"},
		"which admins":            {"x-admin: supervisor", ""},
		"an admin of nobody":      {"x-admin: supervisor", "x-admin: root"},
		"an agent of nobody":      {"x-admin: supervisor", "x-admin: supervisor\n      x-agent: boss"},
		"a leader of customers":   {"[agent, customer]}]\n      x-admin: supervisor", "[customer]}]\n      x-agent: supervisor"},
		"an admin of customers":   {"[agent, customer]", "[customer]"},
		"which pages":             {"x-cross-origin: apps", ""},
		"pages of nobody":         {"x-cross-origin: apps", "x-cross-origin: all"},
		"how much":                {"x-max-body: 4096", ""},
		"nothing, and a body":     {"x-max-body: 4096", "x-max-body: 0"},
		"less than nothing":       {"x-max-body: 4096", "x-max-body: -1"},
		"half a byte":             {"x-max-body: 4096", "x-max-body: 4096.5"},
		"a size in words":         {"x-max-body: 4096", "x-max-body: 4 KiB"},
		"JSON as a file":          {"x-max-body: 4096", "x-max-body: file"},
		"a file in bytes":         {"application/json", "application/octet-stream"},
		"how much of no body":     {"requestBody: {content: {application/json: {schema: {type: object}}}}", ""},
		"an operation's own name": {"operationId: change", ""},
		"YAML":                    {"paths:", "paths: ["},
	} {
		source := strings.Replace(minimal, change[0], change[1], 1)
		if source == minimal {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := parse([]byte(source)); err == nil {
			t.Errorf("without %s it is a contract", name)
		}
	}
}

func TestLoad(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for o := range c.Operations() {
		if ids[o.ID] {
			t.Errorf("two operations are called %s", o.ID)
		}
		ids[o.ID] = true
		if c.At(o.Method, o.Path) != o {
			t.Errorf("%s is not found at %s %s", o.ID, o.Method, o.Path)
		}
	}
	if len(ids) == 0 {
		t.Error("no operations")
	}
}
