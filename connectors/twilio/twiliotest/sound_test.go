package twiliotest

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

// Tones of those who speak, in Hz. A window of them holds whole waves of each, so that none is taken for another.
const (
	customerTone = 440.0
	agentTone    = 880.0
	coachTone    = 1500.0
	music        = -1 // any of its notes
)

const window = 10 // frames that are listened to at a time: 200 ms

// speaker says one tone for ever, and keeps what it has heard last.
type speaker struct {
	hz float64

	mu    sync.Mutex
	said  int
	heard []int16
	news  chan struct{}
	gone  bool
}

func newSpeaker(hz float64) *speaker { return &speaker{hz: hz, news: make(chan struct{}, 1)} }

func (p *speaker) Said(f *Frame) bool {
	for i := range f {
		f[i] = int16(8000 * math.Sin(2*math.Pi*p.hz*float64(p.said)/SampleRate))
		p.said++
	}
	return true
}

func (p *speaker) Hears(f *Frame) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard = append(p.heard, f[:]...)
	if over := len(p.heard) - window*len(f); over > 0 {
		p.heard = slices.Delete(p.heard, 0, over)
	}
	select {
	case p.news <- struct{}{}:
	default:
	}
}

func (p *speaker) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = true
}

func (p *speaker) closed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}

// tones that are in the last window; nil before there is a whole one.
func (p *speaker) tones() []float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.heard) < window*len(Frame{}) {
		return nil
	}
	out := []float64{}
	for _, hz := range []float64{customerTone, agentTone, coachTone} {
		if level(p.heard, hz) > 1000 {
			out = append(out, hz)
		}
	}
	if slices.ContainsFunc(newMusic().(*melody).notes, func(hz float64) bool { return level(p.heard, hz) > 1000 }) {
		out = append(out, music)
	}
	return out
}

// level is how loud a tone is, by Goertzel.
func level(samples []int16, hz float64) float64 {
	w := 2 * math.Cos(2*math.Pi*hz/SampleRate)
	var a, b float64
	for _, v := range samples {
		a, b = float64(v)+w*a-b, a
	}
	return 2 * math.Sqrt(max(0, a*a+b*b-w*a*b)) / float64(len(samples))
}

// hears waits until a peer hears these tones and no others.
func hears(t *testing.T, who string, p *speaker, want ...float64) {
	t.Helper()
	slices.Sort(want)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		got := p.tones()
		slices.Sort(got)
		if got != nil && slices.Equal(got, want) {
			return
		}
		select {
		case <-p.news:
		case <-ctx.Done():
			t.Fatalf("%s hears %v, want %v", who, got, want)
		}
	}
}

// update changes the leg of that label in the conference c_1.
func update(t *testing.T, s *Server, label string, fields ...string) {
	t.Helper()
	f := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := s.uri("/Conferences/c_1/Participants/" + label)
	if a := s.route("POST", path, f); a.status != 200 {
		t.Fatalf("%s %v: %d %v", path, f, a.status, a.body)
	}
}

func attach(t *testing.T, s *Server, sid string, hz float64) *speaker {
	t.Helper()
	p := newSpeaker(hz)
	if err := s.Attach(sid, p); err != nil {
		t.Fatal(err)
	}
	return p
}

// What everybody hears, in every state of a conference, while the stand-in's own time stands still.
func TestWhoHearsWhom(t *testing.T) {
	wait := `<Response><Play>https://h.example/music.wav</Play><Redirect/></Response>`
	s, p := conferenceServer(t, 0, wait, map[string]string{
		a: `participantLabel="customer" startConferenceOnEnter="false"`, b: `participantLabel="agent"`, c: `participantLabel="coach" startConferenceOnEnter="false"`})
	customerSID := from(t, s, a)
	customer := attach(t, s, customerSID, customerTone)
	hears(t, "a customer who waits", customer, music)

	agentSID := from(t, s, b)
	agent := attach(t, s, agentSID, agentTone)
	await(t, s, "the start", p.has("conference-start", "", ""))
	hears(t, "the customer", customer, agentTone)
	hears(t, "the agent", agent, customerTone)

	update(t, s, "customer", "Hold", "true", "HoldUrl", p.URL+"/wait")
	hears(t, "a customer on hold", customer, music)
	hears(t, "the agent, of a customer on hold", agent)
	update(t, s, "customer", "Hold", "false")
	hears(t, "a customer after the hold", customer, agentTone)

	update(t, s, "customer", "Hold", "true")
	hears(t, "a customer on hold without a document", customer, music)
	update(t, s, "customer", "Hold", "false")

	update(t, s, "agent", "Muted", "true")
	hears(t, "the customer of a muted agent", customer)
	hears(t, "a muted agent", agent, customerTone)
	update(t, s, "agent", "Muted", "false")

	coach := attach(t, s, from(t, s, c), coachTone)
	await(t, s, "the coach", p.has("participant-join", "coach", ""))
	update(t, s, "coach", "Coaching", "true", "CallSidToCoach", agentSID)
	hears(t, "the customer, of a coach", customer, agentTone)
	hears(t, "the agent, of a coach", agent, customerTone, coachTone)
	hears(t, "the coach", coach, customerTone, agentTone)
	update(t, s, "coach", "Coaching", "false")
	hears(t, "the customer of three", customer, agentTone, coachTone)

	if err := s.HangUp(agentSID); err != nil {
		t.Fatal(err)
	}
	hears(t, "the customer of two", customer, coachTone)
	await(t, s, "the agent's sound to be closed", agent.closed)
	if err := s.Attach(agentSID, newSpeaker(1)); err == nil {
		t.Error("a call that is over was given a sound")
	}
}

// Verbs before a conference are heard, and what is louder than a sample can hold is cut, not wrapped.
func TestSumIsCut(t *testing.T) {
	loud := func() *Frame {
		var f Frame
		for i := range f {
			f[i] = 30000
		}
		return &f
	}
	r := &conference{status: "in-progress"}
	said := map[*call]*Frame{}
	var legs []*leg
	for i := range 3 {
		cl := &call{sid: fmt.Sprint(i)}
		cl.leg = &leg{conference: r, call: cl, status: "connected"}
		said[cl] = loud()
		legs = append(legs, cl.leg)
	}
	r.legs = legs
	var f Frame
	legs[0].call.hears(said, &f)
	if f[0] != math.MaxInt16 {
		t.Errorf("60000 is heard as %d", f[0])
	}
}
