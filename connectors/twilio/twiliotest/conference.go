package twiliotest

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// conference is one conference; names are used again once it has ended. All fields
// are guarded by Server.mu.
type conference struct {
	sid, name string
	status    string // init, in-progress, completed
	created   time.Time
	updated   time.Time
	callback  callback // of the leg that came first
	sequence  int
	max       int
	legs      []*leg // dialled and connected
	reason    string // why it ended
	endedBy   string // call SID
	recording *recording
}

// leg is a call's stay in a conference.
type leg struct {
	conference *conference
	call       *call
	label      string
	status     string // queued, ringing, connected, complete, failed
	created    time.Time
	updated    time.Time

	startOnEnter, endOnExit, muted, hold bool
	coaching                             bool
	coached                              string // call SID

	waitURL, waitMethod string
	wish                callback // for the conference's events, if this leg is the first
	record              bool     // the conference, from its start on
	recordWish          callback // for that recording, likewise
	music               context.CancelFunc
	left                *bell // rung when it has left
	kicked              bool
	lone                bool // hears music because the others have left
	byAPI               bool // placed by the API: it has no TwiML to go on with
}

// ConferenceState is a conference as tests look at it.
type ConferenceState struct {
	SID, Name, Status, Reason string
	Labels                    []string // of those connected
}

// Conference gives the newest conference of that name.
func (s *Server) Conference(name string) (ConferenceState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range slices.Backward(s.conferences) {
		if r.name != name {
			continue
		}
		st := ConferenceState{SID: r.sid, Name: r.name, Status: r.status, Reason: r.reason}
		for _, l := range r.legs {
			if l.status == "connected" {
				st.Labels = append(st.Labels, l.label)
			}
		}
		return st, true
	}
	return ConferenceState{}, false
}

// openConference gives the live conference of that name or SID, and makes one for a name. Callers hold mu.
func (s *Server) openConference(nameOrSID string) *conference {
	for _, r := range s.conferences {
		if r.status != "completed" && (r.name == nameOrSID || r.sid == nameOrSID) {
			return r
		}
	}
	if isSID(nameOrSID, "CF") {
		return nil
	}
	now := s.clock.Now()
	r := &conference{sid: newSID("CF"), name: nameOrSID, status: "init", created: now, updated: now, max: 250}
	s.conferences = remember(s.conferences, r)
	return r
}

// labelTaken: labels are unique among those present.
func (r *conference) labelTaken(label string) bool {
	return label != "" && slices.ContainsFunc(r.legs, func(l *leg) bool { return l.label == label })
}

// enter connects a leg. Callers hold mu.
func (s *Server) enter(l *leg) {
	r := l.conference
	if !slices.Contains(r.legs, l) {
		r.legs = append(r.legs, l)
	}
	if r.callback.address == "" && !slices.ContainsFunc(r.legs, func(o *leg) bool { return o != l && o.status == "connected" }) && r.sequence == 0 {
		r.callback = l.wish
	}
	l.status, l.updated = "connected", s.clock.Now()
	s.announce(r, "join", "participant-join", l, nil)
	for _, o := range r.legs {
		if o.lone {
			o.lone = false
			o.stopMusic()
		}
	}
	if r.status == "init" {
		s.startIfReady(r)
	}
	if r.status == "init" {
		s.playMusic(l, l.waitURL, l.waitMethod)
	}
	s.recordConference(r)
	s.showConference(r)
}

// recordConference begins to record a conference that goes on, once a leg wants that; as of
// its events, only the first to ask is told. Callers hold mu.
func (s *Server) recordConference(r *conference) {
	i := slices.IndexFunc(r.legs, func(l *leg) bool { return l.record })
	if i < 0 || r.status != "in-progress" || r.recording != nil {
		return
	}
	r.recording = &recording{source: "Conference", channels: 1, conferenceSID: r.sid, room: r, spoken: true, callback: r.legs[i].recordWish}
	s.startRecording(r.recording)
}

func (s *Server) startIfReady(r *conference) {
	here, starter := 0, false
	for _, l := range r.legs {
		if l.status == "connected" {
			here++
			starter = starter || l.startOnEnter
		}
	}
	if here < 2 || !starter {
		return
	}
	r.status, r.updated = "in-progress", s.clock.Now()
	for _, l := range r.legs {
		l.stopMusic()
	}
	s.announce(r, "start", "conference-start", nil, nil)
}

// leave takes a leg out; the conference may end with it. Callers hold mu.
func (s *Server) leave(l *leg, reason string) {
	r := l.conference
	if !slices.Contains(r.legs, l) {
		return
	}
	l.stopMusic()
	r.legs = slices.DeleteFunc(r.legs, func(o *leg) bool { return o == l })
	wasIn := l.status == "connected"
	l.status, l.updated = "complete", s.clock.Now()
	l.call.leg = nil
	l.left.ring()
	if r.status == "completed" {
		return
	}
	status := l.call.status
	s.announce(r, "leave", "participant-leave", l, url.Values{"ReasonParticipantLeft": {reason}, "ParticipantCallStatus": {status}})
	word := "left"
	if l.kicked {
		word = "kicked"
	}
	switch {
	case wasIn && l.endOnExit:
		s.endConference(r, "participant-with-end-conference-on-exit-"+word, l)
	case len(r.legs) == 0:
		s.endConference(r, "last-participant-"+word, l)
	case len(r.legs) == 1 && r.status == "in-progress" && s.opt.Unknowns.LoneMusic:
		if alone := r.legs[0]; alone.status == "connected" && !alone.hold {
			s.playMusic(alone, alone.waitURL, alone.waitMethod)
			alone.lone = true
		}
	}
	s.showConference(r)
}

// endConference ends a conference for all who are in it; calls that still ring for it ring
// on, as with the real Twilio. Callers hold mu.
func (s *Server) endConference(r *conference, reason string, by *leg) {
	if r.status == "completed" {
		return
	}
	why := "moderator_ended_conference"
	end := url.Values{"ReasonConferenceEnded": {reason}, "Reason": {"Conference ended: " + reason}}
	if by != nil {
		r.endedBy = by.call.sid
		end.Set("CallSidEndingConference", by.call.sid)
		end.Set("ParticipantLabelEndingConference", by.label)
	} else {
		why = "conference_ended_via_api"
	}
	r.reason, r.updated = reason, s.clock.Now()
	// Which comes first, the end or the last leaves, is not promised.
	endFirst := s.random.IntN(2) == 0
	if endFirst {
		s.announce(r, "end", "conference-end", nil, end)
	}
	legs := slices.Clone(r.legs)
	for _, l := range legs {
		if l.status == "connected" {
			s.announce(r, "leave", "participant-leave", l, url.Values{"ReasonParticipantLeft": {why}, "ParticipantCallStatus": {l.call.status}})
		}
	}
	if !endFirst {
		s.announce(r, "end", "conference-end", nil, end)
	}
	r.status = "completed"
	if r.recording != nil {
		s.stopRecording(r.recording)
	}
	for _, l := range legs {
		if l.status != "connected" {
			continue
		}
		s.leave(l, why)
		if l.byAPI {
			s.finish(l.call, "completed", "")
		}
		s.show(l.call)
	}
}

// announce sends a conference's event to whoever was first to ask. Callers hold mu.
func (s *Server) announce(r *conference, group, event string, l *leg, more url.Values) {
	if r.callback.address == "" || !slices.Contains(r.callback.events, group) {
		return
	}
	r.sequence++
	f := url.Values{
		"ConferenceSid": {r.sid}, "FriendlyName": {r.name}, "AccountSid": {s.opt.AccountSID}, "StatusCallbackEvent": {event},
		"SequenceNumber": {strconv.Itoa(r.sequence)}, "Timestamp": {rfc2822(s.clock.Now())},
	}
	if l != nil {
		for k, v := range map[string]string{
			"CallSid": l.call.sid, "Muted": strconv.FormatBool(l.muted), "Hold": strconv.FormatBool(l.hold), "Coaching": strconv.FormatBool(l.coaching),
			"EndConferenceOnExit": strconv.FormatBool(l.endOnExit), "StartConferenceOnEnter": strconv.FormatBool(l.startOnEnter),
		} {
			f.Set(k, v)
		}
		if l.label != "" {
			f.Set("ParticipantLabel", l.label)
		}
	}
	for k, v := range more {
		f[k] = v
	}
	s.tell(hook{about: r.sid, address: r.callback.address, method: r.callback.method, kind: callbackKind, form: f})
}

func (s *Server) showConference(r *conference) {
	for _, l := range r.legs {
		s.show(l.call)
	}
}

func (l *leg) stopMusic() {
	if l.music != nil {
		l.music()
		l.music, l.call.playing = nil, nil
	}
}

// eventGroups reads a list of events as TwiML writes it.
func eventGroups(list string) []string { return strings.Fields(list) }
