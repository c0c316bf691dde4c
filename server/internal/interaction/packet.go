package interaction

// Trust says how much of a packet was signed by the company.
type Trust string

// Degrees of trust in a packet.
const (
	Signed   Trust = "signed"   // a valid signature covers Packet.Signed
	Unsigned Trust = "unsigned" // nobody signed anything
	Rejected Trust = "rejected" // there was a signature and it did not hold; Packet.Fault says why
)

// Packet is the context packet. Signed fields are facts; unsigned ones are
// hearsay and are shown and written as such.
type Packet struct {
	Trust    Trust   `json:"trust"`
	Problem  string  `json:"problem,omitempty"` // a sentence, in logs of the time before codes
	Signed   []Field `json:"signed,omitempty"`
	Unsigned []Field `json:"unsigned,omitempty"`
	Ticket   string  `json:"ticket,omitempty"` // from signed fields only
	Fault    Reason  `json:"fault,omitzero"`
}

// Why there is something wrong with the packet; zero: nothing is.
func (p Packet) Why() Reason { return p.Fault.or(p.Problem) }

// Field of a packet, in the order in which it was given.
type Field struct {
	Key    string `json:"key"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	Type   string `json:"type"`             // text, number, date, url, boolean
	Hidden bool   `json:"hidden,omitempty"` // kept here, never shown to an agent nor written to a CRM
}

var packetEvents = events{
	"packet_received": PacketReceived{},
}

// PacketReceived comes at most once: with Started, or of who has left a menu.
type PacketReceived struct {
	Packet Packet `json:"packet"`
}

// packetPart takes in the packet, which has no state beyond itself.
type packetPart struct{ timeless }

func (packetPart) apply(s *State, e Event) {
	if d, ok := e.Data.(PacketReceived); ok {
		s.Packet = d.Packet
	}
}

func (PacketReceived) event() {}
