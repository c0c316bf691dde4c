package twiliotest

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// Sign gives the X-Twilio-Signature of a form posted to address, which is signed
// as it stands. It is written apart from the product's verifier, and checked
// against Twilio's own library.
func Sign(token, address string, form url.Values) string {
	keys := make([]string, 0, len(form))
	for k := range form {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(address))
	for _, k := range keys {
		values := slices.Compact(slices.Sorted(slices.Values(form[k])))
		for _, v := range values {
			mac.Write([]byte(k + v))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// signedAddress is the address as Twilio signs it for voice: without fragment
// and userinfo, and over https without the port.
func signedAddress(address string) string {
	address, _, _ = strings.Cut(address, "#")
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	old := u.Host
	if u.User != nil {
		old = address[strings.Index(address, "://")+3 : strings.Index(address, u.Host)+len(u.Host)]
	}
	host := u.Host
	if u.Scheme == "https" && u.Port() != "" {
		host = strings.TrimSuffix(host, ":"+u.Port())
	}
	return strings.Replace(address, "://"+old, "://"+host, 1)
}
