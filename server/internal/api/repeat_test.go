package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/api/customer"
	apiedge "github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/store"
)

// Whoever knows a contact_id knows nothing: a repeated request is answered to the customer
// who made the first one, and to nobody else.
func TestRepeatIsProved(t *testing.T) {
	e := open(t, nil)
	subject := func(sub string) string {
		return e.packet(shopSecret, func(c jwt.MapClaims) { c["sub"] = sub })
	}
	const own = "the-page-made-it-0123456789"
	for name, first := range map[string]newContact{
		"anonymous":                {},
		"anonymous, with a secret": {Secret: own},
		"signed":                   {Packet: subject("cust-7")},
		"signed, with a secret":    {Packet: subject("cust-7"), Secret: own},
	} {
		t.Run(name, func(t *testing.T) {
			first.App, first.Channel, first.ContactID = "shop", "voice", "contact-number-of-a-test-"+strings.NewReplacer(" ", "", ",", "-").Replace(name)
			ask := func(packet, secret string) answer {
				again := first
				again.Packet, again.Secret = packet, secret
				return e.send(request{method: "POST", path: "/v1/contacts", body: again})
			}
			var out contactStarted
			e.ask(http.StatusCreated, "POST", "/v1/contacts", "", first, &out)
			head := e.head()
			foreign := e.contact("voice").Secret
			head = e.head() - head // of that contact alone
			before := e.head()
			for _, strange := range [][2]string{
				{"", ""}, {"", "somebody-elses-guess-0123456789"}, {"", foreign}, {subject("cust-8"), ""}, {subject(""), ""}, {"not a packet", ""},
				{e.packet("another secret of at least 32 bytes", nil), ""},
			} {
				e.want(ask(strange[0], strange[1]), http.StatusConflict, "contact_taken")
			}
			proofs := [][2]string{{"", out.Secret}, {subject("cust-8"), out.Secret}}
			if first.Secret != "" {
				proofs = append(proofs, [2]string{"", own})
			}
			if first.Packet != "" {
				proofs = append(proofs, [2]string{subject("cust-7"), ""})
			} else {
				e.want(ask(subject("cust-7"), ""), http.StatusConflict, "contact_taken")
			}
			for _, p := range proofs {
				e.want(ask(p[0], p[1]), http.StatusCreated, "")
			}
			if e.head() != before || head == 0 {
				t.Error("a repeated request has stored something")
			}
			if strings.Contains(e.log(), out.Secret) || strings.Contains(e.log(), own) {
				t.Error("the log holds a secret")
			}
		})
	}
	var out contactStarted
	late := newContact{App: "shop", Channel: "voice", ContactID: "contact-number-of-a-test-late", Secret: own}
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", late, &out)
	e.clock.Advance(12*time.Hour - time.Second)
	e.want(e.send(request{method: "POST", path: "/v1/contacts", body: late}), http.StatusCreated, "")
	e.clock.Advance(time.Second)
	e.want(e.send(request{method: "POST", path: "/v1/contacts", body: late}), http.StatusConflict, "contact_taken")
}

// A signed packet with an id begins a few contacts and no more; what repeats a request
// begins none, and nobody is kept out.
func TestPacketsAreNotReplayedForEver(t *testing.T) {
	e := open(t, nil)
	packet := func(id string) string {
		return e.packet(shopSecret, func(c jwt.MapClaims) { c["jti"] = id })
	}
	copied, another, without := packet("packet-1"), packet("packet-2"), e.packet(shopSecret, nil)
	trust := func(n int, packet string) string {
		t.Helper()
		var out contactStarted
		e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{App: "shop", Channel: "voice", ContactID: fmt.Sprintf("contact-number-of-a-test-replay-%d", n), Packet: packet}, &out)
		if out.Packet.Trust == "rejected" && out.Packet.Problem != "The packet has been used for too many contacts." {
			t.Errorf("%+v", out.Packet)
		}
		return out.Packet.Trust
	}
	for n := range 5 {
		for range 3 { // the answer was lost
			if got := trust(n, copied); got != "signed" {
				t.Errorf("contact %d: %s", n, got)
			}
		}
	}
	if got := trust(5, copied); got != "rejected" {
		t.Errorf("the sixth: %s", got)
	}
	if a, b := trust(6, another), trust(7, without); a != "signed" || b != "signed" {
		t.Errorf("others are %s and %s", a, b)
	}
}

// Who is told to wait, and does, however often they ask meanwhile, has used up nothing of
// their packet, under one contact_id or several.
func TestRefusedTriesUseUpNoPacket(t *testing.T) {
	e := open(t, func(c *api.Config) {
		c.Contacts = customer.Rates{OfSource: apiedge.PerMinute(1), OfApp: apiedge.PerMinute(20)}
		c.Apps[0].RequireSigned = true
	})
	signed := e.packet(shopSecret, func(c jwt.MapClaims) { c["jti"] = "packet-1" })
	begin := func(n int) answer {
		return e.send(request{method: "POST", path: "/v1/contacts", body: newContact{App: "shop", Channel: "voice", ContactID: fmt.Sprintf("contact-number-of-a-test-refused-%d", n), Packet: signed}})
	}
	for n := range 5 {
		e.want(begin(n), http.StatusCreated, "")
		for again := range 6 {
			if n < 4 {
				e.want(begin(n+1), http.StatusTooManyRequests, "too_many_contacts")
				e.want(begin(100*n+again+10), http.StatusTooManyRequests, "too_many_contacts")
			}
		}
		e.clock.Advance(time.Minute)
		if n == 0 { // the store is busy: the next try of this contact has the place
			e.store.be(func(operation string) error {
				if operation == "commit" {
					return store.ErrBusy
				}
				return nil
			})
			for range 2 {
				e.want(begin(1), http.StatusServiceUnavailable, "busy")
				e.clock.Advance(time.Minute)
			}
			e.store.be(nil)
		}
	}
	e.want(begin(5), http.StatusForbidden, "packet_required")
}
