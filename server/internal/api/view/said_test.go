package view

import (
	"encoding/json"
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

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// constantsOf a type of which there are several.
func constantsOf(t *testing.T, folder, typeName string) []string {
	t.Helper()
	values := valuesOf(t, folder, typeName)
	if len(values) < 3 {
		t.Fatalf("%s has but %d constants of type %s", folder, len(values), typeName)
	}
	return values
}

// valuesOf the constants of a type, read from a package's source: none that is added there
// can be forgotten here.
func valuesOf(t *testing.T, folder, typeName string) []string {
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
	return values
}

// emptyEvents is one of each type, as the domain's source names them.
func emptyEvents(t *testing.T) []interaction.Data {
	t.Helper()
	var all []interaction.Data
	for _, file := range sourcesOf(t, "../../interaction") {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			table, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if named, ok := table.Type.(*ast.Ident); !ok || named.Name != "events" {
				return true
			}
			for _, entry := range table.Elts {
				name, _ := strconv.Unquote(entry.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
				data, err := interaction.Decode(name, []byte("{}"))
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, data)
			}
			return false
		})
	}
	if len(all) < 30 {
		t.Fatalf("the domain has but %d events", len(all))
	}
	return all
}

func sourcesOf(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources in %s: %v", folder, err)
	}
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
}

// enumOf a schema of the contract, or of one of its properties.
func enumOf(t *testing.T, schema, property string) []string {
	t.Helper()
	type shape struct {
		Enum       []string
		Properties map[string]struct {
			Enum []string
		}
	}
	var contract struct {
		Components struct{ Schemas map[string]shape }
	}
	if err := yaml.Unmarshal([]byte(text(t, "../contract/openapi.yaml")), &contract); err != nil {
		t.Fatal(err)
	}
	found := contract.Components.Schemas[schema]
	if property == "" {
		return found.Enum
	}
	return found.Properties[property].Enum
}

// What the domain can say by a word is in the contract, word for word, so that pages that do
// not know all of them do not compile.
func TestContractHasTheDomainsWords(t *testing.T) {
	nobodysMiss := []string{string(interaction.MissedNotAble), string(interaction.MissedOthersTurn)} // why it rang for others is told of the call alone
	for _, c := range []struct{ domain, schema, property string }{
		{"AskType", "AskType", ""},
		{"AskState", "Ask", "state"},
		{"CallOutcome", "Call", "outcome"},
		{"MissReason", "MissedOffer", "reason"},
		{"Channel", "Interaction", "channel"},
		{"Direction", "Interaction", "direction"},
		{"Rule", "Ticket", "rule"},
		{"ItemType", "Item", "kind"},
	} {
		domain, contract := valuesOf(t, "../../interaction", c.domain), enumOf(t, c.schema, c.property)
		domain = slices.DeleteFunc(domain, func(v string) bool { return c.domain == "MissReason" && slices.Contains(nobodysMiss, v) })
		slices.Sort(domain)
		slices.Sort(contract)
		if diff := cmp.Diff(domain, contract); diff != "" || len(domain) == 0 {
			t.Errorf("%s and %s.%s (-domain +contract):\n%s", c.domain, c.schema, c.property, diff)
		}
	}
}

// Whatever the domain can say has a code and an English sentence, and with them
// a place in every language of the widget.
func TestEveryWordOfTheDomainHasACode(t *testing.T) {
	has := func(what, code string) {
		t.Helper()
		if !words.Known(code) {
			t.Errorf("%s: en.json has no %q", what, code)
		}
	}
	for _, name := range constantsOf(t, "../../interaction", "CloseReason") {
		has("ending", closedCode(interaction.CloseReason(name)))
	}
	for _, why := range constantsOf(t, "../../interaction", "MissReason") {
		has("miss", "passed."+why)
	}
	for _, outcome := range constantsOf(t, "../../interaction", "CallOutcome") {
		has("outcome", "call_ended."+outcome)
	}
	for _, outcome := range constantsOf(t, "../../interaction", "TransferOutcome") {
		if outcome != string(interaction.TransferCallEnded) { // the end of the call says so
			has("transfer", "transfer_ended."+outcome)
		}
	}
	for _, kind := range interaction.ItemTypes() {
		has("item", "item."+string(kind))
		if got := itemOf("01jd8m2x7k3q9v5t4w6y8z0abc-" + string(kind) + "-1-1"); got != string(kind) {
			t.Errorf("the key of a %s reads as %s", kind, got)
		}
	}
	for _, kind := range crmtest.Kinds() {
		has("kind", "kind."+kind.String())
		if !regexp.MustCompile(`kind: .*enum: \[[a-z, ]*\b` + kind.String() + `\b`).MatchString(text(t, "../contract/openapi.yaml")) {
			t.Errorf("the contract has no kind %q", kind)
		}
	}
	for _, state := range constantsOf(t, "../../../../connectors", "TicketState") {
		has("ticket state", "status."+state)
	}
	for _, rule := range constantsOf(t, "../../interaction", "Rule") {
		code := whyTicket(interaction.State{Ticketing: interaction.Ticketing{Rule: interaction.Rule(rule)}}).Code
		has("rule", code)
		if code == "why.new" && rule != string(interaction.RuleNew) {
			t.Errorf("rule %q has no sentence of its own", rule)
		}
	}
	for _, d := range emptyEvents(t) {
		s := eventSaid(d, nil)
		if name := interaction.TypeName(d); !strings.HasPrefix(s.Code, name) {
			t.Errorf("event %s is told by %q", name, s.Code)
		}
		switch d.(type) { // their code ends in a value, and an empty event has none
		case interaction.CallEnded, interaction.FileReceived, interaction.Closed, interaction.TransferEnded:
		default:
			has("event", s.Code)
		}
	}
	for _, code := range append(unclearCodes(t), connectors.ElsewhereReasons()...) {
		has("unclear", "unclear."+code)
		if code != "several_requesters" {
			has("unclear", "unclear."+code+"_number")
		}
	}
	for code := range given(t) {
		if !words.Known("reason."+code) && !words.Known("unclear."+code) {
			t.Errorf("reason: en.json has no %q", code)
		}
	}
	for _, code := range refusalCodes(t) {
		if words.Refusal(code, words.Lexicon{}) == words.Refusal("", words.Lexicon{}) {
			t.Errorf("refusal: refusals.json has no %q", code)
		}
	}
}

// given are the codes of reasons that the sources give.
func given(t *testing.T) map[string]bool {
	codes := map[string]bool{}
	for _, folder := range []string{"../../../../connectors", "../../../../connectors/zendesk", "../../../../connectors/salesforce", "../../../../connectors/twilio", "../../delivery", "../../customer", "../../interaction"} {
		for _, file := range sourcesOf(t, folder) {
			for _, m := range regexp.MustCompile(`(?:(?:Because|wrong)\("([a-z0-9_]+)"|"(packet_not_[a-z]+)")`).FindAllStringSubmatch(text(t, file), -1) {
				codes[m[1]+m[2]] = true
			}
		}
	}
	return codes
}

// refusalCodes are those that the domain refuses commands with.
func refusalCodes(t *testing.T) []string {
	var codes []string
	for _, file := range sourcesOf(t, "../../interaction") {
		for _, m := range regexp.MustCompile(`refuse\("([a-z_]+)"\)`).FindAllStringSubmatch(text(t, file), -1) {
			codes = append(codes, m[1])
		}
	}
	if len(codes) < 10 {
		t.Fatalf("only %q", codes)
	}
	return append(codes, "empty_note", "empty_closing_note")
}

// unclearCodes are those that the sources give.
func unclearCodes(t *testing.T) []string {
	var codes []string
	for _, file := range append(sourcesOf(t, "../../interaction"), sourcesOf(t, "../../delivery")...) {
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

// Why this ticket: the rule, what it goes on with, and what the CRM would not take.
func TestWhyThisTicket(t *testing.T) {
	s := interaction.State{Ticketing: interaction.Ticketing{Rule: interaction.RuleNew, FollowUp: &interaction.TicketRef{ID: "7", Number: "#7"},
		Without: []interaction.Reason{interaction.Because("requester_suspended", "name", "Rosa Diaz")}}}
	const want = "Ticket #7 is closed, so this one goes on with it. Rosa Diaz is suspended in the CRM, so the ticket is not theirs: a public reply would not reach them."
	if got := whyTicket(s).English(words.Lexicon{}); got != want {
		t.Errorf("%q", got)
	}
}

// No sentence stands there for a reason that nobody gives.
func TestEveryReasonIsGiven(t *testing.T) {
	codes := given(t)
	var sentences map[string]string
	if err := json.Unmarshal([]byte(text(t, "../../../../templates/words/en.json")), &sentences); err != nil {
		t.Fatal(err)
	}
	for code := range sentences {
		if reason, ok := strings.CutPrefix(code, "reason."); ok && !codes[reason] {
			t.Errorf("nobody says %q", code)
		}
	}
}

func TestReasonSaid(t *testing.T) {
	for _, c := range []struct {
		kind           string
		reason         interaction.Reason
		code, sentence string
	}{
		{"gone", interaction.Because("zendesk_deleted"), "reason.zendesk_deleted", "The ticket is deleted in Zendesk."},
		{"rejected", interaction.Because("zendesk_rule", "fields", "priority"), "reason.zendesk_rule", "A rule of the Zendesk account refuses this: see priority."},
		{"gone", interaction.Because("ticket_closed_number", "number", "35"), "unclear.ticket_closed_number", "Ticket 35 is closed and takes no more notes."},
		{"rejected", interaction.Reason{}, "kind.rejected", "The CRM does not accept this."},
		// What logs of the time before codes say.
		{"gone", interaction.Reason{Text: "The ticket is deleted in Zendesk."}, "reason.zendesk_deleted", "The ticket is deleted in Zendesk."},
		{"throttled", interaction.Reason{Text: "Zendesk's rate limit is reached."}, "kind.throttled", "Zendesk's rate limit is reached."},
		{"rejected", interaction.Reason{Text: "A rule of the Zendesk account refuses this: see priority."}, "kind.rejected_because", "A rule of the Zendesk account refuses this: see priority."},
		{"rejected", interaction.Reason{Text: "The CRM does not accept this."}, "kind.rejected", "The CRM does not accept this."},
		{"", interaction.Reason{Text: "The packet is larger than 16 KB."}, "", "The packet is larger than 16 KB."},
	} {
		if s := reasonSaid(c.kind, c.reason); s.Code != c.code || s.Sentence(words.Lexicon{}) != c.sentence {
			t.Errorf("%+v: %+v", c, s)
		}
	}
}

func TestSaidInEnglish(t *testing.T) {
	until := time.Date(2026, 3, 12, 10, 5, 0, 0, time.UTC)
	delayed := interaction.WriteDelayed{Keys: []string{"a"}, Kind: "throttled", Said: "Zendesk's rate limit is reached.", Until: until}
	held := interaction.WriteHeld{Key: "x-file-1-1", Kind: "gone", Said: "Ticket 7 was deleted."}
	for want, d := range map[string]interaction.Data{
		"1 write not in the ticket yet: Zendesk's rate limit is reached. Next try 10:05:00.": delayed,
		"2 writes not in the ticket yet: The day's budget is used.":                          interaction.WriteDelayed{Keys: []string{"a", "b"}, Said: "The day's budget is used."},
		"The file needs somebody: Ticket 7 was deleted.":                                     held,
		"Finished: nobody answered.":                                                         interaction.Closed{Reason: interaction.CloseNobodyAnswered},
		"The call is over: no answer.":                                                       interaction.CallEnded{Outcome: interaction.OutcomeNoAnswer},
		"1 write not in the ticket yet: Zendesk answered with a server error.":               interaction.WriteDelayed{Keys: []string{"a"}, Kind: "unknown", Why: interaction.Because("zendesk_server")},
		"The note needs somebody: Ticket 7 was deleted.":                                     interaction.WriteHeld{Key: "x-note-1-1", Kind: "gone", Why: interaction.Because("ticket_deleted_number", "number", "7")},
		"The context packet was not believed: The packet has expired.":                       interaction.PacketReceived{Packet: interaction.Packet{Trust: interaction.Rejected, Problem: "The packet has expired."}},
	} {
		if got := eventSaid(d, nil).English(words.Lexicon{}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	unclear := &interaction.TicketUnclear{Code: "ticket_deleted", Said: held.Said}
	if s := eventSaid(held, unclear); s.Reason.Code != "unclear.ticket_deleted" || s.English(words.Lexicon{}) != "The file needs somebody: Ticket 7 was deleted." {
		t.Errorf("%+v", s)
	}
	old := timelineView(interaction.State{ID: "01c"}.Advance([]interaction.Event{{N: 1, Data: interaction.Closed{Reason: "an older word"}}}), 0, words.Lexicon{})
	if old[0].Text != "Finished: an older word." || old[0].Said != nil {
		t.Errorf("%+v", old[0])
	}
}
