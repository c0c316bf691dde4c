package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/deskside/deskside/server/internal/interaction"
)

// ContactSecret is told to whoever has begun an interaction, and to nobody else: with it
// they prove that a repeated request is theirs. It opens nothing by itself.
func (k *Tokens) ContactSecret(id interaction.ID) string {
	mac := hmac.New(sha256.New, k.contacts.key)
	mac.Write([]byte(id)) // a hash never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
