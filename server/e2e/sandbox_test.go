package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sandbox is the real server with its stand-ins, for one test alone.
type sandbox struct {
	t       *testing.T
	at      map[string]string // addresses, as the sandbox prints them
	profile profile
}

// start runs a sandbox with a world of its own, until the test ends.
func start(t *testing.T, flags ...string) *sandbox {
	t.Helper()
	if lacking != "" {
		t.Skip(lacking)
	}
	cmd := exec.Command(binary, append(flags, "-json", "-dir", t.TempDir(),
		"-deskside-port", "0", "-pages-port", "0", "-zendesk-port", "0", "-salesforce-port", "0", "-twilio-port", "0", "-provider-port", "0")...)
	log, err := os.Create(filepath.Join(t.ArtifactDir(), "sandbox.log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, cmd, out, log) })

	s := &sandbox{t: t}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the sandbox has not started: %v", err)
	}
	if err := json.Unmarshal(line, &s.at); err != nil {
		t.Fatalf("the sandbox said %q: %v", line, err)
	}
	s.profile = newProfile(t)
	return s
}

// stop ends what start began, and looks at what the server complained about.
func stop(t *testing.T, cmd *exec.Cmd, out io.Reader, log *os.File) {
	_ = cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(15*time.Second, func() {
		t.Error("the sandbox did not end by itself")
		_ = cmd.Process.Kill()
	})
	defer late.Stop()
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the sandbox ended with %v", err)
	}
	_ = log.Close()
	said, err := os.ReadFile(log.Name())
	if err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"WARNING: DATA RACE", "panic:", "fatal error:"} {
		if i := bytes.Index(said, []byte(bad)); i >= 0 {
			t.Errorf("the server's log:\n%s", said[i:min(len(said), i+4000)])
		}
	}
	if t.Failed() {
		t.Logf("the sandbox's log is %s; go test -artifacts keeps it", log.Name())
	}
}

// kill ends the server as kill -9 does; the sandbox starts it again.
func (s *sandbox) kill() {
	s.t.Helper()
	s.post(s.at["pages"]+"/_sandbox/server/kill", nil)
}

// fault makes a stand-in misbehave.
func (s *sandbox) fault(cloud string, fault map[string]any) {
	s.t.Helper()
	s.post(s.at[cloud]+"/_sandbox/faults", fault)
}

func (s *sandbox) get(url string, into any) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return complain("%s: %s", url, answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

func (s *sandbox) post(url string, body any) {
	s.t.Helper()
	s.do(http.MethodPost, url, body)
}

func (s *sandbox) do(method, url string, body any) {
	s.t.Helper()
	s.send(method, url, body, nil)
}

func (s *sandbox) send(method, url string, body any, more http.Header) {
	s.t.Helper()
	doc, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, url, bytes.NewReader(doc))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, values := range more {
		r.Header[name] = values
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= 300 {
		said, _ := io.ReadAll(answer.Body)
		s.t.Fatalf("%s %s: %s %s", method, url, answer.Status, strings.TrimSpace(string(said)))
	}
}
