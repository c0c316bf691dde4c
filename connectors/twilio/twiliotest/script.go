package twiliotest

import (
	"context"
	"errors"
	"mime"
	"net/url"
	"slices"
	"strconv"
)

// source is a document to fetch, or one that is at hand.
type source struct {
	address, method string
	fallback        string
	extra           url.Values // fields beside the call's own
	body            string     // not empty: nothing is fetched
}

// script runs documents for one call, one verb after the other.
type script struct {
	s    *Server
	call *call
	in   place
	base string            // address of the document that runs
	ear  *ear              // of the verb that listens; nil: none does
	more func() url.Values // fields of every request, beside the call's own; nil: none. Callers hold mu
}

// startScript runs a document on a call, instead of the one that runs. Callers hold mu.
func (s *Server) startScript(c *call, src source) {
	if c.script != nil {
		c.script()
	}
	ctx, cancel := context.WithCancel(s.stopped)
	c.script = cancel
	sc := &script{s: s, call: c, in: inCall}
	s.run(func() {
		defer cancel()
		_, err := sc.run(ctx, src)
		if ctx.Err() != nil {
			return
		}
		s.locked(func() {
			s.answer(c)
			if err != nil {
				s.hear(c, "An application error has occurred. Goodbye.")
			}
			s.finish(c, "completed", "")
		})
	})
}

// run follows a document, and those it leads to. over: a verb has ended it, before the
// last document had come to its own end.
func (sc *script) run(ctx context.Context, src source) (over bool, err error) {
	for {
		doc, err := sc.fetch(ctx, src)
		if ctx.Err() != nil || err != nil {
			return true, err
		}
		o := sc.perform(ctx, doc)
		if o.next == nil || ctx.Err() != nil {
			return o.over, nil
		}
		src = *o.next
	}
}

// perform runs verbs until one leads elsewhere.
func (sc *script) perform(ctx context.Context, doc []element) outcome {
	for _, e := range doc {
		v := sc.s.verbs[e.name]
		if !v.unanswered && sc.in == inCall {
			sc.s.locked(func() { sc.s.answer(sc.call) })
		}
		o := v.run(ctx, sc, e)
		if ctx.Err() != nil {
			return ends
		}
		if o.next != nil || o.over {
			return o
		}
	}
	return goOn
}

func (s *Server) locked(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// fetch asks for a document, at the fallback address if the first one fails.
func (sc *script) fetch(ctx context.Context, src source) ([]element, error) {
	s, c := sc.s, sc.call
	if src.body != "" {
		sc.base = ""
		return sc.parse(page{kind: "text/xml", body: []byte(src.body)})
	}
	var form url.Values
	s.locked(func() {
		form = s.callForm(c)
		if sc.more != nil {
			merge(form, sc.more())
		}
	})
	merge(form, src.extra)
	h := hook{about: c.sid, address: src.address, method: src.method, kind: voiceKind, form: form}
	answer, err := s.deliver(ctx, h, newSID(""))
	if err == nil {
		var doc []element
		if doc, err = sc.parse(answer); err == nil {
			sc.base = src.address
			return doc, nil
		}
	}
	if src.fallback == "" || ctx.Err() != nil {
		return nil, err
	}
	address, _ := parsePolicy(src.address)
	return sc.fetch(ctx, source{address: src.fallback, extra: url.Values{"ErrorCode": {strconv.Itoa(codeOf(err, 11200))}, "ErrorUrl": {address}}})
}

// documentKinds are read as TwiML. (Twilio reads text/plain aloud and plays
// audio; an answer of those kinds is always a mistake here.)
var documentKinds = []string{"text/xml", "application/xml", "text/html"}

func (sc *script) parse(answer page) ([]element, error) {
	doc, err := []element(nil), error(nil)
	if kind, _, wrongKind := mime.ParseMediaType(answer.kind); wrongKind != nil || !slices.Contains(documentKinds, kind) {
		err = wrong(12300, "content type %q is not TwiML's", answer.kind)
	} else if doc, err = parseDocument(answer.body); err != nil {
		err = coded{12100, err}
	} else {
		err = sc.s.checkVerbs(doc, sc.in)
	}
	if err != nil {
		sc.warn(codeOf(err, 12200), err.Error())
	}
	return doc, err
}

// loop runs a document over and over, as for those who wait; it ends when a verb ends it,
// when a document fails, and with ctx.
func (sc *script) loop(ctx context.Context, src source) error {
	for {
		before := sc.s.clock.Now()
		if over, err := sc.run(ctx, src); over || err != nil {
			return err
		}
		if !sc.s.clock.Now().After(before) && !sc.s.pause(ctx, second) { // a loop of nothing must not run hot
			return nil
		}
	}
}

// resolve reads an address inside the document at base.
func resolve(base, ref string) string {
	if ref == "" {
		return base
	}
	b, err := url.Parse(base)
	if err != nil {
		return ref
	}
	u, err := b.Parse(ref)
	if err != nil {
		return ref
	}
	return u.String()
}

func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != ""
}

// merge puts fields into a form, instead of those of the same names.
func merge(form, more url.Values) {
	for k, v := range more {
		form[k] = v
	}
}

func formOf(fields map[string]string) url.Values {
	f := url.Values{}
	for k, v := range fields {
		f.Set(k, v)
	}
	return f
}

var errNoWebhook = errors.New("no voice webhook is set")
