package twilio

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// Twilio's own codes that change what an error means to us.
const (
	codeNotInProgress = "21220" // the call has ended, or is not in a state that can be changed so
	codeNotFound      = "20404"
	codeSuspended     = "20005" // account not active
)

// reasons are sentences for agents, by Twilio's code. Twilio's own messages
// repeat phone numbers, so they go to the operator's log only.
var reasons = map[string]string{
	"13223": "The number dialled is not a valid phone number.",
	"13224": "The number dialled cannot be called.",
	"13225": "Calls to this number are blocked by the Twilio account.",
	"13227": "Calls to this country are not enabled in the Twilio account.",
	"21201": "No number to call was given.",
	"21210": "The caller id is not a number of the Twilio account.",
	"21211": "The number dialled is not a valid phone number.",
	"21212": "The caller id is not a valid phone number.",
	"21215": "Calls to this country are not enabled in the Twilio account.",
	"21216": "Calls to this number are blocked by the Twilio account.",
	"21217": "The number dialled is not a valid phone number.",
	"21219": "A trial account can call verified numbers only.",
	"16025": "Somebody with the same label is in the room already.",
	"20005": "The Twilio account is suspended or closed.",
}

// unheard is the error of a request without a readable answer. Reads change
// nothing, and a request that never left had no effect: both may be repeated.
func unheard(op, method string, x *transport.Exchange, err error) *connectors.Error {
	e := &connectors.Error{Kind: connectors.Unknown, Op: op, Status: x.Status, Err: err, Reason: "Twilio's answer was lost."}
	if method == http.MethodGet || !x.Sent {
		e.Kind, e.Reason = connectors.Transient, "Twilio could not be reached."
	}
	return e
}

// refused is the error of an answer outside 2xx.
func refused(op, method string, x *transport.Exchange) *connectors.Error {
	var body struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	e := &connectors.Error{Op: op, Status: x.Status}
	if json.Unmarshal(x.Body, &body) == nil && body.Code != 0 {
		e.Code = strconv.Itoa(body.Code)
		if body.Message != "" {
			e.Err = errors.New(body.Message)
		}
	}
	e.Reason = reasons[e.Code]
	say := func(k connectors.Kind, reason string) *connectors.Error {
		e.Kind = k
		if e.Reason == "" {
			e.Reason = reason
		}
		return e
	}
	switch {
	case x.Status == http.StatusTooManyRequests:
		e.RetryAfter = retryAfter(x.Response)
		return say(connectors.Throttled, "Twilio is receiving too many requests.")
	case x.Status == http.StatusUnauthorized, x.Status == http.StatusForbidden, e.Code == codeSuspended:
		return say(connectors.Unauthorized, "Twilio does not accept the credentials.")
	case x.Status == http.StatusNotFound:
		return say(connectors.Gone, "Twilio no longer knows this call or room.")
	case x.Status == http.StatusConflict, x.Status == http.StatusPreconditionFailed:
		return say(connectors.Conflict, "Something else changed the call at the same moment.")
	case x.Status >= 500:
		e.RetryAfter = retryAfter(x.Response)
		if method == http.MethodGet {
			return say(connectors.Transient, "Twilio has a problem of its own.")
		}
		// The request was read; nothing says how far it got.
		return say(connectors.Unknown, "Twilio has a problem of its own; the outcome is not known.")
	}
	return say(connectors.Rejected, "Twilio refused the request.")
}

// retryAfter reads seconds; Twilio sends no dates here. An absurd value is cut to an hour.
func retryAfter(h http.Header) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(h.Get("Retry-After")))
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(n)*time.Second, time.Hour)
}

func readable(body []byte) bool { return json.Valid(body) }

// failed turns what a library call returned into our error: its own decoding
// errors come after a 2xx, so a change has most likely happened.
func failed(op string, changes bool, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		return e
	}
	k := connectors.Transient
	if changes {
		k = connectors.Unknown
	}
	return &connectors.Error{Kind: k, Op: "twilio: " + op, Reason: "Twilio's answer could not be read.", Err: err}
}

func codeOf(err error) string {
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		return e.Code
	}
	return ""
}

func isGone(err error) bool {
	return err != nil && (connectors.KindOf(err) == connectors.Gone || codeOf(err) == codeNotFound)
}
