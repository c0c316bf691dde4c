package twiliotest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Delivery is one attempt to reach a webhook.
type Delivery struct {
	At      time.Time
	About   string // the call's or the conference's SID
	URL     string // without the fragment
	Method  string
	Form    url.Values
	Token   string // the same for all attempts
	Attempt int    // from 1
	Status  int    // 0: no answer
	Fault   string // the fault that changed this attempt
	Err     string
}

// Event is what the webhook was about: a recording's status, a conference's event, a text's
// status, or a call's.
func (d Delivery) Event() string {
	for _, field := range []string{"MessageStatus", "SmsStatus"} {
		if e := d.Form.Get(field); e != "" {
			return e
		}
	}
	if e := d.Form.Get("RecordingStatus"); e != "" {
		return e
	}
	if e := d.Form.Get("StatusCallbackEvent"); e != "" {
		return e
	}
	return d.Form.Get("CallStatus")
}

// Alert is what Twilio's debugger would show.
type Alert struct {
	At    time.Time
	Code  int // 11200 retrieval failed, 11205 no connection, 11750 too large, 12100 not TwiML …
	About string
	Text  string
}

// Limits of webhook answers.
const (
	maxAnswer    = 64 << 10
	userAgent    = "TwilioProxy/1.1"
	voiceKind    = "application/x-www-form-urlencoded"
	callbackKind = "application/x-www-form-urlencoded; charset=utf-8"
)

func webhookClient() *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{}).DialContext,
			MaxIdleConnsPerHost: 8,
			IdleConnTimeout:     30 * time.Second,
		},
	}
}

// timed bounds one attempt: so long to get a connection, then so long for the
// answer. connected tells which of the two it was that failed.
func timed(ctx context.Context, p policy) (_ context.Context, connected func() bool, cancel func()) {
	ctx, stop := context.WithCancel(ctx)
	timer := time.AfterFunc(p.connect, stop)
	var got atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		got.Store(true)
		timer.Reset(p.read)
	}})
	return ctx, got.Load, func() { timer.Stop(); stop() }
}

type hook struct {
	about   string
	address string // with its fragment
	method  string // "": POST
	kind    string // of the content
	form    url.Values
}

// page is what a webhook answered.
type page struct {
	kind string // of the content
	body []byte
}

// deliver tries h until it is answered or its policy is used up.
func (s *Server) deliver(ctx context.Context, h hook, token string) (page, error) {
	address, p := parsePolicy(h.address)
	ctx, cancel := context.WithTimeout(ctx, p.total)
	defer cancel()
	for attempt := 1; ; attempt++ {
		answer, why, err := s.attempt(ctx, h, address, p, token, attempt)
		if err == nil {
			return answer, nil
		}
		if !p.on[why] || attempt > p.retries || ctx.Err() != nil || !s.pause(ctx, s.opt.RetryDelay(attempt)) {
			s.mu.Lock()
			code := alertCode(h, why)
			s.alert(h.about, code, fmt.Sprintf("%s: %v", address, err))
			s.mu.Unlock()
			return page{}, coded{code, err}
		}
	}
}

// coded is what went wrong with a document, as Twilio numbers it.
type coded struct {
	code int
	error
}

func (c coded) Unwrap() error { return c.error }

func wrong(code int, format string, args ...any) error {
	return coded{code, fmt.Errorf(format, args...)}
}

// codeOf an error that has one; otherwise for those that have none.
func codeOf(err error, otherwise int) int {
	var c coded
	if errors.As(err, &c) {
		return c.code
	}
	return otherwise
}

func alertCode(h hook, why string) int {
	switch why {
	case "4xx", "5xx":
		if h.kind == callbackKind {
			return 15003 // a warning: nobody waits for it
		}
	case "ct":
		return 11205
	case "size":
		return 11750
	}
	return 11200
}

// attempt makes one request. why says which retry rule a failure falls under.
func (s *Server) attempt(ctx context.Context, h hook, address string, p policy, token string, n int) (answer page, why string, err error) {
	d := Delivery{At: s.clock.Now(), About: h.about, URL: address, Method: h.method, Form: h.form, Token: token, Attempt: n}
	if d.Method == "" {
		d.Method = http.MethodPost
	}
	fault := s.fault(duringDelivery, d.Method+" "+address+" "+d.Event())
	if fault != nil {
		d.Fault = string(fault.Kind)
	}
	defer func() {
		if err != nil {
			d.Err = err.Error()
		}
		s.mu.Lock()
		s.deliveries = remember(s.deliveries, d)
		s.touch()
		s.mu.Unlock()
	}()
	script := ctx
	if fault != nil && fault.Kind == HangUpAsked {
		ctx = context.WithoutCancel(ctx)
		s.hangUpBecause(h)
	}
	ctx, connected, cancel := timed(ctx, p)
	defer cancel()
	req, err := s.webhookRequest(ctx, h, d.Method, address, token)
	if err != nil {
		return page{}, "url", err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		if !connected() {
			return page{}, "ct", err
		}
		return page{}, "rt", err
	}
	defer resp.Body.Close()
	d.Status = resp.StatusCode
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	cancel()
	if fault != nil {
		switch fault.Kind {
		case HangUpAnswered:
			s.hangUpBecause(h)
		case SlowWebhook:
			patience := min(p.read, p.total)
			if s.pause(script, min(fault.delay(), patience)); fault.delay() >= patience {
				return page{}, "rt", errors.New("answer came too late")
			}
		}
	}
	switch {
	case err != nil:
		return page{}, "partial", err // never retried
	case len(body) > maxAnswer:
		return page{}, "size", errors.New("answer is over 64 kB")
	case fault != nil && fault.Kind == Webhook500:
		return page{}, "5xx", errors.New("answer taken for a 500")
	case resp.StatusCode >= 500:
		return page{}, "5xx", errors.New(resp.Status)
	case resp.StatusCode >= 300:
		return page{}, "4xx", errors.New(resp.Status)
	}
	return page{kind: resp.Header.Get("Content-Type"), body: body}, "", nil
}

// hangUpBecause a fault says so lets the far end of the call hang up that a webhook is about.
func (s *Server) hangUpBecause(h hook) {
	s.locked(func() {
		if c := s.calls[h.form.Get("CallSid")]; c != nil {
			s.hangUp(c)
		}
	})
}

func (s *Server) webhookRequest(ctx context.Context, h hook, method, address, token string) (*http.Request, error) {
	var req *http.Request
	var err error
	if method == http.MethodGet {
		mark := "?"
		if strings.Contains(address, "?") {
			mark = "&"
		}
		address += mark + h.form.Encode()
		if req, err = http.NewRequestWithContext(ctx, method, address, nil); err != nil {
			return nil, err
		}
		req.Header.Set("X-Twilio-Signature", Sign(s.opt.AuthToken, signedAddress(address), nil))
	} else {
		if req, err = http.NewRequestWithContext(ctx, method, address, bytes.NewReader([]byte(h.form.Encode()))); err != nil {
			return nil, err
		}
		req.Header.Set("Content-Type", h.kind)
		req.Header.Set("X-Twilio-Signature", Sign(s.opt.AuthToken, signedAddress(address), h.form))
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("I-Twilio-Idempotency-Token", token)
	return req, nil
}

// Deliveries lists the attempts so far, dropped ones included.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery(nil), s.deliveries...)
}

// Redeliver sends a webhook once more, late, with its own fields and token.
func (s *Server) Redeliver(ctx context.Context, d Delivery) (status int, err error) {
	return s.Send(ctx, d.URL, d.Form, d.Token)
}

// Send posts any form as a signed webhook, once.
func (s *Server) Send(ctx context.Context, address string, form url.Values, token string) (status int, err error) {
	h := hook{about: form.Get("CallSid"), kind: callbackKind, form: maps.Clone(form)}
	address, _ = parsePolicy(address)
	req, err := s.webhookRequest(ctx, h, http.MethodPost, address, token)
	if err != nil {
		return 0, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer))
	return resp.StatusCode, err
}

// Alerts lists what Twilio's debugger would show.
func (s *Server) Alerts() []Alert {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Alert(nil), s.alerts...)
}

func (s *Server) alert(about string, code int, text string) {
	s.alerts = remember(s.alerts, Alert{At: s.clock.Now(), Code: code, About: about, Text: text})
	if s.opt.Log != nil {
		s.opt.Log.Warn("alert", "code", code, "about", about, "text", text)
	}
	s.touch()
}
