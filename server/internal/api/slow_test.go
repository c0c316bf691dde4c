package api_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/api"
)

// begun is a request that has sent its head, and not the body that it speaks of.
func (e *edge) begun(method, path string, length int, more ...string) net.Conn {
	e.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(e.url, "http://"))
	e.must(err)
	e.t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: desk\r\nContent-Length: %d\r\nContent-Type: application/x-www-form-urlencoded\r\n%s\r\n", method, path, length, strings.Join(append(more, ""), "\r\n"))
	e.must(err)
	return conn
}

// asked waits until the server asks for a body: whatever it takes for a request before, it
// has taken.
func (e *edge) asked(conn net.Conn) {
	e.t.Helper()
	line, err := bufio.NewReaderSize(conn, 64).ReadString('\n')
	if err != nil || !strings.Contains(line, "100 Continue") {
		e.t.Fatalf("%q, %v", line, err)
	}
}

const expecting = "Expect: 100-continue"

// However many connections begin a request and do not go on with it, nobody else is kept
// out: a place is taken by a request that is here.
func TestSlowRequestsKeepNobodyOut(t *testing.T) {
	e := open(t, nil)
	agent, admin := e.agent("support", "ann"), e.admin()
	visitor := e.contact("voice").Token
	for i := range 1_100 {
		var conn net.Conn
		switch i % 6 {
		case 0:
			conn = e.begun("POST", "/v1/contacts", 1_000, expecting)
		case 1:
			conn = e.begun("POST", "/v1/sessions/admin", 1_000, expecting)
		case 2:
			conn = e.begun("POST", "/widget/zendesk/top_bar", 1_000, expecting)
		case 3:
			conn = e.begun("POST", "/v1/contact/message", 1_000, expecting, "Authorization: Bearer "+visitor)
		default:
			conn = e.begun("POST", "/twilio/voice", 1_000, expecting, "X-Twilio-Signature: AAAA")
		}
		e.asked(conn)
		_, err := conn.Write([]byte("{"))
		e.must(err)
	}
	form := call(callSID(1))
	e.want(e.send(request{method: "POST", path: "/twilio/voice", body: form.Encode(), header: signature(twiliotest.Sign(authToken, publicURL+"/twilio/voice", form))}), http.StatusOK, "")
	e.want(e.send(request{method: "GET", path: "/admin"}), http.StatusOK, "")
	e.want(e.send(request{method: "GET", path: "/v1/admin/overview", token: admin}), http.StatusOK, "")
	e.want(e.send(request{method: "GET", path: "/v1/interactions", token: agent}), http.StatusOK, "")
	e.want(e.send(request{method: "GET", path: "/healthz"}), http.StatusOK, "")
	e.want(e.send(request{method: "GET", path: "/v1/contact", token: visitor}), http.StatusOK, "")
	e.contact("voice")
}

// A body that does not come is not waited for, wherever it is not wanted either.
func TestBodiesThatDoNotCome(t *testing.T) {
	e := open(t, func(c *api.Config) { c.BodyWithin = 20 * time.Millisecond })
	visitor := "Authorization: Bearer " + e.contact("voice").Token
	for _, r := range []struct{ method, path, head string }{
		{"POST", "/v1/contacts", ""},
		{"POST", "/v1/contacts", expecting},
		{"POST", "/twilio/voice", ""},
		{"POST", "/widget/zendesk/top_bar", ""},
		{"POST", "/v1/contact/message", visitor},
		{"POST", "/v1/contact/files?name=a.png&file_id=file-0001", "Authorization: Bearer nonsense"}, // refused unread
		{"GET", "/v1/contact", visitor},
		{"POST", "/v1/contact/end", visitor},
		{"GET", "/admin", ""},
		{"POST", "/nowhere", ""},
	} {
		head := []string{}
		if r.head != "" {
			head = append(head, r.head)
		}
		conn := e.begun(r.method, r.path, 1_000, head...)
		raw, err := io.ReadAll(conn) // to the end of the connection
		if err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s %s: %v", r.method, r.path, err)
		}
		if wanted := r.method == "POST" && (r.path == "/v1/contacts" || r.path == "/twilio/voice" || r.head == visitor && r.path == "/v1/contact/message"); wanted && !bytes.Contains(raw, []byte("too_slow")) {
			t.Errorf("%s %s: %s", r.method, r.path, raw)
		}
	}
}

// A body that is too large by its own word is refused before any of it is here.
func TestLargeBodiesAreRefusedUnread(t *testing.T) {
	e := open(t, nil)
	visitor := "Authorization: Bearer " + e.contact("voice").Token
	for path, head := range map[string]string{"/v1/contacts": expecting, "/v1/contact/message": visitor, "/twilio/voice": "X-Twilio-Signature: AAAA"} {
		raw, err := http.ReadResponse(bufio.NewReader(e.begun("POST", path, 16<<20, head)), nil)
		e.must(err)
		if raw.StatusCode != http.StatusRequestEntityTooLarge || !raw.Close {
			t.Errorf("%s: %s", path, raw.Status)
		}
		_ = raw.Body.Close()
	}
}

// What a request took to come in does not count for what it takes to be answered.
func TestTimeForBodiesIsForBodiesAlone(t *testing.T) {
	e := open(t, func(c *api.Config) { c.BodyWithin = 50 * time.Millisecond })
	slow := time.NewTimer(150 * time.Millisecond)
	e.store.be(func(operation string) error {
		if operation == "commit" {
			<-slow.C
			e.store.be(nil)
		}
		return nil
	})
	e.contact("voice")
}

// Whoever may not ask is told so before a byte of what they have to say is read.
func TestTokenBeforeBody(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	for _, op := range operations(t, c.Interaction) {
		if len(op.roles) == 0 || op.sample.body == nil {
			continue
		}
		for name, head := range map[string]string{"none": "X-None: 1", "nonsense": "Authorization: Bearer nonsense"} {
			conn := e.begun(op.method, op.path, 1_000, expecting, head)
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.Contains(line, "401") {
				t.Errorf("%s with %s: %q, %v", op.id, name, line, err)
			}
		}
	}
}

// allocated are the bytes that this process has taken from its heap so far.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// What an anonymous contact costs in memory follows from what is kept of it, not from what
// somebody sends.
func TestAContactCostsLittle(t *testing.T) {
	e := open(t, nil)
	e.contact("voice") // what is built once
	fill := func(head, piece, tail string, n int) string {
		return head + strings.Repeat(piece, (n-len(head)-len(tail))/len(piece)) + tail
	}
	const most = 256 << 10
	ids := 0
	at := func() string {
		ids++
		return fmt.Sprintf(`{"app":"shop","contact_id":"contact-number-of-a-test-costs-%d","channel":"voice",`, ids)
	}
	for _, c := range []struct {
		name, body string
		status     int
	}{
		{"unknown members", fill(at()+`"x":[`, `{"a":[0]},`, `0]}`, most), http.StatusCreated},
		{"members without end", fill(at(), `"x":[[]],`, `"y":0}`, most), http.StatusCreated},
		{"fields without end", fill(at()+`"fields":[`, `{"key":"k","value":0},`, `{"key":"k","value":0}]}`, most), http.StatusCreated},
		{"a value of values", fill(at()+`"fields":[{"key":"k","value":[`, `0,`, `0]}]}`, most), http.StatusBadRequest},
		{"a value of deep values", fill(at()+`"fields":[{"key":"k","value":`, `[`, ``, most/2) + strings.Repeat("]", most/2-200) + `}]}`, http.StatusBadRequest},
		{"a megabyte", fill(at()+`"x":[`, `{"a":[0]},`, `0]}`, 1<<20), http.StatusRequestEntityTooLarge},
		{"sixteen megabytes", fill(at()+`"fields":[`, `{"key":"k","value":[0,0,0,0]},`, `{"key":"k","value":0}]}`, 16<<20), http.StatusRequestEntityTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := []byte(c.body)
			before := allocated()
			conn := e.begun("POST", "/v1/contacts", len(body))
			var sending sync.WaitGroup
			sending.Go(func() { _, _ = conn.Write(body) }) // as much as is taken
			answer, err := bufio.NewReader(conn).ReadString('\n')
			taken := allocated() - before
			_ = conn.Close()
			sending.Wait()
			if err != nil || !strings.Contains(answer, fmt.Sprint(c.status)) {
				t.Errorf("%q, %v; want %d", answer, err, c.status)
			}
			// 256 KB as they came in pieces, and what is kept of them: ten times that is room.
			if taken > 10*most {
				t.Errorf("%d KB of memory", taken>>10)
			}
		})
	}
}

// More than a contact may have is refused with the number in the sentence.
func TestContactsThatAreTooLarge(t *testing.T) {
	e := open(t, nil)
	a := e.send(request{method: "POST", path: "/v1/contacts", body: newContact{App: "shop", ContactID: "contact-number-of-a-test-large", Channel: "voice", Packet: strings.Repeat("a", 256<<10)}})
	e.want(a, http.StatusRequestEntityTooLarge, "too_large")
	if f := a.fault(t); !strings.Contains(f.Message, "256 KB") {
		t.Errorf("%+v", f)
	}
}
