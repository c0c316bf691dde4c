package twiliotest

import (
	"context"
	"strconv"
	"time"
)

// stay puts a call into a conference until it leaves; false if it could not enter.
func (sc *script) stay(ctx context.Context, limit time.Duration, e element) bool {
	s, c := sc.s, sc.call
	starts, muted := sc.flag(e, "startConferenceOnEnter", true, 13232), sc.flag(e, "muted", false, 13230)
	endsOnExit := sc.flag(e, "endConferenceOnExit", false, 13231)
	waitMethod := sc.method(e, "waitMethod", 13234)
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
		l = &leg{conference: r, call: c, label: label, created: now, updated: now, left: newBell(),
			startOnEnter: starts, endOnExit: endsOnExit, muted: muted, waitMethod: waitMethod,
			wish: callback{address: resolve(sc.base, e.attr["statusCallback"]), method: e.attr["statusCallbackMethod"],
				events: eventGroups(e.attr["statusCallbackEvent"])},
			record: recordsFrom(e.attr["record"]), recordWish: sc.recordingCallback(e)}
		if e.attr["waitUrl"] != "" {
			l.waitURL = resolve(sc.base, e.attr["waitUrl"])
		}
		c.leg = l
		s.enter(l)
	})
	if l == nil {
		return false
	}
	over, cancel := s.alarm(limit, l.left)
	defer cancel()
	if s.waits(ctx, l.left) && over() {
		s.locked(func() { s.leave(l, "participant_hung_up") }) // assumed
	}
	return true
}

// recordsFrom reads whether a conference is recorded, in TwiML's words or the API's.
func recordsFrom(word string) bool { return word == "record-from-start" || word == "true" }

// longestStay of a call with others whose TwiML gives no timeLimit.
const longestStay = 4 * time.Hour

// announceTo lets a leg hear a document once, while the conference goes on. Callers hold mu.
func (s *Server) announceTo(l *leg, address, method string) {
	ctx, cancel := context.WithCancel(s.stopped)
	s.run(func() {
		defer cancel()
		inside := &script{s: s, call: l.call, in: inConference}
		if doc, err := inside.fetch(ctx, source{address: address, method: method}); err == nil {
			inside.perform(ctx, doc)
		}
	})
}

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
		inside := &script{s: s, call: l.call, in: inConference}
		first := true
		for src := (&source{address: address, method: method}); src != nil; first = false {
			before := s.clock.Now()
			doc, err := inside.fetch(ctx, *src)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				if first && waits {
					s.locked(func() { s.leave(l, "participant_add_failed") })
				}
				return
			}
			src = inside.perform(ctx, doc).next                                      // none: the document has ended, and silence follows
			if src != nil && !s.clock.Now().After(before) && !s.pause(ctx, second) { // a loop of nothing must not run hot
				return
			}
		}
	})
}
