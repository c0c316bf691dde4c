package crmtest

import (
	"strings"

	"github.com/deskside/deskside/connectors"
)

// Kinds lists the closed set of error kinds, to prove a switch over them complete.
func Kinds() []connectors.Kind {
	var kinds []connectors.Kind
	for k := connectors.Transient; !strings.HasPrefix(k.String(), "kind("); k++ {
		kinds = append(kinds, k)
	}
	return kinds
}
