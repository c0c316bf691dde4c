package edge

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/session"
)

const (
	requestIDKey = "deskside.request_id"
	accountKey   = "deskside.account"
	claimsKey    = "deskside.claims"
	signedKey    = "deskside.signed" // by Twilio
	refusedKey   = "deskside.refused"
)

// RequestID is what the answer and the log name a request by.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// Claims of the caller; zero on routes that anybody may call.
func Claims(c *gin.Context) session.Claims {
	v, _ := c.Get(claimsKey)
	who, _ := v.(session.Claims)
	return who
}

func (e *Edge) requestID(c *gin.Context) {
	id := rand.Text()
	c.Set(requestIDKey, id)
	c.Header("X-Request-Id", id)
	c.Next()
}

// secured sets what every answer carries. Pages add their own policy.
func (e *Edge) secured(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	if strings.HasPrefix(e.PublicURL, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Next()
}

// authorized is whoever the operation is for, by their session's role; false: the request
// has been answered.
func (e *Edge) authorized(c *gin.Context, o *contract.Operation) bool {
	if len(o.Roles) == 0 {
		return true
	}
	who, _, err := e.Speaker(c.Request)
	if err == nil && (!o.Allows(string(who.Role), string(who.Admins())) || o.Supervisor && who.Role == session.Agent && !e.Supervises(who.Account, who.Agent.ID)) {
		err = problem.New(http.StatusForbidden, "forbidden", "You may not do this.")
	}
	if err != nil {
		e.Fail(c, err)
		return false
	}
	c.Set(claimsKey, who)
	return true
}

// Speaker of a request, and until when they are: by a session that has not run out, and
// that nobody has ended.
func (e *Edge) Speaker(r *http.Request) (who session.Claims, expires time.Time, err error) {
	return Live(e.Tokens, e.Ended, Bearer(r))
}

// Live session of a token.
func Live(k *session.Tokens, ended func(session.Claims) bool, token string) (who session.Claims, expires time.Time, err error) {
	who, expires, err = k.VerifyUntil(token)
	if err == nil && ended(who) {
		err = fmt.Errorf("%w: it was ended", session.ErrExpired)
	}
	return who, expires, err
}

// Bearer token of a request: a browser's socket can only send it as a subprotocol.
func Bearer(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return token
	}
	for _, line := range r.Header.Values("Sec-WebSocket-Protocol") {
		for p := range strings.SplitSeq(line, ",") {
			if token, ok := strings.CutPrefix(strings.TrimSpace(p), "bearer."); ok {
				return token
			}
		}
	}
	return ""
}

// crossOrigins are the methods that pages of the configured apps may use, by path.
func crossOrigins(rules *contract.Contract) map[string]string {
	methods := map[string][]string{}
	for o := range rules.Operations() {
		if o.CrossOrigin {
			methods[o.Path] = append(methods[o.Path], o.Method)
		}
	}
	out := make(map[string]string, len(methods))
	for path, m := range methods {
		slices.Sort(m)
		out[path] = strings.Join(m, ", ")
	}
	return out
}

// crossOrigin lets the pages of configured apps call what the contract opens to them.
func (e *Edge) crossOrigin(c *gin.Context) {
	origin := c.GetHeader("Origin")
	methods := e.origins[c.FullPath()]
	if origin == "" || methods == "" {
		return
	}
	h := c.Writer.Header()
	h.Add("Vary", "Origin")
	if e.appOrigin(origin) {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		h.Set("Access-Control-Allow-Methods", methods)
		h.Set("Access-Control-Max-Age", "600")
	}
	if c.Request.Method == http.MethodOptions {
		c.AbortWithStatus(http.StatusNoContent)
	}
}

// Shared lets every page read an answer that the contract opens to all.
func (e *Edge) Shared(c *gin.Context) {
	if r := e.route(c); r != nil && r.AnyOrigin {
		c.Header("Access-Control-Allow-Origin", "*")
		c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	}
}

func (e *Edge) appOrigin(origin string) bool {
	for _, a := range e.Apps {
		if slices.Contains(a.Origins, origin) {
			return true
		}
	}
	return false
}
