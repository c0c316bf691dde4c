package edge

import (
	"net/http"
	"net/netip"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// Requests that are worked on at once, by who asks. Each kind has places that no other can
// take: a flood of strangers keeps neither Twilio nor agents out. A place is taken once the
// whole request is here, so that nobody holds one by being slow.
const (
	signedAtOnce    = 512 // of Twilio
	agentsAtOnce    = 512 // with a session of an agent or admin
	agentAtOnce     = 64  // of each
	visitorsAtOnce  = 512 // customers, with a token for their interaction
	visitorAtOnce   = 16  // of each
	strangersAtOnce = 512
	sourceAtOnce    = 64  // of one source: an office, a carrier's gateway
	wideAtOnce      = 256 // where nobody can tell sources apart
)

// maxReceiving bounds the files that come in at once. They have slots of their own:
// phones take minutes for a video, and calls must not wait for them. Customers share 256 of
// them (package customer); the others are for who only hears that there is none, of whom
// nobody has more than they may ask at once.
const maxReceiving = 320

// caller is whom places are counted for: whoever a session is of, or a source.
type caller struct {
	role   session.Role
	id     string
	source netip.Prefix
}

// places of the server.
type places struct {
	signed, agents, visitors, strangers, receiving *Places[caller]
	memory                                         memory
}

func newPlaces() places {
	return places{
		signed:    NewPlaces[caller](signedAtOnce),
		agents:    NewPlaces[caller](agentsAtOnce),
		visitors:  NewPlaces[caller](visitorsAtOnce),
		strangers: NewPlaces[caller](strangersAtOnce),
		receiving: NewPlaces[caller](maxReceiving),
		memory:    newMemory(),
	}
}

// callerOf a request, and how much of each thing they may have.
func (e *Edge) callerOf(c *gin.Context) (who caller, places *Places[caller], each int) {
	switch claims := Claims(c); claims.Role {
	case session.Customer:
		return caller{role: claims.Role, id: string(claims.Interaction)}, e.places.visitors, visitorAtOnce
	case session.Agent, session.Admin:
		return caller{role: claims.Role, id: claims.Agent.ID}, e.places.agents, agentAtOnce
	}
	from := e.proxies.Source(c.Request)
	if from.Wide {
		return caller{source: from.Network}, e.places.strangers, wideAtOnce
	}
	return caller{source: from.Network}, e.places.strangers, sourceAtOnce
}

// From where a request comes: the network, and whether many callers may stand behind it.
func (e *Edge) From(r *http.Request) (network netip.Prefix, wide bool) {
	s := e.proxies.Source(r)
	return s.Network, s.Wide
}

// Source of a request, in words.
func (e *Edge) Source(r *http.Request) string { return e.proxies.Source(r).String() }

// SourceApart is the source of a request; empty where nobody can tell sources apart, so
// that none of them has a share.
func (e *Edge) SourceApart(r *http.Request) string {
	from := e.proxies.Source(r)
	if from.Wide {
		return ""
	}
	return from.String()
}

// admitted lets a request of the contract through to its operation: who is asking first,
// then what they have to say, then a place until they are answered.
func (e *Edge) admitted(c *gin.Context) {
	o := e.operation(c)
	if o == nil || !e.authorized(c, o) {
		return
	}
	if o.Streams {
		e.received(c, o)
		return
	}
	var body []byte
	if o.MaxBody > 0 {
		var err error
		if body, err = e.read(c, o.MaxBody); err != nil {
			e.Fail(c, err)
			return
		}
	}
	if o.Socket { // they are counted by whoever opens them
		e.conforms(c, o, body)
		return
	}
	who, places, each := e.callerOf(c)
	if !places.Take(who, 1, each) {
		e.Fail(c, store.ErrBusy)
		return
	}
	defer places.Leave(who, 1)
	if e.conforms(c, o, body) {
		c.Next()
	}
}

// received is a file, which has a place while it comes in.
func (e *Edge) received(c *gin.Context, o *contract.Operation) {
	who, _, each := e.callerOf(c)
	if !e.places.receiving.Take(who, 1, each) {
		e.Fail(c, store.ErrBusy)
		return
	}
	defer e.places.receiving.Leave(who, 1)
	if e.conforms(c, o, nil) {
		c.Next()
	}
}

// bounded is admitted for the addresses beside the operations.
func (e *Edge) bounded(c *gin.Context) {
	r := e.route(c)
	if r == nil || r.Unbounded {
		return
	}
	if r.MaxBody > 0 && c.Request.Body != http.NoBody {
		if _, err := e.read(c, r.MaxBody); err != nil {
			e.Fail(c, err)
			return
		}
	}
	if r.Signed { // places are for those whose signature holds: see Signed
		return
	}
	who, places, each := e.callerOf(c)
	if !places.Take(who, 1, each) {
		e.Fail(c, store.ErrBusy)
		return
	}
	defer places.Leave(who, 1)
	c.Next()
}

// Signed answers a request whose signature holds.
func (e *Edge) Signed(c *gin.Context) {
	if !e.places.signed.Take(caller{}, 1, signedAtOnce) {
		e.Fail(c, store.ErrBusy)
		return
	}
	defer e.places.signed.Leave(caller{}, 1)
	c.Set(signedKey, true)
	c.Next()
}
