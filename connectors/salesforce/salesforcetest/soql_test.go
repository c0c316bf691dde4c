package salesforcetest

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
)

func TestSOQL(t *testing.T) {
	s := New(Options{})
	jane := s.SeedContact(connectors.Requester{Name: `Jane O'Neil \ 100%`, Phone: "(415) 555-1212"})
	s.SeedContact(connectors.Requester{Name: "Joe Bloggs"})
	s.SeedCase(crmtest.TicketSeed{Requester: jane.ID, Subject: "Lamp"})
	s.SeedCase(crmtest.TicketSeed{Requester: jane.ID, Subject: "Table", State: connectors.TicketSolved})
	for q, want := range map[string]int{
		`SELECT Id FROM Contact WHERE LastName = 'o\'neil \\ 100%'`:                                                              1,
		`SELECT Id FROM Contact WHERE LastName LIKE '%100\%'`:                                                                    1,
		`select id from contact where phone in ('4155551212', '(415) 555-1212') and (email = null or name != 'x')`:               1,
		`SELECT Id FROM Case WHERE ContactId IN (SELECT Id FROM Contact WHERE FirstName = 'Jane') AND IsClosed = false`:          1,
		`SELECT Id FROM Case WHERE Contact.FirstName = 'Jane' AND NOT Subject LIKE 'T%'`:                                         1,
		`SELECT Id FROM Case WHERE CreatedDate > 2020-01-01T00:00:00Z ORDER BY CreatedDate DESC NULLS LAST, Id LIMIT 1 OFFSET 1`: 1,
		`SELECT COUNT() FROM Case`: 2,
		`SELECT Id, (SELECT Id FROM Cases WHERE IsClosed = false LIMIT 1) FROM Contact`: 2,
		`SELECT Id FROM Case WHERE Id = '` + jane.ID[:15] + `'`:                         0,
	} {
		parsed, bad := parseSOQL(q)
		if bad != nil {
			t.Errorf("%s: %s", q, bad.message)
			continue
		}
		got, bad := s.query(parsed, "v66.0", false)
		if bad != nil {
			t.Errorf("%s: %s", q, bad.message)
		} else if got["totalSize"] != want {
			t.Errorf("%s: %v, want %d", q, got["totalSize"], want)
		}
	}
	for q, code := range map[string]string{
		`SELECT`:                                 "MALFORMED_QUERY",
		`SELECT Id FROM Case WHERE`:              "MALFORMED_QUERY",
		`SELECT Id FROM Case WHERE Subject = 'x`: "MALFORMED_QUERY",
		`SELECT Id FROM Case; DROP`:              "MALFORMED_QUERY",
		`SELECT Id FROM Case WHERE Id IN (SELECT COUNT() FROM Case)`: "MALFORMED_QUERY",
		`SELECT Nope__c FROM Case`:                                   "INVALID_FIELD",
		`SELECT Nope__r.Id FROM Case`:                                "INVALID_FIELD",
		`SELECT Id FROM Nope__c`:                                     "INVALID_TYPE",
		`SELECT Id FROM Case WHERE Id = 'short'`:                     "INVALID_QUERY_FILTER_OPERATOR",
		`SELECT Id FROM Case WHERE Description='x'`:                  "INVALID_FIELD",
	} {
		parsed, bad := parseSOQL(q)
		if bad == nil {
			_, bad = s.query(parsed, "v66.0", false)
		}
		if bad == nil || bad.code != code {
			t.Errorf("%s: %+v, want %s", q, bad, code)
		}
	}
}

// FuzzSOQL holds that no query, however it is made, breaks the organisation.
func FuzzSOQL(f *testing.F) {
	s := New(Options{})
	s.SeedCase(crmtest.TicketSeed{Subject: "Lamp", Requester: s.SeedContact(connectors.Requester{Name: "Jane Doe"}).ID})
	for _, q := range []string{
		`SELECT Id, Contact.Name FROM Case WHERE Subject LIKE '%\_é%' OR (NOT IsClosed = true) ORDER BY Id LIMIT 1`,
		`SELECT Id FROM Case WHERE ContactId IN (SELECT Id FROM Contact WHERE Name IN ('a','b'))`,
		`SELECT Id,(SELECT Id FROM Cases) FROM Contact WHERE CreatedDate >= 2020-01-01T00:00:00Z`,
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		if strings.Count(q, "(") > 50 {
			t.Skip()
		}
		if parsed, bad := parseSOQL(q); bad == nil {
			_, _ = s.query(parsed, "v66.0", true)
		}
	})
}
