package transport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/connectors/transport"
)

func serve(t *testing.T, h http.HandlerFunc) (string, *transport.Chain) {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	return web.URL, &transport.Chain{Base: wire, UserAgent: "Deskside"}
}

func get(ctx context.Context, t *testing.T, c *transport.Chain, x *transport.Exchange, url string) (*http.Response, error) {
	t.Helper()
	resp, err := c.Client(ctx, x).Get(url)
	if err == nil {
		t.Cleanup(func() { _ = resp.Body.Close() })
	}
	return resp, err
}

func TestAnswerIsCapturedAndStillReadable(t *testing.T) {
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Limit", "7")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "short and stout")
	})
	var x transport.Exchange
	resp, err := get(t.Context(), t, c, &x, url)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil || string(body) != "short and stout" || string(x.Body) != "short and stout" {
		t.Errorf("read %q (%v), captured %q", body, err, x.Body)
	}
	if x.Status != http.StatusTeapot || x.Response.Get("X-Limit") != "7" || !x.Sent {
		t.Errorf("captured %+v", x)
	}
}

func TestAnswerOverTheCap(t *testing.T) {
	for _, size := range []int{100, 101} {
		url, c := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(make([]byte, size)) })
		c.MaxBody = 100
		var x transport.Exchange
		_, err := get(t.Context(), t, c, &x, url)
		if tooLarge := errors.Is(err, transport.ErrTooLarge); tooLarge != (size > 100) {
			t.Errorf("%d bytes against a cap of 100: %v", size, err)
		}
		if x.Status != http.StatusOK {
			t.Errorf("%d bytes: status %d, want what was heard", size, x.Status)
		}
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	reached := false
	elsewhere, _ := serve(t, func(http.ResponseWriter, *http.Request) { reached = true })
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
	})
	x := transport.Exchange{Header: http.Header{"Authorization": {"Bearer secret"}}}
	if _, err := get(t.Context(), t, c, &x, url); err != nil || x.Status != http.StatusTemporaryRedirect || reached {
		t.Errorf("status %d, error %v, other host reached: %v", x.Status, err, reached)
	}
}

func TestHeadersReplaceTheLibrarys(t *testing.T) {
	var got http.Header
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header })
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/binary")
	r.Header.Set("User-Agent", "library/1.0")
	x := transport.Exchange{Header: http.Header{"Content-Type": {"image/png"}}}
	resp, err := c.Client(t.Context(), &x).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if got.Get("Content-Type") != "image/png" || len(got["Content-Type"]) != 1 || got.Get("User-Agent") != "Deskside" {
		t.Errorf("sent %v", got)
	}
	if r.Header.Get("Content-Type") != "application/binary" {
		t.Error("the caller's own request was changed")
	}
}

func TestLengthOfAStream(t *testing.T) {
	var length int64
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		length = r.ContentLength
		_, _ = io.Copy(io.Discard, r.Body)
	})
	x := transport.Exchange{Length: 5}
	resp, err := c.Client(t.Context(), &x).Post(url, "text/plain", io.NopCloser(strings.NewReader("12345")))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if length != 5 {
		t.Errorf("length %d, want 5", length)
	}
}

func TestNothingIsSentWhenNobodyListens(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	web.Close()
	c := &transport.Chain{Base: &http.Transport{}}
	var x transport.Exchange
	if _, err := get(t.Context(), t, c, &x, web.URL); err == nil || x.Sent || x.Status != 0 {
		t.Errorf("error %v, sent %v, status %d", err, x.Sent, x.Status)
	}
}

func TestSentWhenTheAnswerIsLost(t *testing.T) {
	url, c := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	var x transport.Exchange
	r, err := http.NewRequest(http.MethodPut, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Client(t.Context(), &x).Do(r); err == nil || !x.Sent || x.Status != 0 {
		t.Errorf("error %v, sent %v, status %d", err, x.Sent, x.Status)
	}
}

func TestAnswerCutShort(t *testing.T) {
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"ticket":`)
	})
	var x transport.Exchange
	if _, err := get(t.Context(), t, c, &x, url); err == nil || x.Status != http.StatusOK || x.Body != nil {
		t.Errorf("error %v, status %d, body %q", err, x.Status, x.Body)
	}
}

func TestContextEndsTheExchange(t *testing.T) {
	arrived := make(chan struct{})
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	var x transport.Exchange
	if _, err := get(ctx, t, c, &x, url); !errors.Is(err, context.Canceled) || !x.Sent {
		t.Errorf("error %v, sent %v", err, x.Sent)
	}
}

func TestTimeoutOfOneExchange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &transport.Chain{Timeout: time.Hour, Base: base(func(r *http.Request) (*http.Response, error) {
			httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
			<-r.Context().Done()
			return nil, r.Context().Err()
		})}
		x, start := transport.Exchange{Timeout: 50 * time.Millisecond}, time.Now()
		if _, err := get(t.Context(), t, c, &x, "http://crm.example"); !errors.Is(err, context.DeadlineExceeded) || !x.Sent || time.Since(start) != x.Timeout {
			t.Errorf("error %v after %v, sent %v", err, time.Since(start), x.Sent)
		}
	})
}

type gate struct {
	err      error
	observed []int
}

func (g *gate) Wait(context.Context, *http.Request) (func(int, http.Header), error) {
	return func(status int, _ http.Header) { g.observed = append(g.observed, status) }, g.err
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

func TestLimiterHoldsBackAndLearns(t *testing.T) {
	calls := 0
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls++
		w.WriteHeader(http.StatusTooManyRequests)
	})
	g := &gate{}
	c.Limiter = g
	var x transport.Exchange
	if _, err := get(t.Context(), t, c, &x, url); err != nil || len(g.observed) != 1 || g.observed[0] != http.StatusTooManyRequests {
		t.Errorf("error %v, observed %v", err, g.observed)
	}
	g.err = errors.New("not now")
	var held transport.Exchange
	body := &closing{Reader: strings.NewReader("{}")}
	if _, err := c.Client(t.Context(), &held).Post(url, "text/plain", body); !errors.Is(err, g.err) || calls != 1 || held.Sent {
		t.Errorf("error %v, %d calls, sent %v", err, calls, held.Sent)
	}
	if !body.closed {
		t.Error("the body of a request that was held back is left open")
	}
}

func TestLogTellsNoPersonalData(t *testing.T) {
	url, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "rosa in the body")
	})
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	x := transport.Exchange{Header: http.Header{"Authorization": {"Bearer rosa"}}}
	if _, err := get(t.Context(), t, c, &x, url+"/users/search?query=rosa"); err != nil {
		t.Fatal(err)
	}
	if text := log.String(); strings.Contains(text, "rosa") || !strings.Contains(text, "/users/search") || !strings.Contains(text, "502") {
		t.Errorf("logged %s", text)
	}
}
