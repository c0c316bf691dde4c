package app

import (
	"net"
	"net/http"
	"net/netip"
	"testing"

	"github.com/deskside/deskside/server/internal/api/edge"
)

// far is a connection of somebody else's machine.
type far struct {
	net.Conn
	from   string
	closed bool
}

func (f *far) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(f.from), 4711))
}

func (f *far) Close() error {
	f.closed = true
	return nil
}

// Whoever keeps connections on which they ask nothing has so many, and no more; who asks,
// who comes from elsewhere, and proxies are left alone.
func TestSilentConnections(t *testing.T) {
	c := newCrowd(edge.NewProxies([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}, true, nil))
	c.most = 3
	come := func(from string) *far {
		f := &far{from: from}
		c.note(f, http.StateNew)
		return f
	}
	for _, from := range []string{"203.0.113.7", "2001:db8:1:2::1"} {
		first := come(from)
		for range c.most - 1 {
			if come(from).closed {
				t.Fatal("closed too early")
			}
		}
		if !come(from).closed {
			t.Error("one too many stays")
		}
		c.note(first, http.StateActive)
		if come(from).closed {
			t.Error("one that asks still counts")
		}
		c.note(first, http.StateIdle)
		if !first.closed {
			t.Error("one too many falls silent and stays")
		}
		c.note(first, http.StateClosed)
	}
	if !come("2001:db8:1:2:ffff::9").closed || come("2001:db8:1:3::1").closed {
		t.Error("a source of IPv6 is a /64")
	}
	for _, from := range []string{"10.0.0.5", "127.0.0.1", "::1"} {
		for range 2 * c.most {
			if come(from).closed {
				t.Errorf("of %s: closed", from)
			}
		}
	}
}
