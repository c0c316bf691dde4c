package twiliotest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// FaultKind is something that can go wrong.
type FaultKind string

// Faults of callbacks and of the REST API.
const (
	Duplicate   FaultKind = "duplicate"    // a callback comes twice
	Reorder     FaultKind = "reorder"      // a callback comes after the next one
	Delay       FaultKind = "delay"        // a callback comes late
	Drop        FaultKind = "drop"         // a callback never comes
	Webhook500  FaultKind = "webhook-500"  // a webhook's answer is taken for a 500
	REST429     FaultKind = "rest-429"     // a request is refused for its rate
	REST500     FaultKind = "rest-500"     // a request fails before it has an effect, with a page of HTML
	Late500     FaultKind = "late-500"     // a request takes effect and is answered 500
	LoseAnswer  FaultKind = "lose-answer"  // a request takes effect and its answer is lost
	EarlyEvents FaultKind = "early-events" // a request's callbacks come before its answer

	SlowWebhook    FaultKind = "slow-webhook"     // a webhook's answer comes late; too late, and it is none
	HangUpAsked    FaultKind = "hang-up-asked"    // the far end hangs up while a webhook is asked, which it is all the same
	HangUpAnswered FaultKind = "hang-up-answered" // the far end hangs up when a webhook has answered
	Media404       FaultKind = "media-404"        // a recording is not found, though it is completed
	MediaCut       FaultKind = "media-cut"        // a recording breaks off in the middle, and its end looks like one
	MediaMoved     FaultKind = "media-moved"      // a recording is to be fetched elsewhere, without our credentials
)

// moment is when a fault strikes.
type moment int

const (
	beforeDelivery moment = iota
	duringDelivery
	beforeRequest
	afterRequest
	duringMedia
)

var moments = map[FaultKind]moment{
	Duplicate: beforeDelivery, Reorder: beforeDelivery, Delay: beforeDelivery, Drop: beforeDelivery,
	Webhook500: duringDelivery, REST429: beforeRequest, REST500: beforeRequest,
	Late500: afterRequest, LoseAnswer: afterRequest, EarlyEvents: afterRequest,
	SlowWebhook: duringDelivery, HangUpAsked: duringDelivery, HangUpAnswered: duringDelivery,
	Media404: duringMedia, MediaCut: duringMedia, MediaMoved: duringMedia,
}

// Fault strikes the next Times requests or callbacks whose line, for example
// "POST https://h/twilio/voice/status completed" or "POST /2010-04-01/…/Calls/CA….json",
// contains Match.
type Fault struct {
	Kind    FaultKind `json:"fault"`
	Times   int       `json:"times"` // 0: 1; negative: until cleared
	DelayMS int       `json:"delay_ms"`
	Match   string    `json:"match"` // empty: all
}

func (f *Fault) delay() time.Duration { return time.Duration(f.DelayMS) * time.Millisecond }

// Break sets a fault, after those set before it.
func (s *Server) Break(f Fault) error {
	if _, ok := moments[f.Kind]; !ok {
		return fmt.Errorf("no fault %q", f.Kind)
	}
	if f.Times == 0 {
		f.Times = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
	return nil
}

// Faults that are set and that nobody has met yet.
func (s *Server) Faults() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.faults)
}

// Mend clears all faults and sends the callbacks that Reorder still holds.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	for _, l := range s.lines {
		held := l.held
		l.held = nil
		for _, h := range held {
			s.enqueue(h)
		}
	}
}

func (s *Server) fault(when moment, line string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faultLocked(when, line)
}

// faultLocked spends one turn of the first fault that applies. Callers hold mu.
func (s *Server) faultLocked(when moment, line string) *Fault {
	for i, f := range s.faults {
		if moments[f.Kind] != when || !strings.Contains(line, f.Match) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
		}
		return f
	}
	return nil
}
