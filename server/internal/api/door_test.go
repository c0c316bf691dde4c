package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/api/customer"
	apiedge "github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// behind makes this machine a proxy, so that tests may come from anywhere.
func behind(c *api.Config) {
	c.Proxies = apiedge.NewProxies([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, true, nil)
}

func from(address string) http.Header { return http.Header{"X-Forwarded-For": {address}} }

// begin a contact of that id, from an address; more is what it says besides.
func (e *edge) beginFrom(address, app string, more map[string]any) answer {
	e.t.Helper()
	contacts := another()
	body := map[string]any{"app": app, "contact_id": fmt.Sprintf("contact-number-of-a-test-flood-%06d", contacts), "channel": "message", "message": "Buy this.", "email": "a@example.com"}
	for k, v := range more {
		if body[k] = v; v == nil {
			delete(body, k)
		}
	}
	return e.send(request{method: "POST", path: "/v1/contacts", body: body, header: from(address)})
}

// A source that sends contact after contact is told when to come again; other sources, other
// apps and customers with a signed packet are not held up by it, and those of one customer
// are counted as theirs wherever they are.
func TestContactsAreCountedByCaller(t *testing.T) {
	e := open(t, func(c *api.Config) {
		behind(c)
		c.Contacts = customer.Rates{OfSource: apiedge.PerMinute(6), OfApp: apiedge.PerMinute(20)}
	})
	const spammer = "203.0.113.7"
	for range 6 {
		e.want(e.beginFrom(spammer, "shop", nil), http.StatusCreated, "")
	}
	head := e.head()
	a := e.beginFrom(spammer, "shop", map[string]any{"packet": "nonsense"})
	e.want(a, http.StatusTooManyRequests, "too_many_contacts")
	if after, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || after < 1 || after > 10 {
		t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
	}
	if e.head() != head {
		t.Error("something was stored")
	}
	e.want(e.beginFrom(spammer, "boutique", nil), http.StatusCreated, "")
	e.want(e.beginFrom("203.0.113.8", "shop", nil), http.StatusCreated, "")
	signed := func(sub string) map[string]any {
		return map[string]any{"packet": e.packet(shopSecret, func(c jwt.MapClaims) { c["sub"] = sub })}
	}
	for range 6 {
		e.want(e.beginFrom(spammer, "shop", signed("u-1")), http.StatusCreated, "")
	}
	e.want(e.beginFrom("203.0.113.9", "shop", signed("u-1")), http.StatusTooManyRequests, "too_many_contacts")
	e.want(e.beginFrom(spammer, "shop", signed("u-2")), http.StatusCreated, "")
	e.clock.Advance(11 * time.Second)
	e.want(e.beginFrom(spammer, "shop", nil), http.StatusCreated, "")
	e.want(e.beginFrom(spammer, "shop", nil), http.StatusTooManyRequests, "too_many_contacts")
	// From everywhere at once: what the app takes of strangers is bounded, and signed ones go on.
	for n := range 30 {
		a = e.beginFrom(fmt.Sprintf("2001:db8:0:%x::1", n), "shop", nil)
	}
	e.want(a, http.StatusTooManyRequests, "too_many_contacts")
	e.want(e.beginFrom(spammer, "shop", signed("u-3")), http.StatusCreated, "")
	// A packet about nobody in particular is counted as itself.
	nobody := func(jti string) map[string]any {
		return map[string]any{"packet": e.packet(shopSecret, func(c jwt.MapClaims) {
			delete(c, "sub")
			c["iss"] = jti
		})}
	}
	copied := nobody("visit-1")
	for range 6 {
		e.want(e.beginFrom(spammer, "shop", copied), http.StatusCreated, "")
	}
	e.want(e.beginFrom("203.0.113.9", "shop", copied), http.StatusTooManyRequests, "too_many_contacts")
	e.want(e.beginFrom(spammer, "shop", nobody("visit-2")), http.StatusCreated, "")
}

// At the limits that hold without a setting, a crowd behind one address is let in at once;
// of 1,200 contacts in four seconds from there the rest are told when to come again, and
// neither other addresses, nor signed packets, nor calls hear anything of it.
func TestFloodFromOneAddress(t *testing.T) {
	t.Parallel() // it waits
	e := open(t, func(c *api.Config) {
		behind(c)
		c.Contacts = customer.Rates{OfSource: apiedge.PerMinute(60), OfApp: apiedge.PerMinute(600), CallsOfSource: apiedge.PerMinute(12), Calls: apiedge.PerMinute(120)}
	})
	const office = "203.0.113.7"
	for range 60 {
		e.want(e.beginFrom(office, "shop", nil), http.StatusCreated, "")
	}
	var begun atomic.Int64
	for second := range 4 {
		e.clock.Advance(time.Second)
		var all sync.WaitGroup
		for client := range 30 { // whoever is refused over and over is answered later
			all.Go(func() {
				for n := range 10 {
					a := e.send(request{method: "POST", path: "/v1/contacts", header: from(office), body: map[string]any{
						"app": "shop", "contact_id": fmt.Sprintf("contact-number-of-a-test-office-%d-%02d-%02d", second, client, n), "channel": "message", "message": "Buy this.",
					}})
					switch after := a.Header.Get("Retry-After"); {
					case a.StatusCode == http.StatusCreated:
						begun.Add(1)
					case a.StatusCode != http.StatusTooManyRequests || after != "1":
						t.Errorf("%s, Retry-After %q", a.Status, after)
					}
				}
			})
		}
		all.Wait()
	}
	if begun.Load() != 4 {
		t.Errorf("%d more have begun in four seconds", begun.Load())
	}
	e.want(e.beginFrom("203.0.113.8", "shop", nil), http.StatusCreated, "")
	e.want(e.beginFrom("203.0.113.8", "shop", map[string]any{"channel": "voice", "message": nil}), http.StatusCreated, "")
	e.want(e.beginFrom(office, "shop", map[string]any{"packet": e.packet(shopSecret, nil)}), http.StatusCreated, "")
	e.ring(callSID(1), "+15550101234")
}

// An app may take signed packets alone.
func TestSignedPacketsAlone(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Apps[0].RequireSigned = true })
	head := e.head()
	e.want(e.beginFrom("203.0.113.7", "shop", nil), http.StatusForbidden, "packet_required")
	e.want(e.beginFrom("203.0.113.7", "shop", map[string]any{"packet": e.packet("another secret of at least 32 bytes", nil)}), http.StatusForbidden, "packet_required")
	if e.head() != head {
		t.Error("something was stored")
	}
	e.want(e.beginFrom("203.0.113.7", "shop", map[string]any{"packet": e.packet(shopSecret, nil)}), http.StatusCreated, "")
	e.want(e.beginFrom("203.0.113.7", "boutique", nil), http.StatusCreated, "")
}

// Visitors pass the app's challenge; customers with a signed packet need not. Who does not
// pass it uses up nothing of what the app lets in.
func TestChallenge(t *testing.T) {
	var source string
	e := open(t, func(c *api.Config) {
		behind(c)
		c.Contacts.OfApp = apiedge.PerMinute(2)
		c.Apps[0].Challenge = func(_ context.Context, response, from string) (bool, error) {
			source = from
			if response == "down" {
				return false, errors.New("no answer")
			}
			return response == "passed", nil
		}
	})
	for response, want := range map[string]struct {
		status int
		code   string
	}{
		"":        {http.StatusForbidden, "challenge_required"},
		"made up": {http.StatusForbidden, "challenge_required"},
		"down":    {http.StatusServiceUnavailable, "unavailable"},
		"passed":  {http.StatusCreated, ""},
	} {
		more := map[string]any{}
		if response != "" {
			more["challenge"] = response
		}
		e.want(e.beginFrom("203.0.113.7", "shop", more), want.status, want.code)
	}
	again := map[string]any{"challenge": "passed", "contact_id": "contact-number-of-a-test-flood-again", "secret": strings.Repeat("s", 22)}
	e.want(e.beginFrom("203.0.113.7", "shop", again), http.StatusCreated, "")
	again["challenge"] = "made up" // what was good once is used up, and the answer may have been lost
	e.want(e.beginFrom("203.0.113.7", "shop", again), http.StatusCreated, "")
	if source != "203.0.113.7" {
		t.Errorf("asked for %q", source)
	}
	e.want(e.beginFrom("203.0.113.7", "shop", map[string]any{"packet": e.packet(shopSecret, nil)}), http.StatusCreated, "")
}

// An admin looks at a flood and drops it: contacts that nobody vouches for and no agent has
// taken up, by app, source and time, and nothing else; what was dropped stands in the record.
func TestFloodIsDropped(t *testing.T) {
	e := open(t, behind)
	started := func(a answer) string {
		t.Helper()
		e.want(a, http.StatusCreated, "")
		var out contactStarted
		e.must(json.Unmarshal(a.body, &out))
		return out.Interaction
	}
	early := started(e.beginFrom("203.0.113.7", "shop", nil))
	e.clock.Advance(time.Hour)
	since := e.clock.Now()
	const spammer = "203.0.113.7"
	var spam []string
	for range 5 {
		spam = append(spam, started(e.beginFrom(spammer, "shop", nil)))
	}
	spam = append(spam, started(e.beginFrom(spammer, "shop", map[string]any{"channel": "voice", "message": nil})))
	kept := []string{
		early,
		started(e.beginFrom("203.0.113.8", "shop", nil)),
		started(e.beginFrom(spammer, "boutique", nil)),
		started(e.beginFrom(spammer, "shop", map[string]any{"packet": e.packet(shopSecret, nil)})),
		e.ring(callSID(1), "+15550101234"),
	}
	answered := started(e.beginFrom(spammer, "shop", map[string]any{"channel": "voice", "message": nil}))
	e.must(e.claim(answered))
	e.clock.Advance(time.Second)
	admin := e.admin()
	filter := map[string]any{"from": since, "to": e.clock.Now(), "app": "shop", "source": spammer}
	var flood struct {
		Contacts, Writes int
		Sources          []struct{ Source string }
		Newest           []struct{ Interaction, Channel, Customer, Text string }
	}
	head := e.head()
	e.ask(http.StatusOK, "POST", "/v1/admin/floods/preview", admin, filter, &flood)
	if flood.Contacts != len(spam) || flood.Writes < len(spam) || len(flood.Sources) != 1 || flood.Sources[0].Source != spammer || e.head() != head {
		t.Errorf("%+v", flood)
	}
	if len(flood.Newest) != len(spam) || flood.Newest[0].Channel != "voice" || flood.Newest[1].Interaction != spam[4] || flood.Newest[1].Customer != "a@example.com" || flood.Newest[1].Text != "Buy this." {
		t.Errorf("%+v", flood.Newest)
	}
	e.want(e.send(request{method: "POST", path: "/v1/admin/floods/drop", token: e.agent("support", "ann"), body: filter}), http.StatusForbidden, "forbidden")
	before := map[string]int{}
	for _, id := range append(kept, answered) {
		before[id] = e.state(id).Version
	}
	var done struct{ Dropped, Left int }
	e.ask(http.StatusOK, "POST", "/v1/admin/floods/drop", admin, filter, &done)
	if done.Dropped != len(spam) || done.Left != 0 {
		t.Errorf("%+v", done)
	}
	for _, id := range spam {
		if s := e.state(id); s.Active() || !s.Settled() || s.Discardable() {
			t.Errorf("%s goes on: %+v", id, s.Items)
		}
		rows, err := e.store.Writes(t.Context(), store.WriteFilter{Interaction: interaction.ID(id), States: []store.WriteState{store.Waiting, store.Held, store.Sending}})
		if err != nil || len(rows) > 0 {
			t.Errorf("%s is still to be written: %v, %v", id, rows, err)
		}
	}
	for id, version := range before {
		if s := e.state(id); s.Version != version {
			t.Errorf("%s was touched: %+v", id, s)
		}
	}
	e.ask(http.StatusOK, "POST", "/v1/admin/floods/drop", admin, filter, &done)
	if done.Dropped != 0 {
		t.Errorf("dropped again: %+v", done)
	}
	entries, err := e.store.Audits(t.Context(), store.AuditFilter{})
	e.must(err)
	if len(entries) != 1 || entries[0].Action != "flood_dropped" || entries[0].Account != "support" || !strings.Contains(entries[0].Detail, "6 contacts") || !strings.Contains(entries[0].Detail, spammer) {
		t.Errorf("the record: %+v", entries)
	}
	delete(filter, "app")
	for source, found := range map[string]int{"203.0.113.0/24": 2, "203.0.112.0/22": 2, "203.0.113.8": 1, "203.0.113.8/31": 1, "2001:db8::/32": 0, "0.0.0.0/0": 2} {
		filter["source"] = source
		e.ask(http.StatusOK, "POST", "/v1/admin/floods/preview", admin, filter, &flood)
		if flood.Contacts != found {
			t.Errorf("%d contacts are from %s", flood.Contacts, source)
		}
	}
	filter["source"] = "the spammer"
	e.want(e.send(request{method: "POST", path: "/v1/admin/floods/preview", token: admin, body: filter}), http.StatusBadRequest, "invalid_request")
	delete(filter, "source")
	filter["to"] = since
	e.want(e.send(request{method: "POST", path: "/v1/admin/floods/preview", token: admin, body: filter}), http.StatusBadRequest, "invalid_request")
}

// A flood of more contacts than one answer has, behind which others have come, is dropped
// whole: by those who come back for the rest.
func TestFloodLongAgoIsDropped(t *testing.T) {
	e := open(t, func(c *api.Config) { c.FloodFound = 20 })
	e.contact("message")
	e.clock.Advance(time.Second)
	since := e.clock.Now()
	for range 30 {
		e.contact("message")
	}
	e.clock.Advance(time.Second)
	filter := map[string]any{"from": since, "to": e.clock.Now()}
	e.clock.Advance(2 * time.Minute)
	for range 25 {
		e.contact("message")
	}
	admin := e.admin()
	type found struct {
		Contacts, Dropped, Left int
		More                    bool
	}
	ask := func(what string, want found) {
		t.Helper()
		var got found
		if e.ask(http.StatusOK, "POST", "/v1/admin/floods/"+what, admin, filter, &got); got != want {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	ask("preview", found{Contacts: 20, More: true})
	e.ask(http.StatusOK, "GET", "/v1/interactions?q=nobody", e.agent("support", "ann"), nil, nil) // which brings the index up to date
	ask("preview", found{Contacts: 20, More: true})
	ask("drop", found{Dropped: 20, More: true})
	ask("preview", found{Contacts: 10})
	ask("drop", found{Dropped: 10})
	ask("preview", found{})
}

// claim of a browser call that rings: an agent accepts it.
func (e *edge) claim(id string) error {
	_, err := e.config.Decider.Update(e.t.Context(), e.config.Store, interaction.ID(id), interaction.Arrive{CallSID: callSID(99), To: ourNumber})
	if err == nil {
		_, err = e.config.Decider.Update(e.t.Context(), e.config.Store, interaction.ID(id), interaction.Accept{Offer: 1, Agent: interaction.Agent{ID: "support/ann", Name: "ANN", CRMID: "ann"}, Tab: "tab-00001"})
	}
	return err
}
