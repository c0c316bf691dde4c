package salesforcetest

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// SetActive lets a user work here, or not any more, as an admin does.
func (s *Server) SetActive(user string, active bool) {
	s.directly(func(t *tx) {
		if r := s.find(user); r != nil {
			r.values["IsActive"] = active
			s.touch(t, r)
		}
	})
}

// Organisation is the id of this one, 18 characters.
func (s *Server) Organisation() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.org
}

// certificate with which the organisation's Apex signs. It is made when first
// asked for, and outlives Reset: it stands in other people's configuration.
type certificate struct {
	once sync.Once
	key  *rsa.PrivateKey
	pem  []byte
}

func (c *certificate) get() (*rsa.PrivateKey, []byte) {
	c.once.Do(func() {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(fmt.Sprintf("salesforcetest: no key: %v", err))
		}
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Deskside", Organization: []string{"Acme"}},
			NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC),
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			panic(fmt.Sprintf("salesforcetest: no certificate: %v", err))
		}
		c.key, c.pem = key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	})
	return c.key, c.pem
}

// Certificate is what an admin downloads from Certificate and Key Management, in PEM.
func (s *Server) Certificate() []byte {
	_, pem := s.certificate.get()
	return pem
}

// Proof says what the package's Apex class is to sign. User, Nonce and Audience
// are what a real one holds; the other fields let tests forge.
type Proof struct {
	User     string // 005…
	Nonce    string
	Audience string

	Supervisor *bool // whether they have that permission; nil: the package is of before it said

	ExpiresIn time.Duration // 3 minutes; may be negative
	NotBefore time.Duration // from now; 0: the claim is absent, as it is in real ones
	Issuer    string        // the organisation
	Subject   *string       // User
	Method    jwt.SigningMethod
	Key       any
}

// SignProof makes the token with which a page proves who its agent is.
func (s *Server) SignProof(p Proof) (string, error) {
	s.mu.Lock()
	org, now := s.org, s.now()
	claims := jwt.MapClaims{}
	if r := s.find(p.User); r != nil {
		claims["name"], claims["email"] = str(r.values["Name"]), str(r.values["Email"])
	}
	s.mu.Unlock()
	claims["iss"], claims["sub"], claims["aud"], claims["nonce"] = cmp.Or(p.Issuer, org), p.User, p.Audience, p.Nonce
	claims["iat"], claims["exp"] = now.Unix(), now.Add(cmp.Or(p.ExpiresIn, 3*time.Minute)).Unix()
	if p.Supervisor != nil {
		claims["supervisor"] = *p.Supervisor
	}
	if p.Subject != nil {
		claims["sub"] = *p.Subject
	}
	if p.NotBefore != 0 {
		claims["nbf"] = now.Add(p.NotBefore).Unix()
	}
	var method jwt.SigningMethod = jwt.SigningMethodRS256
	if p.Method != nil {
		method = p.Method
	}
	key := p.Key
	if key == nil {
		key, _ = s.certificate.get()
	}
	return jwt.NewWithClaims(method, claims).SignedString(key)
}
