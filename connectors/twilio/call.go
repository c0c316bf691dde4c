package twilio

import (
	"context"
	"regexp"
	"strconv"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/deskside/deskside/connectors"
)

// Dial asks Twilio to call somebody and put them into a conference.
type Dial struct {
	Conference string // letters, digits, '_' and '-'; created when it does not exist
	To         string // E.164, or client:identity
	From       string // one of our own numbers
	Label      string // of the leg, unique in the conference; letters, digits, '_' and '-'

	Timeout   time.Duration // of ringing; 0: Twilio's 60 s. 5 s to 600 s. Twilio adds about 5 s.
	TimeLimit time.Duration // of the whole call; 0: Twilio's 4 h

	EndConferenceOnExit bool // the conference ends when this leg leaves
	EarlyMedia          bool // the conference hears it ringing

	StatusCallback string // told of initiated, ringing, answered, completed
	// ConferenceCallback is told of the conference's events if this leg is the first in it;
	// Twilio ignores it for every later one.
	ConferenceCallback string
	WaitURL            string // TwiML heard while the conference has not started; empty: Twilio's music
}

// Leg is one call inside a conference.
type Leg struct {
	CallSID       string
	ConferenceSID string
}

// conferenceEvents are those the domain acts upon. Speaker events are left out: several a second.
const conferenceEvents = "start end join leave mute hold modify"

var nameOfOurs = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Dial places a call. It shares the account's calls per second with every other
// outgoing call: a call beyond them is queued by Twilio, not refused. After an
// error of kind Unknown the call may be ringing: find it by its label with Room,
// or by its number with CallsTo.
func (c *Client) Dial(ctx context.Context, d Dial) (Leg, error) {
	const op = "place call"
	if !nameOfOurs.MatchString(d.Conference) || d.Label != "" && !nameOfOurs.MatchString(d.Label) {
		return Leg{}, &connectors.Error{Kind: connectors.Rejected, Op: "twilio: " + op, Reason: connectors.Because("twilio_label_form")}
	}
	p := &api.CreateParticipantParams{}
	p.SetTo(d.To).SetFrom(d.From).SetBeep("false").
		SetEndConferenceOnExit(d.EndConferenceOnExit).SetEarlyMedia(d.EarlyMedia)
	if d.Label != "" {
		p.SetLabel(d.Label)
	}
	if d.Timeout > 0 {
		p.SetTimeout(seconds(min(max(d.Timeout, 5*time.Second), 600*time.Second)))
	}
	if d.TimeLimit > 0 {
		p.SetTimeLimit(seconds(d.TimeLimit))
	}
	if d.StatusCallback != "" {
		p.SetStatusCallback(d.StatusCallback).SetStatusCallbackMethod("POST").
			SetStatusCallbackEvent([]string{"initiated", "ringing", "answered", "completed"})
	}
	if d.ConferenceCallback != "" {
		p.SetConferenceStatusCallback(d.ConferenceCallback).SetConferenceStatusCallbackMethod("POST").
			SetConferenceStatusCallbackEvent([]string{"start", "end", "join", "leave", "mute", "hold", "modify"})
	}
	if d.WaitURL != "" {
		p.SetWaitUrl(d.WaitURL).SetWaitMethod("POST")
	}
	got, err := c.service(ctx, op).CreateParticipant(d.Conference, p)
	if err != nil {
		return Leg{}, failed(op, true, err)
	}
	return Leg{CallSID: text(got.CallSid), ConferenceSID: text(got.ConferenceSid)}, nil
}

// Hangup ends a call in whatever state it is. A call that has ended already, or
// that Twilio does not know, is success.
func (c *Client) Hangup(ctx context.Context, callSID string) error {
	call, found, err := c.Call(ctx, callSID)
	if err != nil || !found || call.Status.Final() {
		return err
	}
	if call.Status.Rank() < InProgress.Rank() {
		// "canceled" stops the ringing and leaves a call alone that is answered
		// at this very moment; such a call is then ended like any other.
		after, err := c.endCall(ctx, callSID, Canceled)
		if err == nil && (after == "" || after.Final()) {
			return nil
		}
		if err != nil && connectors.KindOf(err) != connectors.Rejected {
			return err
		}
	}
	_, err = c.endCall(ctx, callSID, Completed)
	return err
}

// endCall gives the status after it, "" for a call that has gone.
func (c *Client) endCall(ctx context.Context, callSID string, to Status) (Status, error) {
	const op = "end call"
	p := &api.UpdateCallParams{}
	got, err := c.service(ctx, op).UpdateCall(callSID, p.SetStatus(string(to)))
	err = failed(op, true, err)
	switch {
	case err == nil:
		return Status(text(got.Status)), nil
	case isGone(err), to == Completed && codeOf(err) == codeNotInProgress:
		return "", nil
	}
	return "", err
}

// Call is what Twilio holds of a call.
type Call struct {
	SID       string
	Status    Status
	From, To  string
	Direction string // inbound, outbound-api, outbound-dial
	CreatedAt time.Time
	StartTime time.Time // of dialling; zero while queued
	EndTime   time.Time // zero until it has ended
	Duration  time.Duration
}

// Call fetches a call; found is false for one that Twilio does not know.
func (c *Client) Call(ctx context.Context, sid string) (call Call, found bool, err error) {
	const op = "fetch call"
	if !sidInForm.MatchString(sid) { // the library would put "a/b" into the path as it stands
		return Call{}, false, &connectors.Error{Kind: connectors.Rejected, Op: "twilio: " + op, Reason: connectors.Because("twilio_call_id")}
	}
	got, err := c.service(ctx, op).FetchCall(sid, nil)
	if err := failed(op, false, err); isGone(err) {
		return Call{}, false, nil
	} else if err != nil {
		return Call{}, false, err
	}
	return callOf(got), true, nil
}

// callsLooked bounds CallsTo to one page: calls to one number within minutes.
const callsLooked = 50

// CallsTo lists the newest calls to a number that were created at or after
// since, newest first: what is left of a Dial whose answer was lost and whose
// leg is no longer in its conference.
func (c *Client) CallsTo(ctx context.Context, to string, since time.Time) ([]Call, error) {
	const op = "list calls"
	p := &api.ListCallParams{}
	got, err := c.service(ctx, op).ListCall(p.SetTo(to).SetPageSize(callsLooked).SetLimit(callsLooked))
	if err != nil {
		return nil, failed(op, false, err)
	}
	var calls []Call
	for i := range got {
		// Twilio's dates are whole seconds.
		if call := callOf(&got[i]); !call.CreatedAt.Before(since.Truncate(time.Second)) {
			calls = append(calls, call)
		}
	}
	return calls, nil
}

func callOf(a *api.ApiV2010Call) Call {
	n, _ := strconv.Atoi(text(a.Duration))
	return Call{
		SID: text(a.Sid), Status: Status(text(a.Status)), From: text(a.From), To: text(a.To), Direction: text(a.Direction),
		CreatedAt: date(text(a.DateCreated)), StartTime: date(text(a.StartTime)), EndTime: date(text(a.EndTime)),
		Duration: time.Duration(max(n, 0)) * time.Second,
	}
}

// dateLayout is RFC 2822 with one or two digits for the day.
const dateLayout = "Mon, 2 Jan 2006 15:04:05 -0700"

func date(s string) time.Time {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

func seconds(d time.Duration) int { return int(d / time.Second) }

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
