package app_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Who watches the server has an address of their own; the world's has no metrics then.
func TestAdminListen(t *testing.T) {
	w := newSite(t)
	r := w.start(w.config("admin_listen: 127.0.0.1:0"))
	told := regexp.MustCompile(`admin_listen=(\S+)`).FindStringSubmatch(r.log.String())
	if told == nil {
		t.Fatal("nobody says where")
	}
	at := &running{w: w, url: "http://" + told[1]}
	var said string
	for path, says := range map[string]string{"/metrics": "deskside_feed_lag ", "/healthz": "ok\n", "/readyz": "ready"} {
		if code := at.do("GET", path, "", nil, &said); code != http.StatusOK || !strings.Contains(said, says) {
			t.Errorf("%s: %d %.200s", path, code, said)
		}
	}
	for _, path := range []string{"/admin", "/v1/interactions", "/contact"} {
		if code := at.do("GET", path, "", nil, &said); code != http.StatusNotFound {
			t.Errorf("%s is served to those who watch: %d", path, code)
		}
	}
	if code := r.do("GET", "/metrics", "", nil, &said); code != http.StatusNotFound || strings.Contains(said, "deskside_") {
		t.Errorf("metrics for everybody: %d %.200s", code, said)
	}
	if code := r.do("GET", "/readyz", "", nil, nil); code != http.StatusOK {
		t.Errorf("a load balancer asks in vain: %d", code)
	}
	w.must(r.stop())
	if _, err := http.Get(at.url + "/healthz"); err == nil { //nolint:noctx // it is refused at once
		t.Error("it is served on")
	}
}
