package config

// Recording of calls.
type Recording struct {
	Mode     string `key:"mode"`     // off, on
	Store    string `key:"store"`    // file
	Announce bool   `key:"announce"` // the customer is told before they talk
}

// Modes of recording.
const (
	RecordingOff = "off"
	RecordingOn  = "on"
)

// RecordingFile: a recording is a file on the ticket.
const RecordingFile = "file"

// On reports whether calls are recorded.
func (r Recording) On() bool { return r.Mode == RecordingOn }

func (l *loading) validateRecording() {
	r := l.cfg.Recording
	l.oneOf("recording.mode", r.Mode, RecordingOff, RecordingOn)
	l.oneOf("recording.store", r.Store, RecordingFile)
}
