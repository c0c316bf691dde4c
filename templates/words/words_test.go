package words

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// named is a CRM's own word for its records, in a sentence that is said of any CRM. The
// packet's claim “ticket” is called that everywhere.
var named = regexp.MustCompile(`(?i)\b(?:ticket|case)s?\b`)

// No sentence calls a record ticket or case: that is the account's noun, in each of its forms.
func TestSentencesHaveTheAccountsNoun(t *testing.T) {
	incidents := Lexicon{Noun: map[string]map[string]string{English: {"ticket": "incident", "Ticket": "Incident", "a_ticket": "an incident", "tickets": "incidents"}}}
	count := 0
	for code, sentence := range english {
		if strings.HasPrefix(code, "reason.zendesk_") || strings.HasPrefix(code, "reason.salesforce_") {
			continue // what a connector says of itself
		}
		said := (&Said{Code: code}).English(incidents)
		if word := named.FindString(strings.ReplaceAll(said, "“ticket”", "")); word != "" {
			t.Errorf("%s: %q has the word %q", code, said, word)
		}
		if strings.Contains(strings.ToLower(said), "incident") {
			count++
			if tickets := (&Said{Code: code}).English(Lexicon{}); !named.MatchString(tickets) {
				t.Errorf("%s: without a noun it is %q", code, tickets)
			}
		}
		if strings.Contains(sentence, "icket}") != strings.Contains(strings.ToLower(said), "incident") {
			t.Errorf("%s: %q came of %q", code, said, sentence)
		}
	}
	if count < 40 {
		t.Errorf("only %d sentences name it", count)
	}
}

func TestNounInOthersSentences(t *testing.T) {
	cases := Lexicon{Noun: map[string]map[string]string{English: {"ticket": "case", "Ticket": "Case", "a_ticket": "a case", "tickets": "cases"}}}
	for got, want := range map[string]string{
		Say("write_held", "item", "note").Because(Say("unclear.ticket_deleted_number", "number", "7")).English(cases): "The note needs somebody: Case 7 was deleted.",
		Say("why.new_unlike", "count", "2").English(cases):                                                            "None of the customer's 2 open cases is about the same issue from this channel, so a new one was opened.",
		Refusal("ticket_closed", cases):                                                                               "This case is closed and takes no more notes.",
		// What somebody said stays as it was said.
		Say("write_dropped", "item", "note", "agent", "Mia", "text", "The {ticket} is a ticket.").English(cases): "The note was dropped by Mia: The {ticket} is a ticket.",
	} {
		if got != want {
			t.Error(cmp.Diff(want, got))
		}
	}
}
