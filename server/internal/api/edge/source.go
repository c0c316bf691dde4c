package edge

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
)

// Source of a request, as far as it can be told: what one subscriber has of the net.
type Source struct {
	// Network is an IPv4 address, or the /64 of an IPv6 address.
	Network netip.Prefix
	// Wide: many callers may stand behind it, and nobody can tell them apart.
	Wide bool
}

func (s Source) String() string {
	if s.Network.Addr().Is4() {
		return s.Network.Addr().String()
	}
	return s.Network.String()
}

// Proxies finds sources behind the proxies that somebody trusts. Its zero value trusts none.
type Proxies struct {
	trusted []netip.Prefix
	unnamed bool // one stands in front that nobody has named: whoever connects may be it
	noticed func(peer string)

	mu     sync.Mutex
	untold map[netip.Prefix]bool
	public map[netip.Prefix]bool // somewhere on the net, and say that they forward
}

// maxUntold bounds the peers that are remembered: who forwards is a handful.
const maxUntold = 16

// NewProxies trusts what those peers say of where a request comes from. behind: there must be
// one in front, named or not. noticed hears, once for each, of peers that forward requests
// and are not trusted; it may be nil.
func NewProxies(trusted []netip.Prefix, behind bool, noticed func(peer string)) *Proxies {
	return &Proxies{trusted: trusted, unnamed: behind && len(trusted) == 0, noticed: noticed, untold: map[netip.Prefix]bool{}, public: map[netip.Prefix]bool{}}
}

const forwardedFor, forwarded = "X-Forwarded-For", "Forwarded"

// Source of a request. What is forwarded counts from trusted proxies alone: the right-most
// address that is none of theirs, for what stands left of it is the sender's to write.
func (p *Proxies) Source(r *http.Request) Source {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return Source{Wide: true} // no connection of the net
	}
	peer := at.Addr().Unmap().WithZone("")
	old, standard := r.Header[forwardedFor], r.Header[forwarded]
	told := len(old) > 0 || len(standard) > 0
	if !p.trusts(peer) {
		s := Source{Network: Subscriber(peer), Wide: p.unnamed}
		switch {
		case !told:
		case len(p.trusted) == 0 || peer.IsLoopback() || peer.IsPrivate():
			s.Wide = true
			p.notice(p.untold, s.Network)
		default:
			// A stranger may write the header, too, and would have wide limits by it: whoever
			// runs the server is told, and that is all.
			p.notice(p.public, s.Network)
		}
		return s
	}
	switch {
	case !told:
		return Source{Network: Subscriber(peer), Wide: true}
	case len(old) > 0 && len(standard) > 0:
		// A proxy writes one of them and hands the other on as the client sent it.
		first, second := p.client(peer, old, plain), p.client(peer, standard, parameter)
		if first != second {
			return Source{Network: Subscriber(peer)}
		}
		return Source{Network: Subscriber(first)}
	case len(old) > 0:
		return Source{Network: Subscriber(p.client(peer, old, plain))}
	}
	return Source{Network: Subscriber(p.client(peer, standard, parameter))}
}

// client is the last hop that is none of ours.
func (p *Proxies) client(peer netip.Addr, lines []string, read func(string) (netip.Addr, bool)) netip.Addr {
	last := peer
	for i := len(lines) - 1; i >= 0; i-- {
		for rest, more := lines[i], true; more; {
			hop := rest
			if at := strings.LastIndexByte(rest, ','); at >= 0 {
				hop, rest = rest[at+1:], rest[:at]
			} else {
				more = false
			}
			a, ok := read(strings.TrimSpace(hop))
			if !ok {
				return last // a name that somebody made up, or unknown
			}
			if last = a; !p.trusts(a) {
				return last
			}
		}
	}
	return last
}

// plain is a hop of X-Forwarded-For: an address, with a port or without.
func plain(hop string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(strings.Trim(hop, "[]")); err == nil {
		return a.Unmap().WithZone(""), true
	}
	at, err := netip.ParseAddrPort(hop)
	return at.Addr().Unmap().WithZone(""), err == nil
}

// parameter is a hop of Forwarded (RFC 7239): for="[2001:db8::1]:4711";proto=https.
func parameter(hop string) (netip.Addr, bool) {
	for part := range strings.SplitSeq(hop, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(name, "for") {
			return plain(strings.Trim(value, `"`))
		}
	}
	return netip.Addr{}, false
}

func (p *Proxies) trusts(a netip.Addr) bool {
	for _, t := range p.trusted {
		if t.Contains(a) {
			return true
		}
	}
	return false
}

// Subscriber is the part of the net that one has.
func Subscriber(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	n, _ := a.Prefix(bits) // no address has fewer
	return n
}

// notice a peer, among its like.
func (p *Proxies) notice(among map[netip.Prefix]bool, peer netip.Prefix) {
	p.mu.Lock()
	known := among[peer] || len(among) >= maxUntold
	if !known {
		among[peer] = true
	}
	p.mu.Unlock()
	if !known && p.noticed != nil {
		p.noticed(Source{Network: peer}.String())
	}
}

// Forwards tells whether a peer is known to hand on what others ask.
func (p *Proxies) Forwards(peer netip.Addr) bool {
	if p.trusts(peer) {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.untold[Subscriber(peer)]
}

// Untold are peers that forward requests and are not trusted.
func (p *Proxies) Untold() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, peers := range []map[netip.Prefix]bool{p.untold, p.public} {
		for peer := range peers {
			out = append(out, Source{Network: peer}.String())
		}
	}
	return out
}
