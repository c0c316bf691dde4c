package twiliotest

import "context"

// The verbs that lead elsewhere.

func redirect(_ context.Context, sc *script, e element) outcome {
	return sc.follow(e.text, sc.method(e, "method", 13710), nil)
}

func hangup(context.Context, *script, element) outcome { return ends }

// reject turns a call away that has not been answered; later it is a Hangup (assumed).
func reject(_ context.Context, sc *script, e element) outcome {
	status := "busy" // assumed for both reasons
	sc.s.locked(func() {
		if sc.call.status == "ringing" {
			sc.s.finish(sc.call, status, "")
		}
	})
	return ends
}

// leave takes the call out of the queue it waits in; anywhere else it is nothing.
func leave(_ context.Context, sc *script, _ element) outcome {
	out := goOn
	sc.s.locked(func() {
		if m := sc.call.member; m != nil && sc.in == inQueue {
			sc.s.leaveQueue(m, queueLeft)
			out = ends
		}
	})
	return out
}
