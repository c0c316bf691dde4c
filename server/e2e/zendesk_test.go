package e2e

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

// inZendesk is Zendesk's page as an agent first sees it: the app's pane is closed.
type inZendesk struct {
	*desk
}

// inZendesk opens a browser tab, and waits until the pane's page, which nobody has
// opened, can ring.
func (s *sandbox) inZendesk(c crm, name, agent string) inZendesk {
	s.t.Helper()
	p := s.open(name, s.at["desk_zendesk"]+"?pane=closed&agent="+strings.ToLower(strings.Fields(agent)[0]))
	z := inZendesk{&desk{p, c, p.within("top_bar ")}}
	z.preloaded()
	return z
}

func (z inZendesk) preloaded() {
	z.t.Helper()
	await(z.t, patience, z.tab.name+": the pane's page is ready", func() error {
		var text string
		if err := z.widget.run(&text, `() => document.querySelector(".presence")?.textContent ?? ""`); err != nil {
			return err
		}
		if !strings.Contains(text, "Ready") {
			return complain("it says %q", text)
		}
		return nil
	})
}

// beside is the app's frame beside a ticket.
func (z inZendesk) beside(ticket string) *frame { return z.within("ticket_sidebar " + ticket + " ") }

func (z inZendesk) closed() bool {
	z.t.Helper()
	var hidden bool
	if err := z.run(&hidden, `() => document.querySelector("#popover").hidden`); err != nil {
		z.t.Fatal(err)
	}
	return hidden
}

// shows is the ticket in view.
func (z inZendesk) shows() string {
	z.t.Helper()
	var id string
	if err := z.run(&id, `() => document.querySelector('.row[aria-current="true"]')?.dataset.ticket ?? ""`); err != nil {
		z.t.Fatal(err)
	}
	return id
}

// asked are the requests of one kind that the app made of Zendesk's page.
func (z inZendesk) asked(place, request, path string) (lines []string) {
	z.t.Helper()
	if err := z.run(&lines, `(place, request, path) => [...document.querySelectorAll("#asked li")]
		.filter((e) => e.dataset.place === place && e.dataset.request === request && e.dataset.path === path).map((e) => e.textContent)`,
		place, request, path); err != nil {
		z.t.Fatal(err)
	}
	return lines
}

// TestInsideZendesk: the app's three places on Zendesk's page, with Zendesk's own SDK
// on the app's side. Signed in by the address that Zendesk signs, a call rings in a
// pane that nobody has opened, in both browser tabs of the agent; the one that accepts
// stops the other and shows the ticket; its sidebar has the interaction, during the
// call and when it is long over; a clicked number is called on its ticket; nothing is
// written from the browser.
func TestInsideZendesk(t *testing.T) {
	t.Parallel()
	s, c := start(t), crms[0]
	before := s.tickets(c)
	refund := s.about(c, "Refund for order 10391")
	phone := s.phone(aikosPhone)
	one, two := s.inZendesk(c, "one tab", mia), s.inZendesk(c, "another tab", mia)
	for _, z := range []inZendesk{one, two} {
		if !z.closed() {
			t.Error("the pane is open before anything rings")
		}
	}
	var elsewhere string
	await(t, patience, "the other tab has opened a ticket", func() error {
		if elsewhere = two.shows(); elsewhere == "" {
			return errors.New("it shows none")
		}
		return nil
	})
	shop := s.shop(c, "sound")

	shop.call()
	one.see("#popover")
	two.see("#popover")
	one.rings("Aiko Tanaka", itemInView[c.shop])
	two.rings("Aiko Tanaka")
	one.accept()
	two.widget.gone(".ring-card")
	await(t, patience, "the pane that the ring opened in the other tab closes", func() error {
		if !two.closed() {
			return errors.New("it is open")
		}
		return nil
	})
	two.button("Deskside").click()
	two.widget.see(".call-bar", "The sound of this call is in another window")

	ticket := s.awaitAdded(c, before)
	one.see(`.row[aria-current="true"][data-ticket="` + ticket + `"]`)
	if two.shows() != elsewhere {
		t.Errorf("the other tab went to ticket %s", two.shows())
	}
	if n := len(two.asked("top_bar", "invoke", "routeTo")); n != 0 {
		t.Errorf("the other tab asked for a ticket %d times", n)
	}
	side := one.beside(ticket)
	side.see(".list .row", "Aiko Tanaka", "On a call")
	if twins, err := side.texts(".call-bar, .note, .asks, .customer"); err != nil || len(twins) != 0 {
		t.Errorf("the sidebar shows once more what the pane shows: %q, %v", twins, err)
	}
	one.note("Looks like the handle.")
	one.hangUp()
	one.wrapUp("Resolved", "A new one ships.")
	one.button("Deskside").click() // the pane lies over the sidebar
	side.element(".list .row", "Aiko Tanaka").click()
	side.see(".item", "Looks like the handle.", "In Zendesk since")
	side.see(".item", "A new one ships.", "In Zendesk since")
	side.see(".timeline")
	side.button("Back").click()
	side.see(".list .row", "Aiko Tanaka")

	// Another tab that opens the ticket later has it all the same; another ticket has none of it.
	two.button("Deskside").click()
	two.open(ticket)
	two.beside(ticket).element(".list .row", "Aiko Tanaka").click()
	two.beside(ticket).see(".item", "Looks like the handle.", "In Zendesk since")
	two.open(refund)
	two.beside(refund).see(".list", "No calls or messages on this ticket yet")

	two.reload()
	two.preloaded()
	two.open(refund)
	two.dial()
	phone.see("#callstatus", "is calling")
	phone.button("Answer").click()
	two.widget.see(".call-bar", "On the call")
	two.beside(refund).see(".list .row", "On a call")
	phone.hangUp()
	two.wrapUp("Resolved", "The money is there on Friday.")
	two.button("Deskside").click()
	two.beside(refund).element(".list .row").click()
	two.beside(refund).see(".item", "The money is there on Friday.")
	s.logged(c, refund, "Outbound call, answered", shown(aikosPhone), mia)

	for _, z := range []inZendesk{one, two} {
		z.signedIn()
		z.neverWrote()
	}
	one.cannotWrite(ticket)
}

// neverWrote: all that the app asked of Zendesk's page leaves tickets alone. The
// page complains of anything else in every test; this looks at the whole list.
func (z inZendesk) neverWrote() {
	z.t.Helper()
	var kinds, writes []string
	if err := z.run(&kinds, `() => [...new Set([...document.querySelectorAll("#asked li")].map((e) => e.dataset.request + " " + e.dataset.path))].sort()`); err != nil {
		z.t.Fatal(err)
	}
	if err := z.run(&writes, `() => [...document.querySelectorAll('#asked li[data-write="true"]')].map((e) => e.textContent)`); err != nil {
		z.t.Fatal(err)
	}
	if len(writes) != 0 {
		z.t.Errorf("%s: written from the browser: %q", z.tab.name, writes)
	}
	may := []string{"invoke popover", "invoke preloadPane", "invoke resize", "invoke routeTo", "invoke track"}
	for _, k := range kinds {
		if !strings.HasPrefix(k, "get ") && !slices.Contains(may, k) {
			z.t.Errorf("%s: the app asks for %q", z.tab.name, k)
		}
	}
}

// cannotWrite sends, as the app, what would change the ticket. The page refuses each
// and complains, as it would in every other test.
func (z inZendesk) cannotWrite(ticket string) {
	z.t.Helper()
	side := z.beside(ticket)
	for i, request := range []map[string]any{
		{"request": "set", "params": map[string]any{"ticket.subject": "from the browser"}},
		{"request": "invoke", "params": map[string]any{"ticket.comment.appendText": []string{"from the browser"}}},
		{"request": "invoke", "params": map[string]any{"ticketFields:status.hide": []string{}}},
		{"request": "get", "params": []string{"ticket.nonsense"}}, // no write, and nothing that there is
	} {
		request["id"] = 900_000 + i
		doc, err := json.Marshal(request)
		if err != nil {
			z.t.Fatal(err)
		}
		var answer struct {
			Result struct {
				Errors map[string]struct{ Message string }
			}
		}
		if err := side.run(&answer, `(doc, id) => new Promise((resolve) => {
			addEventListener("message", (e) => e.data?.id === id && resolve(e.data));
			parent.postMessage(doc, new URLSearchParams(location.search).get("origin"));
		})`, string(doc), request["id"]); err != nil {
			z.t.Fatal(err)
		}
		if len(answer.Result.Errors) != 1 {
			z.t.Errorf("%s is answered with %+v", doc, answer)
		}
	}
	if err := side.run(nil, `() => parent.postMessage(JSON.stringify({ key: "request:900003", message: { url: "/api/v2/tickets/1.json", type: "PUT" } }),
		new URLSearchParams(location.search).get("origin"))`); err != nil {
		z.t.Fatal(err)
	}
	z.see("#notices", "The app tried to write from the browser: set ticket.subject")
	const complaint = "ticket write from the browser"
	await(z.t, patience, "four complaints", func() error {
		z.tab.mu.Lock()
		defer z.tab.mu.Unlock()
		if len(z.tab.troubles) != 4 {
			return complain("there are %q", z.tab.troubles)
		}
		for _, trouble := range z.tab.troubles {
			if !strings.Contains(trouble, complaint) {
				return complain("there is %q", trouble)
			}
		}
		z.tab.troubles = nil // they were wanted
		return nil
	})
}

// signedIn: by the signed address that Zendesk posted, and never by the sandbox's
// way without proof.
func (z inZendesk) signedIn() {
	z.t.Helper()
	var paths []string
	if err := z.widget.run(&paths, `() => performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname)`); err != nil {
		z.t.Fatal(err)
	}
	if !slices.Contains(paths, "/v1/sessions") || slices.Contains(paths, "/v1/sessions/sandbox") {
		z.t.Errorf("%s: signed in by %q", z.tab.name, paths)
	}
}
