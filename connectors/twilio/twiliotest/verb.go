package twiliotest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// place is where a document is heard. It decides what the document may say.
type place int

const (
	inCall       place = 1 << iota // a call's own document
	inConference                   // for who waits in a conference, or is on hold
	inQueue                        // for who waits in a queue
	inWhisper                      // for who is about to be put through
	inGather                       // inside a Gather

	everywhere = inCall | inConference | inQueue | inWhisper | inGather
)

func (p place) String() string {
	return map[place]string{inCall: "a call", inConference: "a conference's waiting room", inQueue: "a queue", inWhisper: "a whisper", inGather: "Gather"}[p]
}

// verb is what the stand-in knows of one of TwiML's.
type verb struct {
	in place
	// unanswered: a call that rings goes on ringing.
	unanswered bool
	// check looks at what it holds, when its document is read; nil: it may hold anything.
	check func(*Server, element) error
	run   func(context.Context, *script, element) outcome
}

// outcome is where a verb leads: nowhere, which is to the next one; to another document;
// or to the end of what its document is for.
type outcome struct {
	next *source
	over bool
}

var (
	goOn  = outcome{}
	leads = func(to *source) outcome { return outcome{next: to} }
	ends  = outcome{over: true}
)

// vocabulary is all verbs, by name.
func vocabulary() map[string]verb {
	return map[string]verb{
		"Say":      {in: everywhere, run: say},
		"Play":     {in: everywhere, run: play},
		"Pause":    {in: everywhere, run: pause},
		"Gather":   {in: inCall | inQueue | inWhisper, check: checkGather, run: gather},
		"Record":   {in: inCall, run: record},
		"Dial":     {in: inCall, check: checkDial, run: dial},
		"Enqueue":  {in: inCall, check: checkEnqueue, run: enqueue},
		"Leave":    {in: inCall | inQueue, run: leave},
		"Redirect": {in: inCall | inConference | inQueue | inWhisper, run: redirect},
		"Hangup":   {in: inCall | inQueue | inWhisper, run: hangup},
		"Reject":   {in: inCall, unanswered: true, run: reject},
	}
}

// checkVerbs refuses a document that says what is not said there.
func (s *Server) checkVerbs(doc []element, where place) error {
	for _, e := range doc {
		v, ok := s.verbs[e.name]
		if !ok || v.in&where == 0 {
			code := 12200
			if ok && where == inConference {
				code = 13238
			}
			return wrong(code, "%s is not allowed in %s", e.name, where)
		}
		if v.check == nil {
			continue
		}
		if err := v.check(s, e); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return nil
}

// seconds reads an attribute; one that makes no sense is a warning, and as if it were not there.
func (sc *script) seconds(e element, attr string, otherwise time.Duration, least, most int, warning int) time.Duration {
	return time.Duration(sc.number(e, attr, int(otherwise/time.Second), least, most, warning)) * time.Second
}

// number reads an attribute, as seconds does.
func (sc *script) number(e element, attr string, otherwise, least, most, warning int) int {
	v, ok := e.attr[attr]
	if !ok || v == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		sc.warn(warning, fmt.Sprintf("%s: invalid %s %q", e.name, attr, v))
		return otherwise
	}
	return n
}

// method reads the method of a request that a verb asks for.
func (sc *script) method(e element, attr string, warning int) string {
	v := e.attr[attr]
	if v != "" && !slices.Contains([]string{"GET", "POST"}, v) {
		sc.warn(warning, fmt.Sprintf("%s: invalid %s %q", e.name, attr, v))
		return ""
	}
	return v
}

// follow is an outcome that asks for the document at an address in this one.
func (sc *script) follow(ref, method string, fields map[string]string) outcome {
	address := resolve(sc.base, ref)
	if !absolute(address) { // a document that was given as it is has no address that others could be relative to
		sc.warn(11100, fmt.Sprintf("invalid URL %q", ref))
		return outcome{over: true}
	}
	return leads(&source{address: address, method: method, extra: formOf(fields)})
}

func (sc *script) warn(code int, text string) {
	sc.s.locked(func() { sc.s.alert(sc.call.sid, code, text) })
}

// flag reads an attribute that is true or false, as number does.
func (sc *script) flag(e element, attr string, otherwise bool, warning int) bool {
	switch v := e.attr[attr]; v {
	case "true", "false":
		return v == "true"
	case "":
		return otherwise
	default:
		sc.warn(warning, fmt.Sprintf("%s: invalid %s %q", e.name, attr, v))
		return otherwise
	}
}
