package api_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// What the contract does not allow is refused with the name of the field, and
// nothing of it is stored.
func TestWhatTheContractRefuses(t *testing.T) {
	e := open(t, nil)
	id := e.contact("voice").Interaction
	agent, head := e.agent("support", "ann"), e.head()
	contact := func(member string) string {
		return `{"app":"shop","contact_id":"contact-number-of-a-test-x","channel":"voice"` + member + `}`
	}
	at := "/v1/interactions/" + id
	for _, c := range []struct{ name, method, path, body, field string }{
		{"no body", "POST", "/v1/contacts", "", "no body"},
		{"no JSON", "POST", "/v1/contacts", "{", "not well-formed JSON"},
		{"not only JSON", "POST", "/v1/contacts", contact("") + "x", "not well-formed JSON"},
		{"two bodies", "POST", "/v1/contacts", contact("") + contact(""), "not well-formed JSON"},
		{"a list", "POST", "/v1/contacts", "[]", "body is of the wrong type"},
		{"null", "POST", "/v1/contacts", "null", "body"},
		{"a form", "POST", "/v1/contacts", "app=shop", "not well-formed JSON"},
		{"a number for text", "POST", "/v1/contacts", contact(`,"name":7`), "name is of the wrong type"},
		{"null for text", "POST", "/v1/contacts", contact(`,"name":null`), "name"},
		{"missing", "POST", "/v1/contacts", `{"app":"shop","channel":"voice"}`, "contact_id is missing"},
		{"a short id", "POST", "/v1/contacts", `{"app":"shop","channel":"voice","contact_id":"x"}`, "contact_id is not written the way it must be"},
		{"an id that can be guessed", "POST", "/v1/contacts", `{"app":"shop","channel":"voice","contact_id":"order-2026-11-29-0001"}`, "contact_id is not written the way it must be"},
		{"an id with a path", "POST", "/v1/contacts", `{"app":"shop","channel":"voice","contact_id":"../../../etc"}`, "contact_id"},
		{"an id with a line break", "POST", "/v1/contacts", `{"app":"shop","channel":"voice","contact_id":"contact-number-of-a-test-x\n"}`, "contact_id"},
		{"unknown channel", "POST", "/v1/contacts", `{"app":"shop","contact_id":"contact-number-of-a-test-x","channel":"fax"}`, "channel is none of the allowed values"},
		{"a long name", "POST", "/v1/contacts", contact(`,"name":"` + strings.Repeat("a", 201) + `"`), "name is too long: at most 200 characters"},
		{"a field without value", "POST", "/v1/contacts", contact(`,"fields":[{"key":"k"}]`), "fields.0.value is missing"},
		{"nested too deep", "POST", "/v1/contacts", contact(`,"name":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)), ""},
		{"a message without words", "POST", "/v1/contacts", `{"app":"shop","contact_id":"contact-number-of-a-test-x","channel":"message","message":" \n "}`, "message is empty"},
		{"no id", "GET", "/v1/interactions/x", "", "id"},
		{"an id in capitals", "GET", "/v1/interactions/" + strings.ToUpper(id), "", "id"},
		{"an id with a quote", "GET", "/v1/interactions/01jq%27%20or%201=1--00000000", "", "id"},
		{"limit 0", "GET", "/v1/interactions?limit=0", "", "limit"},
		{"limit 201", "GET", "/v1/interactions?limit=201", "", "limit"},
		{"limit text", "GET", "/v1/interactions?limit=ten", "", "limit"},
		{"active text", "GET", "/v1/interactions?active=maybe", "", "active"},
		{"after negative", "GET", "/v1/live?after=-1", "", "after"},
		{"after text", "GET", "/v1/live?after=x", "", "after"},
		{"after beyond", "GET", "/v1/live?after=99999999999999999999", "", "after"},
		{"a note's id", "PUT", at + "/notes/x", `{"text":"a"}`, "note"},
		{"a note's text", "PUT", at + "/notes/note-0001", `{"text":["a"]}`, "text is of the wrong type"},
		{"a note too long", "PUT", at + "/notes/note-0001", `{"text":"` + strings.Repeat("a", 20_001) + `"}`, "text is too long"},
		{"an offer as text", "POST", at + "/accept", `{"offer":"1","tab":"tab-00001"}`, "offer is of the wrong type"},
		{"half an offer", "POST", at + "/accept", `{"offer":1.5,"tab":"tab-00001"}`, "offer is of the wrong type"},
		{"an offer beyond", "POST", at + "/accept", `{"offer":1e30,"tab":"tab-00001"}`, ""},
		{"both ticket and new", "POST", at + "/ticket", `{"ticket":"7","new":true}`, "either ticket or new"},
		{"neither", "POST", at + "/ticket", `{}`, "either ticket or new"},
		{"new: false", "POST", at + "/ticket", `{"new":false}`, "either ticket or new"},
		{"no disposition", "POST", at + "/wrap-up", `{}`, "disposition is missing"},
		{"a number that is none", "POST", "/v1/calls", `{"to":"help","tab":"tab-00001","call_id":"dial-0001"}`, "phone number"},
		{"a number without its area", "POST", "/v1/calls", `{"to":"555-0134","tab":"tab-00001","call_id":"dial-0001"}`, "area code is missing"},
		{"a name for a number", "POST", "/v1/calls", `{"to":"1-800-FLOWERS","tab":"tab-00001","call_id":"dial-0001"}`, "phone number"},
		{"two numbers", "POST", "/v1/calls", `{"to":"415 555 0100 or 415 555 0101","tab":"tab-00001","call_id":"dial-0001"}`, "several numbers"},
		{"a + before digits of another country", "POST", "/v1/calls", `{"to":"+8 495 123-45-67","tab":"tab-00001","call_id":"dial-0001"}`, "not clear which country"},
		{"a number of no country", "POST", "/v1/calls", `{"to":"０３１１２３４５６７","tab":"tab-00001","call_id":"dial-0001"}`, "country code"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var body any
			if c.body != "" {
				body = c.body
			}
			a := e.send(request{method: c.method, path: c.path, token: agent, body: body})
			if a.StatusCode != http.StatusBadRequest {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
			if f := a.fault(t); !strings.Contains(f.Message, c.field) {
				t.Errorf("%q does not say %q", f.Message, c.field)
			}
		})
	}
	if e.head() != head {
		t.Error("something was stored")
	}
}

// Members that are unknown, or there twice, harm nobody.
func TestOddJSON(t *testing.T) {
	e := open(t, nil)
	for i, body := range []string{
		`{"app":"shop","contact_id":"contact-number-of-a-test-odd-0000%d","channel":"voice","admin":true,"account":"sales","__proto__":{"x":1}}`,
		`{"app":"nothing","app":"shop","contact_id":"contact-number-of-a-test-odd-0000%d","channel":"voice"}`,
		"\n\t {\"app\":\"shop\",\"contact_id\":\"contact-number-of-a-test-odd-0000%d\",\"channel\":\"voice\",\"name\":\"\\ud800 \xff\\u0000\"}\n",
	} {
		var out contactStarted
		e.ask(http.StatusCreated, "POST", "/v1/contacts", "", fmt.Sprintf(body, i), &out)
		if s := e.state(out.Interaction); s.Account != "support" || s.App != "shop" {
			t.Errorf("%s: %+v", body, s)
		}
	}
	// The type that a client calls its JSON does not matter: pages send it as text
	// to spare themselves a preflight.
	for _, kind := range []string{"", "text/plain", "application/json; charset=utf-8", "multipart/form-data; boundary=x", "nonsense/;;"} {
		contacts := another()
		a := e.send(request{method: "POST", path: "/v1/contacts", header: http.Header{"Content-Type": {kind}}, body: fmt.Sprintf(`{"app":"shop","contact_id":"contact-number-of-a-test-typed-%03d","channel":"voice"}`, contacts)})
		e.want(a, http.StatusCreated, "")
	}
}

// endless is a body without a length that goes on for longer than anybody may
// read: 64 MiB.
type endless struct{ sent atomic.Int64 }

func (r *endless) Read(b []byte) (int, error) {
	if r.sent.Add(int64(len(b))) > 64<<20 {
		return 0, io.EOF
	}
	return copy(b, bytes.Repeat([]byte{'a'}, len(b))), nil
}

func TestBodiesOverTheirCap(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	agent, head := e.agent("support", "ann"), e.head()
	// A body that nobody wants is not read either, whoever sends it.
	for _, r := range []request{
		{method: "POST", path: "/v1/contact/files?name=a.png&file_id=file-0001"},
		{method: "POST", path: "/v1/contact/end"},
		{method: "POST", path: "/v1/interactions/" + c.Interaction + "/hangup"},
		{method: "GET", path: "/v1/me"},
	} {
		body := &endless{}
		r.body = io.Reader(body)
		e.want(e.send(r), http.StatusUnauthorized, "unauthorized")
		if sent := body.sent.Load(); sent > 16<<20 {
			t.Errorf("%s: %d bytes were read", r.path, sent)
		}
	}
	tenMB := `{"app":"shop","contact_id":"contact-number-of-a-test-x","channel":"voice","packet":"` + strings.Repeat("a", 10<<20) + `"}`
	e.want(e.send(request{method: "POST", path: "/v1/contacts", body: `{"app":"shop","packet":"` + strings.Repeat("a", 17<<20) + `"}`}), http.StatusRequestEntityTooLarge, "too_large")
	e.want(e.send(request{method: "POST", path: "/v1/sessions/sandbox", body: tenMB}), http.StatusRequestEntityTooLarge, "too_large")
	e.want(e.send(request{method: "PUT", path: "/v1/interactions/" + c.Interaction + "/notes/note-0001", token: agent, body: tenMB}), http.StatusRequestEntityTooLarge, "too_large")
	e.want(e.send(request{method: "POST", path: "/twilio/voice", body: tenMB, header: signature("AAAA")}), http.StatusRequestEntityTooLarge, "too_large")
	e.want(e.send(request{method: "POST", path: "/widget/zendesk/top_bar", body: "token=" + tenMB, header: signature("")}), http.StatusRequestEntityTooLarge, "too_large")
	for _, path := range []string{"/v1/contacts", "/twilio/voice"} {
		body := &endless{}
		a := e.send(request{method: "POST", path: path, body: io.Reader(body), header: signature("AAAA")})
		e.want(a, http.StatusRequestEntityTooLarge, "too_large")
		if sent := body.sent.Load(); sent > 24<<20 {
			t.Errorf("%s: %d bytes were read", path, sent)
		}
	}
	if e.head() != head {
		t.Error("something was stored")
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	head := e.head()
	big := append(append([]byte{}, png...), make([]byte, maxFile)...)
	for _, f := range []struct {
		name, file, kind string
		content          any
		status           int
		code, says       string
	}{
		{"zero bytes", "a.png", "image/png", []byte{}, http.StatusUnprocessableEntity, "empty_file", "empty"},
		{"oversize", "a.png", "image/png", big, http.StatusRequestEntityTooLarge, "file_too_large", "64 KB"},
		{"without end", "a.txt", "text/plain", io.Reader(&endless{}), http.StatusRequestEntityTooLarge, "file_too_large", "64 KB"},
		{"a program", "a.png", "image/png", []byte("MZ\x90\x00\x03" + strings.Repeat("\x00", 80)), http.StatusUnsupportedMediaType, "type_not_allowed", "cannot be sent"},
		{"a page", "a.html", "text/html", []byte("<html><script>alert(1)</script></html>"), http.StatusUnsupportedMediaType, "type_not_allowed", "cannot be sent"},
		{"a page called a photo", "a.png", "image/png", []byte("<html><script>alert(1)</script></html>"), http.StatusUnsupportedMediaType, "type_not_allowed", "cannot be sent"},
		{"a drawing with script", "a.svg", "image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), http.StatusUnsupportedMediaType, "type_not_allowed", "cannot be sent"},
		{"a photo called a program", "\u202Egnp.exe", "image/png", png, http.StatusUnsupportedMediaType, "type_not_allowed", "cannot be sent"},
		{"a photo called a document", "a.pdf", "application/pdf", png, http.StatusUnsupportedMediaType, "type_mismatch", "name says"},
		{"a photo declared a film", "a.png", "video/mp4", png, http.StatusUnsupportedMediaType, "type_mismatch", "name says"},
	} {
		t.Run(f.name, func(t *testing.T) {
			a := e.send(request{
				method: "POST", path: "/v1/contact/files?file_id=file-0001&name=" + url.QueryEscape(f.file), token: c.Token,
				body: f.content, header: http.Header{"Content-Type": {f.kind}},
			})
			e.want(a, f.status, f.code)
			if m := a.fault(t).Message; !strings.Contains(m, f.says) {
				t.Errorf("%q does not say %q", m, f.says)
			}
		})
	}
	for _, query := range []string{"", "?name=a.png", "?file_id=file-0001", "?name=&file_id=file-0001", "?name=a.png&file_id=x", "?name=a.png&file_id=..%2F..%2Fx1", "?file_id=file-0001&name=" + strings.Repeat("a", 256)} {
		e.want(e.send(request{method: "POST", path: "/v1/contact/files" + query, token: c.Token, body: png}), http.StatusBadRequest, "invalid_request")
	}
	if e.head() != head {
		t.Error("something was stored")
	}
	e.upload(c, "file-0001", "a.png", png)
}

// A file's name may be anything; the agent downloads it, and it never shows as a
// page of ours.
func TestFilesAreHandedOutAsAttachments(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	agent := e.agent("support", "ann")
	for i, name := range []string{"../../etc/passwd.png", `a";filename="evil.html.png`, "\r\nSet-Cookie: a=b\r\n.png", "ümlaut 👍.png", strings.Repeat("n", 250) + ".png", ".", "con.png"} {
		id := fmt.Sprintf("file-%04d", i)
		e.upload(c, id, name, png)
		e.upload(c, id, name, png) // again: the same file
		a := e.ask(http.StatusOK, "GET", "/v1/interactions/"+c.Interaction+"/files/"+id, agent, nil, nil)
		if !bytes.Equal(a.body, png) {
			t.Errorf("%q: not the bytes that were sent", name)
		}
		h := a.Header
		kind, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || params["filename"] == "" || len(params) != 1 || strings.ContainsAny(params["filename"], "\r\n/\\\u202e") {
			t.Errorf("%q: Content-Disposition %q", name, h.Get("Content-Disposition"))
		}
		if h.Get("Content-Type") != "image/png" || h.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
			t.Errorf("%q: %v", name, h)
		}
	}
	if v := e.interaction(c.Interaction); len(v.Items) != 1+7 {
		t.Errorf("%d items, want the contact and 7 files", len(v.Items))
	}
	e.want(e.send(request{method: "GET", path: "/v1/interactions/" + c.Interaction + "/files/file-9999", token: agent}), http.StatusNotFound, "not_found")
	other := e.contact("voice")
	e.want(e.send(request{method: "GET", path: "/v1/interactions/" + other.Interaction + "/files/file-0001", token: agent}), http.StatusNotFound, "not_found")
}
