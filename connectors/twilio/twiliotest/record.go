package twiliotest

import (
	"context"
	"math"
	"strings"
	"time"
)

// longestRecording of a Record, in seconds; a browser's are shorter.
const (
	longestRecording        = 3600
	longestBrowserRecording = 600
)

const allKeys = "1234567890*#"

// record takes down what a caller says until a key, silence, or the longest time. A stand-in
// does not listen for silence: whoever calls talks on until a test says Hush.
func record(ctx context.Context, sc *script, e element) outcome {
	s, c := sc.s, sc.call
	action, method := e.attr["action"], sc.method(e, "method", 13610)
	most := sc.number(e, "maxLength", longestRecording, 1, math.MaxInt32, 13612)
	if strings.HasPrefix(c.from, "client:") {
		most = min(most, longestBrowserRecording)
	}
	silence := sc.seconds(e, "timeout", 5*second, 1, math.MaxInt32, 13611)
	finish, ok := e.attr["finishOnKey"]
	if bad := strings.Trim(finish, allKeys) != ""; !ok || bad {
		if bad {
			sc.warn(13613, "Record: invalid finishOnKey "+finish)
		}
		finish = allKeys
	}
	if sc.flag(e, "playBeep", true, 13616) {
		if o := sc.sound(ctx, "(beep)", second/2, newBeep()); o.over {
			return o
		}
	}
	heard := &ear{verb: "record"}
	deafen := sc.listen(heard)
	defer deafen()
	r := &recording{source: "RecordVerb", channels: 1, callSID: c.sid, call: c, callback: sc.recordingCallback(e)}
	if action == "" {
		action = sc.base
	}
	s.locked(func() {
		r.spoken = !c.silent
		r.action = hook{about: c.sid, address: resolve(sc.base, action), method: method, kind: voiceKind}
		s.startRecording(r)
	})
	over, cancel := s.alarm(time.Duration(most)*second, heard.bell)
	defer cancel()
	key := sc.recorded(ctx, r, heard, finish, silence, over)
	if ctx.Err() != nil {
		return ends // the end of the call has ended the recording
	}
	var fields map[string]string
	s.locked(func() {
		r.action.address = ""
		s.stopRecording(r)
		fields = s.recordFields(r, key)
	})
	if !r.spoken { // nothing was said: as if it were not there
		return goOn
	}
	return sc.follow(action, method, fields)
}

// recorded waits until a recording is to end; it gives the key that was pressed, if one was.
func (sc *script) recorded(ctx context.Context, r *recording, heard *ear, finish string, silence time.Duration, over func() bool) string {
	for {
		var key string
		silent := false
		sc.s.locked(func() {
			if i := strings.IndexAny(heard.keys, finish); i >= 0 {
				key = heard.keys[i : i+1]
			}
			silent = sc.call.silent
			r.spoken = r.spoken || !silent
		})
		if key != "" || over() {
			return key
		}
		quiet, cancel := func() bool { return false }, func() {}
		if silent {
			quiet, cancel = sc.s.alarm(silence, heard.bell)
		}
		goes := sc.s.waits(ctx, heard.bell)
		cancel()
		if !goes || silent && quiet() {
			return ""
		}
	}
}

// recordingCallback reads where a verb wants to be told of its recording.
func (sc *script) recordingCallback(e element) callback {
	cb := callback{method: e.attr["recordingStatusCallbackMethod"], events: eventGroups(e.attr["recordingStatusCallbackEvent"])}
	if to := e.attr["recordingStatusCallback"]; to != "" {
		cb.address = resolve(sc.base, to)
	}
	if len(cb.events) == 0 {
		cb.events = []string{"completed"}
	}
	return cb
}
