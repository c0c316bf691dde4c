package e2e

import (
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// openCTI is Salesforce with the softphone panel, where the others have our own component.
var openCTI = func() crm {
	c := crms[1]
	c.desk = "&host=opencti"
	return c
}()

// TestInSalesforce: in our own component and in the softphone panel, who the agent is
// comes signed from the organisation, a ringing call is seen in the bar and brings its
// record up, and a number that is clicked belongs to the record in view.
func TestInSalesforce(t *testing.T) {
	t.Parallel()
	s, c := start(t), crms[1]
	for _, in := range []struct {
		name, caller, number string
		crm                  crm
	}{
		{"the component", "Aiko Tanaka", aikosPhone, c},
		{"the softphone panel", "Daniel Brooks", "+14155550119", openCTI},
	} {
		desk := s.desk(in.crm, mia)
		var sign string
		if err := desk.widget.run(&sign, `() => JSON.parse(document.getElementById("deskside-boot").textContent).sign_in`); err != nil || sign != "salesforce" {
			t.Fatalf("the sign-in is by %q, %v", sign, err)
		}
		before := s.tickets(c)
		phone := s.phone(in.number)
		phone.call(c)
		desk.rings(in.caller)
		desk.see(`#widgettitle[data-wanted="true"]`, in.caller)
		desk.accept()
		ticket := s.awaitAdded(c, before)
		desk.see(`.row[aria-current="true"][data-ticket="` + ticket + `"]`) // it came up by itself
		if in.crm.desk == "" {                                              // a panel that was opened stays open
			desk.see(`#widgettitle:not([data-wanted="true"])`)
		}
		desk.why("new")
		desk.note("Noted in " + in.name)
		s.awaitRecord(c, ticket, "the note", once("Noted in "+in.name))
		phone.hangUp()
		desk.wrapUp("Resolved", "Closed in "+in.name)

		// Another record comes to the front, and a number on it is clicked.
		refund := s.about(c, "Refund for order 10391")
		desk.open(refund)
		aiko := s.phone(aikosPhone)
		desk.dial()
		aiko.button("Answer").click()
		desk.widget.see(".call-bar", "On the call")
		desk.widget.see(".ticket-link", s.record(c, refund).number)
		aiko.hangUp()
		desk.wrapUp("Resolved", "Her money, by "+in.name)
		s.awaitRecord(c, refund, "the closing note", once("Her money, by "+in.name))
		desk.leave()
	}
}

// strange serves a page of another origin that frames an address.
func strange(t *testing.T, frame func(origin string) string) string {
	t.Helper()
	page := template.Must(template.New("").Parse(`<!doctype html><title>Strange</title><h1>Strange page</h1><iframe src="{{.}}"></iframe>`))
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(w, frame(server.URL))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestStrangePages: nobody but the organisation shows the widget, and nobody but the
// page around it is heard.
func TestStrangePages(t *testing.T) {
	t.Parallel()
	s := start(t)
	widget := func(query ...string) string {
		q := url.Values{"account": {"sales"}}
		for i := 0; i < len(query); i += 2 {
			q.Set(query[i], query[i+1])
		}
		return s.at["deskside"] + "/widget/salesforce?" + q.Encode()
	}
	own := s.at["pages"]

	// Says truly who it is: the server refuses, in words.
	honest := s.open("an honest stranger", strange(t, func(origin string) string { return widget("host_origin", origin) }))
	honest.within("/widget/salesforce").see("body", "origin_not_allowed", "This page may not show Deskside")

	// Pretends to be the organisation: the browser refuses.
	for _, parameters := range [][]string{{"host_origin", own}, {"mode", "Lightning", "sfdcIframeOrigin", own}} {
		liar := s.open("a liar", strange(t, func(string) string { return widget(parameters...) }))
		liar.see("h1", "Strange page")
		liar.refuses("frame-ancestors")
		var shown bool
		if err := liar.within("/widget/salesforce").run(&shown, `() => true`); err == nil {
			t.Errorf("the widget was shown to %q", parameters)
		}
	}

	// Without what Salesforce adds to the address, it says what to do.
	for _, query := range [][]string{nil, {"host_origin", own}, {"mode", "Lightning"}, {"mode", "Lightning", "sfdcIframeOrigin", own}} {
		alone := s.open("alone", widget(query...))
		alone.see("h1", "Deskside could not start")
		alone.see("p", "Open Deskside from inside")
	}

	// A window that is not the one around the widget speaks to it.
	desk := s.desk(crms[1], mia)
	if err := desk.widget.run(nil, `(own) => {
		for (const data of [{ type: "deskside:dial", number: "+15550666" }, { type: "deskside:context", recordId: "500000000000666AAA", objectType: "Case", user: { id: "005666", name: "Nobody" } }])
			postMessage(data, own); // from its own window, as any script in another frame of our origin could
	}`, s.at["deskside"]); err != nil {
		t.Fatal(err)
	}
	desk.open(s.about(crms[1], "Chair arrived without screws")) // told after the others: by now they have been heard
	desk.widget.see(".dial", "open case")
	var number string
	if err := desk.widget.run(&number, `() => document.querySelector("#dial")?.value ?? ""`); err != nil || strings.Contains(number, "666") {
		t.Errorf("a strange window dials %q, %v", number, err)
	}
	if _, err := desk.widget.element(".call-bar").object(); err == nil {
		t.Error("a strange window has called somebody")
	}
}
