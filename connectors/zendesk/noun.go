package zendesk

import (
	_ "embed"

	"github.com/deskside/deskside/connectors"
)

//go:embed noun.json
var noun []byte

// Noun is what Zendesk calls its records.
func Noun() connectors.Noun { return connectors.NounFrom(noun) }
