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
