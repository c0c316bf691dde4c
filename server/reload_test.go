package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// printed waits until a server has said something often enough.
type printed struct{ *said }

func (p printed) await(t *testing.T, needle string, times int) {
	t.Helper()
	for {
		p.mu.Lock()
		p.needle, p.told = needle, make(chan struct{})
		told, enough := p.told, strings.Count(p.b.String(), needle) >= times
		p.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-told:
		case <-t.Context().Done():
			t.Fatalf("never %d times %q in\n%s", times, needle, p)
		}
	}
}

// TestReload: SIGHUP takes on a configuration that is right, whole, and goes on with
// the old one otherwise. Whoever asks meanwhile waits, and is refused nothing.
func TestReload(t *testing.T) {
	c := newClouds(t)
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
	listen, other := free(), free()
	at := []string{"listen: 127.0.0.1:0", "listen: " + listen}
	config := c.file(t, at...)
	ctx, stop := context.WithCancel(t.Context())
	out := printed{&said{}}
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--config", config}, nil, io.Discard, out) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("it ended with %d: %s", code, out)
		}
	})
	out.await(t, "Deskside is ready", 1)
	hangUp := func() {
		t.Helper()
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	ready := func(address string) error {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Get("http://" + address + "/readyz")
		if err == nil {
			err = res.Body.Close()
		}
		return err
	}

	asking, refused := make(chan struct{}), make(chan error, 1)
	go func() {
		var first error
		for {
			select {
			case <-asking:
				refused <- first
				return
			default:
			}
			if err := ready(listen); first == nil {
				first = err
			}
		}
	}()
	c.file(t, append(at, "accounts:", "agents: [{account: support, id: \"7\", phone: \"+14155550134\"}]\naccounts:")...)
	hangUp()
	out.await(t, "Deskside is ready", 2)
	if !strings.Contains(out.String(), "a setting has no effect") || !strings.Contains(out.String(), "agents[0].phone") || !strings.Contains(out.String(), "config.yaml:5") {
		t.Errorf("the new configuration is not there, or its start does not warn:\n%s", out)
	}

	c.file(t, "listen: 127.0.0.1:0", "lisen: 127.0.0.1:1")
	hangUp()
	out.await(t, "cannot be used", 1)
	if !strings.Contains(out.String(), "did you mean listen") {
		t.Errorf("it does not say why:\n%s", out)
	}
	file := filepath.Join(c.dir, "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.file(t, append(at, filepath.Join(c.dir, "var"), file)...)
	hangUp()
	out.await(t, "goes on with the old one", 1)
	out.await(t, "Deskside is ready", 3)
	close(asking)
	if err := <-refused; err != nil {
		t.Errorf("somebody was refused: %v", err)
	}

	c.file(t, "listen: 127.0.0.1:0", "listen: "+other)
	hangUp()
	out.await(t, "Deskside is ready", 4)
	if err := ready(other); err != nil {
		t.Errorf("at the new address: %v", err)
	}
	if err := ready(listen); err == nil {
		t.Error("the old address still answers")
	}
}
