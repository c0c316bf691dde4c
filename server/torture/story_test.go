package torture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// stage is where stories are played.
type stage struct {
	*world
	*client
	ledger *ledger
	tokens map[string][]string // sessions of the agents, by account
}

// look is how often a person looks again whether something has happened.
const look = 60 * time.Millisecond

// play a story from the contact to the end of wrap-up.
func (st *stage) play(ctx context.Context, s *story, r *rand.Rand) error {
	a := actor{stage: st, story: s, random: r, agent: st.tokens[s.account][r.IntN(len(st.tokens[s.account]))], tab: fmt.Sprintf("tab-%08d", s.n)}
	if s.plan.named != "" {
		a.ticket = st.seedTicket(s.account, fmt.Sprintf("Older trouble %04d", s.n), s.plan.named)
		s.mu.Lock()
		s.moved = s.plan.named == connectors.TicketClosed
		s.mu.Unlock()
	}
	if s.plan.known {
		st.seedCustomer(s)
	}
	switch s.plan.how {
	case byMessage:
		return a.writes(ctx)
	case byPage:
		return a.callsFromPage(ctx)
	case byStreet:
		return a.callsFromStreet(ctx)
	case dialled:
		return a.isCalled(ctx)
	}
	panic("torture: nobody comes by " + s.plan.how)
}

func customerOf(s *story) map[string]string {
	return map[string]string{
		"sub": fmt.Sprintf("cus_%06d", s.n), "name": fmt.Sprintf("Customer %04d", s.n),
		"email": fmt.Sprintf("customer%04d@example.com", s.n), "phone": s.phone(),
	}
}

// actor plays both sides of one story.
type actor struct {
	*stage
	*story
	random *rand.Rand
	agent  string // token
	tab    string
	ticket string // that the packet names, or that the agent dials from

	customer string // token of the customer's page
	leg      string // the customer's call
	notes    int
	photos   int
}

// contact from the shop's page. Sent again it gives the same interaction, and a
// fresh voice ticket.
func (a *actor) contact(ctx context.Context, channel string) (*voice, error) {
	now := time.Now()
	claims := jwt.MapClaims{"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	for k, v := range customerOf(a.story) {
		claims[k] = v
	}
	claims["custom_data"] = map[string]any{"reference": map[string]string{"label": "Reference", "value": a.mark("contact"), "type": "text"}}
	if a.ticket != "" {
		claims["ticket"] = a.ticket
	}
	packet, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(appSecret))
	if err != nil {
		return nil, err
	}
	body := map[string]any{
		"app": appOf[a.account], "contact_id": fmt.Sprintf("contact-%08d", a.n), "channel": channel, "packet": packet,
		"issue_path": []string{"Order", "Damaged"},
	}
	if channel == "message" {
		body["message"] = "My lamp is broken. " + a.mark("message")
	}
	var out struct {
		Interaction, Token string
		Packet             struct{ Trust, Problem string }
		Voice              *voice
	}
	if err := a.send(ctx, request{method: "POST", path: "/v1/contacts", body: body}, &out); err != nil {
		return nil, err
	}
	if out.Packet.Trust != "signed" {
		return nil, fmt.Errorf("the packet was not believed: %s", out.Packet.Problem)
	}
	if a.customer == "" { // the first time
		a.customer = out.Token
		a.ledger.known(a.story, out.Interaction)
		a.promised(aContact, a.mark("contact"), now)
		if channel == "message" {
			a.promised(aMessage, a.mark("message"), now)
		}
	}
	return out.Voice, nil
}

func (a *actor) writes(ctx context.Context) error {
	if _, err := a.contact(ctx, "message"); err != nil {
		return err
	}
	if err := a.meetsFate(ctx); err != nil {
		return err
	}
	for range a.plan.notes {
		if err := a.note(ctx); err != nil {
			return err
		}
	}
	return a.wrapsUp(ctx)
}

func (a *actor) callsFromPage(ctx context.Context) error {
	connect := func() (string, error) {
		v, err := a.contact(ctx, "voice")
		if err != nil {
			return "", err
		}
		return a.twilio.Connect(v.Token, v.Params)
	}
	if err := a.reachesRoom(ctx, connect); err != nil {
		return err
	}
	return a.talks(ctx)
}

func (a *actor) callsFromStreet(ctx context.Context) error {
	asked := time.Now()
	connect := func() (string, error) { return a.twilio.PhoneCall(a.phone(), numberOf[a.account]) }
	if err := a.reachesRoom(ctx, connect); err != nil {
		return err
	}
	a.promised(aContact, "number-"+a.phone(), asked)
	for a.id == "" {
		var list struct{ Interactions []view }
		if err := a.send(ctx, request{method: "GET", path: "/v1/interactions?limit=200", token: a.agent}, &list); err != nil {
			return err
		}
		for _, v := range list.Interactions {
			if v.Call != nil && v.Call.From == a.phone() {
				a.ledger.known(a.story, v.ID)
			}
		}
		if a.id == "" {
			pause(ctx, look)
		}
		if ctx.Err() != nil {
			return errors.New("the call is in a room and no interaction is to be seen")
		}
	}
	return a.talks(ctx)
}

// reachesRoom calls until a call is in a room. One that was cut off before is not
// heard of again: its caller dials anew.
func (a *actor) reachesRoom(ctx context.Context, connect func() (string, error)) error {
	for {
		sid, err := connect()
		if err != nil {
			return err
		}
		a.leg = sid
		if a.await(ctx, func() bool { c := a.call(sid); return c.InRoom || c.State == "closed" }) != nil {
			return fmt.Errorf("the call does not get anywhere: %+v", a.call(sid))
		}
		if a.call(sid).InRoom {
			return nil
		}
		pause(ctx, look)
	}
}

func (a *actor) call(sid string) twiliotest.CallState {
	c, _ := a.twilio.State(sid)
	return c
}

func (a *actor) await(ctx context.Context, cond func() bool) error { return a.twilio.Await(ctx, cond) }

func (a *actor) isCalled(ctx context.Context) error {
	if err := a.twilio.Behave(a.phone(), twiliotest.Behaviour{Does: twiliotest.Answer, AfterMS: 50}); err != nil {
		return err
	}
	asked := time.Now()
	var started struct {
		Interaction view
		Voice       voice
	}
	err := a.send(ctx, request{method: "POST", path: "/v1/calls", token: a.agent, body: map[string]string{
		"to": a.phone(), "ticket": a.ticket, "tab": a.tab, "call_id": fmt.Sprintf("dial-%08d", a.n)}}, &started)
	if err != nil {
		return err
	}
	a.ledger.known(a.story, started.Interaction.ID)
	a.promised(aContact, "number-"+a.phone(), asked)
	if _, err := a.twilio.Connect(started.Voice.Token, started.Voice.Params); err != nil {
		return err
	}
	// The server may have died between the click and the leg: then the claim lapses
	// and the call has failed, which is logged like any other.
	return a.talks(ctx)
}

// until the interaction is in one of these states.
func (a *actor) until(ctx context.Context, states ...string) (view, error) {
	var last view
	for {
		v, err := a.interaction(ctx, a.agent, a.id)
		if ctx.Err() != nil {
			return v, fmt.Errorf("it is %s and should be %s\n%s", last.State, strings.Join(states, " or "), audit(last))
		}
		if err != nil {
			return v, err
		}
		if slices.Contains(states, v.State) {
			return v, nil
		}
		last = v
		pause(ctx, look)
	}
}

// talks: an agent takes the call, however often it takes.
func (a *actor) talks(ctx context.Context) error {
	for {
		v, err := a.until(ctx, "ringing", "connected", "wrap_up", "closed")
		if err != nil {
			return err
		}
		switch v.State {
		case "connected":
			return a.converses(ctx)
		case "wrap_up", "closed": // cut off by a carrier's trouble
			a.promised(aCallLog, a.mark("call"), time.Now())
			return nil
		}
		var started struct{ Voice voice }
		err = a.send(ctx, request{method: "POST", path: "/v1/interactions/" + a.id + "/accept", token: a.agent, body: map[string]any{"offer": v.Offer.N, "tab": a.tab}}, &started)
		if bad := new(refusal); errors.As(err, &bad) && bad.status == http.StatusConflict {
			pause(ctx, look)
			continue
		}
		if err != nil {
			return err
		}
		leg, err := a.twilio.Connect(started.Voice.Token, started.Voice.Params)
		if err != nil {
			return err
		}
		if err := a.await(ctx, func() bool { c := a.call(leg); return c.InRoom || c.State == "closed" }); err != nil {
			return fmt.Errorf("the agent's leg does not get anywhere: %+v", a.call(leg))
		}
		if _, err := a.until(ctx, "ringing", "connected", "wrap_up", "closed"); err != nil {
			return err
		}
	}
}

// converses: photos and notes while they talk, then one of them hangs up.
func (a *actor) converses(ctx context.Context) error {
	if err := a.meetsFate(ctx); err != nil {
		return err
	}
	for i := range max(a.plan.notes, a.plan.photos) {
		if i < a.plan.photos {
			if err := a.photo(ctx); err != nil {
				return err
			}
		}
		if i < a.plan.notes {
			if err := a.note(ctx); err != nil {
				return err
			}
		}
	}
	a.thinks(ctx)
	asked := time.Now()
	if err := a.hangsUp(ctx); err != nil {
		return err
	}
	if _, err := a.until(ctx, "wrap_up", "closed"); err != nil {
		return err
	}
	a.promised(aCallLog, a.mark("call"), asked)
	return a.wrapsUp(ctx)
}

func (a *actor) hangsUp(ctx context.Context) error {
	if a.plan.hangsUp == "customer" {
		for _, c := range a.twilio.Calls() {
			if c.CallSID == a.leg || c.Direction == "outbound-api" && c.To == a.phone() {
				return a.twilio.HangUp(c.CallSID)
			}
		}
	}
	err := a.send(ctx, request{method: "POST", path: "/v1/interactions/" + a.id + "/hangup", token: a.agent}, nil)
	if bad := new(refusal); errors.As(err, &bad) && bad.Code == "not_yours" {
		return a.twilio.HangUp(a.leg) // the agent's leg was lost a moment ago: the customer gives up
	}
	return err
}

// thinks for a moment, as people do: long enough for something to go wrong.
func (a *actor) thinks(ctx context.Context) {
	pause(ctx, between(a.random, 50*time.Millisecond, 600*time.Millisecond))
}

func (a *actor) note(ctx context.Context) error {
	a.thinks(ctx)
	a.notes++
	mark := a.mark(fmt.Sprintf("note%d", a.notes))
	asked := time.Now()
	err := a.send(ctx, request{method: "PUT", path: fmt.Sprintf("/v1/interactions/%s/notes/note-%04d-%04d", a.id, a.n, a.notes), token: a.agent,
		body: map[string]string{"text": "Replacement promised. " + mark}}, nil)
	if err == nil {
		a.promised(aNote, mark, asked)
	}
	return err
}

func (a *actor) photo(ctx context.Context) error {
	a.thinks(ctx)
	a.photos++
	content, sum := photo(a.random)
	name := a.mark(fmt.Sprintf("photo%d", a.photos))
	asked := time.Now()
	err := a.send(ctx, request{method: "POST", path: fmt.Sprintf("/v1/contact/files?name=%s.png&file_id=file-%04d-%04d", name, a.n, a.photos), token: a.customer,
		body: content, contentType: "image/png"}, nil)
	if bad := new(refusal); errors.As(err, &bad) && bad.Code == "closed" {
		return nil // refused clearly: the call was cut off
	}
	if err == nil {
		a.promised(aPhoto, sum, asked)
		a.promised(aPhotoNote, name, asked)
	}
	return err
}

func (a *actor) wrapsUp(ctx context.Context) error {
	a.thinks(ctx)
	mark := a.mark("wrapup")
	asked := time.Now()
	err := a.send(ctx, request{method: "POST", path: "/v1/interactions/" + a.id + "/wrap-up", token: a.agent,
		body: map[string]string{"disposition": "Solved", "note": "All is well. " + mark}}, nil)
	if err != nil {
		return err
	}
	a.promised(aWrapUp, mark, asked)
	if a.plan.late {
		return a.note(ctx)
	}
	return nil
}

// meetsFate: somebody closes, deletes or merges the ticket behind our back, once
// there is one.
func (a *actor) meetsFate(ctx context.Context) error {
	if a.plan.fate == undisturbed {
		return nil
	}
	ticket := ""
	for ticket == "" {
		v, err := a.interaction(ctx, a.agent, a.id)
		if err != nil {
			return err
		}
		if ticket = v.Ticket.ID; ticket != "" {
			break
		}
		if ctx.Err() != nil {
			return fmt.Errorf("there is no ticket: %s", v.Ticket.State)
		}
		pause(ctx, look)
	}
	into := ""
	if a.plan.fate == merges || a.random.IntN(2) == 0 {
		into = a.seedTicket(a.account, fmt.Sprintf("Shelter %04d", a.n), connectors.TicketOpen)
	}
	a.mu.Lock()
	a.moved, a.shelter = a.plan.fate != merges, into
	a.mu.Unlock()
	switch a.plan.fate {
	case closes:
		a.setState(a.account, ticket, connectors.TicketClosed, "")
	case vanishes:
		a.setState(a.account, ticket, connectors.TicketGone, "")
	case merges:
		a.setState(a.account, ticket, connectors.TicketMerged, into)
	case undisturbed:
	}
	a.graves.add(a.account, ticket)
	return nil
}

// photo that nobody else has taken.
func photo(r *rand.Rand) (content []byte, sum string) {
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		img.Set(i%16, i/16, color.RGBA{uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // a buffer takes everything
	}
	hash := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(hash[:])
}
