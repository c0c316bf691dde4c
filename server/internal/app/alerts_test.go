package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/app"
)

// What the CRM refuses for good is told to whoever the organisation has named.
func TestHeldWriteIsTold(t *testing.T) {
	const secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" //nolint:gosec // the test's own
	verify, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	type event struct {
		Type string
		Data struct{ Code, Account, Says string }
	}
	told := make(chan event, 10)
	w := newSite(t)
	hook := w.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var e event
		if err := verify.Verify(body, r.Header); err != nil || json.Unmarshal(body, &e) != nil {
			t.Errorf("%v: %s", err, body)
		}
		told <- e
	}))
	cfg := w.config("alerts: {webhook: '"+hook+"', secret: "+secret+"}", "")
	w.must(app.TryAlert(t.Context(), cfg))
	if e := <-told; e.Type != "test" || !strings.Contains(e.Data.Says, "a test") {
		t.Errorf("%+v", e)
	}
	w.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.RejectContent, Times: 1000})
	r := w.start(cfg)
	_, err = w.twilio.PhoneCall(street, deskNumber)
	w.must(err)
	select {
	case e := <-told:
		if e.Type != "trouble.opened" || e.Data.Code != "writes_held" || e.Data.Account != "support" {
			t.Errorf("%+v", e)
		}
	case <-t.Context().Done():
	}
	w.must(r.stop())
}
