package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/deskside/deskside/server/internal/app"
)

// rehearse prints every request that a call would make to a CRM. It makes none.
func rehearse(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("rehearse", flag.ContinueOnError)
	flags.SetOutput(stderr)
	account := flags.String("account", "", "the account's `name`; without it the first of the configuration")
	asJSON := flags.Bool("json", false, "print the requests as JSON, for scripts")
	cfg, code := loaded(flags, args, env, stderr)
	if cfg == nil {
		return code
	}
	requests, err := app.Rehearse(ctx, cfg, *account)
	writes := 0
	for n, r := range requests {
		if r.Writes {
			writes++
		}
		if *asJSON {
			continue
		}
		fmt.Fprintf(stdout, "%d. %s %s\n", n+1, r.Method, r.URL)
		for _, h := range r.Headers {
			fmt.Fprintf(stdout, "   %s\n", h)
		}
		if r.Body != "" {
			fmt.Fprintf(stdout, "\n   %s\n", strings.ReplaceAll(r.Body, "\n", "\n   "))
		}
		fmt.Fprintln(stdout)
	}
	if *asJSON {
		if err := printJSON(stdout, map[string]any{"requests": requests}); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
	} else if len(requests) > 0 {
		fmt.Fprintf(stdout, "%d requests, %d of them writing. None was sent.\n", len(requests), writes)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}
