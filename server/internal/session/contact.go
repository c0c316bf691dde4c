package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"hash"

	"github.com/deskside/deskside/server/internal/interaction"
)

// ContactSecret is told to whoever has begun an interaction, and to nobody else: with it
// they prove that a repeated request is theirs. It opens nothing by itself.
func (k *Tokens) ContactSecret(id interaction.ID) string {
	return k.contactSecret(id, k.ring.signing(k.clock.Now()))
}

// ProvesContact tells whether a secret is the one of that interaction.
func (k *Tokens) ProvesContact(id interaction.ID, secret string) bool {
	for _, key := range k.ring.verifying(k.clock.Now()) {
		if subtle.ConstantTimeCompare([]byte(secret), []byte(k.contactSecret(id, key))) == 1 {
			return true
		}
	}
	return false
}

func (k *Tokens) contactSecret(id interaction.ID, key Key) string {
	mac := k.contacts.mac(key)
	mac.Write([]byte(id)) // a hash never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// mac of a purpose with a key.
func (p purpose) mac(key Key) hash.Hash {
	secret, err := key.of(p.audience)
	if err != nil {
		panic(err) // it is of the right length: Use has seen to that
	}
	return hmac.New(sha256.New, secret)
}
