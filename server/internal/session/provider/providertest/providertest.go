// Package providertest is a stand-in for a company's identity provider: OpenID Connect with
// discovery, keys that change, authorization code with PKCE, and odd answers on demand. It
// refuses what a careful provider refuses.
//
// A Provider is safe for concurrent use.
package providertest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Person whom the provider knows.
type Person struct {
	Subject, Name, Email string
	Unverified           bool // the address
	Groups               []string
	Apart                bool // address and groups are told by userinfo alone
}

// Config of a Provider.
type Config struct {
	Issuer       string // where the handler is served
	ClientID     string
	ClientSecret string
	RedirectURL  string // the one that is registered
	People       []Person
	Now          func() time.Time // nil: time.Now
}

// Answer of the token endpoint, before it is signed and sent.
type Answer struct {
	Claims  jwt.MapClaims
	Method  jwt.SigningMethod
	Key     any // nil: the newest key of the provider
	KeyID   string
	Status  int  // of HTTP; 0: 200
	NoToken bool // leave the id_token out
}

// Provider is the stand-in.
type Provider struct {
	Config
	mux *http.ServeMux

	mu    sync.Mutex
	keys  []key // newest last
	codes map[string]grant
	odd   func(*Answer)
	down  map[string]bool // by path
	said  map[string]any  // over the description
}

type key struct {
	id   string
	pair *rsa.PrivateKey
}

// grant is what a code is good for, once.
type grant struct {
	person                       Person
	nonce, challenge, redirectTo string
	token                        string // of access, once redeemed
}

// New provider with one key.
func New(c Config) *Provider {
	if c.Now == nil {
		c.Now = time.Now
	}
	p := &Provider{Config: c, mux: http.NewServeMux(), codes: map[string]grant{}, down: map[string]bool{}, said: map[string]any{}}
	p.Rotate(0)
	p.mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	p.mux.HandleFunc("GET /keys", p.jwks)
	p.mux.HandleFunc("GET /authorize", p.authorize)
	p.mux.HandleFunc("POST /token", p.redeem)
	p.mux.HandleFunc("GET /userinfo", p.userinfo)
	return p
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	down := p.down[r.URL.Path]
	p.mu.Unlock()
	if down {
		http.Error(w, "the provider is away", http.StatusServiceUnavailable)
		return
	}
	p.mux.ServeHTTP(w, r)
}

// Down at these paths from now on; without any: up again everywhere.
func (p *Provider) Down(paths ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = map[string]bool{}
	for _, path := range paths {
		p.down[path] = true
	}
}

// Say something else in the description.
func (p *Provider) Say(name string, value any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said[name] = value
}

// Odd answers of the token endpoint from now on; nil: proper ones.
func (p *Provider) Odd(edit func(*Answer)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.odd = edit
}

// Rotate to a new key, publishing that many of the older ones beside it.
func (p *Provider) Rotate(keep int) {
	pair, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // there is no randomness
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = append(p.keys[max(0, len(p.keys)-keep):], key{rand.Text(), pair})
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	out := map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token", "jwks_uri": p.Issuer + "/keys",
		"userinfo_endpoint": p.Issuer + "/userinfo", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	}
	p.mu.Lock()
	for name, value := range p.said {
		out[name] = value
	}
	p.mu.Unlock()
	reply(w, http.StatusOK, out)
}

func (p *Provider) jwks(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	keys := []map[string]string{}
	for _, k := range p.keys {
		keys = append(keys, map[string]string{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": k.id,
			"n": base64.RawURLEncoding.EncodeToString(k.pair.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.pair.E)).Bytes()),
		})
	}
	reply(w, http.StatusOK, map[string]any{"keys": keys})
}

var choice = template.Must(template.New("choice").Parse(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Sign in</title>
<style>body{font:16px/1.5 system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem}a{display:block;padding:.75rem 1rem;margin:.5rem 0;border:1px solid #8886;border-radius:.5rem;color:inherit;text-decoration:none}a:hover,a:focus{border-color:currentColor}small{opacity:.7}</style>
<h1>Who are you?</h1><p>A stand-in for a company’s identity provider.</p>{{range .}}<a href="{{.Address}}"><strong>{{.Name}}</strong><br><small>{{.Email}}{{range .Groups}} · {{.}}{{end}}</small></a>{{end}}</html>`))

// authorize asks who it is, unless the address says so (person, by subject), and sends the
// browser back with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case q.Get("client_id") != p.ClientID, q.Get("redirect_uri") != p.RedirectURL:
		http.Error(w, "the client or its address is not registered", http.StatusBadRequest)
		return
	case q.Get("response_type") != "code", q.Get("code_challenge_method") != "S256", len(q.Get("code_challenge")) != 43, q.Get("state") == "", q.Get("nonce") == "":
		p.back(w, r, url.Values{"error": {"invalid_request"}})
		return
	}
	i := slices.IndexFunc(p.People, func(one Person) bool { return one.Subject == q.Get("person") })
	if i < 0 {
		type row struct {
			Person
			Address string
		}
		var rows []row
		for _, one := range p.People {
			q.Set("person", one.Subject)
			rows = append(rows, row{one, "/authorize?" + q.Encode()})
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = choice.Execute(w, rows) // whoever asked may be gone
		return
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = grant{person: p.People[i], nonce: q.Get("nonce"), challenge: q.Get("code_challenge"), redirectTo: q.Get("redirect_uri")}
	p.mu.Unlock()
	p.back(w, r, url.Values{"code": {code}})
}

func (p *Provider) back(w http.ResponseWriter, r *http.Request, with url.Values) {
	with.Set("state", r.URL.Query().Get("state"))
	with.Set("iss", p.Issuer)
	http.Redirect(w, r, p.RedirectURL+"?"+with.Encode(), http.StatusFound)
}

func (p *Provider) redeem(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if id != p.ClientID || secret != url.QueryEscape(p.ClientSecret) && secret != p.ClientSecret {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := r.PostFormValue("code")
	g, known := p.codes[code]
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if r.PostFormValue("grant_type") != "authorization_code" || !known || g.token != "" || g.redirectTo != r.PostFormValue("redirect_uri") ||
		g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	g.token = rand.Text()
	p.codes[code] = g
	now := p.Now()
	a := Answer{Method: jwt.SigningMethodRS256, KeyID: p.keys[len(p.keys)-1].id, Claims: jwt.MapClaims{
		"iss": p.Issuer, "aud": p.ClientID, "sub": g.person.Subject, "nonce": g.nonce, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "name": g.person.Name,
	}}
	if !g.person.Apart {
		g.person.tell(a.Claims)
	}
	if p.odd != nil {
		p.odd(&a)
	}
	if a.Key == nil {
		a.Key = p.keys[len(p.keys)-1].pair
	}
	out := map[string]any{"access_token": g.token, "token_type": "Bearer", "expires_in": 300}
	if !a.NoToken {
		t := jwt.NewWithClaims(a.Method, a.Claims)
		t.Header["kid"] = a.KeyID
		signed, err := t.SignedString(a.Key)
		if err != nil {
			reply(w, http.StatusInternalServerError, map[string]string{"error": strconv.Quote(err.Error())})
			return
		}
		out["id_token"] = signed
	}
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	reply(w, a.Status, out)
}

func (one Person) tell(claims map[string]any) {
	if one.Email != "" {
		claims["email"], claims["email_verified"] = one.Email, !one.Unverified
	}
	if len(one.Groups) > 0 {
		claims["groups"] = one.Groups
	}
}

func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, g := range p.codes {
		if g.token != "" && r.Header.Get("Authorization") == "Bearer "+g.token {
			claims := map[string]any{"sub": g.person.Subject}
			g.person.tell(claims)
			reply(w, http.StatusOK, claims)
			return
		}
	}
	w.WriteHeader(http.StatusUnauthorized)
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever asked may be gone
}

// Newest key that the provider signs with.
func (p *Provider) Newest() *rsa.PrivateKey {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.keys[len(p.keys)-1].pair
}
