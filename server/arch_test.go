package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/deskside/deskside/"

// imports of the module's packages, without their tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-tags=nomsgpack", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".." // the module's root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	all := map[string][]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(p.ImportPath, module)] = p.Imports
	}
}

// ours is an import's path in this module.
func ours(imported string) (string, bool) { return strings.CutPrefix(imported, module) }

// within a folder, or the folder itself.
func within(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return pkg == f || strings.HasPrefix(pkg, f+"/") })
}

func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// forTests: packages that hold stand-ins and suites are named so.
func forTests(pkg string) bool { return strings.HasSuffix(path.Base(pkg), "test") }

// rule of the house: what packages of a kind may not import, and why.
type rule struct {
	name, reason string
	about        func(pkg string) bool
	forbids      func(pkg, imported string) bool
}

func room(names ...string) func(string) bool {
	return func(pkg string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return pkg == "server/internal/"+n })
	}
}

// caller: a package of the edge for one kind of caller, or for one way in.
func caller(pkg string) bool {
	return within(pkg, "server/internal/api") && !room("api", "api/contract", "api/edge", "api/problem", "api/view")(pkg)
}

// oursBesides forbids all of our packages but those.
func oursBesides(allowed ...string) func(string, string) bool {
	return func(pkg, imported string) bool {
		own, ok := ours(imported)
		return ok && !slices.Contains(allowed, own)
	}
}

// onlyIn says that a thing of others may be named in one place.
func onlyIn(name, thing, folder, reason string) rule {
	return rule{
		name: name, reason: reason,
		about:   func(pkg string) bool { return !within(pkg, folder) },
		forbids: func(_, imported string) bool { return imported == thing || strings.HasPrefix(imported, thing+"/") },
	}
}

var rules = []rule{
	{
		name:   "config, templates, widget and connectors import nothing of ours but themselves, text and clock",
		reason: "they are leaves: each can be read, tested and replaced without knowing the server",
		about:  func(pkg string) bool { return within(pkg, "config", "templates", "widget", "connectors") },
		forbids: func(pkg, imported string) bool {
			own, ok := ours(imported)
			top, _, _ := strings.Cut(pkg, "/")
			return ok && !within(own, top) && own != "text" && own != "clock"
		},
	},
	{
		name:    "text and clock import nothing of ours",
		reason:  "every room may use them",
		about:   func(pkg string) bool { return pkg == "text" || pkg == "clock" },
		forbids: func(_, imported string) bool { _, ok := ours(imported); return ok },
	},
	{
		name:   "no connector knows another",
		reason: "a new cloud is one new folder; what two of them share belongs into connectors, connectors/transport or connectors/identity",
		about: func(pkg string) bool {
			return within(pkg, "connectors/zendesk", "connectors/salesforce", "connectors/twilio")
		},
		forbids: func(pkg, imported string) bool {
			own, ok := ours(imported)
			kind := strings.Join(strings.SplitN(pkg, "/", 3)[:2], "/")
			return ok && !within(own, kind) && own != "connectors" && own != "connectors/transport" && own != "connectors/identity" && own != "connectors/crmtest" && own != "connectors/channeltest" && own != "clock"
		},
	},
	{
		name:    "interaction imports only the standard library",
		reason:  "the domain is pure: no clock, no I/O, so every decision can be replayed from its events",
		about:   room("interaction"),
		forbids: func(_, imported string) bool { return !standard(imported) },
	},
	{
		name:    "compose = interaction + templates + connectors",
		reason:  "what is written to a CRM follows from the log alone, so that a try after a crash sends the same",
		about:   room("compose"),
		forbids: oursBesides("server/internal/interaction", "templates", "templates/words", "connectors", "connectors/identity"),
	},
	{
		name:    "delivery = store + compose + connectors, and the domain's words",
		reason:  "the guarantee of exactly once must not depend on who else happens to run",
		about:   room("delivery"),
		forbids: oursBesides("server/internal/store", "server/internal/compose", "connectors", "connectors/transport", "server/internal/interaction", "clock"),
	},
	{
		name:   "deadlines do not know voice",
		reason: "what runs out of time is the domain's to say; who must be asked first comes in by wiring",
		about:  room("deadlines", "reconcile"),
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			return ok && (within(own, "connectors") || room("voice", "routing", "live", "delivery")(own) || within(own, "server/internal/api"))
		},
	},
	{
		name:   "api never names a concrete store, connector or SDK",
		reason: "the edge speaks to ports: a new store or CRM must not change a route",
		about:  func(pkg string) bool { return within(pkg, "server/internal/api") },
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			if ok {
				return within(own, "connectors") && own != "connectors" && own != "connectors/identity" || strings.HasPrefix(own, "server/internal/store/")
			}
			return slices.ContainsFunc(sdks, func(sdk string) bool { return within(imported, sdk) })
		},
	},
	{
		name:   "no caller's package of the edge knows another",
		reason: "what an agent may do must not follow from what a customer may; what they share is edge's or view's",
		about:  caller,
		forbids: func(pkg, imported string) bool {
			own, ok := ours(imported)
			return ok && own != pkg && (caller(own) || own == "server/internal/api")
		},
	},
	{
		name:   "what the callers' packages stand on knows none of them",
		reason: "a new caller is one new package and one line in api",
		about:  room("api/contract", "api/edge", "api/problem", "api/view"),
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			return ok && (caller(own) || own == "server/internal/api")
		},
	},
	{
		name:   "views know no requests",
		reason: "a socket shows what a route shows: a view follows from the state alone",
		about:  room("api/view"),
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			return imported == "github.com/gin-gonic/gin" || imported == "net/http" || ok && room("api/edge", "api/problem", "store", "session")(own)
		},
	},
	{
		name:    "the contract imports nothing of ours",
		reason:  "what is promised on the wire must not follow from how it is kept",
		about:   room("api/contract"),
		forbids: oursBesides(),
	},
	{
		name:   "only app names concrete stores and CRM connectors",
		reason: "a new one is one new folder and one line in app",
		about: func(pkg string) bool {
			return within(pkg, "server") && !forTests(pkg) && !room("app")(pkg) && !within(pkg, "server/internal/store") && !within(pkg, "server/cmd/sandbox")
		},
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			return ok && (within(own, "connectors/zendesk", "connectors/salesforce") || strings.HasPrefix(own, "server/internal/store/"))
		},
	},
	{
		name:   "main takes flags and runs commands, no more",
		reason: "what the server does must be reachable for tests, which cannot import main",
		about:  func(pkg string) bool { return pkg == "server" },
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			return ok && own != "config" && own != "text" && own != "server/internal/app"
		},
	},
	{
		name:   "stand-ins stay out of the product",
		reason: "no stand-in in the real binary: only the sandbox and other test packages may import a package named …test",
		about:  func(pkg string) bool { return !forTests(pkg) && !within(pkg, "server/cmd/sandbox") },
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			return ok && forTests(own)
		},
	},
	{
		name:   "nobody imports the sandbox",
		reason: "it is a program for trying things out; the product must not grow on it",
		about:  func(pkg string) bool { return !within(pkg, "server/cmd/sandbox") },
		forbids: func(_, imported string) bool {
			own, ok := ours(imported)
			return ok && within(own, "server/cmd")
		},
	},
	onlyIn("go-zendesk only in connectors/zendesk", "github.com/nukosuke/go-zendesk", "connectors/zendesk", "its types and its error texts must not spread"),
	onlyIn("phonenumbers only in connectors/identity", "github.com/nyaruka/phonenumbers", "connectors/identity",
		"a number that two places read in two ways is two people"),
	onlyIn("simpleforce only in connectors/salesforce", "github.com/simpleforce/simpleforce", "connectors/salesforce", "its types and its error texts must not spread"),
	onlyIn("twilio-go only in connectors/twilio", "github.com/twilio/twilio-go", "connectors/twilio", "calls go through our own client, with its deadlines and its log"),
	onlyIn("pion only in connectors/twilio/soundtest", "github.com/pion", "connectors/twilio/soundtest", "Twilio carries the product's sound; only its stand-in makes any"),
	onlyIn("gin only in api", "github.com/gin-gonic/gin", "server/internal/api", "its contexts are recycled after a request; rooms take context.Context"),
}

var sdks = []string{"github.com/nukosuke/go-zendesk", "github.com/simpleforce/simpleforce", "github.com/twilio/twilio-go"}

// The house as DESIGN.md draws it.
func TestImportRules(t *testing.T) {
	all := imports(t)
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			held := 0
			for pkg, imported := range all {
				if !r.about(pkg) {
					continue
				}
				held++
				for _, i := range imported {
					if r.forbids(pkg, i) {
						t.Errorf("%s imports %s, but %s: %s", pkg, i, r.name, r.reason)
					}
				}
			}
			if held == 0 {
				t.Error("no package is held to this rule: has it been renamed?")
			}
		})
	}
}

// The product's binary does not grow by what its stand-ins need.
func TestNoSoundInTheProduct(t *testing.T) {
	var stderr bytes.Buffer
	list := func(program string) string {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-tags=nomsgpack", "-deps", program)
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list: %v\n%s", err, stderr.String())
		}
		return string(out)
	}
	if linked := list("."); strings.Contains(linked, "github.com/pion/") {
		t.Error("the product links WebRTC")
	}
	if linked := list("./cmd/sandbox"); !strings.Contains(linked, "github.com/pion/webrtc") {
		t.Error("the sandbox carries no sound: has it been renamed?")
	}
}

// A rule that forbids nothing would be no rule: each catches what it is there for.
func TestImportRulesBite(t *testing.T) {
	for name, c := range map[string]struct{ pkg, imported string }{
		"config, templates, widget and connectors import nothing of ours but themselves, text and clock": {"connectors/zendesk", module + "server/internal/interaction"},
		"text and clock import nothing of ours":                                                          {"text", module + "config"},
		"no connector knows another":                                                                     {"connectors/zendesk", module + "connectors/salesforce"},
		"interaction imports only the standard library":                                                  {"server/internal/interaction", "github.com/oklog/ulid/v2"},
		"compose = interaction + templates + connectors":                                                 {"server/internal/compose", module + "server/internal/store"},
		"delivery = store + compose + connectors, and the domain's words":                                {"server/internal/delivery", module + "server/internal/voice"},
		"deadlines do not know voice":                                                                    {"server/internal/deadlines", module + "server/internal/voice"},
		"api never names a concrete store, connector or SDK":                                             {"server/internal/api", module + "server/internal/store/sqlite"},
		"no caller's package of the edge knows another":                                                  {"server/internal/api/agent", module + "server/internal/api/customer"},
		"what the callers' packages stand on knows none of them":                                         {"server/internal/api/edge", module + "server/internal/api/pages"},
		"views know no requests":                                                                         {"server/internal/api/view", module + "server/internal/api/edge"},
		"the contract imports nothing of ours":                                                           {"server/internal/api/contract", module + "server/internal/interaction"},
		"only app names concrete stores and CRM connectors":                                              {"server/internal/live", module + "connectors/zendesk"},
		"main takes flags and runs commands, no more":                                                    {"server", module + "server/internal/api"},
		"stand-ins stay out of the product":                                                              {"server/internal/app", module + "connectors/twilio/twiliotest"},
		"nobody imports the sandbox":                                                                     {"server/internal/app", module + "server/cmd/sandbox/pages"},
		"go-zendesk only in connectors/zendesk":                                                          {"server/internal/delivery", "github.com/nukosuke/go-zendesk/zendesk"},
		"simpleforce only in connectors/salesforce":                                                      {"connectors/zendesk", "github.com/simpleforce/simpleforce"},
		"phonenumbers only in connectors/identity":                                                       {"server/internal/api", "github.com/nyaruka/phonenumbers"},
		"twilio-go only in connectors/twilio":                                                            {"server/internal/voice", "github.com/twilio/twilio-go/rest/api/v2010"},
		"pion only in connectors/twilio/soundtest":                                                       {"connectors/twilio/twiliotest", "github.com/pion/webrtc/v4"},
		"gin only in api":                                                                                {"server/internal/live", "github.com/gin-gonic/gin"},
	} {
		i := slices.IndexFunc(rules, func(r rule) bool { return r.name == name })
		if i < 0 || !rules[i].about(c.pkg) || !rules[i].forbids(c.pkg, c.imported) {
			t.Errorf("%s: lets %s import %s", name, c.pkg, c.imported)
		}
	}
	for _, r := range rules {
		if r.reason == "" {
			t.Errorf("%s: no reason", r.name)
		}
	}
}
