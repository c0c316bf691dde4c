package salesforcetest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const grantJWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// serveToken grants access tokens. Its errors are objects, not the lists of the
// data API, and its success names no lifetime.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		tokenRefused(w, "invalid_request", "malformed form")
		return
	}
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.denials > 0 {
		s.denials--
		tokenRefused(w, "invalid_client", "invalid client credentials")
		return
	}
	grant := r.PostFormValue("grant_type")
	if grant != grantJWT {
		switch {
		case id != s.opts.ClientID:
			tokenRefused(w, "invalid_client_id", "client identifier invalid")
			return
		case secret != s.opts.ClientSecret:
			tokenRefused(w, "invalid_client", "invalid client credentials")
			return
		}
	}
	switch grant {
	case "client_credentials":
		if s.opts.LoginHost {
			tokenRefused(w, "invalid_grant", "request not supported on this domain")
			return
		}
	case grantJWT:
		if why := s.checkAssertion(r.PostFormValue("assertion")); why != "" {
			tokenRefused(w, "invalid_grant", why)
			return
		}
	case "refresh_token":
		if !s.refresh[r.PostFormValue("refresh_token")] {
			tokenRefused(w, "invalid_grant", "expired access/refresh token")
			return
		}
	case "password": // blocked for organisations made since 2023
		tokenRefused(w, "invalid_grant", "authentication failure")
		return
	default:
		tokenRefused(w, "unsupported_grant_type", "grant type not supported")
		return
	}
	s.tokenSerial++
	token := fmt.Sprintf("%s!AR8A.%08d", s.org[:15], s.tokenSerial)
	s.tokens[token] = s.now()
	instance := "http://" + r.Host
	identity := instance + "/id/" + s.org + "/" + s.user
	issued := strconv.FormatInt(s.now().UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(s.opts.ClientSecret))
	mac.Write([]byte(identity + issued))
	answer := map[string]any{
		"access_token": token, "instance_url": instance, "id": identity, "token_type": "Bearer", "token_format": "opaque",
		"scope": "api", "issued_at": issued, "signature": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}
	w.Header().Set("Cache-Control", "no-store")
	reply(w, 200, answer)
}

func tokenRefused(w http.ResponseWriter, code, description string) {
	reply(w, 400, map[string]string{"error": code, "error_description": description})
}

// checkAssertion gives the reason why a JWT bearer assertion is no good.
func (s *Server) checkAssertion(assertion string) string {
	key, err := jwt.ParseRSAPublicKeyFromPEM(s.opts.JWTKey)
	if err != nil {
		return "invalid assertion"
	}
	claims := jwt.MapClaims{}
	_, err = jwt.ParseWithClaims(assertion, claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithTimeFunc(s.now), jwt.WithExpirationRequired())
	exp, _ := claims.GetExpirationTime()
	aud, _ := claims.GetAudience()
	switch {
	case err != nil && !errors.Is(err, jwt.ErrTokenExpired):
		return "invalid assertion"
	case err != nil || exp.After(s.now().Add(3*time.Minute+5*time.Second)):
		return "expired authorization code"
	case claims["iss"] != s.opts.ClientID:
		return "client identifier invalid"
	case claims["sub"] != "deskside@acme.example":
		return "user hasn't approved this consumer"
	case len(aud) != 1 || !strings.HasPrefix(aud[0], "http"):
		return "audience is invalid"
	}
	return ""
}

// GrantRefreshToken makes a refresh token, as the interactive flow would.
func (s *Server) GrantRefreshToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenSerial++
	token := fmt.Sprintf("5Aep%08d", s.tokenSerial)
	s.refresh[token] = true
	return token
}

func (s *Server) serveRevoke(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := r.FormValue("token")
	delete(s.tokens, token)
	delete(s.refresh, token)
	w.WriteHeader(200)
}

// alive tells whether a token works, and keeps it alive by its use. Lifetime is
// counted from the last use.
func (s *Server) alive(token string) bool {
	used, ok := s.tokens[token]
	if !ok || s.now().Sub(used) > s.opts.TokenIdle {
		delete(s.tokens, token)
		return false
	}
	s.tokens[token] = s.now()
	return true
}

func bearer(r *http.Request) string {
	for _, scheme := range []string{"Bearer ", "OAuth "} {
		if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), scheme); ok {
			return token
		}
	}
	return r.URL.Query().Get("oauth_token")
}

// serveUserInfo answers userinfo and the identity URL. A bad token is a 403 in
// plain text there, unlike the 401 of the data API.
func (s *Server) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.alive(bearer(r)) {
		w.Header().Set("Content-Type", "text/html;charset=UTF-8")
		w.WriteHeader(403)
		_, _ = w.Write([]byte("Bad_OAuth_Token"))
		return
	}
	u := s.find(s.user)
	identity := "http://" + r.Host + "/id/" + s.org + "/" + s.user
	reply(w, 200, map[string]any{
		"sub": identity, "id": identity, "user_id": s.user, "organization_id": s.org, "preferred_username": u.values["Username"], "username": u.values["Username"],
		"name": u.values["Name"], "display_name": u.values["Name"], "email": u.values["Email"], "active": true, "user_type": "STANDARD",
		"urls": map[string]string{"rest": "http://" + r.Host + "/services/data/v{version}/"},
	})
}
