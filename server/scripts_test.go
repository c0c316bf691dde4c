package main_test

import (
	"os/exec"
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
