package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskside/deskside/config"
)

// FuzzLoad: whatever stands in the file and the environment, Load answers with
// settings that can be used or with an error that says something.
func FuzzLoad(f *testing.F) {
	example, err := os.ReadFile("config.example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, doc := range []string{smallest, string(example), "", "a: &a [*a]", "<<: {listen: x}", "? [a]: b", "accounts: [*x]", "\x00", "listen: !!binary x", "queues: &q [{name: a}]\napps: *q"} {
		f.Add(doc, "DESKSIDE_LISTEN=:1\nDESKSIDE_ACCOUNTS_1_NAME=x")
	}
	f.Add(smallest, "DESKSIDE_ACCOUNTS_SUPPORT_CLIENT_SECRET=x\nDESKSIDE_APPS_0_ORIGINS=,,\nDESKSIDE_=\nDESKSIDE_ACCOUNTS__=x")
	path := filepath.Join(f.TempDir(), "c.yaml")
	f.Fuzz(func(t *testing.T, doc, env string) {
		if strings.Contains(doc+strings.ToLower(env), "_file") {
			t.Skip("would read files of this machine")
		}
		if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(path, strings.Split(env, "\n"))
		switch {
		case err == nil && (len(c.Accounts) == 0 || len(c.Queues) == 0 || !c.Twilio.AuthToken.IsSet()):
			t.Errorf("loaded %+v", c)
		case err != nil && (c != nil || !strings.Contains(err.Error(), ": ")):
			t.Errorf("error %q", err)
		}
	})
}
