package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/session"
)

// agentTTL is how long an agent's session lasts before the host vouches again.
const agentTTL = time.Hour
