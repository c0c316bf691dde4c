package config

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	sidPattern        = regexp.MustCompile(`^[A-Z]{2}[0-9a-fA-F]{32}$`)
	credentialPattern = regexp.MustCompile(`^[A-Za-z0-9]+$`)
	digitsPattern     = regexp.MustCompile(`^[1-9][0-9]{0,18}$`)
	orgPattern        = regexp.MustCompile(`^00D[A-Za-z0-9]{12}([A-Z0-5]{3})?$`)
	userPattern       = regexp.MustCompile(`^005[A-Za-z0-9]{12}([A-Z0-5]{3})?$`)
	recordTypePattern = regexp.MustCompile(`^012[A-Za-z0-9]{12}([A-Z0-5]{3})?$`)
	fieldPattern      = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,79}$`) // an API name of Salesforce
)

func (l *loading) validateTwilio() {
	t := &l.cfg.Twilio
	l.checkURL("twilio.api_url", &t.APIURL, true)
	l.checkSID("twilio.account_sid", t.AccountSID, "AC", true)
	if !t.AuthToken.IsSet() && t.AuthToken.file == "" {
		l.missing("twilio.auth_token", envPrefix+"TWILIO_AUTH_TOKEN")
	}
	for _, s := range []struct {
		key    string
		secret Secret
	}{{"auth_token", t.AuthToken}, {"auth_token_secondary", t.AuthTokenSecondary}, {"api_key_secret", t.APIKeySecret}} {
		switch {
		case !s.secret.IsSet() || credentialPattern.MatchString(s.secret.Reveal()):
		case s.secret.file != "":
			l.fail("twilio."+s.key+fileSuffix, "the file %s must hold letters and digits", s.secret.file)
		default:
			l.fail("twilio."+s.key, "must be letters and digits")
		}
	}
	key, hasSecret, app := t.APIKeySID != "", t.APIKeySecret.IsSet() || t.APIKeySecret.file != "", t.TwiMLAppSID != ""
	if key || hasSecret || app {
		l.checkSID("twilio.api_key_sid", t.APIKeySID, "SK", true)
		if !hasSecret {
			l.missing("twilio.api_key_secret", envPrefix+"TWILIO_API_KEY_SECRET")
		}
		l.checkSID("twilio.twiml_app_sid", t.TwiMLAppSID, "AP", true)
	}
	for i, n := range t.Numbers {
		path := fmt.Sprintf("twilio.numbers[%d]", i)
		l.checkNumber(path, n)
		if slices.Contains(t.Numbers[:i], n) {
			l.fail(path, "%q stands here twice", n)
		}
	}
}

func (l *loading) validateBlocked() {
	c := &l.cfg
	for i, n := range c.Blocked {
		path := fmt.Sprintf("blocked[%d]", i)
		l.checkNumber(path, n)
		switch {
		case slices.Contains(c.Blocked[:i], n):
			l.fail(path, "%q stands here twice", n)
		case slices.Contains(c.Twilio.Numbers, n):
			l.fail(path, "%q is a number of your own", n)
		}
	}
}

func (l *loading) checkSID(path, sid, prefix string, needed bool) {
	switch {
	case sid == "" && needed:
		l.fail(path, "is missing; it begins with %s and stands in the Twilio console", prefix)
	case sid != "" && (!sidPattern.MatchString(sid) || sid[:2] != prefix):
		l.fail(path, "must be %s and 32 hexadecimal digits", prefix)
	}
}

// twilioName is what Twilio goes by among the accounts.
const twilioName = "twilio"

func (l *loading) validateAccounts() {
	c := &l.cfg
	if len(c.Accounts) == 0 {
		l.fail("accounts", "at least one account (a Zendesk or Salesforce organisation) is needed")
	}
	var names, numbers []string
	for i := range c.Accounts {
		a, at := &c.Accounts[i], fmt.Sprintf("accounts[%d].", i)
		l.checkName(at+"name", a.Name, names)
		names = append(names, a.Name)
		if a.Name == twilioName {
			l.fail(at+"name", "%q is kept for Twilio itself, which stands among the accounts on the admin page; give the account another name", a.Name)
		}
		l.oneOf(at+"kind", a.Kind, Zendesk, Salesforce)
		l.checkURL(at+"url", &a.URL, true)
		l.checkHome(at+"url", *a)
		switch {
		case a.ClientID == "":
			l.fail(at+"client_id", "is missing")
		case a.ClientID != bare(a.ClientID):
			l.fail(at+"client_id", "begins or ends with a blank")
		}
		if !a.ClientSecret.IsSet() && a.ClientSecret.file == "" {
			l.missing(at+"client_secret", envPrefix+"ACCOUNTS_"+envElement(a.Name, i)+"_CLIENT_SECRET")
		}
		if a.CertificateFile != "" {
			var err error
			if a.Key, err = readCertificate(a.CertificateFile); err != nil {
				l.fail(at+"certificate_file", "%v", err)
			}
		}
		l.checkOrigins(at+"embed_origins", a.EmbedOrigins)
		if a.DefaultCountry != c.DefaultCountry { // else it is told of once
			l.checkCountry(at+"default_country", a.DefaultCountry)
		}
		if a.Timezone != c.Timezone {
			l.checkZone(at+"timezone", a.Timezone)
		}
		if a.Language != c.Language {
			l.checkLanguage(at+"language", a.Language)
		}
		for j, n := range a.Numbers {
			path := fmt.Sprintf("%snumbers[%d]", at, j)
			if slices.Contains(numbers, n) {
				l.fail(path, "%q already rings elsewhere", n)
			}
			l.checkRef(path, n, "number in twilio.numbers", c.Twilio.Numbers)
			numbers = append(numbers, n)
		}
		l.validateKind(at, *a)
	}
}

// checkHome demands the organisation's own host: others answer too, but they sign
// nobody in, or are named otherwise in the addresses that the CRM frames and signs.
func (l *loading) checkHome(path string, a Account) {
	u, err := url.Parse(a.URL)
	if err != nil || u.Hostname() == "" || loopback(u.Hostname()) {
		return // it is told of already, or a stand-in
	}
	host := strings.ToLower(u.Hostname())
	own, _ := strings.CutSuffix(host, ".zendesk.com")
	domain := strings.HasSuffix(host, ".my.salesforce.com") || strings.HasSuffix(host, ".my.salesforce.mil")
	switch {
	case a.Kind == Zendesk && (own == host || own == ""):
		l.fail(path, "%q is not the account's own host, such as acme.zendesk.com; the name of a help centre is not it", host)
	case a.Kind == Salesforce && !domain:
		l.fail(path, `%q is not the organisation's own host, such as acme.my.salesforce.com; it stands in Setup, My Domain, as "Current My Domain URL"`, host)
	case (a.Kind == Zendesk || a.Kind == Salesforce) && u.Path != "":
		l.fail(path, "must end after the host")
	}
}

// validateKind refuses settings of the other kind, which would have no effect.
func (l *loading) validateKind(at string, a Account) {
	if a.APIVersion != "" && !versionPattern.MatchString(a.APIVersion) {
		l.fail(at+"api_version", "%q must be a version such as 66.0", a.APIVersion)
	}
	if a.AppID != "" && !digitsPattern.MatchString(a.AppID) {
		l.fail(at+"app_id", "%q must be a number", a.AppID)
	}
	if a.InstallationID != "" && !digitsPattern.MatchString(a.InstallationID) {
		l.fail(at+"installation_id", "%q must be a number", a.InstallationID)
	}
	if a.OrgID != "" && !orgPattern.MatchString(a.OrgID) {
		l.fail(at+"org_id", "%q must be the id of an organisation, such as 00D5g00000AbCdEEAV", a.OrgID)
	}
	for _, s := range []struct {
		key, kind string
		set       bool
	}{
		{"scope", Zendesk, a.Scope != ""},
		{"installation_id", Zendesk, a.InstallationID != ""},
		{"org_id", Salesforce, a.OrgID != ""},
		{"app_id", Zendesk, a.AppID != ""},
		{"api_version", Salesforce, a.APIVersion != ""},
		{"assignment_rules", Salesforce, a.AssignmentRules},
		{"open_cti", Salesforce, a.OpenCTI},
		{"customer_id_field", Salesforce, a.CustomerIDField != ""},
		{"certificate_file", Salesforce, a.CertificateFile != ""},
	} {
		if s.set && a.Kind != s.kind && (a.Kind == Zendesk || a.Kind == Salesforce) {
			l.fail(at+s.key, "belongs to accounts of kind %s", s.kind)
		}
	}
	if a.CustomerIDField != "" && !fieldPattern.MatchString(a.CustomerIDField) {
		l.fail(at+"customer_id_field", "%q must be the API name of a field, such as Customer_Id__c", a.CustomerIDField)
	}
	kinds := []string{a.Kind}
	if a.Kind != Zendesk && a.Kind != Salesforce { // which is told of already
		kinds = []string{Zendesk, Salesforce}
	}
	l.validateTicket(at, a.TicketSettings, kinds...)
}

// validateTicket refuses settings of a kind of CRM that is not there.
func (l *loading) validateTicket(at string, s TicketSettings, kinds ...string) {
	for _, id := range []struct{ key, value string }{{"brand_id", s.BrandID}, {"ticket_form_id", s.TicketFormID}, {"group_id", s.GroupID}} {
		if id.value != "" && !digitsPattern.MatchString(id.value) {
			l.fail(at+id.key, "%q must be a number", id.value)
		}
	}
	if s.Priority != "" {
		l.oneOf(at+"priority", s.Priority, "low", "normal", "high", "urgent")
	}
	if s.RecordType != "" && !fieldPattern.MatchString(s.RecordType) && !recordTypePattern.MatchString(s.RecordType) {
		l.fail(at+"record_type", "%q must be the developer name of a record type, such as Support", s.RecordType)
	}
	for _, k := range s.ofKinds() {
		if k.set && !slices.Contains(kinds, k.kind) && !(k.key == "priority" && strings.HasPrefix(at, "queues[")) { // a queue's orders its calls, too
			l.fail(at+k.key, "belongs to accounts of kind %s", k.kind)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Fields)) {
		switch {
		case digitsPattern.MatchString(name):
			if !slices.Contains(kinds, Zendesk) {
				l.fail(at+"fields."+name, "is a number, and fields of Salesforce have names, such as Product__c")
			}
		case !fieldPattern.MatchString(name):
			l.fail(at+"fields."+name, "must be the number of a custom field in Zendesk, or the API name of a field in Salesforce")
		case !slices.Contains(kinds, Salesforce):
			l.fail(at+"fields."+name, "must be the number of a custom field: those of Zendesk have no names here")
		}
	}
}

func (l *loading) validateApps() {
	c := &l.cfg
	var names []string
	for i := range c.Apps {
		a, at := &c.Apps[i], fmt.Sprintf("apps[%d].", i)
		l.checkName(at+"name", a.Name, names)
		names = append(names, a.Name)
		if !a.Secret.IsSet() && a.Secret.file == "" {
			l.missing(at+"secret", envPrefix+"APPS_"+envElement(a.Name, i)+"_SECRET")
		}
		l.checkOrigins(at+"origins", a.Origins)
		hasSecret := a.Challenge.Secret.IsSet() || a.Challenge.Secret.file != ""
		switch {
		case a.Challenge.VerifyURL != "":
			l.checkURL(at+"challenge.verify_url", &a.Challenge.VerifyURL, true)
			if !hasSecret {
				l.missing(at+"challenge.secret", envPrefix+"APPS_"+envElement(a.Name, i)+"_CHALLENGE_SECRET")
			}
		case hasSecret:
			l.fail(at+"challenge.verify_url", "is missing, and there is a secret for it")
		}
		if len(c.Accounts) > 0 {
			l.checkRef(at+"account", a.Account, "account", c.accountNames())
		}
		for j, q := range a.Queues {
			l.checkRef(fmt.Sprintf("%squeues[%d]", at, j), q, "queue", c.queueNames())
		}
	}
}

// envElement is how the i-th element is called in the environment.
func envElement(name string, i int) string {
	if namePattern.MatchString(name) {
		return envName(name)
	}
	return fmt.Sprint(i)
}

func (c *Config) accountNames() []string {
	var names []string
	for _, a := range c.Accounts {
		names = append(names, a.Name)
	}
	return names
}

func (c *Config) accountKinds() []string {
	var kinds []string
	for _, a := range c.Accounts {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

func (c *Config) queueNames() []string {
	var names []string
	for _, q := range c.Queues {
		names = append(names, q.Name)
	}
	return names
}
