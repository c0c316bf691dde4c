package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

func (s *Server) restConference(method, sid, path string, f url.Values) answer {
	i := slices.IndexFunc(s.conferences, func(r *conference) bool { return r.sid == sid })
	if i < 0 {
		return notFound(path)
	}
	r := s.conferences[i]
	if method == http.MethodPost {
		if r.status == "completed" { // nothing of an ended conference can be changed
			return notFound(path)
		}
		if f.Get("Status") == "completed" {
			s.endConference(r, "conference-ended-via-api", nil)
		}
	}
	return answer{status: 200, body: s.roomJSON(r)}
}

// restParticipants serves a conference's list, and calls somebody into it; a name that
// is not a SID makes the conference.
func (s *Server) restParticipants(method, nameOrSID, path string, f url.Values) answer {
	if method == http.MethodGet {
		for _, r := range s.conferences {
			if r.sid != nameOrSID {
				continue
			}
			all := []map[string]any{}
			for _, l := range slices.Backward(r.legs) {
				if r.status != "completed" && matches(f, "Muted", strconv.FormatBool(l.muted)) && matches(f, "Hold", strconv.FormatBool(l.hold)) {
					all = append(all, s.legJSON(l))
				}
			}
			return paged(path, "participants", f, all)
		}
		return notFound(path)
	}
	c, refusal := s.outgoing(f)
	if c == nil {
		return refusal
	}
	r := s.openConference(nameOrSID)
	if r == nil {
		return notFound(path)
	}
	label := f.Get("Label")
	if r.labelTaken(label) { // assumed to be refused here; TwiML goes on without joining
		return problem(400, 16025, "Participant label "+label+" is already in use")
	}
	now := s.clock.Now()
	flag := func(field string, otherwise bool) bool {
		if v := f.Get(field); v != "" {
			return v == "true"
		}
		return otherwise
	}
	l := &leg{conference: r, call: c, label: label, status: "queued", created: now, updated: now, left: newBell(), byAPI: true,
		startOnEnter: flag("StartConferenceOnEnter", true), endOnExit: flag("EndConferenceOnExit", false),
		muted: flag("Muted", false), coaching: flag("Coaching", false), coached: f.Get("CallSidToCoach"),
		waitURL: f.Get("WaitUrl"), waitMethod: f.Get("WaitMethod"),
		wish:   callback{address: f.Get("ConferenceStatusCallback"), method: f.Get("ConferenceStatusCallbackMethod"), events: f["ConferenceStatusCallbackEvent"]},
		record: recordsFrom(f.Get("ConferenceRecord")), recordWish: recordingWish(f, "Conference")}
	if f.Get("Record") == "true" {
		c.record = &recording{source: "OutboundAPI", channels: channelsOf(f.Get("RecordingChannels")), call: c, hears: true, spoken: true, callback: recordingWish(f, "")}
	}
	if l.wish.address != "" && len(l.wish.events) == 0 {
		l.wish.events = []string{"start", "end"}
	}
	c.leg = l
	r.legs = append(r.legs, l)
	s.addCall(c)
	s.place(c)
	body := s.legJSON(l)
	body["queue_time"] = strconv.FormatInt(c.wait.Milliseconds(), 10)
	return answer{status: 201, body: body}
}

func (s *Server) restParticipant(method, nameOrSID, who, path string, f url.Values) answer {
	var l *leg
	for _, r := range s.conferences {
		if r.status == "completed" || r.sid != nameOrSID && r.name != nameOrSID {
			continue
		}
		for _, o := range r.legs {
			if o.call.sid == who || o.label == who && who != "" {
				l = o
			}
		}
	}
	if l == nil {
		return notFound(path)
	}
	switch method {
	case http.MethodPost:
		if l.status != "connected" {
			return problem(404, 20404, "The participant has not joined")
		}
		s.updateLeg(l, f)
	case http.MethodDelete:
		l.kicked = true
		s.leave(l, "participant_updated_via_api")
		if l.byAPI || s.opt.Unknowns.KickEndsCall {
			s.finish(l.call, "completed", "")
		}
		return answer{status: 204}
	}
	return answer{status: 200, body: s.legJSON(l)}
}

func (s *Server) updateLeg(l *leg, f url.Values) {
	toggle := func(field string, value *bool, group, on, off string) {
		if !f.Has(field) || *value == (f.Get(field) == "true") {
			return
		}
		*value = !*value
		event := off
		if *value {
			event = on
		}
		s.announce(l.conference, group, event, l, nil)
	}
	// While somebody is on hold this has no effect, as others have found with the real Twilio.
	if f.Has("EndConferenceOnExit") && (!l.hold || s.opt.Unknowns.HeldExitHolds) {
		toggle("EndConferenceOnExit", &l.endOnExit, "modify", "participant-modify", "participant-modify")
	}
	toggle("Coaching", &l.coaching, "modify", "participant-modify", "participant-modify")
	toggle("Muted", &l.muted, "mute", "participant-mute", "participant-unmute")
	held := l.hold
	toggle("Hold", &l.hold, "hold", "participant-hold", "participant-unhold")
	switch {
	case l.hold == held:
	case l.hold:
		s.playMusic(l, f.Get("HoldUrl"), f.Get("HoldMethod"))
	case l.conference.status == "init":
		s.playMusic(l, l.waitURL, l.waitMethod)
	default:
		l.stopMusic()
	}
	if to := f.Get("AnnounceUrl"); to != "" {
		s.announceTo(l, to, f.Get("AnnounceMethod"))
	}
	if f.Has("CallSidToCoach") {
		l.coached = f.Get("CallSidToCoach")
	}
	l.updated = s.clock.Now()
	s.show(l.call)
}

func (s *Server) roomJSON(r *conference) map[string]any {
	return map[string]any{
		"sid": r.sid, "account_sid": s.opt.AccountSID, "api_version": "2010-04-01", "friendly_name": r.name, "status": r.status, "region": "us1",
		"date_created": rfc2822(r.created), "date_updated": rfc2822(r.updated), "reason_conference_ended": orNull(r.reason),
		"call_sid_ending_conference": orNull(r.endedBy), "uri": s.uri("/Conferences/" + r.sid),
		"subresource_uris": map[string]any{"participants": s.uri("/Conferences/" + r.sid + "/Participants")},
	}
}

func (s *Server) legJSON(l *leg) map[string]any {
	return map[string]any{
		"account_sid": s.opt.AccountSID, "call_sid": l.call.sid, "label": orNull(l.label), "conference_sid": l.conference.sid, "status": l.status,
		"muted": l.muted, "hold": l.hold, "coaching": l.coaching, "call_sid_to_coach": orNull(l.coached), "queue_time": nil,
		"start_conference_on_enter": l.startOnEnter, "end_conference_on_exit": l.endOnExit,
		"date_created": rfc2822(l.created), "date_updated": rfc2822(l.updated),
		"uri": s.uri("/Conferences/" + l.conference.sid + "/Participants/" + l.call.sid),
	}
}
