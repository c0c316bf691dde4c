// Package webhook serves what other clouds report. All of it is signed, and nothing of an
// unsigned request is kept; what was reported is durable before it is acknowledged.
//
// It holds no state; any number of requests may use it at once.
package webhook

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/texts"
	"github.com/deskside/deskside/server/internal/voice"
)

// Telephony is what reports of calls are for.
type Telephony interface {
	VoiceForm(ctx context.Context, form url.Values) (twiml string, err error)
	StatusForm(ctx context.Context, form url.Values) error
	ConferenceForm(ctx context.Context, form url.Values) error
	RecordingForm(ctx context.Context, form url.Values, conference string) error
	Recorded(language string) (twiml string, err error)
	Thanks(language string) (twiml string, err error)
	MenuForm(ctx context.Context, form url.Values, turn string) (twiml string, err error)
	Wait(language string) (twiml string, err error)
	OnHold() (twiml string, err error)
}

// Texts is what reports of short messages are for.
type Texts interface {
	MessageForm(ctx context.Context, query, form url.Values) error
	StatusForm(ctx context.Context, query, form url.Values) error
}

// Twilio takes its webhooks.
type Twilio struct {
	*edge.Edge
	Voice Telephony
	Texts Texts
	// Verify checks X-Twilio-Signature of a request to address and gives the form that it
	// covers, of a GET the query.
	Verify func(method, address string, header http.Header, body []byte) (url.Values, error)
}

// Mount its addresses.
func (s *Twilio) Mount(r *gin.Engine) {
	g := r.Group("", s.signed, s.Signed)
	twiml := func(path string, answer func(c *gin.Context, form url.Values) (string, error)) {
		h := func(c *gin.Context) {
			doc, err := answer(c, form(c))
			if err != nil {
				s.Fail(c, err) // Twilio asks again: see the retries on the address
				return
			}
			c.Data(http.StatusOK, "text/xml; charset=utf-8", []byte(doc))
		}
		g.POST(path, h)
		g.GET(path, h)
	}
	event := func(path string, take func(c *gin.Context, form url.Values) error) {
		g.POST(path, func(c *gin.Context) {
			if err := take(c, form(c)); err != nil {
				s.Fail(c, err)
				return
			}
			c.Status(http.StatusNoContent)
		})
	}
	twiml(voice.VoicePath, func(c *gin.Context, f url.Values) (string, error) { return s.Voice.VoiceForm(c.Request.Context(), f) })
	twiml(voice.MenuPath, func(c *gin.Context, f url.Values) (string, error) {
		return s.Voice.MenuForm(c.Request.Context(), f, c.Query("turn"))
	})
	twiml(voice.WaitPath, func(c *gin.Context, _ url.Values) (string, error) { return s.Voice.Wait(c.Query("language")) })
	twiml(voice.HoldPath, func(*gin.Context, url.Values) (string, error) { return s.Voice.OnHold() })
	r.GET(voice.MusicPath, func(c *gin.Context) {
		c.Header("Cache-Control", "public, max-age=86400")
		c.Data(http.StatusOK, "audio/wav", voice.Music())
	})
	event(voice.StatusPath, func(c *gin.Context, f url.Values) error { return s.Voice.StatusForm(c.Request.Context(), f) })
	event(voice.ConferencePath, func(c *gin.Context, f url.Values) error { return s.Voice.ConferenceForm(c.Request.Context(), f) })
	twiml(voice.VoicemailPath, func(c *gin.Context, _ url.Values) (string, error) { return s.Voice.Thanks(c.Query("language")) })
	twiml(voice.RecordedPath, func(c *gin.Context, _ url.Values) (string, error) { return s.Voice.Recorded(c.Query("language")) })
	event(voice.RecordingPath, func(c *gin.Context, f url.Values) error {
		return s.Voice.RecordingForm(c.Request.Context(), f, c.Query("conference"))
	})
	event(texts.MessagesPath, func(c *gin.Context, f url.Values) error {
		return s.Texts.MessageForm(c.Request.Context(), c.Request.URL.Query(), f)
	})
	event(texts.StatusPath, func(c *gin.Context, f url.Values) error {
		return s.Texts.StatusForm(c.Request.Context(), c.Request.URL.Query(), f)
	})
}

const formKey = "deskside.form"

func form(c *gin.Context) url.Values {
	v, _ := c.Get(formKey)
	f, _ := v.(url.Values)
	return f
}

// signed verifies the signature over the raw body and the address that Twilio
// was given: never the Host header, which is the sender's to choose.
func (s *Twilio) signed(c *gin.Context) {
	raw, err := io.ReadAll(c.Request.Body) // from memory: the edge has taken it in
	if err != nil {
		s.Fail(c, err)
		return
	}
	address := s.PublicURL + c.Request.URL.EscapedPath()
	if q := c.Request.URL.RawQuery; q != "" {
		address += "?" + q
	}
	values, err := s.Verify(c.Request.Method, address, c.Request.Header, raw)
	if err != nil {
		s.Log.Warn("a webhook without a good signature", logs.Stranger, "path", c.Request.URL.Path, "err", err)
		s.Fail(c, problem.New(http.StatusForbidden, "bad_signature", "This request does not carry a valid signature."))
		return
	}
	c.Set(formKey, values)
}
