package interaction

import (
	"slices"
	"strconv"
	"time"
)

// Recordings of the call, as the carrier makes them.
type Recordings struct {
	All []Recording // in the order in which they were first heard of

	PausedAt    time.Time // zero: they go on
	PausedBy    Agent
	ChangedAt   time.Time // when an agent last paused or resumed; zero: never
	AnnouncedAt time.Time // when a customer whom we called was told

	timeless
}

// Recording is one of them.
type Recording struct {
	SID      string
	State    RecordingState
	Since    time.Time     // of the state
	Duration time.Duration // as the carrier says; zero while it goes on
	File     string        // id of the file that it became; empty: it is none yet
	Deleted  bool          // the carrier's copy is gone

	Voicemail bool // the customer has spoken to a machine
}

// RecordingState is what has become of a recording.
type RecordingState string

// States of a recording.
const (
	Recorded         RecordingState = "recorded" // it goes on
	RecordingReady   RecordingState = "ready"    // the carrier has it
	RecordingSilent  RecordingState = "silent"   // there was nothing to record
	RecordingFetched RecordingState = "fetched"  // it is a file of ours, and an item
	RecordingMissing RecordingState = "lost"     // it could not be had
)

// Paused reports whether nothing is recorded for now.
func (r Recordings) Paused() bool { return !r.PausedAt.IsZero() }

// On reports whether something is being recorded, or would be if it were not paused.
func (r Recordings) On() bool {
	return slices.ContainsFunc(r.All, func(one Recording) bool { return one.State == Recorded })
}

// BySID finds a recording.
func (r Recordings) BySID(sid string) (Recording, bool) {
	if i := r.index(sid); i >= 0 {
		return r.All[i], true
	}
	return Recording{}, false
}

func (r Recordings) index(sid string) int {
	return slices.IndexFunc(r.All, func(one Recording) bool { return one.SID == sid })
}

var recordingEvents = events{
	"recording_started":    RecordingStarted{},
	"recording_announced":  RecordingAnnounced{},
	"recording_paused":     RecordingPaused{},
	"recording_resumed":    RecordingResumed{},
	"recording_finished":   RecordingFinished{},
	"recording_was_silent": RecordingWasSilent{},
	"recording_kept":       RecordingKept{},
	"recording_lost":       RecordingLost{},
	"recording_deleted":    RecordingDeleted{},
}

// RecordingStarted: the carrier records the call.
type RecordingStarted struct {
	SID string `json:"sid"`
}

// RecordingAnnounced: a customer whom we called was told that the call is recorded. Who
// calls us is told before they come in.
type RecordingAnnounced struct{}

// RecordingPaused: the carrier has obeyed, and records nothing for now.
type RecordingPaused struct {
	Agent Agent `json:"agent"`
}

// RecordingResumed: from now on it counts as recorded, even before the carrier obeys.
type RecordingResumed struct {
	Agent Agent `json:"agent"`
}

// RecordingFinished: the carrier has it, and it can be fetched.
type RecordingFinished struct {
	SID       string `json:"sid"`
	Seconds   int    `json:"seconds"`
	Voicemail bool   `json:"voicemail,omitempty"` // the customer has spoken to a machine
}

// RecordingWasSilent: the carrier says that there was nothing to record.
type RecordingWasSilent struct {
	SID string `json:"sid"`
}

// RecordingKept: the bytes are durable in the blob store.
type RecordingKept struct {
	SID  string `json:"sid"`
	File File   `json:"file"`
}

// RecordingLost: it could not be had.
type RecordingLost struct {
	SID string `json:"sid"`
	Why Reason `json:"why"`
}

// RecordingDeleted: the carrier's copy is gone.
type RecordingDeleted struct {
	SID string `json:"sid"`
}

// Values of the sentences that tell of recordings.
func (d RecordingPaused) Values() []string { return []string{"agent", d.Agent.Name} }

// Values of the sentences that tell of recordings.
func (d RecordingResumed) Values() []string { return []string{"agent", d.Agent.Name} }

// Values of the sentences that tell of recordings.
func (d RecordingFinished) Values() []string { return []string{"seconds", strconv.Itoa(d.Seconds)} }

// Values of the sentences that tell of recordings.
func (d RecordingKept) Values() []string { return []string{"file", d.File.Name} }

// From whom a recording's file is.
const (
	fromRecording = "recording"
	fromVoicemail = "voicemail"
)

func (r *Recordings) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case RecordingStarted:
		r.set(d.SID, Recorded, e.At, nil)
	case RecordingAnnounced:
		r.AnnouncedAt = e.At
	case RecordingPaused:
		r.PausedAt, r.PausedBy, r.ChangedAt = e.At, d.Agent, e.At
	case RecordingResumed:
		r.PausedAt, r.ChangedAt = time.Time{}, e.At
	case CallEnded:
		r.PausedAt = time.Time{}
	case RecordingFinished:
		r.set(d.SID, RecordingReady, e.At, func(one *Recording) {
			one.Duration, one.Voicemail = time.Duration(d.Seconds)*time.Second, d.Voicemail
		})
	case RecordingWasSilent:
		r.set(d.SID, RecordingSilent, e.At, nil)
	case RecordingKept:
		from := fromRecording
		r.set(d.SID, RecordingFetched, e.At, func(one *Recording) {
			one.File = d.File.ID
			if one.Voicemail {
				from = fromVoicemail
			}
		})
		s.addItem(ItemFile, e, func(it *Item) { it.File, it.From = &d.File, from })
	case RecordingLost:
		r.set(d.SID, RecordingMissing, e.At, nil)
	case RecordingDeleted:
		if i := r.index(d.SID); i >= 0 {
			r.All = slices.Clone(r.All)
			r.All[i].Deleted = true
		}
	}
}

// set a recording's state.
func (r *Recordings) set(sid string, to RecordingState, at time.Time, more func(*Recording)) {
	i := r.index(sid)
	r.All = slices.Clone(r.All)
	if i < 0 {
		i, r.All = len(r.All), append(r.All, Recording{SID: sid})
	}
	r.All[i].State, r.All[i].Since = to, at
	if more != nil {
		more(&r.All[i])
	}
}

// RecordingLanded reports whether a recording is in a ticket.
func (s State) RecordingLanded(sid string) bool {
	one, ok := s.Recordings.BySID(sid)
	if !ok || one.State != RecordingFetched {
		return false
	}
	for _, it := range s.Items.Backward() {
		if it.File != nil && it.File.ID == one.File {
			return it.Delivery.State == Landed || len(it.Placements) > 0
		}
	}
	return false
}

// StartRecording takes in that the carrier records the call. What is known to be over has begun.
type StartRecording struct{ SID string }

func (c StartRecording) decide(d *decider) error {
	if _, known := d.Recordings.BySID(c.SID); known {
		return nil
	}
	if d.Channel != Voice {
		return refuse("not_recorded")
	}
	d.add(RecordingStarted(c))
	return nil
}

// AnnounceRecording takes in that the customer was told.
type AnnounceRecording struct{}

func (AnnounceRecording) decide(d *decider) error {
	if d.Recordings.AnnouncedAt.IsZero() && !d.Call.Over() {
		d.add(RecordingAnnounced{})
	}
	return nil
}

// PauseRecording takes in that the carrier records nothing for now, because an agent wants it
// so. A second time changes nothing.
type PauseRecording struct{ Agent Agent }

func (c PauseRecording) decide(d *decider) error {
	if err := d.recorded(c.Agent); err != nil || d.Recordings.Paused() {
		return err
	}
	d.add(RecordingPaused(c))
	return nil
}

// ResumeRecording has the call recorded again. A second time changes nothing.
type ResumeRecording struct{ Agent Agent }

func (c ResumeRecording) decide(d *decider) error {
	if err := d.recorded(c.Agent); err != nil {
		return err
	}
	if _, asked := d.Asks.sensitive(); asked {
		return refuse("sensitive_ask") // it goes on by itself when that is over
	}
	if !d.Recordings.Paused() {
		return nil
	}
	d.add(RecordingResumed(c))
	return nil
}

// recorded refuses what only the agent on a call that is recorded may do.
func (d *decider) recorded(a Agent) error {
	if err := d.inTalk(a); err != nil {
		return err
	}
	if !d.Recordings.On() {
		return refuse("not_recorded")
	}
	return nil
}

// MayPauseRecording is what PauseRecording would be refused with, before the carrier is asked.
func (s State) MayPauseRecording(a Agent) error { return (&decider{State: s}).recorded(a) }

// FinishRecording takes in that a recording is over. One that is known to be over stays so.
type FinishRecording struct {
	SID       string
	Duration  time.Duration
	Silent    bool // there was nothing to record
	Voicemail bool
}

func (c FinishRecording) decide(d *decider) error {
	if one, known := d.Recordings.BySID(c.SID); known && one.State != Recorded {
		return nil
	}
	if d.Channel != Voice {
		return refuse("not_recorded")
	}
	if c.Silent {
		d.add(RecordingWasSilent{SID: c.SID})
		return nil
	}
	d.add(RecordingFinished{SID: c.SID, Seconds: int(c.Duration / time.Second), Voicemail: c.Voicemail})
	return nil
}

// KeepRecording takes in that a recording's bytes are here. It reaches the ticket once,
// however often it was fetched.
type KeepRecording struct {
	SID  string
	File File
}

func (c KeepRecording) decide(d *decider) error {
	if one, known := d.Recordings.BySID(c.SID); !known || one.State != RecordingReady {
		return nil
	}
	d.add(RecordingKept(c))
	return nil
}

// LoseRecording takes in that a recording cannot be had.
type LoseRecording struct {
	SID string
	Why Reason
}

func (c LoseRecording) decide(d *decider) error {
	if one, known := d.Recordings.BySID(c.SID); !known || one.State != RecordingReady && one.State != Recorded {
		return nil
	}
	d.add(RecordingLost(c))
	return nil
}

// DeleteRecording takes in that the carrier has no copy any more.
type DeleteRecording struct{ SID string }

func (c DeleteRecording) decide(d *decider) error {
	if one, known := d.Recordings.BySID(c.SID); known && !one.Deleted && d.RecordingLanded(c.SID) {
		d.add(RecordingDeleted(c))
	}
	return nil
}

func (RecordingStarted) event()   {}
func (RecordingAnnounced) event() {}
func (RecordingPaused) event()    {}
func (RecordingResumed) event()   {}
func (RecordingFinished) event()  {}
func (RecordingWasSilent) event() {}
func (RecordingKept) event()      {}
func (RecordingLost) event()      {}
func (RecordingDeleted) event()   {}
