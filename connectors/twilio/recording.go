package twilio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// RecordingStatus is how a recording stands.
type RecordingStatus string

// Statuses of a recording. Others (processing, stopped) say that it is neither.
const (
	RecordingOn        RecordingStatus = "in-progress"
	RecordingPaused    RecordingStatus = "paused"
	RecordingCompleted RecordingStatus = "completed" // it can be fetched
	RecordingAbsent    RecordingStatus = "absent"    // there was nothing to record
	RecordingFailed    RecordingStatus = "failed"
)

// Recording is one as Twilio sees it now.
type Recording struct {
	SID       string
	Status    RecordingStatus
	Duration  time.Duration // zero while it goes on
	Voicemail bool          // it was made by Voicemail: one person speaks
}

// byRecordVerb is the source of a recording that Voicemail has made.
const byRecordVerb = "RecordVerb"

// recordingEvents are those that a conference's recording is told of.
const recordingEvents = "in-progress completed absent"

// recordingsLooked is how many recordings of one conference are looked at.
const recordingsLooked = 50

// RecordingsOf lists the recordings of a conference, the newest first.
func (c *Client) RecordingsOf(ctx context.Context, conferenceSID string) ([]Recording, error) {
	const op = "list recordings"
	if err := checkCallID(op, conferenceSID); err != nil {
		return nil, err
	}
	p := &api.ListConferenceRecordingParams{}
	got, err := c.service(ctx, op).ListConferenceRecording(conferenceSID, p.SetPageSize(recordingsLooked).SetLimit(recordingsLooked))
	if err := failed(op, false, err); isGone(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var all []Recording
	for _, r := range got {
		all = append(all, recordingOf(r.Sid, r.Status, r.Duration, r.Source))
	}
	return all, nil
}

// RecordingsOfCall lists what was recorded of one leg alone, the newest first.
func (c *Client) RecordingsOfCall(ctx context.Context, callSID string) ([]Recording, error) {
	const op = "list recordings"
	if err := checkCallID(op, callSID); err != nil {
		return nil, err
	}
	p := &api.ListCallRecordingParams{}
	got, err := c.service(ctx, op).ListCallRecording(callSID, p.SetPageSize(recordingsLooked).SetLimit(recordingsLooked))
	if err := failed(op, false, err); isGone(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var all []Recording
	for _, r := range got {
		all = append(all, recordingOf(r.Sid, r.Status, r.Duration, r.Source))
	}
	return all, nil
}

func recordingOf(sid, status, duration, source *string) Recording {
	n, _ := strconv.Atoi(text(duration))
	return Recording{
		SID: text(sid), Status: RecordingStatus(text(status)), Duration: time.Duration(max(n, 0)) * time.Second,
		Voicemail: text(source) == byRecordVerb,
	}
}

// currentRecording is what a request may call the one that goes on.
const currentRecording = "Twilio.CURRENT"

// PauseRecording has nothing of a conference recorded until ResumeRecording; what is said
// meanwhile leaves no trace. Nothing may be going on: found is false then.
func (c *Client) PauseRecording(ctx context.Context, conferenceSID string) (found bool, err error) {
	p := &api.UpdateConferenceRecordingParams{}
	return c.updateRecording(ctx, "pause recording", conferenceSID, p.SetStatus(string(RecordingPaused)).SetPauseBehavior("skip"))
}

// ResumeRecording has a conference recorded again.
func (c *Client) ResumeRecording(ctx context.Context, conferenceSID string) (found bool, err error) {
	p := &api.UpdateConferenceRecordingParams{}
	return c.updateRecording(ctx, "resume recording", conferenceSID, p.SetStatus(string(RecordingOn)))
}

func (c *Client) updateRecording(ctx context.Context, op, conferenceSID string, p *api.UpdateConferenceRecordingParams) (bool, error) {
	if err := checkCallID(op, conferenceSID); err != nil {
		return false, err
	}
	_, err := c.service(ctx, op).UpdateConferenceRecording(conferenceSID, currentRecording, p)
	err = failed(op, true, err)
	if isGone(err) || codeOf(err) == codeNotInProgress {
		return false, nil
	}
	return err == nil, err
}

// DeleteRecording deletes the sound for ever. One that Twilio does not know is success.
func (c *Client) DeleteRecording(ctx context.Context, sid string) error {
	const op = "delete recording"
	if err := checkCallID(op, sid); err != nil {
		return err
	}
	if err := failed(op, true, c.service(ctx, op).DeleteRecording(sid, nil)); err != nil && !isGone(err) {
		return err
	}
	return nil
}

// ConferenceName is what a conference is called; found is false for one that Twilio does not know.
func (c *Client) ConferenceName(ctx context.Context, sid string) (name string, found bool, err error) {
	const op = "read room"
	if err := checkCallID(op, sid); err != nil {
		return "", false, err
	}
	got, err := c.service(ctx, op).FetchConference(sid, nil)
	if err := failed(op, false, err); isGone(err) {
		return "", false, nil
	} else if err != nil {
		return "", false, err
	}
	return text(got.FriendlyName), true, nil
}

// Announce lets a participant alone hear the document at url, while the conference goes on.
// For one who has gone it is success.
func (c *Client) Announce(ctx context.Context, conferenceSID, callSID, url string) error {
	const op = "announce"
	if err := errors.Join(checkCallID(op, conferenceSID), checkCallID(op, callSID)); err != nil {
		return err
	}
	p := &api.UpdateParticipantParams{}
	_, err := c.service(ctx, op).UpdateParticipant(conferenceSID, callSID, p.SetAnnounceUrl(url).SetAnnounceMethod("POST"))
	if err := failed(op, true, err); err != nil && !isGone(err) {
		return err
	}
	return nil
}

// checkCallID refuses what the library would put into the path as it stands.
func checkCallID(op, sid string) error {
	if !sidInForm.MatchString(sid) {
		return &connectors.Error{Kind: connectors.Rejected, Op: "twilio: " + op, Reason: connectors.Because("twilio_call_id")}
	}
	return nil
}

// SoundForm is a form in which Twilio gives a recording.
type SoundForm string

// Forms of sound.
const (
	WAV SoundForm = "wav" // 16 bits at 8 kHz: 16 KB a second
	MP3 SoundForm = "mp3" // a quarter of that
)

// soundTimeout bounds one download. What is as slow as that is begun again later.
const soundTimeout = 10 * time.Minute

// Sound opens a recording's sound, which is never whole in memory. size is what Twilio says
// that it has; −1: it says nothing. The caller closes it. Kind Gone: it is not there, which it
// may not be yet.
func (c *Client) Sound(ctx context.Context, sid string, form SoundForm) (sound io.ReadCloser, size int64, err error) {
	const op = "fetch recording"
	if err := checkCallID(op, sid); err != nil {
		return nil, 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, soundTimeout)
	to := *c.base
	to.Path = strings.TrimSuffix(to.Path, "/") + "/2010-04-01/Accounts/" + c.cfg.AccountSID + "/Recordings/" + sid + "." + string(form)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		cancel()
		return nil, 0, &connectors.Error{Kind: connectors.Rejected, Op: "twilio: " + op, Reason: connectors.Because("twilio_request"), Err: err}
	}
	req.SetBasicAuth(c.credentials())
	client := &http.Client{Transport: c.chain.Base, CheckRedirect: followSound}
	resp, err := client.Do(req)
	if err != nil {
		cancel()
		return nil, 0, unheard("twilio: "+op, http.MethodGet, &transport.Exchange{}, withoutAddress(err))
	}
	if resp.StatusCode != http.StatusOK {
		defer cancel()
		defer resp.Body.Close() //nolint:errcheck // it was read, as far as it matters
		x := &transport.Exchange{Status: resp.StatusCode, Response: resp.Header}
		x.Body, _ = io.ReadAll(io.LimitReader(resp.Body, 64<<10))
		return nil, 0, refused("twilio: "+op, http.MethodGet, x)
	}
	return &soundBody{resp.Body, cancel}, resp.ContentLength, nil
}

// soundBody ends its request when it is closed.
type soundBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *soundBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// followSound: where the sound lies elsewhere, our credentials are none of that place's business.
func followSound(req *http.Request, via []*http.Request) error {
	if len(via) > 3 {
		return errors.New("it is sent from place to place")
	}
	if u := req.URL; u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return fmt.Errorf("it is sent to %s, in the clear", u.Hostname())
	}
	req.Header.Del("Authorization")
	return nil
}

// withoutAddress: an address elsewhere is itself a credential.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
