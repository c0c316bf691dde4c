package zendesk_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

func TestConformance(t *testing.T) {
	crmtest.Suite(t, func(t *testing.T) crmtest.Harness { return newHarness(t, zendesktest.Options{}) })
}

// Nothing hangs on the words of a refusal.
func TestConformanceWithoutWords(t *testing.T) {
	crmtest.Suite(t, func(t *testing.T) crmtest.Harness {
		h := newHarness(t, zendesktest.Options{})
		h.wordless = true
		h.crm = h.in("US")
		return h
	})
}

// harness is a connector that talks to a stand-in over loopback.
type harness struct {
	t      *testing.T
	server *zendesktest.Server
	url    string
	crm    *zendesk.Connector

	wordless bool // refusals come without words that can be read
}

func (h *harness) Wordless() bool { return h.wordless }

var (
	_ crmtest.Harness   = (*harness)(nil)
	_ crmtest.Staffed   = (*harness)(nil)
	_ crmtest.Secretive = (*harness)(nil)
	_ crmtest.Statused  = (*harness)(nil)
)

// What the account's admin has set up.
const (
	aBrand, aForm, aGroup = 360_000_000_101, 360_000_000_102, 360_000_000_103
	aTagger, aText        = 360_000_000_104, 360_000_000_105
	aStatus, anOldStatus  = 360_000_000_106, 360_000_000_107
)

func newHarness(t *testing.T, o zendesktest.Options) *harness {
	t.Helper()
	o.Brands, o.Forms, o.Groups = []int64{aBrand}, []int64{aForm}, []int64{aGroup}
	o.Fields = []zendesktest.TicketField{{ID: aTagger, Title: "Colour", Type: "tagger", Options: []string{"blue", "red"}}, {ID: aText, Title: "Order", Type: "text"}}
	o.Statuses = []zendesktest.CustomStatus{
		{ID: aStatus, Category: "pending", Label: "Waiting for the courier"}, {ID: anOldStatus, Category: "open", Label: "Escalated", Inactive: true},
	}
	o.OnHold, o.SolveUnassigned = true, true
	return newHarnessOf(t, o)
}

// newHarnessOf an account as its options have it.
func newHarnessOf(t *testing.T, o zendesktest.Options) *harness {
	t.Helper()
	server := zendesktest.New(o)
	web := httptest.NewServer(server.Handler())
	t.Cleanup(web.Close)
	h := &harness{t: t, server: server, url: web.URL}
	h.crm = h.in("US")
	return h
}

func (h *harness) in(country string) *zendesk.Connector {
	return h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), DefaultCountry: country})
}

func (h *harness) connector(cfg zendesk.Config, opts ...zendesk.Option) *zendesk.Connector {
	h.t.Helper()
	wire := &http.Transport{}
	h.t.Cleanup(wire.CloseIdleConnections)
	var via http.RoundTripper = wire
	if h.wordless {
		via = crmtest.Wordless(wire)
	}
	crm, err := zendesk.New(cfg, append([]zendesk.Option{zendesk.WithTransport(via), zendesk.WithClock(clocktest.Shows(h.server.Now))}, opts...)...)
	if err != nil {
		h.t.Fatal(err)
	}
	return crm
}

func (h *harness) CRM() connectors.CRM { return h.crm }

func (h *harness) CRMIn(country string) connectors.CRM { return h.in(country) }

func (h *harness) SeedRequester(r connectors.Requester) connectors.Requester {
	u := h.server.AddUser(zendesktest.User{Name: r.Name, Email: r.Email, Phone: r.Phone, ExternalID: r.ExternalID})
	r.ID = strconv.FormatInt(u.ID, 10)
	return r
}

func (h *harness) EditRequester(id string, to connectors.Requester) {
	h.server.EditUser(h.id(id), func(u *zendesktest.User) { u.Name, u.Phone = to.Name, to.Phone })
}

func (h *harness) Requester(id string) connectors.Requester {
	u, _ := h.server.User(h.id(id))
	return connectors.Requester{ID: id, Name: u.Name, Email: u.Email, Phone: u.Phone, ExternalID: u.ExternalID}
}

func (h *harness) Retire(id string, how crmtest.Retirement) bool {
	switch how {
	case crmtest.Suspended:
		h.server.Suspend(h.id(id), true)
	case crmtest.Deleted:
		h.server.RemoveUser(h.id(id), 0)
	case crmtest.Merged:
		h.server.RemoveUser(h.id(id), h.id(h.SeedRequester(connectors.Requester{Name: "Winner"}).ID))
	}
	return true
}

func (h *harness) CRMDecorated(d crmtest.Decorations) connectors.CRM {
	vip := zendesk.Settings{BrandID: aBrand, FormID: aForm, GroupID: aGroup, Priority: "high", Fields: map[int64]any{aTagger: "blue", aText: "1042"}}
	switch d {
	case crmtest.OneRefused:
		vip.GroupID = 1
	case crmtest.OneUnnamed:
		vip.Fields = map[int64]any{aTagger: "green"}
	}
	queues := map[string]zendesk.Settings{"vip": vip}
	if d == crmtest.EachRefused {
		queues = map[string]zendesk.Settings{"vip": {GroupID: 1}, "late": {GroupID: 2}}
	}
	return h.connector(zendesk.Config{URL: h.url, ClientID: "deskside", ClientSecret: h.server.ClientSecret(), DefaultCountry: "US", Queues: queues})
}

func (h *harness) Decorated(ticket string) bool {
	k, _ := h.server.Ticket(h.id(ticket))
	return k.BrandID == aBrand && k.FormID == aForm && k.GroupID == aGroup && k.Priority == "high" && len(k.Fields) == 2
}

func (h *harness) FollowUpOf(ticket string) string {
	k, _ := h.server.Ticket(h.id(ticket))
	return strconv.FormatInt(k.FollowUpOf, 10)
}

func (h *harness) SeedAgent(name string) connectors.Author {
	u := h.server.AddUser(zendesktest.User{Name: name, Email: "agent@acme.example", Role: "agent"})
	return connectors.Author{CRMID: strconv.FormatInt(u.ID, 10), Name: name}
}

func (h *harness) Dismiss(id string) { h.server.Suspend(h.id(id), true) }

func (h *harness) SeedTicket(s crmtest.TicketSeed) connectors.Ticket {
	tags := []string{"web"}
	if s.IssuePath != "" {
		tags = append(tags, "deskside_issue_"+zendesk.Slug(s.IssuePath))
	}
	if s.Channel != "" {
		tags = append(tags, "deskside_channel_"+zendesk.Slug(s.Channel))
	}
	k := h.server.AddTicket(zendesktest.Ticket{Subject: s.Subject, RequesterID: h.id(s.Requester), Tags: tags}, "It is broken", s.Age)
	id := strconv.FormatInt(k.ID, 10)
	if s.State != "" && s.State != connectors.TicketOpen {
		h.SetState(id, s.State, "")
	}
	return h.Snapshot(id).Ticket
}

func (h *harness) id(text string) int64 {
	h.t.Helper()
	if text == "" {
		return 0
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

func (h *harness) SetState(ticket string, state connectors.TicketState, into string) {
	h.t.Helper()
	if err := h.server.SetState(h.id(ticket), state, h.id(into)); err != nil {
		h.t.Fatal(err)
	}
}

func (h *harness) Touch(ticket string) { h.server.Touch(h.id(ticket)) }

func (h *harness) Refuse(what crmtest.Spare) {
	h.server.Refuse(what == crmtest.Phones, what == crmtest.Tags)
}

func (h *harness) SetStatus(ticket, status string) { h.server.SetStatus(h.id(ticket), status) }

func (h *harness) RequireToClose() string {
	h.server.RequireToSolve(zendesktest.TicketField{ID: 360_000_000_108, Title: "Root cause", Type: "text"})
	return "Root cause"
}

func (h *harness) FinalStatus() string { return "closed" }

func (h *harness) Snapshot(ticket string) crmtest.Snapshot {
	h.t.Helper()
	k, ok := h.server.Ticket(h.id(ticket))
	if !ok {
		h.t.Fatalf("no ticket %s", ticket)
	}
	s := crmtest.Snapshot{Tags: k.Tags, Ticket: connectors.Ticket{
		ID: ticket, Number: "#" + ticket, Subject: k.Subject, Status: k.Status, RequesterID: strconv.FormatInt(k.RequesterID, 10), State: stateOf(k),
	}}
	for _, c := range k.Comments {
		s.Notes = append(s.Notes, crmtest.SnapshotNote{Author: strconv.FormatInt(c.AuthorID, 10), Public: c.Public, Text: c.Text, HTML: c.HTML})
		for _, f := range c.Attachments {
			s.Files = append(s.Files, crmtest.SnapshotFile{Name: f.Name, ContentType: f.ContentType, Size: int64(len(f.Content)), SHA256: f.SHA256()})
		}
	}
	return s
}

func stateOf(k zendesktest.Ticket) connectors.TicketState {
	switch {
	case k.Deleted:
		return connectors.TicketGone
	case k.MergedInto != 0:
		return connectors.TicketMerged
	case k.Status == "closed":
		return connectors.TicketClosed
	case k.Status == "solved":
		return connectors.TicketSolved
	}
	return connectors.TicketOpen
}

func (h *harness) Tickets() []string {
	ids := []string{}
	for _, id := range h.server.Tickets() {
		ids = append(ids, strconv.FormatInt(id, 10))
	}
	return ids
}

func (h *harness) Fault(f crmtest.Fault) {
	h.server.Fault(zendesktest.Fault{Trouble: f.Trouble, Times: f.Times, Reads: f.Reads, RetryAfter: f.RetryAfter, Delay: f.Delay})
}

func (h *harness) Calls() int              { return h.server.Calls() }
func (h *harness) Advance(d time.Duration) { h.server.Advance(d) }
func (h *harness) Secrets() []string       { return append(h.server.Tokens(), h.server.ClientSecret()) }
