package twiliotest

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
)

// gathering is a Gather that listens.
type gathering struct {
	dtmf, speech bool
	most         int    // keys; 0: any number
	finish       string // the key that ends it; "": none
	timeout      time.Duration
}

func checkGather(s *Server, e element) error {
	for _, child := range e.children {
		if v := s.verbs[child.name]; v.in&inGather == 0 {
			return wrong(13320, "it cannot hold %s", child.name)
		}
	}
	return nil
}

// gather hears keys and speech while its own verbs are heard and for a while after. Its
// action is asked with what was heard; without any, what follows it is heard.
func gather(ctx context.Context, sc *script, e element) outcome {
	g := sc.readGather(e)
	heard := &ear{verb: "gather", takes: func(x *ear) bool {
		return g.dtmf && x.keys != "" || g.speech && x.said != nil
	}}
	deafen := sc.listen(heard)
	defer deafen()
	for _, child := range e.children {
		if o := sc.s.verbs[child.name].run(ctx, sc, child); o.over {
			return o
		}
		if sc.interrupted() {
			break
		}
	}
	fields, ok := g.collect(ctx, sc, heard)
	switch {
	case ctx.Err() != nil:
		return ends
	case !ok && e.attr["actionOnEmptyResult"] != "true":
		return goOn
	case !ok && g.dtmf:
		fields = map[string]string{"Digits": ""}
	case !ok:
		fields = map[string]string{"SpeechResult": ""} // assumed
	}
	return sc.follow(e.attr["action"], sc.method(e, "method", 13312), fields)
}

func (sc *script) readGather(e element) gathering {
	g := gathering{
		most: sc.number(e, "numDigits", 0, 1, math.MaxInt32, 13314), finish: "#",
		timeout: 5 * second,
	}
	if e.attr["timeout"] != "auto" { // of speech alone
		g.timeout = sc.seconds(e, "timeout", g.timeout, 0, math.MaxInt32, 13313)
	}
	if key, ok := e.attr["finishOnKey"]; ok {
		switch {
		case strings.Trim(key, "0123456789*#") != "":
			sc.warn(13310, "Gather: invalid finishOnKey "+strconv.Quote(key))
		case len(key) > 1:
			sc.warn(13311, "Gather: invalid finishOnKey "+strconv.Quote(key))
		default:
			g.finish = key
		}
	}
	input := e.attr["input"]
	g.speech = strings.Contains(input, "speech")
	g.dtmf = !g.speech || strings.Contains(input, "dtmf")
	return g
}

// collect waits until what was heard is whole; not ok: nothing was.
func (g gathering) collect(ctx context.Context, sc *script, heard *ear) (fields map[string]string, ok bool) {
	for {
		over, cancel := sc.s.alarm(g.timeout, heard.bell)
		var digits string
		var whole bool
		var said *speech
		keys := func() int {
			sc.s.mu.Lock()
			defer sc.s.mu.Unlock()
			if g.dtmf {
				digits, whole = g.read(heard.keys)
			}
			if g.speech && digits == "" {
				said = heard.said
			}
			return len(heard.keys)
		}
		before := keys()
		for !whole && said == nil && !over() && sc.s.waits(ctx, heard.bell) {
			if keys() != before { // each key has the whole time to itself
				break
			}
		}
		timedOut := over() && keys() == before
		cancel()
		switch {
		case ctx.Err() != nil:
			return nil, false
		case said != nil:
			return map[string]string{"SpeechResult": said.words, "Confidence": strconv.FormatFloat(said.confidence, 'f', -1, 64)}, true
		case whole || timedOut && digits != "":
			return map[string]string{"Digits": digits}, true
		case timedOut:
			return nil, false
		}
	}
}

// read gives the digits of what was pressed; whole: no more are waited for. The key that
// finishes is not one of them, and finishes nothing where none has come before.
func (g gathering) read(keys string) (digits string, whole bool) {
	for _, k := range keys {
		if string(k) == g.finish {
			if digits != "" {
				return digits, true
			}
			continue
		}
		digits += string(k)
		if len(digits) == g.most {
			return digits, true
		}
	}
	return digits, false
}
