package twiliotest

import (
	"encoding/binary"
	"math"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// The sound of recordings, as it is fetched.

// mediaURL of a recording has no ending: with none it is a WAV file. Callers hold mu.
func (s *Server) mediaURL(r *recording) string {
	return s.opt.MediaURL + strings.TrimSuffix(s.uri("/Recordings/"+r.sid), ".json")
}

// mediaOf gives the SID and the ending of a request for sound; not ok: it asks for something else.
func (s *Server) mediaOf(p string) (sid, ending string, ok bool) {
	rest, ok := strings.CutPrefix(p, "/2010-04-01/Accounts/"+s.opt.AccountSID+"/Recordings/")
	ending = path.Ext(rest)
	sid = strings.TrimSuffix(rest, ending)
	return sid, ending, ok && isSID(sid, "RE") && slices.Contains([]string{"", ".wav", ".mp3"}, ending)
}

// serveMedia answers a request for a recording. What is not completed, or was deleted, is not found.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request, sid, ending string, broken *Fault) (status int) {
	switch {
	case broken != nil && broken.Kind == MediaMoved:
		w.Header().Set("Location", "http://"+r.Host+movedPath+sid+ending)
		w.WriteHeader(s.opt.Unknowns.MediaStatus)
		return s.opt.Unknowns.MediaStatus
	case broken != nil && broken.Kind == MediaCut:
		s.sendSound(w, sid, ending, true)
	case broken != nil || !s.sendSound(w, sid, ending, false):
		a := notFound(r.URL.Path)
		s.reply(w, a)
		return a.status
	}
	return http.StatusOK
}

// movedPath is where recordings are that are not with the API.
const movedPath = "/_moved/"

// serveMoved sends a recording to whoever asks, but nobody who shows credentials that are
// none of its business: such stores refuse two kinds at once.
func (s *Server) serveMoved(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "" {
		http.Error(w, "only one auth mechanism is allowed", http.StatusBadRequest)
		return
	}
	ending := path.Ext(r.PathValue("file"))
	if !s.sendSound(w, strings.TrimSuffix(r.PathValue("file"), ending), ending, false) {
		http.NotFound(w, r)
	}
}

// sendSound sends a recording that is completed, or half of it; false: there is none.
func (s *Server) sendSound(w http.ResponseWriter, sid, ending string, half bool) bool {
	var body []byte
	s.locked(func() {
		rec := s.findRecording(sid)
		if rec == nil || rec.status != "completed" {
			return
		}
		if ending == ".mp3" {
			body = rec.mp3()
		} else {
			body = rec.wav()
		}
	})
	if body == nil {
		return false
	}
	if half {
		body = body[:len(body)/2]
	}
	kind := "audio/x-wav"
	if ending == ".mp3" {
		kind = "audio/mpeg"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
	return true
}

// wav is the recording as 16-bit PCM; where nobody's sound was mixed, a tone as long as it
// lasted. Callers hold mu.
func (r *recording) wav() []byte {
	sound := r.sound
	if sound == nil {
		sound = make([]int16, int(r.length*SampleRate/second)*r.channels)
		for i := range sound {
			hz := 440 * float64(1+i%r.channels)
			sound[i] = int16(loudness * math.Sin(2*math.Pi*hz*float64(i/r.channels)/SampleRate))
		}
	}
	n, ch := 2*len(sound), r.channels
	b := make([]byte, 0, 44+n)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(36+n))
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1) // PCM
	b = binary.LittleEndian.AppendUint16(b, uint16(ch))
	b = binary.LittleEndian.AppendUint32(b, SampleRate)
	b = binary.LittleEndian.AppendUint32(b, uint32(2*ch*SampleRate))
	b = binary.LittleEndian.AppendUint16(b, uint16(2*ch))
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(n))
	for _, v := range sound {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// mp3Frame is a frame of MPEG 2.5, layer III, 8 kbit/s, 8000 Hz, mono, with nothing in it:
// 576 samples of silence in 72 bytes.
var mp3Frame = append([]byte{0xff, 0xe3, 0x18, 0xc4}, make([]byte, 68)...)

// mp3 is a silence as long as the recording: a stand-in has no encoder. Callers hold mu.
func (r *recording) mp3() []byte {
	frames := int((r.length*SampleRate/second + 575) / 576)
	return slices.Repeat(mp3Frame, max(frames, 1))
}
