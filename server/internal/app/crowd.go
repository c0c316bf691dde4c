package app

import (
	"net"
	"net/http"
	"net/netip"
	"sync"

	"github.com/deskside/deskside/server/internal/api/edge"
)

// silentAtOnce are the connections of one source on which nothing is being asked: a browser
// keeps six, an office behind one address a few hundred.
const silentAtOnce = 512

// crowd closes the connections of a source that has too many on which it asks nothing. Those
// of proxies are other people's, and those of this machine are a proxy's.
type crowd struct {
	proxies *edge.Proxies
	most    int

	mu     sync.Mutex
	silent map[net.Conn]netip.Prefix
	of     map[netip.Prefix]int
}

func newCrowd(p *edge.Proxies) *crowd {
	return &crowd{proxies: p, most: silentAtOnce, silent: map[net.Conn]netip.Prefix{}, of: map[netip.Prefix]int{}}
}

// note is a ConnState of http.Server.
func (c *crowd) note(conn net.Conn, state http.ConnState) {
	tcp, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return
	}
	peer := tcp.AddrPort().Addr().Unmap().WithZone("")
	if peer.IsLoopback() {
		return
	}
	if !c.counted(conn, peer, state == http.StateNew || state == http.StateIdle) {
		_ = conn.Close() // its server hears of it as of any that is gone
	}
}

// counted is false for a silent one too many.
func (c *crowd) counted(conn net.Conn, peer netip.Addr, silent bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	from, was := c.silent[conn]
	switch {
	case silent && !was:
		from = edge.Subscriber(peer)
		if c.of[from] >= c.most && !c.proxies.Forwards(peer) {
			return false
		}
		c.silent[conn] = from
		c.of[from]++
	case !silent && was:
		delete(c.silent, conn)
		if c.of[from]--; c.of[from] <= 0 {
			delete(c.of, from)
		}
	}
	return true
}
