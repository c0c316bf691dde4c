package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/deskside/deskside/config"
)

// healthTimeout is less than any container runtime waits for a health check.
const healthTimeout = 2 * time.Second

// healthy asks a running server whether it is alive. It is a command because the
// container has no shell and no curl. Of the configuration it reads where the server
// listens, and neither secrets nor whether all the rest is right.
func healthy(ctx context.Context, in *invocation) error {
	file, _ := in.file()
	address := cmp.Or(in.flags["url"], config.LocalURL(config.Listen(file, in.env))+"/healthz")
	status, err := probe(ctx, address)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(in.stdout, "%s answers %s\n", address, status)
	return err
}

func probe(ctx context.Context, address string) (status string, err error) {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return "", err
	}
	// No proxy: the server is on this machine.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	if err := res.Body.Close(); err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %s", address, res.Status)
	}
	return res.Status, nil
}
