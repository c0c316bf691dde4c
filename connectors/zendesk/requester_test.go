package zendesk_test

import (
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// A number that Zendesk does not take keeps nobody whom the company knows from being the
// requester of their ticket.
func TestRequesterWithoutTheirNumber(t *testing.T) {
	h := newHarnessOf(t, zendesktest.Options{RefusePhones: true})
	out, err := h.crm.Open(t.Context(), connectors.Opening{
		Key: "int-1", Subject: "Lamp", Requester: connectors.Requester{Name: "Rosa Diaz", ExternalID: "cust-1", Phone: "+16617480123"},
		First: connectors.Update{Key: "int-1-u"},
	})
	if err != nil || len(out.Omitted) != 0 {
		t.Fatalf("%v, left out %+v", err, out.Omitted)
	}
	if r := h.Requester(out.Ticket.RequesterID); r.Name != "Rosa Diaz" || r.ExternalID != "cust-1" || r.Phone != "" {
		t.Errorf("the requester is %+v", r)
	}
}
