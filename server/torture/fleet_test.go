package torture

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// politely is how long a server may take to exit after SIGTERM.
const politely = 10 * time.Second

// fleet is one server or several replicas, each a process of its own.
type fleet struct {
	t       *testing.T
	servers []*server
	door    string // what Twilio calls: any server that answers
	running sync.WaitGroup

	mu       sync.Mutex
	random   *rand.Rand
	killed   int
	stopped  int // by SIGTERM
	troubles []string
	amnesia  int // the memory is away: a server that starts just then may give up
}

// server is one process after the other on one address.
type server struct {
	*fleet
	name, address, config, log string

	orders chan os.Signal // to be carried out on the process that runs
	mu     sync.Mutex
	upTill time.Time // not to be killed before; zero: it is not up
}

// newFleet finds addresses; start starts the servers on them.
func newFleet(t *testing.T, seed uint64, n int) *fleet {
	t.Helper()
	f := &fleet{t: t, random: dice(seed, "fleet")}
	for i := range n {
		l := listenLow(t, f.random)
		// A server opens its port itself, and again after every death.
		f.servers = append(f.servers, &server{fleet: f, name: fmt.Sprintf("server-%d", i+1), address: l.Addr().String(), orders: make(chan os.Signal)})
		defer l.Close()
	}
	f.openDoor()
	return f
}

// listenLow takes a port below those that outgoing connections are given: while its
// server is dead, nobody else may come by it.
func listenLow(t *testing.T, r *rand.Rand) net.Listener {
	t.Helper()
	var err error
	for range 100 {
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+r.IntN(10_000))); err == nil {
			return l
		}
	}
	t.Fatal(err)
	return nil
}

// openDoor is the load balancer in front of the servers.
func (f *fleet) openDoor() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.t.Fatal(err)
	}
	wire := &http.Transport{MaxIdleConnsPerHost: 16}
	web := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: &httputil.ReverseProxy{
		Transport: wire,
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(&url.URL{Scheme: "http", Host: f.any().address})
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}}
	go func() { _ = web.Serve(l) }()
	f.t.Cleanup(func() {
		_ = web.Close()
		wire.CloseIdleConnections()
	})
	f.door = "http://" + l.Addr().String()
}

// any server, one that is up if there is one.
func (f *fleet) any() *server {
	f.mu.Lock()
	first := f.random.IntN(len(f.servers))
	f.mu.Unlock()
	for i := range f.servers {
		if s := f.servers[(first+i)%len(f.servers)]; s.up() {
			return s
		}
	}
	return f.servers[first]
}

func (s *server) up() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.upTill.IsZero()
}

// start runs the servers, each started again whenever it dies, until the test ends.
func (f *fleet) start(ctx context.Context, dir string, config func(s *server) string) {
	ctx, cancel := context.WithCancel(ctx)
	f.t.Cleanup(func() {
		cancel()
		f.running.Wait()
	})
	for _, s := range f.servers {
		s.config, s.log = config(s), filepath.Join(dir, s.name+".log")
		f.running.Go(func() { s.keepRunning(ctx) })
	}
}

func (s *server) keepRunning(ctx context.Context) {
	log, err := os.Create(s.log)
	if err != nil {
		s.trouble("%v", err)
		return
	}
	defer log.Close()
	for ctx.Err() == nil {
		s.life(ctx, log)
	}
}

// life of one process, from its start to its end.
func (s *server) life(ctx context.Context, log *os.File) {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), serverConfig+"="+s.config)
	c.Stdout, c.Stderr = log, log
	leash, err := c.StdinPipe()
	if err != nil {
		s.trouble("%v", err)
		return
	}
	defer leash.Close()
	if err := c.Start(); err != nil {
		s.trouble("%v", err)
		return
	}
	exited := make(chan error, 1)
	go func() { exited <- c.Wait() }()
	awake, asleep := context.WithCancel(ctx)
	go s.awaitReady(awake)
	defer asleep()
	select {
	case err := <-exited:
		asleep()
		s.down()
		if ctx.Err() == nil && !s.excused() {
			s.trouble("%s died by itself: %v\n%s", s.name, err, s.lastWords(3))
		}
	case order := <-s.orders:
		s.down()
		_ = c.Process.Signal(order)
		patience := time.NewTimer(politely)
		defer patience.Stop()
		select {
		case err := <-exited:
			if order == syscall.SIGTERM && err != nil {
				s.trouble("%s ended badly after SIGTERM: %v", s.name, err)
			}
		case <-patience.C:
			s.trouble("%s did not exit within %s of %v", s.name, politely, order)
			_ = c.Process.Kill()
			<-exited
		}
	case <-ctx.Done():
		s.down()
		_ = c.Process.Kill()
		<-exited
	}
}

// excused: it could not start because the memory that it shares with others was
// away. Whoever runs it starts it again.
func (s *server) excused() bool {
	s.fleet.mu.Lock()
	defer s.fleet.mu.Unlock()
	return s.amnesia > 0
}

// without the shared memory for a while. A server may notice late.
func (f *fleet) without(ctx context.Context, outage func(context.Context)) {
	add := func(n int) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.amnesia += n
	}
	add(1)
	outage(ctx)
	time.AfterFunc(politely, func() { add(-1) })
}

func (s *server) down() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.upTill = time.Time{}
}

// awaitReady notes when the server answers, and grants it a little life.
func (s *server) awaitReady(ctx context.Context) {
	for ; ctx.Err() == nil; pause(ctx, 20*time.Millisecond) {
		answer, err := http.Get("http://" + s.address + "/readyz")
		if err != nil {
			continue
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			s.fleet.mu.Lock()
			life := between(s.random, 300*time.Millisecond, 2*time.Second)
			s.fleet.mu.Unlock()
			s.mu.Lock()
			defer s.mu.Unlock()
			if ctx.Err() == nil {
				s.upTill = time.Now().Add(life)
			}
			return
		}
	}
}

// kill a server with that signal, if it has lived for a little while. It says
// whether it did.
func (s *server) kill(sig os.Signal) bool {
	s.mu.Lock()
	ripe := !s.upTill.IsZero() && time.Now().After(s.upTill)
	s.mu.Unlock()
	if !ripe {
		return false
	}
	select {
	case s.orders <- sig:
	default: // somebody else was faster
		return false
	}
	s.fleet.mu.Lock()
	defer s.fleet.mu.Unlock()
	if sig == syscall.SIGTERM {
		s.stopped++
	} else {
		s.killed++
	}
	return true
}

func (f *fleet) trouble(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.troubles = append(f.troubles, fmt.Sprintf(format, args...))
}

var alarming = regexp.MustCompile(`(?m)^(WARNING: DATA RACE|panic: |fatal error: ).*(\n.*){0,40}|.*msg=panic .*`)

// complaints are what no amount of trouble excuses: races, panics, deaths.
func (f *fleet) complaints() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := f.troubles
	for _, s := range f.servers {
		log, err := os.ReadFile(s.log)
		if err != nil {
			out = append(out, err.Error())
		}
		for i, found := range alarming.FindAll(log, 3) {
			out = append(out, fmt.Sprintf("%s, alarm %d:\n%s", s.name, i+1, found))
		}
	}
	return out
}

// lastWords of every server, for a failure.
func (f *fleet) lastWords(lines int) string {
	var out strings.Builder
	for _, s := range f.servers {
		fmt.Fprintf(&out, "%s:\n%s\n", s.name, s.lastWords(lines))
	}
	return out.String()
}

func (s *server) lastWords(lines int) []byte {
	log, err := os.ReadFile(s.log)
	if err != nil {
		return []byte(err.Error())
	}
	all := bytes.Split(bytes.TrimSpace(log), []byte("\n"))
	return bytes.Join(all[max(0, len(all)-lines):], []byte("\n"))
}

// pause for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
