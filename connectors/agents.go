package connectors

import "context"

// Agent of the company, as its CRM has them.
type Agent struct {
	ID     string // the CRM's own, in the one form that the connector always gives
	Name   string
	Email  string
	Role   string // the CRM's own word
	Active bool   // may work there now
	// Supervises others there; nil: the CRM's record of them does not say.
	Supervises *bool
}

// Directory is what a CRM offers besides its tickets if agents sign in by it.
type Directory interface {
	// Agent looks one up by id. Somebody whom the CRM does not know, or who is a
	// customer there, or suspended, or has left, is an Agent who is not Active. It
	// costs one call and changes nothing. The error is an *Error.
	Agent(ctx context.Context, id string) (Agent, error)
}
