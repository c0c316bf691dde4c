package main

import (
	"net/http"
	"strings"
	"testing"
)

// TestRotateKeys: the command line has the running server rotate. Who is signed in goes on,
// through a restart too; when the older keys are dropped, they sign in again. The command
// line itself always gets in.
func TestRotateKeys(t *testing.T) {
	c := newClouds(t)
	listen := freeAddress(t)
	config := c.file(t, "listen: 127.0.0.1:0", "listen: "+listen)
	if code, _, stderr := deskside(t, nil, "rotate-keys", "--config", config); code != 1 || !strings.Contains(stderr, "data_dir") {
		t.Errorf("before the server has run: %d %s", code, stderr)
	}
	printed, stop := serving(t, config, "/admin#once=")
	var admin struct{ Token, Renewal string }
	if status := answer(t, http.MethodPut, "http://"+listen+"/v1/sessions/admin/passphrase", map[string]any{"link": linkIn(t, printed.String()), "passphrase": "a lamp behind the harbour"}, &admin); status != http.StatusCreated {
		t.Fatalf("%d", status)
	}
	overview := func() int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listen+"/v1/admin/overview", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+admin.Token)
		res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	rotate := func(args ...string) string {
		t.Helper()
		code, stdout, stderr := deskside(t, nil, append([]string{"rotate-keys", "--config", config}, args...)...)
		if code != 0 {
			t.Fatalf("%d %s%s", code, stdout, stderr)
		}
		return stdout
	}
	if said := rotate(); !strings.Contains(said, "stays good, until") {
		t.Errorf("%s", said)
	}
	if status := overview(); status != http.StatusOK {
		t.Errorf("after a rotation: %d", status)
	}
	stop()
	_, stop = serving(t, config, "Deskside is ready")
	if status := overview(); status != http.StatusOK {
		t.Errorf("after a restart: %d", status)
	}
	if said := rotate("-drop-old"); !strings.Contains(said, "signs in again") {
		t.Errorf("%s", said)
	}
	if status := overview(); status != http.StatusUnauthorized {
		t.Errorf("after the older keys were dropped: %d", status)
	}
	rotate()
	stop()
	_, _ = serving(t, config, "Deskside is ready")
	if status := overview(); status != http.StatusUnauthorized {
		t.Errorf("after another restart: %d", status)
	}
	rotate()
	if code, stdout, stderr := deskside(t, nil, "admin-link", "--config", config); code != 0 {
		t.Errorf("%d %s%s", code, stdout, stderr)
	}
}
