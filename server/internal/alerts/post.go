package alerts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/deskside/deskside/connectors/transport"
)

// event is what is posted. Fields may be added.
type event struct {
	Type      string    `json:"type"` // trouble.opened, trouble.mended, test
	Timestamp time.Time `json:"timestamp"`
	Data      data      `json:"data"`
}

// data of a trouble.
type data struct {
	Key     string     `json:"key"`
	Code    string     `json:"code"`
	Account string     `json:"account,omitempty"`
	Says    string     `json:"says"`
	Since   time.Time  `json:"since"`
	Until   *time.Time `json:"until,omitempty"` // it is over since then
	URL     string     `json:"url"`             // where it can be looked at
}

// Poster brings one message to whoever is told.
type Poster interface {
	Post(ctx context.Context, id string, at time.Time, body []byte) error
}

// Webhook is an address and what messages to it are signed with.
type Webhook struct {
	address string
	sign    *standardwebhooks.Webhook
	chain   transport.Chain
}

// answerTakes is how long the other side may take.
const answerTakes = 10 * time.Second

// NewWebhook of an address. The secret is "whsec_" and base64.
func NewWebhook(address, secret, userAgent string) (*Webhook, error) {
	sign, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return nil, fmt.Errorf("the secret is not whsec_ and base64")
	}
	return &Webhook{address, sign, transport.Chain{Timeout: answerTakes, MaxBody: 64 << 10, UserAgent: userAgent}}, nil
}

// Post one message. Anything but a 2xx answer is an error.
func (w *Webhook) Post(ctx context.Context, id string, at time.Time, body []byte) error {
	signature, err := w.sign.Sign(id, at, body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(standardwebhooks.HeaderWebhookID, id)
	r.Header.Set(standardwebhooks.HeaderWebhookTimestamp, fmt.Sprint(at.Unix()))
	r.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	res, err := w.chain.Client(ctx, &transport.Exchange{}).Do(r)
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // the rest is the address, which may hold a key
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body) // bounded by the chain
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("it was answered with %d", res.StatusCode)
	}
	return nil
}

// Test posts a message that tells of nothing, to see whether it arrives.
func Test(ctx context.Context, p Poster, now time.Time, admin string) error {
	m := memory{}
	m.tell("test", data{Key: "test", Code: "test", Says: "This is a test: nothing is wrong.", Since: now, URL: admin}, now)
	return p.Post(ctx, m.Waiting[0].ID, now, m.Waiting[0].Body)
}
