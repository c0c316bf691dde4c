package api

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/templates/words"
)

// SignedEdge is the check of webhooks in front of an address of any path, for
// vectors that were made for other paths than ours. Behind it stands the form.
func SignedEdge(publicURL string, verify func(method, address string, header http.Header, body []byte) (url.Values, error)) http.Handler {
	s := &Server{Config: Config{PublicURL: publicURL, VerifyTwilio: verify, Log: slog.New(slog.DiscardHandler)}}
	r := gin.New()
	r.Use(s.requestID, s.signed)
	r.NoRoute(func(c *gin.Context) {
		c.Status(http.StatusOK)
		_, _ = io.WriteString(c.Writer, form(c).Encode())
	})
	return r
}

// English is what a sentence says that was given as JSON by its code; one without
// words of its own says what it was given.
func English(sentence any) string {
	raw, err := json.Marshal(sentence)
	if err != nil {
		return err.Error()
	}
	var s words.Said
	if err := json.Unmarshal(raw, &s); err != nil {
		return err.Error()
	}
	if text := s.English(); text != "" {
		return text
	}
	return s.Values[words.Text]
}
