// Package signin decides who comes in as an agent, by their CRM's word for it.
package signin

import (
	"errors"
	"fmt"
)

// Errors of a Door.
var (
	// ErrRefused: the CRM has not vouched for this agent, or no longer does. What is
	// wrapped is for the operator's log and no answer.
	ErrRefused = errors.New("signin: refused")
	// ErrUnavailable: the CRM could not be asked; it may go better later.
	ErrUnavailable = errors.New("signin: the CRM cannot be asked")
)

// Refused is ErrRefused with its reason.
func Refused(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrRefused, fmt.Errorf(format, args...))
}
