package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
)

// Whoever announces files and brings none keeps nobody's out, neither at once nor after a
// restart; whose announcement gave way announces it again.
func TestPromisesKeepNobodyOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "media")
	bounds := media.Bounds{Uploads: 8}
	e := open(t, func(c *api.Config) {
		files, err := media.Open(dir, media.Options{MaxBytes: maxFile, Bounds: bounds, Clock: c.Decider.Clock})
		if err != nil {
			t.Fatal(err)
		}
		c.Media = files
	})
	first := e.contact("message")
	e.begin(first, "diary-001", 9)
	flood := func() {
		for range 6 { // the share of one app
			e.clock.Advance(time.Second)
			e.begin(e.contact("message"), "never-001", 5000)
		}
	}
	flood()
	e.want(e.send(piece(first, "diary-001", 0, "Smoke now")), http.StatusNotFound, "not_found")
	e.begin(first, "diary-001", 9)
	e.want(e.send(piece(first, "diary-001", 0, "Smoke now")), http.StatusOK, "")
	flood()

	after := e.reopened(func(c *api.Config) {
		files, err := media.Open(dir, media.Options{MaxBytes: maxFile, Bounds: bounds, Clock: c.Decider.Clock})
		e.must(err)
		c.Media = files
	})
	after.begin(first, "diary-002", 9)
	after.want(after.send(piece(first, "diary-002", 0, "Smoke now")), http.StatusOK, "")

	e.clock.Advance(6 * time.Minute)
	after.begin(first, "diary-003", 9)
	if halves, err := filepath.Glob(filepath.Join(dir, "uploads", "*", "*")); err != nil || len(halves) != 1 {
		t.Errorf("after six minutes %v, %v", halves, err)
	}
}

// A file that comes at a byte now and then is cut with a word, keeps what has come, and
// goes on from there.
func TestSlowUploadIsCut(t *testing.T) {
	e := open(t, func(c *api.Config) { c.UploadRate = 2 << 10 })
	c := e.contact("voice")
	text := strings.Repeat("It began to smoke. ", 1500)
	e.begin(c, "diary-001", len(text))
	conn := e.phone(c, "diary-001", len(text), text[:1000])
	e.stands(c, "diary-001", 1000)
	e.clock.Advance(31 * time.Second)
	_, err := io.WriteString(conn, text[1000:1001])
	e.must(err)
	e.want(e.hear(conn, "PATCH", "/v1/contact/files/diary-001"), http.StatusRequestTimeout, "too_slow")
	if v := e.begin(c, "diary-001", len(text)); v.Offset != 1001 {
		t.Errorf("%+v", v)
	}
	e.want(e.send(piece(c, "diary-001", 1001, text[1001:])), http.StatusOK, "")

	atOnce := "/v1/contact/files?name=notes.txt&file_id=diary-002"
	files := &watched{Media: e.config.Media, begun: make(chan struct{}, 1)}
	again := e.reopened(func(c *api.Config) { c.Media = files })
	conn, err = new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(again.url, "http://"))
	e.must(err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\nIt began", atOnce, c.Token)
	e.must(err)
	<-files.begun
	e.clock.Advance(31 * time.Second)
	_, err = io.WriteString(conn, " to")
	e.must(err)
	e.want(again.hear(conn, "POST", atOnce), http.StatusRequestTimeout, "too_slow")
}

// watched is a blob store that says when a file begins to come in.
type watched struct {
	api.Media
	begun chan struct{}
}

func (w *watched) Save(ctx context.Context, owner interaction.ID, r io.Reader, name, declared string) (interaction.File, error) {
	w.begun <- struct{}{}
	return w.Media.Save(ctx, owner, r, name, declared)
}

// One who brings enough may take as long as it takes.
func TestUploadOverAWeakNet(t *testing.T) {
	e := open(t, func(c *api.Config) { c.UploadRate = 100 })
	c := e.contact("voice")
	text := strings.Repeat("It began to smoke. ", 1500)
	e.begin(c, "diary-001", len(text))
	conn := e.phone(c, "diary-001", len(text), text[:5000])
	for at := 5000; at < len(text); at += 5000 {
		e.stands(c, "diary-001", int64(at))
		e.clock.Advance(40 * time.Second)
		_, err := io.WriteString(conn, text[at:min(at+5000, len(text))])
		e.must(err)
	}
	e.want(e.hear(conn, "PATCH", "/v1/contact/files/diary-001"), http.StatusOK, "")
}

// Three files of one interaction come in at once; a fourth waits, others do not, and a
// phone that comes back takes the place of its own dead connection.
func TestReceivingPlacesOfOneInteraction(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	var hanging []net.Conn
	for n := range 4 {
		id := fmt.Sprintf("diary-%03d", n)
		e.begin(c, id, 9)
		if n < 3 {
			hanging = append(hanging, e.phone(c, id, 9, "Smoke"))
			e.stands(c, id, 5)
		}
	}
	e.want(e.send(piece(c, "diary-003", 0, "Smoke now")), http.StatusTooManyRequests, "too_many_uploads")
	atOnce := request{method: "POST", path: "/v1/contact/files?name=a.txt&file_id=diary-004", token: c.Token, body: "Smoke now"}
	e.want(e.send(atOnce), http.StatusTooManyRequests, "too_many_uploads")
	other := e.contact("voice")
	e.begin(other, "diary-000", 9)
	e.want(e.send(piece(other, "diary-000", 0, "Smoke now")), http.StatusOK, "")

	e.want(e.send(piece(c, "diary-000", 5, " now")), http.StatusOK, "")
	e.want(e.hear(hanging[0], "PATCH", "/v1/contact/files/diary-000"), http.StatusConflict, "overtaken")
	e.want(e.send(piece(c, "diary-003", 0, "Smoke now")), http.StatusOK, "")
	e.want(e.send(atOnce), http.StatusCreated, "")
}

// sending is a file that comes at once, from an address, of which some bytes are here.
func (e *edge) sending(c contactStarted, id, address string) net.Conn {
	e.t.Helper()
	conn, err := new(net.Dialer).DialContext(e.t.Context(), "tcp", strings.TrimPrefix(e.url, "http://"))
	e.must(err)
	e.t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "POST /v1/contact/files?name=a.txt&file_id=%s HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n\r\nIt began", id, address, c.Token)
	e.must(err)
	return conn
}

// Each file that comes at once has a place, also when one says that it is the same file over
// and over: no interaction has more than three, and no source more than its share, whatever
// it calls them. Who only hears that there is no place leaves the server's to others.
func TestSameFileOverAndOver(t *testing.T) {
	e := open(t, behind)
	files := &watched{Media: e.config.Media, begun: make(chan struct{}, 1)}
	again := e.reopened(func(c *api.Config) { c.Media = files })
	const spammer = "203.0.113.7"
	atOnce := func(c contactStarted, address string) answer {
		return again.send(request{method: "POST", path: "/v1/contact/files?name=a.txt&file_id=diary-002", token: c.Token, header: from(address), body: "Smoke now"})
	}
	var c contactStarted
	for n := range 64 { // the share of a source
		if n%3 == 0 {
			c = e.contact("message")
		}
		again.sending(c, "diary-001", spammer)
		<-files.begun
		if n%3 == 2 {
			e.want(atOnce(c, spammer), http.StatusTooManyRequests, "too_many_uploads")
		}
	}
	e.want(atOnce(c, spammer), http.StatusTooManyRequests, "too_many_uploads")
	e.want(atOnce(e.contact("message"), spammer), http.StatusTooManyRequests, "too_many_uploads")
	go func() { <-files.begun }()
	e.want(atOnce(e.contact("message"), "203.0.113.8"), http.StatusCreated, "")
}

// One customer whose requests with files wait for the disk has no more of them than of any
// other request, and others have theirs.
func TestFilesOfOneCustomerWait(t *testing.T) {
	e := open(t, nil)
	c, other := e.contact("message"), e.contact("message")
	disk := &waiting{Media: e.config.Media, turns: make(chan struct{}, 16), here: make(chan struct{}), over: make(chan struct{})}
	again := e.reopened(func(c *api.Config) { c.Media = disk })
	goOn := sync.OnceFunc(func() { close(disk.over) })
	defer goOn()
	var all sync.WaitGroup
	wait := func(c contactStarted, many int) {
		for range many {
			disk.turns <- struct{}{}
			all.Go(func() { e.want(again.send(piece(c, "diary-001", 0, "Smoke now")), http.StatusNotFound, "not_found") })
			<-disk.here
		}
	}
	wait(c, 16)
	e.want(again.send(piece(c, "diary-001", 0, "Smoke now")), http.StatusServiceUnavailable, "busy")
	wait(other, 1)
	goOn()
	all.Wait()
}

// waiting is a blob store that takes its time to say where an upload stands, as often as
// there is a turn.
type waiting struct {
	api.Media
	turns, here, over chan struct{}
}

func (w *waiting) Arrived(owner interaction.ID, id string) (media.Upload, int64, error) {
	select {
	case <-w.turns:
		w.here <- struct{}{}
		<-w.over
	default:
	}
	return w.Media.Arrived(owner, id)
}

// A disk that is not what it should be is trouble that passes: 503 for who may come again,
// and all goes on once it is mended.
func TestUploadsHealWithTheDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "media")
	e := open(t, func(c *api.Config) {
		files, err := media.Open(dir, media.Options{MaxBytes: maxFile, Clock: c.Decider.Clock})
		if err != nil {
			t.Fatal(err)
		}
		c.Media = files
	})
	c := e.contact("voice")
	for _, folder := range []string{"uploads", "incoming"} {
		e.must(os.Rename(filepath.Join(dir, folder), filepath.Join(dir, "gone-"+folder)))
		e.must(os.WriteFile(filepath.Join(dir, folder), nil, 0o600))
	}
	announce := request{method: "PUT", path: "/v1/contact/files/diary-001", token: c.Token, body: map[string]any{"name": "notes.txt", "size": 9}}
	atOnce := request{method: "POST", path: "/v1/contact/files?name=a.txt&file_id=diary-002", token: c.Token, body: "Smoke now"}
	for _, r := range []request{announce, atOnce} {
		a := e.send(r)
		e.want(a, http.StatusServiceUnavailable, "unavailable")
		if a.Header.Get("Retry-After") == "" {
			t.Errorf("%s %s: when to come again is not said", r.method, r.path)
		}
	}
	for _, folder := range []string{"uploads", "incoming"} {
		e.must(errors.Join(os.Remove(filepath.Join(dir, folder)), os.Rename(filepath.Join(dir, "gone-"+folder), filepath.Join(dir, folder))))
	}
	e.want(e.send(announce), http.StatusOK, "")
	e.want(e.send(piece(c, "diary-001", 0, "Smoke now")), http.StatusOK, "")
	e.want(e.send(atOnce), http.StatusCreated, "")
}

// Files are counted and summed up with what has been committed: sent all at once, on two
// servers, they come to no more than what one conversation may have.
func TestFilesAtOnceDoNotPassTheirBound(t *testing.T) {
	const size, fit = 9000, 5
	dir := filepath.Join(t.TempDir(), "media")
	store := func(c *api.Config) {
		files, err := media.Open(dir, media.Options{MaxBytes: maxFile, Clock: c.Decider.Clock})
		if err != nil {
			t.Fatal(err)
		}
		c.Media = files
		c.Decider.Policy.Bounds.FileBytes = fit * size
	}
	e := open(t, store)
	servers := []*edge{e, e.reopened(store)}
	c := e.contact("message")
	var sent sync.WaitGroup
	codes := make([]int, 12)
	for n := range codes {
		sent.Go(func() {
			text := fmt.Sprintf("%02d ", n) + strings.Repeat("x", size-3)
			for {
				r := request{method: "POST", path: fmt.Sprintf("/v1/contact/files?name=a.txt&file_id=file-%04d", n), token: c.Token, body: text}
				if codes[n] = servers[n%2].send(r).StatusCode; codes[n] != http.StatusTooManyRequests {
					return
				}
			}
		})
	}
	sent.Wait()
	got := e.state(c.Interaction).Sent
	if got.Bytes > fit*size || got.Files == 0 {
		t.Errorf("%d files, %d bytes of at most %d: %v", got.Files, got.Bytes, fit*size, codes)
	}
	for _, code := range codes {
		if code != http.StatusCreated && code != http.StatusRequestEntityTooLarge {
			t.Errorf("answers: %v", codes)
		}
	}

	// What was announced while there was room, and has none when it is here.
	other := e.contact("message")
	e.begin(other, "diary-001", 9)
	less := e.reopened(func(c *api.Config) { store(c); c.Decider.Policy.Bounds.FileBytes = 8 })
	less.want(less.send(piece(other, "diary-001", 0, "Smoke now")), http.StatusRequestEntityTooLarge, "files_too_large")
}

// A conversation takes so many files and no more, says so, and stays open to its agent.
func TestFullConversation(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Decider.Policy.Bounds = interaction.Bounds{Files: 3, Items: 10} })
	c, ann := e.contact("voice"), e.agent("support", "ann")
	announce := func(c contactStarted, id string) answer {
		return e.send(request{method: "PUT", path: "/v1/contact/files/" + id, token: c.Token, body: map[string]any{"name": "a.txt", "size": 9}})
	}
	atOnce := func(c contactStarted, id string) answer {
		return e.send(request{method: "POST", path: "/v1/contact/files?name=a.txt&file_id=" + id, token: c.Token, body: "Smoke now"})
	}
	e.want(announce(c, "half-0001"), http.StatusOK, "")
	for n := range 3 {
		e.want(atOnce(c, fmt.Sprintf("file-%04d", n)), http.StatusCreated, "")
	}
	head := e.head()
	e.want(atOnce(c, "file-0003"), http.StatusConflict, "too_many_files")
	e.want(announce(c, "file-0004"), http.StatusConflict, "too_many_files")
	e.want(e.send(piece(c, "half-0001", 0, "Smoke now")), http.StatusConflict, "too_many_files")
	e.want(atOnce(c, "file-0002"), http.StatusCreated, "") // again
	if e.head() != head {
		t.Error("something was stored")
	}

	at := "/v1/interactions/" + c.Interaction
	note := func(n int) answer {
		return e.send(request{method: "PUT", path: fmt.Sprintf("%s/notes/note-%04d", at, n), token: ann, body: map[string]any{"text": "Smoke."}})
	}
	n := 0
	for ; e.state(c.Interaction).Items.Len() < 10; n++ {
		e.want(note(n), http.StatusOK, "")
	}
	e.want(note(n), http.StatusConflict, "too_many_items")
	e.want(e.send(request{method: "POST", path: at + "/requester", token: ann, body: map[string]any{"requester": rosa.ID}}), http.StatusConflict, "too_many_items")
	e.want(e.send(request{method: "POST", path: at + "/asks", token: ann, body: map[string]any{"id": "ask-00001", "type": "text", "label": "Order"}}), http.StatusConflict, "too_many_items")

	// The customer's share is smaller: a conversation whose notes have filled it.
	m := e.contact("message")
	e.want(announce(m, "half-0001"), http.StatusOK, "")
	at = "/v1/interactions/" + m.Interaction
	for ; e.state(m.Interaction).Items.Len() < 8; n++ {
		e.want(note(n), http.StatusOK, "")
	}
	e.want(atOnce(m, "file-0001"), http.StatusConflict, "too_many_items")
	e.want(announce(m, "file-0002"), http.StatusConflict, "too_many_items")
	e.want(e.send(piece(m, "half-0001", 0, "Smoke now")), http.StatusConflict, "too_many_items")
	for ; e.state(m.Interaction).Items.Len() < 10; n++ {
		e.want(note(n), http.StatusOK, "")
	}
	wrapUp := func(note string) answer {
		return e.send(request{method: "POST", path: at + "/wrap-up", token: ann, body: map[string]any{"disposition": "Resolved", "note": note}})
	}
	e.want(wrapUp("Sent a new one."), http.StatusOK, "")
	e.want(wrapUp("And called back."), http.StatusConflict, "too_many_items")
}

// Each file more is pushed to an agent as what has changed: the last of many costs what
// the first did.
func TestTinyFilesArePushedAsChanges(t *testing.T) {
	const many, each = 40, 2500 // bytes
	e := open(t, nil)
	ann := e.connect("?tab=tab-00001", e.agent("support", "ann"))
	c := e.contact("message")
	for n := range many {
		e.upload(c, fmt.Sprintf("file-%04d", n), "a.txt", []byte("x"))
	}
	until := e.state(c.Interaction).Version
	for pushed := 0; ; {
		_, raw, err := ann.conn.Read(patience(t))
		e.must(err)
		var m liveMessage
		e.must(json.Unmarshal(raw, &m))
		if m.Kind != "interaction" {
			continue
		}
		if pushed += len(raw); pushed > (many+4)*each {
			t.Fatalf("%d bytes for %d files", pushed, many)
		}
		if m.Interaction.Version >= until {
			return
		}
	}
}
