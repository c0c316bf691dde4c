package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// maxSockets bounds the sockets of one process. What is over it is told to come back.
const maxSockets = 20_000

// Live opens a socket for whoever the bearer token names.
func (s *Server) Live(c *gin.Context, p contract.LiveParams) {
	who, expires, err := s.Tokens.VerifyUntil(bearer(c.Request))
	if err != nil {
		s.fail(c, err)
		return
	}
	select {
	case s.sockets <- struct{}{}:
	default:
		s.fail(c, store.ErrBusy)
		return
	}
	v := live.Viewer{
		Audience: live.Audience{Role: who.Role, Account: who.Account}, Agent: who.Agent, Interaction: who.Interaction,
		Expires: expires, Tab: contract.Val(p.Tab), After: p.After,
	}
	free := func() { <-s.sockets }
	if err := s.Config.Live.Serve(c.Writer, c.Request, v, free); err != nil {
		free()
		s.fail(c, err)
	}
}

// Render is how the hub shows an interaction to its viewers: the same
// views as the routes give.
func Render(m MediaStore, accounts []Account) func(live.Audience, interaction.State) any {
	return func(a live.Audience, s interaction.State) any {
		if a.Role == session.Customer {
			return view.Contact(s, limitsOf(m, accounts, s.Account))
		}
		return view.Interaction(s)
	}
}

// SocketRenewal lets a socket go on with a renewed session of the same speaker.
func SocketRenewal(k *session.Tokens) func(live.Viewer, string) (time.Time, error) {
	return func(v live.Viewer, token string) (time.Time, error) {
		who, expires, err := k.VerifyUntil(token)
		if err == nil && (who.Role != v.Role || who.Account != v.Account || who.Agent.ID != v.Agent.ID || who.Interaction != v.Interaction) {
			err = session.ErrInvalid
		}
		return expires, err
	}
}

// SocketOrigins decides which pages may open a socket: our own, and for
// customers also those of the configured apps.
func SocketOrigins(publicURL string, apps []App) func(*http.Request, live.Viewer) bool {
	own := origined(publicURL)
	return func(r *http.Request, v live.Viewer) bool {
		origin := r.Header.Get("Origin")
		if origin == "" || origin == own {
			return true
		}
		return v.Role == session.Customer && slices.ContainsFunc(apps, func(a App) bool { return slices.Contains(a.Origins, origin) })
	}
}
