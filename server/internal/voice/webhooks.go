package voice

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates"
)

// VoiceForm, StatusForm and RoomForm take in webhooks as they came. A form that
// names no call or room belongs to nothing and changes nothing.
func (v *Voice) VoiceForm(ctx context.Context, form url.Values) (string, error) {
	r, err := twilio.ParseVoice(form)
	if err != nil {
		return v.unavailable()
	}
	return v.Answer(ctx, r)
}

// StatusForm takes in a leg's status.
func (v *Voice) StatusForm(ctx context.Context, form url.Values) error {
	e, err := twilio.ParseCallStatus(form)
	if err != nil {
		return nil
	}
	return v.OnCallStatus(ctx, e)
}

// RoomForm takes in a conference's event.
func (v *Voice) RoomForm(ctx context.Context, form url.Values) error {
	e, err := twilio.ParseConference(form)
	if err != nil {
		return nil
	}
	return v.OnRoom(ctx, e)
}

// Answer a request for TwiML. When it returns without error, what it says is
// durable; on an error Twilio is to try again.
func (v *Voice) Answer(ctx context.Context, r twilio.VoiceRequest) (string, error) {
	switch {
	case r.DialStatus != "":
		// The leg has left its room. Its end is told by the room's own callback.
		return twilio.Hangup(), nil
	case r.Client != "":
		return v.answerBrowser(ctx, r)
	}
	return v.answerPhone(ctx, r)
}

// answerPhone: a call from the street. The call's SID makes it one interaction,
// however often Twilio asks.
func (v *Voice) answerPhone(ctx context.Context, r twilio.VoiceRequest) (string, error) {
	id, err := v.Store.ByRef(ctx, callRef(r.CallSID))
	switch {
	case err == nil:
		return v.joinAgain(ctx, id)
	case !errors.Is(err, store.ErrNotFound):
		return "", err
	}
	line := v.line(twilio.CallerID(r.To, v.Region), "")
	from := twilio.CallerID(r.From, v.Region)
	start := interaction.Start{Started: interaction.Started{
		Account: line.Account, Queue: line.Queue, Channel: interaction.Voice, Direction: interaction.Inbound,
		Customer: interaction.Customer{Name: r.CallerName, Phone: from}, Line: line.Number,
	}}
	arrive := interaction.Arrive{CallSID: r.CallSID, From: from, To: line.Number}
	id = v.NewID()
	_, err = v.Deciding.Create(ctx, v.Store, id, start, []string{callRef(r.CallSID)}, arrive)
	if dup, ok := errors.AsType[*store.DuplicateError](err); ok {
		return v.joinAgain(ctx, dup.Interaction)
	}
	if err != nil {
		return "", err
	}
	return v.customerTwiML(id), nil
}

func (v *Voice) joinAgain(ctx context.Context, id interaction.ID) (string, error) {
	events, err := v.Store.Load(ctx, id)
	if err != nil {
		return "", err
	}
	if interaction.Fold(id, events).Call.Phase == interaction.Ended {
		return twilio.Hangup(), nil
	}
	return v.customerTwiML(id), nil
}

// answerBrowser: a page connects as the leg its ticket says. The identity comes
// from the access token, the ticket from our own signature; nothing else that
// the page sends is believed.
func (v *Voice) answerBrowser(ctx context.Context, r twilio.VoiceRequest) (string, error) {
	t, err := v.Keeper.VerifyVoice(r.Params["ticket"])
	if err != nil || identity(t) != r.Client {
		v.Log.Info("a browser came without a valid ticket", "call", r.CallSID, "err", err)
		return v.unavailable()
	}
	switch t.Role {
	case session.Customer:
		_, err := v.Deciding.Update(ctx, v.Store, t.Interaction,
			interaction.Arrive{CallSID: r.CallSID, From: "", To: v.LineOf("")}, store.WithRef(callRef(r.CallSID)))
		if refused(err) || errors.Is(err, store.ErrNotFound) {
			return v.unavailable()
		}
		if err != nil {
			return "", err
		}
		return v.customerTwiML(t.Interaction), nil
	case session.Agent:
		events, err := v.Store.Load(ctx, t.Interaction)
		if err != nil {
			return "", err
		}
		s := interaction.Fold(t.Interaction, events)
		if s.Call.Phase == interaction.Ended || !s.Offer.Claimed || s.Offer.N != t.Offer || s.Offer.Tab != t.Tab {
			return v.unavailable()
		}
		return v.agentTwiML(t.Interaction, t.Offer), nil
	}
	return v.unavailable()
}

func (v *Voice) unavailable() (string, error) {
	return twilio.SayAndHangup(v.Prompts.Prompt(templates.PromptUnavailable), ""), nil
}

func (v *Voice) customerTwiML(id interaction.ID) string {
	return twilio.JoinRoom{
		Room: id.Room(), Label: customerLabel, EndOnExit: true,
		WaitURL:        v.twimlURL(WaitPath),
		StatusCallback: v.eventURL(ConferencePath),
		Action:         v.twimlURL(VoicePath),
	}.TwiML()
}

// agentTwiML: an agent's leaving never ends the room; the server reacts to it.
func (v *Voice) agentTwiML(id interaction.ID, offer int) string {
	return twilio.JoinRoom{
		Room: id.Room(), Label: agentLabel + strconv.Itoa(offer), StartOnEnter: true,
		WaitURL:        v.twimlURL(WaitPath),
		StatusCallback: v.eventURL(ConferencePath),
		Action:         v.twimlURL(VoicePath),
	}.TwiML()
}

// Wait is what somebody alone in a room hears.
func (v *Voice) Wait() (string, error) {
	return twilio.Wait(twilio.Prompt{Text: v.Prompts.Prompt(templates.PromptWait)}, twilio.Prompt{Pause: waitPause}), nil
}

// OnRoom takes in a conference's callback. Commands that are refused came too
// late; the reconciler sees to legs that nobody wants.
func (v *Voice) OnRoom(ctx context.Context, e twilio.RoomEvent) error {
	id, ok := interaction.ByRoom(e.Room)
	if !ok {
		return nil
	}
	var cmd interaction.Command
	offer, isAgent := offerOf(e.Label)
	switch {
	case e.Kind == twilio.Joined && isAgent:
		cmd = interaction.JoinAgent{Offer: offer, CallSID: e.CallSID, At: e.At}
	case e.Kind == twilio.Joined && e.Label == customerLabel:
		cmd = interaction.CustomerOn{CallSID: e.CallSID, At: e.At}
	case e.Kind == twilio.Left && isAgent:
		cmd = interaction.LeaveAgent{CallSID: e.CallSID, Reason: e.Reason}
	case e.Kind == twilio.Left && e.Label == customerLabel:
		cmd = interaction.CustomerGone{CallSID: e.CallSID, Status: string(e.CallStatus), At: e.At}
	default:
		return nil
	}
	return v.take(ctx, id, cmd)
}

// OnCallStatus takes in a leg's callback. Only customers' legs are known by SID.
func (v *Voice) OnCallStatus(ctx context.Context, e twilio.CallEvent) error {
	id, err := v.Store.ByRef(ctx, callRef(e.CallSID))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case e.Status.Final():
		return v.take(ctx, id, interaction.CustomerGone{CallSID: e.CallSID, Status: string(e.Status), At: e.At})
	case e.Status == twilio.InProgress:
		return v.take(ctx, id, interaction.CustomerOn{CallSID: e.CallSID, At: e.At})
	}
	return nil
}

func (v *Voice) take(ctx context.Context, id interaction.ID, cmd interaction.Command) error {
	_, err := v.Deciding.Update(ctx, v.Store, id, cmd)
	if refused(err) || errors.Is(err, store.ErrNotFound) {
		v.Log.Debug("a callback came too late", "interaction", id, "err", err)
		return nil
	}
	return err
}

// waitPause between two repetitions of the waiting prompt.
const waitPause = 20 * time.Second
