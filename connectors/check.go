package connectors

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Check is one line of an examination.
type Check struct {
	Subject string // credentials, rights, fields …
	State   CheckState
	Text    string // one sentence; where Reason says more, what is true in general
	Reason  Reason // zero: Text says it all
	Detail  string // the CRM's own code and words; empty: it gave none
	Next    string // what to do about it; empty when all is well
}

// CheckState of one line.
type CheckState string

// States of a check.
const (
	CheckOK   CheckState = "ok"
	CheckWarn CheckState = "warn" // it works, and could be better
	CheckFail CheckState = "fail" // something does not work until it is mended
)

// Expected is what an examination expects to find in the CRM.
type Expected struct {
	Account    string // its name in the configuration
	AppID      string // of the installed app, where the configuration tells
	AppVersion string // of the app or package that this server comes with
	PublicURL  string // to which the app or package must lead
}

// Aspect of an account that a Probe looks at.
type Aspect struct {
	Subject string
	Codes   []string // of the findings that speak of it
	OK      string   // what to say when none does; empty: nothing
}

// Checks sorts findings into aspects, in their order. A finding that belongs to
// none comes last.
func Checks(findings []Finding, aspects []Aspect) []Check {
	var out []Check
	line := func(subject string, f Finding) {
		c := Check{Subject: subject, State: CheckWarn, Text: f.Message, Next: f.Next}
		if f.Severe {
			c.State = CheckFail
		}
		out = append(out, c)
	}
	known := map[string]bool{}
	for _, a := range aspects {
		well := true
		for _, f := range findings {
			if slices.Contains(a.Codes, f.Code) {
				line(a.Subject, f)
				well, known[f.Code] = false, true
			}
		}
		if well && a.OK != "" {
			out = append(out, Check{Subject: a.Subject, State: CheckOK, Text: a.OK})
		}
	}
	for _, f := range findings {
		if !known[f.Code] {
			line("other", f)
		}
	}
	return out
}

// Unreached is the check of a cloud that could not be asked.
func Unreached(err error) Check {
	c := Check{Subject: "credentials", State: CheckFail, Text: "It cannot be reached.", Next: "Check the url, and that this server may reach it; then ask again."}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return c
	}
	c.Reason, c.Detail = e.Reason, e.Detail
	if e.Status == http.StatusForbidden { // the connector says itself what lacks
		c.Next = "Then ask again."
		return c
	}
	switch e.Kind {
	case Unauthorized:
		c.Next = "Check client_id, client_secret and url in the configuration against the CRM's own page."
	case Throttled:
		c.Subject, c.Next = "limits", "Wait until the limit has room again, or have it raised."
	case Transient, Gone, Conflict, Rejected, Unknown:
	}
	return c
}

// Clocks that differ by more than these are worth a word: signatures and tokens
// are good for minutes.
const (
	clockWarning = 30 * time.Second
	clockFailure = 5 * time.Minute
)

// ClockCheck judges by how much a cloud's clock is ahead of ours.
func ClockCheck(ahead time.Duration, told bool) Check {
	off := ahead.Abs().Round(time.Second)
	direction := "behind"
	if ahead < 0 {
		direction = "ahead of"
	}
	c := Check{Subject: "clock", State: CheckOK, Text: "This server's clock agrees."}
	switch {
	case !told:
		return Check{Subject: "clock", State: CheckWarn, Text: "The answers do not tell the time, so this server's clock was not compared.", Next: "Make sure that the server's clock is kept by NTP."}
	case off > clockFailure:
		c.State = CheckFail
	case off > clockWarning:
		c.State = CheckWarn
	default:
		return c
	}
	c.Text = fmt.Sprintf("This server's clock is %v %s the cloud's: signatures and tokens are refused when it is minutes off.", off, direction)
	c.Next = "Set the server's clock, and keep it by NTP."
	return c
}
