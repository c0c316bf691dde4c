package webhook

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/api/edge"
)

// signedForm is the check of webhooks in front of an address of any path, for vectors that
// were made for other paths than ours. Behind it stands the form.
func signedForm(publicURL string, verify func(method, address string, header http.Header, body []byte) (url.Values, error)) http.Handler {
	s := Twilio{Edge: &edge.Edge{Config: edge.Config{PublicURL: publicURL, Log: slog.New(slog.DiscardHandler)}}, Verify: verify}
	r := gin.New()
	r.Use(s.signed)
	r.NoRoute(func(c *gin.Context) {
		c.Status(http.StatusOK)
		_, _ = io.WriteString(c.Writer, form(c).Encode())
	})
	return r
}

// Signatures that Twilio's own libraries made or accept are accepted at the edge,
// and no longer when one character of them changes.
func TestSignatureVectorsAtTheEdge(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "..", "shared", "specs", "twilio_signature_vectors.json"))
	if err != nil {
		t.Skip("the vectors of ../shared/specs are not here")
	}
	var vectors []struct {
		AuthToken, Name, URL, Signature, RawBody string
		Params                                   map[string]any
	}
	if err := json.Unmarshal(raw, &vectors); err != nil || len(vectors) < 13 {
		t.Fatalf("%d vectors: %v", len(vectors), err)
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			origin := regexp.MustCompile(`^https?://[^/?]+`).FindString(v.URL)
			target := strings.TrimPrefix(v.URL, origin)
			params := url.Values{}
			for k, p := range v.Params {
				if list, ok := p.([]any); ok {
					for _, one := range list {
						params.Add(k, fmt.Sprint(one))
					}
				} else {
					params.Add(k, fmt.Sprint(p))
				}
			}
			method, kind, body := http.MethodPost, "application/x-www-form-urlencoded; charset=utf-8", params.Encode()
			switch {
			case v.RawBody != "":
				kind, body = "application/json", v.RawBody
			case v.Name == "get_query_only":
				method, kind = http.MethodGet, ""
			}
			server := httptest.NewServer(signedForm(origin, twilio.NewVerifier(v.AuthToken).Verify))
			defer server.Close()
			status := func(target, body, signature string) (int, string) {
				req, err := http.NewRequestWithContext(t.Context(), method, server.URL+target, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				req.Host = "somewhere-else.example"
				req.Header.Set("X-Twilio-Signature", signature)
				if kind != "" {
					req.Header.Set("Content-Type", kind)
				}
				res, err := server.Client().Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				got, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				return res.StatusCode, string(got)
			}
			code, got := status(target, body, v.Signature)
			if code != http.StatusOK {
				t.Fatalf("refused: %d %s", code, got)
			}
			if v.RawBody == "" && method == http.MethodPost && got != params.Encode() {
				t.Errorf("the form is %q, want %q", got, params.Encode())
			}
			if code, _ := status(target+"&x=1", body, v.Signature); code != http.StatusForbidden && code != http.StatusNotFound {
				t.Errorf("another address: %d", code)
			}
			if code, _ := status(target, body, strings.ToLower(v.Signature)); code != http.StatusForbidden {
				t.Errorf("another signature: %d", code)
			}
			if method == http.MethodPost {
				if code, _ := status(target, body+"&Extra=1", v.Signature); code != http.StatusForbidden {
					t.Errorf("another body: %d", code)
				}
			}
		})
	}
}
