package templates

// Requester says who the customer is, in an agent's word.
type Requester struct {
	Agent string
	At    string
	Name  string
}

func (Requester) name() string { return "requester" }

func requesterSamples() []any {
	return []any{Requester{}, Requester{Agent: "Kim", At: "2026-01-02 10:00 UTC", Name: "Anna Berg"}}
}
