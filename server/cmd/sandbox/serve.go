package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
)

// serve runs the server itself, the same as the real command does, but for two
// things: agents may sign in without proof, and Twilio's stand-in plays the
// voice network for browsers.
func serve(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("sandbox serve", flag.ContinueOnError)
	flags.SetOutput(stderr)
	file := flags.String("config", "", "the configuration `file`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *file == "" || flags.NArg() > 0 {
		return fmt.Errorf("sandbox serve takes --config FILE and nothing else")
	}
	cfg, err := config.Load(*file, os.Environ())
	if err != nil {
		return err
	}
	return app.Run(ctx, cfg, app.Options{Sandbox: true, VoiceSimulator: cfg.Twilio.APIURL, Log: app.Logger(cfg.Log, stderr)})
}
