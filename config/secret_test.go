package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestSecretsNeverPrint(t *testing.T) {
	c := load(t, smallest+"redis_url: redis://:alsosecret@127.0.0.1\n")
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%T"} {
		fmt.Fprintf(&out, verb+"\n", c)
		fmt.Fprintf(&out, verb+"\n", *c)
		fmt.Fprintf(&out, verb+"\n", c.Twilio.AuthToken)
		fmt.Fprintf(&out, verb+"\n", &c.Twilio.AuthToken)
	}
	for _, enc := range []func(any) ([]byte, error){json.Marshal, yaml.Marshal} {
		b, err := enc(c.Accounts[0].ClientSecret)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "s", c.Twilio.AuthToken, "c", c)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "s", c.Twilio.AuthToken, "c", c)
	for _, s := range []string{"topsecrettoken", "alsosecret", fmt.Sprintf("%x", "topsecrettoken")} {
		if strings.Contains(out.String(), s) {
			t.Errorf("%q was printed", s)
		}
	}
	if !strings.Contains(out.String(), "[redacted]") {
		t.Error("nothing was redacted")
	}
}
