package zendesktest

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

type token struct {
	scope   string
	expires time.Time
}

// serveToken gives tokens for client credentials. An unknown scope still gives
// one: the calls made with it fail, as at Zendesk.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	var in struct {
		GrantType    string `json:"grant_type"`
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		Scope        string `json:"scope"`
	}
	refuse := func(code, description string) {
		jsonAnswer(http.StatusUnauthorized, object{"error": code, "error_description": description}).send(w, r)
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(&in); err != nil {
		jsonAnswer(http.StatusBadRequest, object{"error": "invalid_request", "error_description": "The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed."}).send(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.denials > 0 {
		s.state.denials--
		refuse("invalid_client", "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.")
		return
	}
	if in.ClientID != s.opts.ClientID || in.ClientSecret != s.opts.ClientSecret {
		refuse("invalid_client", "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.")
		return
	}
	if in.GrantType != "client_credentials" {
		jsonAnswer(http.StatusBadRequest, object{"error": "unsupported_grant_type", "error_description": "The authorization grant type is not supported by the authorization server."}).send(w, r)
		return
	}
	name := strings.ToLower(rand.Text() + rand.Text())
	s.state.tokens[name] = &token{scope: in.Scope, expires: s.now().Add(s.opts.TokenTTL)}
	jsonAnswer(s.opts.TokenStatus, object{
		"access_token": name, "token_type": "bearer", "scope": in.Scope, "expires_in": int(s.opts.TokenTTL / time.Second),
	}).send(w, r)
}

func (s *Server) authenticate(c *call) (answer, bool) {
	name, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return jsonAnswer(http.StatusUnauthorized, object{"error": "Couldn't authenticate you"}), true
	}
	t := s.state.tokens[name]
	if t == nil || !s.now().Before(t.expires) {
		a := jsonAnswer(http.StatusUnauthorized, object{
			"error":             "invalid_token",
			"error_description": "The access token provided is expired, revoked, malformed or invalid for other reasons.",
		})
		a.header.Set("WWW-Authenticate", `Bearer realm="Zendesk"`)
		return a, true
	}
	if a, refused := checkScope(t.scope, c.r); refused {
		return a, true
	}
	c.by = s.state.users[s.state.me]
	return answer{}, false
}

// checkScope wants read or write, alone or for the resource: "tickets:write".
// A scope Zendesk does not know gives the other form of its 403, whose error
// is an object.
func checkScope(scope string, r *http.Request) (answer, bool) {
	need := "write"
	if r.Method == http.MethodGet {
		need = "read"
	}
	resource, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/v2/"), "/")
	scopes := strings.Fields(scope)
	if slices.Contains(scopes, need) || slices.Contains(scopes, resource+":"+need) {
		return answer{}, false
	}
	known := func(s string) bool {
		return s == "read" || s == "write" || s == "impersonate" || strings.HasSuffix(s, ":read") || strings.HasSuffix(s, ":write")
	}
	if len(scopes) == 0 || !slices.ContainsFunc(scopes, known) {
		return jsonAnswer(http.StatusForbidden, object{"error": object{
			"title":   "Forbidden",
			"message": "You do not have access to this page. Please contact the account owner of this help desk for further help.",
		}}), true
	}
	return fail(http.StatusForbidden, "Forbidden", "You are missing the following required scopes: "+need), true
}

// RevokeTokens makes every token given out so far invalid.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revokeTokens()
}

func (s *Server) revokeTokens() {
	for _, t := range s.state.tokens {
		t.expires = time.Time{}
	}
}

func showToken(s *Server, c *call) answer {
	name := strings.TrimPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	t := s.state.tokens[name]
	return reply200(object{"token": object{
		"id": s.state.me, "user_id": s.state.me, "scopes": strings.Fields(t.scope), "expires_at": stamp(t.expires), "token": name[:10],
	}})
}
