package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/voice"
)

// VoiceTicket is what a browser becomes a leg with.
func VoiceTicket(t voice.ConnectToken) contract.VoiceTicket {
	return contract.VoiceTicket{Token: t.Token, Params: t.Params, Simulator: contract.Opt(t.Simulator)}
}
