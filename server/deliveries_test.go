package main

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// TestDeliveries: what an organisation's rule refuses is held, shown, tried again
// and dropped on the command line, against the running server.
func TestDeliveries(t *testing.T) {
	c := newClouds(t)
	listen := freeAddress(t)
	config := c.file(t, "listen: 127.0.0.1:0", "listen: "+listen, "accounts:", "apps: [{name: shop, secret: the demo shop's secret 32 bytes, origins: [\"http://127.0.0.1\"]}]\naccounts:")
	if code, _, stderr := deskside(t, nil, "deliveries", "--config", config, "list"); code != 1 || !strings.Contains(stderr, "data_dir") {
		t.Errorf("before the server has run: %d %s", code, stderr)
	}

	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan int, 1)
	stderr := &said{needle: "Deskside is ready", told: ready}
	go func() { ended <- run(ctx, []string{"serve", "--config", config}, nil, io.Discard, stderr) }()
	t.Cleanup(func() { stop(); <-ended })
	select {
	case <-ready:
	case code := <-ended:
		ended <- code
		t.Fatalf("%d: %s", code, stderr)
	}

	c.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.RejectContent, Times: 20})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Post("http://"+listen+"/v1/contacts", "application/json",
		strings.NewReader(`{"app":"shop","contact_id":"contact-number-of-a-test-0001","channel":"message","message":"My lamp is broken."}`))
	if err != nil || resp.StatusCode != http.StatusCreated {
		t.Fatal(resp, err)
	}
	resp.Body.Close()

	deliveries := func(args ...string) string {
		t.Helper()
		code, stdout, stderr := deskside(t, nil, append([]string{"deliveries", "--config", config}, args...)...)
		if code != 0 {
			t.Fatalf("%v: %d %s", args, code, stderr)
		}
		return stdout
	}
	until := func(state string, lines int) string {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
			if out := deliveries("list", "-state", state); strings.Count(out, "\n") == lines+1 {
				return out
			}
		}
		t.Fatalf("never %d %s: %s", lines, state, deliveries("list"))
		return ""
	}
	held := until("held", 2)
	message := regexp.MustCompile(`\S+-message-\S+`).FindString(held)
	contact := regexp.MustCompile(`\S+-contact-\S+`).FindString(held)
	if out := deliveries("show", message); !strings.Contains(out, "My lamp is broken.") {
		t.Errorf("show: %s", out)
	}
	for want, args := range map[string][]string{
		"Say why with -reason":       {"drop", message},
		"Say where to with -ticket":  {"move", message},
		`"lamp" is no write's key`:   {"show", "lamp"},
		"deliveries retry needs KEY": {"retry"},
	} {
		code, _, stderr := deskside(t, nil, append([]string{"deliveries", "--config", config}, args...)...)
		if code != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%q: %d %s", args, code, stderr)
		}
	}
	if out := deliveries("drop", "-reason", "Sent by mistake.", message); !strings.HasPrefix(out, "It is dropped: ") {
		t.Errorf("drop says %q", out)
	}
	if code, _, stderr := deskside(t, nil, "deliveries", "retry", message, "--config", config); code != 1 || !strings.Contains(stderr, "it was dropped at ") {
		t.Errorf("retry of what was dropped: %d %s", code, stderr)
	}
	c.zendesk.ClearFaults()
	if out := deliveries("retry", contact); !strings.HasPrefix(out, "It is tried again now") {
		t.Errorf("retry says %q", out)
	}
	until("landed", 1)
	until("dropped", 1)
	if out := deliveries("retry", contact); !strings.HasPrefix(out, "It has landed in ticket ") || !strings.Contains(out, "Nothing is tried again.") {
		t.Errorf("retry of what has landed says %q", out)
	}
	if out := deliveries("list", "-state", "held"); out != "No write is held.\n" {
		t.Errorf("an empty list says %q", out)
	}
	if out := deliveries("move", "-ticket", "new", contact); out != "Everything of this contact goes to a new ticket, which is opened for it.\n" {
		t.Errorf("move says %q", out)
	}
	if code, _, stderr := deskside(t, nil, "deliveries", "retry", strings.Replace(contact, "-contact-", "-nothing-", 1), "--config", config); code != 1 || stderr == "" {
		t.Errorf("retry of nothing: %d %s", code, stderr)
	}
	until("landed", 3) // and the pointer that the first ticket keeps
	if n := len(c.zendesk.Tickets()); n != 2 {
		t.Errorf("%d tickets", n)
	}
}
