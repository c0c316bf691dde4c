package edge

import (
	"net/http"
	"net/netip"
	"slices"
	"testing"
)

func TestWhereARequestComesFrom(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("2001:db8:ffff::/48")}
	behind := []netip.Prefix{{}} // a proxy in front that nobody has named
	for name, c := range map[string]struct {
		trusted   []netip.Prefix
		peer      string
		xff, std  []string
		want      string
		wide      bool
		isNoticed bool
	}{
		"nobody between":              {trusted, "203.0.113.7:4711", nil, nil, "203.0.113.7", false, false},
		"a subscriber's network":      {trusted, "[2001:db8:1:2:3:4:5:6]:4711", nil, nil, "2001:db8:1:2::/64", false, false},
		"IPv4 in IPv6":                {trusted, "[::ffff:203.0.113.7]:4711", nil, nil, "203.0.113.7", false, false},
		"a stranger's word":           {trusted, "203.0.113.7:4711", []string{"198.51.100.1"}, nil, "203.0.113.7", false, true},
		"a proxy":                     {trusted, "10.0.0.5:80", []string{"198.51.100.1"}, nil, "198.51.100.1", false, false},
		"the sender's own beginning":  {trusted, "10.0.0.5:80", []string{"192.0.2.1, 198.51.100.1"}, nil, "198.51.100.1", false, false},
		"in lines":                    {trusted, "10.0.0.5:80", []string{"192.0.2.1", "198.51.100.1"}, nil, "198.51.100.1", false, false},
		"two proxies":                 {trusted, "10.0.0.5:80", []string{"198.51.100.1, 10.0.0.9"}, nil, "198.51.100.1", false, false},
		"with a port":                 {trusted, "10.0.0.5:80", []string{"198.51.100.1:9999"}, nil, "198.51.100.1", false, false},
		"IPv6 with a port":            {trusted, "10.0.0.5:80", []string{"[2001:db8:1:2::9]:99"}, nil, "2001:db8:1:2::/64", false, false},
		"proxies alone":               {trusted, "10.0.0.5:80", []string{"10.0.0.7, 10.0.0.9"}, nil, "10.0.0.7", false, false},
		"nonsense":                    {trusted, "10.0.0.5:80", []string{"198.51.100.1, somebody"}, nil, "10.0.0.5", false, false},
		"nothing":                     {trusted, "10.0.0.5:80", []string{""}, nil, "10.0.0.5", false, false},
		"a proxy that does not say":   {trusted, "10.0.0.5:80", nil, nil, "10.0.0.5", true, false},
		"the standard":                {trusted, "10.0.0.5:80", nil, []string{`for=192.0.2.1;proto=http, For="[2001:db8:1:2::9]:4711";by=10.0.0.5`}, "2001:db8:1:2::/64", false, false},
		"the standard, hidden":        {trusted, "10.0.0.5:80", nil, []string{`for=_hidden`}, "10.0.0.5", false, false},
		"both":                        {trusted, "10.0.0.5:80", []string{"198.51.100.1"}, []string{"for=198.51.100.1"}, "198.51.100.1", false, false},
		"both, and one of the client": {trusted, "10.0.0.5:80", []string{"198.51.100.1"}, []string{"for=192.0.2.1"}, "10.0.0.5", false, false},
		"a proxy of nobody's":         {nil, "192.0.2.80:80", []string{"198.51.100.1"}, nil, "192.0.2.80", true, true},
		"a proxy that was forgotten":  {trusted, "10.0.1.5:80", []string{"198.51.100.1"}, nil, "10.0.1.5", true, true},
		"a proxy that says nothing":   {behind, "127.0.0.1:80", nil, nil, "127.0.0.1", true, false},
		"nobody in front":             {nil, "127.0.0.1:80", nil, nil, "127.0.0.1", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			var noticed []string
			p := NewProxies(slices.DeleteFunc(slices.Clone(c.trusted), func(n netip.Prefix) bool { return n == behind[0] }), c.trusted != nil, func(peer string) { noticed = append(noticed, peer) })
			r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
			if c.xff != nil {
				r.Header["X-Forwarded-For"] = c.xff
			}
			if c.std != nil {
				r.Header["Forwarded"] = c.std
			}
			for range 2 {
				if s := p.Source(r); s.String() != c.want || s.Wide != c.wide {
					t.Errorf("%s, wide %t", s, s.Wide)
				}
			}
			if at := netip.MustParseAddrPort(c.peer).Addr(); c.isNoticed && p.Forwards(at) != c.wide {
				t.Errorf("its connections count as everybody's: %t", !c.wide)
			}
			if len(noticed) > 1 || (len(noticed) == 1) != c.isNoticed || !slices.Equal(noticed, p.Untold()) {
				t.Errorf("noticed %v, untold %v", noticed, p.Untold())
			}
		})
	}
	if s := NewProxies(nil, true, nil).Source(&http.Request{RemoteAddr: "@"}); !s.Wide {
		t.Error("a peer without an address")
	}
}
