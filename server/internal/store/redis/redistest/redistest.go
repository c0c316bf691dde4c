// Package redistest starts real Redis servers for tests: each a process of its
// own, on a socket in a folder of its own, with an append-only file that outlives
// the process.
package redistest

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Server is a Redis that can be killed and started again on the same files.
type Server struct {
	URL string

	program string
	args    []string
	process *exec.Cmd
	exited  chan struct{}
}

// Start a Redis that forgets nothing. Settings are given to it as they would
// stand in redis.conf, and come after ours. Without one the test is
// skipped; on CI, or with DESKSIDE_REQUIRE_ALL, it fails.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	// A socket's path may be 107 bytes long: t.TempDir can be longer.
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	socket := filepath.Join(dir, "s")
	return start(t, dir, "unix://"+socket, append([]string{"port 0", "unixsocket " + socket, "unixsocketperm 700"}, settings...))
}

// StartTCP is Start on a loopback port: a node of a cluster needs one.
func StartTCP(t testing.TB, settings ...string) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return start(t, t.TempDir(), "redis://127.0.0.1:"+port, append([]string{"port " + port, "bind 127.0.0.1"}, settings...))
}

// Program is the path of a Redis server; "": there is none. Debian's redis-server is a
// link, with a system service, to the program of redis-tools; that one is enough.
func Program() string {
	for _, name := range []string{"redis-server", "redis-check-rdb"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func start(t testing.TB, dir, url string, settings []string) *Server {
	t.Helper()
	program := Program()
	if program == "" {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") != "" {
			t.Fatal("redis-server is not installed; make tools installs it")
		}
		t.Skip("redis-server is not installed; make tools installs it")
	}
	s := &Server{URL: url, program: program}
	ours := []string{"dir " + dir, "appendonly yes", "appendfsync always", `save ""`, "maxmemory-policy noeviction", "daemonize no"}
	for _, setting := range append(ours, settings...) {
		name, value, _ := strings.Cut(setting, " ")
		s.args = append(s.args, "--"+name)
		if name == "save" {
			s.args = append(s.args, "")
			continue
		}
		s.args = append(s.args, strings.Fields(value)...)
	}
	t.Cleanup(func() { s.stop() })
	s.Start(t)
	return s
}

// Start again after Kill, and wait until it answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.process = exec.Command(s.program, s.args...)
	s.process.Args[0] = "redis-server" // one program has two names, and goes by the one that it is called by
	out, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	exited := make(chan struct{})
	s.exited = exited
	var said strings.Builder // read after it has exited
	go func() {
		defer close(exited)
		lines, waiting := bufio.NewScanner(out), true
		for lines.Scan() {
			if waiting && strings.Contains(lines.Text(), "eady to accept connections") {
				waiting = false
				close(ready)
			}
			if waiting {
				said.WriteString(lines.Text() + "\n")
			}
		}
		_ = s.process.Wait() // it was killed, or says why it stopped
	}()
	select {
	case <-ready:
	case <-exited:
		t.Fatalf("redis-server has stopped:\n%s", said.String())
	}
}

// Kill it as a power cut of the process would: nothing is written any more.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.stop()
}

// Signal it, to stop it in its tracks or let it go on.
func (s *Server) Signal(t testing.TB, sig os.Signal) {
	t.Helper()
	if err := s.process.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) stop() {
	if s.exited == nil {
		return
	}
	_ = s.process.Process.Kill() // an error: it is gone already
	<-s.exited
}
