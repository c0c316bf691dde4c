package api_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
)

type uploadView struct {
	ID     string `json:"id"`
	Size   int64  `json:"size"`
	Offset int64  `json:"offset"`
	File   *struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Size int64  `json:"size"`
	} `json:"file"`
}

func (e *edge) begin(c contactStarted, id string, size int) uploadView {
	e.t.Helper()
	var v uploadView
	e.ask(http.StatusOK, "PUT", "/v1/contact/files/"+id, c.Token, map[string]any{"name": "notes.txt", "size": size}, &v)
	return v
}

func piece(c contactStarted, id string, offset int64, body string) request {
	return request{method: "PATCH", path: fmt.Sprintf("/v1/contact/files/%s?offset=%d", id, offset), token: c.Token, body: body}
}

// phone sends the head of a piece and some of its bytes, and is still connected.
func (e *edge) phone(c contactStarted, id string, size int, some string) net.Conn {
	e.t.Helper()
	conn, err := new(net.Dialer).DialContext(e.t.Context(), "tcp", strings.TrimPrefix(e.url, "http://"))
	e.must(err)
	e.t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "PATCH /v1/contact/files/%s?offset=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n%s", id, c.Token, size, some)
	e.must(err)
	return conn
}

// reopened is the server after a restart: the same store, nothing else remembered.
func (e *edge) reopened(change func(*api.Config)) *edge {
	e.t.Helper()
	after := *e
	change(&after.config)
	var err error
	after.handler, err = api.New(after.config)
	e.must(err)
	server := httptest.NewServer(after.handler)
	e.t.Cleanup(server.Close)
	after.url = server.URL
	return &after
}

// stands waits until that much of the file is here.
func (e *edge) stands(c contactStarted, id string, offset int64) {
	e.t.Helper()
	for e.t.Context().Err() == nil {
		var v uploadView
		if e.ask(http.StatusOK, "GET", "/v1/contact/files/"+id, c.Token, nil, &v); v.Offset == offset {
			return
		}
	}
}

// The phone goes into a tunnel in the middle; what came is kept, through a restart
// too, and the rest makes the same file as one that was sent at once.
func TestUploadIsResumed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "media")
	files, err := media.Open(dir, media.Options{MaxBytes: maxFile})
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, func(c *api.Config) { c.Media = files })
	c := e.contact("voice")
	text := strings.Repeat("It began to smoke. ", 1500)
	if v := e.begin(c, "diary-001", len(text)); v.Offset != 0 || v.File != nil {
		t.Fatalf("%+v", v)
	}
	head := e.head()
	conn := e.phone(c, "diary-001", len(text), text[:10_000])
	e.stands(c, "diary-001", 10_000)
	e.want(e.send(piece(c, "diary-001", 0, text)), http.StatusConflict, "wrong_offset")
	e.must(conn.Close())

	if v := e.begin(c, "diary-001", len(text)); v.Offset != 10_000 {
		t.Fatalf("after the break: %+v", v)
	}
	again, err := media.Open(dir, media.Options{MaxBytes: maxFile}) // as after a restart
	e.must(err)
	after := e.reopened(func(c *api.Config) { c.Media = again })
	if after.head() != head {
		t.Error("half a file is in the log")
	}
	var v uploadView
	after.ask(http.StatusOK, "PATCH", "/v1/contact/files/diary-001?offset=10000", c.Token, text[10_000:], &v)
	if v.File == nil || v.File.Size != int64(len(text)) || v.File.Name != "notes.txt" || v.Offset != v.Size {
		t.Fatalf("%+v", v)
	}
	items := after.state(c.Interaction).Items.Slice()
	got := items[len(items)-1].File
	f, _, err := again.Open(got.SHA256)
	after.must(err)
	defer f.Close()
	if back, err := io.ReadAll(f); err != nil || string(back) != text {
		t.Errorf("%d bytes of %d, %v", len(back), len(text), err)
	}
	// Whatever is asked again gets the same answer, and makes no second file.
	version := after.head()
	after.begin(c, "diary-001", len(text))
	after.want(after.send(piece(c, "diary-001", v.Size, "")), http.StatusOK, "")
	after.want(after.send(piece(c, "diary-001", 0, text)), http.StatusOK, "")
	if after.head() != version {
		t.Error("it was noted twice")
	}
}

// The old connection hangs, as a lost phone's does for minutes; the new one goes on
// at once, and the old one is ended.
func TestUploadEndsTheOneThatHangs(t *testing.T) {
	e := open(t, nil)
	c := e.contact("message")
	text := strings.Repeat("It began to smoke. ", 1500)
	e.begin(c, "diary-001", len(text))
	conn := e.phone(c, "diary-001", len(text), text[:10_000])
	e.stands(c, "diary-001", 10_000)
	e.want(e.send(piece(c, "diary-001", 10_000, text[10_000:])), http.StatusOK, "")
	e.want(e.hear(conn, "PATCH", "/v1/contact/files/diary-001"), http.StatusConflict, "overtaken")
}

// A connection that brings nothing any more is ended, and what it brought is kept.
func TestUploadThatStalls(t *testing.T) {
	t.Parallel() // it waits
	e := open(t, func(c *api.Config) { c.Stall = 3 * time.Second })
	c := e.contact("voice")
	text := strings.Repeat("It began to smoke. ", 1500)
	e.begin(c, "diary-001", len(text))
	conn := e.phone(c, "diary-001", len(text), text[:10_000])
	e.want(e.hear(conn, "PATCH", "/v1/contact/files/diary-001"), http.StatusRequestTimeout, "stalled")
	if v := e.begin(c, "diary-001", len(text)); v.Offset != 10_000 {
		t.Errorf("%+v", v)
	}
	e.want(e.send(piece(c, "diary-001", 10_000, text[10_000:])), http.StatusOK, "")
}

func TestUploadRefusedEarly(t *testing.T) {
	e := open(t, func(c *api.Config) {
		c.Decider.Policy.Bounds.FileBytes = 50_000
		for i := range c.Accounts {
			c.Accounts[i].FileBytes = 40_000
		}
	})
	c := e.contact("voice")
	var contact contactView
	e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &contact)
	if contact.Limits.MaxBytes != 40_000 {
		t.Errorf("the page is told of %d bytes, the CRM takes 40,000", contact.Limits.MaxBytes)
	}
	announce := func(id, name string, size int) answer {
		return e.send(request{method: "PUT", path: "/v1/contact/files/" + id, token: c.Token, body: map[string]any{"name": name, "size": size}})
	}
	head := e.head()
	e.want(announce("file-0001", "a.txt", 40_001), http.StatusRequestEntityTooLarge, "file_too_large")
	e.want(announce("file-0001", "a.txt", 0), http.StatusBadRequest, "invalid_request")
	e.want(announce("file-0001", "a.html", 100), http.StatusUnsupportedMediaType, "type_not_allowed")
	e.want(e.send(piece(c, "file-0001", 0, "never announced")), http.StatusNotFound, "not_found")
	e.want(e.send(request{method: "GET", path: "/v1/contact/files/file-0001", token: c.Token}), http.StatusNotFound, "not_found")
	e.want(announce("file-0001", "a.txt", 30_000), http.StatusOK, "")
	e.want(announce("file-0001", "a.txt", 30_001), http.StatusConflict, "other_file")
	e.want(announce("file-0002", "b.txt", 20_001), http.StatusRequestEntityTooLarge, "files_too_large")
	e.want(e.send(piece(c, "file-0001", 0, "MZ\x90"+strings.Repeat("\x00", 4000))), http.StatusUnsupportedMediaType, "type_not_allowed")
	e.want(announce("file-0002", "b.txt", 20_001), http.StatusOK, "") // the refused one takes no room
	e.want(e.send(piece(c, "file-0002", 0, strings.Repeat("x", 20_002))), http.StatusUnprocessableEntity, "longer_than_announced")
	e.want(announce("file-0002", "b.txt", 20_001), http.StatusOK, "")
	e.ask(http.StatusNoContent, "POST", "/v1/contact/end", c.Token, nil, nil)
	ended := e.head()
	e.want(announce("file-0003", "c.txt", 10), http.StatusConflict, "closed")
	e.want(e.send(piece(c, "file-0002", 0, "x")), http.StatusConflict, "closed")
	if ended == head || e.head() != ended {
		t.Error("something was stored")
	}
	// Another customer's upload does not exist.
	e.want(e.send(piece(e.contact("voice"), "file-0002", 0, "x")), http.StatusNotFound, "not_found")
}

// Who announces without end is told to wait, and nobody else.
func TestAnnouncementsAreCounted(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	announce := request{method: "PUT", path: "/v1/contact/files/diary-001", token: c.Token, body: map[string]any{"name": "notes.txt", "size": 9}}
	for range 200 {
		e.want(e.send(announce), http.StatusOK, "")
	}
	refused := e.send(announce)
	e.want(refused, http.StatusTooManyRequests, "too_many_uploads")
	if refused.Header.Get("Retry-After") != "1" {
		t.Errorf("the headers are %v", refused.Header)
	}
	e.want(e.send(piece(c, "diary-001", 0, "Smoke")), http.StatusOK, "") // what was announced goes on
	e.begin(e.contact("voice"), "diary-001", 9)
	e.clock.Advance(time.Second)
	e.want(e.send(announce), http.StatusOK, "")
}

// full is a blob store whose disk is.
type full struct {
	api.Media
	refusal error
}

func (f *full) Continue(ctx context.Context, owner interaction.ID, id string, offset int64, body media.Body) (int64, *interaction.File, error) {
	if f.refusal != nil {
		return 0, nil, f.refusal
	}
	return f.Media.Continue(ctx, owner, id, offset, body)
}

func TestUploadWhileTheDiskIsFull(t *testing.T) {
	room := &full{refusal: &media.Refusal{Code: "storage_full", Status: http.StatusInsufficientStorage, Message: "There is no room for files at the moment; please try again later."}}
	e := open(t, func(c *api.Config) { room.Media, c.Media = c.Media, room })
	c := e.contact("voice")
	e.begin(c, "diary-001", 9)
	head := e.head()
	e.want(e.send(piece(c, "diary-001", 0, "Smoke now")), http.StatusInsufficientStorage, "storage_full")
	if e.head() != head {
		t.Error("something was stored")
	}
	room.refusal = nil
	e.want(e.send(piece(c, "diary-001", 0, "Smoke now")), http.StatusOK, "")
}

// A file that was removed after its time is not an error without a reason: the
// answer says since when, and where it is.
func TestRemovedFileSaysWhereItIs(t *testing.T) {
	e := open(t, nil)
	c := e.contact("message")
	id := interaction.ID(c.Interaction)
	e.upload(c, "file-0001", "a.png", png)
	update := func(cmd interaction.Command) interaction.State {
		t.Helper()
		s, err := e.config.Decider.Update(t.Context(), e.config.Store, id, cmd)
		e.must(err)
		return s
	}
	s := update(interaction.UseTicket{TicketChosen: interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "7", Number: "#35436"}, Rule: interaction.RuleNew}})
	receipts := map[string]string{}
	var file interaction.Item
	for _, it := range s.Items.All() {
		receipts[it.Key] = "1"
		if it.File != nil {
			file = it
		}
	}
	agent := e.agent("support", "ann")
	path := "/v1/interactions/" + c.Interaction + "/files/file-0001"
	e.ask(http.StatusOK, "GET", path, agent, nil, nil)
	update(interaction.Land{Ticket: "7", Receipts: receipts, At: e.clock.Now()})
	e.clock.Advance(48 * time.Hour)
	update(interaction.RemoveFile{SHA256: file.File.SHA256, Before: e.clock.Now().Add(-time.Hour)})
	agent = e.agent("support", "ann")
	a := e.send(request{method: "GET", path: path, token: agent})
	e.want(a, http.StatusGone, "file_removed")
	if want := "This file was removed here on 3 March 2026, 10:00 UTC. It is in ticket #35436."; a.fault(t).Message != want {
		t.Errorf("%q, want %q", a.fault(t).Message, want)
	}
	if v := string(e.ask(http.StatusOK, "GET", "/v1/interactions/"+c.Interaction, agent, nil, nil).body); !strings.Contains(v, `"removed_at":"2026-03-03T10:00:00Z"`) {
		t.Errorf("the view does not tell: %s", v)
	}
}
