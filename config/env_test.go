package config_test

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/config"
)

func TestEnvironmentWins(t *testing.T) {
	c := load(t, smallest,
		"PATH=/bin", "DESKSIDE_LISTEN=:9", "DESKSIDE_TWILIO_AUTH_TOKEN=fromenv", "DESKSIDE_TWILIO_NUMBERS=+15550100100, +15550100200",
		"DESKSIDE_ACCOUNTS_SUPPORT_CLIENT_SECRET=byname", "DESKSIDE_ACCOUNTS_0_CLIENT_ID=bynumber",
		"DESKSIDE_LIMITS_FILE_BYTES=1 MB", "DESKSIDE_LOG_LEVEL=", "DESKSIDE_TICKETS_OPEN_ON=answer")
	if c.Listen != ":9" || c.PublicURL != "http://127.0.0.1:9" || c.Twilio.AuthToken.Reveal() != "fromenv" || len(c.Twilio.Numbers) != 2 {
		t.Errorf("%+v", c)
	}
	if a := c.Accounts[0]; a.ClientSecret.Reveal() != "byname" || a.ClientID != "bynumber" {
		t.Errorf("account %+v", a)
	}
	if c.Limits.FileBytes != 1<<20 || c.Log.Level != "info" || c.Tickets.OpenOn != "answer" {
		t.Errorf("%+v", c)
	}
}

func TestEverythingFromTheEnvironment(t *testing.T) {
	c, err := config.Load("", []string{
		"DESKSIDE_TWILIO_ACCOUNT_SID=AC00000000000000000000000000000000", "DESKSIDE_TWILIO_AUTH_TOKEN=t",
		"DESKSIDE_ACCOUNTS_0_NAME=support-eu", "DESKSIDE_ACCOUNTS_0_KIND=salesforce", "DESKSIDE_ACCOUNTS_0_URL=https://a.my.salesforce.com",
		"DESKSIDE_ACCOUNTS_SUPPORT_EU_CLIENT_ID=c", "DESKSIDE_ACCOUNTS_SUPPORT_EU_CLIENT_SECRET=s", "DESKSIDE_ACCOUNTS_SUPPORT_EU_ASSIGNMENT_RULES=true",
		"DESKSIDE_ACCOUNTS_1_NAME=support", "DESKSIDE_ACCOUNTS_1_KIND=zendesk", "DESKSIDE_ACCOUNTS_1_URL=https://a.zendesk.com",
		"DESKSIDE_ACCOUNTS_SUPPORT_CLIENT_ID=d", "DESKSIDE_ACCOUNTS_1_CLIENT_SECRET=s",
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Accounts) != 2 || c.Accounts[0].ClientID != "c" || !c.Accounts[0].AssignmentRules || c.Accounts[1].ClientID != "d" {
		t.Errorf("accounts %+v", c.Accounts)
	}
}

func TestEnvironmentProblems(t *testing.T) {
	for _, c := range []struct{ env, want string }{
		{"DESKSIDE_LISTN=x", "DESKSIDE_LISTN: unknown variable; did you mean DESKSIDE_LISTEN?"},
		{"DESKSIDE_ACCOUNTS_SUPPORT_CLIENTSECRET=hidden", "unknown variable; did you mean DESKSIDE_ACCOUNTS_SUPPORT_CLIENT_SECRET?"},
		{"DESKSIDE_ACCOUNTS_SUPORT_CLIENT_ID=x", "unknown variable; did you mean DESKSIDE_ACCOUNTS_SUPPORT_CLIENT_ID?"},
		{"DESKSIDE_TWILIO=x", "unknown variable"},
		{"DESKSIDE_ACCOUNTS=x", "unknown variable"},
		{"DESKSIDE_ACCOUNTS_999999999_NAME=x", "unknown variable"},
		{"DESKSIDE_ACCOUNTS_2_NAME=x", "accounts[1].name: is missing"},
		{"DESKSIDE_LIMITS_FILE_BYTES=x", "DESKSIDE_LIMITS_FILE_BYTES: must be a size"},
		{"DESKSIDE_TWILIO_AUTH_TOKEN_FILE=/nowhere/x", "twilio.auth_token_file: cannot read /nowhere/x"},
	} {
		if got := problems(t, smallest, c.env); !strings.Contains(got, c.want) || strings.Contains(got, "hidden") {
			t.Errorf("%s gives\n%s\nwant\n%s", c.env, got, c.want)
		}
	}
	got := problems(t, smallest, "DESKSIDE_TWILIO_AUTH_TOKEN=hidden", "DESKSIDE_TWILIO_AUTH_TOKEN_FILE=/x")
	if !strings.Contains(got, "is set together with") || strings.Contains(got, "hidden") {
		t.Error(got)
	}
}

// What the environment has is not blamed on the file that it wins over.
func TestEnvironmentIsNamed(t *testing.T) {
	for env, want := range map[string]string{
		"DESKSIDE_LISTEN=*:80":                          "environment, DESKSIDE_LISTEN: listen: ",
		"DESKSIDE_ACCOUNTS_SUPPORT_URL=https://a.b.com": "environment, DESKSIDE_ACCOUNTS_SUPPORT_URL: accounts[0].url: ",
		"DESKSIDE_ACCOUNTS_0_APP_ID=x":                  "environment, DESKSIDE_ACCOUNTS_0_APP_ID: accounts[0].app_id: ",
		"DESKSIDE_TWILIO_AUTH_TOKEN_FILE=/nowhere/x":    "environment, DESKSIDE_TWILIO_AUTH_TOKEN_FILE: twilio.auth_token_file: ",
		"DESKSIDE_LISTN=x":                              "environment: DESKSIDE_LISTN: ",
		"DESKSIDE_LIMITS_FILE_BYTES=x":                  "environment: DESKSIDE_LIMITS_FILE_BYTES: ",
	} {
		if got := problems(t, smallest+"listen: :80\n", env); !strings.HasPrefix(got, "configuration: "+want) {
			t.Errorf("%s:\n%s", env, got)
		}
	}
}

// A health check finds the server wherever it listens, whatever else is wrong.
func TestListen(t *testing.T) {
	file := write(t, "deskside.yaml", "listen: :9001\nnonsense: 1\n")
	for _, c := range []struct {
		file string
		env  []string
		want string
	}{
		{file, nil, ":9001"}, {file, []string{"DESKSIDE_LISTEN=:9002"}, ":9002"}, {"", nil, "127.0.0.1:8080"},
		{"/nowhere/x", []string{"DESKSIDE_LISTEN=:9002"}, ":9002"}, {"/nowhere/x", nil, "127.0.0.1:8080"},
	} {
		if got := config.Listen(c.file, c.env); got != c.want {
			t.Errorf("%v: %s", c, got)
		}
	}
}

func TestSecretFileFromTheEnvironment(t *testing.T) {
	c := load(t, smallest, "DESKSIDE_TWILIO_AUTH_TOKEN_FILE="+write(t, "token", "fromfile\n"))
	if got := c.Twilio.AuthToken.Reveal(); got != "fromfile" {
		t.Errorf("token %q", got)
	}
}

func TestForeignVariables(t *testing.T) {
	foreign := []string{
		"DESKSIDE_SERVICE_HOST=10.0.0.1", "DESKSIDE_SERVICE_PORT=80", "DESKSIDE_SERVICE_PORT_HTTP=80", "DESKSIDE_PORT=tcp://10.0.0.1:80",
		"DESKSIDE_PORT_80_TCP=x", "DESKSIDE_PORT_80_TCP_ADDR=x", "DESKSIDE_REDIS_SERVICE_HOST=x", "DESKSIDE_REDIS_PORT_6379_TCP_PROTO=tcp",
		"DESKSIDE_REQUIRE_ALL=1",
	}
	load(t, smallest, foreign...)
	for _, k := range config.Keys() {
		if strings.HasSuffix(k.Env, "_PORT") || strings.HasSuffix(k.Env, "_HOST") {
			t.Errorf("%s would be taken for a variable of Kubernetes", k.Env)
		}
	}
}

// TestEveryKeyFromTheEnvironment proves that every key can be reached.
func TestEveryKeyFromTheEnvironment(t *testing.T) {
	for _, k := range config.Keys() {
		name := strings.ReplaceAll(k.Env, "<NAME>", "0")
		_, err := config.Load("", []string{name + "=1"})
		if err == nil || strings.Contains(err.Error(), "unknown variable") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
