package agent

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates/words"
)

// PreviewWrite shows the exact text that is, or will be, written.
func (s *Agents) PreviewWrite(c *gin.Context, id contract.Id, key contract.Key) {
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	it, ok := state.Item(key)
	if !ok {
		s.Fail(c, movedWrite(state, key, s.Lexicon(state.Account)))
		return
	}
	text, html, err := s.Preview(state, key)
	if err != nil {
		s.Fail(c, err)
		return
	}
	v := contract.WritePreview{Key: it.Key, Kind: string(it.Type), Text: text, Html: html, Files: []contract.File{}}
	switch {
	case it.Target != nil:
		v.Ticket = contract.Opt(it.Target.Number)
	case state.Ticket != nil:
		v.Ticket = contract.Opt(state.Ticket.Number)
	}
	if it.File != nil {
		v.Files = append(v.Files, view.File(*it.File))
	}
	c.JSON(http.StatusOK, v)
}

// DropWrite: a held write shall not be written. The reason is part of the record.
func (s *Agents) DropWrite(c *gin.Context, id contract.Id, key contract.Key) {
	var in contract.Drop
	if !s.Bind(c, &in) {
		return
	}
	state, ok := s.Decided(c, interaction.ID(id), interaction.Drop{Key: key, Reason: in.Reason, By: edge.Claims(c).Agent.Name})
	if ok && s.Recorded(c, store.AuditEntry{Action: edge.WriteDropped, Account: state.Account, Subject: key, Detail: in.Reason}) {
		c.JSON(http.StatusOK, view.Interaction(state, s.Lexicon(state.Account)))
	}
}

// movedWrite says where a write has gone that was moved to another ticket: it is
// written there under a key with the next revision.
func movedWrite(s interaction.State, key string, l words.Lexicon) error {
	cut := strings.LastIndexByte(key, '-')
	for _, it := range s.Items.All() {
		if cut < 0 || !strings.HasPrefix(it.Key, key[:cut+1]) || strings.Contains(it.Key[cut+1:], "-") {
			continue
		}
		where := l.Fill("{a_ticket} that is not chosen yet")
		if s.Ticket != nil {
			where = l.Fill("{ticket} ") + s.Ticket.Number
		}
		return problem.New(http.StatusGone, "write_moved", "This was moved to "+where+", where it is written as "+it.Key+".")
	}
	return problem.NotFound()
}
