package config_test

import (
	"strings"
	"testing"
)

func TestTrustedProxies(t *testing.T) {
	cfg := load(t, smallest+"trusted_proxies: [10.0.0.7, 10.1.0.0/16, 2001:db8::/48, \"::ffff:192.0.2.1\"]\n")
	var got []string
	for _, p := range cfg.Proxies() {
		got = append(got, p.String())
	}
	if s := strings.Join(got, " "); s != "10.0.0.7/32 10.1.0.0/16 2001:db8::/48 192.0.2.1/32" {
		t.Error(s)
	}
	if p := load(t, smallest, "DESKSIDE_TRUSTED_PROXIES=10.0.0.7,10.1.0.0/16").Proxies(); len(p) != 2 {
		t.Errorf("from the environment: %v", p)
	}
}
