package zendesk

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	gozendesk "github.com/nukosuke/go-zendesk/zendesk"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

var errStatus = errors.New("status is not a success")

// localError is a fault on our side: a file that cannot be read.
type localError struct{ error }

func (e localError) Unwrap() error { return e.error }

// longWait is from when on a throttle is a quota of the day rather than of the minute.
const longWait = time.Hour

func asError(err error) *connectors.Error {
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		own := *e // callers complete their own copy
		return &own
	}
	return transient("zendesk", err)
}

func transient(op string, err error) *connectors.Error {
	return &connectors.Error{Kind: connectors.Transient, Op: op, Reason: connectors.Because("zendesk_unreached"), Err: safe(err)}
}

// safe strips what must not be told: the URL of a request holds the customer's
// address or number, go-zendesk's error holds the whole answer.
func safe(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if _, ok := errors.AsType[gozendesk.Error](err); ok || errors.Is(err, errStatus) {
		return nil
	}
	return err
}

func unreadable(q request, x *transport.Exchange) *connectors.Error {
	e := &connectors.Error{Kind: connectors.Transient, Op: q.op, Status: x.Status, Reason: connectors.Because("zendesk_unreadable")}
	if q.harmful {
		e.Kind = connectors.Unknown
	}
	return e
}

// classify says what a failed exchange means. Harmful is a request whose
// repetition would be seen: if its outcome was not heard, it is Unknown.
func classify(op string, harmful bool, x *transport.Exchange, err error) *connectors.Error {
	e := &connectors.Error{Op: op, Status: x.Status, Err: safe(err)}
	unheard := connectors.Transient
	if harmful && x.Sent {
		unheard = connectors.Unknown
	}
	if local, ok := errors.AsType[localError](err); ok {
		e.Kind, e.Reason, e.Err = connectors.Transient, connectors.Because("file_storage"), local.error
		return e
	}
	f := parseFailure(x.Body)
	e.Code = f.code
	switch s := x.Status; {
	case s == 0:
		e.Kind, e.Reason = unheard, connectors.Because("zendesk_unreached")
		if x.Sent {
			e.Reason = connectors.Because("zendesk_broken")
		}
		if errors.Is(err, context.DeadlineExceeded) {
			e.Reason = connectors.Because("zendesk_timeout")
		}
	case s < 300:
		e.Kind, e.Reason = unheard, connectors.Because("zendesk_unreadable")
	case s < 400:
		e.Kind, e.Reason = connectors.Unauthorized, connectors.Because("zendesk_redirect")
	case s == http.StatusUnauthorized:
		e.Kind, e.Reason = connectors.Unauthorized, connectors.Because("zendesk_token")
	case s == http.StatusForbidden:
		e.Kind, e.Reason = connectors.Unauthorized, connectors.Because("zendesk_scope")
	case s == http.StatusNotFound || s == http.StatusGone:
		e.Kind, e.Reason = connectors.Rejected, connectors.Because("zendesk_unknown")
	case s == http.StatusRequestTimeout || s == http.StatusTooEarly:
		e.Kind, e.Reason = connectors.Transient, connectors.Because("zendesk_slow")
	case s == http.StatusConflict:
		e.Kind, e.Reason = connectors.Conflict, connectors.Because("zendesk_conflict")
	case s == http.StatusRequestEntityTooLarge:
		e.Kind, e.Reason = connectors.Rejected, connectors.Because("zendesk_too_large")
	case s == http.StatusTooManyRequests:
		e.Kind, e.Reason, e.RetryAfter = connectors.Throttled, connectors.Because("zendesk_rate"), retryAfter(x.Response)
		e.Daily = e.RetryAfter >= longWait
		e.OneTicket = spent.MatchString(x.Response.Get("Zendesk-Ratelimit-Per-Ticket-Updates"))
	case s < 500:
		e.Kind, e.Reason, e.Detail = connectors.Rejected, f.reason(), f.detail
	case s == http.StatusServiceUnavailable && x.Response.Get("Retry-After") != "":
		e.Kind, e.Reason, e.RetryAfter = connectors.Transient, connectors.Because("zendesk_down"), retryAfter(x.Response)
	default:
		e.Kind, e.Reason = unheard, connectors.Because("zendesk_server")
	}
	return e
}

var spent = regexp.MustCompile(`remaining=0\b`)

var resets = regexp.MustCompile(`remaining=0\b.*resets=(\d+)`)

// retryAfter reads seconds, a date, or the end of an exhausted endpoint limit.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n < 1e7 {
		return time.Duration(n * float64(time.Second))
	}
	if at, err := http.ParseTime(text); err == nil {
		now, err := http.ParseTime(h.Get("Date"))
		if err != nil {
			return 0 // whose clock would it be?
		}
		return max(0, at.Sub(now))
	}
	var wait time.Duration
	for k, v := range h {
		if !strings.HasPrefix(strings.ToLower(k), "zendesk-ratelimit-") || len(v) == 0 {
			continue
		}
		if m := resets.FindStringSubmatch(v[0]); m != nil {
			n, _ := strconv.Atoi(m[1])
			wait = max(wait, time.Duration(n)*time.Second)
		}
	}
	if n, err := strconv.Atoi(h.Get("Ratelimit-Reset")); wait == 0 && err == nil {
		wait = time.Duration(n) * time.Second
	}
	return wait
}

// failure is what an error body tells. Its descriptions repeat names, addresses and
// text of the customer: they go into the detail, cleaned, and nothing is decided by
// them.
type failure struct {
	code   string
	fields []string          // keys of its details, "base" among them
	codes  map[string]string // the code of each, where it has one
	lacks  []int64           // ids of the ticket fields that must be filled before
	detail string
}

var codeLike = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)

// parseFailure takes every form Zendesk answers with: error as a string or an
// object, a list of errors, OAuth's error, and pages that are not JSON at all.
func parseFailure(body []byte) failure {
	var in struct {
		Error       json.RawMessage            `json:"error"`
		Description string                     `json:"description"`
		Details     map[string]json.RawMessage `json:"details"`
		Errors      []struct {
			Code string `json:"code"`
		} `json:"errors"`
	}
	f := failure{codes: map[string]string{}}
	if json.Unmarshal(body, &in) != nil {
		return f
	}
	var object struct {
		Title string `json:"title"`
	}
	if json.Unmarshal(in.Error, &f.code) != nil && json.Unmarshal(in.Error, &object) == nil {
		f.code = object.Title
	}
	if f.code == "" && len(in.Errors) > 0 {
		f.code = in.Errors[0].Code
	}
	if !codeLike.MatchString(f.code) {
		f.code = ""
	}
	said := []string{}
	for _, k := range slices.Sorted(maps.Keys(in.Details)) {
		if !fieldLike.MatchString(k) {
			continue
		}
		f.fields = append(f.fields, k)
		var each []struct {
			Description, Error string
			Field              int64 `json:"ticket_field_id"`
		}
		if json.Unmarshal(in.Details[k], &each) != nil {
			continue
		}
		for _, e := range each {
			if codeLike.MatchString(e.Error) {
				f.codes[k] = e.Error
			}
			said = append(said, e.Description)
			if e.Field > 0 {
				f.lacks = append(f.lacks, e.Field)
			}
		}
	}
	if len(said) == 0 {
		said = append(said, in.Description)
	}
	f.detail = connectors.Detail(f.code, strings.Join(said, "; "))
	return f
}

// fieldLike is a key of the details: a name, or the number of a custom field.
var fieldLike = regexp.MustCompile(`^[A-Za-z0-9_.]{1,64}$`)

// reason names the fields at fault; base is none.
func (f failure) reason() connectors.Reason {
	fields := slices.DeleteFunc(slices.Clone(f.fields), func(name string) bool { return name == "base" })
	switch {
	case len(fields) > 0:
		return connectors.Because("zendesk_rule", "fields", strings.Join(fields[:min(5, len(fields))], ", "))
	case len(f.fields) > 0:
		return connectors.Because("zendesk_rules")
	}
	return connectors.Because("zendesk_rejected")
}
