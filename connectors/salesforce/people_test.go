package salesforce_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// An admin reads before the first call what keeps agents from adding customers. It is no
// reason to stop: everything else works.
func TestWhatKeepsAgentsFromAddingCustomers(t *testing.T) {
	for want, field := range map[string]salesforcetest.Field{
		"may not write the field Contact.Email":         {Object: "Contact", Name: "Email", ReadOnly: true},
		"Contact must have the field Region__c":         {Object: "Contact", Name: "Region__c", Kind: "string", Required: true},
		"Contact.Phone is missing or hidden":            {Object: "Contact", Name: "Phone", Hidden: true},
		"Every Contact must have the field Consent__c,": {Object: "Contact", Name: "Consent__c", Kind: "string", Required: true},
	} {
		h := newHarnessWith(t, salesforcetest.Options{Fields: []salesforcetest.Field{field}}, salesforce.Config{})
		health, err := h.crm.Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		told := false
		for _, f := range health.Findings {
			told = told || strings.Contains(f.Message, want) && !f.Severe
			if f.Severe {
				t.Errorf("%s: severe: %s", field.Name, f)
			}
		}
		if !told {
			t.Errorf("nothing is said of %s: %+v", field.Name, health.Findings)
		}
	}
}

// What keeps this customer from being added is an answer, not a fault to be tried again.
func TestCustomerWhomTheOrganisationRefuses(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{Fields: []salesforcetest.Field{{Object: "Contact", Name: "Region__c", Kind: "string", Required: true}}}, salesforce.Config{})
	_, err := h.crm.CreatePerson(t.Context(), connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	if e, ok := errors.AsType[*connectors.Error](err); !ok || e.Kind != connectors.Rejected {
		t.Errorf("%v", err)
	}
}

// TestCustomerNumbers: a company that counts its customers keeps numbers, not text. Nobody
// of them may be missed, and no contact kept out, for the way in which that is asked.
func TestCustomerNumbers(t *testing.T) {
	h := newHarnessWith(t, salesforcetest.Options{Fields: []salesforcetest.Field{{Object: "Contact", Name: "Number__c", Kind: "double"}}}, salesforce.Config{})
	config := h.config
	config.CustomerIDField = "Number__c"
	rosa, other := h.SeedContact(connectors.Requester{Name: "Rosa Diaz", Phone: "(415) 555-1212"}), h.SeedContact(connectors.Requester{Name: "Leo Diaz", Phone: "(415) 555-1212"})
	h.Set(rosa.ID, map[string]any{"Number__c": float64(4711)})
	h.Set(other.ID, map[string]any{"Number__c": float64(4712)})
	crm := h.connector(config)
	for range 2 {
		found, err := crm.Find(t.Context(), connectors.Query{ExternalID: "4711", Phone: "+14155551212"})
		if err != nil || len(found.Requesters) != 1 || found.Requesters[0].ID != rosa.ID || found.Requesters[0].ExternalID != "4711" {
			t.Errorf("found %+v, %v", found.Requesters, err)
		}
	}
	for id, people := range map[string]int{"shop-1": 0, "4713": 0, "4712": 1} {
		if found, err := crm.Find(t.Context(), connectors.Query{ExternalID: id}); err != nil || len(found.Requesters) != people {
			t.Errorf("%s: found %+v, %v", id, found.Requesters, err)
		}
	}
}
