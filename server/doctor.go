package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
)

// doctor looks at everything and prints a line for each thing, and what to do about
// what is wrong. Exit code 1: something fails.
func doctor(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("doctor", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print the report as JSON, for scripts")
	cfg, code := loaded(flags, args, env, stderr)
	if cfg == nil {
		return code
	}
	checks, err := app.Examine(ctx, cfg)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	failures, warnings := 0, 0
	for _, c := range checks {
		switch c.State {
		case "fail":
			failures++
		case "warn":
			warnings++
		}
		if *asJSON {
			continue
		}
		about := c.Account
		if about == "" {
			about = "server"
		}
		fmt.Fprintf(stdout, "%-4s  %-12s %-16s %s\n", c.State, about, c.Subject, c.Text)
		if c.Next != "" {
			fmt.Fprintf(stdout, "%s→ %s\n", strings.Repeat(" ", 36), c.Next)
		}
	}
	if *asJSON {
		report := map[string]any{"checks": checks, "failures": failures, "warnings": warnings}
		if err := printJSON(stdout, report); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
	}
	if failures > 0 {
		fmt.Fprintf(stderr, "%d of %d checks fail.\n", failures, len(checks))
		return 1
	}
	return 0
}

// loaded parses a command's flags and loads the configuration; without one the
// command ends with code.
func loaded(flags *flag.FlagSet, args, env []string, stderr io.Writer) (cfg *config.Config, code int) {
	file := flags.String("config", "", "the configuration `file`; without it everything comes from the environment")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, 0
		}
		return nil, 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "%s does not take %q.\n", flags.Name(), flags.Arg(0))
		return nil, 2
	}
	cfg, err := config.Load(*file, env)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return nil, 1
	}
	return cfg, 0
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
