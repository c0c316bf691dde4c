package api_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

var webhooks = []string{"/twilio/voice", "/twilio/voice/menu", "/twilio/voice/wait", "/twilio/voice/hold", "/twilio/voice/recorded", "/twilio/voice/voicemail", "/twilio/voice/status", "/twilio/conference", "/twilio/recording", "/twilio/messages", "/twilio/messages/status"}

// call is what Twilio posts when somebody calls.
func call(sid string) url.Values {
	return url.Values{
		"CallSid": {sid}, "AccountSid": {accountSID}, "From": {"+15550101234"}, "To": {ourNumber}, "CallStatus": {"ringing"},
		"Direction": {"inbound"}, "ApiVersion": {"2010-04-01"}, "CallerName": {"ADA & CO <script>"},
	}
}

// What Twilio has not signed is refused, and nothing of it is stored.
func TestUnsignedWebhooksLeaveNothing(t *testing.T) {
	t.Parallel() // it waits
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	head := e.head()
	form := call(callSID(2))
	for _, path := range webhooks {
		address := publicURL + path
		good := twiliotest.Sign(authToken, address, form)
		foreign, both := maps.Clone(form), maps.Clone(form)
		foreign.Set("AccountSid", "AC"+strings.Repeat("9", 32))
		both["AccountSid"] = []string{accountSID, "AC" + strings.Repeat("9", 32)}
		other := url.Values{"CallSid": {callSID(3)}, "From": form["From"], "To": form["To"]}
		for name, c := range map[string]struct {
			sig   string
			body  string
			path  string
			extra http.Header
		}{
			"none":                    {"", form.Encode(), path, nil},
			"nonsense":                {"nonsense", form.Encode(), path, nil},
			"another token":           {twiliotest.Sign("another", address, form), form.Encode(), path, nil},
			"the account's SID":       {twiliotest.Sign(accountSID, address, form), form.Encode(), path, nil},
			"no token":                {twiliotest.Sign("", address, form), form.Encode(), path, nil},
			"another form":            {good, other.Encode(), path, nil},
			"one field more":          {good, form.Encode() + "&Extra=1", path, nil},
			"no form":                 {good, "", path, nil},
			"a query more":            {good, form.Encode(), path + "?x=1", nil},
			"another path":            {twiliotest.Sign(authToken, publicURL+"/twilio/other", form), form.Encode(), path, nil},
			"the address it came by":  {twiliotest.Sign(authToken, e.url+path, form), form.Encode(), path, nil},
			"a forwarded host":        {twiliotest.Sign(authToken, "https://evil.example"+path, form), form.Encode(), path, http.Header{"X-Forwarded-Host": {"evil.example"}, "Forwarded": {"host=evil.example"}}},
			"a forwarded scheme":      {twiliotest.Sign(authToken, "http://desk.example.com"+path, form), form.Encode(), path, http.Header{"X-Forwarded-Proto": {"http"}}},
			"an original URL":         {good, form.Encode(), path + "?a=b", http.Header{"X-Original-Url": {path}, "X-Rewrite-Url": {path}}},
			"JSON under a form's":     {good, `{"CallSid":"` + callSID(4) + `"}`, path, http.Header{"Content-Type": {"application/json"}}},
			"another account's":       {twiliotest.Sign(authToken, address, foreign), foreign.Encode(), path, nil},
			"two accounts'":           {twiliotest.Sign(authToken, address, both), both.Encode(), path, nil},
			"nobody's":                {twiliotest.Sign(authToken, address, other), other.Encode(), path, nil},
			"a body without its hash": {twiliotest.Sign(authToken, address+"?bodySHA256=00", nil), form.Encode(), path + "?bodySHA256=00", nil},
		} {
			h := signature(c.sig)
			if c.sig == "" {
				h.Del("X-Twilio-Signature")
			}
			for k, v := range c.extra {
				h[k] = v
			}
			a := e.send(request{method: "POST", path: c.path, body: c.body, header: h})
			if a.StatusCode != http.StatusForbidden || a.fault(t).Code != "bad_signature" {
				t.Errorf("%s, %s: %d %s", path, name, a.StatusCode, a.body)
			}
		}
	}
	for _, path := range webhooks[:6] {
		e.want(e.send(request{method: "GET", path: path + "?" + form.Encode(), header: signature("nonsense")}), http.StatusForbidden, "bad_signature")
	}
	if e.head() != head {
		t.Error("something was stored")
	}
	if v := e.interaction(id); v.State != "ringing" {
		t.Errorf("state %q", v.State)
	}
}

// The same, signed for the public address: it does not matter how the request
// came here.
func TestSignedWebhooksWhateverTheHost(t *testing.T) {
	e := open(t, nil)
	for i, extra := range []http.Header{
		nil,
		{"X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"http"}, "X-Forwarded-Port": {"81"}, "Forwarded": {"host=evil.example;proto=http"}},
		{"X-Original-Url": {"/admin"}, "X-Rewrite-Url": {"/admin"}, "X-Http-Method-Override": {"DELETE"}},
	} {
		form := call(callSID(10 + i))
		h := signature(twiliotest.Sign(authToken, publicURL+"/twilio/voice", form))
		for k, v := range extra {
			h[k] = v
		}
		e.want(e.send(request{method: "POST", path: "/twilio/voice", body: form.Encode(), header: h}), http.StatusOK, "")
	}
	// A query is part of the signed address, as it stands.
	form := call(callSID(20))
	for _, path := range []string{"/twilio/voice?a=%20b&c=+d&a=%2f", "/twilio/voice?", "/twilio/voice?x"} {
		address := strings.TrimSuffix(publicURL+path, "?")
		e.want(e.send(request{method: "POST", path: path, body: form.Encode(), header: signature(twiliotest.Sign(authToken, address, form))}), http.StatusOK, "")
	}
	// So it is without a form, when all of it is in the query.
	path := "/twilio/voice?" + call(callSID(21)).Encode()
	e.want(e.send(request{method: "GET", path: path, header: http.Header{"X-Twilio-Signature": {twiliotest.Sign(authToken, publicURL+path, nil)}}}), http.StatusOK, "")
	if _, err := e.store.ByRef(t.Context(), "call:"+callSID(21)); err != nil {
		t.Errorf("the call in the query: %v", err)
	}
}

func TestWebhooksAreNotRedirected(t *testing.T) {
	e := open(t, nil)
	for _, path := range []string{"/twilio/voice/", "/twilio//voice", "/Twilio/Voice", "/twilio/voice/status/", "/twilio/voice/../voice"} {
		e.want(e.webhook(path, call(callSID(1))), http.StatusNotFound, "not_found")
	}
	if e.head() != 0 {
		t.Error("something was stored")
	}
}

// Twilio asks again when it did not hear us: it is one call, and the same conference.
func TestSameCallTwiceIsOneInteraction(t *testing.T) {
	e := open(t, nil)
	form := call(callSID(1))
	var wg sync.WaitGroup
	documents := make([]string, 6)
	for i := range documents {
		wg.Go(func() {
			a := e.webhook("/twilio/voice", form)
			e.want(a, http.StatusOK, "")
			if kind := a.Header.Get("Content-Type"); kind != "text/xml; charset=utf-8" {
				t.Errorf("as %q", kind)
			}
			documents[i] = string(a.body)
		})
	}
	wg.Wait()
	for _, d := range documents {
		checkTwiML(t, d)
		if meaning(t, d) != meaning(t, documents[0]) {
			t.Errorf("%s\n%s", documents[0], d)
		}
	}
	id, err := e.store.ByRef(t.Context(), "call:"+callSID(1))
	e.must(err)
	if !strings.Contains(documents[0], ">c_"+string(id)+"<") {
		t.Errorf("not the room of %s: %s", id, documents[0])
	}
	var list struct{ Interactions []interactionView }
	e.ask(http.StatusOK, "GET", "/v1/interactions", e.agent("support", "ann"), nil, &list)
	if len(list.Interactions) != 1 || list.Interactions[0].Customer.Name != "ADA & CO <script>" {
		t.Errorf("%+v", list.Interactions)
	}
	head := e.head()
	for range 2 {
		e.want(e.webhook("/twilio/voice/status", url.Values{"CallSid": {callSID(1)}, "CallStatus": {"completed"}}), http.StatusNoContent, "")
	}
	if e.head() == head {
		t.Error("the end was not stored")
	}
	head = e.head()
	for _, status := range []string{"completed", "ringing", "in-progress", "canceled", "nonsense"} { // late, twice, out of order
		e.want(e.webhook("/twilio/voice/status", url.Values{"CallSid": {callSID(1)}, "CallStatus": {status}}), http.StatusNoContent, "")
	}
	a := e.webhook("/twilio/voice", form)
	e.want(a, http.StatusOK, "")
	if !strings.Contains(string(a.body), "<Hangup") {
		t.Errorf("the ended call goes on: %s", a.body)
	}
	if e.head() != head {
		t.Error("late webhooks were stored")
	}
}

// Twilio would not understand an answer that is not one document of TwiML, and
// webhooks that name nothing we know are taken without a word.
func TestOddWebhooks(t *testing.T) {
	e := open(t, nil)
	head := e.head()
	for _, form := range []url.Values{
		{}, {"CallSid": {""}}, {"From": {"client:agent_01jq0000000000000000000001"}, "CallSid": {callSID(1)}, "ticket": {"forged"}},
		{"From": {"client:" + strings.Repeat("x", 5000)}, "CallSid": {callSID(1)}},
	} {
		for _, path := range webhooks[:6] {
			a := e.webhook(path, form)
			e.want(a, http.StatusOK, "")
			checkTwiML(t, string(a.body))
		}
		for _, path := range webhooks[6:] {
			e.want(e.webhook(path, form), http.StatusNoContent, "")
		}
	}
	for _, room := range []string{"", "c_", "c_01jq9999999999999999999999", "lobby", "c_../../x"} {
		for _, event := range []string{"participant-join", "participant-leave", "conference-end", "nonsense"} {
			e.want(e.webhook("/twilio/conference", url.Values{
				"FriendlyName": {room}, "ConferenceSid": {"CF00000000000000000000000000000001"}, "StatusCallbackEvent": {event}, "CallSid": {callSID(1)},
				"ParticipantLabel": {"customer"}, "SequenceNumber": {"x"}, "Timestamp": {"yesterday"},
			}), http.StatusNoContent, "")
		}
	}
	if e.head() != head {
		t.Error("something was stored")
	}
	for _, from := range []string{"anonymous", "", "+266696687", "sip:a@b", "Restricted", "\u202E+1555\x00", "+1555010123412345678901234567890"} {
		form := call(callSID(100 + len(from)))
		form.Set("From", from)
		a := e.webhook("/twilio/voice", form)
		e.want(a, http.StatusOK, "")
		checkTwiML(t, string(a.body))
	}
	a := e.webhook("/twilio/voice/wait", url.Values{})
	e.want(a, http.StatusOK, "")
	checkTwiML(t, string(a.body))
}

// While the store is away Twilio hears so, and asks again: see the retries on the
// address. No call is taken that is not stored.
func TestCallsWaitForTheStore(t *testing.T) {
	e := open(t, nil)
	e.store.be(func(string) error { return fmt.Errorf("disk is gone") })
	e.want(e.webhook("/twilio/voice", call(callSID(1))), http.StatusInternalServerError, "internal")
	e.store.be(nil)
	e.ring(callSID(1), "+15550101234")
}

// meaning of a document: attributes have no order.
func meaning(t *testing.T, document string) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(document))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			slices.SortFunc(e.Attr, func(a, b xml.Attr) int { return strings.Compare(a.Name.Local, b.Name.Local) })
		}
		fmt.Fprintf(&b, "%v\n", token)
	}
}

func checkTwiML(t *testing.T, document string) {
	t.Helper()
	var r struct {
		XMLName xml.Name `xml:"Response"`
		Inner   string   `xml:",innerxml"`
	}
	if err := xml.Unmarshal([]byte(document), &r); err != nil || r.Inner == "" || !regexp.MustCompile(`^<\?xml`).MatchString(document) {
		t.Errorf("no TwiML (%v): %s", err, document)
	}
}
