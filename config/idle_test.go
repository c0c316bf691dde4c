package config_test

import (
	"strings"
	"testing"
)

// What loads and changes nothing is told of, with the line where it stands.
func TestIdle(t *testing.T) {
	for _, c := range []struct{ name, doc, want string }{
		{"phone", smallest + "agents:\n  - id: 7\n    phone: \"+15550100\"\n", "deskside.yaml:7: agents[0].phone: has no effect yet: agents are rung in their widgets alone"},
		{"second queue", smallest + "apps: [{name: x, secret: 01234567890123456789012345678901, queues: [a, b]}, {name: y, secret: 01234567890123456789012345678901, queues: [b]}]\nqueues: [{name: a}, {name: b}]\n",
			"apps[0].queues[1]: has no effect yet: customers of the app x wait in a alone, not in b"},
		{"challenge for nobody", smallest + "apps: [{name: x, secret: 01234567890123456789012345678901, require_signed: true, challenge: {verify_url: \"https://example.com/siteverify\", secret: s}}]\n",
			"apps[0].challenge: has no effect beside require_signed"},
		{"queue of nobody", smallest + "queues: [{name: a}, {name: b, priority: high}]\n", "queues[1].name: the queue b has no effect"},
		{"of the other kind", withSalesforce + "apps: [{name: x, secret: 01234567890123456789012345678901, account: sales, queues: [b]}]\nqueues: [{name: a}, {name: b, group_id: 7}]\n",
			"queues[1].group_id: has no effect: nobody who waits in b belongs to an account of kind zendesk"},
		{"installation without app", strings.Replace(smallest, "client_id: c", "client_id: c, installation_id: 3", 1), "accounts[0].installation_id: has no effect without app_id"},
		{"organisation without certificate", strings.Replace(withSalesforce, "origin: Hotline", "origin: Hotline, org_id: 00D5g00000AbCdEEAV", 1), "accounts[1].org_id: has no effect without certificate_file"},
		{"a packet that no contact takes", smallest + "limits: {packet_bytes: 1 MB}\n", "deskside.yaml:5: limits.packet_bytes: has no effect above 192 KB"},
		{"the same token twice", strings.Replace(smallest, "auth_token:", "auth_token_secondary: topsecrettoken, auth_token:", 1), "twilio.auth_token_secondary: has no effect"},
	} {
		t.Run(c.name, func(t *testing.T) {
			idle := load(t, c.doc).Idle
			if len(idle) != 1 || !strings.Contains(idle[0].String(), c.want) {
				t.Errorf("got %v\nwant %s", idle, c.want)
			}
		})
	}
	for _, doc := range []string{
		smallest + "queues: [{name: a, priority: high}]\n",
		smallest + "queues: [{name: a, skills: [orders], languages: [en], hours: [\"mon 09:00-17:00\"], overflow: b}, {name: b}]\n",
	} {
		if idle := load(t, doc).Idle; len(idle) > 0 {
			t.Errorf("of what has an effect: %v", idle)
		}
	}
	idle := load(t, smallest, "DESKSIDE_AGENTS_0_ID=7", "DESKSIDE_AGENTS_0_PHONE=+15550100").Idle
	if len(idle) != 1 || !strings.HasPrefix(idle[0].String(), "environment, DESKSIDE_AGENTS_0_PHONE: agents[0].phone: ") {
		t.Errorf("from the environment: %v", idle)
	}
}
