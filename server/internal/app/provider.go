package app

import (
	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/provider"
)

// identityProvider of admins; nil: none is configured.
func identityProvider(cfg *config.Config) *provider.Provider {
	o := cfg.OIDC
	if o.Issuer == "" {
		return nil
	}
	var rules []provider.Rule
	for _, r := range cfg.Admins {
		rules = append(rules, provider.Rule{Role: session.AdminRole(r.Role), Emails: r.Emails, Groups: r.Groups})
	}
	return provider.New(provider.Config{
		Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(), RedirectURL: cfg.PublicURL + "/admin",
		Scopes: o.Scopes, GroupsClaim: o.GroupsClaim, Rules: rules, Clock: clock.Real,
	})
}

// granted by the provider, as the configuration is now; without one, nothing is.
func granted(p *provider.Provider) func(session.Claims) bool {
	if p == nil {
		return nil
	}
	return p.Granted
}

func adminRules(cfg *config.Config) (out []contract.AdminRule) {
	for _, r := range cfg.Admins {
		out = append(out, contract.AdminRule{Name: r.Name, Role: contract.AdminRole(r.Role), Emails: contract.List(r.Emails), Groups: contract.List(r.Groups)})
	}
	return out
}
