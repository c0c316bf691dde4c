package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// secrets of one sandbox. They are made once and kept beside the data, so that
// a page that was signed before a restart is still believed after it.
type secrets struct {
	TwilioAccount   string `json:"twilio_account_sid"`
	TwilioToken     string `json:"twilio_auth_token"`
	TwilioKey       string `json:"twilio_api_key_sid"`
	TwilioKeySecret string `json:"twilio_api_key_secret"`
	TwilioApp       string `json:"twilio_twiml_app_sid"`
	Zendesk         string `json:"zendesk_client_secret"`
	Salesforce      string `json:"salesforce_client_secret"`
	Shop            string `json:"shop_secret"`
	Boutique        string `json:"boutique_secret"`
	Provider        string `json:"oidc_client_secret"`
}

func newSecrets() secrets {
	return secrets{
		TwilioAccount: "AC" + randomHex(16), TwilioToken: randomHex(16),
		TwilioKey: "SK" + randomHex(16), TwilioKeySecret: randomHex(16), TwilioApp: "AP" + randomHex(16),
		Zendesk: randomHex(32), Salesforce: randomHex(32), Shop: randomHex(32), Boutique: randomHex(32), Provider: randomHex(32),
	}
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// loadSecrets reads the secrets kept in dir, or makes them.
func loadSecrets(dir string) (secrets, error) {
	path := filepath.Join(dir, "secrets.json")
	kept, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return secrets{}, err
	}
	s := newSecrets() // those that an older sandbox did not have are new
	if err == nil {
		if err := json.Unmarshal(kept, &s); err != nil {
			return secrets{}, fmt.Errorf("%s cannot be read; delete it to get new secrets: %w", path, err)
		}
	}
	doc, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return secrets{}, err
	}
	return s, os.WriteFile(path, append(doc, '\n'), 0o600)
}
