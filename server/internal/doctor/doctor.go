// Package doctor looks at what a server stands on: its address, its disk, its
// secrets and certificates. It changes nothing. What the clouds say of themselves
// comes from their connectors.
package doctor

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"

	"github.com/deskside/deskside/templates/words"
)

// Check is one line of a report.
type Check struct {
	Account string `json:"account,omitempty"` // of the configuration, or twilio; "": about this server
	Subject string `json:"subject"`
	State   string `json:"state"` // ok, warn, fail
	Text    string `json:"text"`
	Next    string `json:"next,omitempty"` // what to do about it
}

func well(subject, text string) Check {
	return Check{Subject: subject, State: string(connectors.CheckOK), Text: text}
}

func warned(subject, text, next string) Check {
	return Check{Subject: subject, State: string(connectors.CheckWarn), Text: text, Next: next}
}

func failed(subject, text, next string) Check {
	return Check{Subject: subject, State: string(connectors.CheckFail), Text: text, Next: next}
}

// Of an account, what its connector says, as its CRM has it.
func Of(account string, checks []connectors.Check, l words.Lexicon) []Check {
	out := make([]Check, len(checks))
	for i, c := range checks {
		out[i] = Check{Account: account, Subject: c.Subject, State: string(c.State), Text: c.Text, Next: c.Next}
		if c.Reason.Code != "" {
			out[i].Text = words.Of(c.Reason.Code, c.Reason.Values).English(l)
		}
		if c.Detail != "" {
			out[i].Text += " (" + c.Detail + ")"
		}
	}
	return out
}

// PublicURL must be reachable for Twilio and allow microphones, so it must be https.
func PublicURL(address string) Check {
	const subject = "public_url"
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return failed(subject, "public_url is no address.", "Set it to the https address under which browsers and Twilio reach this server.")
	case local(u.Hostname()):
		return warned(subject, address+" is this machine alone: Twilio and other people's browsers cannot reach it.", "Set public_url to an https address before customers call.")
	case u.Scheme != "https":
		return failed(subject, address+" is not https: browsers give it no microphone, and the CRM does not frame it.", "Put a proxy with a certificate in front, and set public_url to its https address.")
	}
	return well(subject, address+" is https.")
}

// Proxies in front of the server. It speaks plain http itself, so an address that is https
// is a proxy's. Untold are those that it has seen forward requests and that nobody trusts.
func Proxies(cfg *config.Config, untold []string) Check {
	const subject = "trusted_proxies"
	const next = "Name the proxy's address or network in trusted_proxies, and nobody else's."
	switch {
	case len(untold) > 0:
		return warned(subject, "Requests are forwarded by "+strings.Join(untold, ", ")+", which is not in trusted_proxies: strangers behind it are not told apart.", next)
	case len(cfg.TrustedProxies) == 0 && strings.HasPrefix(cfg.PublicURL, "https://"):
		return warned(subject, "public_url is https, so a proxy stands in front, and trusted_proxies names none: strangers are not told apart, and their limits are wide.", next)
	case len(cfg.TrustedProxies) == 0:
		return well(subject, "No proxy is trusted to say where a request comes from.")
	}
	return well(subject, "Where a request comes from is taken from "+strings.Join(cfg.TrustedProxies, ", ")+".")
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// Settings that load and change nothing, or less than they say.
func Settings(idle []config.Problem) []Check {
	const subject = "settings"
	var out []Check
	for _, p := range idle {
		out = append(out, warned(subject, p.Key+" "+p.Message+".", "Take it out ("+p.Place+"), or do not count on it."))
	}
	if out == nil {
		out = append(out, well(subject, "Every setting has its effect."))
	}
	return out
}

// Secrets with which companies' backends sign packets.
func Secrets(apps []config.App) []Check {
	const subject = "app secrets"
	var out []Check
	for _, a := range apps {
		if n := len(a.Secret.Reveal()); n < config.SecretBytes {
			out = append(out, warned(subject, fmt.Sprintf("The secret of the app %s has %d bytes; packets could be forged by guessing.", a.Name, n),
				fmt.Sprintf("Give it at least %d random bytes, here and in the app's backend: openssl rand -base64 32.", config.SecretBytes)))
		}
	}
	if out == nil && len(apps) > 0 {
		out = append(out, well(subject, "The apps' secrets are long enough."))
	}
	return out
}

// Certificates run out; say so before agents cannot sign in.
const certificateWarning = 30 * 24 * time.Hour

// Certificate of a Salesforce account, by which its agents' tokens are checked.
func Certificate(account, path string, now time.Time) Check {
	c := certificate(path, now)
	c.Account = account
	return c
}

func certificate(path string, now time.Time) Check {
	const subject = "certificate_file"
	next := "Make a new certificate in Setup under Certificate and Key Management, name it in the package, and put it into certificate_file."
	if path == "" {
		return warned(subject, "The account has no certificate_file, so agents cannot sign in from Salesforce.",
			"Download the organisation's certificate from Setup, under Certificate and Key Management, and name the file in certificate_file.")
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return failed(subject, "The certificate cannot be read.", "Check that the file is there and that the server may read it.")
	}
	block, _ := pem.Decode(content)
	if block == nil || block.Type != "CERTIFICATE" {
		return well(subject, "It holds a public key, which has no date.")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return failed(subject, "The certificate is broken.", next)
	}
	end := cert.NotAfter.Format(time.DateOnly)
	switch {
	case now.After(cert.NotAfter):
		return warned(subject, "The certificate ran out on "+end+"; the organisation may stop signing with it.", next)
	case now.Before(cert.NotBefore):
		return warned(subject, "The certificate begins on "+cert.NotBefore.Format(time.DateOnly)+".", "Check this server's clock, and the file.")
	case cert.NotAfter.Sub(now) < certificateWarning:
		return warned(subject, "The certificate runs out on "+end+".", next)
	}
	return well(subject, "The certificate is good until "+end+".")
}

// Frames are the pages that may show the widget of an account.
func Frames(account string, origins []string) Check {
	const subject = "frames"
	for _, o := range origins {
		u, err := url.Parse(o)
		if err != nil || u.Host == "" || u.Scheme != "https" && !local(u.Hostname()) {
			c := failed(subject, fmt.Sprintf("The widget may be framed by %q, which is no https origin; browsers ignore it.", o), "Write embed_origins as https://host, without a path.")
			c.Account = account
			return c
		}
	}
	c := well(subject, "The widget may be framed by "+strings.Join(origins, ", ")+".")
	c.Account = account
	return c
}

// Store is what its memory says of itself: problems that it found, or an error
// that kept it from looking.
func Store(kind string, problems []string, err error) []Check {
	const subject = "store"
	if err != nil {
		return []Check{failed(subject, kind+" cannot be used: "+err.Error()+".", "Check data_dir or redis_url, and who may write there.")}
	}
	var out []Check
	for _, p := range problems {
		what, next, found := strings.Cut(p, "; ")
		if !found {
			next = "Restore the last backup of data_dir, and keep the broken files."
		}
		out = append(out, warned(subject, what+".", strings.ToUpper(next[:1])+strings.TrimSuffix(next[1:], ".")+"."))
	}
	if out == nil {
		out = append(out, well(subject, kind+" is well."))
	}
	return out
}

// Lost is a database that does not hold what was acknowledged.
func Lost(says string) Check {
	return failed("store", "The database does not hold what was acknowledged: "+says+".",
		"Stop the server and keep all files; then put the right ones back, restore a backup (deskside restore) or go on without (deskside recover): docs/operations.md.")
}

// LostInRedis is a Redis that does not hold what was acknowledged.
func LostInRedis(says string) Check {
	return failed("store", "Redis does not hold what was acknowledged: "+says+".",
		"Stop all servers; then put the right copy of Redis back, or go on without (deskside recover, at each server): docs/operations.md.")
}
