package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/server/internal/api"
)

// packet signed as the shop's backend does it, at the edge's time.
func (e *edge) packet(secret string, change func(jwt.MapClaims)) string {
	e.t.Helper()
	now := e.clock.Now()
	claims := jwt.MapClaims{
		"iat": now.Unix(), "exp": now.Add(10 * time.Minute).Unix(), "sub": "cust-7", "name": "Ada Kowalska", "email": "ada@example.com", "phone": "+15550109999",
		"custom_data": map[string]any{"order": map[string]any{"label": "Order", "value": "A-1001", "type": "string"}},
	}
	if change != nil {
		change(claims)
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
	e.must(err)
	return token
}

// While an app's secret is rotated, packets are believed by the old one and the new one;
// when the old one is gone, by the new one alone.
func TestAppSecretIsRotated(t *testing.T) {
	const fresh = "the demo shop's fresh secret, 32+"
	trusts := func(secret, secondary string) (older, newer string) {
		e := open(t, func(c *api.Config) { c.Apps[0].Secret, c.Apps[0].Secondary = []byte(secret), []byte(secondary) })
		for i, with := range []string{shopSecret, fresh, "neither of the two, but 32 bytes!"} {
			var out contactStarted
			e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{App: "shop", ContactID: fmt.Sprint("contact-number-of-a-test-", i), Channel: "voice", Packet: e.packet(with, nil)}, &out)
			switch i {
			case 0:
				older = out.Packet.Trust
			case 1:
				newer = out.Packet.Trust
			default:
				if out.Packet.Trust != "rejected" {
					t.Errorf("by a foreign secret: %s", out.Packet.Trust)
				}
			}
		}
		return older, newer
	}
	for _, step := range []struct{ secret, secondary, older, newer string }{
		{shopSecret, "", "signed", "rejected"},
		{shopSecret, fresh, "signed", "signed"},
		{fresh, shopSecret, "signed", "signed"},
		{fresh, "", "rejected", "signed"},
	} {
		if older, newer := trusts(step.secret, step.secondary); older != step.older || newer != step.newer {
			t.Errorf("%+v: the old one's are %s, the new one's %s", step, older, newer)
		}
	}
}

func TestSignedPacketIsBelieved(t *testing.T) {
	e := open(t, nil)
	var out contactStarted
	e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{
		App: "shop", ContactID: "contact-number-of-a-test-1", Channel: "voice", Packet: e.packet(shopSecret, nil), Name: "Eve", IssuePath: []string{"Orders", "Damaged item"},
		Fields: []map[string]any{{"key": "screen", "label": "Screen", "value": "Order A-1001"}},
	}, &out)
	v := e.interaction(out.Interaction)
	if out.Packet.Trust != "signed" || v.Packet.Trust != "signed" || !v.Customer.Verified || v.Customer.Name != "Ada Kowalska" {
		t.Errorf("%+v %+v", out.Packet, v.Customer)
	}
	if f, ok := find(v.Packet.Signed, "order"); !ok || f.Value != "A-1001" {
		t.Errorf("signed: %+v", v.Packet.Signed)
	}
	for _, key := range []string{"screen", "typed_name"} {
		if _, ok := find(v.Packet.Unsigned, key); !ok {
			t.Errorf("%s is not among the hearsay: %+v", key, v.Packet.Unsigned)
		}
		if _, ok := find(v.Packet.Signed, key); ok {
			t.Errorf("%s is among the facts", key)
		}
	}
	if strings.Join(v.IssuePath, "/") != "Orders/Damaged item" {
		t.Errorf("issue path %v", v.IssuePath)
	}
}

// Nothing that is wrong with a packet keeps a customer out, and nothing of it is
// believed.
func TestBadPacketsGetThroughUnbelieved(t *testing.T) {
	e := open(t, nil)
	good := e.packet(shopSecret, nil)
	parts := strings.Split(good, ".")
	head, body, sig := parts[0], parts[1], parts[2]
	for name, c := range map[string]struct{ token, problem string }{
		"bad signature":    {e.packet("another secret of at least 32 bytes", nil), "signature"},
		"cut off":          {good[:len(good)-9], "signature"},
		"no JWT":           {"hello", "malformed"},
		"unsigned":         {head + "." + body + ".", "signature"},
		"none":             {"eyJhbGciOiJub25lIn0." + body + ".", ""},
		"changed":          {head + ".e30." + sig, "signature"},
		"expired":          {e.packet(shopSecret, func(c jwt.MapClaims) { c["iat"], c["exp"] = 1, 2 }), "expired"},
		"not yet":          {e.packet(shopSecret, func(c jwt.MapClaims) { c["nbf"] = e.clock.Now().Add(time.Hour).Unix() }), "not valid yet"},
		"for years":        {e.packet(shopSecret, func(c jwt.MapClaims) { c["exp"] = e.clock.Now().AddDate(5, 0, 0).Unix() }), "longer"},
		"no exp":           {e.packet(shopSecret, func(c jwt.MapClaims) { delete(c, "exp") }), "exp"},
		"too large":        {e.packet(shopSecret, func(c jwt.MapClaims) { c["x"] = strings.Repeat("a", 80<<10) }), "64 KB"},
		"hardly a contact": {strings.Repeat("a", 240<<10), "64 KB"},
		"custom_data list": {e.packet(shopSecret, func(c jwt.MapClaims) { c["custom_data"] = []int{1} }), "custom_data"},
		"name a number":    {e.packet(shopSecret, func(c jwt.MapClaims) { c["name"] = 7 }), "name"},
		"date no date": {e.packet(shopSecret, func(c jwt.MapClaims) {
			c["custom_data"] = map[string]any{"when": map[string]any{"value": "tomorrow", "type": "date"}}
		}), "when"},
		"value an object": {e.packet(shopSecret, func(c jwt.MapClaims) {
			c["custom_data"] = map[string]any{"o": map[string]any{"value": map[string]any{"a": 1}}}
		}), "single value"},
		"script in a type": {e.packet(shopSecret, func(c jwt.MapClaims) {
			c["custom_data"] = map[string]any{"<script>": map[string]any{"value": "x", "type": "<img src=x>"}}
		}), "type"},
	} {
		t.Run(name, func(t *testing.T) {
			var out contactStarted
			e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{
				App: "shop", ContactID: "contact-number-of-a-test-bad-" + strings.ReplaceAll(name, " ", "-"), Channel: "voice", Packet: c.token, Name: "Visitor",
			}, &out)
			v := e.interaction(out.Interaction)
			for _, p := range []struct{ Trust, Problem string }{out.Packet, {v.Packet.Trust, v.Packet.Problem}} {
				if p.Trust != "rejected" || !strings.Contains(p.Problem, c.problem) || !sentence.MatchString(p.Problem) {
					t.Errorf("%+v, want rejected: …%s…", p, c.problem)
				}
			}
			if len(v.Packet.Signed) > 0 || v.Customer.Verified || v.Customer.Name != "Visitor" || v.Customer.Email != "" {
				t.Errorf("something was believed: %+v %+v", v.Packet, v.Customer)
			}
			if raw, _ := json.Marshal(v); strings.Contains(string(raw), "A-1001") {
				t.Error("something of the packet is shown")
			}
		})
	}
}

// Hostile text is shown as the text it is: never as markup of the answer, and
// never as something that takes the page over.
// What a page says of itself is cut to size and read as text; it keeps nobody out.
func TestOddHearsayGetsThrough(t *testing.T) {
	for name, fields := range map[string]string{
		"many":         `[` + strings.Repeat(`{"key":"k","value":"v"},`, 1000) + `{"key":"k","value":"v"}]`,
		"long":         `[{"key":"` + strings.Repeat("k", 500) + `","label":"` + strings.Repeat("l", 500) + `","value":"` + strings.Repeat("v", 5000) + `"}]`,
		"unknown type": `[{"key":"k","value":"v","type":"html"}]`,
		"other values": `[{"key":"a","value":7},{"key":"b","value":true},{"key":"c","value":{"d":[1]}},{"key":"e","value":null},{"key":"f","value":[null,{"g":null}]}]`,
	} {
		t.Run(name, func(t *testing.T) {
			e := open(t, nil)
			body := `{"app":"shop","contact_id":"contact-number-of-a-test-0001","channel":"voice","fields":` + fields + `}`
			e.want(e.send(request{method: "POST", path: "/v1/contacts", body: body}), http.StatusCreated, "")
		})
	}
}

func TestHostileTextStaysText(t *testing.T) {
	e := open(t, nil)
	const (
		script  = `<script>alert("1")</script><img src=x onerror=alert(1)>`
		rtl     = "\u202Egnp.exe \u2066x\u2069 שלום"
		control = "a\x00b\x1b[31mc\u0085d\r\nFake: field"
		emoji   = "👩‍👩‍👧‍👦 ✅ \U0001F1E9\U0001F1EA e\u0301"
	)
	for _, text := range []string{script, rtl, control, emoji, strings.Repeat("ß", 900), "\ufeff\u200b", `","trust":"signed"`, `{{.}} ${x} %s %00`, "]]>--><!--boot-->"} {
		contacts := another()
		packet := e.packet(shopSecret, func(c jwt.MapClaims) {
			c["name"] = text
			c["custom_data"] = map[string]any{"item": map[string]any{"label": text, "value": text}}
		})
		short := []rune(text)[:min(len([]rune(text)), 100)]
		var out contactStarted
		e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{
			App: "shop", ContactID: fmt.Sprintf("contact-number-of-a-test-hostile-%d", contacts), Channel: "message", Packet: packet, Message: text, Name: string(short), Email: "x" + string(short[:3]), Phone: string(short[:5]),
			IssuePath: []string{string(short)}, Fields: []map[string]any{{"key": "page", "label": string(short), "value": text, "type": "url"}, {"key": string(short[:8]), "value": text}},
		}, &out)
		if out.Packet.Trust != "signed" {
			t.Fatalf("%q: %+v", text, out.Packet)
		}
		a := e.ask(http.StatusOK, "GET", "/v1/interactions/"+out.Interaction, e.agent("support", "ann"), nil, nil)
		if kind := a.Header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
			t.Errorf("as %q", kind)
		}
		if raw := string(a.body); strings.ContainsAny(raw, "<>\x00\x1b\r") {
			t.Errorf("markup or control characters in the answer: %q", raw)
		}
		v := e.interaction(out.Interaction)
		f, _ := find(v.Packet.Signed, "item")
		for _, shown := range []string{f.Value, v.Customer.Name} {
			if strings.ContainsAny(shown, "\x00\x1b\r\n\u0085\u202e\u2066\u2069") {
				t.Errorf("%q turns or breaks the line", shown)
			}
		}
		if text == script && f.Value != script {
			t.Errorf("changed to %q", f.Value)
		}
		if text == emoji && f.Value != emoji {
			t.Errorf("changed to %q", f.Value)
		}
		if p, ok := find(v.Packet.Unsigned, "page"); ok && p.Type == "url" {
			t.Errorf("a link to %q", p.Value)
		}
		if len(v.Items) == 0 || v.Items[len(v.Items)-1].Text != text {
			t.Errorf("the message is not what was written: %+v", v.Items)
		}
	}
}

func find(fields []fieldView, key string) (fieldView, bool) {
	for _, f := range fields {
		if f.Key == key {
			return f, true
		}
	}
	return fieldView{}, false
}

// interaction as an agent of its account sees it.
func (e *edge) interaction(id string) interactionView {
	e.t.Helper()
	var v interactionView
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id, e.issueAgentOf(id), nil, &v)
	return v
}

func (e *edge) issueAgentOf(id string) string {
	return e.agent(e.state(id).Account, "reader")
}
