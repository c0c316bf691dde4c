package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/deskside/deskside/server/internal/app"
)

// doctor looks at everything and prints a line for each thing, and what to do about
// what is wrong.
func doctor(ctx context.Context, in *invocation) error {
	checks, err := app.Examine(ctx, in.cfg)
	if err != nil {
		return err
	}
	failures, warnings := 0, 0
	for _, c := range checks {
		switch c.State {
		case "fail":
			failures++
		case "warn":
			warnings++
		}
		if in.given("json") {
			continue
		}
		about := c.Account
		if about == "" {
			about = "server"
		}
		fmt.Fprintf(in.stdout, "%-4s  %-12s %-16s %s\n", c.State, about, c.Subject, c.Text)
		if c.Next != "" {
			fmt.Fprintf(in.stdout, "%s→ %s\n", strings.Repeat(" ", 36), c.Next)
		}
	}
	if in.given("json") {
		if err := printJSON(in.stdout, map[string]any{"checks": checks, "failures": failures, "warnings": warnings}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(in.stdout, "\n%d checks: %d fail, %d warn.\n", len(checks), failures, warnings)
	}
	if failures > 0 {
		return fmt.Errorf("%d of %d checks fail", failures, len(checks))
	}
	return nil
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
