package twiliotest

import (
	"net/http"
	"net/url"
	"slices"
)

// findRecording gives a recording; nil: there is none. Callers hold mu.
func (s *Server) findRecording(sid string) *recording {
	i := slices.IndexFunc(s.recordings, func(r *recording) bool { return r.sid == sid })
	if i < 0 {
		return nil
	}
	return s.recordings[i]
}

func (s *Server) listRecordings(path string, f url.Values, wanted func(*recording) bool) answer {
	all := []map[string]any{}
	for _, r := range slices.Backward(s.recordings) {
		if r.status != "deleted" && wanted(r) {
			all = append(all, s.recordingJSON(r))
		}
	}
	return paged(path, "recordings", f, all)
}

func (s *Server) restRecording(method, sid, path string, f url.Values) answer {
	r := s.findRecording(sid)
	if r == nil || r.status == "deleted" && f.Get("IncludeSoftDeleted") != "true" {
		return notFound(path)
	}
	if method == http.MethodDelete {
		if r.running() {
			return problem(400, 20009, "A recording that goes on cannot be deleted") // assumed
		}
		r.status, r.updated, r.sound = "deleted", s.clock.Now(), nil
		return answer{status: 204}
	}
	return answer{status: 200, body: s.recordingJSON(r)}
}

func (s *Server) recordingJSON(r *recording) map[string]any {
	duration := any(nil)
	if !r.running() && r.status != "absent" {
		duration = r.seconds()
	}
	return map[string]any{
		"sid": r.sid, "account_sid": s.opt.AccountSID, "api_version": "2010-04-01", "call_sid": orNull(r.callSID), "conference_sid": orNull(r.conferenceSID),
		"status": r.status, "source": r.source, "channels": r.channels, "duration": duration, "price": nil, "price_unit": "USD", "error_code": nil,
		"encryption_details": nil, "start_time": rfc2822(r.begun), "date_created": rfc2822(r.created), "date_updated": rfc2822(r.updated),
		"uri": s.uri("/Recordings/" + r.sid),
	}
}

// recorded is whose recordings a request is about.
type recorded struct {
	call *call
	room *conference
}

func (o recorded) has(r *recording) bool {
	return o.call != nil && r.callSID == o.call.sid || o.room != nil && r.conferenceSID == o.room.sid
}

// current is what a request may call the recording that goes on, instead of by its SID.
const current = "Twilio.CURRENT"

// restRecordingsOf serves the recordings of a call or of a conference.
func (s *Server) restRecordingsOf(method string, p []string, path string, f url.Values) answer {
	o := recorded{}
	if p[0] == "Calls" {
		o.call = s.calls[p[1]]
	} else if i := slices.IndexFunc(s.conferences, func(r *conference) bool { return r.sid == p[1] }); i >= 0 {
		o.room = s.conferences[i]
	}
	if o == (recorded{}) {
		return notFound(path)
	}
	if len(p) == 3 {
		if method == http.MethodPost {
			return s.recordCall(o.call, path, f)
		}
		return s.listRecordings(path, f, o.has)
	}
	r := s.findRecording(p[3])
	if p[3] == current {
		if i := slices.IndexFunc(s.recordings, func(r *recording) bool { return o.has(r) && r.running() }); i >= 0 {
			r = s.recordings[i]
		} else if method == http.MethodPost {
			return notRecording
		}
	}
	if r == nil || !o.has(r) {
		return notFound(path)
	}
	if method == http.MethodPost {
		if refusal := s.updateRecording(r, f); refusal.status != 0 {
			return refusal
		}
		return answer{status: 200, body: s.recordingJSON(r)}
	}
	return s.restRecording(method, r.sid, path, f)
}

var notRecording = problem(400, 21220, "Call is not in-progress. Cannot record.")

// recordCall begins to record a call: in two channels, what it says and what it hears.
func (s *Server) recordCall(c *call, path string, f url.Values) answer {
	if c == nil { // there is no such request about conferences
		return notFound(path)
	}
	if c.status != "in-progress" {
		return notRecording
	}
	r := &recording{source: "StartCallRecordingAPI", channels: channelsOf(f.Get("RecordingChannels")), callSID: c.sid, call: c, hears: true, spoken: true,
		callback: recordingWish(f, "")}
	s.startRecording(r)
	return answer{status: 201, body: s.recordingJSON(r)}
}

func channelsOf(word string) int {
	if word == "dual" {
		return 2
	}
	return 1
}

// recordingWish reads where a caller of the API wants to be told of a recording.
func recordingWish(f url.Values, of string) callback {
	cb := callback{address: f.Get(of + "RecordingStatusCallback"), method: f.Get(of + "RecordingStatusCallbackMethod"), events: f[of+"RecordingStatusCallbackEvent"]}
	if len(cb.events) == 1 { // a list in one word, as well
		cb.events = eventGroups(cb.events[0])
	}
	if len(cb.events) == 0 {
		cb.events = []string{"completed"}
	}
	return cb
}

// updateRecording pauses, resumes or stops.
func (s *Server) updateRecording(r *recording, f url.Values) answer {
	if !r.running() {
		return notRecording
	}
	switch f.Get("Status") {
	case "paused":
		if r.status == "in-progress" {
			s.pauseRecording(r, f.Get("PauseBehavior") == "skip")
		}
	case "in-progress":
		if r.status == "paused" {
			s.resumeRecording(r)
		}
	case "stopped":
		s.stopRecording(r)
	default:
		return problem(400, 20001, "Status is paused, in-progress or stopped") // assumed
	}
	return answer{}
}
