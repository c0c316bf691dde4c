package app_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/session/provider/providertest"
)

// TestExamineProvider: the doctor says of the identity provider what would keep admins
// out, and which redirect address it must know.
func TestExamineProvider(t *testing.T) {
	c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
	var idp *providertest.Provider
	address := c.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { idp.ServeHTTP(w, r) }))
	afresh := func() {
		idp = providertest.New(providertest.Config{Issuer: address, ClientID: "deskside", ClientSecret: "the secret", RedirectURL: c.public + "/admin"})
	}
	admins := "admins: [{name: owners, role: owner, groups: [owners]}]"
	oidc := func(issuer, secret string) string {
		return fmt.Sprintf("oidc: {issuer: %q, client_id: deskside, client_secret: %q, label: Acme}", issuer, secret)
	}
	good := c.config(oidc(address, "the secret"), admins)
	for _, k := range c.examine(c.config()) {
		if k.Account == "oidc" {
			t.Errorf("none is configured: %+v", k)
		}
	}
	afresh()
	c.finds(good, "oidc", "sign-in", "ok", "redirect address "+c.public+"/admin")
	c.finds(c.config(oidc(address, "an older one"), admins), "oidc", "sign-in", "fail", "refuses the client")
	c.finds(c.config(oidc("http://127.0.0.1:1", "the secret"), admins), "oidc", "sign-in", "fail", "cannot be reached")
	for name, odd := range map[string]struct {
		make func()
		says string
	}{
		"it has another name":    {func() { idp.Say("issuer", address+"/") }, "to the last slash"},
		"it is asked in clear":   {func() { idp.Say("token_endpoint", "http://idp.example.com/token") }, "not https"},
		"it does not answer":     {func() { idp.Down("/.well-known/openid-configuration") }, "cannot be reached"},
		"its keys are away":      {func() { idp.Down("/keys") }, "with its keys"},
		"it publishes no key":    {func() { idp.Say("jwks_uri", c.serve(none)) }, "with its keys"},
		"it gives no tokens now": {func() { idp.Down("/token") }, "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			afresh()
			odd.make()
			c.finds(good, "oidc", "sign-in", "fail", odd.says)
		})
	}
}

var none = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys": []}`)) })
