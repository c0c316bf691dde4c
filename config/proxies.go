package config

import (
	"fmt"
	"net/netip"
	"strings"
)

// Proxies are the networks of trusted_proxies; Load has proved that they can be read.
func (c *Config) Proxies() []netip.Prefix {
	var out []netip.Prefix
	for _, text := range c.TrustedProxies {
		if p, err := network(text); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// network of an address, or of one with the length of its prefix. IPv4 that is written as
// IPv6 is IPv4: that is how its connections are seen.
func network(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		a, err := netip.ParseAddr(text)
		if err != nil || a.Zone() != "" {
			return netip.Prefix{}, fmt.Errorf("%q must be an address or a network, such as 10.0.0.7 or 10.0.0.0/24", text)
		}
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || p.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%q must be an address or a network, such as 10.0.0.7 or 10.0.0.0/24", text)
	}
	if p != p.Masked() {
		return netip.Prefix{}, fmt.Errorf("%q is an address inside a network; write %s, or the address alone", text, p.Masked())
	}
	if p.Bits() == 0 {
		return netip.Prefix{}, fmt.Errorf("%q is everybody: anyone could say where they come from", text)
	}
	return p, nil
}

func (l *loading) validateProxies() {
	for i, text := range l.cfg.TrustedProxies {
		path := fmt.Sprintf("trusted_proxies[%d]", i)
		if _, err := network(text); err != nil {
			l.fail(path, "%v", err)
		}
	}
}
