package contract

import (
	"strings"
	"testing"
)

const beside = `
x-routes:
  /things: {methods: [GET], x-cross-origin: none, x-unbounded: true}
  /things/{kind}/{file...}: {methods: [GET, HEAD], x-cross-origin: any}
  /report/{kind}: {methods: [GET, POST], x-cross-origin: none, x-max-body: 1024, x-signed: true}
`

func TestRouteSaysWhatItDemands(t *testing.T) {
	c, err := parse([]byte(minimal + beside))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []Route{
		{"GET", "/things", false, 0, true, false},
		{"GET", "/things/:kind/*file", true, 0, false, false},
		{"HEAD", "/things/:kind/*file", true, 0, false, false},
		{"GET", "/report/:kind", false, 1024, false, true},
		{"POST", "/report/:kind", false, 1024, false, true},
	} {
		if got := c.Route(want.Method, want.Path); got == nil || *got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	n := 0
	for range c.Routes() {
		n++
	}
	if n != 5 || c.Route("POST", "/things") != nil || c.Route("POST", "/v1/things/:id") != nil {
		t.Errorf("%d routes", n)
	}
}

// Whatever is left open, or said so that it cannot be understood, is no contract.
func TestNothingIsLeftOpenBeside(t *testing.T) {
	for name, change := range map[string][2]string{
		"which methods":         {"{methods: [GET], ", "{"},
		"a method of nobody":    {"[GET]", "[LOOK]"},
		"which pages":           {"x-cross-origin: any", ""},
		"pages of nobody":       {"x-cross-origin: any", "x-cross-origin: all"},
		"pages of apps":         {"x-cross-origin: any", "x-cross-origin: apps"},
		"how much":              {", x-max-body: 1024", ""},
		"nothing, and a form":   {"x-max-body: 1024", "x-max-body: 0"},
		"half a byte":           {"x-max-body: 1024", "x-max-body: 0.5"},
		"a size in words":       {"x-max-body: 1024", "x-max-body: 1 KiB"},
		"how much of no form":   {"[GET, POST]", "[GET]"},
		"what nobody has heard": {"x-unbounded", "x-unbound"},
		"a list":                {"x-routes:", "x-routes: [/things]\nx-others:"},
		"an operation twice":    {"  /things: {", "  /v1/things/{id}: {methods: [POST], x-cross-origin: none, x-max-body: 1}\n  /things: {"},
	} {
		source := strings.Replace(minimal+beside, change[0], change[1], 1)
		if source == minimal+beside {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := parse([]byte(source)); err == nil {
			t.Errorf("without %s it is a contract", name)
		}
	}
}
