package media_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/deskside/deskside/server/internal/media"
)

// piece of a file, as it comes.
type piece struct{ io.Reader }

func (piece) Interrupt() {}

func bytesOf(s string) piece { return piece{strings.NewReader(s)} }

// breaking off after some bytes.
func breaking(s string) piece {
	return piece{io.MultiReader(strings.NewReader(s), iotest.ErrReader(io.ErrUnexpectedEOF))}
}

const plenty = 1 << 40

func begin(t *testing.T, r *media.Store, id string, size int64) {
	t.Helper()
	if at, err := r.Begin(media.Upload{Owner: owner, ID: id, Name: "v.mp4", Size: size}, plenty, plenty); err != nil || at != 0 {
		t.Fatalf("Begin: %d, %v", at, err)
	}
}

// begun: a part of the file has come, and the sender has broken off.
func begun(t *testing.T, r *media.Store, id string, size int) {
	t.Helper()
	if at, _, err := r.Continue(t.Context(), owner, id, 0, breaking(clip(size)[:size/2])); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("%s: %d, %v", id, at, err)
	}
}

func clip(size int) string {
	return samples["video/mp4"] + strings.Repeat("film", size/4)
}

// It breaks off, is continued by another process, and is the same file as if it
// had been sent at once.
func TestUploadGoesOn(t *testing.T) {
	r, dir := room(t, media.Options{})
	content := clip(100_000)
	begin(t, r, "clip", int64(len(content)))
	at, file, err := r.Continue(t.Context(), owner, "clip", 0, breaking(content[:60_000]))
	if at != 60_000 || file != nil || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("broken off: %d, %v, %v", at, file, err)
	}
	for _, wrong := range []int64{0, 59_999, 60_001, int64(len(content))} {
		var off *media.OffsetError
		if _, _, err := r.Continue(t.Context(), owner, "clip", wrong, bytesOf(content)); !errors.As(err, &off) || off.At != 60_000 {
			t.Errorf("from %d: %v", wrong, err)
		}
	}
	again, err := media.Open(dir, media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if at, err := again.Begin(media.Upload{Owner: owner, ID: "clip", Name: "v.mp4", Size: int64(len(content))}, plenty, plenty); err != nil || at != 60_000 {
		t.Fatalf("Begin again: %d, %v", at, err)
	}
	at, file, err = again.Continue(t.Context(), owner, "clip", 60_000, bytesOf(content[60_000:]))
	if err != nil || file == nil || at != int64(len(content)) {
		t.Fatalf("to its end: %d, %v, %v", at, file, err)
	}
	other, _ := room(t, media.Options{})
	atOnce, err := other.Save(t.Context(), owner, strings.NewReader(content), "v.mp4", "")
	if err != nil {
		t.Fatal(err)
	}
	atOnce.ID = "clip"
	if *file != atOnce {
		t.Errorf("in pieces %+v, at once %+v", *file, atOnce)
	}
	wantContent(t, again, file.SHA256, content)

	// The answer was lost: an empty piece gives the file again, until it is settled.
	if _, same, err := again.Continue(t.Context(), owner, "clip", at, bytesOf("")); err != nil || same == nil || *same != *file {
		t.Errorf("asked again: %v, %v", same, err)
	}
	if err := again.Settle(owner, "clip"); err != nil {
		t.Error(err)
	}
	if _, _, err := again.Arrived(owner, "clip"); !errors.Is(err, media.ErrNotFound) {
		t.Errorf("settled: %v", err)
	}
	if left := files(t, dir); len(left) != 1 {
		t.Errorf("on disk: %v", left)
	}
}

func wantContent(t *testing.T, r *media.Store, sum, content string) {
	t.Helper()
	f, _, err := r.Open(sum)
	if err != nil {
		t.Fatal(err)
	}
	back, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil || string(back) != content {
		t.Errorf("%d bytes of %d came back, %v", len(back), len(content), err)
	}
}

func TestUploadByteByByte(t *testing.T) {
	r, _ := room(t, media.Options{})
	content := clip(4000)
	begin(t, r, "clip", int64(len(content)))
	for i := range content {
		at, file, err := r.Continue(t.Context(), owner, "clip", int64(i), bytesOf(content[i:i+1]))
		if err != nil || at != int64(i+1) || (file != nil) != (at == int64(len(content))) {
			t.Fatalf("byte %d: %d, %v, %v", i, at, file, err)
		}
	}
}

func TestUploadRefusals(t *testing.T) {
	r, dir := room(t, media.Options{MaxBytes: 10_000})
	jpg := samples["image/jpeg"]
	code := func(err error) string {
		var refusal *media.Refusal
		if !errors.As(err, &refusal) {
			return "none"
		}
		return refusal.Code
	}
	for name, c := range map[string]struct {
		upload      media.Upload
		limit, room int64
		want        string
	}{
		"empty":                {media.Upload{Name: "a.jpg"}, plenty, plenty, "empty_file"},
		"larger than taken":    {media.Upload{Name: "a.jpg", Size: 10_001}, plenty, plenty, "file_too_large"},
		"larger than the CRM":  {media.Upload{Name: "a.jpg", Size: 5001}, 5000, plenty, "file_too_large"},
		"more than is left":    {media.Upload{Name: "a.jpg", Size: 5001}, plenty, 5000, "files_too_large"},
		"called like a script": {media.Upload{Name: "a.html", Size: 5001}, plenty, plenty, "type_not_allowed"},
	} {
		c.upload.Owner, c.upload.ID = owner, "refused"
		if _, err := r.Begin(c.upload, c.limit, c.room); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		upload media.Upload
		sent   string
		want   string
	}{
		"not what may be sent":   {media.Upload{Name: "a.jpg", Size: 9000}, "MZ\x90" + strings.Repeat("\x00", 5000), "type_not_allowed"},
		"not what it is called":  {media.Upload{Name: "a.pdf", Size: 9000}, jpg + strings.Repeat("x", 5000), "type_mismatch"},
		"not what was declared":  {media.Upload{Name: "a", Type: "video/mp4", Size: 9000}, jpg + strings.Repeat("x", 5000), "type_mismatch"},
		"longer than announced":  {media.Upload{Name: "a.jpg", Size: int64(len(jpg))}, jpg + "x", "longer_than_announced"},
		"small, and not allowed": {media.Upload{Name: "a.zip", Size: 10}, "PK\x03\x04\x14\x00\x00\x00\x08\x00", "type_not_allowed"},
	} {
		c.upload.Owner, c.upload.ID = owner, "refused"
		if _, err := r.Begin(c.upload, plenty, plenty); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		// Found out before the rest is read.
		if _, _, err := r.Continue(t.Context(), owner, "refused", 0, bytesOf(c.sent)); code(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := r.Arrived(owner, "refused"); !errors.Is(err, media.ErrNotFound) {
			t.Errorf("%s: it is kept: %v", name, err)
		}
	}
	begin(t, r, "open", 4000)
	if _, err := r.Begin(media.Upload{Owner: owner, ID: "open", Name: "v.mp4", Size: 4001}, plenty, plenty); code(err) != "other_file" {
		t.Errorf("another size under the same id: %v", err)
	}
	if _, err := r.Begin(media.Upload{Owner: owner, ID: "second", Name: "v.mp4", Size: 4001}, plenty, 8000); code(err) != "files_too_large" {
		t.Errorf("two that together are too large: %v", err)
	}
	begun(t, r, "open", 4000)
	for _, id := range []string{"2", "3", "4", "5", "6", "7", "8"} {
		begin(t, r, id, 4000)
		begun(t, r, id, 4000)
	}
	if _, err := r.Begin(media.Upload{Owner: owner, ID: "9", Name: "v.mp4", Size: 10}, plenty, plenty); code(err) != "too_many_uploads" {
		t.Errorf("one too many: %v", err)
	}
	if n := len(files(t, dir)); n != 2*media.MaxUploads { // each a record and a half
		t.Errorf("%d files on disk", n)
	}
}

func TestUploadOfStrangeNames(t *testing.T) {
	r, dir := room(t, media.Options{})
	for _, u := range []media.Upload{{Owner: "../x", ID: "a"}, {Owner: "", ID: "a"}, {Owner: owner, ID: "../a"}, {Owner: owner, ID: "a/b"}, {Owner: owner, ID: ""}} {
		u.Name, u.Size = "a.jpg", 10
		if _, err := r.Begin(u, plenty, plenty); !errors.Is(err, media.ErrNotFound) {
			t.Errorf("%+v: %v", u, err)
		}
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("on disk: %v", left)
	}
}

// hanging is a connection whose sender has gone, and nobody has told us.
type hanging struct {
	begun io.Reader
	once  sync.Once
	stuck chan struct{} // closed when it hangs
	ended chan struct{}
}

func (h *hanging) Read(b []byte) (int, error) {
	if n, err := h.begun.Read(b); err == nil {
		return n, nil
	}
	h.once.Do(func() { close(h.stuck) })
	<-h.ended
	return 0, os.ErrDeadlineExceeded
}

func (h *hanging) Interrupt() { close(h.ended) }

// A sender who comes back while the old connection still hangs goes on at once.
func TestUploadOvertakesItself(t *testing.T) {
	r, _ := room(t, media.Options{})
	content := clip(50_000)
	begin(t, r, "clip", int64(len(content)))
	old := &hanging{begun: strings.NewReader(content[:20_000]), stuck: make(chan struct{}), ended: make(chan struct{})}
	first := make(chan error, 1)
	go func() {
		_, _, err := r.Continue(context.Background(), owner, "clip", 0, old)
		first <- err
	}()
	<-old.stuck
	if at, file, err := r.Continue(t.Context(), owner, "clip", 20_000, bytesOf(content[20_000:])); err != nil || file == nil {
		t.Fatalf("the second: %d, %v", at, err)
	}
	if err := <-first; !errors.Is(err, media.ErrSuperseded) {
		t.Errorf("the first: %v", err)
	}
}

// Another process has the part open: nothing is written to it by two.
func TestUploadOpenElsewhere(t *testing.T) {
	r, dir := room(t, media.Options{})
	neighbour, err := media.Open(dir, media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	content := clip(50_000)
	begin(t, r, "clip", int64(len(content)))
	old := &hanging{begun: strings.NewReader(content[:20_000]), stuck: make(chan struct{}), ended: make(chan struct{})}
	first := make(chan struct{})
	go func() {
		defer close(first)
		_, _, _ = neighbour.Continue(context.Background(), owner, "clip", 0, old)
	}()
	<-old.stuck
	var refusal *media.Refusal
	if _, _, err := r.Continue(t.Context(), owner, "clip", 20_000, bytesOf(content[20_000:])); !errors.As(err, &refusal) || refusal.Code != "upload_busy" {
		t.Errorf("while it hangs: %v", err)
	}
	old.Interrupt()
	<-first
	if _, file, err := r.Continue(t.Context(), owner, "clip", 20_000, bytesOf(content[20_000:])); err != nil || file == nil {
		t.Errorf("afterwards: %v", err)
	}
}

// A neighbour that starts leaves alone what is just being written.
func TestOpenLeavesDraftsOfOthers(t *testing.T) {
	r, dir := room(t, media.Options{})
	slow := &hanging{begun: bytes.NewReader(append([]byte(samples["image/jpeg"]), make([]byte, 100_000)...)), stuck: make(chan struct{}), ended: make(chan struct{})}
	done := make(chan error, 1)
	go func() {
		_, err := r.Save(context.Background(), owner, io.MultiReader(slow.begun, ender{slow}), "a.jpg", "")
		done <- err
	}()
	<-slow.stuck
	if _, err := media.Open(dir, media.Options{}); err != nil {
		t.Fatal(err)
	}
	slow.Interrupt()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// ender says when it is asked, and ends when it may.
type ender struct{ h *hanging }

func (e ender) Read([]byte) (int, error) {
	close(e.h.stuck)
	<-e.h.ended
	return 0, io.EOF
}

func TestHalvesAreSweptInTime(t *testing.T) {
	r, dir := room(t, media.Options{})
	begin(t, r, "old", 5000)
	if _, _, err := r.Continue(t.Context(), owner, "old", 0, bytesOf(clip(4000)[:3500])); err != nil {
		t.Fatal(err)
	}
	begin(t, r, "never", 5000)
	if err := r.SweepUploads(time.Now().Add(media.UploadTTL - time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, at, err := r.Arrived(owner, "old"); err != nil || at != 3500 {
		t.Errorf("too early: %d, %v", at, err)
	}
	if err := r.SweepUploads(time.Now().Add(media.UploadTTL + time.Minute)); err != nil {
		t.Fatal(err)
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// What is for an ask is of the kind that the ask wants, by its name and by what it holds, and
// keeps knowing whose it is through a restart; what is not, is refused and not kept.
func TestUploadForAnAsk(t *testing.T) {
	r, dir := room(t, media.Options{})
	content := clip(20_000)
	film := media.Upload{Owner: owner, ID: "film", Name: "noise.mp4", Size: int64(len(content)), Ask: "ask-0001", Family: "video"}
	refused := func(err error) bool {
		refusal, ok := errors.AsType[*media.Refusal](err)
		return ok && refusal.Code == "wrong_file" && refusal.Status == 415
	}
	photo := film
	photo.ID, photo.Family = "photo", "image"
	if _, err := r.Begin(photo, plenty, plenty); !refused(err) {
		t.Errorf("by its name: %v", err)
	}
	photo.Name = "noise"
	if _, err := r.Begin(photo, plenty, plenty); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Continue(t.Context(), owner, "photo", 0, bytesOf(content)); !refused(err) {
		t.Errorf("by what it holds: %v", err)
	}
	if _, _, err := r.Arrived(owner, "photo"); !errors.Is(err, media.ErrNotFound) {
		t.Errorf("what was refused is kept: %v", err)
	}
	if _, err := r.Begin(film, plenty, plenty); err != nil {
		t.Fatal(err)
	}
	again, err := media.Open(dir, media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if u, _, err := again.Arrived(owner, "film"); err != nil || u.Ask != "ask-0001" {
		t.Errorf("%+v, %v", u, err)
	}
	if _, file, err := again.Continue(t.Context(), owner, "film", 0, bytesOf(content)); err != nil || file == nil {
		t.Errorf("%+v, %v", file, err)
	}
}
