package twilio

import (
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A webhook without these cannot belong to anything.
var (
	ErrNoCall       = errors.New("twilio: webhook names no call")
	ErrNoConference = errors.New("twilio: webhook names no room")
	ErrNoRecording  = errors.New("twilio: webhook names no recording")
	ErrNoStatus     = errors.New("twilio: webhook says nothing of the call's status")
)

// sidInForm is what SIDs of a kind look like. A signature covers names and values without
// anything between them: whoever has caught one could move letters from the one into the
// other, and have the same call come as another one, if anything but the exact form were
// taken.
var sidInForm = regexp.MustCompile(`^(CA|CF|AC|RE)[0-9a-f]{32}$`)

// VoiceRequest is a call that asks what to do: from the street, or from a browser.
type VoiceRequest struct {
	CallSID    string
	AccountSID string
	From, To   string // as sent; see ReadCaller
	Status     Status
	Direction  string
	// Client is the identity in the caller's access token; "" for a call from the
	// street. It is the only thing a browser cannot make up.
	Client string
	// Params are the custom fields a browser sent with its call: hearsay.
	Params        map[string]string
	City          string // of the caller's number, as far as Twilio knows
	State         string
	Zip           string
	Country       string
	CallerName    string
	ForwardedFrom string
	StirVerstat   string // how the caller id was attested, "TN-Validation-Passed-A"
	ErrorCode     string // set when this is the fallback address: why the first one failed
	ErrorURL      string

	DialStatus string // set when this is the action of a Dial: how the stay in the conference ended

	// Of a Gather: what was heard, as sent; both empty: nothing.
	Digits string
	Speech string
}

// reserved are the field names that Twilio uses itself; everything else in a
// browser's call is a custom field.
var reserved = func() map[string]bool {
	names := "CallSid AccountSid From To Caller Called CallStatus ApiVersion Direction ForwardedFrom CallerName ParentCallSid CallToken " +
		"StirVerstat StirPassportToken ApplicationSid AnsweredBy ErrorCode ErrorUrl DialCallStatus DialCallSid DialCallDuration DialBridged " +
		"Timestamp CallbackSource SequenceNumber SipResponseCode Duration CallDuration ToSid Digits SpeechResult Confidence " +
		"RecordingUrl RecordingSid RecordingDuration AddOns"
	out := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		out[n] = true
	}
	for _, who := range []string{"From", "To", "Caller", "Called"} {
		for _, what := range []string{"City", "State", "Zip", "Country"} {
			out[who+what] = true
		}
	}
	return out
}()

const maxParams = 64 // custom fields kept; Twilio's own limit is on their total length

// ParseVoice reads a request for TwiML.
func ParseVoice(form url.Values) (VoiceRequest, error) {
	v := VoiceRequest{
		CallSID: sid(form, "CallSid", "CA"), AccountSID: sid(form, "AccountSid", "AC"),
		From: form.Get("From"), To: form.Get("To"), Status: Status(form.Get("CallStatus")), Direction: form.Get("Direction"),
		City: form.Get("FromCity"), State: form.Get("FromState"), Zip: form.Get("FromZip"), Country: form.Get("FromCountry"),
		CallerName: form.Get("CallerName"), ForwardedFrom: form.Get("ForwardedFrom"), StirVerstat: form.Get("StirVerstat"),
		ErrorCode: form.Get("ErrorCode"), ErrorURL: form.Get("ErrorUrl"), DialStatus: form.Get("DialCallStatus"),
		Digits: form.Get("Digits"), Speech: form.Get("SpeechResult"),
	}
	if v.CallSID == "" {
		return VoiceRequest{}, ErrNoCall
	}
	if v.Status == "" {
		return VoiceRequest{}, ErrNoStatus
	}
	if identity, ok := strings.CutPrefix(v.From, "client:"); ok {
		v.Client = identity
		v.Params = map[string]string{}
		for _, k := range slices.Sorted(maps.Keys(form)) {
			if !reserved[k] && len(v.Params) < maxParams {
				v.Params[k] = form.Get(k)
			}
		}
	}
	return v, nil
}

// CallEvent is a call that has changed.
type CallEvent struct {
	CallSID   string
	ParentSID string
	From, To  string
	Direction string
	Status    Status
	// Sequence counts the events sent for this call, from 0; -1 if not told.
	Sequence        int
	At              time.Time     // when it happened, not when it was told; zero if not told
	Duration        time.Duration // of the call; zero unless it has ended
	SIPResponseCode string        // why it failed: 486, 487
	ErrorCode       string
}

// Newer reports whether e says more than old, an event of the same call:
// callbacks arrive in any order, and a call that has ended stays ended.
func (e CallEvent) Newer(old CallEvent) bool {
	if old.Status.Final() {
		return false
	}
	if e.Status.Rank() != old.Status.Rank() {
		return e.Status.Rank() > old.Status.Rank()
	}
	return e.Sequence > old.Sequence
}

// ParseCallStatus reads a status callback.
func ParseCallStatus(form url.Values) (CallEvent, error) {
	e := CallEvent{
		CallSID: sid(form, "CallSid", "CA"), ParentSID: sid(form, "ParentCallSid", "CA"), From: form.Get("From"), To: form.Get("To"),
		Direction: form.Get("Direction"), Status: Status(form.Get("CallStatus")), Sequence: number(form, "SequenceNumber", -1),
		At: date(form.Get("Timestamp")), SIPResponseCode: form.Get("SipResponseCode"), ErrorCode: form.Get("ErrorCode"),
		// CallDuration is seconds; the field called Duration is minutes begun, for billing.
		Duration: time.Duration(number(form, "CallDuration", 0)) * time.Second,
	}
	if e.CallSID == "" {
		return CallEvent{}, ErrNoCall
	}
	if e.Status == "" {
		return CallEvent{}, ErrNoStatus
	}
	return e, nil
}

// ConferenceEventType is what happened in a conference.
type ConferenceEventType string

// What happens in a conference, as far as we listen.
const (
	ConferenceEnded ConferenceEventType = "conference-end"
	Joined          ConferenceEventType = "participant-join"
	Left            ConferenceEventType = "participant-leave"
)

// ConferenceEvent is something that happened in a conference.
type ConferenceEvent struct {
	Type          ConferenceEventType
	ConferenceSID string
	Conference    string // its friendly name
	CallSID       string // whose; for ConferenceEnded: whose leaving ended it
	Label         string
	// Reason is Twilio's word for why somebody left (participant_hung_up, with
	// underscores) or the conference ended (last-participant-left, with hyphens).
	Reason     string
	CallStatus Status // Left only: of the leg. One that never answered was never Joined.
	Muted      bool
	Hold       bool
	Sequence   int       // per conference; -1 if not told
	At         time.Time // zero if not told
}

// NeverJoined reports that somebody left who was dialled and did not answer.
func (e ConferenceEvent) NeverJoined() bool {
	return e.Type == Left && e.Reason == "participant_add_failed"
}

// ParseConference reads a conference's status callback. An event of a kind that
// is not in the list above is read like the others; callers pass over it.
func ParseConference(form url.Values) (ConferenceEvent, error) {
	e := ConferenceEvent{
		Type: ConferenceEventType(form.Get("StatusCallbackEvent")), ConferenceSID: sid(form, "ConferenceSid", "CF"), Conference: form.Get("FriendlyName"),
		CallSID: sid(form, "CallSid", "CA"), Label: form.Get("ParticipantLabel"), Reason: form.Get("ReasonParticipantLeft"),
		CallStatus: Status(form.Get("ParticipantCallStatus")), Muted: form.Get("Muted") == "true", Hold: form.Get("Hold") == "true",
		Sequence: number(form, "SequenceNumber", -1), At: date(form.Get("Timestamp")),
	}
	if e.Type == ConferenceEnded {
		e.CallSID = sid(form, "CallSidEndingConference", "CA")
		e.Label = form.Get("ParticipantLabelEndingConference")
		e.Reason = form.Get("ReasonConferenceEnded")
	}
	if e.ConferenceSID == "" {
		return ConferenceEvent{}, ErrNoConference
	}
	return e, nil
}

// RecordingEvent is something that happened to a recording.
type RecordingEvent struct {
	SID           string
	ConferenceSID string // or
	CallSID       string
	Status        RecordingStatus
	Duration      time.Duration // completed only
	Voicemail     bool          // as in Recording
}

// ParseRecording reads a recording's status callback.
func ParseRecording(form url.Values) (RecordingEvent, error) {
	e := RecordingEvent{
		SID: sid(form, "RecordingSid", "RE"), ConferenceSID: sid(form, "ConferenceSid", "CF"), CallSID: sid(form, "CallSid", "CA"),
		Status:   RecordingStatus(form.Get("RecordingStatus")),
		Duration: time.Duration(number(form, "RecordingDuration", 0)) * time.Second,

		Voicemail: form.Get("RecordingSource") == byRecordVerb,
	}
	if e.SID == "" {
		return RecordingEvent{}, ErrNoRecording
	}
	return e, nil
}

func sid(form url.Values, field, kind string) string {
	if s := form.Get(field); strings.HasPrefix(s, kind) && sidInForm.MatchString(s) {
		return s
	}
	return ""
}

// number reads a count that fits 32 bits and is not negative.
func number(form url.Values, field string, otherwise int) int {
	n, err := strconv.ParseInt(strings.TrimSpace(form.Get(field)), 10, 32)
	if err != nil || n < 0 {
		return otherwise
	}
	return int(n)
}
