package crmtest

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

var secretCases = []testCase{
	{"no error tells a secret or the customer's data", secrets},
}

// Secretive is a Harness that names what must never appear in an error: client
// secrets, keys and every token given out so far.
type Secretive interface {
	Secrets() []string
}

func secrets(t *testing.T, h Harness) {
	ticket := warm(t, h)
	const email, name, phone, words = "rosa.private@customer.example", "Rosalinda Private", "+16617480155", "knee surgery"
	h.SeedRequester(connectors.Requester{Name: name, Email: email, Phone: phone})
	var failures []error
	for _, trouble := range []Trouble{
		LoseAnswer, ResetBefore, ResetMidway, Throttle, DailyLimit, Down, DownAfter, DenyToken, Collide, Garbage, RejectContent,
	} {
		for _, reads := range []bool{false, true} {
			if trouble == DenyToken && reads || trouble == ResetMidway && reads || trouble == Collide && reads || trouble == RejectContent && reads {
				continue
			}
			h.Fault(Fault{Trouble: trouble, Reads: reads, RetryAfter: time.Second})
			var err error
			if reads {
				_, err = h.CRM().Find(attempt(t), connectors.Query{Email: email})
			} else {
				_, err = h.CRM().Open(attempt(t), connectors.Opening{
					Key: "int-" + string(trouble), Subject: name + " about " + words,
					Requester: connectors.Requester{Name: name, Email: email, Phone: phone},
					IssuePath: "health", Channel: "call",
					First: connectors.Update{Key: "u-" + string(trouble), Notes: []connectors.Note{note("n-"+string(trouble), words)}},
				})
			}
			if err != nil {
				failures = append(failures, err)
			}
		}
	}
	h.SetState(ticket.ID, connectors.TicketClosed, "")
	if _, err := h.CRM().Apply(attempt(t), oneNote(ticket.ID)); err != nil {
		failures = append(failures, err)
	}
	if len(failures) < 10 {
		t.Fatalf("only %d failures were provoked", len(failures))
	}
	forbidden := []string{email, name, phone, words, "Bearer "}
	if s, ok := h.(Secretive); ok {
		forbidden = append(forbidden, s.Secrets()...)
	}
	for _, err := range failures {
		text := strings.ToLower(err.Error())
		for _, f := range forbidden {
			if f != "" && (strings.Contains(text, strings.ToLower(f)) || strings.Contains(text, strings.ToLower(urlForm(f)))) {
				t.Errorf("error tells %q: %v", f, err)
			}
		}
	}
}

// urlForm is how an e-mail address or a number stands inside a URL.
func urlForm(s string) string {
	return strings.NewReplacer("@", "%40", "+", "%2b", " ", "+").Replace(s)
}
