package voice

import (
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Remembered is how many interactions this process keeps in mind.
func (v *Voice) Remembered() int {
	v.dialled.mu.Lock()
	defer v.dialled.mu.Unlock()
	return len(v.dialled.ids)
}

// AnswerTo is what comes of keys that a caller presses.
func (v *Voice) AnswerTo(s interaction.State, keys string) interaction.AnswerMenu {
	m, _ := v.menu(s.Menu.Name)
	return v.answer(s, m, twilio.VoiceRequest{Digits: keys})
}
