package api_test

import (
	"bytes"
	"fmt"
	"image"
	pngs "image/png"
	"maps"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// What the pages read of the answers. Written apart from the generated types, so
// that a renamed member does not rename itself here.
type (
	newContact struct {
		App       string           `json:"app"`
		ContactID string           `json:"contact_id"`
		Secret    string           `json:"secret,omitempty"`
		Channel   string           `json:"channel"`
		IssuePath []string         `json:"issue_path,omitempty"`
		Message   string           `json:"message,omitempty"`
		Packet    string           `json:"packet,omitempty"`
		Fields    []map[string]any `json:"fields,omitempty"`
		Name      string           `json:"name,omitempty"`
		Phone     string           `json:"phone,omitempty"`
		Email     string           `json:"email,omitempty"`
	}
	contactStarted struct {
		Interaction string
		Token       string
		Secret      string
		Packet      struct{ Trust, Problem string }
		Voice       *struct {
			Token  string
			Params map[string]string
		}
	}
	contactView struct {
		Interaction, State string
		Outcome            string
		Messages           int
		Waiting            *struct {
			Since   time.Time
			Place   int
			Anybody bool
			Closed  bool
		}
		Files  []struct{ ID, Name string }
		Limits struct {
			MaxBytes int64 `json:"max_bytes"`
			Types    []string
		}
	}
	interactionView struct {
		ID       string
		Version  int
		Account  string
		State    string
		Customer struct {
			Name, Email, Phone string
			Verified           bool
		}
		IssuePath []string `json:"issue_path"`
		Packet    struct {
			Trust, Problem   string
			Signed, Unsigned []fieldView
		}
		Offer *struct {
			N       int
			Claimed bool
			Tab     string
			Rule    string
			Lost    string
			Agent   string
			Group   int
			Queues  []string
		}
		Agent *struct{ ID, Name string }
		Items []struct {
			Key, Kind, Note, Text string
			File                  *struct{ ID, Name string }
			Delivery              struct{ State string }
		}
		Ticket struct {
			State, ID, Number, Why string
			Requester              *struct{ ID, Name string }
		}
		Timeline []timelineEntry
	}
	timelineEntry struct {
		N          int
		Type, Text string
	}
	fieldView struct{ Key, Label, Value, Type string }
	callView  struct {
		Interaction interactionView
		Voice       struct{ Params map[string]string }
	}
)

// png is a photo that is one.
var png = func() []byte {
	var b bytes.Buffer
	if err := pngs.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

var made atomic.Int64

// another number for a contact: tests may run at once.
func another() int { return int(made.Add(1)) }

// contact of a new customer in the shop.
func (e *edge) contact(channel string) contactStarted {
	e.t.Helper()
	contacts := another()
	c := newContact{App: "shop", ContactID: fmt.Sprintf("contact-number-of-a-test-%d", contacts), Channel: channel}
	if channel == "message" {
		c.Message = "It arrived broken."
	}
	var out contactStarted
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", c, &out)
	return out
}

// upload a file that is taken.
func (e *edge) upload(c contactStarted, id, name string, content []byte) {
	e.t.Helper()
	e.ask(http.StatusCreated, "POST", "/v1/contact/files?"+url.Values{"name": {name}, "file_id": {id}}.Encode(), c.Token, content, nil)
}

// webhook posts a form as Twilio does: signed for the address it was given.
func (e *edge) webhook(path string, form url.Values) answer {
	e.t.Helper()
	if form = maps.Clone(form); form["AccountSid"] == nil {
		form.Set("AccountSid", accountSID)
	}
	return e.send(request{method: "POST", path: path, body: form.Encode(), header: signature(twiliotest.Sign(authToken, publicURL+path, form))})
}

func signature(s string) http.Header {
	return http.Header{"X-Twilio-Signature": {s}, "Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}}
}

// ring lets somebody from the street call, and returns the interaction.
func (e *edge) ring(callSID, from string) string {
	e.t.Helper()
	a := e.webhook("/twilio/voice", url.Values{"CallSid": {callSID}, "From": {from}, "To": {ourNumber}, "CallStatus": {"ringing"}, "AccountSid": {accountSID}, "Direction": {"inbound"}})
	e.want(a, http.StatusOK, "")
	id, err := e.store.ByRef(e.t.Context(), "call:"+callSID)
	e.must(err)
	return string(id)
}

func callSID(n int) string { return fmt.Sprintf("CA%032d", n) }
