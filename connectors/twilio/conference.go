package twilio

import (
	"context"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/deskside/deskside/connectors"
)

// Conference is a conference as Twilio sees it now.
type Conference struct {
	SID          string
	Status       string // init (waiting to start), in-progress, completed
	Participants []Participant
}

// Participant is one leg in a conference, from the moment it is dialled until it
// leaves. Twilio keeps no history of those who left.
type Participant struct {
	CallSID string
	Label   string
	Status  string // queued, connecting, ringing, connected, complete, failed
	Muted   bool
	Hold    bool
}

// Ended reports that nobody can join this conference any more. A later participant
// makes a new conference of the same name.
func (r Conference) Ended() bool { return r.Status == "completed" }

// ByLabel finds a participant.
func (r Conference) ByLabel(label string) (Participant, bool) {
	for _, p := range r.Participants {
		if p.Label == label {
			return p, true
		}
	}
	return Participant{}, false
}

// roomsLooked is how many conferences of one name are looked at: names are used once,
// so there is more than one only after somebody joined a conference that had ended.
const roomsLooked = 20

// Conference reads the conference of that name: the live one, or else the newest that has
// ended. found is false if there never was one.
func (c *Client) Conference(ctx context.Context, name string) (room Conference, found bool, err error) {
	const op = "read room"
	p := &api.ListConferenceParams{}
	got, err := c.service(ctx, op).ListConference(p.SetFriendlyName(name).SetPageSize(roomsLooked).SetLimit(roomsLooked))
	if err != nil {
		return Conference{}, false, failed(op, false, err)
	}
	for _, cf := range got { // newest first
		if text(cf.FriendlyName) != name {
			continue
		}
		r := Conference{SID: text(cf.Sid), Status: text(cf.Status)}
		if !found || room.Ended() && !r.Ended() {
			room, found = r, true
		}
	}
	if !found || room.Ended() {
		return room, found, nil
	}
	in, err := c.service(ctx, op).ListParticipant(room.SID, nil)
	if err := failed(op, false, err); isGone(err) { // it ended between the two requests
		room.Status = "completed"
		return room, true, nil
	} else if err != nil {
		return Conference{}, false, err
	}
	for _, a := range in {
		room.Participants = append(room.Participants, Participant{
			CallSID: text(a.CallSid), Label: text(a.Label), Status: text(a.Status),
			Muted: a.Muted != nil && *a.Muted, Hold: a.Hold != nil && *a.Hold,
		})
	}
	return room, true, nil
}

// Hold lets a participant hear the document at url in place of the conference, which hears
// nothing of them meanwhile; an empty url ends that. For one who has gone it is success.
func (c *Client) Hold(ctx context.Context, conferenceSID, callSID, url string) error {
	const op = "hold"
	if !sidInForm.MatchString(conferenceSID) || !sidInForm.MatchString(callSID) {
		return &connectors.Error{Kind: connectors.Rejected, Op: "twilio: " + op, Reason: connectors.Because("twilio_call_id")}
	}
	p := &api.UpdateParticipantParams{}
	p.SetHold(url != "")
	if url != "" {
		p.SetHoldUrl(url).SetHoldMethod("POST")
	}
	_, err := c.service(ctx, op).UpdateParticipant(conferenceSID, callSID, p)
	if err := failed(op, true, err); err != nil && !isGone(err) {
		return err
	}
	return nil
}

// EndConference ends the conference of that name for everybody, and the calls that are
// still ringing for it: Twilio would let those ring on. A conference that has ended
// or never was is success.
func (c *Client) EndConference(ctx context.Context, name string) error {
	const op = "end room"
	room, found, err := c.Conference(ctx, name)
	if err != nil || !found || room.Ended() {
		return err
	}
	for _, p := range room.Participants {
		if p.Status != "connected" {
			if err := c.Hangup(ctx, p.CallSID); err != nil {
				return err
			}
		}
	}
	p := &api.UpdateConferenceParams{}
	_, err = c.service(ctx, op).UpdateConference(room.SID, p.SetStatus("completed"))
	if err := failed(op, true, err); err != nil && !isGone(err) && !alreadyEnded(err) {
		return err
	}
	return nil
}

// alreadyEnded: the last ringing call took the conference with it.
func alreadyEnded(err error) bool {
	return connectors.KindOf(err) == connectors.Rejected && codeOf(err) == codeNotInProgress
}
