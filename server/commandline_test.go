package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCommandLine: each slip is answered by a sentence about it and the help that it
// needs, with the exit code of what is not understood.
func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{nil, 2, "", "Say what to do.\n"},
		{[]string{"help"}, 0, "deskside serve", ""},
		{[]string{"--help"}, 0, "deskside doctor", ""},
		{[]string{"-h"}, 0, "deskside doctor", ""},
		{[]string{"help", "doctor"}, 0, "deskside doctor: check", ""},
		{[]string{"doctor", "-h"}, 0, "deskside doctor: check", ""},
		{[]string{"--help", "doctor"}, 0, "deskside doctor: check", ""},
		{[]string{"help", "deliveries"}, 0, "deskside deliveries retry KEY", ""},
		{[]string{"deliveries", "-h"}, 0, "deskside deliveries retry KEY", ""},
		{[]string{"deliveries", "retry", "--help"}, 0, "deskside deliveries retry: try one again now.", ""},
		{[]string{"help", "deliveries", "retry"}, 0, "deskside deliveries retry: try one again now.", ""},
		{[]string{"help", "doktor"}, 2, "", `There is no command "doktor"; did you mean doctor?`},
		{[]string{"surve"}, 2, "", `There is no command "surve"; did you mean serve?`},
		{[]string{"-nonsense"}, 2, "", "There is no flag -nonsense."},
		{[]string{"deliveries"}, 2, "", "Say what to do with deliveries.\n\nWrites that need somebody"},
		{[]string{"deliveries", "lst"}, 2, "", `There is no command "deliveries lst"; did you mean list?`},
		{[]string{"deliveries", "--config", "x", "retrie"}, 2, "", `There is no command "deliveries retrie"; did you mean retry?`},
		{[]string{"deliveries", "retry"}, 2, "", "deliveries retry needs KEY."},
		{[]string{"deliveries", "list", "-state", "hold"}, 2, "", `No write is "hold": say waiting`},
		{[]string{"deliveries", "list", "-reason", "x"}, 2, "", "deliveries list does not take -reason."},
		{[]string{"serve", "--confg", "x"}, 2, "", "There is no flag -confg; did you mean config?"},
		{[]string{"serve", "--config"}, 2, "", "-config needs FILE behind it."},
		{[]string{"doctor", "--config", "a", "--config", "b"}, 2, "", "-config stands here twice."},
		{[]string{"doctor", "-json=yes"}, 2, "", "-json has no value."},
		{[]string{"serve", "config.yaml"}, 2, "", `serve does not take "config.yaml"`},
		{[]string{"doctor", "--", "-json"}, 2, "", `doctor does not take "-json"`},
		{[]string{"doctor", "now"}, 2, "", `doctor does not take "now"`},
		{[]string{"doctor", "-j"}, 2, "", "-json"},
		{[]string{"rehearse", "now"}, 2, "", `rehearse does not take "now"`},
		{[]string{"healthy", "now"}, 2, "", `healthy does not take "now"`},
		{[]string{"serve", "--config", "/nowhere/config.yaml"}, 1, "", "cannot read /nowhere/config.yaml: no such file"},
	} {
		code, stdout, stderr := deskside(t, nil, c.args...)
		if code != c.code || !strings.Contains(stdout, c.stdout) || !strings.Contains(stderr, c.stderr) || (c.stderr == "") != (stderr == "") {
			t.Errorf("%q: %d\nstdout: %s\nstderr: %s", c.args, code, stdout, stderr)
		}
		if code == notUnderstood && !strings.Contains(stderr, "\nUsage:\n") {
			t.Errorf("%q: there is no help in\n%s", c.args, stderr)
		}
	}
}

// TestWithoutConfiguration: who gives no file is told so, by every command that needs one.
func TestWithoutConfiguration(t *testing.T) {
	key := strings.Repeat("0", 26) + "-note-1"
	for _, args := range [][]string{
		{"serve"}, {"doctor"}, {"rehearse"}, {"admin-link"}, {"backup", "x"}, {"restore", "x"}, {"recover"}, {"package", "zendesk", "-o", "-"}, {"deliveries", "list"}, {"deliveries", "show", key},
		{"deliveries", "retry", key}, {"deliveries", "move", "-ticket", "new", key}, {"deliveries", "drop", "-reason", "x", key},
	} {
		code, stdout, stderr := deskside(t, []string{"HOME=/"}, args...)
		if code != 1 || stdout != "" || !strings.Contains(stderr, "No --config FILE was given") {
			t.Errorf("%q: %d %s%s", args, code, stdout, stderr)
		}
	}
}

// TestFlagsAnywhere: every flag is read before and behind the words, and before the
// command itself.
func TestFlagsAnywhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "none.yaml")
	key := strings.Repeat("0", 26) + "-note-1"
	for _, args := range [][]string{
		{"deliveries", "list", "--config", file}, {"deliveries", "--config", file, "list"}, {"--config", file, "deliveries", "list"},
		{"deliveries", "drop", key, "-reason", "a reason", "--config=" + file}, {"deliveries", "-reason=a reason", "drop", "-config", file, key},
		{"doctor", "--json", "-config", file}, {"-json", "doctor", "-config", file},
	} {
		code, _, stderr := deskside(t, nil, args...)
		if code != 1 || !strings.Contains(stderr, file) || strings.Contains(stderr, "No --config") {
			t.Errorf("%q: %d %s", args, code, stderr)
		}
	}
	code, _, stderr := deskside(t, []string{"DESKSIDE_CONFIG=" + file}, "doctor")
	if code != 1 || !strings.Contains(stderr, file) || !strings.Contains(stderr, "DESKSIDE_CONFIG names the file") {
		t.Errorf("by the environment: %d %s", code, stderr)
	}
}

// TestCommandTable: help has all of the table, and the table nothing that help hides.
func TestCommandTable(t *testing.T) {
	used := map[string]bool{"h": true}
	for _, c := range commandTable() {
		_, all, _ := deskside(t, nil, "help")
		if !strings.Contains(all, "deskside "+c.words()) || !strings.Contains(all, c.does) {
			t.Errorf("help does not tell of %s", c.name)
		}
		code, own, _ := deskside(t, nil, append(strings.Fields(c.name), "-h")...)
		if c.name == "help" {
			continue
		}
		if code != done || !strings.HasPrefix(own, "deskside "+c.name+": ") {
			t.Errorf("%s -h: %d %s", c.name, code, own)
		}
		for _, f := range c.flags {
			used[f] = true
			if row := flagNamed(f); row == nil || !strings.Contains(own, row.form()) {
				t.Errorf("%s -h does not tell of -%s", c.name, f)
			}
		}
		if !c.unconfigured && !slices.Contains(c.flags, configFlag) {
			t.Errorf("%s needs a configuration and takes no --config", c.name)
		}
	}
	for _, f := range flagTable {
		if !used[f.name] {
			t.Errorf("no command takes -%s", f.name)
		}
	}
}

// TestCommandsAreWrittenDown: docs/commands.md is what the commands say of themselves.
// UPDATE_DOCS=1 writes it.
func TestCommandsAreWrittenDown(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The command line\n\nWhat `deskside` says of itself; `TestCommandsAreWrittenDown` holds this page to it.\n\n```text\n" + helpOn("") + "```\n")
	for _, c := range commandTable() {
		if c.name != "help" {
			b.WriteString("\n## " + c.name + "\n\n```text\n" + c.help() + "```\n")
		}
	}
	file := filepath.Join("..", "docs", "commands.md")
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(file)
	if err != nil || string(written) != b.String() {
		t.Errorf("docs/commands.md is not what the commands say (%v); UPDATE_DOCS=1 go test ./server -run %s writes it", err, t.Name())
	}
}
