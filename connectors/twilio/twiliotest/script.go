package twiliotest

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// source is a document to fetch, or one that is at hand.
type source struct {
	address, method string
	fallback        string
	extra           url.Values // fields beside the call's own
	body            string     // not empty: nothing is fetched
}

// startScript runs a document on a call, instead of the one that runs. Callers hold mu.
func (s *Server) startScript(c *call, src source) {
	if c.script != nil {
		c.script()
	}
	ctx, cancel := context.WithCancel(s.stopped)
	c.script = cancel
	s.run(func() {
		defer cancel()
		s.runScript(ctx, c, src)
	})
}

func (s *Server) runScript(ctx context.Context, c *call, src source) {
	for {
		doc, base, err := s.fetch(ctx, c, src, callVerbs)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.locked(func() {
				s.answer(c)
				s.hear(c, "An application error has occurred. Goodbye.")
				s.finish(c, "completed", "")
			})
			return
		}
		next, again := s.perform(ctx, c, doc, base)
		if ctx.Err() != nil {
			return
		}
		if !again {
			s.locked(func() {
				s.answer(c)
				s.finish(c, "completed", "")
			})
			return
		}
		src = next
	}
}

func (s *Server) locked(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// fetch asks for a document, at the fallback address if the first one fails.
func (s *Server) fetch(ctx context.Context, c *call, src source, verbs []string) ([]element, string, error) {
	if src.body != "" {
		doc, err := s.parse(c, page{kind: "text/xml", body: []byte(src.body)}, verbs)
		return doc, "", err
	}
	var form url.Values
	s.locked(func() { form = s.callForm(c) })
	for k, v := range src.extra {
		form[k] = v
	}
	h := hook{about: c.sid, address: src.address, method: src.method, kind: voiceKind, form: form}
	answer, err := s.deliver(ctx, h, newSID(""))
	if err == nil {
		var doc []element
		if doc, err = s.parse(c, answer, verbs); err == nil {
			return doc, src.address, nil
		}
	}
	if src.fallback == "" || ctx.Err() != nil {
		return nil, "", err
	}
	address, _ := parsePolicy(src.address)
	return s.fetch(ctx, c, source{address: src.fallback, extra: url.Values{"ErrorCode": {"11200"}, "ErrorUrl": {address}}}, verbs)
}

// documentKinds are read as TwiML. (Twilio reads text/plain aloud and plays
// audio; an answer of those kinds is always a mistake here.)
var documentKinds = []string{"text/xml", "application/xml", "text/html"}

func (s *Server) parse(c *call, answer page, verbs []string) ([]element, error) {
	if kind, _, err := mime.ParseMediaType(answer.kind); err != nil || !slices.Contains(documentKinds, kind) {
		err := fmt.Errorf("content type %q is not TwiML's", answer.kind)
		s.locked(func() { s.alert(c.sid, 12300, err.Error()) })
		return nil, err
	}
	doc, err := parseDocument(answer.body)
	code := 12100
	if err == nil {
		err, code = checkVerbs(doc, verbs), 12200
	}
	if err != nil {
		s.locked(func() { s.alert(c.sid, code, err.Error()) })
	}
	return doc, err
}

// perform runs a document's verbs; again is false when the call is to end.
func (s *Server) perform(ctx context.Context, c *call, doc []element, base string) (next source, again bool) {
	for _, e := range doc {
		if e.name == "Reject" {
			s.locked(func() {
				if c.status != "ringing" {
					return
				}
				status := "busy" // assumed for both reasons
				s.finish(c, status, "")
			})
			return source{}, false
		}
		s.locked(func() { s.answer(c) })
		switch e.name {
		case "Say", "Play", "Pause":
			if !s.sound(ctx, c, e) {
				return source{}, false
			}
		case "Redirect":
			return source{address: resolve(base, e.text), method: e.attr["method"]}, true
		case "Hangup":
			return source{}, false
		case "Dial":
			entered := s.stay(ctx, c, e, base)
			if ctx.Err() != nil {
				return source{}, false
			}
			if action := e.attr["action"]; action != "" {
				status := "answered" // also after a conference
				if !entered {
					status = "failed" // assumed
				}
				return source{address: resolve(base, action), method: e.attr["method"],
					extra: url.Values{"DialCallStatus": {status}, "DialBridged": {strconv.FormatBool(entered)}}}, true
			}
		}
	}
	return source{}, false
}

// sound lets a caller hear one verb; false if the call is over meanwhile.
func (s *Server) sound(ctx context.Context, c *call, e element) bool {
	var length time.Duration
	var words string
	var sounds tune
	switch e.name {
	case "Pause":
		n, err := strconv.Atoi(e.attr["length"])
		if err != nil || n < 0 {
			n = 1
		}
		length = time.Duration(n) * time.Second
	case "Say":
		words, sounds = e.text, newVoice()
		length = time.Second + time.Duration(len(strings.Fields(e.text)))*400*time.Millisecond // about 150 words a minute
	case "Play":
		words, sounds = e.text, newMusic()
		length = 10 * time.Second // sounds are not fetched
	}
	over := begin(s.clock, length) // before it is heard: who sees that may move the clock
	s.locked(func() {
		if ctx.Err() != nil {
			return
		}
		c.playing = sounds
		if words != "" {
			s.hear(c, words)
		}
	})
	if !over(ctx) {
		return false // what follows has its own sound
	}
	s.locked(func() {
		if c.playing == sounds {
			c.playing = nil
		}
	})
	return true
}

// hear notes what a call hears. Callers hold mu.
func (s *Server) hear(c *call, what string) {
	if c.final() {
		return
	}
	c.heard = append(c.heard, what)
	if len(c.heard) > heardKept {
		c.heard = c.heard[1:]
	}
	s.show(c)
}

// stay puts a call into a conference until it leaves; false if it could not enter.
func (s *Server) stay(ctx context.Context, c *call, dial element, base string) bool {
	e := dial.children[0]
	var l *leg
	s.locked(func() {
		r := s.openConference(e.text)
		label := e.attr["participantLabel"]
		switch {
		case c.final() || ctx.Err() != nil:
			return
		case r == nil || r.labelTaken(label):
			s.alert(c.sid, 16025, "the label "+label+" is taken")
			return
		case r.max <= len(r.legs):
			s.alert(c.sid, 16020, "the room is full")
			return
		}
		if n, err := strconv.Atoi(e.attr["maxParticipants"]); err == nil && len(r.legs) == 0 && n >= 2 {
			r.max = min(n, 250)
		}
		now := s.clock.Now()
		l = &leg{conference: r, call: c, label: label, created: now, updated: now, left: make(chan struct{}),
			startOnEnter: e.is("startConferenceOnEnter", true), endOnExit: e.is("endConferenceOnExit", false), muted: e.is("muted", false),
			waitMethod: e.attr["waitMethod"],
			wish: callback{address: resolve(base, e.attr["statusCallback"]), method: e.attr["statusCallbackMethod"],
				events: eventGroups(e.attr["statusCallbackEvent"])}}
		if e.attr["waitUrl"] != "" {
			l.waitURL = resolve(base, e.attr["waitUrl"])
		}
		c.leg = l
		s.enter(l)
	})
	if l == nil {
		return false
	}
	limit, stays := make(chan struct{}), longestStay
	if n, err := strconv.Atoi(dial.attr["timeLimit"]); err == nil && n > 0 {
		stays = time.Duration(n) * time.Second
	}
	defer s.clock.After(stays, func() { close(limit) })()
	select {
	case <-l.left:
	case <-ctx.Done():
	case <-limit:
		s.locked(func() { s.leave(l, "participant_hung_up") }) // assumed
	}
	return true
}

// longestStay of a leg in a conference whose TwiML gives no timeLimit.
const longestStay = 4 * time.Hour

// playMusic lets a leg hear a document, over and over, until it is stopped: that of
// those who wait, or of those on hold. A leg whose first waiting document fails is not
// let in; when a later one fails, silence follows (assumed). Callers hold mu.
func (s *Server) playMusic(l *leg, address, method string) {
	l.stopMusic()
	ctx, cancel := context.WithCancel(s.stopped)
	l.music = cancel
	if address == "" {
		l.call.playing = newMusic()
		s.hear(l.call, "(music)")
		return
	}
	waits := !l.hold
	s.run(func() {
		defer cancel()
		src := source{address: address, method: method}
		for first := true; ctx.Err() == nil; first = false {
			doc, base, err := s.fetch(ctx, l.call, src, waitVerbs)
			if err != nil {
				if first && waits && ctx.Err() == nil {
					s.locked(func() { s.leave(l, "participant_add_failed") })
				}
				return
			}
			again := false
			for _, e := range doc {
				if e.name == "Redirect" {
					src, again = source{address: resolve(base, e.text), method: e.attr["method"]}, true
					break
				}
				if !s.sound(ctx, l.call, e) {
					return
				}
			}
			if !again { // the document has ended: silence
				return
			}
			if len(doc) == 1 && !pause(ctx, s.clock, time.Second) { // a loop of nothing must not run hot
				return
			}
		}
	})
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

var errNoWebhook = errors.New("no voice webhook is set")
