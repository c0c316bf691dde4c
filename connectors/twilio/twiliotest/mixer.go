package twiliotest

import (
	"slices"
	"time"
)

// mix runs by the wall clock, also where the stand-in's own time stands still: sound that
// waits is no sound. It keeps pace by counting frames, so that a late tick loses nothing.
func (s *Server) mix() {
	tick := time.NewTicker(FrameLength)
	defer tick.Stop()
	start, made := time.Now(), 0
	for {
		select {
		case <-s.stopped.Done():
			return
		case now := <-tick.C:
			due := int(now.Sub(start) / FrameLength)
			if due-made > behind { // the machine slept: what nobody heard is not made up for
				made = due - 1
			}
			for ; made < due; made++ {
				if !s.mixFrame() {
					return
				}
			}
		}
	}
}

// behind is how many frames may be caught up with at once.
const behind = 10

// heard is what one peer hears next.
type heard struct {
	peer  Peer
	frame Frame
}

// mixFrame lets everybody hear the next frame; false: there is nobody left, and who comes
// next starts the mixer again.
func (s *Server) mixFrame() (more bool) {
	var all []heard
	s.locked(func() {
		said := map[*call]*Frame{}
		var listening []*call
		for _, c := range s.callOrder {
			if c.peer == nil {
				continue
			}
			listening = append(listening, c)
			var f Frame
			if c.peer.Said(&f) {
				said[c] = &f
			}
		}
		for _, c := range listening {
			h := heard{peer: c.peer}
			c.hears(said, &h.frame)
			all = append(all, h)
		}
		if slices.ContainsFunc(s.recordings, (*recording).running) {
			hears := map[*call]*Frame{}
			for i, c := range listening {
				hears[c] = &all[i].frame
			}
			for _, r := range s.recordings {
				r.hear(said, hears)
			}
		}
		s.mixing = len(listening) > 0
	})
	for i := range all { // sends on the network: nobody waits for it
		all[i].peer.Hears(&all[i].frame)
	}
	return len(all) > 0
}

// hears is what a call is to hear next: what is played to it, or else who it talks with.
// Nobody hears a leg that is muted or on hold, or that coaches somebody else. Who is
// alone in a conference that has started hears nothing; see Unknowns.LoneMusic.
func (c *call) hears(said map[*call]*Frame, f *Frame) {
	if c.bridge != nil && c.playing == nil {
		if from := said[c.bridge.other(c)]; from != nil {
			*f = *from
		}
		return
	}
	l := c.leg
	if l == nil || l.status != "connected" || l.hold || l.lone || l.conference.status == "init" {
		if c.playing != nil {
			c.playing.next(f)
		}
		return
	}
	var sum [len(Frame{})]int32
	for _, other := range l.conference.legs {
		if other == l || !other.audible(c) {
			continue
		}
		if from := said[other.call]; from != nil {
			for i, v := range from {
				sum[i] += int32(v)
			}
		}
	}
	for i, v := range sum {
		f[i] = int16(max(-1<<15, min(1<<15-1, v)))
	}
}

// audible: whether another leg of its conference hears l; or, for nil, a recording does.
func (l *leg) audible(by *call) bool {
	return l.status == "connected" && !l.muted && !l.hold && (!l.coaching || by != nil && l.coached == by.sid)
}
