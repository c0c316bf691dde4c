package agent

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
)

// PauseRecording has nothing of the call recorded. It is answered when Twilio has obeyed:
// what is said from then on is in no recording.
func (s *Agents) PauseRecording(c *gin.Context, id contract.Id, p contract.PauseRecordingParams) {
	pause := interaction.PauseRecording{Agent: edge.Claims(c).Agent}
	state, err := s.Load(c, interaction.ID(id))
	if err == nil {
		err = state.MayPauseRecording(pause.Agent)
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	if s.stopsRecording(c, state) {
		s.command(c, p.Since, state.ID, pause)
	}
}

// stopsRecording has Twilio obey, unless nothing is recorded; false: it does not, and that is
// answered.
func (s *Agents) stopsRecording(c *gin.Context, state interaction.State) bool {
	if _, _, paused := state.Unrecorded(); paused || !state.Recordings.On() {
		return true
	}
	if err := s.Voice.PauseRecording(c.Request.Context(), state.ID); err != nil {
		s.Log.Warn("a recording could not be paused", "interaction", state.ID, "err", err)
		s.Fail(c, problem.New(http.StatusBadGateway, "recording_goes_on", "The recording could not be paused, and may go on. Try again."))
		return false
	}
	return true
}

// ResumeRecording has the call recorded again.
func (s *Agents) ResumeRecording(c *gin.Context, id contract.Id, p contract.ResumeRecordingParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.ResumeRecording{Agent: edge.Claims(c).Agent})
}
