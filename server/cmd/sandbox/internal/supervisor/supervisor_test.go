package supervisor_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/cmd/sandbox/internal/supervisor"
)

// The test binary is the child too: TestMain turns into it when asked.
const roleVar = "SUPERVISOR_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVar) {
	case "":
		os.Exit(m.Run())
	case "server":
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		fmt.Println("up", os.Getpid())
		<-stop
		fmt.Println("bye")
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
		fmt.Println("up", os.Getpid())
		select {}
	case "broken":
		fmt.Print("no configuration")
		os.Exit(3)
	case "parent":
		s := supervisor.New(supervisor.Options{Command: child("stubborn"), Output: os.Stdout})
		s.Run(context.Background())
	}
}

func child(role string) func() *exec.Cmd {
	return func() *exec.Cmd {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), roleVar+"="+role)
		return c
	}
}

// screen is an output that tests can wait for.
type screen struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newScreen() *screen { return &screen{changed: make(chan struct{})} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
	return s.text.Write(p)
}

func (s *screen) await(t *testing.T, want string) string {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		s.mu.Lock()
		text, changed := s.text.String(), s.changed
		s.mu.Unlock()
		if strings.Contains(text, want) {
			return text
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("%q never came; there is:\n%s", want, text)
		}
	}
}

func start(t *testing.T, o supervisor.Options) (s *supervisor.Supervisor, stop func()) {
	t.Helper()
	s = supervisor.New(o)
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() { defer close(over); s.Run(ctx) }()
	stop = func() { cancel(); <-over }
	t.Cleanup(stop)
	return s, stop
}

func await(t *testing.T, s *supervisor.Supervisor, what string, cond func(supervisor.Status) bool) supervisor.Status {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var seen supervisor.Status
	if err := s.Await(ctx, func(now supervisor.Status) bool { seen = now; return cond(now) }); err != nil {
		t.Fatalf("%s: it is %+v", what, seen)
	}
	return seen
}

func TestChildIsStartedAgainAfterKill(t *testing.T) {
	out := newScreen()
	s, stop := start(t, supervisor.Options{Command: child("server"), Output: out, Prefix: "child | "})
	first := await(t, s, "first start", func(now supervisor.Status) bool { return now.PID != 0 })
	out.await(t, "child | up "+strconv.Itoa(first.PID))

	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	second := await(t, s, "second start", func(now supervisor.Status) bool { return now.PID != 0 && now.Starts == 2 })
	if second.PID == first.PID {
		t.Errorf("the same process %d is said to run", first.PID)
	}
	if second.Last != "signal: killed" {
		t.Errorf("the first one ended with %q", second.Last)
	}
	out.await(t, "child | up "+strconv.Itoa(second.PID))

	stop()
	if got := s.Status(); got.PID != 0 {
		t.Errorf("after stop: %+v", got)
	}
	out.await(t, "child | bye")
	if err := s.Kill(); err == nil {
		t.Error("killing nothing is no error")
	}
}

func TestPausesGrowWhileTheChildKeepsDying(t *testing.T) {
	still := clocktest.New(time.Now())
	out := newScreen()
	s, _ := start(t, supervisor.Options{Command: child("broken"), Output: out, Prefix: "> ", Clock: still})
	for i, want := range []time.Duration{100, 200, 400, 800, 1600, 3200, 5000, 5000} {
		var got time.Duration
		for got <= 0 { // until it waits
			changed := still.Changed()
			if got = still.Next().Sub(still.Now()); got <= 0 {
				<-changed
			}
		}
		if got != want*time.Millisecond {
			t.Errorf("pause %d is %v", i+1, got)
		}
		if got := s.Status(); got.Starts != i+1 || got.Last != "exit status 3" {
			t.Errorf("after start %d: %+v", i+1, got)
		}
		still.Advance(got)
	}
	// A line that was never finished is shown all the same.
	out.await(t, "> no configuration\n")
}

func TestAProgramThatIsNotThereIsSaidSo(t *testing.T) {
	s, _ := start(t, supervisor.Options{
		Command: func() *exec.Cmd { return exec.Command("/nowhere/deskside") }, Output: newScreen()})
	got := await(t, s, "a failed start", func(now supervisor.Status) bool { return now.Starts > 0 })
	if !strings.Contains(got.Last, "no such file") || got.PID != 0 {
		t.Errorf("status %+v", got)
	}
}

func TestChildThatDoesNotListenIsKilledAfterGrace(t *testing.T) {
	out := newScreen()
	s, stop := start(t, supervisor.Options{Command: child("stubborn"), Output: out, Grace: time.Millisecond})
	await(t, s, "a start", func(now supervisor.Status) bool { return now.PID != 0 })
	out.await(t, "up")
	stop()
	if got := s.Status(); got.Last != "signal: killed" {
		t.Errorf("it ended with %q", got.Last)
	}
}

func TestBetweenRunsWhileNoChildDoes(t *testing.T) {
	out := newScreen()
	s, _ := start(t, supervisor.Options{Command: child("server"), Output: out})
	await(t, s, "first start", func(now supervisor.Status) bool { return now.PID != 0 })
	out.await(t, "up")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.Between(ctx, func() error {
		if got := s.Status(); got.PID != 0 {
			t.Errorf("meanwhile %+v", got)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	out.await(t, "bye")
	await(t, s, "second start", func(now supervisor.Status) bool { return now.PID != 0 && now.Starts == 2 })
}

func TestChildDiesWithItsSupervisor(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties a child's life to its parent's")
	}
	out := newScreen()
	parent := child("parent")()
	parent.Stdout = out
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Sscanf(out.await(t, "\n"), "up %d", &pid); err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// Wait returns when the output is closed, that is when the grandchild, which
	// writes to it through the parent, cannot any more; the grandchild itself is
	// gone when signal 0 no longer reaches a running process.
	_ = parent.Wait()
	deadline := time.Now().Add(20 * time.Second)
	for alive(pid) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d outlives its supervisor", pid)
		}
		runtime.Gosched()
	}
}

// alive tells whether a process runs; one that waits to be reaped does not.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z") && !strings.HasPrefix(after, "X")
}
