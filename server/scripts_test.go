package main_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestQuietly: what takes its time says what it is, is silent otherwise, and shows what
// went wrong.
func TestQuietly(t *testing.T) {
	for _, c := range []struct {
		script string
		code   int
		says   []string
		hides  string
	}{
		{"echo chatter", 0, []string{"Building …", "Building: done, "}, "chatter"},
		{"echo chatter; echo trouble >&2; exit 3", 3, []string{"Building …", "chatter\ntrouble\n", "Building: failed"}, "done"},
	} {
		cmd := exec.CommandContext(t.Context(), "../scripts/quietly", "Building", "sh", "-c", c.script)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != c.code {
			t.Errorf("%s: %v, want %d\n%s", c.script, err, c.code, out)
		}
		for _, says := range c.says {
			if !strings.Contains(string(out), says) {
				t.Errorf("%s: no %q in\n%s", c.script, says, out)
			}
		}
		if strings.Contains(string(out), c.hides) {
			t.Errorf("%s: %q in\n%s", c.script, c.hides, out)
		}
	}
}

// TestRunSaysWhatItDoes: no command of make run is silent while it works.
func TestRunSaysWhatItDoes(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "make", "-n", "-B", "run")
	cmd.Dir = ".."
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "npm ") && !strings.Contains(line, "scripts/quietly \"") {
			t.Errorf("nobody hears of: %s", line)
		}
	}
	if !strings.Contains(string(out), "scripts/start ./var/bin/sandbox ./server/cmd/sandbox") {
		t.Errorf("Go compiles in silence:\n%s", out)
	}
}

// TestKnownHoles: a hole that npm's database knows ends the check, a severe one alone;
// a registry that has no database is told of and ends nothing.
func TestKnownHoles(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		code   int
		says   string
	}{
		"severe":    {`{"auditReportVersion": 2, "vulnerabilities": {"left-pad": {"name": "left-pad", "range": "<1.3.1", "severity": "high"}}}`, 1, "widget: left-pad <1.3.1: high\n"},
		"slight":    {`{"auditReportVersion": 2, "vulnerabilities": {"left-pad": {"name": "left-pad", "range": "<1.3.1", "severity": "low"}}}`, 0, "widget: no known hole of high severity.\n"},
		"none":      {`{"auditReportVersion": 2, "vulnerabilities": {}}`, 0, "scripts/lint: no known hole of high severity.\n"},
		"no answer": {`{"message": "405 Method Not Allowed"}`, 0, "widget: not asked, npm gave no report (405 Method Not Allowed).\n"},
		"nothing":   {"", 0, "widget: not asked, npm gave no report.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			npm := t.TempDir()
			// npm ends with 1 whether it has found something or was not answered.
			if err := os.WriteFile(filepath.Join(npm, "npm"), []byte("#!/bin/sh\ncat <<'E'\n"+c.answer+"\nE\nexit 1\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "../scripts/vulnerable", "npm")
			cmd.Env = append(os.Environ(), "PATH="+npm+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, _ := cmd.CombinedOutput()
			if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(string(out), c.says) {
				t.Errorf("%d, want %d and %q:\n%s", code, c.code, c.says, out)
			}
		})
	}
}

// TestDigests: the images of the Dockerfile are named by what their registry says their
// bytes are, again and again; with one that is not to be had, nothing is changed.
func TestDigests(t *testing.T) {
	digest := "sha256:" + strings.Repeat("a1", 32)
	registry := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v2/":
		case "/v2/node/manifests/20", "/v2/go/manifests/1.26":
			w.Header().Set("Content-Type", "application/vnd.oci.image.index.v1+json")
			w.Header().Set("Docker-Content-Digest", digest)
			w.Header().Set("Content-Length", "2")
		default:
			http.NotFound(w, r)
		}
	}))
	defer registry.Close()
	at := registry.Listener.Addr().String()
	file := filepath.Join(t.TempDir(), "Dockerfile")
	run := func(base string, code int) string {
		t.Helper()
		dockerfile := "ARG NODE_IMAGE=" + at + "/node:20@sha256:old\nARG GO_IMAGE=" + at + "/go:1.26\nARG BASE_IMAGE=" + base + "\nFROM ${NODE_IMAGE}\n"
		if err := os.WriteFile(file, []byte(dockerfile), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), "../scripts/digests", file)
		if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != code {
			t.Fatalf("%d, want %d:\n%s", cmd.ProcessState.ExitCode(), code, out)
		}
		after, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if code != 0 && string(after) != dockerfile {
			t.Errorf("changed all the same:\n%s", after)
		}
		return string(after)
	}
	want := "ARG NODE_IMAGE=" + at + "/node:20@" + digest + "\nARG GO_IMAGE=" + at + "/go:1.26@" + digest + "\nARG BASE_IMAGE=" + at + "/node:20@" + digest + "\nFROM ${NODE_IMAGE}\n"
	if got := run(at+"/node:20", 0); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	run(at+"/gone:1", 1)
}

// TestDockerfileNamesItsImages: each stage begins with an image that an argument names,
// so that a digest has a place to stand.
func TestDockerfileNamesItsImages(t *testing.T) {
	dockerfile, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	stages := 0
	for line := range strings.Lines(string(dockerfile)) {
		from, ok := strings.CutPrefix(line, "FROM ")
		if !ok {
			continue
		}
		stages++
		name, _, braced := strings.Cut(strings.TrimPrefix(from, "${"), "}")
		if !braced || !strings.Contains(string(dockerfile), "\nARG "+name+"=") {
			t.Errorf("no argument names the image of %q", strings.TrimSpace(line))
		}
	}
	if stages != 3 {
		t.Errorf("%d stages", stages)
	}
}
