package twiliotest

import (
	"slices"
	"strconv"
	"time"
)

// recording is what was taken down of a call or a conference. All fields are guarded by Server.mu.
type recording struct {
	sid                    string
	callSID, conferenceSID string
	source                 string // RecordVerb, DialVerb, Conference, StartCallRecordingAPI
	channels               int
	status                 string // in-progress, paused, stopped, processing, completed, absent, deleted
	created, updated       time.Time
	begun                  time.Time
	length                 time.Duration // up to since
	since                  time.Time     // it runs; zero: it is paused or over
	skips                  bool          // what is said while it is paused leaves no silence
	spoken                 bool          // somebody has said something
	callback               callback
	action                 hook // of a Record, asked where the caller hangs up in it; no address: none

	call  *call // whose sound it is: what it says
	hears bool  // and what it hears, in the second channel where there are two
	room  *conference
	sound []int16 // as it was mixed; two channels take turns
}

// Recording is a recording as tests look at it.
type Recording struct {
	SID, CallSID, ConferenceSID string
	Source, Status              string
	Channels                    int
	Length                      time.Duration
}

// Recordings lists what was recorded, the oldest first, deleted ones too.
func (s *Server) Recordings() []Recording {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Recording
	for _, r := range s.recordings {
		out = append(out, Recording{r.sid, r.callSID, r.conferenceSID, r.source, r.status, r.channels, r.lasted(s.clock.Now())})
	}
	return out
}

// startRecording begins to record. Callers hold mu.
func (s *Server) startRecording(r *recording) {
	now := s.clock.Now()
	r.sid, r.status, r.created, r.updated, r.begun, r.since = newSID("RE"), "in-progress", now, now, now, now
	s.recordings = remember(s.recordings, r)
	s.reportRecording(r, "in-progress")
}

// running: it takes down what is said, or will again.
func (r *recording) running() bool { return r.status == "in-progress" || r.status == "paused" }

// lasted is how long it is by now.
func (r *recording) lasted(now time.Time) time.Duration {
	if r.since.IsZero() {
		return r.length
	}
	return r.length + now.Sub(r.since)
}

// pauseRecording stops the sound for a while: with a silence in its place, or without a trace.
// Callers hold mu.
func (s *Server) pauseRecording(r *recording, skips bool) {
	now := s.clock.Now()
	r.status, r.updated, r.skips = "paused", now, skips
	if skips {
		r.length, r.since = r.lasted(now), time.Time{}
	}
	s.reportRecording(r, "paused")
}

// resumeRecording goes on with it. Callers hold mu.
func (s *Server) resumeRecording(r *recording) {
	now := s.clock.Now()
	r.status, r.updated = "in-progress", now
	if r.since.IsZero() {
		r.since = now
	}
	s.reportRecording(r, "resumed")
}

// stopRecording ends it; its file is there a while later. Callers hold mu.
func (s *Server) stopRecording(r *recording) {
	if !r.running() {
		return
	}
	now := s.clock.Now()
	r.length, r.since, r.updated = r.lasted(now), time.Time{}, now
	if r.source == "RecordVerb" && !r.spoken || r.length <= 0 {
		r.status = "absent" // there is nothing to hear
		s.reportRecording(r, "absent")
		return
	}
	r.status = "processing"
	s.reportRecording(r, "stopped")
	s.clock.After(s.opt.Processing, func() {
		s.locked(func() {
			if r.status != "processing" { // it was deleted
				return
			}
			r.status, r.updated = "completed", s.clock.Now()
			s.reportRecording(r, "completed")
			s.touch()
		})
	})
}

// stopRecordings ends those of a call that is over. Callers hold mu.
func (s *Server) stopRecordings(c *call) {
	for _, r := range s.recordings {
		if !r.running() || r.call != c {
			continue
		}
		s.stopRecording(r)
		if r.action.address != "" && r.spoken {
			r.action.form = s.callForm(c)
			merge(r.action.form, formOf(s.recordFields(r, "hangup")))
			s.enqueue(r.action)
		}
	}
}

// recordFields are what a Record's action is told. Callers hold mu.
func (s *Server) recordFields(r *recording, key string) map[string]string {
	return map[string]string{"RecordingSid": r.sid, "RecordingUrl": s.mediaURL(r), "RecordingDuration": r.seconds(), "Digits": key}
}

func (r *recording) seconds() string { return strconv.Itoa(int(r.length / second)) }

// reportRecording sends a callback, if it is wanted. Callers hold mu.
func (s *Server) reportRecording(r *recording, event string) {
	if r.callback.address == "" || !slices.Contains(r.callback.events, event) {
		return
	}
	f := formOf(map[string]string{
		"AccountSid": s.opt.AccountSID, "RecordingSid": r.sid, "RecordingUrl": s.mediaURL(r), "RecordingStatus": event,
		"RecordingChannels": strconv.Itoa(r.channels), "RecordingSource": r.source, "RecordingStartTime": rfc2822(r.begun),
	})
	if event == "completed" {
		f.Set("RecordingDuration", r.seconds())
	}
	about := r.callSID
	if about != "" {
		f.Set("CallSid", about)
	} else {
		about = r.conferenceSID
		f.Set("ConferenceSid", about)
	}
	s.tell(hook{about: about, address: r.callback.address, method: r.callback.method, kind: callbackKind, form: f})
}

// hear takes down a frame of what everybody says, and of what those hear whose sound is mixed.
func (r *recording) hear(said, heard map[*call]*Frame) {
	if !r.running() || r.status == "paused" && r.skips {
		return
	}
	tracks := make([][len(Frame{})]int32, r.channels)
	add := func(channel int, f *Frame) {
		if f == nil || r.status == "paused" {
			return
		}
		for i, v := range f {
			tracks[channel][i] += int32(v)
		}
	}
	if r.room == nil {
		add(0, said[r.call])
		if r.hears {
			add(r.channels-1, heard[r.call])
		}
	} else {
		for _, l := range r.room.legs {
			if l.audible(nil) {
				add(0, said[l.call])
			}
		}
	}
	for i := range len(Frame{}) {
		for _, t := range tracks {
			r.sound = append(r.sound, int16(max(-1<<15, min(1<<15-1, t[i]))))
		}
	}
}
