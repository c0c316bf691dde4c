package app_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/app"
	"github.com/deskside/deskside/server/internal/doctor"
)

// clinic is a site with a Salesforce organisation beside its Zendesk.
type clinic struct {
	*site
	org    *salesforcetest.Server
	zd, sf string // their addresses
}

func newClinic(t *testing.T, z zendesktest.Options, s salesforcetest.Options) *clinic {
	c := &clinic{site: newSite(t), org: salesforcetest.New(s)}
	t.Cleanup(func() { _ = c.org.Close() })
	c.zendesk = zendesktest.New(z)
	c.zd, c.sf = c.serve(c.zendesk.Handler()), c.serve(c.org.Handler())
	c.zdURL = c.zd
	if !s.PackageMissing {
		c.org.SeedPackage("1.0.0", "sales", c.public)
	}
	voice := c.public + "/twilio/voice#rc=5&rp=ct,rt,5xx&rt=4000&tt=13000"
	c.twilio.SetNumber(twiliotest.Number{PhoneNumber: deskNumber, VoiceURL: voice, StatusCallback: c.public + "/twilio/voice/status"})
	c.twilio.SetApplication(twiliotest.Application{SID: twimlApp, VoiceURL: voice})
	return c
}

func (c *clinic) config(more ...string) *config.Config {
	c.t.Helper()
	account := fmt.Sprintf(`  - {name: sales, kind: salesforce, url: "%s", client_id: consumer-key, client_secret: consumer-secret}`, c.sf)
	cfg := c.site.config(append([]string{account}, more...)...)
	cfg.Accounts[0].AppID = fmt.Sprint(c.zendesk.AppID())
	return cfg
}

func (c *clinic) examine(cfg *config.Config) []doctor.Check {
	c.t.Helper()
	checks, err := app.Examine(c.t.Context(), cfg)
	c.must(err)
	for _, k := range checks {
		if (k.State == "ok") == (k.Next != "") || !strings.HasSuffix(k.Text, ".") || k.Next != "" && !strings.HasSuffix(k.Next, ".") {
			c.t.Errorf("not a sentence with its next step: %+v", k)
		}
	}
	return checks
}

// finds exactly one line about the subject that is not ok, which says so.
func (c *clinic) finds(cfg *config.Config, account, subject, state, says string) {
	c.t.Helper()
	checks := c.examine(cfg)
	for _, k := range checks {
		if k.Account == account && k.Subject == subject && k.State == state && strings.Contains(k.Text+" "+k.Next, says) {
			return
		}
	}
	c.t.Errorf("no %s %s %s with %q in\n%+v", state, account, subject, says, checks)
}

// TestExamineWell: nothing fails, everything is looked at, nothing is changed.
func TestExamineWell(t *testing.T) {
	c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
	cfg := c.config()
	seen := map[string]bool{}
	for _, k := range c.examine(cfg) {
		seen[k.Account+" "+k.Subject] = true
		if k.State != "ok" && k.Subject != "public_url" && k.Subject != "certificate_file" { // this machine alone, and nobody signs in
			t.Errorf("%+v", k)
		}
	}
	for _, line := range []string{
		"support credentials", "support scopes", "support rights", "support app", "support clock", "support limits", "support frames",
		"sales credentials", "sales rights", "sales fields", "sales package", "sales clock", "sales limits", "sales frames",
		"twilio credentials", "twilio numbers", "twilio browser calls", "twilio status callback", "twilio clock",
		" public_url", " disk", " store",
	} {
		if !seen[line] {
			t.Errorf("nothing is said of %q", line)
		}
	}
	if len(c.zendesk.Tickets()) != 0 {
		t.Error("an examination has written")
	}
	if _, err := os.Stat(cfg.DataDir); err == nil {
		t.Error("an examination has made data_dir")
	}
}

// TestExamineFinds: each thing that can be wrong is told, with the next step.
func TestExamineFinds(t *testing.T) {
	t.Run("a Zendesk client that is refused", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		c.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.DenyToken, Times: 9})
		c.finds(c.config(), "support", "credentials", "fail", "client_secret")
	})
	t.Run("a scope that is missing", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		cfg.Accounts[0].Scope = "read"
		c.finds(cfg, "support", "scopes", "fail", "read write")
	})
	for name, o := range map[string]struct {
		options     zendesktest.Options
		state, says string
	}{
		"no app":       {zendesktest.Options{AppMissing: true}, "fail", "upload it in Admin Center"},
		"app off":      {zendesktest.Options{AppDisabled: true}, "fail", "Enable it"},
		"an older app": {zendesktest.Options{AppVersion: "0.9.0"}, "warn", "0.9.0"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t, o.options, salesforcetest.Options{})
			c.finds(c.config(), "support", "app", o.state, o.says)
		})
	}
	t.Run("no app_id", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		cfg.Accounts[0].AppID = ""
		c.finds(cfg, "support", "app", "warn", "app_id")
	})
	t.Run("no package", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{PackageMissing: true})
		c.finds(c.config(), "sales", "fields", "fail", "Deskside_Receipt__c")
		c.finds(c.config(), "sales", "package", "warn", "Install the Deskside package")
	})
	t.Run("a package for another server", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		c.org.Reset()
		c.org.SeedPackage("1.0.0", "other", "https://elsewhere.example.com")
		c.finds(c.config(), "sales", "package", "fail", "https://elsewhere.example.com")
		c.finds(c.config(), "sales", "package", "fail", `"other"`)
	})
	t.Run("a day's calls used up", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{DailyLimit: 9})
		c.finds(c.config(), "sales", "limits", "warn", "integration")
	})
	t.Run("numbers that lead elsewhere", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		c.twilio.SetNumber(twiliotest.Number{PhoneNumber: deskNumber, VoiceURL: "https://elsewhere.example.com/voice"})
		c.finds(c.config(), "twilio", "numbers", "fail", c.public+"/twilio/voice")
		c.finds(c.config(), "twilio", "status callback", "warn", c.public+"/twilio/voice/status")
	})
	t.Run("no browser calls", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		cfg.Twilio.APIKeySID, cfg.Twilio.APIKeySecret, cfg.Twilio.TwiMLAppSID = "", config.Secret{}, ""
		c.finds(cfg, "twilio", "browser calls", "warn", "API key")
	})
	t.Run("a cloud that cannot be reached", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		cfg.Accounts[1].URL = "http://127.0.0.1:1"
		c.finds(cfg, "sales", "credentials", "fail", "reach")
	})
	t.Run("a frame that browsers ignore", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		cfg.Accounts[0].EmbedOrigins = []string{"http://intranet.example.com"}
		c.finds(cfg, "support", "frames", "fail", "http://intranet.example.com")
	})
	t.Run("a clock that is off", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		for off, state := range map[time.Duration]string{2 * time.Minute: "warn", -10 * time.Minute: "fail"} {
			cfg := c.config()
			cfg.Accounts[0].URL, cfg.Twilio.APIURL = c.serve(shifted(c.zd, off)), c.serve(shifted(c.twURL, off))
			c.finds(cfg, "support", "clock", state, "NTP")
			c.finds(cfg, "twilio", "clock", state, "NTP")
		}
	})
	t.Run("no certificate", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		c.finds(c.config(), "sales", "certificate_file", "warn", "agents cannot sign in")
	})
	t.Run("a certificate that runs out", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		cfg.Accounts[1].CertificateFile = certificate(t, time.Now().Add(10*24*time.Hour))
		c.finds(cfg, "sales", "certificate_file", "warn", "runs out")
	})
	t.Run("a short app secret", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		c.finds(c.config("apps:", `  - {name: shop, secret: short, origins: ["https://shop.example.com"], account: support}`), "", "app secrets", "warn", "openssl")
	})
	t.Run("a database that is damaged", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		c.must(os.MkdirAll(cfg.DataDir, 0o700))
		c.must(os.WriteFile(filepath.Join(cfg.DataDir, "deskside.db"), []byte(strings.Repeat("not a database ", 500)), 0o600))
		c.finds(cfg, "", "store", "fail", "not a database")
	})
	t.Run("data_dir is a file", func(t *testing.T) {
		c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
		cfg := c.config()
		c.must(os.WriteFile(cfg.DataDir, nil, 0o600))
		c.finds(cfg, "", "store", "fail", "data_dir")
	})
}

// TestUnknownIsNoTick: what cannot be seen is not called well: no line about it is ok, and
// one says what keeps it from being seen.
func TestUnknownIsNoTick(t *testing.T) {
	hidden := func(fields ...salesforcetest.Field) salesforcetest.Options {
		for n := range fields {
			fields[n].Hidden = true
		}
		return salesforcetest.Options{Fields: fields}
	}
	for name, o := range map[string]struct {
		salesforce             salesforcetest.Options
		change                 func(*clinic, *config.Config)
		account, subject, says string
	}{
		"Zendesk keeps the app's version to itself": {
			change: func(c *clinic, cfg *config.Config) {
				cfg.Accounts[0].URL = c.serve(forbidding(c.zd, fmt.Sprintf("/api/v2/apps/%d.json", c.zendesk.AppID())))
			},
			account: "support", subject: "app", says: "does not tell its version",
		},
		"Zendesk tells no version": {
			change: func(c *clinic, cfg *config.Config) {
				cfg.Accounts[0].URL = c.serve(answering(c.zd, fmt.Sprintf("/api/v2/apps/%d.json", c.zendesk.AppID()), `{"name":"Deskside"}`))
			},
			account: "support", subject: "app", says: "does not tell its version",
		},
		"Zendesk does not show its apps to this user": {
			change: func(c *clinic, cfg *config.Config) {
				cfg.Accounts[0].URL = c.serve(forbidding(c.zd, "/api/v2/apps/installations.json"))
			},
			account: "support", subject: "app", says: "does not show us its installed apps",
		},
		"the package tells no version": {
			change: func(c *clinic, _ *config.Config) {
				c.org.Reset()
				c.org.SeedPackage("", "sales", c.public)
			},
			account: "sales", subject: "package", says: "does not tell its version",
		},
		"the package's version is hidden from the integration user": {
			salesforce: hidden(salesforcetest.Field{Object: "Deskside_Setting__mdt", Name: "Version__c"}),
			account:    "sales", subject: "package", says: "cannot be seen",
		},
		"a key's field is hidden from the integration user": {
			salesforce: hidden(salesforcetest.Field{Object: "Case", Name: "Deskside_Key__c"}),
			account:    "sales", subject: "fields", says: "missing or hidden",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t, zendesktest.Options{}, o.salesforce)
			cfg := c.config()
			if o.change != nil {
				o.change(c, cfg)
			}
			told := false
			for _, k := range c.examine(cfg) {
				if k.Account != o.account || k.Subject != o.subject {
					continue
				}
				if k.State == "ok" {
					t.Errorf("called well: %+v", k)
				}
				told = told || strings.Contains(k.Text, o.says)
			}
			if !told {
				t.Errorf("nothing says %q", o.says)
			}
		})
	}
}

// forbidding serves what is at the address, but for one path, for which a right is missing.
func forbidding(address, path string) http.Handler {
	return instead(address, path, func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"error":"Forbidden","description":"You are missing the following required scopes: read"}`))
	})
}

// answering serves what is at the address, but for one path, whose answer is this.
func answering(address, path, body string) http.Handler {
	return instead(address, path, func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body))
	})
}

func instead(address, path string, answer func(http.ResponseWriter)) http.Handler {
	through := shifted(address, 0)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			answer(w)
			return
		}
		through.ServeHTTP(w, r)
	})
}

// shifted serves what is at the address with its clock off.
func shifted(address string, by time.Duration) http.Handler {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(u) },
		Transport: &http.Transport{DisableKeepAlives: true},
		ModifyResponse: func(r *http.Response) error {
			r.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
			return nil
		},
	}
}

func certificate(t *testing.T, until time.Time) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: until.Add(-365 * 24 * time.Hour), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "org.crt")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRehearsalSendsNothing: both CRMs see not a single request, and the play shows
// everything that a call writes.
func TestRehearsalSendsNothing(t *testing.T) {
	c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
	for account, want := range map[string][]string{
		"support": {"POST " + c.zd + "/api/v2/tickets.json", "POST " + c.zd + "/api/v2/uploads.json?filename=photo.png", "PUT " + c.zd + "/api/v2/tickets/"},
		"sales":   {"POST " + c.sf + "/services/data/v66.0/composite", "POST " + c.sf + "/services/data/v66.0/sobjects/ContentVersion"},
	} {
		for _, open := range []string{"arrival", "answer"} {
			requests, err := app.Rehearse(t.Context(), c.config("tickets: {open_on: "+open+"}"), account)
			c.must(err)
			all := ""
			for _, r := range requests {
				if r.Writes {
					all += r.Method + " " + r.URL + "\n" + r.Body + "\n"
				}
			}
			for _, says := range append(want, "A-1017", "photo.png", "This is a note of the rehearsal.", "This is the closing note of the rehearsal.", "Resolved", "Inbound call, answered") {
				if !strings.Contains(all, says) {
					t.Errorf("%s, open_on %s: no %q in\n%s", account, open, says, all)
				}
			}
			for _, secret := range []string{c.zendesk.ClientSecret(), "consumer-secret", "Bearer"} {
				if strings.Contains(all, secret) {
					t.Errorf("%s: %q is shown", account, secret)
				}
			}
		}
	}
	if z, s := c.zendesk.Calls(), c.org.Calls(); z+s != 0 {
		t.Errorf("%d calls to Zendesk, %d to Salesforce", z, s)
	}
}
