package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskside/deskside/config"
)

const smallest = `
twilio: {account_sid: AC00000000000000000000000000000000, auth_token: topsecrettoken}
accounts:
  - {name: support, kind: zendesk, url: https://acme.zendesk.com, client_id: c, client_secret: alsosecret}
`

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, doc string, env ...string) *config.Config {
	t.Helper()
	c, err := config.Load(write(t, "deskside.yaml", doc), env)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func problems(t *testing.T, doc string, env ...string) string {
	t.Helper()
	c, err := config.Load(write(t, "deskside.yaml", doc), env)
	var ce *config.Error
	if !errors.As(err, &ce) || c != nil {
		t.Fatalf("loaded %v with error %v, want a *config.Error", c, err)
	}
	return ce.Error()
}

func TestSmallest(t *testing.T) {
	c := load(t, smallest)
	if c.Listen != "127.0.0.1:8080" || c.PublicURL != "http://127.0.0.1:8080" || c.DataDir != "./var" || c.RedisURL.IsSet() {
		t.Errorf("server defaults: %+v", c)
	}
	if len(c.Queues) != 1 || c.Queues[0].Name != "default" || len(c.Apps) != 0 {
		t.Errorf("queues %v, apps %v", c.Queues, c.Apps)
	}
	if c.Tickets.OpenOn != "arrival" || c.Limits.FileBytes != 25<<20 || len(c.Dispositions) == 0 || c.Location().String() != "UTC" {
		t.Errorf("defaults: %+v", c)
	}
	if c.Delivery.Linger != config.Duration(2*time.Second) || load(t, smallest+"delivery: {linger: 0}\n").Delivery.Linger != 0 {
		t.Errorf("linger: %v", c.Delivery.Linger)
	}
	if c.Twilio.APIURL != "https://api.twilio.com" || c.Accounts[0].Scope != "read write" || c.Accounts[0].APIVersion != "" {
		t.Errorf("cloud defaults: %+v", c)
	}
	if c.Twilio.AuthToken.Reveal() != "topsecrettoken" || c.AccountOf("+15550100100").Name != "support" {
		t.Error("wrong token or account")
	}
}

// An account is in its own country and time zone, or else in those of all.
func TestAccountsAreSomewhere(t *testing.T) {
	c := load(t, smallest+`  - {name: tokyo, kind: zendesk, url: https://acme-jp.zendesk.com, client_id: c, client_secret: s, default_country: JP, timezone: Asia/Tokyo}
default_country: US
timezone: Europe/Berlin
`, "DESKSIDE_ACCOUNTS_SUPPORT_DEFAULT_COUNTRY=CA")
	if a := c.Accounts[0]; a.DefaultCountry != "CA" || a.Timezone != "Europe/Berlin" {
		t.Errorf("support is in %q, %q", a.DefaultCountry, a.Timezone)
	}
	if a := c.Accounts[1]; a.DefaultCountry != "JP" || a.Location().String() != "Asia/Tokyo" {
		t.Errorf("tokyo is in %q, %q", a.DefaultCountry, a.Timezone)
	}
	if a := load(t, smallest+"default_country: US\n").Accounts[0]; a.DefaultCountry != "US" || a.Timezone != "UTC" {
		t.Errorf("without any of its own: %q, %q", a.DefaultCountry, a.Timezone)
	}
	for doc, says := range map[string]string{
		"default_country: UK\n": "must be GB", "default_country: us\n": "two capitals", "default_country: EU\n": `called "EU"`, "default_country: ZQ\n": `called "ZQ"`,
		"timezone: Berlin\n": `no time zone "Berlin"`,
	} {
		if got := problems(t, smallest+doc); !strings.Contains(got, says) || strings.Count(got, says) != 1 {
			t.Errorf("%q: %s", doc, got)
		}
	}
	own := "  - {name: b, kind: zendesk, url: https://b.zendesk.com, client_id: c, client_secret: s, default_country: UK, timezone: Mars}\n"
	if got := problems(t, smallest+own); !strings.Contains(got, "accounts[1].default_country") || !strings.Contains(got, "accounts[1].timezone") {
		t.Error(got)
	}
}

const withSalesforce = smallest + `  - {name: sales, kind: salesforce, url: https://acme.my.salesforce.com, client_id: c, client_secret: s, record_type: Support, origin: Hotline, customer_id_field: Customer_Id__c,
     fields: {Product__c: Lamps, Urgent__c: true, Score__c: 3.5, Count__c: 4, Code__c: "42"}}
`

// What tickets are opened with: values keep their types, and what no account could
// use is an error.
func TestTicketSettings(t *testing.T) {
	c := load(t, withSalesforce+`queues: [{name: vip, priority: high, brand_id: "360000000101", fields: {360000000104: callback, Product__c: Chairs}, record_type: 0125g000000ABCDAA4}]
`, "DESKSIDE_ACCOUNTS_SUPPORT_FIELDS=360000000105: yes, 360000000106: true, 360000000107: 'true'", "DESKSIDE_ACCOUNTS_SUPPORT_GROUP_ID=360000000103")
	sales, support, vip := c.Accounts[1], c.Accounts[0], c.Queues[0]
	if diff := cmp.Diff(config.Fields{"Product__c": "Lamps", "Urgent__c": true, "Score__c": 3.5, "Count__c": int64(4), "Code__c": "42"}, sales.Fields); diff != "" || sales.RecordType != "Support" || sales.Origin != "Hotline" {
		t.Errorf("%+v\n%s", sales, diff)
	}
	if diff := cmp.Diff(config.Fields{"360000000105": "yes", "360000000106": true, "360000000107": "true"}, support.Fields); diff != "" || support.GroupID != "360000000103" {
		t.Errorf("%+v\n%s", support, diff)
	}
	if vip.Priority != "high" || vip.BrandID != "360000000101" || vip.Fields["360000000104"] != "callback" || vip.Fields["Product__c"] != "Chairs" {
		t.Errorf("%+v", vip)
	}
	for doc, says := range map[string]string{
		smallest + "queues: [{name: a, record_type: Support}]\n":                                                                                 "queues[0].record_type: belongs to accounts of kind salesforce",
		smallest + "queues: [{name: a, fields: {Product__c: x}}]\n":                                                                              "queues[0].fields.Product__c: must be the number of a custom field",
		withSalesforce + "queues: [{name: a, fields: {\"Product c\": x}}]\n":                                                                     "queues[0].fields.Product c: must be the number of a custom field in Zendesk, or the API name",
		withSalesforce + "queues: [{name: a, fields: {A__c: [x]}}]\n":                                                                            "queues[0].fields.A__c: must be a single value, not a list",
		withSalesforce + "queues: [{name: a, fields: {A__c: x, A__c: y}}]\n":                                                                     "queues[0].fields.A__c: stands here twice",
		withSalesforce + "queues: [{name: a, fields: Lamps}]\n":                                                                                  "queues[0].fields: must be names and values, not a single value",
		withSalesforce + "queues: [{name: a, priority: highest, group_id: x}]\n":                                                                 "queues[0].group_id: \"x\" must be a number",
		withSalesforce + "queues: [{name: a, priority: highest}]\n":                                                                              "low, normal, high, urgent",
		withSalesforce + "queues: [{name: a, record_type: \"a b\"}]\n":                                                                           "must be the developer name of a record type",
		smallest + "  - {name: x, kind: zendesk, url: https://x.zendesk.com, client_id: c, client_secret: s, origin: Phone}\n":                   "accounts[1].origin: belongs to accounts of kind salesforce",
		smallest + "  - {name: x, kind: salesforce, url: https://x.my.salesforce.com, client_id: c, client_secret: s, fields: {1: x}}\n":         "fields of Salesforce have names",
		smallest + "  - {name: x, kind: salesforce, url: https://x.my.salesforce.com, client_id: c, client_secret: s, customer_id_field: a b}\n": "must be the API name of a field",
	} {
		if got := problems(t, doc); !strings.Contains(got, says) {
			t.Errorf("%q is not in %s", says, got)
		}
	}
	if got := problems(t, smallest, "DESKSIDE_ACCOUNTS_SUPPORT_FIELDS=[nonsense"); !strings.Contains(got, "must be names and values, such as") {
		t.Error(got)
	}
}

func TestAppDefaults(t *testing.T) {
	c := load(t, smallest+`
apps: [{name: shop, secret: 01234567890123456789012345678901}]
queues: [{name: first}, {name: second}]
`)
	app, ok := c.App("shop")
	if !ok || app.Account != "support" || len(app.Queues) != 1 || app.Queues[0] != "first" {
		t.Errorf("app %+v", app)
	}
}

func TestProblems(t *testing.T) {
	withApp := func(rest string) string {
		return smallest + "apps: [{name: shop, secret: 01234567890123456789012345678901, " + rest + "}]\n"
	}
	for _, c := range []struct{ name, doc, want string }{
		{"unknown key", smallest + "listn: :80\n", `deskside.yaml:5: listn: unknown key; did you mean listen?`},
		{"unknown nested key", "twilio:\n  acount_sid: x\n" + strings.Replace(smallest, "twilio", "log", 1), `deskside.yaml:2: twilio.acount_sid: unknown key; did you mean account_sid?`},
		{"unknown key in a list", strings.Replace(smallest, "client_secret", "clinet_secret", 1), `deskside.yaml:4: accounts[0].clinet_secret: unknown key; did you mean client_secret?`},
		{"wrong indentation", smallest + "auth_token: x\n", `auth_token: unknown key; did you mean twilio.auth_token?`},
		{"twice", smallest + "listen: :1\nlisten: :2\n", `deskside.yaml:6: listen: stands here twice`},
		{"missing secret", strings.Replace(smallest, ", client_secret: alsosecret", "", 1), `accounts[0].client_secret: is missing; set client_secret, client_secret_file, or DESKSIDE_ACCOUNTS_SUPPORT_CLIENT_SECRET in the environment`},
		{"missing token", strings.Replace(smallest, ", auth_token: topsecrettoken", "", 1), `deskside.yaml:2: twilio.auth_token: is missing; set auth_token, auth_token_file, or DESKSIDE_TWILIO_AUTH_TOKEN`},
		{"empty secret file name and no secret", strings.Replace(smallest, "client_secret: alsosecret", "client_secret:", 1), `accounts[0].client_secret: is missing`},
		{"no accounts", "twilio: {account_sid: AC00000000000000000000000000000000, auth_token: a}", `accounts: at least one account`},
		{"plain http", strings.Replace(smallest, "https://acme", "http://acme", 1), `accounts[0].url: must begin with https://; plain http is for loopback hosts alone`},
		{"plain http that only looks like loopback", smallest + "public_url: http://127.0.0.1.example.com\n", `public_url: must begin with https://`},
		{"underscore", smallest + "public_url: https://my_desk.example.com\n", `public_url: has an underscore in its host`},
		{"path in public url", smallest + "public_url: https://a.example/desk\n", `public_url: must end after the host`},
		{"password in a url", smallest + "public_url: https://u:hidden@a.example\n", `public_url: must not hold a user name`},
		{"name of Twilio", strings.Replace(smallest, "name: support", "name: twilio", 1), `accounts[0].name: "twilio" is kept for Twilio itself`},
		{"bad name", strings.Replace(smallest, "name: support", "name: Support_1", 1), `accounts[0].name: "Support_1" must be lower-case`},
		{"bad kind", strings.Replace(smallest, "kind: zendesk", "kind: hubspot", 1), `accounts[0].kind: "hubspot" must be one of: zendesk, salesforce`},
		{"setting of the other kind", strings.Replace(smallest, "client_id: c", "client_id: c, api_version: '66.0'", 1), `api_version: belongs to accounts of kind salesforce`},
		{"app id", strings.Replace(smallest, "client_id: c", "client_id: c, app_id: '12/../x'", 1), `accounts[0].app_id: "12/../x" must be a number`},
		{"installation", strings.Replace(smallest, "client_id: c", "client_id: c, installation_id: first", 1), `accounts[0].installation_id: "first" must be a number`},
		{"organisation", strings.NewReplacer("kind: zendesk", "kind: salesforce", "client_id: c", "client_id: c, org_id: acme").Replace(smallest), `accounts[0].org_id: "acme" must be the id of an organisation`},
		{"unknown account", withApp("account: suport"), `apps[0].account: there is no account "suport"; did you mean support?`},
		{"unknown queue", withApp("queues: [vip]"), `apps[0].queues[0]: there is no queue "vip"; known here: default`},
		{"origin with path", withApp("origins: ['https://shop.example.com/x']"), `apps[0].origins[0]: "https://shop.example.com/x" must be an origin`},
		{"origin with default port", withApp("origins: ['https://shop.example.com:443']"), `must leave the port out`},
		{"origin with star", withApp("origins: ['https://*.example.com']"), `must be an origin`},
		{"plain http origin", withApp("origins: ['http://shop.example.com']"), `plain http is for loopback`},
		{"no host", smallest + "listen: '*:8080'\n", `deskside.yaml:5: listen: "*" is no host`},
		{"no port", smallest + "listen: 127.0.0.1\n", `deskside.yaml:5: listen: "127.0.0.1" must be host:port`},
		{"no port for those who watch", smallest + "admin_listen: 127.0.0.1\n", `deskside.yaml:5: admin_listen: "127.0.0.1" must be host:port`},
		{"twice at one address", smallest + "listen: ':8080'\nadmin_listen: ':8080'\n", `deskside.yaml:6: admin_listen: is where the server listens already`},
		{"alerts without a secret", smallest + "alerts: {webhook: 'https://hooks.example.com/x'}\n", `alerts.secret: is missing`},
		{"alerts to nowhere", smallest + "alerts: {secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=}\n", `alerts.webhook: is missing`},
		{"alerts in the clear", smallest + "alerts: {webhook: 'http://hooks.example.com/x', secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=}\n", `alerts.webhook: must be an address that begins with https://`},
		{"a short secret", smallest + "alerts: {webhook: 'https://hooks.example.com/x', secret: whsec_MDEyMzQ1}\n", `alerts.secret: must be whsec_ and 24 to 64 bytes in base64`},
		{"port of no machine", smallest + "listen: ':99999'\n", `deskside.yaml:5: listen: ":99999" must be host:port`},
		{"the login host", strings.NewReplacer("kind: zendesk", "kind: salesforce", "acme.zendesk.com", "login.salesforce.com").Replace(smallest), `deskside.yaml:4: accounts[0].url: "login.salesforce.com" is not the organisation's own host`},
		{"the host of sandboxes", strings.NewReplacer("kind: zendesk", "kind: salesforce", "acme.zendesk.com", "test.salesforce.com").Replace(smallest), `"test.salesforce.com" is not`},
		{"Lightning's host", strings.NewReplacer("kind: zendesk", "kind: salesforce", "acme.zendesk.com", "acme.lightning.force.com").Replace(smallest), `"acme.lightning.force.com" is not`},
		{"the help centre's host", strings.Replace(smallest, "acme.zendesk.com", "help.acme.com", 1), `deskside.yaml:4: accounts[0].url: "help.acme.com" is not the account's own host`},
		{"a page of Zendesk", strings.Replace(smallest, "acme.zendesk.com", "acme.zendesk.com/agent", 1), `accounts[0].url: must end after the host`},
		{"larger than any CRM takes", smallest + "limits: {file_bytes: 3 GB, interaction_bytes: 4 GB}\n", `deskside.yaml:5: limits.file_bytes: must be at most 2 GB`},
		{"larger than a contact", smallest + "limits: {packet_bytes: 16 MB}\n", `limits.packet_bytes: must be at most 12 MB`},
		{"a proxy by name", smallest + "trusted_proxies: [proxy.example.com]\n", `deskside.yaml:5: trusted_proxies[0]: "proxy.example.com" must be an address or a network`},
		{"a proxy's network, written as an address in it", smallest + "trusted_proxies: [10.0.0.0/24, 10.0.0.7/8]\n", `trusted_proxies[1]: "10.0.0.7/8" is an address inside a network; write 10.0.0.0/8`},
		{"everybody a proxy", smallest + "trusted_proxies: ['::/0']\n", `trusted_proxies[0]: "::/0" is everybody`},
		{"a blank at the end of a secret", strings.Replace(smallest, "topsecrettoken", "'topsecrettoken '", 1), `deskside.yaml:2: twilio.auth_token: begins or ends with a blank`},
		{"a blank at the end of an id", strings.Replace(smallest, "client_id: c", "client_id: 'c '", 1), `accounts[0].client_id: begins or ends with a blank`},
		{"number", strings.Replace(smallest, "auth_token:", "numbers: ['0301234'], auth_token:", 1), `twilio.numbers[0]: "0301234" must be a phone number with its country`},
		{"number not at twilio", strings.Replace(smallest, "client_id: c", "client_id: c, numbers: ['+15550100100']", 1), `accounts[0].numbers[0]: there is no number in twilio.numbers "+15550100100"`},
		{"half of the browser keys", strings.Replace(smallest, "auth_token:", "api_key_sid: SK00000000000000000000000000000000, auth_token:", 1), `twilio.api_key_secret: is missing`},
		{"sid", strings.Replace(smallest, "AC0", "XX0", 1), `twilio.account_sid: must be AC and 32 hexadecimal digits`},
		{"blocked twice", smallest + "blocked: [\"+15550100666\", \"+15550100666\"]\n", `blocked[1]: "+15550100666" stands here twice`},
		{"blocked in words", smallest + "blocked:\n  - spammers\n", `deskside.yaml:6: blocked[0]: "spammers" must be a phone number with its country`},
		{"blocked ourselves", strings.Replace(smallest, "auth_token: topsecrettoken", "auth_token: topsecrettoken, numbers: [\"+15550100100\"]", 1) + "blocked: [\"+15550100100\"]\n", `blocked[0]: "+15550100100" is a number of your own`},
		{"overflow into itself", smallest + "queues: [{name: a, overflow: a}]\n", `queues[0].overflow: must be another queue`},
		{"hours", smallest + "queues: [{name: a, hours: [always]}]\n", `queues[0].hours[0]: "always" must be like`},
		{"hours without end", smallest + "queues: [{name: a, hours: [\"mon 09:00-09:00\"]}]\n", `queues[0].hours[0]: "mon 09:00-09:00" ends when it begins`},
		{"hours after midnight", smallest + "queues: [{name: a, hours: [\"mon 09:00-24:30\"]}]\n", `queues[0].hours[0]: "mon 09:00-24:30" ends after 24:00`},
		{"holiday", smallest + "queues: [{name: a, holidays: [2026-02-30]}]\n", `queues[0].holidays[0]: "2026-02-30" must be a day such as 2026-12-24`},
		{"zone of a queue", smallest + "queues: [{name: a, timezone: Mars}]\n", `queues[0].timezone: there is no time zone "Mars"`},
		{"mode", smallest + "queues:\n  - name: a\n    offer: {mode: wideing}\n", `deskside.yaml:7: queues[0].offer.mode: there is no mode "wideing"; did you mean widening?`},
		{"key of an offer", smallest + "queues: [{name: a, offer: {mod: one}}]\n", `queues[0].offer.mod: unknown key; did you mean mode?`},
		{"turn", smallest + "queues: [{name: a, offer: {mode: one, timeout: 1s}}]\n", `queues[0].offer.timeout: must be from 5s to 2m0s`},
		{"overflow after, into nothing", smallest + "queues: [{name: a, overflow_after: 1m}]\n", `queues[0].overflow: is missing, and overflow_after is set`},
		{"agent of nobody", smallest + "agents: [{skills: []}]\n", `agents[0].id: is missing, and so is email`},
		{"agent named twice over", smallest + "agents: [{id: 7, email: mia@acme.com}]\n", `agents[0].email: is set together with id`},
		{"agent twice", smallest + "agents: [{email: mia@acme.com}, {email: Mia@acme.com}]\n", `agents[1].email: stands here twice`},
		{"agent's account", smallest + "agents: [{id: 7, account: suport}]\n", `agents[0].account: there is no account "suport"; did you mean support?`},
		{"agent's id", smallest + "agents: [{id: mia}]\n", `agents[0].id: "mia" must be the number of a user in Zendesk`},
		{"agent's skill", smallest + "queues: [{name: a, skills: [orders]}]\nagents: [{id: 7, skills: [order]}]\n", `agents[0].skills[0]: there is no queue that asks for the skill "order"; did you mean orders?`},
		{"agent's role", smallest + "agents: [{id: 7, role: boss}]\n", `agents[0].role: "boss" must be one of`},
		{"agent's key", smallest + "agents: [{id: 7, skill: [orders]}]\n", `agents[0].skill: unknown key; did you mean skills?`},
		{"open on", smallest + "tickets: {open_on: never}\n", `tickets.open_on: "never" must be one of: arrival, answer`},
		{"zone", smallest + "timezone: Mars/Olympus\n", `timezone: there is no time zone "Mars/Olympus"`},
		{"size", smallest + "limits: {file_bytes: many}\n", `limits.file_bytes: must be a size such as`},
		{"time", smallest + "delivery: {linger: soon}\n", `delivery.linger: must be a time such as`},
		{"time without unit", smallest + "delivery: {linger: 2}\n", `delivery.linger: must be a time such as`},
		{"time below zero", smallest + "delivery: {linger: -2s}\n", `delivery.linger: must be a time such as`},
		{"linger", smallest + "delivery: {linger: 1h}\n", `delivery.linger: must be at most`},
		{"size too large", smallest + "limits: {file_bytes: 9999999999 GB}\n", `limits.file_bytes: must be a size such as`},
		{"list for a value", smallest + "listen: [a]\n", `listen: must be a single value, not a list`},
		{"value for a list", smallest + "queues: a\n", `queues: must be a list, not a single value`},
		{"not yaml", "a: [", `is not YAML: line 1`},
		{"two documents", smallest + "---\nlisten: :1\n", `holds more than one document`},
		{"only a list", "- a\n", `must be keys and values, not a list`},
		{"redis", smallest + "redis_url: http://u:hidden@r\n", `redis_url: must begin with redis://`},
		{"both twins", strings.Replace(smallest, "auth_token:", "auth_token_file: /x, auth_token:", 1), `twilio.auth_token_file: is set together with twilio.auth_token`},
		{"no such secret file", strings.Replace(smallest, "auth_token: topsecrettoken", "auth_token_file: /nowhere/x", 1), `twilio.auth_token_file: cannot read /nowhere/x: no such file`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := problems(t, c.doc)
			if !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if strings.Contains(c.want, "listen") && strings.Contains(got, "public_url") {
				t.Errorf("the error blames public_url: %s", got)
			}
			for _, s := range []string{"topsecret", "alsosecret", "hidden"} {
				if strings.Contains(got, s) {
					t.Errorf("the error shows a secret: %s", got)
				}
			}
		})
	}
}

// An account without its kind is not blamed for settings that the kind would have.
func TestKindIsMissing(t *testing.T) {
	doc := strings.Replace(smallest, "kind: zendesk", "priority: high, origin: Phone, fields: {1: x, A__c: y}", 1)
	if got := problems(t, doc); !strings.Contains(got, "accounts[0].kind: ") || strings.Contains(got, "\n") {
		t.Error(got)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	got := problems(t, "listn: x\nlog: {level: loud}\n")
	for _, want := range []string{"configuration: 5 problems\n", "listn", "log.level", "twilio.account_sid", "twilio.auth_token", "accounts:"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestLoopbackMayBePlain(t *testing.T) {
	for _, host := range []string{"127.0.0.1:9001", "localhost", "[::1]:80", "zendesk.localhost:9000"} {
		c := load(t, strings.Replace(smallest, "https://acme.zendesk.com", "'http://"+host+"/base/'", 1))
		if c.Accounts[0].URL != "http://"+host+"/base" {
			t.Errorf("url %q", c.Accounts[0].URL)
		}
	}
}

func TestSecretFile(t *testing.T) {
	file := write(t, "token", "fromfile\r\n")
	c := load(t, strings.Replace(smallest, "auth_token: topsecrettoken", "auth_token_file: "+file, 1))
	if got := c.Twilio.AuthToken.Reveal(); got != "fromfile" {
		t.Errorf("token %q", got)
	}
	for content, want := range map[string]string{"": "is empty", "\n": "is empty", "a\nb": "must hold the secret alone", "abc \n": "has a blank", "\ufeffabc": "mark of its encoding", "a-b": "must hold letters and digits"} {
		got := problems(t, strings.Replace(smallest, "auth_token: topsecrettoken", "auth_token_file: "+write(t, "token", content), 1))
		if !strings.Contains(got, "twilio.auth_token_file: ") || !strings.Contains(got, want) || strings.Contains(got, "is missing") || strings.Count(got, "\n") != 0 {
			t.Errorf("%q: %s", content, got)
		}
	}
}

func TestAccountOf(t *testing.T) {
	c := load(t, `
twilio: {account_sid: AC00000000000000000000000000000000, auth_token: t, numbers: ["+15550100100", +15550100200]}
accounts:
  - {name: a, kind: zendesk, url: https://a.zendesk.com, client_id: c, client_secret: s}
  - {name: b, kind: salesforce, url: https://b.my.salesforce.com, client_id: c, client_secret: s, numbers: [+15550100200]}
`)
	if a := c.AccountOf("+15550100100").Name; a != "a" {
		t.Errorf("a number that nobody lists rings for %s", a)
	}
	if b := c.AccountOf("+15550100200"); b.Name != "b" || b.APIVersion != "66.0" {
		t.Errorf("got %+v", b)
	}
}
