package api_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/session"
)

// refusal that an operation gives.
type refusal struct {
	operation string
	status    int
	code      string
}

// heard are the refusals that the tests have met, of all edges.
var heard = refusals{all: map[refusal]bool{}}

type refusals struct {
	mu  sync.Mutex
	all map[refusal]bool
}

func (r *refusals) note(one refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all[one] = true
}

var named = regexp.MustCompile("`([a-z0-9_]+)`")

// promised are the refusals for reasons of the caller's that the contract tells of.
func promised() (all []refusal) {
	doc, err := readDoc()
	if err != nil {
		return nil // see loadDoc
	}
	for _, item := range doc.Paths.Map() {
		for _, o := range item.Operations() {
			for status, answer := range o.Responses.Map() {
				n, _ := strconv.Atoi(status) // 0: default
				if n < 400 || n >= 500 {
					continue
				}
				for _, code := range named.FindAllStringSubmatch(*answer.Value.Description, -1) {
					all = append(all, refusal{o.OperationID, n, code[1]})
				}
			}
		}
	}
	return all
}

// unheard are those that nobody has met: the contract promises too much, or a test is
// missing.
func unheard() (never []refusal) {
	heard.mu.Lock()
	defer heard.mu.Unlock()
	for _, one := range promised() {
		if !heard.all[one] {
			never = append(never, one)
		}
	}
	return never
}

// What each operation refuses before its handler sees the request: an old session, what
// is not well-formed, what is too much. Nothing is stored.
func TestWhatEveryOperationRefuses(t *testing.T) {
	t.Parallel() // it waits
	e := open(t, nil)
	c := e.contact("voice")
	tokens := map[string]string{
		"agent": e.agent("support", "ann"), "admin": e.admin(),
		"customer": e.issue(session.Claims{Role: session.Customer, Account: "support", Interaction: interaction.ID(c.Interaction)}),
	}
	head := e.head()
	tells := func(op operation, status int, code string) bool {
		return slices.Contains(promised(), refusal{op.id, status, code})
	}
	for _, op := range operations(t, c.Interaction) {
		r := request{method: op.method, path: op.path, body: op.sample.body}
		if len(op.roles) > 0 {
			r.token = tokens[op.roles[0]]
		}
		body, hasJSON := r.body, tells(op, http.StatusRequestEntityTooLarge, "too_large")
		if tells(op, http.StatusBadRequest, "invalid_request") {
			if hasJSON {
				r.body = "{"
			} else {
				r.path = misspelt(op.path)
			}
			e.want(e.send(r), http.StatusBadRequest, "invalid_request")
		}
		if hasJSON {
			r.path, r.body = op.path, strings.Repeat(" ", 17<<20)
			e.want(e.send(r), http.StatusRequestEntityTooLarge, "too_large")
		}
		r.path, r.body = op.path, body
	}
	e.clock.Advance(2 * time.Hour)
	for _, op := range operations(t, c.Interaction) {
		if tells(op, http.StatusUnauthorized, "session_expired") && len(op.roles) > 0 {
			for _, role := range op.roles {
				e.want(e.send(request{method: op.method, path: op.path, token: tokens[role], body: op.sample.body}), http.StatusUnauthorized, "session_expired")
			}
		}
	}
	if e.head() != head {
		t.Error("something was stored")
	}
}

// misspelt parameters: of the query, or the last one of the path.
func misspelt(path string) string {
	if at, _, ok := strings.Cut(path, "?"); ok {
		path = at
	}
	for _, id := range []string{"file-0001", "note-0001", "ask-0001", "accounts/support", "01jq"} {
		path = strings.ReplaceAll(path, id, strings.TrimSuffix(id, "support")+strings.Repeat("!", 70))
	}
	return path + "?limit=x&offset=x&after=x&from=x&everywhere=x"
}

func TestCommandsThatDoNotGo(t *testing.T) {
	e := open(t, nil)
	ann, admin := e.agent("support", "ann"), e.admin()
	id, key := e.held()
	at := "/v1/interactions/" + id
	long := strings.Repeat("ß", 10_001) // its length in bytes counts
	refused := func(method, path, token string, body any, code string) {
		t.Helper()
		e.want(e.send(request{method: method, path: path, token: token, body: body}), http.StatusConflict, code)
	}
	gone := id + "-note-9-1"
	refused("POST", at+"/retry", ann, map[string]any{"key": gone}, "unknown_write")
	refused("POST", "/v1/admin/writes/"+gone+"/retry", admin, nil, "unknown_write")
	refused("POST", at+"/writes/"+gone+"/drop", ann, map[string]any{"reason": "x"}, "unknown_write")
	refused("POST", at+"/writes/"+key+"/drop", ann, map[string]any{"reason": " \n"}, "no_reason")
	refused("POST", at+"/ticket", ann, map[string]any{"ticket": "closed"}, "ticket_closed")

	message := "/v1/interactions/" + e.contact("message").Interaction + "/wrap-up"
	refused("POST", message, ann, map[string]any{"disposition": ""}, "no_disposition")
	refused("POST", message, ann, map[string]any{"disposition": "Resolved", "note": " "}, "empty_closing_note")
	refused("POST", message, ann, map[string]any{"disposition": "Resolved", "note": long}, "too_long")

	over := e.ring(callSID(1), "+15550101234")
	e.want(e.webhook("/twilio/voice/status", url.Values{"CallSid": {callSID(1)}, "CallStatus": {"completed"}, "AccountSid": {accountSID}}), http.StatusNoContent, "")
	refused("POST", "/v1/interactions/"+over+"/accept", ann, map[string]any{"offer": 1, "tab": "tab-00001"}, "call_ended")
}

func TestAsksThatDoNotGo(t *testing.T) {
	e := open(t, nil)
	c, ann := e.contact("voice"), e.agent("support", "ann")
	at := "/v1/interactions/" + c.Interaction + "/asks"
	refused := func(path, token string, body any, code string) {
		t.Helper()
		e.want(e.send(request{method: "POST", path: path, token: token, body: body}), http.StatusConflict, code)
	}
	ask := func(n int, label string) map[string]any {
		return map[string]any{"id": fmt.Sprintf("ask-%05d", n), "type": "text", "label": label}
	}
	refused(at, ann, ask(0, " "), "empty_label")
	refused(at, ann, ask(0, strings.Repeat("ß", 101)), "label_too_long")
	refused(at+"/ask-99999/withdraw", ann, nil, "unknown_ask")
	refused("/v1/contact/asks/ask-99999", c.Token, map[string]any{"declined": true}, "unknown_ask")
	for n := range interaction.MaxAsks {
		e.ask(http.StatusOK, "POST", at, ann, ask(n, "Tracking number"), nil)
	}
	refused(at, ann, ask(interaction.MaxAsks, "Tracking number"), "too_many_asks")
	refused("/v1/contact/asks/ask-00000", c.Token, map[string]any{"text": strings.Repeat("ß", 1001)}, "answer_too_long")
	e.ask(http.StatusNoContent, "POST", "/v1/contact/end", c.Token, nil, nil)
	refused(at, ann, ask(9, "Tracking number"), "closed")
}

// An interaction of an account that the configuration has lost can go nowhere new.
func TestTicketOfALostAccount(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Accounts = c.Accounts[1:] })
	c := e.contact("voice")
	a := e.send(request{method: "POST", path: "/v1/interactions/" + c.Interaction + "/ticket", token: e.admin(), body: map[string]any{"ticket": "7"}})
	e.want(a, http.StatusConflict, "no_account")
}

func TestRehearsalThatStops(t *testing.T) {
	e := open(t, func(c *api.Config) {
		c.Rehearse = func(context.Context, string) ([]connectors.RehearsedRequest, error) {
			return nil, errors.New("secret detail")
		}
	})
	a := e.send(request{method: "POST", path: "/v1/admin/accounts/support/rehearsal", token: e.admin()})
	e.want(a, http.StatusConflict, "rehearsal_stopped")
	if strings.Contains(string(a.body), "secret detail") || !strings.Contains(e.log(), "secret detail") {
		t.Errorf("%s", a.body)
	}
}

func TestSocketWithoutItsSubprotocol(t *testing.T) {
	e := open(t, nil)
	socket := http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"AAAAAAAAAAAAAAAAAAAAAA=="}}
	e.want(e.send(request{method: "GET", path: "/v1/live", token: e.agent("support", "ann"), header: socket}), http.StatusBadRequest, "subprotocol_missing")
}

// lineless is a telephony without a number of its own.
type lineless struct{ api.Telephony }

func (lineless) LineOf(string) string { return "" }

func TestCallWithoutALine(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Voice = lineless{c.Voice} })
	a := e.send(request{method: "POST", path: "/v1/calls", token: e.agent("support", "ann"), body: map[string]any{"to": "+15550100999", "tab": "tab-00001", "call_id": "dial-0001"}})
	e.want(a, http.StatusConflict, "no_line")
}

// What comes of a file over a connection that breaks or falls silent.
func TestFilesThatDoNotCome(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Stall = 500 * time.Millisecond })
	c := e.contact("voice")
	send := func(method, path string) net.Conn {
		t.Helper()
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(e.url, "http://"))
		e.must(err)
		t.Cleanup(func() { _ = conn.Close() })
		_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\nIt began to", method, path, c.Token)
		e.must(err)
		return conn
	}
	e.begin(c, "diary-001", 1000)
	for method, path := range map[string]string{"POST": "/v1/contact/files?name=notes.txt&file_id=diary-002", "PATCH": "/v1/contact/files/diary-001?offset=0"} {
		broken := send(method, path)
		e.must(broken.(*net.TCPConn).CloseWrite())
		e.want(e.hear(broken, method, path), http.StatusBadRequest, "broke_off")
	}
	silent := "/v1/contact/files?name=notes.txt&file_id=diary-002"
	e.want(e.hear(send("POST", silent), "POST", silent), http.StatusRequestTimeout, "stalled")
}

func TestUploadsThatAreRefused(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	announce := func(n int, name string) answer {
		return e.send(request{method: "PUT", path: fmt.Sprintf("/v1/contact/files/file-%04d", n), token: c.Token, body: map[string]any{"name": name, "size": len(png)}})
	}
	e.want(announce(0, "a.pdf"), http.StatusOK, "")
	e.want(e.send(request{method: "PATCH", path: "/v1/contact/files/file-0000?offset=0", token: c.Token, body: png}), http.StatusUnsupportedMediaType, "type_mismatch")
	for n := range media.MaxUploads {
		e.want(announce(n+1, "a.png"), http.StatusOK, "")
		some := request{method: "PATCH", path: fmt.Sprintf("/v1/contact/files/file-%04d?offset=0", n+1), token: c.Token, body: png[:len(png)/2]}
		e.want(e.send(some), http.StatusOK, "") // what has brought nothing gives way
	}
	e.want(announce(media.MaxUploads+1, "a.png"), http.StatusTooManyRequests, "too_many_uploads")
}
