package transport_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/connectors/transport"
)

type base func(*http.Request) (*http.Response, error)

func (b base) RoundTrip(r *http.Request) (*http.Response, error) { return b(r) }

// A thin line takes hours for a video, and may: it makes progress.
func TestSlowUploadThatMakesProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		chain := &transport.Chain{Timeout: 30 * time.Second, Base: base(func(r *http.Request) (*http.Response, error) {
			for b := make([]byte, 10); ; time.Sleep(time.Minute) {
				if _, err := r.Body.Read(b); err != nil {
					break
				}
			}
			time.Sleep(time.Minute) // and then the other side works on it
			if err := r.Context().Err(); err != nil {
				return nil, err
			}
			return &http.Response{StatusCode: http.StatusCreated, Body: io.NopCloser(strings.NewReader("{}")), Header: http.Header{}, Request: r}, nil
		})}
		x := &transport.Exchange{Stall: 90 * time.Second}
		start := time.Now()
		resp, err := chain.Client(t.Context(), x).Post("http://crm.example/upload", "video/mp4", strings.NewReader(strings.Repeat("x", 1000)))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if took := time.Since(start); x.Status != http.StatusCreated || took < time.Hour {
			t.Errorf("status %d after %v", x.Status, took)
		}
	})
}

// One that stands still is given up, wherever it stands.
func TestUploadThatStandsStill(t *testing.T) {
	for name, take := range map[string]int{"before the first byte": 0, "in the middle": 50, "before the answer": 1000} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				chain := &transport.Chain{Base: base(func(r *http.Request) (*http.Response, error) {
					if _, err := io.CopyN(io.Discard, r.Body, int64(take)); err != nil {
						return nil, err
					}
					<-r.Context().Done()
					return nil, context.Cause(r.Context())
				})}
				start := time.Now()
				resp, err := chain.Client(t.Context(), &transport.Exchange{Stall: 90 * time.Second}).Post("http://crm.example/upload", "video/mp4", strings.NewReader(strings.Repeat("x", 1000)))
				if err == nil {
					_ = resp.Body.Close()
				}
				if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != 90*time.Second {
					t.Errorf("%v after %v", err, took)
				}
			})
		})
	}
}
