package twilio

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	someCall       = "CA0123456789abcdef0123456789abcdef"
	someConference = "CF0123456789abcdef0123456789abcdef"
)

func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Add(pairs[i], pairs[i+1])
	}
	return f
}

func TestParseVoiceFromTheStreet(t *testing.T) {
	v, err := ParseVoice(form("CallSid", someCall, "From", "+14155550100", "To", "+15005550006", "CallStatus", "ringing", "Direction", "inbound",
		"FromCity", "", "FromCountry", "US", "StirVerstat", "TN-Validation-Passed-A", "ticket", "forged"))
	if err != nil {
		t.Fatal(err)
	}
	if v.CallSID != someCall || v.From != "+14155550100" || v.Status != Ringing || v.Country != "US" || v.StirVerstat != "TN-Validation-Passed-A" {
		t.Errorf("%+v", v)
	}
	if v.Client != "" || v.Params != nil {
		t.Errorf("a caller from the street has no custom fields: %+v", v)
	}
}

func TestParseVoiceFromABrowser(t *testing.T) {
	v, err := ParseVoice(form("CallSid", someCall, "From", "client:agent_7", "To", "", "CallStatus", "ringing", "Direction", "inbound", "ApplicationSid", "AP1",
		"Timestamp", "x", "ticket", "eyJ", "ticket", "second", "empty", ""))
	if err != nil {
		t.Fatal(err)
	}
	if v.Client != "agent_7" || len(v.Params) != 2 || v.Params["ticket"] != "eyJ" {
		t.Errorf("%+v", v)
	}
}

func TestParseRefusesNameless(t *testing.T) {
	for _, bad := range []string{"", "../x", "CA 1", strings.Repeat("A", 65), "CA1\n", "CA1", someCall + "0", strings.ToUpper(someCall), "ca" + someCall[2:], "AC" + someCall[2:], someCall + "CallStatus"} {
		if _, err := ParseVoice(form("CallSid", bad)); !errors.Is(err, ErrNoCall) {
			t.Errorf("voice %q: %v", bad, err)
		}
		if _, err := ParseCallStatus(form("CallSid", bad)); !errors.Is(err, ErrNoCall) {
			t.Errorf("status %q: %v", bad, err)
		}
		if _, err := ParseConference(form("ConferenceSid", bad)); !errors.Is(err, ErrNoConference) {
			t.Errorf("conference %q: %v", bad, err)
		}
	}
}

// Names and values are signed without anything between them: a form without its status may
// be one whose status has become part of something else.
func TestParseRefusesWithoutStatus(t *testing.T) {
	if _, err := ParseVoice(form("CallSid", someCall)); !errors.Is(err, ErrNoStatus) {
		t.Errorf("voice: %v", err)
	}
	if _, err := ParseCallStatus(form("CallSid", someCall)); !errors.Is(err, ErrNoStatus) {
		t.Errorf("status: %v", err)
	}
}

// A completed callback as recorded: Duration counts minutes begun, CallDuration seconds.
func TestParseCallStatusDuration(t *testing.T) {
	e, err := ParseCallStatus(form("CallSid", someCall, "CallStatus", "completed", "Duration", "1", "CallDuration", "49",
		"SequenceNumber", "3", "Timestamp", "Thu, 1 Jan 2026 09:00:07 +0000", "SipResponseCode", "487"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Duration != 49*time.Second || e.Sequence != 3 || !e.At.Equal(time.Date(2026, 1, 1, 9, 0, 7, 0, time.UTC)) || e.SIPResponseCode != "487" {
		t.Errorf("%+v", e)
	}
}

func TestParseOddValues(t *testing.T) {
	e, err := ParseCallStatus(form("CallSid", someCall, "CallStatus", "dancing", "CallDuration", "-5", "SequenceNumber", "99999999999", "Timestamp", "yesterday"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Duration != 0 || e.Sequence != -1 || !e.At.IsZero() || e.Status.Rank() != 0 || e.Status.Final() {
		t.Errorf("%+v", e)
	}
}

func TestNewerIsMonotone(t *testing.T) {
	ev := func(s Status, n int) CallEvent { return CallEvent{Status: s, Sequence: n} }
	for _, c := range []struct {
		e, old CallEvent
		want   bool
	}{
		{ev(Ringing, 1), ev(Initiated, 0), true},
		{ev(Initiated, 0), ev(Ringing, 1), false},
		{ev(Completed, 3), ev(Ringing, 1), true},
		{ev(InProgress, 2), ev(Completed, 3), false},
		{ev(Busy, 2), ev(NoAnswer, 2), false},
		{ev(Ringing, 1), ev(Ringing, 1), false},
		{ev(Ringing, 1), CallEvent{Sequence: -1}, true},
	} {
		if got := c.e.Newer(c.old); got != c.want {
			t.Errorf("%v after %v: %v", c.e.Status, c.old.Status, got)
		}
	}
}

func TestParseConference(t *testing.T) {
	e, err := ParseConference(form("ConferenceSid", someConference, "FriendlyName", "c_01", "StatusCallbackEvent", "participant-leave", "CallSid", someCall,
		"ParticipantLabel", "ext-1", "ReasonParticipantLeft", "participant_add_failed", "ParticipantCallStatus", "busy", "SequenceNumber", "4", "Hold", "false", "Muted", "true"))
	if err != nil {
		t.Fatal(err)
	}
	if e.Type != Left || !e.NeverJoined() || e.CallStatus != Busy || e.Label != "ext-1" || e.Conference != "c_01" || e.Sequence != 4 || !e.Muted || e.Hold {
		t.Errorf("%+v", e)
	}
	e, err = ParseConference(form("ConferenceSid", someConference, "StatusCallbackEvent", "conference-end", "CallSidEndingConference", someCall,
		"ParticipantLabelEndingConference", "customer", "ReasonConferenceEnded", "last-participant-left"))
	if err != nil {
		t.Fatal(err)
	}
	if e.CallSID != someCall || e.Label != "customer" || e.Reason != "last-participant-left" {
		t.Errorf("%+v", e)
	}
}

func TestWithRetries(t *testing.T) {
	if got := WithRetries("https://h.example/x?a=1#old", EventRetries); got != "https://h.example/x?a=1#rc=5&rp=ct,rt,5xx&rt=4000&tt=15000" {
		t.Error(got)
	}
}

// Withheld is only who withholds; what cannot be read was given all the same.
func TestReadCaller(t *testing.T) {
	for from, want := range map[string]Caller{
		"+14155550100": {"+14155550100", "+14155550100"}, "+1 (415) 555-0100": {"+1 (415) 555-0100", "+14155550100"}, "+442071838750": {"+442071838750", "+442071838750"},
		"sip:+14155550134@carrier.example":                       {"sip:+14155550134@carrier.example", "+14155550134"},
		"sips:+14155550134;npdi@carrier.example:5061;user=phone": {"sips:+14155550134;npdi@carrier.example:5061;user=phone", "+14155550134"},
		"sip:%2B14155550134@carrier.example":                     {"sip:%2B14155550134@carrier.example", "+14155550134"},
		"sip:rosa.diaz@pbx.example":                              {"sip:rosa.diaz@pbx.example", ""}, "sip:1001@pbx.example": {"sip:1001@pbx.example", ""},
		"anonymous": {}, "Anonymous": {}, "unknown": {}, "restricted": {}, "Private": {}, "": {}, " ": {}, "+266696687": {}, "+7378742833": {},
		"sip:anonymous@anonymous.invalid": {}, "sip:Anonymous@carrier.example": {}, "sip:+266696687@carrier.example": {},
		"+": {"+", ""}, "+0": {"+0", ""}, "4155550100": {"4155550100", ""}, "1-800-FLOWERS": {"1-800-FLOWERS", ""}, "+1😀": {"+1😀", ""}, "12345": {"12345", ""}, "+1415\n555\x000100": {"+14155550100", "+14155550100"},
	} {
		if got := ReadCaller(from, ""); got != want {
			t.Errorf("%q: %+v, want %+v", from, got, want)
		}
	}
	for _, from := range []string{"(415) 555-0100", "4155550100", "14155550100", "sip:4155550100@pbx.example"} {
		if got := ReadCaller(from, "US"); got.Phone != "+14155550100" || got.Given != from {
			t.Errorf("national: %q is %+v", from, got)
		}
	}
	if got := ReadCaller("sip:"+strings.Repeat("x", 1000)+"@carrier.example", ""); len(got.Given) > longestGiven || got.Given == "" {
		t.Errorf("a long address: %+v", got)
	}
}

func FuzzParseVoice(f *testing.F) {
	f.Add("CallSid=" + someCall + "&From=client%3Aa&x=1")
	f.Fuzz(func(t *testing.T, body string) {
		q, _ := url.ParseQuery(body)
		v, err := ParseVoice(q)
		if (err == nil) != (v.CallSID != "") {
			t.Errorf("%+v %v", v, err)
		}
		if len(v.Params) > maxParams || v.Client == "" && !strings.HasPrefix(v.From, "client:") && v.Params != nil {
			t.Errorf("%+v", v)
		}
		if c := ReadCaller(v.From, "US"); c.Phone != "" && !strings.HasPrefix(c.Phone, "+") || c.Given == "" && c.Phone != "" || len(c.Given) > longestGiven {
			t.Errorf("caller %+v", c)
		}
	})
}

func FuzzParseCallStatus(f *testing.F) {
	f.Add("CallSid=" + someCall + "&CallStatus=completed&CallDuration=49&SequenceNumber=3&Timestamp=Thu%2C+1+Jan+2026+09%3A00%3A07+%2B0000")
	f.Fuzz(func(t *testing.T, body string) {
		q, _ := url.ParseQuery(body)
		e, err := ParseCallStatus(q)
		if err == nil && (e.Duration < 0 || e.Sequence < -1 || e.Newer(e)) {
			t.Errorf("%+v", e)
		}
	})
}

func FuzzParseConference(f *testing.F) {
	f.Add("ConferenceSid=CF1&StatusCallbackEvent=conference-end&Timestamp=&SequenceNumber=1")
	f.Fuzz(func(t *testing.T, body string) {
		q, _ := url.ParseQuery(body)
		e, err := ParseConference(q)
		if (err == nil) != (e.ConferenceSID != "") {
			t.Errorf("%+v %v", e, err)
		}
	})
}
