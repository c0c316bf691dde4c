package transport_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/deskside/deskside/connectors/transport"
)

// TestConnectionsAreKept: requests that go out together, again and again, shake hands
// with their cloud once for each.
func TestConnectionsAreKept(t *testing.T) {
	const together, rounds = 12, 4
	var opened atomic.Int64
	var meet sync.WaitGroup
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		meet.Done()
		meet.Wait() // so that none of them can use another's connection
		_, _ = io.WriteString(w, "{}")
	}))
	web.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	web.Start()
	defer web.Close()
	chain := &transport.Chain{UserAgent: "Deskside"}
	for range rounds {
		meet.Add(together)
		var sent sync.WaitGroup
		for range together {
			sent.Go(func() {
				resp, err := chain.Client(t.Context(), &transport.Exchange{}).Get(web.URL)
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			})
		}
		sent.Wait()
	}
	// A connection comes back a moment after its answer has been read.
	if n := opened.Load(); n > together+rounds {
		t.Errorf("%d connections for %d requests at once", n, together)
	}
}
