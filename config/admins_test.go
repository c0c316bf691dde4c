package config_test

import (
	"strings"
	"testing"
)

const provider = smallest + `oidc: {issuer: https://login.example.com/, client_id: deskside, client_secret: s}
admins: [{name: owners, role: owner, emails: [anna@example.com]}]
`

func TestProviderOfAdmins(t *testing.T) {
	c := load(t, provider, "DESKSIDE_ADMINS_OWNERS_EMAILS=anna@example.com, @example.org", "DESKSIDE_ADMINS_1_NAME=leads", "DESKSIDE_ADMINS_LEADS_ROLE=supervisor", "DESKSIDE_ADMINS_LEADS_GROUPS=support leads")
	if o := c.OIDC; o.Issuer != "https://login.example.com/" || o.Label != "login.example.com" || o.GroupsClaim != "groups" || strings.Join(o.Scopes, " ") != "profile email" {
		t.Errorf("%+v", o)
	}
	if a := c.Admins; len(a) != 2 || len(a[0].Emails) != 2 || a[1].Role != "supervisor" || a[1].Groups[0] != "support leads" {
		t.Errorf("%+v", a)
	}
	for change, says := range map[[2]string]string{
		{"issuer: https://login.example.com/, ", ""}:                  "oidc.issuer",
		{"https://login", "http://login"}:                             "oidc.issuer",
		{"client_id: deskside, client_secret: s", "client_secret: s"}: "oidc.client_id",
		{", client_secret: s}\nadmins", "}\nadmins"}:                  "DESKSIDE_OIDC_CLIENT_SECRET",
		{"oidc: {", "#"}:                                             "admins sign in by it",
		{"role: owner", "role: root"}:                                `"root" must be one of`,
		{", emails: [anna@example.com]", ""}:                         "for nobody",
		{"[anna@example.com]", "[anna]"}:                             "must be an address",
		{"admins: [{", "# [{"}:                                       "at least one rule",
		{"client_secret: s}", "client_secret: s, scopes: [a b]}"}:    "is no scope",
		{"client_secret: s}", "client_secret: s, groups_claim: ''}"}: "oidc.groups_claim",
		{"owner, emails", "owner, groups: [''], emails"}:             "admins[0].groups[0]",
	} {
		doc := strings.Replace(provider, change[0], change[1], 1)
		if doc == provider {
			t.Fatalf("%q changes nothing", change)
		}
		if got := problems(t, doc); !strings.Contains(got, says) {
			t.Errorf("%q: %s", change, got)
		}
	}
}
