package edge

import (
	"net"
	"net/http"
	"net/netip"
)

// Source of a request: an address, or the network of it that one subscriber has.
// Headers are not asked, for anybody can write them; behind a load balancer all
// requests have its address, and share what one source is allowed.
func (e *Edge) Source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Unmap().Is4() {
		return host
	}
	network, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return host
	}
	return network.String()
}
