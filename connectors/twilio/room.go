package twilio

import (
	"context"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/deskside/deskside/connectors"
)

// Room is a conference as Twilio sees it now.
type Room struct {
	SID          string
	Status       string // init (waiting to start), in-progress, completed
	Participants []Participant
}

// Participant is one leg in a room, from the moment it is dialled until it
// leaves. Twilio keeps no history of those who left.
type Participant struct {
	CallSID string
	Label   string
	Status  string // queued, connecting, ringing, connected, complete, failed
	Muted   bool
	Hold    bool
}

// Ended reports that nobody can join this room any more. A later participant
// makes a new room of the same name.
func (r Room) Ended() bool { return r.Status == "completed" }

// ByLabel finds a participant.
func (r Room) ByLabel(label string) (Participant, bool) {
	for _, p := range r.Participants {
		if p.Label == label {
			return p, true
		}
	}
	return Participant{}, false
}

// roomsLooked is how many rooms of one name are looked at: names are used once,
// so there is more than one only after somebody joined a room that had ended.
const roomsLooked = 20

// Room reads the room of that name: the live one, or else the newest that has
// ended. found is false if there never was one.
func (c *Client) Room(ctx context.Context, name string) (room Room, found bool, err error) {
	const op = "read room"
	p := &api.ListConferenceParams{}
	got, err := c.service(ctx, op).ListConference(p.SetFriendlyName(name).SetPageSize(roomsLooked).SetLimit(roomsLooked))
	if err != nil {
		return Room{}, false, failed(op, false, err)
	}
	for _, cf := range got { // newest first
		if text(cf.FriendlyName) != name {
			continue
		}
		r := Room{SID: text(cf.Sid), Status: text(cf.Status)}
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
		return Room{}, false, err
	}
	for _, a := range in {
		room.Participants = append(room.Participants, Participant{
			CallSID: text(a.CallSid), Label: text(a.Label), Status: text(a.Status),
			Muted: a.Muted != nil && *a.Muted, Hold: a.Hold != nil && *a.Hold,
		})
	}
	return room, true, nil
}

// EndRoom ends the room of that name for everybody, and the calls that are
// still ringing for it: Twilio would let those ring on. A room that has ended
// or never was is success.
func (c *Client) EndRoom(ctx context.Context, name string) error {
	const op = "end room"
	room, found, err := c.Room(ctx, name)
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

// alreadyEnded: the last ringing call took the room with it.
func alreadyEnded(err error) bool {
	return connectors.KindOf(err) == connectors.Rejected && codeOf(err) == codeNotInProgress
}
