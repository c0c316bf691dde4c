package config_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
)

func withCertificate(path string) string {
	return strings.NewReplacer("zendesk,", "salesforce,", "acme.zendesk.com", "acme.my.salesforce.com", "client_id: c", "client_id: c, certificate_file: "+path).Replace(smallest)
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func selfSigned(t *testing.T, key crypto.Signer) []byte {
	t.Helper()
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestCertificate(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der := selfSigned(t, key)
	c := load(t, withCertificate(write(t, "a.crt", block("CERTIFICATE", der))))
	if !key.PublicKey.Equal(c.Accounts[0].Key) {
		t.Errorf("key %v", c.Accounts[0].Key)
	}
	pub, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	if c := load(t, withCertificate(write(t, "a.pem", block("PUBLIC KEY", pub)))); !key.PublicKey.Equal(c.Accounts[0].Key) {
		t.Errorf("key %v", c.Accounts[0].Key)
	}

	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, content, want string }{
		{"not PEM", "hello", "is not PEM"},
		{"DER", string(der), "is not PEM"},
		{"broken", block("CERTIFICATE", der[:50]), "holds a broken certificate"},
		{"private", block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), "holds a private key"},
		{"elliptic", block("CERTIFICATE", selfSigned(t, ec)), "has no RSA key"},
		{"other", block("CERTIFICATE REQUEST", der), "holds PEM of the type CERTIFICATE REQUEST"},
	} {
		got := problems(t, withCertificate(write(t, "a.crt", tc.content)))
		if !strings.Contains(got, "accounts[0].certificate_file: ") || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %s", tc.name, got)
		}
	}
	if got := problems(t, withCertificate("/nowhere/a.crt")); !strings.Contains(got, "cannot read /nowhere/a.crt") {
		t.Error(got)
	}
}
