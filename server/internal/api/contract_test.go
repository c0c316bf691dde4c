package api_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

// Everything in the contract is served, and nothing is served below /v1 that is
// not in the contract.
func TestRoutesAreThoseOfTheContract(t *testing.T) {
	e := open(t, nil)
	served := map[string]bool{}
	for _, r := range e.engine().Routes() {
		if strings.HasPrefix(r.Path, "/v1/") && r.Method != http.MethodOptions {
			served[r.Method+" "+r.Path] = true
		}
	}
	for path, item := range loadDoc(t).Paths.Map() {
		for method := range item.Operations() {
			route := method + " " + pathParameter.ReplaceAllString(path, ":$1")
			if !served[route] {
				t.Errorf("%s is in the contract and not served", route)
			}
			delete(served, route)
		}
	}
	for route := range served {
		t.Errorf("%s is served and not in the contract", route)
	}
}

// sample is a request to an operation that nothing is wrong with.
type sample struct {
	query string
	body  any
}

// samples of every operation; TestEveryOperationKnowsWhoMayAsk fails for one
// that is missing.
var samples = map[string]sample{
	"createContact":         {body: newContact{App: "shop", ContactID: "contact-number-of-a-test-sample", Secret: "the-page-made-it-0123456789", Channel: "voice"}},
	"getContact":            {},
	"uploadContactFile":     {query: "?name=a.png&file_id=file-0001", body: png},
	"beginUpload":           {body: map[string]any{"name": "a.png", "size": len(png)}},
	"getUpload":             {},
	"continueUpload":        {query: "?offset=0", body: png},
	"endContact":            {},
	"putOffWrapUp":          {},
	"leaveMessage":          {body: map[string]any{"text": "The lamp is broken."}},
	"createSession":         {body: map[string]any{"account": "support", "proof": "a.b.c"}},
	"renewSession":          {},
	"endSession":            {},
	"endSessions":           {body: map[string]any{"agent": "support/dismissed"}},
	"createAdminSession":    {body: map[string]any{"passphrase": "a lamp behind the harbour"}},
	"beginProviderSession":  {},
	"finishProviderSession": {body: map[string]any{"flow": "a.b.c", "state": "state", "code": "code"}},
	"rotateKeys":            {body: map[string]any{}},
	"listAdmins":            {},
	"endAdminSessions":      {body: map[string]any{"admin": "provider/nobody"}},
	"setAdminPassphrase":    {body: map[string]any{"link": "a.b.c", "passphrase": "a lamp behind the harbour"}},
	"createAdminLink":       {},
	"createSandboxSession":  {body: map[string]any{"account": "support", "user": "17"}},
	"getMe":                 {},
	"getTeam":               {},
	"setStatus":             {body: map[string]any{"status": "away", "reason": "Lunch"}},
	"listInteractions":      {query: "?active=true&limit=5&q=anna&ticket=1&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"},
	"getInteraction":        {},
	"listRung":              {},
	"acceptOffer":           {body: map[string]any{"offer": 1, "tab": "tab-00001"}},
	"declineOffer":          {body: map[string]any{"offer": 1}},
	"hangup":                {},
	"putOnHold":             {},
	"getColleagues":         {},
	"beginTransfer":         {body: map[string]any{"to": map[string]any{"queue": "default"}}},
	"takeBack":              {},
	"completeTransfer":      {},
	"takeOffHold":           {},
	"pauseRecording":        {},
	"resumeRecording":       {},
	"putNote":               {body: map[string]any{"text": "a note"}},
	"makeAsk":               {body: map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}},
	"withdrawAsk":           {},
	"textJoinCode":          {body: map[string]any{"id": "text-0002"}},
	"sendText":              {body: map[string]any{"id": "text-0001", "text": "It is on its way."}},
	"joinCall":              {body: map[string]any{"code": "482 915", "secret": "the-page-made-it-0123456789"}},
	"makeJoinCode":          {body: map[string]any{}},
	"putOutBrowser":         {},
	"getAnswer":             {},
	"answerAsk":             {body: map[string]any{"text": "1Z999"}},
	"saveWrapUp":            {body: map[string]any{"disposition": "Resolved"}},
	"listTicketStatuses":    {},
	"chooseTicket":          {body: map[string]any{"ticket": "7"}},
	"searchPeople":          {body: map[string]any{"text": "rosa"}},
	"chooseRequester":       {body: map[string]any{"requester": "900"}},
	"retryWrites":           {body: map[string]any{}},
	"previewWrite":          {},
	"dropWrite":             {body: map[string]any{"reason": "Already told by phone."}},
	"getFile":               {},
	"createCall":            {body: map[string]any{"to": "+15550100999", "tab": "tab-00001", "call_id": "dial-0001"}},
	"live":                  {},
	"getOverview":           {},
	"getPackage":            {},
	"getDoctor":             {},
	"rehearse":              {},
	"reopenAccount":         {},
	"previewFlood":          {body: map[string]any{"from": "2026-03-01T09:00:00Z", "to": "2026-03-01T10:00:00Z"}},
	"dropFlood":             {body: map[string]any{"from": "2026-03-01T09:00:00Z", "to": "2026-03-01T10:00:00Z"}},
	"listTroubles":          {},
	"listAudit":             {query: "?limit=5&before=100&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"},
	"exportAudit":           {query: "?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z"},
	"listWrites":            {},
	"retryWrite":            {},
}

// operation of the contract with a request that is right but for who sends it.
type operation struct {
	id, method, path string
	roles            []string
	admin            string // x-admin
	supervisor       bool   // x-agent
	pages            any    // x-cross-origin
	maxBody          any    // x-max-body
	sample           sample
}

func operations(t *testing.T, of string) []operation {
	t.Helper()
	fill := strings.NewReplacer("{id}", of, "{note}", "note-0001", "{ask}", "ask-0001", "{file}", "file-0001", "{account}", "support", "{key}", of+"-contact-0-1")
	var out []operation
	for path, item := range loadDoc(t).Paths.Map() {
		for method, o := range item.Operations() {
			s, ok := samples[o.OperationID]
			if !ok {
				t.Errorf("%s has no sample here", o.OperationID)
			}
			op := operation{id: o.OperationID, method: method, path: fill.Replace(path) + s.query, sample: s}
			op.pages, op.maxBody = o.Extensions["x-cross-origin"], o.Extensions["x-max-body"]
			op.admin, _ = o.Extensions["x-admin"].(string)
			op.supervisor = o.Extensions["x-agent"] == "supervisor"
			if o.Security != nil {
				for _, requirement := range *o.Security {
					op.roles = append(op.roles, requirement["bearer"]...)
				}
			}
			out = append(out, op)
		}
	}
	return out
}

// Who may ask what: without a session nothing but what is for strangers, and with
// one nothing but what its role is for. What is refused changes nothing.
func TestEveryOperationKnowsWhoMayAsk(t *testing.T) {
	t.Parallel() // it waits
	e := open(t, nil)
	c := e.contact("voice")
	expired := e.agent("support", "ann")
	voiceTicket := c.Voice.Params["ticket"]
	e.clock.Advance(session.ConnectTTL / 2)
	fresh := map[string]string{"agent": e.agent("support", "ann"), "customer": c.Token, "admin": e.admin(), "supervisor": e.supervisor("support", "sue")}
	admins := map[session.AdminRole]string{}
	for _, role := range session.AdminRoles {
		admins[role] = e.issue(session.Claims{Role: session.Admin, AdminRole: role, Agent: interaction.Agent{ID: "support/" + string(role), Name: string(role)}})
	}
	head := e.head()
	var strangers []string
	for _, op := range operations(t, c.Interaction) {
		ask := func(token string) answer {
			return e.send(request{method: op.method, path: op.path, token: token, body: op.sample.body})
		}
		if len(op.roles) == 0 {
			strangers = append(strangers, op.id)
			continue
		}
		e.want(ask(""), http.StatusUnauthorized, "unauthorized")
		e.want(ask("nonsense"), http.StatusUnauthorized, "unauthorized")
		e.want(ask(voiceTicket), http.StatusUnauthorized, "unauthorized")
		e.want(ask(fresh["agent"]+"x"), http.StatusUnauthorized, "unauthorized")
		for role, token := range fresh {
			allowed := slices.Contains(op.roles, role) && !(role == "agent" && op.supervisor) || (role == "admin" || role == "supervisor") && slices.Contains(op.roles, "agent")
			if !allowed {
				e.want(ask(token), http.StatusForbidden, "forbidden")
			}
		}
		for role, token := range admins {
			if least := slices.Index(session.AdminRoles, session.AdminRole(op.admin)); slices.Index(session.AdminRoles, role) > least {
				e.want(ask(token), http.StatusForbidden, "forbidden")
			}
		}
	}
	slices.Sort(strangers)
	if want := []string{"beginProviderSession", "createAdminSession", "createContact", "createSandboxSession", "createSession", "finishProviderSession", "joinCall", "renewSession", "setAdminPassphrase"}; !slices.Equal(strangers, want) {
		t.Errorf("strangers may ask %v, want %v", strangers, want)
	}
	if now := e.head(); now != head {
		t.Errorf("refused requests have stored something: %d → %d", head, now)
	}
	e.clock.Advance(2 * 3600e9)
	for _, op := range operations(t, c.Interaction) {
		if slices.Contains(op.roles, "agent") {
			e.want(e.send(request{method: op.method, path: op.path, token: expired, body: op.sample.body}), http.StatusUnauthorized, "session_expired")
		}
	}
}

// Of another account's interaction nothing can be found out, and of a writes' key
// neither.
func TestAnotherAccountsInteractionDoesNotExist(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	e.upload(c, "file-0001", "a.png", png)
	head := e.head()
	others := e.agent("sales", "eve")
	othersAdmin := e.issue(session.Claims{Role: session.Admin, Account: "sales", Agent: interaction.Agent{ID: "sales/root", Name: "Root"}})
	asked := 0
	for _, op := range operations(t, c.Interaction) {
		if !strings.Contains(op.path, c.Interaction) {
			continue
		}
		asked++
		tokens := []string{othersAdmin}
		if slices.Contains(op.roles, "agent") {
			tokens = append(tokens, others)
		}
		for _, token := range tokens {
			a := e.send(request{method: op.method, path: op.path, token: token, body: op.sample.body})
			e.want(a, http.StatusNotFound, "not_found")
			missing := e.send(request{method: op.method, path: strings.ReplaceAll(op.path, c.Interaction, "01jq9999999999999999999999"), token: token, body: op.sample.body})
			e.want(missing, http.StatusNotFound, "not_found")
			if a.fault(t).Message != missing.fault(t).Message {
				t.Errorf("%s tells the one from the other: %s, %s", op.id, a.body, missing.body)
			}
		}
	}
	if asked < 9 {
		t.Errorf("only %d operations of one interaction", asked)
	}
	if e.head() != head {
		t.Error("something was stored")
	}
	if e.crm.reopenings() != 0 {
		t.Error("somebody else's account was opened")
	}
}

// A customer's capability opens one interaction, wherever it is shown.
func TestCapabilityOpensOneInteraction(t *testing.T) {
	e := open(t, nil)
	a, b := e.contact("voice"), e.contact("voice")
	e.upload(a, "file-0001", "a.png", png)
	var seen contactView
	e.ask(http.StatusOK, "GET", "/v1/contact", b.Token, nil, &seen)
	if seen.Interaction != b.Interaction || len(seen.Files) != 0 {
		t.Errorf("b sees %+v", seen)
	}
	e.ask(http.StatusNoContent, "POST", "/v1/contact/end", b.Token, nil, nil)
	e.ask(http.StatusOK, "GET", "/v1/contact", a.Token, nil, &seen)
	if seen.Interaction != a.Interaction || seen.State != "starting" || len(seen.Files) != 1 {
		t.Errorf("a sees %+v", seen)
	}
	gone := e.issue(session.Claims{Role: session.Customer, Account: "support", Interaction: "01jq9999999999999999999999"})
	for _, op := range operations(t, a.Interaction) {
		if slices.Equal(op.roles, []string{"customer"}) {
			e.want(e.send(request{method: op.method, path: op.path, token: gone, body: op.sample.body}), http.StatusNotFound, "not_found")
		}
	}
}
