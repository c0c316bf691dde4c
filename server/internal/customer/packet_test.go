package customer_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/server/internal/customer"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// said is what is wrong with a packet, in English.
func said(p interaction.Packet) string {
	if p.Fault.IsZero() {
		return ""
	}
	return words.Of(p.Fault.Code, p.Fault.Values).English(words.Lexicon{})
}

var (
	secret = []byte("the demo shop's secret, 32 bytes+")
	now    = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
)

// sign a payload as it is, valid JSON or not.
func sign(t testing.TB, payload string) string {
	t.Helper()
	return signAs(t, jwt.SigningMethodHS256, `{"alg":"HS256","typ":"JWT"}`, payload, secret)
}

func signAs(t testing.TB, m jwt.SigningMethod, header, payload string, key any) string {
	t.Helper()
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	sig, err := m.Sign(text, key)
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// claims that are good for the next half hour, and more.
func claims(more string) string {
	if more != "" {
		more = "," + more
	}
	return fmt.Sprintf(`{"iat":%d,"exp":%d%s}`, now.Unix(), now.Add(30*time.Minute).Unix(), more)
}

func custom(fields string) string { return claims(`"custom_data":{` + fields + `}`) }

func TestSignedPacket(t *testing.T) {
	p, who := customer.ParsePacket(customer.Input{
		Secret: secret,
		Token: sign(t, claims(`"sub":"u-812","name":"Müller, Zoë","email":"zoe@example.com","phone":"(415) 555-2671","ticket":4711,
			"custom_data":{
				"item":{"label":"Item","value":"Teapot “Ørsted” 🫖","type":"string"},
				"price":{"label":"Price","value":1234567890123456789.10,"type":"number"},
				"ordered":{"label":"Ordered","value":1767225600000,"type":"date"},
				"due":{"label":"Due","value":"2026-03-04","type":"date"},
				"page":{"label":"Page","value":"https://shop.example.com/p/1?a=b","type":"url"},
				"vip":{"value":true,"type":"boolean"},
				"risk":{"label":"Risk","value":"0.93","type":"number","invisible_to_agent":true},
				"nothing":{"label":"Nothing","value":null},
				"bare":{"value":"no type"}
			}`)),
		Unsigned: []interaction.Field{{Key: "screen", Label: "Screen", Value: "390×844", Type: "text"}},
		Name:     "zoe", Email: "zoe@example.com", Phone: "call me",
		Limits: customer.Limits{Country: "US"},
	}, now)
	wantPacket := interaction.Packet{
		Trust:  interaction.Signed,
		Ticket: "4711",
		Signed: []interaction.Field{
			{Key: "item", Label: "Item", Value: "Teapot “Ørsted” 🫖", Type: "text"},
			{Key: "price", Label: "Price", Value: "1234567890123456789.10", Type: "number"},
			{Key: "ordered", Label: "Ordered", Value: "2026-01-01T00:00:00Z", Type: "date"},
			{Key: "due", Label: "Due", Value: "2026-03-04", Type: "date"},
			{Key: "page", Label: "Page", Value: "https://shop.example.com/p/1?a=b", Type: "url"},
			{Key: "vip", Label: "vip", Value: "true", Type: "boolean"},
			{Key: "risk", Label: "Risk", Value: "0.93", Type: "number", Hidden: true},
			{Key: "bare", Label: "bare", Value: "no type", Type: "text"},
		},
		Unsigned: []interaction.Field{
			{Key: "typed_name", Label: "Name as typed", Value: "zoe", Type: "text"},
			{Key: "phone", Label: "Phone", Value: "call me", Type: "text"},
			{Key: "screen", Label: "Screen", Value: "390×844", Type: "text"},
		},
	}
	if diff := cmp.Diff(wantPacket, p); diff != "" {
		t.Error(diff)
	}
	wantCustomer := interaction.Customer{ExternalID: "u-812", Name: "Müller, Zoë", Email: "zoe@example.com", Phone: "+14155552671", Verified: true}
	if diff := cmp.Diff(wantCustomer, who); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutToken(t *testing.T) {
	p, who := customer.ParsePacket(customer.Input{
		Secret: secret, Name: " Ana \n", Email: "not an address", Phone: "+49 30 901820",
		Unsigned: []interaction.Field{
			{Key: "page", Value: "javascript:alert(1)", Type: "url"},
			{Key: "link", Value: "https://shop.example.com/", Type: "url"},
			{Key: "n", Value: "twelve", Type: "number"},
			{Key: "odd", Value: "x", Type: "blob"},
			{Key: "hid", Value: "x", Type: "text", Hidden: true},
			{Key: "\x00", Value: "no name"},
		},
	}, now)
	want := interaction.Packet{Trust: interaction.Unsigned, Unsigned: []interaction.Field{
		{Key: "email", Label: "Email", Value: "not an address", Type: "text"},
		{Key: "page", Label: "page", Value: "javascript:alert(1)", Type: "text"},
		{Key: "link", Label: "link", Value: "https://shop.example.com/", Type: "url"},
		{Key: "n", Label: "n", Value: "twelve", Type: "text"},
		{Key: "odd", Label: "odd", Value: "x", Type: "text"},
		{Key: "hid", Label: "hid", Value: "x", Type: "text"},
	}}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(interaction.Customer{Name: "Ana", Phone: "+4930901820"}, who); diff != "" {
		t.Error(diff)
	}
}

// A packet about circumstances alone says nothing of the person.
func TestSignedPacketOfNobody(t *testing.T) {
	p, who := customer.ParsePacket(customer.Input{
		Secret: secret, Token: sign(t, custom(`"os":{"value":"iOS 19"}`)), Name: "Ana",
	}, now)
	if p.Trust != interaction.Signed || len(p.Signed) != 1 {
		t.Errorf("packet %+v", p)
	}
	if (who != interaction.Customer{Name: "Ana"}) {
		t.Errorf("customer %+v: Ana is hearsay", who)
	}
}

func TestBadTokens(t *testing.T) {
	at := func(iat, exp time.Time, more string) string {
		return sign(t, fmt.Sprintf(`{"iat":%d,"exp":%d%s}`, iat.Unix(), exp.Unix(), more))
	}
	good := sign(t, claims(`"name":"SIGNED"`))
	parts := strings.Split(good, ".")
	hs256 := `{"alg":"HS256"}`
	for name, c := range map[string]struct {
		token, problem string
	}{
		"10 MB":                 {strings.Repeat("A", 10<<20), "larger than 64 KB"},
		"just too large":        {sign(t, custom(`"a":{"value":"`+strings.Repeat("x", 60<<10)+`"}`)), "larger than 64 KB"},
		"not a token":           {"hello", "malformed"},
		"not base64":            {"€.€.€", "malformed"},
		"not JSON":              {sign(t, "SIGNED"), "malformed"},
		"null":                  {sign(t, "null"), "malformed"},
		"an array":              {sign(t, `["SIGNED"]`), "malformed"},
		"cut short":             {sign(t, `{"name":"SIGNED"`), "malformed"},
		"two documents":         {sign(t, claims("")+claims("")), "malformed"},
		"nested without end":    {sign(t, strings.Repeat("[", 20_000)), "malformed"},
		"alg none":              {signAs(t, jwt.SigningMethodNone, `{"alg":"none"}`, claims(`"name":"SIGNED"`), jwt.UnsafeAllowNoneSignatureType), "not signed with HS256"},
		"HS512":                 {signAs(t, jwt.SigningMethodHS512, `{"alg":"HS512"}`, claims(""), secret), "not signed with HS256"},
		"RS256 by name":         {signAs(t, jwt.SigningMethodHS256, `{"alg":"RS256"}`, claims(""), secret), "not signed with HS256"},
		"unknown algorithm":     {signAs(t, jwt.SigningMethodHS256, `{"alg":"ROT13"}`, claims(""), secret), "not signed with HS256"},
		"no algorithm":          {signAs(t, jwt.SigningMethodHS256, `{}`, claims(""), secret), "not signed with HS256"},
		"critical extension":    {signAs(t, jwt.SigningMethodHS256, `{"alg":"HS256","crit":["b64"],"b64":false}`, claims(""), secret), "critical extension"},
		"another secret":        {signAs(t, jwt.SigningMethodHS256, hs256, claims(`"name":"SIGNED"`), []byte("another")), "signature does not hold"},
		"empty secret":          {signAs(t, jwt.SigningMethodHS256, hs256, claims(`"name":"SIGNED"`), []byte{}), "signature does not hold"},
		"tampered":              {parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(claims(`"name":"SIGNED2"`))) + "." + parts[2], "signature does not hold"},
		"no signature":          {parts[0] + "." + parts[1] + ".", "signature does not hold"},
		"no times":              {sign(t, `{"name":"SIGNED"}`), "lacks the claim “iat”"},
		"no exp":                {sign(t, fmt.Sprintf(`{"iat":%d}`, now.Unix())), "lacks the claim “exp”"},
		"exp null":              {sign(t, fmt.Sprintf(`{"iat":%d,"exp":null}`, now.Unix())), "lacks the claim “exp”"},
		"exp of text":           {sign(t, fmt.Sprintf(`{"iat":%d,"exp":"tomorrow"}`, now.Unix())), "“exp” is not a number"},
		"exp beyond all":        {sign(t, fmt.Sprintf(`{"iat":%d,"exp":1e300}`, now.Unix())), "“exp” is not a time"},
		"iat in milliseconds":   {sign(t, fmt.Sprintf(`{"iat":%d,"exp":%d}`, now.UnixMilli(), now.Add(time.Minute).Unix())), "“iat” is not a time"},
		"expired":               {at(now.Add(-31*time.Minute), now.Add(-time.Minute), ""), "has expired"},
		"from the future":       {at(now.Add(2*time.Minute), now.Add(9*time.Minute), ""), "not valid yet"},
		"not before":            {sign(t, claims(fmt.Sprintf(`"nbf":%d`, now.Add(2*time.Minute).Unix()))), "not valid yet"},
		"valid for too long":    {at(now, now.Add(time.Hour+time.Second), ""), "longer than 60 minutes"},
		"ends before it begins": {at(now, now.Add(-time.Second), ""), "ends before it begins"},

		"sub is a number":       {sign(t, claims(`"sub":7`)), "“sub” is not text"},
		"sub is too long":       {sign(t, claims(`"sub":"`+strings.Repeat("x", 256)+`"`)), "“sub” is longer"},
		"sub holds controls":    {sign(t, claims(`"sub":"a\u0000b"`)), "“sub” is longer"},
		"name is an object":     {sign(t, claims(`"name":{"first":"SIGNED"}`)), "“name” is not text"},
		"email is a list":       {sign(t, claims(`"email":["SIGNED"]`)), "“email” is not text"},
		"phone is a number":     {sign(t, claims(`"phone":14155552671`)), "“phone” is not text"},
		"ticket is a fraction":  {sign(t, claims(`"ticket":4.5`)), "“ticket” is not the number"},
		"ticket is true":        {sign(t, claims(`"ticket":true`)), "“ticket” is not text"},
		"ticket is too long":    {sign(t, claims(`"ticket":"`+strings.Repeat("1", 65)+`"`)), "“ticket” is longer"},
		"custom_data is text":   {sign(t, claims(`"custom_data":"SIGNED"`)), "“custom_data” is not an object"},
		"custom_data is a list": {sign(t, claims(`"custom_data":[1]`)), "“custom_data” is not an object"},
		"field is text":         {sign(t, custom(`"k":"SIGNED"`)), "“k” is not an object"},
		"field without a name":  {sign(t, custom(`"":{"value":"SIGNED"}`)), "without a name"},
		"label is a number":     {sign(t, custom(`"k":{"label":1,"value":"SIGNED"}`)), "“k” is not an object with"},
		"hidden is text":        {sign(t, custom(`"k":{"value":"SIGNED","invisible_to_agent":"yes"}`)), "“k” is not an object with"},
		"value is an object":    {sign(t, custom(`"k":{"value":{"a":"SIGNED"}}`)), "not a single value"},
		"type is unknown":       {sign(t, custom(`"k":{"value":"SIGNED","type":"html"}`)), "type that is not known"},
		"number is text":        {sign(t, custom(`"k":{"value":"SIGNED","type":"number"}`)), "“k” is not a number"},
		"number is endless":     {sign(t, custom(`"k":{"value":`+strings.Repeat("9", 65)+`,"type":"number"}`)), "“k” is not a number"},
		"date is text":          {sign(t, custom(`"k":{"value":"SIGNED","type":"date"}`)), "“k” is not a date"},
		"date in seconds":       {sign(t, custom(`"k":{"value":1767225600,"type":"date"}`)), "“k” is not a date"},
		"url runs a script":     {sign(t, custom(`"k":{"value":"javascript:alert('SIGNED')","type":"url"}`)), "“k” is not an http"},
		"url is relative":       {sign(t, custom(`"k":{"value":"//SIGNED/x","type":"url"}`)), "“k” is not an http"},
		"url leaves its quotes": {sign(t, custom(`"k":{"value":"https://a/\" onclick=\"SIGNED","type":"url"}`)), "“k” is not an http"},
		"boolean is a number":   {sign(t, custom(`"k":{"value":1,"type":"boolean"}`)), "“k” is not true or false"},
	} {
		t.Run(name, func(t *testing.T) {
			p, who := customer.ParsePacket(customer.Input{
				Token: c.token, Secret: secret, Name: "Ana",
				Unsigned: []interaction.Field{{Key: "screen", Value: "small"}},
			}, now)
			want := interaction.Packet{
				Trust: interaction.Rejected, Fault: p.Fault,
				Unsigned: []interaction.Field{{Key: "screen", Label: "screen", Value: "small", Type: "text"}},
			}
			if diff := cmp.Diff(want, p); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(said(p), c.problem) || !strings.HasSuffix(said(p), ".") || strings.Contains(said(p), "SIGNED") {
				t.Errorf("problem %q, want a sentence that contains %q and nothing of the packet's content", said(p), c.problem)
			}
			if (who != interaction.Customer{Name: "Ana"}) {
				t.Errorf("customer %+v, want what was typed, unverified", who)
			}
		})
	}
}

func TestNoSecretConfigured(t *testing.T) {
	p, who := customer.ParsePacket(customer.Input{Token: signAs(t, jwt.SigningMethodHS256, `{"alg":"HS256"}`, claims(`"sub":"1"`), []byte{})}, now)
	if p.Trust != interaction.Rejected || !strings.Contains(said(p), "No secret") || who.Verified {
		t.Errorf("%+v, %+v", p, who)
	}
}

func TestLeewayAndLifetime(t *testing.T) {
	token := func(iat, exp time.Time) string {
		return sign(t, fmt.Sprintf(`{"iat":%d.25,"exp":%d}`, iat.Unix(), exp.Unix()))
	}
	for name, c := range map[string]struct {
		token  string
		limits customer.Limits
	}{
		"expired within the leeway":    {token(now.Add(-30*time.Minute), now.Add(-59*time.Second)), customer.Limits{}},
		"a clock ahead within leeway":  {token(now.Add(59*time.Second), now.Add(9*time.Minute)), customer.Limits{}},
		"the longest lifetime":         {token(now, now.Add(time.Hour)), customer.Limits{}},
		"a longer lifetime, permitted": {token(now, now.Add(5*time.Hour)), customer.Limits{MaxLifetime: 5 * time.Hour}},
		"a line break around it":       {"\n" + token(now, now.Add(time.Minute)) + "\r\n", customer.Limits{}},
	} {
		if p, _ := customer.ParsePacket(customer.Input{Token: c.token, Secret: secret, Limits: c.limits}, now); p.Trust != interaction.Signed {
			t.Errorf("%s: %s", name, said(p))
		}
	}
}

func TestHostileText(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"script stays text": {`<script>alert("x")</script>`, `<script>alert("x")</script>`},
		"right to left":     {"שלום עולם", "שלום עולם"},
		"override":          {"evil\u202egnp.exe\u2066x\u2069", "evilgnp.exex"},
		"emoji and joiners": {"👩‍👩‍👧 ❤️ 🇪🇺", "👩‍👩‍👧 ❤️ 🇪🇺"},
		"controls":          {"a\u0000b\u001b[31mc\u007fd\u009be", "ab[31mcde"},
		"a forged line":     {"small\r\nSigned: yes\u2028more", "small Signed: yes more"},
		"invalid UTF-8":     {"a\xffb", "a\uFFFDb"},
	} {
		field := fmt.Sprintf("%q:{%q:%q}", "k", "value", "PLACE")
		payload := strings.Replace(custom(field), "PLACE", jsonText(c.in), 1)
		p, _ := customer.ParsePacket(customer.Input{
			Token: sign(t, payload), Secret: secret,
			Unsigned: []interaction.Field{{Key: "k", Label: c.in, Value: c.in}},
		}, now)
		if p.Trust != interaction.Signed {
			t.Errorf("%s: %s", name, said(p))
			continue
		}
		for where, got := range map[string]string{"signed": p.Signed[0].Value, "unsigned": p.Unsigned[0].Value, "label": p.Unsigned[0].Label} {
			if got != c.want {
				t.Errorf("%s, %s: %q, want %q", name, where, got, c.want)
			}
		}
	}
}

// jsonText escapes what JSON demands and leaves invalid bytes as they are.
func jsonText(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] < 0x20 || s[i] == '"' || s[i] == '\\' {
			fmt.Fprintf(&b, `\u%04x`, s[i])
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func TestCaps(t *testing.T) {
	var fields []string
	var unsigned []interaction.Field
	for i := range 150 {
		fields = append(fields, fmt.Sprintf(`"k%d":{"value":%d}`, i, i))
		unsigned = append(unsigned, interaction.Field{Key: fmt.Sprint("u", i), Value: "x"})
	}
	p, _ := customer.ParsePacket(customer.Input{Token: sign(t, custom(strings.Join(fields, ","))), Secret: secret, Unsigned: unsigned}, now)
	if len(p.Signed) != 100 || len(p.Unsigned) != 100 || p.Signed[99].Key != "k99" || p.Trust != interaction.Signed {
		t.Errorf("%d signed, %d unsigned, trust %s", len(p.Signed), len(p.Unsigned), p.Trust)
	}
	if !strings.Contains(said(p), "more than 100 fields") {
		t.Errorf("nothing is said of the fields left out: %q", said(p))
	}

	long := strings.Repeat("é", 3000)
	p, who := customer.ParsePacket(customer.Input{
		Name: long, Email: long, Phone: long,
		Unsigned: []interaction.Field{{Key: long, Label: long, Value: long}, {Key: "u", Type: "url", Value: "https://e.x/" + long}},
	}, now)
	f := p.Unsigned[2]
	for what, c := range map[string]struct {
		got string
		max int
	}{
		"key": {f.Key, 64}, "label": {f.Label, 120}, "value": {f.Value, 2000}, "name": {who.Name, 200},
		"email": {p.Unsigned[0].Value, 2000}, "url": {p.Unsigned[3].Value, 2000},
	} {
		if len(c.got) > c.max || len(c.got) < c.max-4 || !strings.HasSuffix(c.got, "…") || !utf8.ValidString(c.got) {
			t.Errorf("%s: %d bytes, ends in %q", what, len(c.got), c.got[max(0, len(c.got)-8):])
		}
	}
	if p.Unsigned[3].Type != "text" {
		t.Error("half an address is still a link")
	}
}

func TestRepeatedKeysKeepTheirPlace(t *testing.T) {
	p, _ := customer.ParsePacket(customer.Input{Secret: secret, Token: sign(t, custom(`"b":{"value":1},"a":{"value":2},"b":{"value":3}`))}, now)
	want := []interaction.Field{{Key: "b", Label: "b", Value: "3", Type: "number"}, {Key: "a", Label: "a", Value: "2", Type: "number"}}
	if diff := cmp.Diff(want, p.Signed); diff != "" {
		t.Error(diff)
	}
}

func TestPhone(t *testing.T) {
	for _, c := range []struct {
		in, country, want string
		ok                bool
	}{
		{"", "US", "", true},
		{"+1 (415) 555-2671", "", "+14155552671", true},
		{"030 901820", "DE", "+4930901820", true},
		{"tel:+44-20-7946-0958", "", "+442079460958", true},
		{"030 901820", "", "", false},
		{"12", "US", "", false},
		{"anonymous", "US", "", false},
		{strings.Repeat("1", 500), "US", "", false},
	} {
		if got, ok := customer.Phone(c.in, c.country); ok != c.ok || ok && got != c.want {
			t.Errorf("Phone(%q, %q) = %q, %t; want %q, %t", c.in, c.country, got, ok, c.want, c.ok)
		}
	}
	for _, c := range crmtest.SameNumber {
		for _, typed := range c.Stored {
			if got, ok := customer.Phone(typed, c.Country); got != c.Caller || !ok {
				t.Errorf("%q typed in %s: %q, want %s", typed, c.Country, got, c.Caller)
			}
		}
	}
	for _, c := range crmtest.CannotBeDialled {
		for _, typed := range c.Stored {
			if got, ok := customer.Phone(typed, c.Country); ok {
				t.Errorf("%q typed in %s is taken for %s", typed, c.Country, got)
			}
		}
	}
}

// What is no number of one person alone stays what the visitor wrote, for a person
// to read.
func TestOddPhonesAreKeptAsText(t *testing.T) {
	for _, typed := range []string{"650-253-0000 x22", "5550134", "+8 495 123-45-67", "650-253-0000 or 650-253-0001"} {
		p, who := customer.ParsePacket(customer.Input{Phone: typed, Limits: customer.Limits{Country: "US"}}, now)
		if who.Phone != "" || len(p.Unsigned) != 1 || p.Unsigned[0].Key != "phone" || p.Unsigned[0].Value != typed {
			t.Errorf("%q: %q and %+v", typed, who.Phone, p.Unsigned)
		}
	}
}
