package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// childVariable makes the test's binary the command itself.
const childVariable = "THIS_IS_THE_COMMAND"

// TestNobodyReadsTheLog: a server whose log's pipe is full, or closed by whoever read
// it, answers; told to stop, it does, and a reader who comes back hears what there was.
func TestNobodyReadsTheLog(t *testing.T) {
	for name, leave := range map[string]func(t *testing.T, r, w *os.File){
		"the pipe is full": func(t *testing.T, _, w *os.File) { fill(t, w) },
		"the pipe is closed": func(t *testing.T, r, w *os.File) {
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClouds(t)
			pipe := filepath.Join(c.dir, "log")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Fatal(err)
			}
			open := func(flag int) *os.File {
				f, err := os.OpenFile(pipe, flag, 0)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = f.Close() })
				return f
			}
			r := open(os.O_RDONLY | syscall.O_NONBLOCK) // which does not wait for somebody who writes
			w := open(os.O_WRONLY)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			child := exec.CommandContext(ctx, os.Args[0], "serve", "--config", c.file(t))
			child.Env, child.Stderr = append(os.Environ(), childVariable+"=1"), w
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- child.Wait() }()
			defer func() { _ = child.Process.Kill() }()
			lines := bufio.NewReader(r)
			address := ""
			for address == "" {
				line, err := lines.ReadString('\n')
				if err != nil {
					t.Fatal(err)
				}
				if found := regexp.MustCompile(`ready" listen=(\S+)`).FindStringSubmatch(line); found != nil {
					address = found[1]
				}
			}
			leave(t, r, open(os.O_WRONLY|syscall.O_NONBLOCK))
			client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
			for range 5 {
				// Each of these is logged.
				answer, err := client.Post("http://"+address+"/twilio/voice", "application/x-www-form-urlencoded", strings.NewReader("CallSid=CA1"))
				if err != nil {
					t.Fatal(err)
				}
				_ = answer.Body.Close()
				if answer.StatusCode != http.StatusForbidden {
					t.Errorf("a webhook without a signature: %s", answer.Status)
				}
			}
			for counted := name != "the pipe is closed"; !counted; {
				if ctx.Err() != nil {
					t.Fatal("lines that nobody could read are not counted in /metrics")
				}
				answer, err := client.Get("http://" + address + "/metrics")
				if err != nil {
					t.Fatal(err)
				}
				said, _ := io.ReadAll(answer.Body)
				_ = answer.Body.Close()
				counted = regexp.MustCompile(`(?m)^deskside_log_lines_dropped_total [1-9]`).Match(said)
			}
			if err := child.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err != nil {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

// fill a pipe until it takes nothing more.
func fill(t *testing.T, w *os.File) {
	t.Helper()
	raw, err := w.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	junk := bytes.Repeat([]byte{'\n'}, 4096)
	err = raw.Write(func(fd uintptr) bool {
		for {
			if _, err := syscall.Write(int(fd), junk); err != nil { //nolint:gosec // a descriptor fits
				return true
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
