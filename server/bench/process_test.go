package bench

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process under measurement.
type process struct {
	b       *bench
	command *exec.Cmd
	address string
	log     string
	data    string        // folder of the server's database
	peer    bool          // it is not ours
	took    time.Duration // from exec until it was ready
}

// startServer, of either kind, on a configuration of its own; place is where its data are.
func (b *bench) startServer(w *world, binary, place string) *process {
	p := &process{b: b, address: b.freeAddress(), data: filepath.Join(b.dir, place)}
	file := w.writeConfig(p)
	b.unbounded(file, binary)
	p.start(binary, "serve", "--config", file)
	return p
}

// unbounded is a configuration without a bound for an interaction's items, where the build
// knows one: what is measured has more notes than anybody writes.
func (b *bench) unbounded(file, binary string) {
	b.t.Helper()
	built, err := os.ReadFile(binary)
	if err == nil && bytes.Contains(built, []byte("interaction_items")) {
		err = appendTo(file, "limits: {interaction_items: 0}\n")
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func appendTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

func (b *bench) startFloor(w *world, place string) *process {
	p := &process{b: b, address: b.freeAddress(), data: filepath.Join(b.dir, place+"-floor")}
	p.start(b.floor(), "-listen", p.address, "-database", p.data+".db", "-crm", w.crmSearch())
	return p
}

func (b *bench) startPeer(name, place string) *process {
	p := &process{b: b, address: b.freeAddress(), data: filepath.Join(b.dir, place+"-"+name), peer: true}
	p.start(b.peer(name), "-listen", p.address, "-database", p.data+".db")
	return p
}

// patience with a process on a busy machine.
const patience = 30 * time.Second

func (p *process) start(binary string, args ...string) {
	p.b.t.Helper()
	p.log = p.data + ".log"
	log, err := os.Create(p.log)
	if err != nil {
		p.b.t.Fatal(err)
	}
	defer log.Close()
	p.command = exec.Command(binary, args...)
	p.command.Env, p.command.Stdout, p.command.Stderr = []string{}, log, log
	began := time.Now()
	if err := p.command.Start(); err != nil {
		p.b.t.Fatal(err)
	}
	p.b.t.Cleanup(p.end)
	for !p.ready() {
		if time.Since(began) > patience {
			said, _ := os.ReadFile(p.log)
			p.b.t.Fatalf("%s is not ready after %s:\n%s", binary, patience, said)
		}
		time.Sleep(time.Millisecond)
	}
	p.took = time.Since(began)
}

// ready is asked over a new connection each time: nothing is kept open.
func (p *process) ready() bool {
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
	answer, err := c.Get("http://" + p.address + "/readyz")
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// end by kill -9: what is under way is of no interest.
func (p *process) end() {
	if p.command.ProcessState == nil {
		_ = p.command.Process.Signal(syscall.SIGKILL)
		_ = p.command.Wait()
	}
}

// discard the process and all that it has left.
func (p *process) discard() {
	p.end()
	left, _ := filepath.Glob(p.data + "*")
	for _, name := range left {
		if err := os.RemoveAll(name); err != nil {
			p.b.t.Error(err)
		}
	}
}

// memory of the process in bytes, by the kernel's name for it: VmRSS is all that is
// resident, the binary's own pages included, RssAnon what the process has made itself.
func (p *process) memory(name string) float64 {
	p.b.t.Helper()
	bytes, ok := memory(p.command.Process.Pid, name)
	if !ok {
		p.b.t.Fatalf("process %d is not there any more", p.command.Process.Pid)
	}
	return bytes
}

func memory(pid int, name string) (bytes float64, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == name+":" {
			kib, err := strconv.ParseFloat(f[1], 64)
			return kib * 1024, err == nil
		}
	}
	return 0, false
}

// tick is the kernel's unit of CPU time.
const tick = 10 * time.Millisecond

// quiet returns when, for so long, the process has done nothing worth a tick, nor asked
// Twilio for anything; or when there is enough; nil: there never is.
func (p *process) quiet(w *world, rest time.Duration, enough func() bool) {
	p.b.t.Helper()
	began, cpu, asked := time.Now(), p.cpu(), w.twilioAsked.Load()
	for since := began; time.Since(since) < rest && (enough == nil || !enough()); {
		time.Sleep(tick)
		if now, asks := p.cpu(), w.twilioAsked.Load(); now > cpu+tick || asks != asked {
			cpu, asked, since = now, asks, time.Now()
		}
		if time.Since(began) > 4*patience {
			p.b.t.Fatal("the process does not come to rest")
		}
	}
}

// cpu time that the process has used so far.
func (p *process) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.command.Process.Pid))
	if err != nil {
		p.b.t.Fatal(err)
	}
	f := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:])) // from the third field on
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * tick
}

func (b *bench) freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
