package voice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates"
)

// Recording says what is recorded, and with what recordings are looked after.
type Recording struct {
	On       bool // every call is
	Announce bool // customers are told
	// Twilio, whose recordings are looked after whoever has begun them. Nil: nobody does.
	Twilio RecordingTwilio
	Files  SoundFiles
}

// RecordingTwilio is what recordings need of the connector.
type RecordingTwilio interface {
	Conference(ctx context.Context, name string) (room twilio.Conference, found bool, err error)
	ConferenceName(ctx context.Context, sid string) (name string, found bool, err error)
	Announce(ctx context.Context, conferenceSID, callSID, url string) error
	RecordingsOf(ctx context.Context, conferenceSID string) ([]twilio.Recording, error)
	RecordingsOfCall(ctx context.Context, callSID string) ([]twilio.Recording, error)
	PauseRecording(ctx context.Context, conferenceSID string) (found bool, err error)
	ResumeRecording(ctx context.Context, conferenceSID string) (found bool, err error)
	Sound(ctx context.Context, sid string, form twilio.SoundForm) (sound io.ReadCloser, size int64, err error)
	DeleteRecording(ctx context.Context, sid string) error
}

// SoundFiles keep recordings.
type SoundFiles interface {
	SaveSound(ctx context.Context, owner interaction.ID, from io.Reader, name, contentType string) (interaction.File, error)
	MaxBytes() int64
}

// Paths of the webhooks of recordings.
const (
	RecordingPath = "/twilio/recording"
	RecordedPath  = "/twilio/voice/recorded" // what a customer hears whom we have called
)

// RecordingName of the user that looks after recordings.
const RecordingName = "recording"

const (
	// startPatience is how long Twilio may take to tell that it records, until it is asked.
	startPatience = 5 * time.Second
	// endPatience is how long Twilio may take to tell that it has a recording, until it is
	// asked.
	endPatience = time.Minute
	// wantedFor is how long a call that is over is asked after, of whose recording nothing was
	// ever heard: it may have had none, as when the two never met.
	wantedFor = 10 * time.Minute
	// soundPatience is how long a recording may not be found at first, unsaid.
	soundPatience = 10 * time.Minute
	soundAgain    = 10 * time.Second
	// goneAfter so long a recording that Twilio says it does not have, or that is not what it
	// says it is, is lost. While Twilio says nothing at all, it is waited for.
	goneAfter = 24 * time.Hour
	// lookBack is how far at start recordings are looked for that were not settled.
	lookBack = 14 * 24 * time.Hour
)

// RecordingUser of the loop: recordings are fetched, brought to the ticket, and deleted at
// Twilio, one after the other; few at once, since each is some megabytes.
func (v *Voice) RecordingUser() reconcile.User {
	return reconcile.User{Name: RecordingName, Reconcile: v.ReconcileRecording, Concerns: concernsRecording, Parallel: 4}
}

func concernsRecording(d interaction.Data) bool {
	switch d.(type) {
	case interaction.CustomerAnswered, interaction.AgentJoined, interaction.CallEnded, interaction.WriteLanded,
		interaction.AskMade, interaction.AskAnswered, interaction.AskDeclined, interaction.AskWithdrawn, interaction.AskExpired, interaction.AskFailed,
		interaction.RecordingStarted, interaction.RecordingPaused, interaction.RecordingResumed, interaction.RecordingFinished, interaction.RecordingKept:
		return true
	}
	return false
}

// recordedURL is where Twilio tells of the recording of an interaction's conference; empty:
// it is not recorded. Of the conference Twilio itself gives the SID alone.
func (v *Voice) recordedURL(id interaction.ID) string {
	if !v.Recording.On {
		return ""
	}
	return v.toldOfRecordings(id)
}

func (v *Voice) toldOfRecordings(id interaction.ID) string {
	return v.eventURL(RecordingPath + "?conference=" + url.QueryEscape(id.Conference()))
}

// announced is what a customer hears before they come into a conference that is recorded.
func (v *Voice) announced(s interaction.State) []twilio.Prompt {
	if !v.Recording.On || !v.Recording.Announce {
		return nil
	}
	said := v.say(s, templates.PromptRecorded)
	return []twilio.Prompt{{Text: said.Text, Language: said.Language}}
}

// Recorded is what a customer hears whom we have called, in a language.
func (v *Voice) Recorded(language string) (string, error) {
	said := v.Prompts.Say(templates.PromptRecorded, language, templates.Values{})
	return twilio.Say(said.Text, said.Language), nil
}

// RecordingForm takes in what became of a recording; conference is what we have had Twilio
// say of whose it is, empty for one that others have begun.
func (v *Voice) RecordingForm(ctx context.Context, form url.Values, conference string) error {
	e, err := twilio.ParseRecording(form)
	if err != nil {
		return nil //nolint:nilerr // it belongs to nothing
	}
	id, err := v.recordingOf(ctx, e, conference)
	if err != nil {
		return err
	}
	cmd := heardOf(twilio.Recording{SID: e.SID, Status: e.Status, Duration: e.Duration, Voicemail: e.Voicemail})
	if id == "" || cmd == nil {
		v.Log.Info("a recording that nobody here has begun", logs.Stranger, "recording", e.SID, "status", e.Status)
		return nil
	}
	_, err = v.Decider.Update(ctx, v.Store, id, cmd)
	if refused(err) || errors.Is(err, store.ErrNotFound) {
		v.Log.Info("a recording of a call that is not here", logs.Stranger, "recording", e.SID, "interaction", id)
		return nil
	}
	return err
}

// recordingOf gives whose recording it is; empty: nobody's.
func (v *Voice) recordingOf(ctx context.Context, e twilio.RecordingEvent, conference string) (interaction.ID, error) {
	if id, ok := interaction.ByConference(conference); ok {
		return id, nil
	}
	if e.CallSID != "" {
		id, err := v.Store.ByRef(ctx, callRef(e.CallSID))
		return id, ignoreUnknown(err)
	}
	if e.ConferenceSID == "" || v.Recording.Twilio == nil {
		return "", nil
	}
	name, _, err := v.Recording.Twilio.ConferenceName(ctx, e.ConferenceSID)
	id, _ := interaction.ByConference(name)
	return id, err
}

// heardOf is the command that takes in how a recording stands; nil: there is nothing to take in.
func heardOf(r twilio.Recording) interaction.Command {
	switch r.Status {
	case twilio.RecordingOn, twilio.RecordingPaused:
		return interaction.StartRecording{SID: r.SID}
	case twilio.RecordingCompleted:
		return interaction.FinishRecording{SID: r.SID, Duration: r.Duration, Voicemail: r.Voicemail}
	case twilio.RecordingAbsent, twilio.RecordingFailed:
		return interaction.FinishRecording{SID: r.SID, Silent: true}
	}
	return nil
}

// ErrNotPaused: Twilio could not be made to pause a recording, so that it may go on.
var ErrNotPaused = errors.New("the recording goes on")

// PauseRecording has nothing of a call recorded. When it returns without an error, Twilio has
// obeyed: what an agent is told must be so.
func (v *Voice) PauseRecording(ctx context.Context, id interaction.ID) error {
	if v.Recording.Twilio == nil {
		return ErrNotPaused
	}
	room, found, err := v.Recording.Twilio.Conference(ctx, id.Conference())
	if err == nil && found {
		found, err = v.Recording.Twilio.PauseRecording(ctx, room.SID)
	}
	if err != nil || !found {
		return errors.Join(ErrNotPaused, err)
	}
	return nil
}

// ReconcileRecording brings the recordings of one call to where they belong.
func (v *Voice) ReconcileRecording(ctx context.Context, id interaction.ID) (time.Time, error) {
	s, err := v.Store.State(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, err
	case v.Recording.Twilio == nil || s.Call.Phase == interaction.NoCall || !v.recorded(s):
		return time.Time{}, nil
	}
	var next time.Time
	var errs []error
	look := func(at time.Time, err error) {
		errs = append(errs, err)
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if s.Call.Phase == interaction.Connected && !s.Call.Over() {
		look(v.duringCall(ctx, s))
	} else if s.Call.Phase == interaction.Ended {
		look(v.afterCall(ctx, s))
	}
	for _, r := range s.Recordings.All {
		switch {
		case r.State == interaction.RecordingReady:
			look(v.fetch(ctx, s, r))
		case s.RecordingLanded(r.SID) && !r.Deleted:
			look(time.Time{}, v.deleteAtTwilio(ctx, id, r.SID))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return time.Time{}, err // the loop comes back, later each time
	}
	return next, nil
}

// recorded: there is a recording, or there should be.
func (v *Voice) recorded(s interaction.State) bool {
	return len(s.Recordings.All) > 0 || v.Recording.On && !s.Call.AnsweredAt.IsZero() || v.leavesMessage(s)
}

// duringCall announces, learns of a recording of which Twilio has not told, and makes Twilio
// record as the log says: an agent's page says that it is recorded until Twilio has paused.
func (v *Voice) duringCall(ctx context.Context, s interaction.State) (time.Time, error) {
	announce := v.Recording.On && v.Recording.Announce && s.Direction == interaction.Outbound && s.Recordings.AnnouncedAt.IsZero()
	if since := s.Call.HeardAt.Add(startPatience); !announce && !s.Recordings.On() && v.Decider.Now().Before(since) {
		return since, nil
	}
	if !announce && s.Recordings.On() && s.RecordedThroughout() && !s.Call.AnsweredAt.Before(v.start) {
		return time.Time{}, nil // it is as it began
	}
	room, found, err := v.Recording.Twilio.Conference(ctx, s.ID.Conference())
	if err != nil {
		return time.Time{}, err
	}
	again := v.Decider.Now().Add(startPatience)
	if !found || room.Ended() {
		return again, nil
	}
	if announce {
		p, there := room.ByLabel(customerLabel)
		if !there || p.Status != "connected" {
			return again, nil
		}
		if err := v.announce(ctx, s, room.SID, p.CallSID); err != nil {
			return time.Time{}, err
		}
	}
	all, err := v.Recording.Twilio.RecordingsOf(ctx, room.SID)
	if err != nil {
		return time.Time{}, err
	}
	_, _, paused := s.Unrecorded()
	running := false
	for _, r := range all {
		if err := v.take(ctx, s, r); err != nil {
			return time.Time{}, err
		}
		on := r.Status == twilio.RecordingOn
		running = running || on || r.Status == twilio.RecordingPaused
		switch {
		case on && paused:
			_, err = v.Recording.Twilio.PauseRecording(ctx, room.SID)
		case r.Status == twilio.RecordingPaused && !paused:
			_, err = v.Recording.Twilio.ResumeRecording(ctx, room.SID)
		}
		if err != nil {
			return time.Time{}, err
		}
	}
	if !running {
		return v.Decider.Now().Add(endPatience), nil // the two have not met yet
	}
	return time.Time{}, nil
}

func (v *Voice) announce(ctx context.Context, s interaction.State, conferenceSID, callSID string) error {
	path := RecordedPath
	if l := v.languageOf(s); l != "" {
		path += "?language=" + url.QueryEscape(l)
	}
	if err := v.Recording.Twilio.Announce(ctx, conferenceSID, callSID, v.twimlURL(path)); err != nil {
		return err
	}
	_, err := v.Decider.Update(ctx, v.Store, s.ID, interaction.AnnounceRecording{})
	return err
}

// take in how a recording stands at Twilio, where the log does not know.
func (v *Voice) take(ctx context.Context, s interaction.State, r twilio.Recording) error {
	cmd := heardOf(r)
	if known, ok := s.Recordings.BySID(r.SID); cmd == nil || ok && known.State != interaction.Recorded {
		return nil
	}
	_, err := v.Decider.Update(ctx, v.Store, s.ID, cmd)
	return err
}

// afterCall asks Twilio for recordings of whose end it should have told by now.
func (v *Voice) afterCall(ctx context.Context, s interaction.State) (time.Time, error) {
	now := v.Decider.Now()
	waits := slices.ContainsFunc(s.Recordings.All, func(r interaction.Recording) bool { return r.State == interaction.Recorded })
	if !waits && (len(s.Recordings.All) > 0 || now.Sub(s.Call.OverAt) > wantedFor) {
		return time.Time{}, nil
	}
	if due := s.Call.OverAt.Add(endPatience); now.Before(due) {
		return due, nil
	}
	all, err := v.recordingsOf(ctx, s)
	if err != nil {
		return time.Time{}, err
	}
	for _, r := range all {
		if err := v.take(ctx, s, r); err != nil {
			return time.Time{}, err
		}
	}
	for _, r := range s.Recordings.All {
		there := slices.ContainsFunc(all, func(a twilio.Recording) bool { return a.SID == r.SID })
		if r.State == interaction.Recorded && !there && now.Sub(s.Call.OverAt) > goneAfter {
			if err := v.lose(ctx, s.ID, r.SID, interaction.Because("recording_gone")); err != nil {
				return time.Time{}, err
			}
		}
	}
	return now.Add(endPatience), nil
}

// recordingsOf a call that is over, as Twilio has them.
func (v *Voice) recordingsOf(ctx context.Context, s interaction.State) (all []twilio.Recording, err error) {
	if !s.Call.AnsweredAt.IsZero() || !v.leavesMessage(s) {
		room, found, err := v.Recording.Twilio.Conference(ctx, s.ID.Conference())
		if err != nil {
			return nil, err
		}
		if found {
			if all, err = v.Recording.Twilio.RecordingsOf(ctx, room.SID); err != nil {
				return nil, err
			}
		}
	}
	if v.leavesMessage(s) {
		left, err := v.Recording.Twilio.RecordingsOfCall(ctx, s.Call.CustomerSID())
		if err != nil {
			return nil, err
		}
		all = append(all, left...)
	}
	return all, nil
}

// fetch a recording that Twilio has.
func (v *Voice) fetch(ctx context.Context, s interaction.State, r interaction.Recording) (time.Time, error) {
	file, err := v.sound(ctx, s, r)
	if err == nil {
		_, err = v.Decider.Update(ctx, v.Store, s.ID, interaction.KeepRecording{SID: r.SID, File: file})
		return time.Time{}, err
	}
	age := v.Decider.Now().Sub(r.Since)
	gone := connectors.KindOf(err) == connectors.Gone
	switch {
	case errors.Is(err, errTooLong):
		return time.Time{}, v.lose(ctx, s.ID, r.SID, interaction.Because("recording_too_large"))
	case gone && age > goneAfter:
		return time.Time{}, v.lose(ctx, s.ID, r.SID, interaction.Because("recording_gone"))
	case errors.Is(err, errUnlike) && age > goneAfter:
		return time.Time{}, v.lose(ctx, s.ID, r.SID, interaction.Because("recording_unlike"))
	case gone && age < soundPatience:
		return v.Decider.Now().Add(soundAgain), nil
	}
	return time.Time{}, fmt.Errorf("recording %s: %w", r.SID, err)
}

func (v *Voice) lose(ctx context.Context, id interaction.ID, sid string, why interaction.Reason) error {
	v.Log.Warn("a recording is lost", "interaction", id, "recording", sid, "why", why.Code)
	_, err := v.Decider.Update(ctx, v.Store, id, interaction.LoseRecording{SID: sid, Why: why})
	return err
}

var (
	errTooLong = errors.New("it is larger than a file may be")
	errUnlike  = errors.New("it is not what Twilio says that it is")
)

// sound of a recording, as a file of ours: as good as it gets within what a file may have.
func (v *Voice) sound(ctx context.Context, s interaction.State, r interaction.Recording) (file interaction.File, err error) {
	form, contentType := twilio.WAV, "audio/wav"
	most := v.Recording.Files.MaxBytes()
	if wavBytes(r.Duration) > most {
		form, contentType = twilio.MP3, "audio/mpeg"
	}
	from, size, err := v.Recording.Twilio.Sound(ctx, r.SID, form)
	if err != nil {
		return file, err
	}
	defer from.Close() //nolint:errcheck // it was read
	if size > most {
		return file, errTooLong
	}
	m := newMeter(form)
	file, err = v.Recording.Files.SaveSound(ctx, s.ID, io.TeeReader(from, m), recordingName(s, r, form), contentType)
	switch {
	case err != nil:
		return file, err
	case size >= 0 && file.Size != size:
		return file, fmt.Errorf("%w: %d bytes of %d", errUnlike, file.Size, size)
	case !m.lasts(r.Duration):
		return file, fmt.Errorf("%w: it lasts %v, not %v", errUnlike, m.duration(), r.Duration)
	}
	file.ID = r.SID
	return file, nil
}

// recordingName is recording.wav, and recording-2.wav of the next of the same call; or
// voicemail.wav.
func recordingName(s interaction.State, one interaction.Recording, form twilio.SoundForm) string {
	name := "recording"
	if one.Voicemail {
		name = "voicemail"
	}
	n := slices.IndexFunc(s.Recordings.All, func(r interaction.Recording) bool { return r.SID == one.SID })
	if n <= 0 {
		return name + "." + string(form)
	}
	return name + "-" + strconv.Itoa(n+1) + "." + string(form)
}

func (v *Voice) deleteAtTwilio(ctx context.Context, id interaction.ID, sid string) error {
	if err := v.Recording.Twilio.DeleteRecording(ctx, sid); err != nil {
		return err
	}
	_, err := v.Decider.Update(ctx, v.Store, id, interaction.DeleteRecording{SID: sid})
	return err
}

// FindRecordings wakes what a process before this one has left: the loop knows by itself of
// those alone that somebody still works on.
func (v *Voice) FindRecordings(ctx context.Context, wake func(interaction.ID)) error {
	old := errors.New("that is long enough ago")
	err := reconcile.Each(ctx, v.Store, store.Filter{}, func(ids []interaction.ID) error {
		for _, id := range ids {
			s, err := v.Store.State(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if v.Decider.Now().Sub(s.StartedAt) > lookBack {
				return old
			}
			if v.recorded(s) {
				wake(id)
			}
		}
		return nil
	})
	if errors.Is(err, old) {
		return nil
	}
	return err
}
