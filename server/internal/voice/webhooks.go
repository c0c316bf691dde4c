package voice

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates"
)

// VoiceForm, StatusForm and RoomForm take in webhooks as they came. A form that
// names no call or conference belongs to nothing and changes nothing.
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
		return nil //nolint:nilerr // it belongs to nothing
	}
	return v.OnCallStatus(ctx, e)
}

// ConferenceForm takes in a conference's event.
func (v *Voice) ConferenceForm(ctx context.Context, form url.Values) error {
	e, err := twilio.ParseConference(form)
	if err != nil {
		return nil //nolint:nilerr // it belongs to nothing
	}
	return v.OnConference(ctx, e)
}

// Answer a request for TwiML. When it returns without error, what it says is
// durable; on an error Twilio is to try again.
func (v *Voice) Answer(ctx context.Context, r twilio.VoiceRequest) (string, error) {
	switch {
	case r.DialStatus != "":
		// The leg has left its conference. Its end is told by the reconciler's own callback.
		return v.farewell(ctx, r.CallSID)
	case r.Client != "":
		return v.answerBrowser(ctx, r)
	}
	return v.answerPhone(ctx, r)
}

// farewell of a leg that has left its conference: one who has waited in vain is told so.
func (v *Voice) farewell(ctx context.Context, callSID string) (string, error) {
	id, err := v.Store.ByRef(ctx, callRef(callSID))
	if errors.Is(err, store.ErrNotFound) { // an agent's
		return twilio.Hangup(), nil
	}
	if err != nil {
		return "", err
	}
	s, err := v.Store.State(ctx, id)
	if err != nil {
		return "", err
	}
	return v.goodbye(s), nil
}

// goodbye to a customer whose call is over: one whom nobody has answered is told why.
func (v *Voice) goodbye(s interaction.State) string {
	prompt := templates.PromptNobody
	if s.Call.EndedBy == interaction.EndedByHours {
		prompt = templates.PromptClosed
	}
	switch {
	case !toldGoodbye(s):
		return twilio.Hangup()
	case s.Call.EndedBy == interaction.EndedByVoicemail && v.leavesMessage(s):
		return v.takesMessage(s)
	case v.leavesMessage(s):
		return v.takesMessage(s, prompt)
	}
	said := v.say(s, prompt)
	return twilio.SayAndHangup(said.Text, said.Language)
}

// say a prompt to an interaction's customer.
func (v *Voice) say(s interaction.State, p templates.Prompt) templates.Spoken {
	return v.Prompts.Say(p, v.languageOf(s), templates.Values{})
}

// languageOf an interaction's customer, as far as they are spoken to in one: the one that
// they have chosen, or else their queue's.
func (v *Voice) languageOf(s interaction.State) string {
	switch {
	case s.Menu.Language != "":
		return s.Menu.Language
	case v.Language == nil:
		return ""
	}
	return v.Language(s.Queue)
}

// answerPhone: a call from the street. The call's SID makes it one interaction,
// however often Twilio asks. It is new unless the store says otherwise.
func (v *Voice) answerPhone(ctx context.Context, r twilio.VoiceRequest) (string, error) {
	line := v.called(r.To)
	caller := twilio.ReadCaller(r.From, line.Country)
	if v.blocks(caller) {
		return twilio.Reject(), nil
	}
	start := interaction.Start{Started: interaction.Started{
		Account: line.Account, Queue: line.Queue, Channel: interaction.Voice, Direction: interaction.Inbound,
		Customer: interaction.Customer{Name: r.CallerName, Phone: caller.Phone}, Line: line.Number, Menu: v.entry(line.Menu),
	}}
	arrive := interaction.Arrive{CallSID: r.CallSID, From: caller.Given, To: line.Number, Closed: v.closed(line.Queue)}
	id := v.NewID()
	s, err := v.Decider.Create(ctx, v.Store, id, start, []string{callRef(r.CallSID)}, arrive)
	if dup, ok := errors.AsType[*store.DuplicateError](err); ok {
		return v.joinAgain(ctx, dup.Interaction)
	}
	if err != nil {
		return "", err
	}
	return v.goOn(ctx, s)
}

// joinAgain answers a repeated request: not into a conference that is being ended.
func (v *Voice) joinAgain(ctx context.Context, id interaction.ID) (string, error) {
	s, err := v.Store.State(ctx, id)
	if err != nil {
		return "", err
	}
	return v.goOn(ctx, s)
}

// answerBrowser: a page connects as the leg its ticket says. The identity comes
// from the access token, the ticket from our own signature; nothing else that
// the page sends is believed.
func (v *Voice) answerBrowser(ctx context.Context, r twilio.VoiceRequest) (string, error) {
	t, err := v.Tokens.VerifyConnect(r.Params["ticket"])
	if err != nil || identity(t) != r.Client {
		v.Log.Info("a browser came without a valid ticket", logs.Stranger, "call", r.CallSID, "err", err)
		return v.unavailable()
	}
	s, err := v.Store.State(ctx, t.Interaction)
	if errors.Is(err, store.ErrNotFound) {
		return v.unavailable()
	}
	if err != nil {
		return "", err
	}
	if t.Role == session.Agent {
		if over(s) || !s.Assignments.Current().Claimed() || s.Assignments.Current().N != t.Offer || s.Assignments.Current().Claim.Tab != t.Tab ||
			!s.Awaits(t.Offer) && s.Call.AgentSID() != r.CallSID && s.Call.ColleagueSID() != r.CallSID {
			return v.unavailable()
		}
		return v.agentTwiML(t.Interaction, t.Offer), nil
	}
	s, err = v.Decider.Update(ctx, v.Store, t.Interaction,
		interaction.Arrive{CallSID: r.CallSID, To: v.LineOf(s.Account), Closed: v.closed(s.Queue)}, store.WithRef(callRef(r.CallSID)))
	if refused(err) {
		return v.unavailable()
	}
	if err != nil {
		return "", err
	}
	return v.customerTwiML(s), nil
}

func (v *Voice) unavailable() (string, error) {
	return twilio.SayAndHangup(v.Prompts.Prompt(templates.PromptUnavailable), ""), nil
}

func (v *Voice) customerTwiML(s interaction.State) string {
	if over(s) {
		return v.goodbye(s)
	}
	return twilio.JoinConference{
		Conference: s.ID.Conference(), Label: customerLabel, EndOnExit: true,
		WaitURL:        v.waitURL(s),
		StatusCallback: v.eventURL(ConferencePath),
		Action:         v.twimlURL(VoicePath),
		TimeLimit:      longestCall,
		First:          v.first(s),
		Recorded:       v.recordedURL(s.ID),
	}.TwiML()
}

// first of all, before they wait, a caller hears what they have asked the menu for, and that
// the call is recorded.
func (v *Voice) first(s interaction.State) (out []twilio.Prompt) {
	if said := v.howToJoin(s); said.Text != "" {
		out = append(out, twilio.Prompt{Text: said.Text, Language: said.Language})
	}
	return append(out, v.announced(s)...)
}

// waitURL is where a customer alone in the conference is spoken to in their language.
func (v *Voice) waitURL(s interaction.State) string {
	path := WaitPath
	if l := v.languageOf(s); l != "" {
		path += "?language=" + url.QueryEscape(l)
	}
	return v.twimlURL(path)
}

// closed reports whether a queue takes no calls now.
func (v *Voice) closed(queue string) bool { return v.Closed != nil && v.Closed(queue, v.Decider.Now()) }

// blocks a caller, whose call is refused and leaves nothing behind but a count.
func (v *Voice) blocks(c twilio.Caller) bool {
	if c.Phone == "" || !slices.Contains(v.Blocked, c.Phone) {
		return false
	}
	v.refused.Add(1)
	return true
}

// Refused is how many calls of blocked numbers this server has turned away.
func (v *Voice) Refused() int64 { return v.refused.Load() }

// agentTwiML: an agent's leaving never ends the conference; the server reacts to it.
func (v *Voice) agentTwiML(id interaction.ID, offer int) string {
	return twilio.JoinConference{
		Conference: id.Conference(), Label: agentLabel + strconv.Itoa(offer), StartOnEnter: true,
		WaitURL:        v.twimlURL(WaitPath),
		StatusCallback: v.eventURL(ConferencePath),
		Action:         v.twimlURL(VoicePath),
		TimeLimit:      longestCall,
		Recorded:       v.recordedURL(id),
	}.TwiML()
}

// Wait is what somebody alone in a conference hears, in a language.
func (v *Voice) Wait(language string) (string, error) {
	said := v.Prompts.Say(templates.PromptWait, language, templates.Values{})
	return twilio.Wait(twilio.Prompt{Text: said.Text, Language: said.Language}, twilio.Prompt{Pause: waitPause}), nil
}

// OnConference takes in a conference's callback. Commands that are refused came too
// late; the reconciler sees to legs that nobody wants.
func (v *Voice) OnConference(ctx context.Context, e twilio.ConferenceEvent) error {
	id, ok := interaction.ByConference(e.Conference)
	if !ok {
		return nil
	}
	offer, isAgent := offerOf(e.Label)
	switch {
	case e.Type == twilio.ConferenceEnded:
		v.Wake(id) // whoever left with it may not have been told of
	case e.Type == twilio.Joined && isAgent:
		_, err := v.Decider.Update(ctx, v.Store, id, interaction.JoinAgent{Offer: offer, CallSID: e.CallSID, At: e.At})
		if refused(err) {
			v.Wake(id) // it is in the conference, and nobody wants it there
			return nil
		}
		return ignoreUnknown(err)
	case e.Type == twilio.Left && isAgent && e.Reason == endedByModerator:
		v.Wake(id) // the customer has left: nobody is to be rung for them again
	case e.Type == twilio.Left && isAgent:
		return v.record(ctx, id, interaction.LeaveAgent{CallSID: e.CallSID, Reason: e.Reason, At: e.At})
	case e.Label == customerLabel && (e.Type == twilio.Joined || e.Type == twilio.Left):
		return v.onCustomer(ctx, id, e)
	}
	return nil
}

// endedByModerator is Twilio's reason for the leaving of those whose conference has ended
// because a leg has left that ends it: with us, the customer's.
const endedByModerator = "moderator_ended_conference"

// onCustomer takes in that the customer has come into the conference or left it.
func (v *Voice) onCustomer(ctx context.Context, id interaction.ID, e twilio.ConferenceEvent) error {
	s, err := v.Store.State(ctx, id)
	if err != nil {
		return ignoreUnknown(err)
	}
	if s.Direction == interaction.Outbound && s.Call.CustomerSID() == "" {
		// Told before the request that placed the call was answered, or its answer
		// has been lost.
		dial := interaction.DialCustomer{CallSID: e.CallSID, From: s.Line, To: s.Customer.Phone}
		if err := v.recordDial(ctx, id, dial); err != nil {
			return err
		}
	}
	switch {
	case e.Type == twilio.Joined && over(s):
		v.Wake(id)
		return nil
	case e.Type == twilio.Joined:
		return v.record(ctx, id, interaction.ConnectCustomer{CallSID: e.CallSID, At: e.At})
	case s.Direction == interaction.Outbound && s.Call.AnsweredAt.IsZero() && !e.NeverJoined():
		// We were not told that they had answered. For how long they talked is for
		// the leg's own last status to say, or for Twilio when it is asked.
		v.Wake(id)
		return nil
	}
	return v.record(ctx, id, interaction.DisconnectCustomer{CallSID: e.CallSID, Status: string(e.CallStatus), At: e.At})
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
		if e.Status == twilio.Completed && e.Duration > 0 && !e.At.IsZero() { // they had answered, whether or not we were told
			if err := v.record(ctx, id, interaction.ConnectCustomer{CallSID: e.CallSID, At: e.At.Add(-e.Duration)}); err != nil {
				return err
			}
		}
		return v.record(ctx, id, interaction.DisconnectCustomer{CallSID: e.CallSID, Status: string(e.Status), At: e.At})
	case e.Status == twilio.InProgress:
		return v.record(ctx, id, interaction.ConnectCustomer{CallSID: e.CallSID, At: e.At})
	}
	return nil
}

func (v *Voice) record(ctx context.Context, id interaction.ID, cmd interaction.Command) error {
	_, err := v.Decider.Update(ctx, v.Store, id, cmd)
	if refused(err) {
		v.Log.Debug("a callback came too late", "interaction", id, "err", err)
		return nil
	}
	return ignoreUnknown(err)
}

// ignoreUnknown: what is told of interactions that are not ours changes nothing.
func ignoreUnknown(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// waitPause between two repetitions of the waiting prompt.
const waitPause = 20 * time.Second
