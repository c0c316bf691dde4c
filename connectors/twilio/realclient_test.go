package twilio_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// npmScript checks the signatures it is given and makes some of its own.
const npmScript = `
const twilio = require('twilio');
const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const out = input.map((c) => ({
  accepts: twilio.validateRequest(c.token, c.signature, c.url, c.params),
  signs: twilio.getExpectedTwilioSignature(c.token, c.url, c.params),
}));
process.stdout.write(JSON.stringify(out));
`

// Twilio's own library accepts what the stand-in signs, and we accept what
// Twilio's library signs.
func TestSignaturesAgainstTwiliosLibrary(t *testing.T) {
	dir := filepath.Join("..", "realclients")
	node, err := exec.LookPath("node")
	if _, missing := os.Stat(filepath.Join(dir, "node_modules", "twilio")); err != nil || missing != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal("needs node, and `npm ci --ignore-scripts` in connectors/realclients")
		}
		t.Skip("needs node, and `npm ci --ignore-scripts` in connectors/realclients")
	}
	type check struct {
		Token     string     `json:"token"`
		URL       string     `json:"url"`
		Params    url.Values `json:"params"`
		Signature string     `json:"signature"`
	}
	var checks []check
	for _, c := range []struct {
		address string
		form    url.Values
	}{
		{"https://h.example/twilio/voice", url.Values{"CallSid": {"CA1"}, "FromCity": {""}, "From": {"+14155550100"}}},
		{"https://h.example/twilio/voice?a=%20b&c=d%2Fe", url.Values{"Body": {"  Grüße 👍 + 100% \n"}, "b": {"1"}, "B": {"2"}}},
		{"http://127.0.0.1:8080/twilio/conference", url.Values{"Reason": {"x"}, "ReasonConferenceEnded": {"y"}}},
		{"https://h.example/many", url.Values{"X": {"b", "a", "b"}, "semi": {"a;b&c=d"}}},
		{"https://h.example/none", url.Values{}},
	} {
		checks = append(checks, check{authToken, c.address, c.form, twiliotest.Sign(authToken, c.address, c.form)})
	}
	in, err := json.Marshal(checks)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "-e", npmScript)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var answers []struct {
		Accepts bool
		Signs   string
	}
	if err := json.Unmarshal(out, &answers); err != nil || len(answers) != len(checks) {
		t.Fatalf("%v: %s", err, out)
	}
	v := twilio.NewVerifier(authToken)
	for i, c := range checks {
		if !answers[i].Accepts {
			t.Errorf("%s: Twilio's library refuses the stand-in's signature", c.URL)
		}
		h := http.Header{twilio.SignatureHeader: {answers[i].Signs}, "Content-Type": {"application/x-www-form-urlencoded"}}
		if _, err := v.Verify(http.MethodPost, c.URL, h, []byte(c.Params.Encode())); err != nil {
			t.Errorf("%s: we refuse the signature of Twilio's library: %v", c.URL, err)
		}
	}
}

// Twilio's own library, unchanged, sends texts through the stand-in.
func TestTextsByTwiliosLibrary(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("..", "realclients", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	node, err := exec.LookPath("node")
	if _, missing := os.Stat(filepath.Join(dir, "twilio")); err != nil || missing != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal("needs node, and `npm ci --ignore-scripts` in connectors/realclients")
		}
		t.Skip("needs node, and `npm ci --ignore-scripts` in connectors/realclients")
	}
	s := newSMS(t)
	api := httptest.NewServer(s.cloud.Handler())
	defer api.Close()
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "texts.cjs"), api.URL, "AC"+strings.Repeat("0", 32), authToken, smsOurs, smsCustomer)
	cmd.Env = append(os.Environ(), "NODE_PATH="+dir, "NO_PROXY=127.0.0.1", "HTTP_PROXY=", "http_proxy=")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	type refusal struct{ Code, Status int }
	var got struct {
		SID, Status, Segments, Read string
		Listed                      []string
		Wrong, Long                 refusal
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got.Status != "queued" || got.Segments != "1" || got.Read != "Grüße 👍" || !slices.Equal(got.Listed, []string{got.SID}) ||
		got.Wrong != (refusal{21606, 400}) || got.Long != (refusal{21617, 400}) {
		t.Errorf("%s", out)
	}
}
