package interaction

import (
	"slices"
	"time"
)

// Joining is how the browser of somebody who calls by phone comes into their call, and so
// gets the page that they have not.
type Joining struct {
	codes    []JoinCode
	browsers []Browser

	timeless
}

// JoinCode lets one browser in. What is typed and what stands in the link is made from its
// mark and the server's key, and is nowhere in the log.
type JoinCode struct {
	Mark  string // unguessable; names the code in the log
	Key   string // the server's key that it is made with
	By    *Agent // nil: the menu
	How   Handover
	To    string // the number that it was texted to, E.164
	At    time.Time
	Until time.Time
	Used  bool
}

// Handover is how the customer gets a code.
type Handover string

// How codes are handed over.
const (
	ByAgent Handover = "shown"  // to the agent, who reads it out or passes the link on
	ByMenu  Handover = "told"   // by the menu
	ByText  Handover = "texted" // to a number
)

// Browser that has joined.
type Browser struct {
	N      int // its session names it
	Mark   string
	Way    JoinWay
	Device string // as it calls itself: hearsay
	At     time.Time
	OutAt  time.Time // zero: it is in

	proof string
}

// JoinWay is by what a browser came in.
type JoinWay string

// Ways to join.
const (
	JoinedByCode JoinWay = "code" // typed
	JoinedByLink JoinWay = "link"
	JoinedByQR   JoinWay = "qr" // scanned
)

const (
	// JoinCodeLife is how long a code may be used.
	JoinCodeLife = 10 * time.Minute
	// mostJoinCodes of one call.
	mostJoinCodes = 30
)

var joinEvents = events{
	"join_code_made":  JoinCodeMade{},
	"browser_joined":  BrowserJoined{},
	"browser_put_out": BrowserPutOut{},
}

// JoinCodeMade takes the place of the code before it.
type JoinCodeMade struct {
	Mark  string    `json:"mark"`
	Key   string    `json:"key,omitempty"`
	By    *Agent    `json:"by,omitempty"`
	How   Handover  `json:"how"`
	To    string    `json:"to,omitempty"`
	Until time.Time `json:"until"`
}

// BrowserJoined: whoever is on the phone has a page here from now on.
type BrowserJoined struct {
	Mark   string  `json:"mark"`
	Way    JoinWay `json:"way"`
	Device string  `json:"device,omitempty"`
	Source string  `json:"source,omitempty"` // where the request came from: an address, or the network of one subscriber
	Proof  string  `json:"proof,omitempty"`  // hash of what the page knows it by, which asks again when it was not answered
}

// BrowserPutOut: it was not the customer's. All that have joined are out.
type BrowserPutOut struct {
	Agent Agent `json:"agent"`
}

// Values of the sentences that tell of joining.
func (d JoinCodeMade) Values() []string {
	v := []string{"number", d.To}
	if d.By != nil {
		v = append(v, "agent", d.By.Name)
	}
	return v
}

// Values of the sentence.
func (d BrowserJoined) Values() []string { return []string{"device", d.Device} }

// Values of the sentence.
func (d BrowserPutOut) Values() []string { return []string{"agent", d.Agent.Name} }

func (j *Joining) apply(_ *State, e Event) {
	switch d := e.Data.(type) {
	case JoinCodeMade:
		j.codes = append(slices.Clip(j.codes), JoinCode{Mark: d.Mark, Key: d.Key, By: d.By, How: d.How, To: d.To, At: e.At, Until: d.Until})
	case BrowserJoined:
		j.codes = slices.Clone(j.codes)
		for i := range j.codes {
			j.codes[i].Used = j.codes[i].Used || j.codes[i].Mark == d.Mark
		}
		one := Browser{N: len(j.browsers) + 1, Mark: d.Mark, Way: d.Way, Device: d.Device, At: e.At, proof: d.Proof}
		j.browsers = append(slices.Clip(j.browsers), one)
	case BrowserPutOut:
		j.browsers = slices.Clone(j.browsers)
		for i := range j.browsers {
			if j.browsers[i].OutAt.IsZero() {
				j.browsers[i].OutAt = e.At
			}
		}
	}
}

// Codes that were made, the first one first.
func (j Joining) Codes() []JoinCode { return slices.Clone(j.codes) }

// Code that lets a browser in at that moment; nil: none does.
func (j Joining) Code(at time.Time) *JoinCode {
	if len(j.codes) == 0 {
		return nil
	}
	one := j.codes[len(j.codes)-1]
	if one.Used || !at.Before(one.Until) {
		return nil
	}
	return &one
}

// Browsers that have joined, the first one first.
func (j Joining) Browsers() []Browser { return slices.Clone(j.browsers) }

// Has reports whether the n-th browser has joined and is in.
func (j Joining) Has(n int) bool {
	return n > 0 && n <= len(j.browsers) && j.browsers[n-1].OutAt.IsZero()
}

// By what a page knows it: the browser that joined with a code; zero: none did, or it is out.
func (j Joining) By(mark, proof string) Browser {
	for _, b := range j.browsers {
		if b.Mark == mark && b.proof == proof && b.OutAt.IsZero() {
			return b
		}
	}
	return Browser{}
}

// HasPage reports whether the customer has a page that shows them what they are asked.
func (s State) HasPage() bool {
	return s.App != "" || slices.ContainsFunc(s.Joining.browsers, func(b Browser) bool { return b.OutAt.IsZero() })
}

// MakeJoinCode for the browser of somebody who calls, or is called, by phone. It is
// idempotent by its mark.
type MakeJoinCode struct {
	Mark, Key string
	By        *Agent
	How       Handover
	To        string
}

func (c MakeJoinCode) decide(d *decider) error {
	if slices.ContainsFunc(d.Joining.codes, func(one JoinCode) bool { return one.Mark == c.Mark }) {
		return nil
	}
	switch {
	case d.App != "" || d.Channel != Voice:
		return refuse("joins_not")
	case d.Call.Phase == Ended || !d.Active():
		return refuse("call_ended")
	case len(d.Joining.codes) >= mostJoinCodes:
		return refuse("too_many_join_codes")
	}
	d.add(JoinCodeMade{Mark: c.Mark, Key: c.Key, By: c.By, How: c.How, To: c.To, Until: d.at.Add(JoinCodeLife)})
	return nil
}

// JoinBrowser with a code, which is used up by it. Asked again by the same page, it changes
// nothing.
type JoinBrowser struct{ BrowserJoined }

func (c JoinBrowser) decide(d *decider) error {
	if d.Joining.By(c.Mark, c.Proof).N > 0 {
		return nil
	}
	code := d.Joining.Code(d.at)
	if code == nil || code.Mark != c.Mark || d.Call.Phase == Ended || !d.Active() {
		return refuse("wrong_code")
	}
	d.add(c.BrowserJoined)
	return nil
}

// PutOutBrowser that is not the customer's, after all.
type PutOutBrowser struct{ Agent Agent }

func (c PutOutBrowser) decide(d *decider) error {
	if d.App == "" && d.HasPage() {
		d.add(BrowserPutOut(c))
	}
	return nil
}

func (JoinCodeMade) event()  {}
func (BrowserJoined) event() {}
func (BrowserPutOut) event() {}
