package torture

import (
	"context"
	"errors"
	"fmt"
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
	shared struct {            // the ticket that the next stories of an account share, guarded by the ledger
		ticket map[string]string
		left   map[string]int // stories
	}
}

// look is how often a person looks again whether something has happened.
const look = 60 * time.Millisecond

// play a story from the contact to the end of wrap-up.
func (st *stage) play(ctx context.Context, s *story, r *rand.Rand) error {
	a := actor{stage: st, story: s, random: r, agent: st.tokens[s.account][r.IntN(len(st.tokens[s.account]))], tab: fmt.Sprintf("tab-%08d", s.n)}
	if s.plan.shares {
		a.ticket = st.sharedTicket(s)
	} else if s.plan.named != "" {
		a.ticket = st.seedTicket(s.account, fmt.Sprintf("Older trouble %04d", s.n), s.plan.named)
		s.mu.Lock()
		if s.plan.named == connectors.TicketClosed {
			s.moved = s.account == sales // Zendesk goes on with a closed ticket in another one
			s.closed = a.ticket
		}
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

// sharedBy so many stories is one ticket: more would meet Zendesk's limit of thirty
// updates in ten minutes, and wait for its end.
const sharedBy = 4

// sharedTicket is one that several stories write to.
func (st *stage) sharedTicket(s *story) string {
	st.ledger.mu.Lock()
	defer st.ledger.mu.Unlock()
	shared := &st.shared
	if shared.left[s.account] == 0 {
		if shared.ticket == nil {
			shared.ticket, shared.left = map[string]string{}, map[string]int{}
		}
		shared.ticket[s.account] = st.seedTicket(s.account, fmt.Sprintf("Everybody's trouble %04d", s.n), connectors.TicketOpen)
		shared.left[s.account] = sharedBy
	}
	shared.left[s.account]--
	return shared.ticket[s.account]
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
	texts    int
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
		"app": appOf[a.account], "contact_id": fmt.Sprintf("contact-number-of-a-test-%08d", a.n), "channel": channel, "packet": packet,
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
	for i := range max(a.plan.notes, a.plan.photos, a.plan.texts) {
		if i < a.plan.texts {
			if err := a.text(ctx); err != nil {
				return err
			}
		}
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
