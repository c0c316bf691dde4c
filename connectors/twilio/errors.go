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
	codeQueueFull     = "21611" // too many texts of one number wait
)

// reasons are sentences for agents, by Twilio's code. Twilio's own messages
// repeat phone numbers, so they go to the operator's log only.
var reasons = map[string]connectors.Reason{
	"13223": connectors.Because("twilio_number_invalid"),
	"13224": connectors.Because("twilio_number_uncallable"),
	"13225": connectors.Because("twilio_number_blocked"),
	"13227": connectors.Because("twilio_country"),
	"21201": connectors.Because("twilio_number_missing"),
	"21210": connectors.Because("twilio_caller_id"),
	"21211": connectors.Because("twilio_number_invalid"),
	"21212": connectors.Because("twilio_caller_id_invalid"),
	"21215": connectors.Because("twilio_country"),
	"21216": connectors.Because("twilio_number_blocked"),
	"21217": connectors.Because("twilio_number_invalid"),
	"21219": connectors.Because("twilio_trial"),
	"16025": connectors.Because("twilio_label_taken"),
	"21408": connectors.Because(connectors.TextCountry),
	"21602": connectors.Because(connectors.TextNoContent),
	"21606": connectors.Because(connectors.TextNoSender),
	"21610": connectors.Because(connectors.TextOptedOut),
	"21611": connectors.Because(connectors.TextLater),
	"21612": connectors.Because(connectors.TextRoute),
	"21614": connectors.Because(connectors.TextNotMobile),
	"21617": connectors.Because(connectors.TextTooLong),
	"20005": connectors.Because("twilio_suspended"),
}

// unheard is the error of a request without a readable answer. Reads change
// nothing, and a request that never left had no effect: both may be repeated.
func unheard(op, method string, x *transport.Exchange, err error) *connectors.Error {
	e := &connectors.Error{Kind: connectors.Unknown, Op: op, Status: x.Status, Err: err, Reason: connectors.Because("twilio_lost")}
	if method == http.MethodGet || !x.Sent {
		e.Kind, e.Reason = connectors.Transient, connectors.Because("twilio_unreached")
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
	say := func(k connectors.Kind, reason connectors.Reason) *connectors.Error {
		e.Kind = k
		if e.Reason.Code == "" {
			e.Reason = reason
		}
		return e
	}
	switch {
	case e.Code == codeQueueFull:
		e.RetryAfter = max(retryAfter(x.Response), queueDrains)
		return say(connectors.Throttled, connectors.Because(connectors.TextLater))
	case x.Status == http.StatusTooManyRequests:
		e.RetryAfter = retryAfter(x.Response)
		return say(connectors.Throttled, connectors.Because("twilio_too_many"))
	case x.Status == http.StatusUnauthorized, x.Status == http.StatusForbidden, e.Code == codeSuspended:
		return say(connectors.Unauthorized, connectors.Because("twilio_credentials"))
	case x.Status == http.StatusNotFound:
		return say(connectors.Gone, connectors.Because("twilio_gone"))
	case x.Status == http.StatusConflict, x.Status == http.StatusPreconditionFailed:
		return say(connectors.Conflict, connectors.Because("twilio_conflict"))
	case x.Status >= 500:
		e.RetryAfter = retryAfter(x.Response)
		if method == http.MethodGet {
			return say(connectors.Transient, connectors.Because("twilio_trouble"))
		}
		// The request was read; nothing says how far it got.
		return say(connectors.Unknown, connectors.Because("twilio_trouble_unknown"))
	}
	return say(connectors.Rejected, connectors.Because("twilio_refused"))
}

// queueDrains: in so long some hundred of the texts that wait have gone.
const queueDrains = 5 * time.Minute

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
	return &connectors.Error{Kind: k, Op: "twilio: " + op, Reason: connectors.Because("twilio_unreadable"), Err: err}
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
