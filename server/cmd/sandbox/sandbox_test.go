package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// The test binary plays the server too, so that these tests are about the
// sandbox alone: it loads its configuration and answers /readyz.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "play-server" {
		if err := playServer(os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func playServer(file string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	cfg, err := config.Load(file, os.Environ())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "playing", os.Getenv("DESKSIDE_LISTEN"))
	s := &http.Server{Addr: cfg.Listen, ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			http.NotFound(w, r)
		}
	})}
	go func() { <-ctx.Done(); _ = s.Close() }()
	return s.ListenAndServe()
}

func TestConfigurationIsWhatTheServerAccepts(t *testing.T) {
	dir := t.TempDir()
	s := newSecrets()
	at := addresses{Deskside: "http://127.0.0.1:8080", Pages: "http://127.0.0.1:8090", Zendesk: "http://127.0.0.1:8091",
		Salesforce: "http://127.0.0.1:8092", Twilio: "http://127.0.0.1:8093", Provider: "http://127.0.0.1:8094", listen: "127.0.0.1:8080"}
	file := filepath.Join(dir, "sandbox.yaml")
	certificate := filepath.Join(dir, "salesforce.crt")
	org := salesforcetest.New(salesforcetest.Options{})
	if err := os.WriteFile(certificate, org.Certificate(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := newConfig(at, s, filepath.Join(dir, "deskside"), "1100001", certificate, []configAgent{{Account: "support", ID: "7", Role: "supervisor"}}).write(file); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v %v", info.Mode(), err)
	}
	cfg, err := config.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a := cfg.AccountOf(salesNumber); a.Key == nil || a.Name != "sales" || a.Kind != config.Salesforce || a.ClientSecret.Reveal() != s.Salesforce {
		t.Errorf("the sales number leads to %s, a %s", a.Name, a.Kind)
	}
	if a := cfg.AccountOf(supportNumber); a.Name != "support" || a.AppID != "1100001" || !slices.Equal(a.EmbedOrigins, []string{at.Pages}) {
		t.Errorf("the support number leads to %s", a.Name)
	}
	if app, ok := cfg.App("boutique"); !ok || app.Account != "sales" || app.Secret.Reveal() != s.Boutique {
		t.Error("the boutique does not lead to sales")
	}
	if got := cfg.OIDC; got.Issuer != at.Provider || got.ClientSecret.Reveal() != s.Provider || len(cfg.Admins) != 3 {
		t.Errorf("admins sign in at %s by %+v", got.Issuer, cfg.Admins)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".config-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestSecretsAreMadeOnce(t *testing.T) {
	dir := t.TempDir()
	first, err := loadSecrets(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := loadSecrets(dir)
	if err != nil || again != first {
		t.Errorf("other secrets at the second start, %v", err)
	}
	file := filepath.Join(dir, "secrets.json")
	older, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(older, []byte("oidc_client_secret"), []byte("something_else"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	grown, err := loadSecrets(dir)
	if err != nil || grown.Provider == "" || grown.Shop != first.Shop {
		t.Errorf("what an older sandbox kept: %v", err)
	}
	if again, err := loadSecrets(dir); err != nil || again != grown {
		t.Errorf("a secret that was missing is made at every start, %v", err)
	}
	other, err := loadSecrets(t.TempDir())
	if err != nil || other == first {
		t.Errorf("two sandboxes share their secrets, %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "secrets.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadSecrets(dir); err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("a broken file: %v", err)
	}
}

func TestBothCRMsKnowTheSameWorld(t *testing.T) {
	s := newSecrets()
	c, err := newClouds(addresses{Deskside: "http://127.0.0.1:8080"}, s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	check := func() {
		t.Helper()
		tickets, cases := c.zendesk.Tickets(), c.salesforce.Cases()
		if len(tickets) != len(troubles) || len(cases) != len(troubles) {
			t.Fatalf("%d tickets, %d Cases", len(tickets), len(cases))
		}
		for i, want := range troubles {
			ticket, _ := c.zendesk.Ticket(tickets[i])
			snap := c.salesforce.Snapshot(cases[i])
			if ticket.Subject != want.subject || snap.Ticket.Subject != want.subject {
				t.Errorf("%d: %q in Zendesk, %q in Salesforce", i, ticket.Subject, snap.Ticket.Subject)
			}
			if snap.Ticket.State != ticketState(want.standing) || ticket.Status != string(want.standing) {
				t.Errorf("%d: %s in Zendesk, %s in Salesforce", i, ticket.Status, snap.Ticket.State)
			}
		}
	}
	check()
	mia := c.agentID("support", 0)
	if err := c.zendesk.SetState(c.zendesk.Tickets()[0], connectors.TicketGone, 0); err != nil {
		t.Fatal(err)
	}
	if err := c.reset(); err != nil {
		t.Fatal(err)
	}
	check()
	if c.agentID("support", 0) != mia || c.agentID("sales", 1) == "" {
		t.Error("after a reset, agents are others")
	}
}

func TestServerIsKeptFromRealClouds(t *testing.T) {
	c := serverCommand([]string{"/bin/deskside", "serve"}, "/x/sandbox.yaml", []string{"HOME=/h", "DESKSIDE_TWILIO_AUTH_TOKEN=real", "DESKSIDE_LISTEN=:1"})
	if !slices.Equal(c.Env, []string{"HOME=/h"}) {
		t.Errorf("environment %v", c.Env)
	}
	if !slices.Equal(c.Args, []string{"/bin/deskside", "serve", "--config", "/x/sandbox.yaml"}) {
		t.Errorf("arguments %v", c.Args)
	}
}

func TestGuideNamesEveryPage(t *testing.T) {
	at := addresses{Deskside: "http://127.0.0.1:1", Pages: "http://127.0.0.1:2"}
	text := guide(at)
	for name, address := range asMap(at, "") {
		if strings.HasPrefix(address, "http") && name != "server" && !strings.Contains(text, address) {
			t.Errorf("%s is missing", address)
		}
	}
	if left := regexp.MustCompile(`\{\w+\}`).FindString(text); left != "" {
		t.Errorf("%s was not filled in", left)
	}
}

// pipe is a writer whose first line can be waited for.
type pipe struct {
	mu   sync.Mutex
	text bytes.Buffer
	line chan string
}

func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.text.Write(b)
	if line, _, ok := strings.Cut(p.text.String(), "\n"); ok {
		select {
		case p.line <- line:
		default:
		}
	}
	return n, err
}

func TestSandboxStartsKeepsAliveAndStops(t *testing.T) {
	t.Setenv("DESKSIDE_LISTEN", "127.0.0.1:1") // must not reach the server
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, over := &pipe{line: make(chan string, 1)}, make(chan error, 1)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "deskside", "old"), 0o700); err != nil {
		t.Fatal(err)
	}
	go func() {
		over <- sandbox(ctx, options{dir: dir, json: true, server: []string{os.Args[0], "play-server"}}, out, io.Discard)
	}()
	var at map[string]string
	select {
	case line := <-out.line:
		if err := json.Unmarshal([]byte(line), &at); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
	case err := <-over:
		t.Fatalf("it ended: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "deskside", "old")); err == nil {
		t.Error("what an earlier server remembered is still there")
	}

	type status struct {
		PID, Starts int
		Up          bool
	}
	read := func() (s status) {
		t.Helper()
		call(t, http.MethodGet, at["server"], &s)
		return s
	}
	first := read()
	if first.PID == 0 || !first.Up {
		t.Fatalf("announced before it was up: %+v", first)
	}
	call(t, http.MethodPost, at["server"]+"/kill", nil)
	second := read()
	for second.Starts < 2 || !second.Up { // each look is an exchange with the server, not a pause
		second = read()
	}
	if second.PID == first.PID {
		t.Errorf("still process %d", first.PID)
	}
	call(t, http.MethodPost, at["pages"]+"/_sandbox/reset", nil)
	third := read()
	for third.Starts < 3 || !third.Up {
		third = read()
	}

	var world struct {
		Accounts []struct{ Agents []struct{ ID, Name string } }
	}
	call(t, http.MethodGet, at["pages"]+"/api/world", &world)
	if len(world.Accounts) != 2 || len(world.Accounts[1].Agents) != 2 || world.Accounts[1].Agents[0].Name != "Mia Thornton" {
		t.Errorf("world %+v", world)
	}
	var manifest struct {
		Location struct {
			Support map[string]struct{ URL string }
		}
	}
	call(t, http.MethodGet, at["pages"]+"/api/app/zendesk", &manifest)
	for _, place := range []string{"background", "top_bar", "ticket_sidebar"} {
		if got := manifest.Location.Support[place].URL; got != at["deskside"]+"/widget/zendesk/"+place+"?account=support" {
			t.Errorf("the app's %s is at %s", place, got)
		}
	}
	for _, cloud := range []string{"zendesk", "salesforce"} {
		var list struct{ Tickets []any }
		if call(t, http.MethodGet, at["pages"]+"/api/"+cloud+"/tickets", &list); len(list.Tickets) != len(troubles) {
			t.Errorf("%s shows %d tickets", cloud, len(list.Tickets))
		}
	}
	cancel()
	if err := <-over; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if err := syscall.Kill(third.PID, 0); err == nil {
		t.Errorf("process %d is still there", third.PID)
	}
}

func call(t *testing.T, method, address string, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %s", method, address, answer.Status)
	}
	if into != nil {
		if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
}
