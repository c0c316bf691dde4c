package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/interaction"
)

// PreviewWrite shows the exact text that is, or will be, written.
func (s *Server) PreviewWrite(c *gin.Context, id Id, key Key) {
	state, err := s.load(c, interaction.ID(id))
	if err != nil {
		s.fail(c, err)
		return
	}
	it, ok := state.Item(key)
	if !ok {
		s.fail(c, notFound())
		return
	}
	text, html, err := s.Preview(state, key)
	if err != nil {
		s.fail(c, err)
		return
	}
	v := WritePreview{Key: it.Key, Kind: string(it.Kind), Text: text, Html: html, Files: []File{}}
	switch {
	case it.Target != nil:
		v.Ticket = ptr(it.Target.Number)
	case state.Ticket != nil:
		v.Ticket = ptr(state.Ticket.Number)
	}
	if it.File != nil {
		v.Files = append(v.Files, fileView(*it.File))
	}
	c.JSON(http.StatusOK, v)
}

// DropWrite: a held write shall not be written. The reason is part of the record.
func (s *Server) DropWrite(c *gin.Context, id Id, key Key) {
	var in Drop
	if s.bind(c, &in) {
		s.command(c, interaction.ID(id), interaction.Drop{Key: key, Reason: in.Reason, By: claims(c).Agent.Name})
	}
}
