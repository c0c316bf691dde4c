package twiliotest

import (
	"context"
	"net/url"
	"slices"
	"testing"
	"time"
)

// menu is a product that answers each path with one document, and the stand-in that asks it.
type menu struct {
	*Server
	*product
	t *testing.T
}

func newMenu(t *testing.T, opt Options, documents map[string]string) *menu {
	p := newProduct(t, func(path string, _ int) (int, string) {
		if doc, ok := documents[path]; ok {
			return 200, "<Response>" + doc + "</Response>"
		}
		return 204, ""
	})
	opt.CallsPerSecond = 100
	opt.Numbers = []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice"}}
	return &menu{start(t, opt), p, t}
}

// asked gives the fields of all requests to a path.
func (m *menu) asked(path string) []url.Values {
	m.product.mu.Lock()
	defer m.product.mu.Unlock()
	var out []url.Values
	for i, r := range m.got {
		if r.URL.Path == path {
			out = append(out, m.forms[i])
		}
	}
	return out
}

// once gives the fields of the one request to a path.
func (m *menu) once(path string) url.Values {
	m.t.Helper()
	all := m.asked(path)
	if len(all) != 1 {
		m.t.Fatalf("%s was asked %d times: %v; alerts %+v; calls %+v", path, len(all), all, m.Alerts(), m.Calls())
	}
	return all[0]
}

func (m *menu) pass(d time.Duration) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), 20*time.Second)
	defer cancel()
	if err := m.Pass(ctx, d); err != nil {
		m.t.Fatal(err)
	}
}

// calls lets somebody call, and lets everything happen that takes no time.
func (m *menu) calls(number string) string {
	m.t.Helper()
	sid := from(m.t, m.Server, number)
	m.pass(0)
	return sid
}

func (m *menu) heard(sid string) []string {
	st, _ := m.State(sid)
	return st.Heard
}

func (m *menu) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// rest asks the REST API, and wants this status.
func (m *menu) rest(method, path string, f url.Values, status int) map[string]any {
	m.t.Helper()
	var out map[string]any
	if got := rest(m.t, m.Server, method, path, f, &out); got != status {
		m.t.Fatalf("%s %s: %d, want %d: %v", method, path, got, status, out)
	}
	return out
}

// is checks some fields of a form.
func is(t *testing.T, f url.Values, want map[string]string) {
	t.Helper()
	for k, v := range want {
		if !f.Has(k) || f.Get(k) != v {
			t.Errorf("%s is %q, want %q in %v", k, f.Get(k), v, f)
		}
	}
}

func warned(s *Server, code int) bool {
	return slices.ContainsFunc(s.Alerts(), func(a Alert) bool { return a.Code == code })
}
