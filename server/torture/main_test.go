package torture

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
	"github.com/deskside/deskside/server/internal/delivery"
)

// serverConfig names the configuration with which this program is the server
// instead of the test: so the server under test has the race detector too.
const serverConfig = "TORTURE_SERVER_CONFIG"

func TestMain(m *testing.M) {
	if file := os.Getenv(serverConfig); file != "" {
		if err := serve(file); err != nil {
			fmt.Fprintln(os.Stderr, "server:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func serve(file string) error {
	go func() { // the test holds the other end: when it dies, so does the server
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(3)
	}()
	cfg, err := config.Load(file, nil)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	return app.Run(ctx, cfg, app.Options{
		Sandbox: true, VoiceSimulator: cfg.Twilio.APIURL, Log: app.Logger(cfg.Log, os.Stderr),
		Pace: app.Pace{
			Retries: delivery.Backoff{Min: 50 * time.Millisecond, Max: time.Second, MaxPause: time.Second},
			Lease:   3 * time.Second,
			Poll:    2 * time.Second,
			Claim:   4 * time.Second,
		},
	})
}
