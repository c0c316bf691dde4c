package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/deskside/deskside/server/internal/app"
)

// rehearse prints every request that a call would make to a CRM. It makes none.
func rehearse(ctx context.Context, in *invocation) error {
	requests, err := app.Rehearse(ctx, in.cfg, in.flags["account"])
	writes := 0
	for n, r := range requests {
		if r.Writes {
			writes++
		}
		if in.given("json") {
			continue
		}
		fmt.Fprintf(in.stdout, "%d. %s %s\n", n+1, r.Method, r.URL)
		for _, h := range r.Headers {
			fmt.Fprintf(in.stdout, "   %s\n", h)
		}
		if r.Body != "" {
			fmt.Fprintf(in.stdout, "\n   %s\n", strings.ReplaceAll(r.Body, "\n", "\n   "))
		}
		fmt.Fprintln(in.stdout)
	}
	if in.given("json") {
		if e := printJSON(in.stdout, map[string]any{"requests": requests}); e != nil {
			return e
		}
	} else if len(requests) > 0 {
		fmt.Fprintf(in.stdout, "%d requests, %d of them writing. None was sent.\n", len(requests), writes)
	}
	return err
}
