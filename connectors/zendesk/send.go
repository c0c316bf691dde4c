package zendesk

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"

	gozendesk "github.com/nukosuke/go-zendesk/zendesk"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// request is one API call.
type request struct {
	op      string // "zendesk: update ticket"
	method  string
	path    string // below /api/v2, with its query
	body    any
	key     string              // Idempotency-Key
	file    *connectors.File    // raw body instead of JSON
	header  http.Header         // of a raw body
	harmful bool                // its effect would be seen if it were repeated: an unheard outcome is Unknown
	accept  func(any) (ok bool) // what makes a 2xx a real answer, beyond being JSON
}

// do sends a request once, and once more if the token had gone stale. The
// answer is decoded into out.
func (c *Connector) do(ctx context.Context, q request, out any) (*transport.Exchange, *connectors.Error) {
	for again := false; ; again = true {
		t, e := c.tokens.get(ctx)
		if e != nil {
			e.Op = q.op
			return nil, e
		}
		x, e := c.once(ctx, q, t.value, out)
		if x != nil && x.Status == http.StatusUnauthorized {
			c.tokens.drop(t.value)
			if !again {
				continue
			}
		}
		return x, e
	}
}

func (c *Connector) once(ctx context.Context, q request, token string, out any) (*transport.Exchange, *connectors.Error) {
	x := &transport.Exchange{}
	if ctx.Err() != nil {
		return x, transient(q.op, ctx.Err())
	}
	if q.key != "" {
		// Spelled so on purpose: net/http repeats a request by itself when it sees
		// the canonical spelling, and repeating is for the caller to decide.
		x.Header = http.Header{"idempotency-key": {q.key}}
	}
	var err error
	if q.file != nil {
		err = c.sendFile(ctx, q, token, x)
	} else {
		err = c.sendJSON(ctx, q, token, x)
	}
	if w := x.Response.Get("X-Zendesk-Api-Warn"); w != "" {
		c.log.LogAttrs(ctx, slog.LevelWarn, "zendesk ignored part of a request", slog.String("op", q.op), slog.String("warning", w))
	}
	if err != nil {
		return x, classify(q.op, q.harmful, x, err)
	}
	if err := json.Unmarshal(x.Body, out); err != nil || q.accept != nil && !q.accept(out) {
		return x, unreadable(q, x)
	}
	return x, nil
}

// sendJSON goes through go-zendesk. A client is made per request because it
// knows neither response headers nor rotating tokens; SetHeader is never used,
// because it writes to a map shared by all clients of the process.
func (c *Connector) sendJSON(ctx context.Context, q request, token string, x *transport.Exchange) error {
	client, err := gozendesk.NewClient(c.chain.Client(ctx, x))
	if err != nil {
		return err
	}
	if err := client.SetEndpointURL(c.base + "/api/v2"); err != nil {
		return err
	}
	client.SetCredential(gozendesk.NewBearerTokenCredential(token))
	switch q.method {
	case http.MethodPost:
		_, err = client.Post(ctx, q.path, q.body)
	case http.MethodPut:
		_, err = client.Put(ctx, q.path, q.body)
	default:
		_, err = client.Get(ctx, q.path)
	}
	return err
}

// sendFile streams a raw body. The library's uploader sends no length, a wrong
// content type, and leaks.
func (c *Connector) sendFile(ctx context.Context, q request, token string, x *transport.Exchange) error {
	content, err := q.file.Open()
	if err != nil {
		return localError{err}
	}
	body := newFileBody(content, q.file.Size)
	defer body.Close()
	r, err := http.NewRequestWithContext(ctx, q.method, c.base+"/api/v2"+q.path, io.NopCloser(body))
	if err != nil {
		return err
	}
	for k, v := range q.header {
		r.Header[k] = v
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.ContentLength = q.file.Size
	if q.file.Size == 0 {
		r.Body = http.NoBody
	}
	x.Stall = stalled
	resp, err := c.chain.Client(ctx, x).Do(r)
	if err != nil {
		if local := body.failure(); local != nil {
			return localError{local}
		}
		return err
	}
	_ = resp.Body.Close()
	if x.Status != http.StatusCreated && x.Status != http.StatusOK {
		return errStatus
	}
	return nil
}
