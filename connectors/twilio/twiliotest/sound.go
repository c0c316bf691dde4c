package twiliotest

import (
	"fmt"
	"math"
	"time"
)

// SampleRate of all sound is the telephone's, in samples a second.
const SampleRate = 8000

// FrameLength is how much sound is mixed at a time.
const FrameLength = 20 * time.Millisecond

// Frame is FrameLength of sound, 16 bits a sample.
type Frame [SampleRate / 50]int16

// Peer is the far end of one call's sound: a browser, or a telephone with somebody
// who speaks and listens. Its methods are called by the mixer every FrameLength of
// the wall clock, and must not wait.
type Peer interface {
	// Said takes what was said next; false: nothing came, which is silence.
	Said(*Frame) bool
	// Hears plays what the call hears next.
	Hears(*Frame)
	// Close is called once, when the call is over.
	Close()
}

// Browser is the Peer of a voice client, which describes its sound by SDP.
type Browser interface {
	Peer
	// Answer takes up a browser's offer: its first, or a later one that restarts what was lost.
	Answer(offer string) (answer string, err error)
	// Offer describes a call that comes to the browser, and Accept takes up its answer.
	Offer() (offer string, err error)
	Accept(answer string) error
}

// Media makes the sound of one browser; pressed is told of each key that is heard in it.
// Package soundtest has one over WebRTC.
type Media func(pressed func(digit byte)) (Browser, error)

// Attach gives a call its sound: a telephone's, since browsers bring their own.
// What was there before is closed.
func (s *Server) Attach(callSID string, p Peer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.find(callSID)
	if err != nil {
		return err
	}
	if c.final() {
		return fmt.Errorf("call %s is over", callSID)
	}
	s.attach(c, p)
	return nil
}

// attach starts the mixer with the first sound there is. Callers hold mu.
func (s *Server) attach(c *call, p Peer) {
	if old := c.peer; old != nil {
		s.hush(old)
	}
	c.peer = p
	if !s.mixing {
		s.mixing = true
		if s.stopped.Err() == nil {
			s.running.Go(s.mix) // not by run: it never comes to rest
		}
	}
}

// hush closes a sound, which may take a moment. Callers hold mu.
func (s *Server) hush(p Peer) {
	s.run(func() {
		p.Close()
		s.locked(s.touch)
	})
}

// tune is a sound that the network itself makes.
type tune interface {
	next(*Frame)
}

// melody is notes of a length each, over and over; a note of 0 Hz is a rest.
type melody struct {
	notes []float64
	each  time.Duration
	at    int // samples so far
}

// newMusic is what waits sound like where nobody has said how: a stand-in owns no records.
func newMusic() tune {
	return &melody{notes: []float64{523, 659, 784, 659}, each: 400 * time.Millisecond}
}

// newVoice is how Say and Play sound: a hum for each word, since the stand-in cannot speak.
func newVoice() tune { return &melody{notes: []float64{220, 220, 0}, each: 120 * time.Millisecond} }

// newRingback is what a caller hears while phones ring.
func newRingback() tune { return &melody{notes: []float64{425, 0, 0, 0}, each: second} }

// newBeep is heard where a recording begins.
func newBeep() tune { return &melody{notes: []float64{1000}, each: second} }

const loudness = 6000 // of 32767

func (m *melody) next(f *Frame) {
	each := int(m.each * SampleRate / time.Second)
	for i := range f {
		note := m.notes[m.at/each%len(m.notes)]
		f[i] = int16(loudness * math.Sin(2*math.Pi*note*float64(m.at)/SampleRate))
		m.at++
	}
}
