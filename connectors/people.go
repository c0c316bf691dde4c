package connectors

import "context"

// MaxPeople is how many customers an agent is shown to choose from.
const MaxPeople = 10

// People is what a CRM offers an agent who has to say who a customer is.
type People interface {
	// SearchPeople finds customers by what an agent has typed: an e-mail address, a
	// number in the organisation's country or any other, a name or the beginning of one,
	// or what stands in somebody's ticket, such as the number of an order. At most
	// MaxPeople, never the company's own people. It costs at most four calls and changes
	// nothing; nobody found is not an error.
	SearchPeople(ctx context.Context, text string) ([]Person, error)

	// CreatePerson makes a customer of what an agent has typed: a name, and an address or
	// a number or both. The same once more gives the same person. Somebody else who has
	// the address already is neither changed nor taken for them: Rejected, for PersonExists.
	CreatePerson(ctx context.Context, r Requester) (Requester, error)
}

// PersonExists is why nobody was made: somebody else has the address.
const PersonExists = "person_exists"

// Person is a customer among whom an agent chooses.
type Person struct {
	Requester
	Ticket *Ticket // the one that what was typed stands in; nil: they were found themselves
}

// NewRequester makes a ticket somebody's. A CRM that does not take them refuses the item
// alone: Rejected, with its Key.
type NewRequester struct {
	Key  string // of the note that says so, in the same Update
	ID   string // the CRM's own
	Name string
}
