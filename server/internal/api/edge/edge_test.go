package edge

import (
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

// With as many requests as can be worked on at once, the next is told to come back, and
// whether the server is well is answered all the same.
func TestMoreThanCanBeWorkedOnAtOnce(t *testing.T) {
	_, r := bare(t)
	busy, done := make(chan struct{}), make(chan struct{})
	r.GET("/metrics", func(*gin.Context) { busy <- struct{}{}; <-done })
	r.GET("/healthz", func(c *gin.Context) { c.Status(http.StatusNoContent) })
	get := func(path string) int {
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		return w.Code
	}
	var all sync.WaitGroup
	for range maxInFlight {
		all.Go(func() { get("/metrics") })
		<-busy
	}
	if code := get("/metrics"); code != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", code)
	}
	if code := get("/healthz"); code != http.StatusNoContent {
		t.Errorf("health: %d", code)
	}
	close(done)
	all.Wait()
}
