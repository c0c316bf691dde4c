// Command server is Deskside: the layer between a company's customers and its
// agents, who stay in their CRM.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/deskside/deskside/server/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// gcPercent of what is alive, after which garbage is collected. That is a few MB
// and some KB for each open widget, so a collection takes few milliseconds; with
// Go's 100, garbage of handshakes would stay around that is as large again.
const gcPercent = 50

func serve(ctx context.Context, in *invocation) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	return app.Serve(ctx, in.load, again, in.stderr)
}
