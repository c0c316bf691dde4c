package salesforce_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// harness is an organisation that locks Cases in status Closed, and a connector
// that has been told so.
type harness struct {
	*salesforcetest.Server
	t      *testing.T
	crm    *salesforce.Connector
	url    string
	config salesforce.Config
	via    http.RoundTripper // nil: the network
}

// Wordless: refusals come without words that can be read.
func (h *harness) Wordless() bool { return h.via != nil }

func wordless(t *testing.T) crmtest.Harness {
	h := newHarness(t)
	wire := &http.Transport{}
	t.Cleanup(wire.CloseIdleConnections)
	h.via = crmtest.Wordless(wire)
	h.crm = h.connector(h.config)
	return h
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	return newHarnessWith(t, salesforcetest.Options{LockClosed: true, RecordTypes: []string{"Support", "Elsewhere"}, Fields: []salesforcetest.Field{
		{Object: "Case", Name: "Product__c", Kind: "picklist", Only: []string{"Lamps", "Chairs"}},
		{Object: "Case", Name: "Riddle__c", Kind: "picklist", Only: []string{"right"}, Unnamed: true},
		{Object: "Case", Name: "Urgent__c", Kind: "boolean"}, {Object: "Case", Name: "Score__c", Kind: "double"},
	}}, salesforce.Config{})
}

func newHarnessWith(t *testing.T, options salesforcetest.Options, config salesforce.Config) *harness {
	t.Helper()
	org := salesforcetest.New(options)
	server := httptest.NewServer(org.Handler())
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		if err := org.Close(); err != nil {
			t.Error(err)
		}
	})
	config.URL = server.URL
	if config.ClientID == "" {
		config.ClientID, config.ClientSecret = "consumer-key", "consumer-secret"
	}
	config.CustomerIDField = "Customer_Id__c"
	config.LockedStatuses = []string{"Closed"}
	config.DefaultCountry = "US"
	h := &harness{Server: org, t: t, url: server.URL, config: config}
	h.crm = h.connector(config)
	return h
}

func (h *harness) connector(config salesforce.Config) *salesforce.Connector {
	h.t.Helper()
	crm, err := salesforce.New(config, salesforce.WithTransport(h.via))
	if err != nil {
		h.t.Fatal(err)
	}
	return crm
}

func (h *harness) CRM() connectors.CRM { return h.crm }

func (h *harness) CRMIn(country string) connectors.CRM {
	config := h.config
	config.DefaultCountry = country
	return h.connector(config)
}

func (h *harness) Retire(id string, how crmtest.Retirement) bool {
	switch how {
	case crmtest.Deleted:
		h.DeleteContact(id)
		return true
	case crmtest.Merged:
		h.DeleteContact(id) // with a master that only a query finds
		return true
	}
	return false // nobody is suspended
}

func (h *harness) CRMDecorated(d crmtest.Decorations) connectors.CRM {
	vip := salesforce.Settings{RecordType: "Support", Origin: "Hotline", Fields: map[string]any{"Product__c": "Lamps", "Urgent__c": true, "Score__c": 3.5}}
	switch d {
	case crmtest.OneRefused:
		vip.Fields = map[string]any{"Product__c": "Tables"}
	case crmtest.OneUnnamed:
		vip.Fields = map[string]any{"Riddle__c": "wrong"}
	}
	config := h.config
	config.Queues = map[string]salesforce.Settings{"vip": vip}
	if d == crmtest.EachRefused {
		config.Queues = map[string]salesforce.Settings{"vip": {Fields: map[string]any{"Product__c": "Tables"}}, "late": {Fields: map[string]any{"Product__c": "Beds"}}}
	}
	return h.connector(config)
}

func (h *harness) Decorated(ticket string) bool {
	v := h.Values(ticket)
	return v["Origin"] == "Hotline" && v["Product__c"] == "Lamps" && v["Urgent__c"] == true && v["Score__c"] == 3.5 && h.Values(v["RecordTypeId"])["DeveloperName"] == "Support"
}

func (h *harness) EditRequester(id string, to connectors.Requester) { h.EditContact(id, to) }

func (h *harness) Requester(id string) connectors.Requester { return h.Contact(id) }

func (h *harness) SeedRequester(r connectors.Requester) connectors.Requester { return h.SeedContact(r) }

func (h *harness) SeedTicket(s crmtest.TicketSeed) connectors.Ticket { return h.SeedCase(s) }

func (h *harness) SeedAgent(name string) connectors.Author { return h.SeedUser(name) }

func (h *harness) Dismiss(id string) { h.SetActive(id, false) }

func (h *harness) Tickets() []string { return h.Cases() }

func (h *harness) Advance(d time.Duration) { h.Server.Advance(d) }

func (h *harness) Refuse(what crmtest.Spare) {
	rule := salesforcetest.Field{Object: "Contact", Name: "Phone", ReadOnly: true}
	if what == crmtest.Tags {
		rule = salesforcetest.Field{Object: "Case", Name: "Deskside_Tags__c", ReadOnly: true}
	}
	h.Rule(rule)
}

func (h *harness) RequireToClose() string {
	h.RequireReason()
	return "Reason"
}

func (h *harness) FinalStatus() string { return "Shelved" } // which no Case has

// Checksums are told by Salesforce.
func (h *harness) Checksums() bool { return true }

func (h *harness) Secrets() []string { return append(h.Tokens(), "consumer-secret") }

func TestConformance(t *testing.T) {
	crmtest.Suite(t, func(t *testing.T) crmtest.Harness { return newHarness(t) })
}

// Nothing hangs on the words of a refusal.
func TestConformanceWithoutWords(t *testing.T) { crmtest.Suite(t, wordless) }
