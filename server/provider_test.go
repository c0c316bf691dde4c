package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"syscall"
	"testing"

	"github.com/deskside/deskside/server/internal/session/provider/providertest"
)

// TestAdminsByProvider: the real server lets in whom the configured provider vouches for,
// and a configuration that is read anew without them ends their sessions; the passphrase
// goes on.
func TestAdminsByProvider(t *testing.T) {
	c := newClouds(t)
	listen := freeAddress(t)
	var idp *providertest.Provider
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { idp.ServeHTTP(w, r) }))
	t.Cleanup(served.Close)
	idp = providertest.New(providertest.Config{
		Issuer: served.URL, ClientID: "deskside", ClientSecret: "provider-secret", RedirectURL: "http://127.0.0.1:8080/admin",
		People: []providertest.Person{{Subject: "anna", Name: "Anna", Email: "anna@acme.example"}, {Subject: "ben", Name: "Ben", Groups: []string{"leads"}}},
	})
	rules := func(rules string) string {
		return c.file(t, "listen: 127.0.0.1:0", "listen: "+listen, "accounts:", fmt.Sprintf("oidc: {issuer: %q, client_id: deskside, client_secret: provider-secret, label: Acme}\nadmins:\n%s\naccounts:", served.URL, rules))
	}
	config := rules("  - {name: owners, role: owner, emails: [anna@acme.example]}\n  - {name: leads, role: supervisor, groups: [leads]}")
	ctx, stop := context.WithCancel(t.Context())
	out := printed{&said{}}
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--config", config}, nil, io.Discard, out) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("it ended with %d: %s", code, out)
		}
	})
	out.await(t, "Deskside is ready", 1)
	type session struct {
		Token     string
		AdminRole string `json:"admin_role"`
	}
	come := func(person string, into *session) int {
		t.Helper()
		var begun struct{ URL, Flow string }
		if status := answer(t, http.MethodPost, "http://"+listen+"/v1/sessions/admin/provider", nil, &begun); status != http.StatusCreated {
			t.Fatalf("begin: %d", status)
		}
		res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(begun.URL + "&person=" + person)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		back, err := url.Parse(res.Header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		q := back.Query()
		return answer(t, http.MethodPost, "http://"+listen+"/v1/sessions/admin/provider/finish", map[string]any{"flow": begun.Flow, "state": q.Get("state"), "code": q.Get("code"), "iss": q.Get("iss")}, into)
	}
	overview := func(s session) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listen+"/v1/admin/overview", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+s.Token)
		res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	var anna, ben, passphrase session
	if come("anna", &anna) != http.StatusCreated || anna.AdminRole != "owner" || come("ben", &ben) != http.StatusCreated || ben.AdminRole != "supervisor" {
		t.Fatalf("%+v %+v", anna, ben)
	}
	first := linkIn(t, out.String())
	if status := answer(t, http.MethodPut, "http://"+listen+"/v1/sessions/admin/passphrase", map[string]any{"link": first, "passphrase": "a lamp behind the harbour"}, &passphrase); status != http.StatusCreated || passphrase.AdminRole != "owner" {
		t.Fatalf("the passphrase: %d %+v", status, passphrase)
	}
	hangUp := func(times int) {
		t.Helper()
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		out.await(t, "Deskside is ready", times)
	}
	rules("  - {name: people, role: owner, emails: [anna@acme.example]}")
	hangUp(2)
	if a, b := overview(anna), overview(ben); a != http.StatusOK || b != http.StatusUnauthorized {
		t.Errorf("anna, who kept her role: %d; ben, who has none any more: %d", a, b)
	}
	if status := come("ben", nil); status != http.StatusForbidden {
		t.Errorf("ben comes in again: %d", status)
	}
	c.file(t, "listen: 127.0.0.1:0", "listen: "+listen)
	hangUp(3)
	if a, p := overview(anna), overview(passphrase); a != http.StatusUnauthorized || p != http.StatusOK {
		t.Errorf("without a provider: anna %d, the passphrase %d", a, p)
	}
}
