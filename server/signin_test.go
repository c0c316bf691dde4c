package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// TestFirstStart: the real server has no default passphrase. Its first start prints a
// link to choose one, the command line makes another, and agents come in by Zendesk's
// word alone.
func TestFirstStart(t *testing.T) {
	c := newClouds(t)
	listen := freeAddress(t)
	config := c.file(t, "listen: 127.0.0.1:0", "listen: "+listen, "client_id: deskside,", "client_id: deskside, app_id: \""+strconv.FormatInt(c.zendesk.AppID(), 10)+"\",")
	if code, _, stderr := deskside(t, nil, "admin-link", "--config", config); code != 1 || !strings.Contains(stderr, "data_dir") {
		t.Errorf("before the server has run: %d %s", code, stderr)
	}

	printed, stop := serving(t, config, "/admin#once=")
	first := linkIn(t, printed.String())
	var admin struct{ Token string }
	set := func(link, passphrase string) int {
		return answer(t, http.MethodPut, "http://"+listen+"/v1/sessions/admin/passphrase", map[string]any{"link": link, "passphrase": passphrase}, &admin)
	}
	if status := set(first, "a lamp behind the harbour"); status != http.StatusCreated || admin.Token == "" {
		t.Fatalf("the link of the first start: %d", status)
	}
	if status := set(first, "another long passphrase"); status != http.StatusUnauthorized {
		t.Errorf("the same link again: %d", status)
	}
	try := func(passphrase string) int {
		return answer(t, http.MethodPost, "http://"+listen+"/v1/sessions/admin", map[string]any{"passphrase": passphrase}, nil)
	}
	if wrong, right := try("another long passphrase"), try("a lamp behind the harbour"); wrong != http.StatusUnauthorized || right != http.StatusCreated {
		t.Errorf("wrong: %d, right: %d", wrong, right)
	}
	code, stdout, stderr := deskside(t, nil, "admin-link", "--config", config)
	if code != 0 || !strings.Contains(stdout, "one use") {
		t.Fatalf("%d %s%s", code, stdout, stderr)
	}
	if status := set(linkIn(t, stdout), "another long passphrase"); status != http.StatusCreated {
		t.Errorf("the command's link: %d", status)
	}

	ann := c.zendesk.AddUser(zendesktest.User{Name: "Ann Agent", Email: "ann@acme.example", Role: "agent"})
	token, err := c.zendesk.SignURL(zendesktest.SignedURL{UserID: ann.ID, Address: regexp.MustCompile(`kind: zendesk, url: "([^"]+)"`).FindStringSubmatch(c.config)[1]})
	if err != nil {
		t.Fatal(err)
	}
	var agent struct{ Agent struct{ ID, Name string } }
	proof := map[string]any{"account": "support", "proof": token}
	if status := answer(t, http.MethodPost, "http://"+listen+"/v1/sessions", proof, &agent); status != http.StatusCreated || agent.Agent.Name != "Ann Agent" {
		t.Errorf("an agent: %d %+v", status, agent)
	}
	if status := answer(t, http.MethodPost, "http://"+listen+"/v1/sessions/sandbox", map[string]any{"account": "support", "user": "1", "role": "admin"}, nil); status != http.StatusNotFound {
		t.Errorf("without proof: %d", status)
	}
	stop()

	// Started again, it has its passphrase and remembers what was used.
	printed, _ = serving(t, config, "Deskside is ready")
	if status := answer(t, http.MethodPost, "http://"+listen+"/v1/sessions", proof, nil); status != http.StatusUnauthorized {
		t.Errorf("a token used before the restart: %d", status)
	}
	if try("another long passphrase") != http.StatusCreated {
		t.Error("the passphrase is gone")
	}
	if strings.Contains(printed.String(), "once=") {
		t.Error("a link, although there is a passphrase")
	}
}

// serving until stop; it returns when needle has been printed.
func serving(t *testing.T, config, needle string) (printed *said, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	told, ended := make(chan struct{}), make(chan int, 1)
	printed = &said{needle: needle, told: told}
	go func() { ended <- run(ctx, []string{"serve", "--config", config}, nil, io.Discard, printed) }()
	stop = func() { cancel(); ended <- <-ended }
	t.Cleanup(stop)
	select {
	case <-told:
	case code := <-ended:
		ended <- code
		t.Fatalf("%d: %s", code, printed)
	}
	return printed, stop
}

func linkIn(t *testing.T, text string) string {
	t.Helper()
	m := regexp.MustCompile(`http://127\.0\.0\.1:8080/admin#once=([\w.-]+)`).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no link in %s", text)
	}
	return m[1]
}

func answer(t *testing.T, method, address string, body, into any) int {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if into != nil && resp.StatusCode < 300 {
		if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	return resp.StatusCode
}
