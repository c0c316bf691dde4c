package voice

import (
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
)

// Name of this user of the loop.
const Name = "voice"

// User of the loop: a call is looked at when something happens to it, and every so often
// while it is live.
func (v *Voice) User() reconcile.User {
	return reconcile.User{Name: Name, Reconcile: v.Reconcile, Concerns: concernsVoice}
}

// concernsVoice: notes, files and deliveries change nothing about a call.
func concernsVoice(d interaction.Data) bool {
	switch d.(type) {
	case interaction.Started, interaction.CallArrived, interaction.OfferMade, interaction.OfferAccepted, interaction.ClaimLapsed,
		interaction.CustomerDialled, interaction.CustomerAnswered, interaction.AgentJoined, interaction.AgentLeft,
		interaction.HangupAsked, interaction.CallEnded, interaction.CustomerPutOnHold, interaction.CustomerTakenOffHold,
		interaction.TransferBegun, interaction.TransferEnded, interaction.ColleagueJoined, interaction.ColleagueLeft:
		return true
	}
	return false
}
