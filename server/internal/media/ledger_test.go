package media_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
)

// announced uploads of strangers, one for each of n interactions.
func announced(t *testing.T, r *media.Store, from string, n int, size int64) (refused []error) {
	t.Helper()
	for i := range n {
		u := media.Upload{Owner: interaction.ID(fmt.Sprintf("%s%d", from, i)), ID: "f", Name: "v.mp4", Size: size, App: "shop", Source: from}
		if _, err := r.Begin(u, plenty, plenty); err != nil {
			refused = append(refused, err)
		}
	}
	return refused
}

func codeOf(err error) string {
	refusal, ok := errors.AsType[*media.Refusal](err)
	if !ok {
		return fmt.Sprint(err)
	}
	return refusal.Code
}

// Who announces and brings nothing keeps nobody out, whatever their number: theirs gives
// way, the oldest first, and is forgotten after minutes, by a server that has just
// started too.
func TestPromisesGiveWay(t *testing.T) {
	now := clocktest.New(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC))
	o := media.Options{Clock: now, Bounds: media.Bounds{Uploads: 16}}
	r, dir := room(t, o)
	for i := range 40 { // of as many sources
		if refused := announced(t, r, fmt.Sprintf("s%dx", i), 1, 1000); len(refused) > 0 {
			t.Fatalf("%d: %v", i, refused)
		}
		now.Advance(time.Second)
	}
	if n := len(files(t, dir)); n > 16 {
		t.Errorf("%d promises stand", n)
	}
	if _, _, err := r.Arrived("s39x0", "f"); err != nil {
		t.Errorf("the newest has gone: %v", err)
	}
	again, err := media.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if refused := announced(t, again, "late", 1, 1000); len(refused) > 0 {
		t.Errorf("after a restart: %v", refused)
	}
	now.Advance(6 * time.Minute)
	if refused := announced(t, again, "later", 1, 1000); len(refused) > 0 {
		t.Error(refused)
	}
	if left := files(t, dir); len(left) != 1 {
		t.Errorf("after six minutes there are %d", len(left))
	}
	if err := again.SweepUploads(now.Now().Add(6 * time.Minute)); err != nil || len(files(t, dir)) > 0 {
		t.Errorf("swept: %v, %v", files(t, dir), err)
	}
}

// What has brought something stays, and one source that fills its share leaves the rest
// to others; so does one app.
func TestSharesOfTheRoom(t *testing.T) {
	const size = 4000
	r, _ := room(t, media.Options{MaxBytes: size, Bounds: media.Bounds{Uploads: 32, Bytes: 64 * size}})
	fill := func(app, source string, n int) (refused string) {
		t.Helper()
		for i := range n {
			u := media.Upload{Owner: interaction.ID(fmt.Sprintf("%s%s%d", app, source, i)), ID: "f", Name: "v.mp4", Size: size, App: app, Source: source}
			if _, err := r.Begin(u, plenty, plenty); err != nil {
				return codeOf(err)
			}
			if _, _, err := r.Continue(t.Context(), u.Owner, u.ID, 0, bytesOf(clip(size)[:size/4])); err != nil {
				t.Fatal(err)
			}
		}
		return ""
	}
	if refused := fill("shop", "mallory", 5); refused != "too_many_uploads" {
		t.Errorf("a source that wants more than its share: %q", refused)
	}
	if refused := fill("shop", "alice", 1); refused != "" {
		t.Errorf("another: %s", refused)
	}
	for i := range 5 {
		fill("shop", fmt.Sprintf("m%d", i), 4)
	}
	if refused := fill("shop", "bob", 1); refused != "too_many_uploads" {
		t.Errorf("an app that wants more than its share: %q", refused)
	}
	if refused := fill("club", "mallory2", 1); refused != "" {
		t.Errorf("another app: %s", refused)
	}
}
