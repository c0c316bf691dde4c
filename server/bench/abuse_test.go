package bench

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// TestAbuse is what make abuse runs: strangers do their worst, one attack after the other,
// each against a process of its own, while Twilio tells it of calls. It prints what
// became of those, and none of them may be refused. $ABUSE is how long each attack lasts;
// without it they are a hundredth as large, and last for a few calls.
func TestAbuse(t *testing.T) {
	b := newBench(t, tiny)
	b.ours = b.build("../..", b.dir)
	each, share := time.Duration(0), 100
	if s := os.Getenv("ABUSE"); s != "" {
		var err error
		if each, err = time.ParseDuration(s); err != nil {
			t.Fatal(err)
		}
		share = 1
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "attack\tcalls\trefused\tp50 ms\tp99 ms\tp99 to none\tCPU\tmemory MB\tdisk MB\t")
	quiet := 0.0
	for _, a := range attacks {
		v := b.suffer(a, share, each)
		p99 := percentile(v.took, 99)
		if a.name == "none" {
			quiet = p99
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%.1f\t%.1f\t%.1f\t%.2f\t%.0f\t%.1f\t\n",
			a.name, len(v.took), v.refused, percentile(v.took, 50), p99, p99/max(quiet, 0.001), v.cpu, v.memory/(1<<20), v.disk/(1<<20))
		if v.refused > 0 || len(v.took) == 0 {
			t.Errorf("%s: %d signed calls were refused, %d answered; the last refusal: %v", a.name, v.refused, len(v.took), v.why)
		}
	}
	if each > 0 {
		_ = table.Flush() // to where go test prints
	}
}

// attack of strangers, who have no token but what everybody is given.
type attack struct {
	name string
	run  func(*assault)
}

var attacks = []attack{
	{"none", func(a *assault) {
		a.begun()
		<-a.ctx.Done()
	}},
	{"slow headers", func(a *assault) {
		a.hold(1100, func(int) string { return "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: " })
	}},
	{"slow bodies", func(a *assault) {
		a.hold(1100, func(n int) string {
			path, kind := "/twilio/voice", "application/x-www-form-urlencoded"
			if n%2 == 0 {
				path, kind = "/v1/contacts", "application/json"
			}
			return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 4000\r\n\r\n{", path, kind)
		})
	}},
	{"empty announcements", func(a *assault) {
		tokens := make([]string, a.of(256)) // who announces has made contact before: of floods of contacts another attack is
		for n := range tokens {
			tokens[n] = a.contact()
		}
		a.atOnce(8, func(n int) {
			a.announce(tokens[n%len(tokens)], fmt.Sprintf("file-%06d", n), 20<<20)
		}, 1<<30)
	}},
	{"slow uploads", func(a *assault) {
		a.hold(256, func(int) string {
			token := a.contact()
			a.announce(token, "file-0000", 1<<20)
			return "PATCH /v1/contact/files/file-0000?offset=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
				"\r\nContent-Type: application/octet-stream\r\nContent-Length: 1048576\r\n\r\nI"
		})
	}},
	{"big JSON", func(a *assault) {
		large := `{"app":"shop","contact_id":"` + rand.Text() + `","channel":"message","message":"x","fields":[` +
			strings.Repeat(`{"key":"k","value":[[[[[[[[1]]]]]]]]},`, a.of(16<<20/38)) + `{"key":"k","value":1}]}`
		a.atOnce(10, func(int) { a.ask("POST", "/v1/contacts", "", "application/json", large) }, 1<<30)
	}},
	{"contact flood", func(a *assault) {
		a.atOnce(16, func(int) { a.contact() }, 1<<30)
	}},
	{"tiny files", func(a *assault) {
		token := a.contact()
		a.atOnce(8, func(n int) {
			a.ask("POST", fmt.Sprintf("/v1/contact/files?name=a.txt&file_id=file-%06d", n), token, "application/octet-stream", "x")
		}, 1<<30)
	}},
}

// suffered is what became of the victim's calls, and of the process.
type suffered struct {
	took         []float64 // milliseconds
	refused      int
	why          error
	cpu          float64 // of the process: processors that it kept busy
	memory, disk float64 // bytes
}

// callEach is the pause between two calls of the victim.
const callEach = 20 * time.Millisecond

// suffer an attack for that long, or, if that is 0, for a few calls.
func (b *bench) suffer(a attack, share int, each time.Duration) (v suffered) {
	b.t.Helper()
	w := b.newWorld(realLimits)
	defer w.close()
	p := &process{b: b, address: b.freeAddress(), data: filepath.Join(b.dir, b.place())}
	p.start(b.ours.server, "serve", "--config", w.withShop(w.writeConfig(p), a.name != "contact flood"))
	defer p.discard()
	before := diskOf(p.data)

	ctx, stop := context.WithCancel(b.t.Context())
	as := &assault{b: b, p: p, ctx: ctx, share: share}
	as.http = http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: patience}
	defer as.http.CloseIdleConnections()
	as.under.Add(1)
	over := make(chan struct{})
	go func() { defer close(over); a.run(as) }()
	as.underWay()
	cpu, since := p.cpu(), time.Now()
	for began := time.Now(); time.Since(began) < each || each == 0 && len(v.took)+v.refused < 25; time.Sleep(callEach) {
		sent := time.Now()
		c, err := p.dial()
		if err == nil {
			err = c.send(b.newCall().webhook(voicePath))
			_ = c.conn.Close()
		}
		if err != nil {
			v.refused, v.why = v.refused+1, err
			continue
		}
		v.took = append(v.took, time.Since(sent).Seconds()*1e3)
	}
	v.cpu = (p.cpu() - cpu).Seconds() / time.Since(since).Seconds()
	v.memory, v.disk = p.memory("VmRSS"), diskOf(p.data)-before
	stop()
	<-over
	return v
}

// withShop is a configuration with an app, whose customers may be anybody. many: its
// attackers come from so many addresses that no limit of one counts, though they are one
// machine.
func (w *world) withShop(file string, many bool) string {
	w.b.t.Helper()
	text := "apps:\n  - {name: shop, secret: " + strings.Repeat("s", 32) + ", origins: [https://shop.example.com]}\n"
	if many {
		text += "limits: {contacts_per_source: 0, contacts_per_app: 0}\n"
	}
	if err := appendTo(file, text); err != nil {
		w.b.t.Fatal(err)
	}
	return file
}

func diskOf(dir string) (bytes float64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				bytes += float64(info.Size())
			}
		}
		return nil // what goes meanwhile takes no room
	})
	return bytes
}

// assault is an attack under way. What the server refuses of it is as it should be.
type assault struct {
	b     *bench
	p     *process
	ctx   context.Context
	share int
	http  http.Client

	under sync.WaitGroup // until it has begun
	once  sync.Once
}

// of what there is at full size, so much is used.
func (a *assault) of(n int) int { return max(n/a.share, 1) }

func (a *assault) begun()    { a.once.Do(a.under.Done) }
func (a *assault) underWay() { a.under.Wait() }

// hold that many connections, each of which begins so and brings a byte now and then.
func (a *assault) hold(n int, head func(n int) string) {
	var conns []net.Conn
	defer func() {
		for _, c := range conns {
			_ = c.Close()
		}
	}()
	for i := range a.of(n) {
		if a.ctx.Err() != nil {
			break
		}
		conn, err := net.Dial("tcp", a.p.address)
		if err != nil {
			continue
		}
		conns = append(conns, conn)
		_, _ = conn.Write([]byte(head(i)))
	}
	a.begun()
	for each := time.NewTicker(time.Second); ; {
		select {
		case <-a.ctx.Done():
			each.Stop()
			return
		case <-each.C:
			for _, c := range conns {
				_, _ = c.Write([]byte("x")) // it may have been cut
			}
		}
	}
}

// atOnce does it from that many clients, until it has been done most times or it is over.
func (a *assault) atOnce(clients int, do func(n int), most int) {
	most = a.of(most)
	next := make(chan int)
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for n := range next {
				do(n)
			}
		})
	}
	for n := range most {
		select {
		case next <- n:
			a.begun()
		case <-a.ctx.Done():
		}
		if a.ctx.Err() != nil {
			break
		}
	}
	close(next)
	all.Wait()
	<-a.ctx.Done()
}

// ask as a stranger, whatever comes of it.
func (a *assault) ask(method, path, token, kind, body string) {
	r, err := http.NewRequestWithContext(a.ctx, method, "http://"+a.p.address+path, strings.NewReader(body))
	if err != nil {
		return
	}
	r.Header.Set("Content-Type", kind)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if answer, err := a.http.Do(r); err == nil {
		_ = answer.Body.Close()
	}
}

// contact of somebody without a name; the token is empty if there is none.
func (a *assault) contact() (token string) {
	var out struct{ Token string }
	c := client{p: a.p, http: a.http}
	_ = c.do(http.MethodPost, "/v1/contacts", "", map[string]string{"app": "shop", "contact_id": rand.Text(), "channel": "message", "message": "x"}, &out)
	return out.Token
}

func (a *assault) announce(token, id string, size int) {
	a.ask("PUT", "/v1/contact/files/"+id, token, "application/json", fmt.Sprintf(`{"name":"a.txt","size":%d}`, size))
}
