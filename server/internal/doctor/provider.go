package doctor

import (
	"errors"
	"fmt"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/session/provider"
)

// Provider of admins' identities, and what came of examining it. Where it must send the
// browser back to cannot be asked; it is told.
func Provider(o config.OIDC, redirect string, err error) Check {
	c := ofProvider(o, redirect, err)
	c.Account = "oidc"
	return c
}

func ofProvider(o config.OIDC, redirect string, err error) Check {
	const subject = "sign-in"
	const meanwhile = " Until then admins come in by the passphrase alone."
	other, renamed := errors.AsType[*provider.IssuerError](err)
	switch {
	case !o.ClientSecret.IsSet():
		return failed(subject, "There is no client secret: nobody can sign in by "+o.Label+"."+meanwhile, "Put the secret of the application that is registered there into oidc.client_secret.")
	case renamed:
		return failed(subject, fmt.Sprintf("Who answers at %s says that it is %q, and is not believed.%s", o.Issuer, other.Says, meanwhile),
			"Write oidc.issuer as the provider writes it, to the last slash.")
	case errors.Is(err, provider.ErrUnsafe):
		return failed(subject, o.Issuer+" wants to be asked at an address that is not https, or names none."+meanwhile, "Check oidc.issuer, and the provider's own public address.")
	case errors.Is(err, provider.ErrClient):
		return failed(subject, fmt.Sprintf("%s refuses the client %q: it does not know it, or not by this secret.%s", o.Issuer, o.ClientID, meanwhile),
			"Compare oidc.client_id with the application that is registered there, and put its secret of today into oidc.client_secret.")
	case err != nil:
		return failed(subject, o.Issuer+" cannot be reached, or does not describe itself with its keys."+meanwhile,
			"Check oidc.issuer, and that this server may ask "+o.Issuer+"/.well-known/openid-configuration.")
	}
	return well(subject, fmt.Sprintf("%s describes itself, is the issuer, and does not refuse the client %q with its secret; it must know the redirect address %s.", o.Issuer, o.ClientID, redirect))
}
