package doctor

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskside/deskside/config"
)

func TestPublicURL(t *testing.T) {
	for address, state := range map[string]string{
		"https://desk.example.com": "ok", "http://desk.example.com": "fail", "http://127.0.0.1:8080": "warn", "https://localhost": "warn", "desk": "fail",
	} {
		if c := PublicURL(address); c.State != state || (state == "ok") == (c.Next != "") {
			t.Errorf("%s: %+v", address, c)
		}
	}
}

func TestProxies(t *testing.T) {
	for _, c := range []struct {
		name, address string
		trusted       []string
		untold        []string
		state, says   string
	}{
		{"none is needed", "http://127.0.0.1:8080", nil, nil, "ok", "No proxy"},
		{"one must be there", "https://desk.example.com", nil, nil, "warn", "names none"},
		{"it is named", "https://desk.example.com", []string{"10.0.0.0/24"}, nil, "ok", "10.0.0.0/24"},
		{"another forwards", "https://desk.example.com", []string{"10.0.0.0/24"}, []string{"10.0.1.7"}, "warn", "10.0.1.7"},
	} {
		got := Proxies(&config.Config{PublicURL: c.address, TrustedProxies: c.trusted}, c.untold)
		if got.State != c.state || !strings.Contains(got.Text, c.says) || (got.State == "ok") == (got.Next != "") {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestDisk(t *testing.T) {
	for free, state := range map[uint64]string{100 << 20: "fail", 1 << 30: "warn", 50 << 30: "ok"} {
		if c := space(free); c.State != state {
			t.Errorf("%d bytes: %+v", free, c)
		}
	}
	if c := Disk(filepath.Join(t.TempDir(), "not", "made", "yet")); c.State == "fail" {
		t.Errorf("%+v", c)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(file, "var"), file, "/proc/deskside/var"} {
		c := Disk(dir)
		if c.State != "fail" || !strings.Contains(c.Text, "Nothing can be kept in data_dir, "+dir) || strings.Contains(c.Text, "GB") {
			t.Errorf("%s: %+v", dir, c)
		}
	}
	empty := t.TempDir()
	if c := Disk(empty); c.State == "fail" {
		t.Errorf("%+v", c)
	}
	if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestSettings(t *testing.T) {
	idle := []config.Problem{{Place: "config.yaml:7", Line: 7, Key: "queues[0].hours", Message: "has no effect yet"}}
	c := Settings(idle)
	if len(c) != 1 || c[0].State != "warn" || c[0].Text != "queues[0].hours has no effect yet." || !strings.Contains(c[0].Next, "config.yaml:7") {
		t.Errorf("%+v", c)
	}
	if c := Settings(nil); len(c) != 1 || c[0].State != "ok" {
		t.Errorf("%+v", c)
	}
}

func TestStore(t *testing.T) {
	lost := Store("Redis", []string{"Redis keeps no append-only file: it forgets; set appendonly yes"}, nil)
	if len(lost) != 1 || lost[0].State != "warn" || lost[0].Text != "Redis keeps no append-only file: it forgets." || lost[0].Next != "Set appendonly yes." {
		t.Errorf("%+v", lost)
	}
	if c := Store("Redis", nil, errors.New("refused")); c[0].State != "fail" || !strings.Contains(c[0].Text, "refused") {
		t.Errorf("%+v", c)
	}
	if c := Store("The database", nil, nil); c[0].State != "ok" {
		t.Errorf("%+v", c)
	}
}
