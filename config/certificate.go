package config

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
)

// readCertificate reads the certificate, or the public key alone, with which
// tokens signed in the CRM are checked. Dates are not looked at: organisations
// keep signing with certificates that have run out.
func readCertificate(path string) (crypto.PublicKey, error) {
	content, err := readFile(path, maxSecret)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, errors.New(path + " is not PEM (text that begins with -----BEGIN CERTIFICATE-----)")
	}
	var key crypto.PublicKey
	switch {
	case block.Type == "CERTIFICATE":
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New(path + " holds a broken certificate: " + err.Error())
		}
		key = cert.PublicKey
	case block.Type == "PUBLIC KEY":
		if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
			return nil, errors.New(path + " holds a broken public key: " + err.Error())
		}
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return nil, errors.New(path + " holds a private key; it must stay in the CRM, give the certificate instead")
	default:
		return nil, errors.New(path + " holds PEM of the type " + block.Type + ", want CERTIFICATE")
	}
	k, ok := key.(*rsa.PublicKey)
	switch {
	case !ok:
		return nil, errors.New(path + " has no RSA key; tokens are signed with RS256")
	case k.N.BitLen() < 2048:
		return nil, errors.New(path + " has an RSA key of less than 2048 bits")
	}
	return key, nil
}
