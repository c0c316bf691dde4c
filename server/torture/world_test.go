package torture

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// The two accounts, and what belongs to each.
const (
	support = "support" // Zendesk
	sales   = "sales"   // Salesforce

	supportNumber = "+14155550100"
	salesNumber   = "+14155550101"

	clientID     = "torture"
	clientSecret = "the-secret-of-both-crms"
	appSecret    = "a-secret-that-the-shop-signs-its-packets-with"
	authToken    = "0123456789abcdef0123456789abcdef"
)

var (
	accounts = []string{support, sales}
	appOf    = map[string]string{support: "shop", sales: "boutique"}
	numberOf = map[string]string{support: supportNumber, sales: salesNumber}
)

// world is everything around the server. It survives whatever happens to it.
type world struct {
	zendesk    *zendesktest.Server
	salesforce *salesforcetest.Server
	twilio     *twiliotest.Server

	zendeskURL, salesforceURL, twilioURL string

	agents map[string][]string // by account, the CRM's ids
	graves graves
}

// graves are the tickets that were deleted or merged away: lists do not show them.
type graves struct {
	mu  sync.Mutex
	ids map[string][]string // by account
}

func (g *graves) add(account, id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ids == nil {
		g.ids = map[string][]string{}
	}
	g.ids[account] = append(g.ids[account], id)
}

// newWorld starts the stand-ins. door is the address under which Twilio finds the server.
func newWorld(t *testing.T, door string) *world {
	t.Helper()
	// Twilio's own connection overrides: a webhook that meets a dead server is tried again.
	const insist = "#ct=1000&rt=5000&tt=15000&rc=5&rp=5xx,ct,rt"
	voice, status, texts := door+"/twilio/voice"+insist, door+"/twilio/voice/status"+insist, door+"/twilio/messages"+insist
	w := &world{
		// Quotas are Zendesk's largest plan, many times over: what is tried here is trouble, not patience.
		zendesk: zendesktest.New(zendesktest.Options{
			ClientID: clientID, ClientSecret: clientSecret, CallsPerMinute: 50_000, UpdatesPerMinute: 10_000,
		}),
		salesforce: salesforcetest.New(salesforcetest.Options{ClientID: clientID, ClientSecret: clientSecret, LockClosed: true}),
		twilio: twiliotest.New(twiliotest.Options{
			AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: authToken,
			APIKeySID: "SK" + strings.Repeat("0", 32), APIKeySecret: strings.Repeat("k", 32),
			Numbers: []twiliotest.Number{
				{PhoneNumber: supportNumber, VoiceURL: voice, StatusCallback: status, SMSURL: texts},
				{PhoneNumber: salesNumber, VoiceURL: voice, StatusCallback: status, SMSURL: texts},
			},
			Applications:   []twiliotest.Application{{SID: "AP" + strings.Repeat("0", 32), VoiceURL: voice, StatusCallback: status}},
			CallsPerSecond: 100,
			RetryDelay:     func(n int) time.Duration { return time.Duration(n) * 300 * time.Millisecond },
		}),
		agents: map[string][]string{},
	}
	t.Cleanup(w.twilio.Close)
	t.Cleanup(func() { _ = w.salesforce.Close() })
	open := func(h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(func() {
			s.CloseClientConnections()
			s.Close()
		})
		return s.URL
	}
	w.zendeskURL, w.salesforceURL, w.twilioURL = open(w.zendesk.Handler()), open(w.salesforce.Handler()), open(w.twilio.Handler())
	for _, name := range []string{"Mia Thornton", "Jonas Weber", "Ana Lima"} {
		u := w.zendesk.AddUser(zendesktest.User{Name: name, Email: strings.ToLower(strings.Fields(name)[0]) + "@acme.example", Role: "agent"})
		w.agents[support] = append(w.agents[support], strconv.FormatInt(u.ID, 10))
		w.agents[sales] = append(w.agents[sales], w.salesforce.SeedUser(name).CRMID)
	}
	return w
}

// writeConfig of one server that listens there.
func (w *world) writeConfig(t *testing.T, dir, name, listen, door, redisURL string) string {
	t.Helper()
	type object = map[string]any
	origins := []string{"https://shop.example"}
	doc := object{
		"listen": listen, "public_url": door, "data_dir": filepath.Join(dir, "data"), "default_country": "US", "trusted_proxies": []string{"127.0.0.1", "::1"},
		"log":      object{"level": "warn"},
		"dialling": object{"per_agent_hour": 0},
		"limits":   object{"contacts_per_source": 0, "contacts_per_app": 0, "browser_calls": 0}, // all of them come from this machine
		"twilio": object{
			"account_sid": "AC" + strings.Repeat("0", 32), "auth_token": authToken,
			"api_key_sid": "SK" + strings.Repeat("0", 32), "api_key_secret": strings.Repeat("k", 32),
			"twiml_app_sid": "AP" + strings.Repeat("0", 32), "numbers": []string{supportNumber, salesNumber}, "api_url": w.twilioURL,
		},
		"accounts": []object{
			{"name": support, "kind": "zendesk", "url": w.zendeskURL, "client_id": clientID, "client_secret": clientSecret, "numbers": []string{supportNumber}},
			{"name": sales, "kind": "salesforce", "url": w.salesforceURL, "client_id": clientID, "client_secret": clientSecret, "numbers": []string{salesNumber}},
		},
		"apps": []object{
			{"name": appOf[support], "secret": appSecret, "origins": origins, "account": support},
			{"name": appOf[sales], "secret": appSecret, "origins": origins, "account": sales},
		},
	}
	if redisURL != "" {
		doc["redis_url"] = redisURL
	}
	text, err := yaml.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name+".yaml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// seedTicket as the CRM's own users would make one.
func (w *world) seedTicket(account, subject string, state connectors.TicketState) string {
	if account == sales {
		return w.salesforce.SeedCase(crmtest.TicketSeed{Subject: subject, State: state, Age: time.Hour}).ID
	}
	who := w.zendesk.AddUser(zendesktest.User{Name: "Somebody " + subject})
	k := w.zendesk.AddTicket(zendesktest.Ticket{Subject: subject, RequesterID: who.ID}, "It was here before.", time.Hour)
	id := strconv.FormatInt(k.ID, 10)
	if state != connectors.TicketOpen {
		w.setState(account, id, state, "")
	}
	return id
}

// setState behind the server's back.
func (w *world) setState(account, id string, state connectors.TicketState, into string) {
	if account == sales {
		w.salesforce.SetState(id, state, into)
		return
	}
	n, err := strconv.ParseInt(id, 10, 64)
	target, _ := strconv.ParseInt(into, 10, 64)
	if err == nil {
		err = w.zendesk.SetState(n, state, target)
	}
	if err != nil {
		panic(fmt.Sprintf("torture: ticket %q of %s: %v", id, account, err))
	}
}

// seedCustomer whom the CRM knows before they come.
func (w *world) seedCustomer(s *story) {
	who := customerOf(s)
	if s.account == sales {
		w.salesforce.SeedContact(connectors.Requester{Name: who["name"], Email: who["email"], Phone: who["phone"], ExternalID: who["sub"]})
		return
	}
	w.zendesk.AddUser(zendesktest.User{Name: who["name"], Email: who["email"], Phone: who["phone"], ExternalID: who["sub"]})
}

// fault breaks a CRM.
func (w *world) fault(account string, f crmtest.Fault) {
	if account == sales {
		w.salesforce.Fault(f)
		return
	}
	w.zendesk.Fault(zendesktest.Fault{Trouble: f.Trouble, Times: f.Times, Reads: f.Reads, RetryAfter: f.RetryAfter, Delay: f.Delay})
}

func (w *world) clearFaults(account string) {
	if account == sales {
		w.salesforce.ClearFaults()
		return
	}
	w.zendesk.ClearFaults()
}

// calls that count against each CRM's quota.
func (w *world) calls() map[string]int {
	return map[string]int{support: w.zendesk.Calls(), sales: w.salesforce.Calls()}
}

// dice is a source of random numbers that one goroutine owns.
func dice(seed uint64, stream string) *rand.Rand {
	var s uint64
	for _, c := range stream {
		s = s*131 + uint64(c)
	}
	return rand.New(rand.NewPCG(seed, s))
}

// between two durations.
func between(r *rand.Rand, a, b time.Duration) time.Duration {
	return a + time.Duration(r.Int64N(int64(b-a)))
}
