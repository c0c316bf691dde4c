package edge

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
)

func bare(t *testing.T) (*Edge, *gin.Engine) {
	t.Helper()
	e, err := New(Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return e, e.Engine()
}

// What is served and what the contract tells of are the same, or the server does not start.
func TestNothingIsServedBesideTheContract(t *testing.T) {
	e, r := bare(t)
	r.GET("/admin", func(*gin.Context) {})
	r.GET("/odd", func(*gin.Context) {})
	r.OPTIONS("/admin", func(*gin.Context) {})
	err := e.Complete(r)
	if err == nil {
		t.Fatal("complete")
	}
	for _, want := range []string{"GET /odd is served and not", "OPTIONS /admin is served and not", "GET /metrics is in the contract and not"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "GET /admin ") {
		t.Error(err)
	}
}

// With as many requests as somebody may have at once, their next is told to come back; whoever
// else asks is answered, and so is who asks whether the server is well.
func TestMoreThanCanBeWorkedOnAtOnce(t *testing.T) {
	e, r := bare(t)
	busy, done := make(chan struct{}), make(chan struct{})
	work := func(c *gin.Context) {
		if c.Request.Header.Get("Stay") != "" {
			busy <- struct{}{}
			<-done
		}
	}
	r.GET("/metrics", work)
	r.GET("/healthz", work)
	r.GET("/admin", work)
	ask := func(from, path string, stay bool) int {
		w, req := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, http.NoBody)
		req.RemoteAddr = from
		if strings.HasPrefix(from, "127.") {
			req.Header.Set("X-Forwarded-For", "192.0.2.9") // by a proxy that nobody trusts
		}
		if stay {
			req.Header.Set("Stay", "1")
		}
		r.ServeHTTP(w, req)
		return w.Code
	}
	var all sync.WaitGroup
	fill := func(n int, from string) {
		for range n {
			all.Go(func() { ask(from, "/metrics", true) })
			<-busy
		}
	}
	fill(sourceAtOnce, "192.0.2.1:80")
	if code := ask("192.0.2.1:81", "/metrics", false); code != http.StatusServiceUnavailable {
		t.Errorf("one too many of a source: %d", code)
	}
	if code := ask("192.0.2.2:80", "/metrics", false); code != http.StatusOK {
		t.Errorf("another source: %d", code)
	}
	fill(wideAtOnce, "127.0.0.1:80")
	for n := sourceAtOnce + wideAtOnce; n < strangersAtOnce; n++ {
		fill(1, fmt.Sprintf("198.51.100.%d:80", n%200))
	}
	if code := ask("203.0.113.9:80", "/metrics", false); code != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", code)
	}
	for _, path := range []string{"/healthz", "/admin"} {
		if code := ask("192.0.2.1:80", path, false); code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
	}
	close(done)
	all.Wait()
	if p := e.places.strangers; p.taken != 0 || len(p.of) != 0 {
		t.Errorf("%d places are held by nobody", p.taken)
	}
}
