package zendesktest

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// appKey belongs to the installed app. It is made when first asked for: a key
// takes longer than most tests.
type appKey struct {
	mu  sync.Mutex
	key *rsa.PrivateKey
}

func (k *appKey) get() *rsa.PrivateKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == nil {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(fmt.Sprintf("zendesktest: no key: %v", err))
		}
		k.key = key
	}
	return k.key
}

// RenewKey gives the app another key, as uploading it anew does.
func (s *Server) RenewKey() {
	s.app.mu.Lock()
	defer s.app.mu.Unlock()
	s.app.key = nil
}

// servePublicKey needs no credentials, as at Zendesk.
func (s *Server) servePublicKey(w http.ResponseWriter, r *http.Request) {
	if id, ok := parseID(r.PathValue("id")); !ok || id != s.opts.AppID {
		notFound().send(w, r)
		return
	}
	der, err := x509.MarshalPKIXPublicKey(&s.app.get().PublicKey)
	if err != nil {
		http.Error(w, "no key", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_ = pem.Encode(w, &pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// listInstallations shows another company's app first, as accounts have many.
func listInstallations(s *Server, _ *call) answer {
	list := []object{{"id": 7, "app_id": 1, "product": "support", "enabled": true, "settings": object{"name": "Another app"}}}
	if !s.opts.AppMissing {
		list = append(list, object{"id": s.opts.InstallationID, "app_id": s.opts.AppID, "product": "support", "enabled": !s.opts.AppDisabled, "settings": object{"name": "Deskside"}})
	}
	return reply200(object{"installations": list})
}

func showApp(s *Server, c *call) answer {
	if id, ok := c.id(); !ok || id != s.opts.AppID || s.opts.AppMissing {
		return fail(http.StatusNotFound, "RecordNotFound", "Not found")
	}
	return reply200(object{"id": s.opts.AppID, "name": "Deskside", "version": s.opts.AppVersion, "framework_version": "2.0", "single_install": true})
}

// SignedURL says what a signed-URL token of the app should hold. Zero fields
// are as Zendesk would fill them; the others let tests forge.
type SignedURL struct {
	UserID   int64  // the agent; 0: the integration user
	Location string // ticket_sidebar
	Product  string // support
	// Address is where the account is if not at its subdomain of zendesk.com: that
	// of the stand-in, http://127.0.0.1:….
	Address string

	// Installation of the app; 0: the one there is.
	Installation int64

	ID        string        // jti; empty: none
	ExpiresIn time.Duration // 5 minutes; may be negative
	NotBefore time.Duration // from now; 0: at once
	Audience  string
	Issuer    string
	Subject   string
	Method    jwt.SigningMethod // RS256
	Key       any               // what to sign with instead of the app's key
}

// SignURL makes the token that Zendesk posts to a page of the app: who is
// looking, at which account, in which place.
func (s *Server) SignURL(u SignedURL) (string, error) {
	address := cmp.Or(u.Address, "https://"+s.opts.Subdomain+".zendesk.com")
	_, host, _ := strings.Cut(address, "://")
	s.mu.Lock()
	me, now := s.state.me, s.now()
	s.mu.Unlock()
	claims := jwt.MapClaims{
		"aud": cmp.Or(u.Audience, fmt.Sprintf("%s/api/v2/apps/installations/%d.json", address, cmp.Or(u.Installation, s.opts.InstallationID))),
		"iss": cmp.Or(u.Issuer, host),
		"sub": cmp.Or(u.Subject, fmt.Sprintf("%s/api/v2/users/%d.json", address, cmp.Or(u.UserID, me))),
		"iat": now.Unix(), "nbf": now.Add(u.NotBefore).Unix(), "exp": now.Add(cmp.Or(u.ExpiresIn, 5*time.Minute)).Unix(),
		"context": object{"product": cmp.Or(u.Product, "support"), "location": cmp.Or(u.Location, "ticket_sidebar")},
	}
	if u.ID != "" {
		claims["jti"] = u.ID
	}
	var method jwt.SigningMethod = jwt.SigningMethodRS256
	if u.Method != nil {
		method = u.Method
	}
	key := u.Key
	if key == nil {
		key = s.app.get()
	}
	return jwt.NewWithClaims(method, claims).SignedString(key)
}

// AppID and InstallationID of the app that SignURL signs for.
func (s *Server) AppID() int64          { return s.opts.AppID }
func (s *Server) InstallationID() int64 { return s.opts.InstallationID }
