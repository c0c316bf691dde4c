package twilio

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Why a webhook is refused. All are answered 403 and nothing of the request is kept.
var (
	ErrNoSignature  = errors.New("twilio: no signature")
	ErrBadSignature = errors.New("twilio: signature does not match")
	ErrOtherAccount = errors.New("twilio: the form is not of our account")
)

// SignatureHeader carries Twilio's signature of a webhook.
const SignatureHeader = "X-Twilio-Signature"

// Verifier checks that a webhook comes from Twilio.
type Verifier struct {
	signers []*sync.Pool // of hash.Hash, for each token
	account string       // whose forms they are; empty: anybody's
}

// NewVerifier accepts signatures made with any of the auth tokens: while a
// token is being rotated, both the old and the new one sign.
func NewVerifier(tokens ...string) Verifier {
	var v Verifier
	for _, t := range tokens {
		if t != "" {
			v.signers = append(v.signers, &sync.Pool{New: func() any { return hmac.New(sha1.New, []byte(t)) }})
		}
	}
	return v
}

// Verifier checks webhooks of the client's account.
func (c *Client) Verifier() Verifier {
	v := NewVerifier(c.cfg.AuthTokens...)
	v.account = c.cfg.AccountSID
	return v
}

// Verify checks the signature of a request to address, which the caller builds
// from its public URL and the request's escaped path and raw query, never from
// the Host header. body is the raw body, untouched. form is what it holds, nil for
// one that is no form; a GET has its fields in the address.
//
// The signature covers address and form fields. Twilio drops the port for voice
// over https, keeps it for messages, and some proxies add the default one: all
// three spellings are tried. Fragment and userinfo are never signed.
func (v Verifier) Verify(method, address string, header http.Header, body []byte) (form url.Values, err error) {
	given := header.Get(SignatureHeader)
	if given == "" {
		return nil, ErrNoSignature
	}
	sum, err := base64.StdEncoding.DecodeString(given)
	if err != nil || len(sum) != sha1.Size {
		return nil, ErrBadSignature
	}
	form, ok := signedForm(method, address, header, body)
	if !ok {
		return nil, ErrBadSignature
	}
	fields := signedFields(form)
	if method == http.MethodGet {
		fields = nil // they stand in the address
	}
	for _, a := range spellings(address) {
		for _, signer := range v.signers {
			if !signs(signer, a, fields, sum) {
				continue
			}
			if v.account != "" && form != nil && !slices.Equal(form["AccountSid"], []string{v.account}) {
				return nil, ErrOtherAccount
			}
			return form, nil
		}
	}
	return nil, ErrBadSignature
}

func signs(signer *sync.Pool, address string, fields, sum []byte) bool {
	mac := signer.Get().(hash.Hash)
	defer signer.Put(mac)
	mac.Reset()
	_, _ = io.WriteString(mac, address) // a hash takes everything
	_, _ = mac.Write(fields)
	return hmac.Equal(mac.Sum(make([]byte, 0, sha1.Size)), sum)
}

// signedForm is the form whose fields are signed. A body that the signature would
// not cover is refused.
func signedForm(method, address string, header http.Header, body []byte) (url.Values, bool) {
	if hash, ok := bodyHash(address); ok {
		sum := sha256.Sum256(body)
		return nil, hmac.Equal([]byte(hex.EncodeToString(sum[:])), []byte(hash))
	}
	if method == http.MethodGet && len(body) == 0 {
		form, err := parseForm(queryOf(address))
		return form, err == nil
	}
	if len(body) == 0 {
		return nil, true
	}
	if kind, _, err := mime.ParseMediaType(header.Get("Content-Type")); err != nil ||
		kind != "application/x-www-form-urlencoded" || method == http.MethodGet {
		return nil, false
	}
	form, err := parseForm(string(body))
	return form, err == nil
}

// signedFields follow the address in the signed text.
func signedFields(form url.Values) []byte {
	size, keys := 0, make([]string, 0, len(form))
	for k, values := range form {
		keys = append(keys, k)
		for _, value := range values {
			size += len(k) + len(value)
		}
	}
	slices.Sort(keys) // by bytes: upper case before lower
	text := make([]byte, 0, size)
	for _, k := range keys {
		values := form[k]
		if len(values) > 1 {
			values = slices.Compact(slices.Sorted(slices.Values(values)))
		}
		for _, value := range values {
			text = append(append(text, k...), value...)
		}
	}
	return text
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

func queryOf(address string) string {
	address, _, _ = strings.Cut(address, "#")
	_, query, _ := strings.Cut(address, "?")
	return query
}

func bodyHash(address string) (string, bool) {
	for pair := range strings.SplitSeq(queryOf(address), "&") {
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
