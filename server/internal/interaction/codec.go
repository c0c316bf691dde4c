package interaction

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// registry names every event type as it stands in the log. A name is for ever.
var registry = map[string]Data{
	"started":            Started{},
	"packet_received":    PacketReceived{},
	"message_left":       MessageLeft{},
	"call_arrived":       CallArrived{},
	"offer_made":         OfferMade{},
	"agents_rung":        AgentsRung{},
	"agents_passed_over": AgentsPassedOver{},
	"offer_accepted":     OfferAccepted{},
	"offer_declined":     OfferDeclined{},
	"claim_lapsed":       ClaimLapsed{},
	"customer_dialled":   CustomerDialled{},
	"customer_answered":  CustomerAnswered{},
	"agent_joined":       AgentJoined{},
	"agent_left":         AgentLeft{},
	"hangup_asked":       HangupAsked{},
	"call_ended":         CallEnded{},
	"note_added":         NoteAdded{},
	"file_received":      FileReceived{},
	"file_removed":       FileRemoved{},
	"wrap_up_saved":      WrapUpSaved{},
	"ticket_chosen":      TicketChosen{},
	"ticket_unclear":     TicketUnclear{},
	"new_ticket_asked":   NewTicketAsked{},
	"write_landed":       WriteLanded{},
	"write_delayed":      WriteDelayed{},
	"write_held":         WriteHeld{},
	"write_retried":      WriteRetried{},
	"write_dropped":      WriteDropped{},
	"writes_rehomed":     WritesRehomed{},
	"closed":             Closed{},
}

// Events is one empty event of each type, for tests that prove a switch complete.
func Events() []Data { return slices.Collect(maps.Values(registry)) }

var names = func() map[reflect.Type]string {
	m := make(map[reflect.Type]string, len(registry))
	for name, d := range registry {
		m[reflect.TypeOf(d)] = name
	}
	return m
}()

// TypeName of an event as it stands in the log.
func TypeName(d Data) string { return names[reflect.TypeOf(d)] }

// Encode an event's data for the log.
func Encode(d Data) (name string, data []byte, err error) {
	name = TypeName(d)
	if name == "" {
		return "", nil, fmt.Errorf("interaction: %T is not an event", d)
	}
	data, err = json.Marshal(d)
	return name, data, err
}

// Decode what Encode made. Unknown fields are ignored: an older server may read
// a newer log during an upgrade.
func Decode(name string, data []byte) (Data, error) {
	zero, ok := registry[name]
	if !ok {
		return nil, fmt.Errorf("interaction: unknown event %q", name)
	}
	p := reflect.New(reflect.TypeOf(zero))
	if err := json.Unmarshal(data, p.Interface()); err != nil {
		return nil, fmt.Errorf("interaction: event %q: %w", name, err)
	}
	return p.Elem().Interface().(Data), nil
}
