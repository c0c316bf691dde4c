// Command server is Deskside: the layer between a company's customers and its
// agents, who stay in their CRM.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
)

const usage = `Deskside is the layer between your customers and the agents in your CRM.

Usage:

	deskside serve  --config FILE   run the server
	deskside doctor --config FILE [-json]
	                                check the configuration, this machine and every
	                                connected cloud, changing nothing
	deskside rehearse --config FILE [-account NAME] [-json]
	                                show what a call would write to the CRM, sending nothing
	deskside package zendesk|salesforce --config FILE [-account NAME] -o FILE
	                                write what an admin installs in the CRM
	deskside deliveries --config FILE list|show|retry|move|drop
	                                the writes that need somebody, on the running server
	deskside admin-link --config FILE
	                                a one-time link to choose the admin page's passphrase
	deskside healthy [-url URL]     ask a running server whether it is alive, by its exit
	                                code: for a container's health check

Every setting can also come from the environment: see config/config.example.yaml.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

func run(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	switch args[0] {
	case "healthy":
		return healthy(ctx, args[1:], stderr)
	case "package":
		return pack(args[1:], env, stdout, stderr)
	case "doctor":
		return doctor(ctx, args[1:], env, stdout, stderr)
	case "rehearse":
		return rehearse(ctx, args[1:], env, stdout, stderr)
	}
	command, ok := map[string]func(context.Context, *config.Config, []string, io.Writer, io.Writer) error{
		"serve": serve, "deliveries": deliveries, "admin-link": adminLink,
	}[args[0]]
	if !ok {
		if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
			fmt.Fprint(stdout, usage)
			return 0
		}
		fmt.Fprintf(stderr, "There is no command %q.\n\n%s", args[0], usage)
		return 2
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(stderr)
	file := flags.String("config", "", "the configuration `file`; without it everything comes from the environment")
	if err := flags.Parse(args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 && args[0] != "deliveries" {
		fmt.Fprintf(stderr, "%s does not take %q.\n", args[0], flags.Arg(0))
		return 2
	}
	cfg, err := config.Load(*file, env)
	if err == nil {
		err = command(ctx, cfg, flags.Args(), stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// gcPercent of what is alive, after which garbage is collected. That is a few MB
// and some KB for each open widget, so a collection takes few milliseconds; with
// Go's 100, garbage of handshakes would stay around that is as large again.
const gcPercent = 50

func serve(ctx context.Context, cfg *config.Config, _ []string, _, stderr io.Writer) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	log := app.Logger(cfg.Log, stderr)
	return app.Run(ctx, cfg, app.Options{Log: log})
}
