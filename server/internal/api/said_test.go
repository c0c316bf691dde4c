package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
)

// constantsOf a type, by their values, read from a package's source: none that is
// added there can be forgotten here.
func constantsOf(t *testing.T, folder, typeName string) []string {
	t.Helper()
	var values []string
	for _, file := range sourcesOf(t, folder) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 {
				return true
			}
			if named, ok := spec.Type.(*ast.Ident); !ok || named.Name != typeName {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				value, _ := strconv.Unquote(literal.Value)
				values = append(values, value)
			}
			return true
		})
	}
	if len(values) < 3 {
		t.Fatalf("%s has but %d constants of type %s", folder, len(values), typeName)
	}
	return values
}

func sourcesOf(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources in %s: %v", folder, err)
	}
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
}

// Whatever the domain can say has a code and an English sentence, and with them
// a place in every language of the widget.
func TestEveryWordOfTheDomainHasACode(t *testing.T) {
	has := func(what, code string) {
		t.Helper()
		if sentences[code] == "" {
			t.Errorf("%s: sentences.json has no %q", what, code)
		}
	}
	for _, name := range constantsOf(t, "../interaction", "CloseReason") {
		has("ending", closedCode(interaction.CloseReason(name)))
	}
	for _, why := range constantsOf(t, "../interaction", "MissReason") {
		has("miss", "passed."+why)
	}
	for _, outcome := range constantsOf(t, "../interaction", "CallOutcome") {
		has("outcome", "call_ended."+outcome)
	}
	for _, kind := range interaction.ItemTypes() {
		has("item", "item."+string(kind))
		if got := itemOf("01jd8m2x7k3q9v5t4w6y8z0abc-" + string(kind) + "-1-1"); got != string(kind) {
			t.Errorf("the key of a %s reads as %s", kind, got)
		}
	}
	for _, kind := range connectors.Kinds() {
		has("kind", "kind."+kind.String())
		if !regexp.MustCompile(`kind: .*enum: \[[a-z, ]*\b` + kind.String() + `\b`).MatchString(text(t, "openapi.yaml")) {
			t.Errorf("the contract has no kind %q", kind)
		}
	}
	for _, state := range constantsOf(t, "../../../connectors", "TicketState") {
		has("ticket state", "status."+state)
	}
	for _, rule := range constantsOf(t, "../interaction", "Rule") {
		code := whyTicket(interaction.State{Ticketing: interaction.Ticketing{Rule: interaction.Rule(rule)}}).Code
		has("rule", code)
		if code == "why.new" && rule != string(interaction.RuleNew) {
			t.Errorf("rule %q has no sentence of its own", rule)
		}
	}
	for _, d := range interaction.Events() {
		s := eventSaid(d, nil)
		if name := interaction.TypeName(d); !strings.HasPrefix(s.Code, name) {
			t.Errorf("event %s is told by %q", name, s.Code)
		}
		switch d.(type) { // their code ends in a value, and an empty event has none
		case interaction.CallEnded, interaction.FileReceived, interaction.Closed:
		default:
			has("event", s.Code)
		}
	}
	for _, code := range unclearCodes(t) {
		has("unclear", "unclear."+code)
	}
}

// unclearCodes are those that the sources give.
func unclearCodes(t *testing.T) []string {
	var codes []string
	for _, file := range append(sourcesOf(t, "../interaction"), sourcesOf(t, "../delivery")...) {
		for _, m := range regexp.MustCompile(`(?:unclear\(|\bCode: +)"([a-z_]+)"`).FindAllStringSubmatch(text(t, file), -1) {
			codes = append(codes, m[1])
		}
	}
	if len(codes) < 5 {
		t.Fatalf("only %q", codes)
	}
	return codes
}

func text(t *testing.T, file string) string {
	t.Helper()
	read, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(read)
}

// A reason is found by its sentence, so the sentence must be the one its author writes.
func TestReasonsAreThoseThatAreGiven(t *testing.T) {
	var all strings.Builder
	for _, room := range []string{"../../../connectors", "../../../connectors/zendesk", "../../../connectors/salesforce", "../delivery", "../customer"} {
		for _, file := range sourcesOf(t, room) {
			all.WriteString(text(t, file))
		}
	}
	for code, sentence := range sentences {
		if (strings.HasPrefix(code, reasonPrefix) || strings.HasPrefix(code, "kind.") && code != "kind.rejected_because") && !strings.Contains(all.String(), `"`+sentence+`"`) {
			t.Errorf("%s: nobody says %q", code, sentence)
		}
	}
}

func TestReasonSaid(t *testing.T) {
	for _, c := range []struct{ kind, text, code string }{
		{"gone", "The ticket is deleted in Zendesk.", "reason.zendesk_deleted"},
		{"throttled", "Zendesk's rate limit is reached.", "kind.throttled"},
		{"rejected", "A rule of the Zendesk account refuses this: see priority.", "kind.rejected_because"},
		{"rejected", "The CRM does not accept this.", "kind.rejected"},
		{"", "The packet is larger than 16 KB.", ""},
	} {
		s := reasonSaid(c.kind, c.text)
		if s.Code != c.code || val(s.Values)["text"] != c.text {
			t.Errorf("%+v: %+v", c, s)
		}
	}
}

func TestSaidInEnglish(t *testing.T) {
	until := time.Date(2026, 3, 12, 10, 5, 0, 0, time.UTC)
	delayed := interaction.WriteDelayed{Keys: []string{"a"}, Kind: "throttled", Reason: "Zendesk's rate limit is reached.", Until: until}
	held := interaction.WriteHeld{Key: "x-file-1-1", Kind: "gone", Reason: "Ticket 7 was deleted."}
	for want, d := range map[string]interaction.Data{
		"1 write not in the ticket yet: Zendesk's rate limit is reached. Next try 10:05:00.": delayed,
		"2 writes not in the ticket yet: The day's budget is used.":                          interaction.WriteDelayed{Keys: []string{"a", "b"}, Reason: "The day's budget is used."},
		"The file needs somebody: Ticket 7 was deleted.":                                     held,
		"Finished: nobody answered.":                                                         interaction.Closed{Reason: interaction.CloseNobodyAnswered},
		"The call is over: no answer.":                                                       interaction.CallEnded{Outcome: interaction.OutcomeNoAnswer},
		"The context packet was not believed: The packet has expired.":                       interaction.PacketReceived{Packet: interaction.Packet{Trust: interaction.Rejected, Problem: "The packet has expired."}},
	} {
		if got := eventSaid(d, nil).english(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	unclear := &interaction.TicketUnclear{Code: "ticket_deleted", Reason: held.Reason}
	if s := eventSaid(held, unclear); s.Reason.Code != "unclear.ticket_deleted" || s.english() != "The file needs somebody: Ticket 7 was deleted." {
		t.Errorf("%+v", s)
	}
	old := timelineView(interaction.Fold("01c", []interaction.Event{{N: 1, Data: interaction.Closed{Reason: "an older word"}}}))
	if old[0].Text != "Finished: an older word." || old[0].Said != nil {
		t.Errorf("%+v", old[0])
	}
}
