// Package bigfiles_test measures what large files cost the real server: one of its
// own process, built as it is shipped, between a customer and stand-ins of the CRMs.
package bigfiles_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// The promise: however large a file, the server grows by less than this.
const mayGrow = 32 << 20

// TestLargeFilesInLittleMemory sends a video of 1 GB to Salesforce and one of 50 MB
// to Zendesk, from the customer's page to the CRM, and looks at the peak of the
// server's resident memory.
func TestLargeFilesInLittleMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the peak of a process's memory is read from /proc, which only Linux has")
	}
	if testing.Short() {
		t.Skip("writes 2 GB to disk")
	}
	w := open(t)
	for _, c := range []struct {
		app   string
		size  int64
		there func() []string
	}{
		{"films", 1 << 30, w.inSalesforce},
		{"shop", 50 << 20, w.inZendesk},
	} {
		w.landed(c.there, w.send(c.app, 1<<20)) // whatever is made at first use
		before := w.memory("VmRSS")
		w.resetPeak()
		began := time.Now()
		sum := w.send(c.app, c.size)
		arrived := time.Since(began)
		w.landed(c.there, sum)
		grown := w.memory("VmHWM") - before
		t.Logf("%s: %d MB arrived in %v, in the CRM after %v; the server grew by %.1f MB from %.1f MB",
			c.app, c.size>>20, arrived.Round(10*time.Millisecond), time.Since(began).Round(10*time.Millisecond), float64(grown)/(1<<20), float64(before)/(1<<20))
		if grown >= mayGrow {
			t.Errorf("%s: the server grew by %d bytes, want less than %d", c.app, grown, mayGrow)
		}
	}
}

// inSalesforce are the hashes of all files on Cases.
func (w *world) inSalesforce() []string {
	var sums []string
	for _, id := range w.salesforce.Cases() {
		for _, f := range w.salesforce.Snapshot(id).Files {
			sums = append(sums, f.SHA256)
		}
	}
	return sums
}

// inZendesk are those of all attachments.
func (w *world) inZendesk() []string {
	var sums []string
	for _, id := range w.zendesk.Tickets() {
		ticket, _ := w.zendesk.Ticket(id)
		for _, c := range ticket.Comments {
			for _, f := range c.Attachments {
				sums = append(sums, f.SHA256())
			}
		}
	}
	return sums
}

type world struct {
	t          *testing.T
	zendesk    *zendesktest.Server
	salesforce *salesforcetest.Server
	url        string
	pid        int
	contacts   int
}

var readyAt = regexp.MustCompile(`msg="Deskside is ready" listen=(\S+)`)

func open(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, zendesk: zendesktest.New(zendesktest.Options{}), salesforce: salesforcetest.New(salesforcetest.Options{})}
	serve := func(h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	t.Cleanup(func() {
		if err := w.salesforce.Close(); err != nil {
			t.Error(err)
		}
	})
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	text := fmt.Sprintf(`
listen: 127.0.0.1:0
public_url: http://127.0.0.1:8080
data_dir: %s
twilio: {account_sid: AC00000000000000000000000000000001, auth_token: authtoken0000000000000000000000a, api_url: "http://127.0.0.1:1"}
accounts:
  - {name: support, kind: zendesk, url: %s, client_id: deskside, client_secret: zendesk-test-client-secret}
  - {name: sales, kind: salesforce, url: %s, client_id: consumer-key, client_secret: consumer-secret}
apps:
  - {name: shop, secret: the demo shop's secret of 32 bytes+, origins: [https://shop.example.com], account: support}
  - {name: films, secret: the film store's secret of 32 bytes, origins: [https://films.example.com], account: sales}
delivery: {linger: 0}
limits: {file_bytes: 2 GB, interaction_bytes: 2 GB}
`, filepath.Join(dir, "var"), serve(w.zendesk.Handler()), serve(w.salesforce.Handler()))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	// The race detector would keep books about every byte: the server is built without.
	binary := filepath.Join(dir, "deskside")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags=nomsgpack", "-o", binary, "github.com/deskside/deskside/server")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	w.start(exec.Command(binary, "serve", "--config", config), filepath.Join(dir, "log"))
	return w
}

// start the server and wait until it says where it listens.
func (w *world) start(server *exec.Cmd, logFile string) {
	w.t.Helper()
	said, err := os.Create(logFile)
	if err != nil {
		w.t.Fatal(err)
	}
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.pid = server.Process.Pid
	w.t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
		if w.t.Failed() {
			text, _ := os.ReadFile(logFile)
			w.t.Logf("%s", text)
		}
		_ = said.Close()
	})
	w.until("the server is ready", func() bool {
		text, err := os.ReadFile(logFile)
		m := readyAt.FindSubmatch(text)
		if err != nil || m == nil {
			return false
		}
		w.url = "http://" + string(m[1])
		return true
	})
}

// until a process that cannot signal us has come that far.
func (w *world) until(what string, done func() bool) {
	w.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	patience := time.After(3 * time.Minute)
	for !done() {
		select {
		case <-tick.C:
		case <-patience:
			w.t.Fatalf("not yet: %s", what)
		}
	}
}

// send a file as a customer's page does, and give its hash.
func (w *world) send(app string, size int64) (sum string) {
	w.t.Helper()
	w.contacts++
	var started struct {
		Token string `json:"token"`
	}
	w.ask("POST", "/v1/contacts", "", "application/json", jsonOf(map[string]any{
		"app": app, "contact_id": fmt.Sprintf("contact-number-of-a-test-%d", w.contacts), "channel": "message", "message": "See the film.",
	}), http.StatusCreated, &started)
	path := fmt.Sprintf("/v1/contact/files/film-%06d", w.contacts)
	w.ask("PUT", path, started.Token, "application/json", jsonOf(map[string]any{"name": "film.mp4", "size": size}), http.StatusOK, nil)
	h := sha256.New()
	var standing struct {
		File *struct {
			Size int64 `json:"size"`
		} `json:"file"`
	}
	w.ask("PATCH", path+"?offset=0", started.Token, "application/octet-stream", io.TeeReader(io.LimitReader(&film{}, size), h), http.StatusOK, &standing)
	if standing.File == nil || standing.File.Size != size {
		w.t.Fatalf("it has not arrived: %+v", standing)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func jsonOf(v any) io.Reader {
	text, _ := json.Marshal(v)
	return bytes.NewReader(text)
}

func (w *world) ask(method, path, token, contentType string, body io.Reader, want int, into any) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != want {
		w.t.Fatalf("%s %s: %d %s, %v", method, path, a.StatusCode, text, err)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			w.t.Fatal(err)
		}
	}
}

// landed waits until a file with that hash is on a ticket.
func (w *world) landed(there func() []string, sum string) {
	w.t.Helper()
	w.until("the file is on a ticket", func() bool { return slices.Contains(there(), sum) })
}

// memory of the server in bytes: VmRSS now, VmHWM at its peak.
func (w *world) memory(field string) int64 {
	w.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.pid))
	if err != nil {
		w.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil {
				w.t.Fatal(err)
			}
			return kb << 10
		}
	}
	w.t.Fatalf("the kernel tells no %s", field)
	return 0
}

func (w *world) resetPeak() {
	w.t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", w.pid), []byte("5"), 0); err != nil {
		w.t.Fatalf("the peak cannot be reset: %v", err)
	}
}

// film is an MP4 without end: a head, then noise that does not repeat in a block.
type film struct{ at uint64 }

func (f *film) Read(b []byte) (int, error) {
	const head = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"
	n := 0
	if f.at < uint64(len(head)) {
		n = copy(b, head[f.at:])
	}
	for i := n; i+8 <= len(b); i += 8 {
		x := (f.at + uint64(i)) * 0x9e3779b97f4a7c15
		b[i], b[i+1], b[i+4] = byte(x>>32), byte(x>>40), byte(x>>48)
		n = i + 8
	}
	if n == 0 {
		n = len(b)
	}
	f.at += uint64(n)
	return n, nil
}
