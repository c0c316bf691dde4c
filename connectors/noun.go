package connectors

import "encoding/json"

// Noun is what a CRM calls the record that everything is written to: by language, the forms
// that sentences have gaps for. English has {ticket}, {Ticket}, {a_ticket} and {tickets},
// Japanese {ticket}, Korean {ticket} and one with each particle: ticket_topic (은, 는),
// ticket_subject (이, 가), ticket_object (을, 를), ticket_to (으로, 로), ticket_and (과, 와).
type Noun = map[string]map[string]string

// NounFrom the file that a connector brings along; it panics where that is none.
func NounFrom(file []byte) Noun {
	var n Noun
	if err := json.Unmarshal(file, &n); err != nil {
		panic("connectors: noun: " + err.Error())
	}
	return n
}
