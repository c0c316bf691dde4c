// Package replicas_test proves what several servers on one Redis promise together.
package replicas_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/app"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// patience is for tests that fail; those that pass wait for signals.
const patience = time.Minute

const (
	caller    = "+15550101234"
	ourNumber = "+15550100"
)

// asReplica in the environment makes this program a server with that configuration.
const asReplica = "REPLICA_CONFIG"

func TestMain(m *testing.M) {
	path := os.Getenv(asReplica)
	if path == "" {
		os.Exit(m.Run())
	}
	cfg, err := config.Load(path, nil)
	if err == nil {
		log := slog.New(slog.NewTextHandler(os.Stdout, nil))
		err = app.Run(context.Background(), cfg, app.Options{Sandbox: true, Log: log})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// world is one Redis, two stand-ins, and replicas behind one address.
type world struct {
	t            *testing.T
	redis        *redistest.Server
	twilio       *twiliotest.Server
	zendesk      *zendesktest.Server
	zendeskFront *quiet
	front        *balancer
	urls         struct{ front, twilio, zendesk string }
	shared       string // the volume with the files
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, redis: redistest.Start(t), front: &balancer{}, shared: t.TempDir()}
	serve := func(h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	w.zendesk = zendesktest.New(zendesktest.Options{})
	w.zendeskFront = &quiet{next: w.zendesk.Handler()}
	w.urls.front, w.urls.zendesk = serve(w.front), serve(w.zendeskFront)
	voice := w.urls.front + "/twilio/voice"
	w.twilio = twiliotest.New(twiliotest.Options{
		AccountSID: "AC00000000000000000000000000000001", AuthToken: "authtoken0000000000000000000000a",
		APIKeySID: "SK00000000000000000000000000000001", APIKeySecret: "keysecret",
		Numbers:      []twiliotest.Number{{PhoneNumber: ourNumber, VoiceURL: voice, StatusCallback: voice + "/status"}},
		Applications: []twiliotest.Application{{SID: "AP00000000000000000000000000000001", VoiceURL: voice}},
	})
	t.Cleanup(w.twilio.Close)
	w.urls.twilio = serve(w.twilio.Handler())
	return w
}

// call one of our numbers from the street.
func (w *world) call() {
	w.t.Helper()
	if _, err := w.twilio.PhoneCall(caller, ourNumber); err != nil {
		w.t.Fatal(err)
	}
}

// replica is a server of its own process.
type replica struct {
	url     string
	process *exec.Cmd
	exited  chan struct{}
}

var readyAt = regexp.MustCompile(`msg="Deskside is ready" listen=(\S+)`)

func (w *world) replica(name string) *replica {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name+".yaml")
	text := fmt.Sprintf(`
listen: 127.0.0.1:0
public_url: %s
data_dir: %s
redis_url: %s
twilio: {account_sid: AC00000000000000000000000000000001, auth_token: authtoken0000000000000000000000a, api_key_sid: SK00000000000000000000000000000001,
  api_key_secret: keysecret, twiml_app_sid: AP00000000000000000000000000000001, numbers: ["%s"], api_url: %s}
accounts: [{name: support, kind: zendesk, url: %s, client_id: deskside, client_secret: zendesk-test-client-secret}]
`, w.urls.front, w.shared, w.redis.URL, ourNumber, w.urls.twilio, w.urls.zendesk)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	r := &replica{process: exec.Command(self), exited: make(chan struct{})}
	r.process.Env = append(os.Environ(), asReplica+"="+path)
	r.process.Stderr = os.Stderr
	out, err := r.process.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := r.process.Start(); err != nil {
		w.t.Fatal(err)
	}
	ready := make(chan string, 1)
	var said strings.Builder // read when it has exited
	go func() {
		defer close(r.exited)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := readyAt.FindStringSubmatch(lines.Text()); m != nil {
				ready <- m[1]
			}
			fmt.Fprintln(&said, name+": "+lines.Text())
		}
		_ = r.process.Wait() // it is always killed
	}()
	w.t.Cleanup(func() {
		r.kill()
		if w.t.Failed() {
			w.t.Log(said.String())
		}
	})
	select {
	case address := <-ready:
		r.url = "http://" + address
	case <-r.exited:
		w.t.Fatalf("replica %s did not start", name)
	}
	return r
}

// kill -9, and wait until it is gone.
func (r *replica) kill() {
	_ = r.process.Process.Kill() // an error: it is gone already
	<-r.exited
}

// page is a widget's socket.
type page struct {
	t    *testing.T
	ctx  context.Context //nolint:containedctx // of the whole life of the page
	conn *websocket.Conn
}

func (w *world) connect(r *replica) *page {
	w.t.Helper()
	token := w.signIn(r)
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	w.t.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, strings.Replace(r.url, "http", "ws", 1)+"/v1/live?after=0&tab=tab-one-", &websocket.DialOptions{
		Subprotocols: []string{"deskside.v1", "bearer." + token},
		HTTPHeader:   http.Header{"Origin": {w.urls.front}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	return &page{w.t, ctx, conn}
}

func (p *page) say(text string) {
	if err := p.conn.Write(p.ctx, websocket.MessageText, []byte(text)); err != nil {
		p.t.Error(err)
	}
}

// balancer is the one address of all replicas.
type balancer struct {
	mu     sync.Mutex
	target http.Handler
}

func (b *balancer) point(r *replica) {
	to, err := url.Parse(r.url)
	if err != nil {
		panic(err) // we made it
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to); p.Out.Host = p.In.Host }}
	proxy.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.target = proxy
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	target := b.target
	b.mu.Unlock()
	if target == nil {
		http.Error(w, "nobody there", http.StatusBadGateway)
		return
	}
	target.ServeHTTP(w, r)
}

// quiet is the CRM, which may fall silent after it has taken a ticket in.
type quiet struct {
	next http.Handler

	mu      sync.Mutex
	held    chan struct{} // closed when the first answer is held back
	release chan struct{} // closed when answers flow again; nil: they do
}

func (q *quiet) holdAnswers() <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held, q.release = make(chan struct{}), make(chan struct{})
	return q.held
}

func (q *quiet) answerAgain() {
	q.mu.Lock()
	defer q.mu.Unlock()
	close(q.release)
	q.release = nil
}

func (q *quiet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q.mu.Lock()
	held, release := q.held, q.release
	q.mu.Unlock()
	if release == nil || r.Method == http.MethodGet || !strings.Contains(r.URL.Path, "/tickets") {
		q.next.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	q.next.ServeHTTP(answer, r)
	q.mu.Lock()
	select {
	case <-held:
	default:
		close(held)
	}
	q.mu.Unlock()
	select {
	case <-release:
	case <-r.Context().Done():
		return
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}
