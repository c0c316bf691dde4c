// Package channeltest is the conformance suite that every channel passes against its
// stand-in, over the wire. A bug found in one channel becomes a case here, for all of them.
package channeltest

import (
	"testing"

	"github.com/deskside/deskside/connectors"
)

// Harness is one stand-in with one channel talking to it. The suite makes a fresh one for
// each case.
type Harness interface {
	Channel() connectors.Channel
	Ours() string     // from which we send, and to which customers write
	Customer() string // whose phone there is
	Another() string  // customer's
	Nobody() string   // at this address there is no one
	Receipts() string // what becomes of texts is told there

	// Told returns what the cloud has told so far, oldest first, once it has told all that
	// there is to tell.
	Told() []connectors.Hook
	// Again is what the cloud would tell if it told h once more.
	Again(h connectors.Hook) connectors.Hook
	// Write lets the customer write to us, with so many pictures.
	Write(body string, media int)
	// Shown are the texts of ours that the phone of an address shows, oldest first.
	Shown(address string) []string
	// Lose has texts to an address not arrive, for the reason that is given.
	Lose(address string, why string)
	// Break makes the next request misbehave.
	Break(Fault)
}

// Fault of one request.
type Fault string

// Faults.
const (
	AnswerLost  Fault = "answer lost"  // it takes effect, and the connection is cut
	AnswerWrong Fault = "answer wrong" // it takes effect, and is answered with a page of HTML
	NoEffect    Fault = "no effect"    // it takes no effect, and nothing tells
	TooMany     Fault = "too many"     // it is refused for its rate
)

// Run all cases.
func Run(t *testing.T, fresh func(t *testing.T) Harness) {
	for name, of := range map[string]func(*testing.T, Harness){
		"a text is sent once, and told of under our id":    sentOnce,
		"an answer not heard is found again":               answerNotHeard,
		"what had no effect is not found":                  noEffect,
		"of texts with the same words each is found":       sameWords,
		"other people's texts and older ones are not ours": notOurs,
		"what cannot be sent is refused before":            refused,
		"too many are waited for":                          tooMany,
		"what did not arrive is told with its reason":      didNotArrive,
		"what a customer writes comes as it was written":   comesIn,
		"twice told is one text":                           twiceTold,
		"pictures are counted":                             pictures,
		"STOP, START and HELP are words as a whole":        optOut,
		"after STOP nothing is sent until START":           stopped,
		"what belongs to nothing is left out":              nonsense,
		"errors hold nobody's address and no words":        discreet,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			of(t, fresh(t))
		})
	}
}
