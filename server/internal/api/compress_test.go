package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

var zipping = http.Header{"Accept-Encoding": {"gzip, br"}}

func TestLargeAnswersTravelCompressed(t *testing.T) {
	e := open(t, nil)
	agent := e.agent("support", "mia")
	for range 8 {
		e.contact("message")
	}
	const list = "/v1/interactions?limit=30"
	plain := e.send(request{method: "GET", path: list, token: agent, header: http.Header{"Accept-Encoding": {"identity"}}})
	e.want(plain, http.StatusOK, "")
	zipped := e.send(request{method: "GET", path: list, token: agent, header: zipping})
	e.want(zipped, http.StatusOK, "")
	if zipped.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Fatalf("%v; %v", plain.Header, zipped.Header)
	}
	if len(zipped.body)*4 > len(plain.body) {
		t.Errorf("%d bytes travel of %d", len(zipped.body), len(plain.body))
	}
	for _, a := range []answer{plain, zipped} {
		if !slices.Contains(a.Header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("Vary is %v", a.Header.Values("Vary"))
		}
	}
	z, err := gzip.NewReader(bytes.NewReader(zipped.body))
	e.must(err)
	content, err := io.ReadAll(z)
	e.must(err)
	var a, b any
	e.must(json.Unmarshal(content, &a))
	e.must(json.Unmarshal(plain.body, &b))
	if !bytes.Equal(content, plain.body) {
		t.Errorf("another answer than the plain one: %.200s", content)
	}

	small := e.send(request{method: "GET", path: "/v1/me", token: agent, header: zipping})
	e.want(small, http.StatusOK, "")
	if small.Header.Get("Content-Encoding") != "" || !json.Valid(small.body) {
		t.Errorf("a small answer: %v %s", small.Header, small.body)
	}
	refused := e.send(request{method: "GET", path: "/v1/interactions/01jd8m2x7k3q9v5t4w6y8z0abc", token: agent, header: zipping})
	e.want(refused, http.StatusNotFound, "not_found")
}

// A deed's answer may hold a token: however long it is, its length says nothing of it.
func TestAnswersToDeedsAreNotCompressed(t *testing.T) {
	e := open(t, nil)
	agent := e.agent("support", "mia")
	c := e.contact("message")
	for n := range 12 {
		id := strings.Repeat("n", 8+n)
		a := e.send(request{method: "PUT", path: "/v1/interactions/" + c.Interaction + "/notes/" + id, token: agent, body: map[string]any{"text": strings.Repeat("The lamp is broken. ", 40)}, header: zipping})
		e.want(a, http.StatusOK, "")
		if a.Header.Get("Content-Encoding") != "" || !json.Valid(a.body) {
			t.Fatalf("%v", a.Header)
		}
	}
}

// TestTokensAreNeverCompressed: only answers to GET are compressed, and none of those
// has a place for a token, a nonce or a link that opens something.
func TestTokensAreNeverCompressed(t *testing.T) {
	secret := func(name string) bool {
		return slices.Contains([]string{"token", "renewal", "nonce", "frame", "proof", "passphrase", "link", "secret"}, name) || strings.HasSuffix(name, "_token")
	}
	var find func(at string, s *openapi3.SchemaRef, seen []*openapi3.Schema) []string
	find = func(at string, s *openapi3.SchemaRef, seen []*openapi3.Schema) (found []string) {
		if s == nil || s.Value == nil || slices.Contains(seen, s.Value) {
			return nil
		}
		seen = append(seen, s.Value)
		for name, p := range s.Value.Properties {
			if secret(name) {
				found = append(found, at+"."+name)
			}
			found = append(found, find(at+"."+name, p, seen)...)
		}
		found = append(found, find(at+"[]", s.Value.Items, seen)...)
		for _, parts := range []openapi3.SchemaRefs{s.Value.AllOf, s.Value.AnyOf, s.Value.OneOf} {
			for _, p := range parts {
				found = append(found, find(at, p, seen)...)
			}
		}
		return append(found, find(at+"{}", s.Value.AdditionalProperties.Schema, seen)...)
	}
	asked, secrets := 0, 0
	for path, item := range loadDoc(t).Paths.Map() {
		for method, o := range item.Operations() {
			for status, r := range o.Responses.Map() {
				content := r.Value.Content.Get("application/json")
				if content == nil {
					continue
				}
				found := find(o.OperationID, content.Schema, nil)
				switch {
				case method == http.MethodGet && len(found) > 0:
					t.Errorf("GET %s answers %s with %v, and is compressed", path, status, found)
				case method == http.MethodGet:
					asked++
				default:
					secrets += len(found)
				}
			}
		}
	}
	if asked < 10 || secrets < 5 {
		t.Errorf("the search saw %d answers to GET and %d secrets elsewhere", asked, secrets)
	}
}
