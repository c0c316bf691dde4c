package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"time"
)

// healthTimeout is less than any container runtime waits for a health check.
const healthTimeout = 2 * time.Second

// healthy asks a running server whether it is alive: 0 if it is, 1 if not. It is a
// command because the container has no shell and no curl. It needs no
// configuration, which a health check could not read secrets for.
func healthy(ctx context.Context, args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("healthy", flag.ContinueOnError)
	flags.SetOutput(stderr)
	address := flags.String("url", "http://127.0.0.1:8080/healthz", "the `address` to ask")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "healthy does not take %q.\n", flags.Arg(0))
		return 2
	}
	if err := probe(ctx, *address); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

func probe(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	// No proxy: the server is on this machine.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", address, res.Status)
	}
	return nil
}
