package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// process is the command as a process of its own.
type process struct {
	t       *testing.T
	config  string
	address string
	command *exec.Cmd
	ended   chan error
	log     *printed
}

func commandLine(t *testing.T, args ...string) *exec.Cmd {
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), childVariable+"=1")
	return c
}

// startProcess serves, and waits until it is ready or has ended.
func startProcess(t *testing.T, config string) (p *process, err error) {
	t.Helper()
	p = &process{t: t, config: config, command: commandLine(t, "serve", "--config", config), ended: make(chan error, 1), log: &printed{&said{}}}
	out, err := p.command.StderrPipe()
	if err == nil {
		err = p.command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go func() {
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			_, _ = p.log.Write([]byte(line))
			if found := regexp.MustCompile(`ready" listen=(\S+)`).FindStringSubmatch(line); found != nil {
				p.address = "http://" + found[1]
				close(ready)
			}
			if err != nil {
				p.ended <- p.command.Wait()
				return
			}
		}
	}()
	t.Cleanup(func() { _ = p.command.Process.Kill() })
	select {
	case <-ready:
		return p, nil
	case err := <-p.ended:
		return p, fmt.Errorf("%w: %s", err, p.log)
	}
}

func (p *process) end(sig syscall.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
	<-p.ended
}

// contact leaves a message, as a customer's page does.
func (p *process) contact(n int) int {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{
		"app": "shop", "channel": "message", "contact_id": fmt.Sprintf("contact-number-%026d", n),
		"message": fmt.Sprintf("Message %d", n), "name": "Zoë", "email": "zoe@example.com",
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.ask("POST", "/v1/contacts", string(body), nil)
}

func (p *process) ask(method, path, body string, into *string) int {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.address+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", "https://shop.example")
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if into != nil {
		*into = string(said)
	}
	return answer.StatusCode
}

func outcome(t *testing.T, config string, args ...string) (code int, says string) {
	t.Helper()
	c := commandLine(t, append(args, "--config", config)...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String()
}

// TestRecovery is docs/operations.md, step by step: a backup while the server runs; the
// database is removed under it; nothing is acknowledged from then on, and it is said;
// the server does not start without what it had; then what could be rescued, the backup,
// and giving up.
func TestRecovery(t *testing.T) {
	c := newClouds(t)
	told := make(chan string, 10)
	pager := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		told <- string(body)
	}))
	defer pager.Close()
	config := c.file(t, "accounts:", "apps: [{name: shop, secret: \"a secret of thirty-two bytes or more\", origins: [\"https://shop.example\"]}]\n"+
		"alerts: {webhook: \""+pager.URL+"\", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=}\naccounts:")
	data := filepath.Join(c.dir, "var")
	database, safe := filepath.Join(data, "deskside.db"), filepath.Join(c.dir, "safe")
	p, err := startProcess(t, config)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for n := range 3 {
		if code := p.contact(n); code/100 != 2 {
			t.Fatalf("contact %d: %d", n, code)
		}
	}
	if _, says := outcome(t, config, "doctor"); !strings.Contains(says, "There never was a backup") {
		t.Errorf("before the first backup: %s", says)
	}
	if code, says := outcome(t, config, "backup", safe); code != 0 || !strings.Contains(says, "It holds 3 contacts") {
		t.Fatalf("backup: %d %s", code, says)
	}
	if _, says := outcome(t, config, "doctor"); !strings.Contains(says, "The last backup was made at") || strings.Contains(says, "never was") {
		t.Errorf("after the backup: %s", says)
	}
	if code, says := outcome(t, config, "backup", safe); code != 1 || !strings.Contains(says, "is not empty") {
		t.Errorf("a backup over another: %d %s", code, says)
	}
	if code, says := outcome(t, config, "restore", safe); code != 1 || !strings.Contains(says, "another process has this database open") {
		t.Errorf("restored under a server: %d %s", code, says)
	}
	if code := p.contact(3); code/100 != 2 {
		t.Fatalf("after the backup: %d", code)
	}
	for { // the mark is a second behind
		raw, _ := os.ReadFile(database + ".mark")
		if _, says := outcome(t, config, "doctor"); len(raw) > 0 && strings.Contains(says, "The database is well.") {
			break
		}
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(database + suffix); err != nil {
			t.Fatal(err)
		}
	}
	if code := p.contact(4); code != http.StatusServiceUnavailable {
		t.Errorf("acknowledged, into nowhere: %d", code)
	}
	for p.ask("GET", "/readyz", "", &said) == http.StatusOK {
		continue // one look serves a second
	}
	if !strings.Contains(said, "was removed") || strings.Contains(said, data) {
		t.Errorf("readyz: %s", said)
	}
	if code := p.ask("GET", "/healthz", "", nil); code != http.StatusOK {
		t.Errorf("healthz: %d", code)
	}
	p.log.await(t, "nothing is taken on any more", 1)
	select {
	case says := <-told: // at once, and although nothing can be kept of it
		if !strings.Contains(says, "trouble.opened") || !strings.Contains(says, "was removed") || strings.Contains(says, data) {
			t.Errorf("whoever wants to be told hears %s", says)
		}
	case <-t.Context().Done():
		t.Error("nobody is told")
	}
	rescued := regexp.MustCompile(`\S+deskside\.db\.rescued-\w+`).FindString(p.log.String())
	if rescued == "" || !strings.Contains(p.log.String(), "was removed while it was in use") {
		t.Fatalf("the log: %s", p.log)
	}
	p.end(syscall.SIGTERM)

	_, err = startProcess(t, config)
	if err == nil || !strings.Contains(err.Error(), "events are missing") || !strings.Contains(err.Error(), "deskside recover") {
		t.Fatalf("started without what it had, or does not say so: %v", err)
	}
	if code, says := outcome(t, config, "doctor"); code != 1 || !strings.Contains(says, "events are missing") {
		t.Errorf("doctor: %d %s", code, says)
	}

	count := func(want int) {
		t.Helper()
		p, err := startProcess(t, config)
		if err != nil {
			t.Fatal(err)
		}
		defer p.end(syscall.SIGKILL)
		if code := p.contact(9); code/100 != 2 {
			t.Errorf("a new contact: %d", code)
		}
		copied := filepath.Join(t.TempDir(), "copy")
		if code, says := outcome(t, config, "backup", copied); code != 0 || !strings.Contains(says, fmt.Sprintf("It holds %d contacts", want+1)) {
			t.Errorf("want %d and one: %d %s", want, code, says)
		}
	}
	if code, says := outcome(t, config, "restore", rescued); code != 0 || !strings.Contains(says, "Restored: 4 contacts") {
		t.Fatalf("what the server still held: %d %s", code, says)
	}
	count(4)

	if code, says := outcome(t, config, "restore", safe); code != 0 || !strings.Contains(says, "Restored: 3 contacts") || !strings.Contains(says, "is now "+database+".before-") {
		t.Fatalf("restore: %d %s", code, says)
	}
	count(3)

	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(database + suffix)
	}
	if code, says := outcome(t, config, "recover"); code != 0 || !strings.Contains(says, "events are missing") {
		t.Fatalf("recover: %d %s", code, says)
	}
	count(0)
	if code, says := outcome(t, config, "recover"); code != 0 || !strings.Contains(says, "Nothing is missing") {
		t.Errorf("recover once more: %d %s", code, says)
	}

	// A copy that is not what was written is not put back.
	f, err := os.OpenFile(filepath.Join(safe, "deskside.db"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte("noise"), 9000); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if code, says := outcome(t, config, "restore", safe); code != 1 || !strings.Contains(says, "is not as it was written") {
		t.Errorf("a damaged backup: %d %s", code, says)
	}
}
