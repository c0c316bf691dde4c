package edge

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/session"
)

// Who is refused over and over hears of it later, and so asks less often; nobody else does,
// nor whoever is signed or has a session of ours. No place is held meanwhile, and of those
// who wait there are never more than the server has room for.
func TestRefusedOverAndOver(t *testing.T) {
	e, r := bare(t)
	refused := func(c *gin.Context) { e.Fail(c, problem.NotFound()) }
	r.GET("/v1/contact", refused)
	r.GET("/healthz", refused)
	r.POST("/twilio/voice", e.Signed, refused)
	r.GET("/admin", func(c *gin.Context) {
		c.Set(claimsKey, session.Claims{Role: session.Admin})
		refused(c)
	})
	synctest.Test(t, func(t *testing.T) {
		ask := func(from, method, path string) time.Duration {
			began := time.Now()
			w, req := httptest.NewRecorder(), httptest.NewRequest(method, path, http.NoBody)
			req.RemoteAddr = from
			r.ServeHTTP(w, req)
			if w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", path, w.Code)
			}
			return time.Since(began)
		}
		const stranger = "192.0.2.1:80"
		for n := range refusedAtOnce {
			if took := ask(stranger, "GET", "/v1/contact"); took != 0 {
				t.Fatalf("refusal %d came after %s", n+1, took)
			}
		}
		for _, path := range []string{"/v1/contact", "/nowhere"} {
			if took := ask(stranger, "GET", path); took != heldFor {
				t.Errorf("%s, once too often: %s", path, took)
			}
		}
		for _, other := range []struct{ from, method, path string }{
			{"192.0.2.2:80", "GET", "/v1/contact"}, {stranger, "GET", "/healthz"}, {stranger, "POST", "/twilio/voice"}, {stranger, "GET", "/admin"},
		} {
			if took := ask(other.from, other.method, other.path); took != 0 {
				t.Errorf("%s from %s: %s", other.path, other.from, took)
			}
		}
		var all sync.WaitGroup
		for range heldOfOne {
			all.Go(func() { ask(stranger, "GET", "/v1/contact") })
		}
		synctest.Wait()
		if p := e.places.strangers; p.taken != 0 {
			t.Errorf("%d places are held by who waits", p.taken)
		}
		if took := ask(stranger, "GET", "/v1/contact"); took != 0 {
			t.Errorf("more than may wait: %s", took)
		}
		all.Wait()
		time.Sleep(time.Second)
		if took := ask(stranger, "GET", "/v1/contact"); took != 0 {
			t.Errorf("in the next second: %s", took)
		}
		for n := range 2 * heldInAll {
			all.Go(func() {
				for range refusedAtOnce + 1 {
					ask(fmt.Sprintf("198.51.%d.%d:80", 100+n/250, n%250), "GET", "/v1/contact")
				}
			})
		}
		synctest.Wait()
		if held := e.refusals.held.taken; held != heldInAll {
			t.Errorf("%d wait", held)
		}
		all.Wait()
	})
}
