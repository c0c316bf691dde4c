package twilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Why a webhook is refused. Both are answered 403 and nothing of the request is kept.
var (
	ErrNoSignature  = errors.New("twilio: no signature")
	ErrBadSignature = errors.New("twilio: signature does not match")
)

// SignatureHeader carries Twilio's signature of a webhook.
const SignatureHeader = "X-Twilio-Signature"

// Verifier checks that a webhook comes from Twilio.
type Verifier struct{ tokens []string }

// NewVerifier accepts signatures made with any of the auth tokens: while a
// token is being rotated, both the old and the new one sign.
func NewVerifier(tokens ...string) Verifier {
	return Verifier{tokens: slices.DeleteFunc(slices.Clone(tokens), func(t string) bool { return t == "" })}
}

// Verifier checks webhooks of the client's account.
func (c *Client) Verifier() Verifier { return NewVerifier(c.cfg.AuthTokens...) }

// Verify checks the signature of a request to address, which the caller builds
// from its public URL and the request's escaped path and raw query, never from
// the Host header. body is the raw body, untouched.
//
// The signature covers address and form fields. Twilio drops the port for voice
// over https, keeps it for messages, and some proxies add the default one: all
// three spellings are tried. Fragment and userinfo are never signed.
func (v Verifier) Verify(method, address string, header http.Header, body []byte) error {
	given := header.Get(SignatureHeader)
	if given == "" {
		return ErrNoSignature
	}
	sum, err := base64.StdEncoding.DecodeString(given)
	if err != nil || len(sum) != sha1.Size {
		return ErrBadSignature
	}
	fields, ok := signedFields(method, address, header, body)
	if !ok {
		return ErrBadSignature
	}
	good := false
	for _, a := range spellings(address) {
		for _, t := range v.tokens {
			mac := hmac.New(sha1.New, []byte(t))
			mac.Write([]byte(a))
			mac.Write([]byte(fields))
			good = hmac.Equal(mac.Sum(nil), sum) || good
		}
	}
	if !good {
		return ErrBadSignature
	}
	return nil
}

// signedFields is what follows the address in the signed text. A body that the
// signature would not cover is refused.
func signedFields(method, address string, header http.Header, body []byte) (string, bool) {
	if hash, ok := bodyHash(address); ok {
		sum := sha256.Sum256(body)
		return "", hmac.Equal([]byte(hex.EncodeToString(sum[:])), []byte(hash))
	}
	if len(body) == 0 {
		return "", true
	}
	if kind, _, err := mime.ParseMediaType(header.Get("Content-Type")); err != nil ||
		kind != "application/x-www-form-urlencoded" || method == http.MethodGet {
		return "", false
	}
	form, err := parseForm(string(body))
	if err != nil {
		return "", false
	}
	keys := make([]string, 0, len(form))
	for k := range form {
		keys = append(keys, k)
	}
	slices.Sort(keys) // by bytes: upper case before lower
	var b strings.Builder
	for _, k := range keys {
		values := slices.Clone(form[k])
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			b.WriteString(k)
			b.WriteString(value)
		}
	}
	return b.String(), true
}

// parseForm differs from url.ParseQuery in taking a bare ';' as a character like any other.
func parseForm(body string) (url.Values, error) {
	form := url.Values{}
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		k, v, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(k)
		if err != nil {
			return nil, err
		}
		value, err := url.QueryUnescape(v)
		if err != nil {
			return nil, err
		}
		form[key] = append(form[key], value)
	}
	return form, nil
}

func bodyHash(address string) (string, bool) {
	address, _, _ = strings.Cut(address, "#")
	_, query, _ := strings.Cut(address, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if hash, ok := strings.CutPrefix(pair, "bodySHA256="); ok {
			return hash, true
		}
	}
	return "", false
}

// spellings works on text, because parsing and printing an address may change
// the very bytes that were signed.
func spellings(address string) []string {
	address, _, _ = strings.Cut(address, "#")
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return []string{address}
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	host, tail := rest[:end], rest[end:]
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	bare := host
	if colon := strings.LastIndexByte(host, ':'); colon > strings.LastIndexByte(host, ']') {
		bare = host[:colon]
	}
	port := ":443"
	if strings.EqualFold(scheme, "http") {
		port = ":80"
	}
	hosts := []string{host, bare, bare + port}
	if bare != host {
		hosts = hosts[:2] // an explicit port is never replaced by another
	}
	out := make([]string, 0, len(hosts))
	for _, h := range hosts {
		out = append(out, scheme+"://"+h+tail)
	}
	return slices.Compact(out)
}
