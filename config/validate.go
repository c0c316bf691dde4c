package config

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the container has no zone files

	"golang.org/x/text/language"
)

var (
	namePattern    = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
	numberPattern  = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`) // E.164
	countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)
	langPattern    = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	hostPattern    = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$`)
	versionPattern = regexp.MustCompile(`^[1-9][0-9]\.0$`)
)

const longestLinger = time.Minute

const (
	largestFile = 2 << 30
	// leastItems: a call with some photos and notes.
	leastItems = 20
	// fastestNeeded: what EDGE gives at its best, in bytes a second.
	fastestNeeded = 64 << 10
	largestPacket = 12 << 20
	// usefulPacket leaves room for the rest of a contact, which is read up to 256 KB
	// (x-max-body of createContact in openapi.yaml).
	usefulPacket = 192 << 10
)

func (l *loading) validate() {
	c := &l.cfg
	if listens := l.checkListen("listen", c.Listen); listens || l.given("public_url") { // else it was made of what is wrong
		l.checkURL("public_url", &c.PublicURL, false)
	}
	if c.AdminListen != "" && l.checkListen("admin_listen", c.AdminListen) && c.AdminListen == c.Listen && !strings.HasSuffix(c.Listen, ":0") {
		l.fail("admin_listen", "is where the server listens already; leave it out, or name another port")
	}
	if u, err := url.Parse(c.PublicURL); err == nil && strings.Contains(u.Hostname(), "_") {
		l.fail("public_url", "has an underscore in its host; Twilio refuses to call that")
	}
	if c.DataDir == "" {
		l.fail("data_dir", "is missing")
	}
	if c.RedisURL.IsSet() {
		// Not through fail's arguments: url errors repeat what they could not read.
		if u, err := url.Parse(c.RedisURL.Reveal()); err != nil || !slices.Contains([]string{"redis", "rediss", "unix"}, u.Scheme) {
			l.fail("redis_url", "must begin with redis://, rediss:// or unix://")
		}
	}
	l.validateProxies()
	l.validateTwilio()
	l.validateBlocked()
	l.validateAccounts()
	l.validateApps()
	l.validateAdmins()
	l.validateQueues()
	l.validateMenus()
	l.validateAgents()
	l.oneOf("tickets.open_on", c.Tickets.OpenOn, "arrival", "answer")
	l.validateRecording()
	l.validateMedia()
	l.oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	l.oneOf("log.format", c.Log.Format, "text", "json")
	l.checkZone("timezone", c.Timezone)
	l.checkCountry("default_country", c.DefaultCountry)
	l.checkLanguage("language", c.Language)
	if d := time.Duration(c.ServiceLevel); d < time.Second || d > time.Hour {
		l.fail("service_level", "must be from 1s to 1h")
	}
	if d := time.Duration(c.Delivery.Linger); d > longestLinger {
		l.fail("delivery.linger", "must be at most %v: people look for their notes in the CRM", longestLinger)
	}
	l.validateAlerts()
	for i, country := range c.Dialling.Countries {
		l.checkCountry(fmt.Sprintf("dialling.countries[%d]", i), country)
	}
	l.validateSMS()
	l.validateDispositions()
	for _, b := range []struct {
		key            string
		value, largest Bytes
		why            string
	}{
		{"file_bytes", c.Limits.FileBytes, largestFile, "2 GB: no CRM takes more"},
		{"interaction_bytes", c.Limits.InteractionBytes, 0, ""},
		{"packet_bytes", c.Limits.PacketBytes, largestPacket, "12 MB: no contact takes more"},
	} {
		switch {
		case b.value <= 0:
			l.fail("limits."+b.key, "must be more than 0")
		case b.largest > 0 && b.value > b.largest:
			l.fail("limits."+b.key, "must be at most %s", b.why)
		}
	}
	if n := c.Limits.InteractionItems; n > 0 && n < leastItems {
		l.fail("limits.interaction_items", "must be at least %d, or 0", leastItems)
	}
	if c.Limits.UploadStart <= 0 {
		l.fail("limits.upload_start", "must be more than 0")
	}
	if c.Limits.UploadRate > fastestNeeded {
		l.fail("limits.upload_rate", "must be at most 64 KB: phones on a train are slower")
	}
	if c.Limits.UploadsBytes < c.Limits.FileBytes {
		l.fail("limits.uploads_bytes", "is less than limits.file_bytes: no file of that size could arrive")
	}
	if c.Limits.InteractionBytes < c.Limits.FileBytes {
		l.fail("limits.interaction_bytes", "is less than limits.file_bytes: no file of that size could arrive")
	}
}

// checkListen answers false if the server cannot listen there.
func (l *loading) checkListen(key, address string) bool {
	host, port, err := net.SplitHostPort(address)
	if n, e := strconv.ParseUint(port, 10, 16); err != nil || e != nil || n > 65535 {
		l.fail(key, "%q must be host:port or :port, such as 127.0.0.1:8080", address)
		return false
	}
	if host != "" && net.ParseIP(withoutZone(host)) == nil && !hostPattern.MatchString(host) {
		l.fail(key, "%q is no host; for all addresses of this machine write :%s", host, port)
		return false
	}
	return true
}

// withoutZone is an IPv6 address without the interface that it belongs to.
func withoutZone(host string) string {
	address, _, _ := strings.Cut(host, "%")
	return address
}

// given reports whether somebody has written a setting, be it wrong.
func (l *loading) given(path string) bool { return l.from.vars[path] != "" || l.from.lines[path] > 0 }

func (l *loading) checkZone(path, zone string) {
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		l.fail(path, "there is no time zone %q; names are like Europe/Berlin", zone)
	}
}

func (l *loading) checkCountry(path, country string) {
	if country == "" {
		return
	}
	if !countryPattern.MatchString(country) {
		l.fail(path, "must be two capitals, such as US")
		return
	}
	known, err := language.ParseRegion(country)
	switch {
	case err != nil || !known.IsCountry():
		l.fail(path, "no country is called %q in ISO 3166", country)
	case known.Canonicalize().String() != country:
		l.fail(path, "must be %s, as ISO 3166 has it", known.Canonicalize())
	}
}

func (l *loading) validateAlerts() {
	a := &l.cfg.Alerts
	switch {
	case !a.Webhook.IsSet() && !a.Secret.IsSet():
		return
	case !a.Webhook.IsSet():
		l.fail("alerts.webhook", "is missing: alerts.secret alone does nothing")
		return
	case !a.Secret.IsSet():
		l.fail("alerts.secret", "is missing: what is told is signed with it")
		return
	}
	// Neither is repeated in what is said: both are secret.
	u, err := url.Parse(a.Webhook.Reveal())
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		l.fail("alerts.webhook", "must be an address that begins with https://, without a user name; plain http is for loopback hosts alone")
	}
	coded, prefixed := strings.CutPrefix(a.Secret.Reveal(), "whsec_")
	if key, err := base64.StdEncoding.DecodeString(coded); err != nil || !prefixed || len(key) < 24 || len(key) > 64 {
		l.fail("alerts.secret", "must be whsec_ and 24 to 64 bytes in base64, as of: echo whsec_$(openssl rand -base64 32)")
	}
}

// missing reports a secret that is needed, with the ways to give it.
func (l *loading) missing(path, env string) {
	l.fail(path, "is missing; set %s, %s%s, or %s in the environment", last(path), last(path), fileSuffix, env)
}

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

func (l *loading) oneOf(path, value string, known ...string) {
	if !slices.Contains(known, value) {
		l.fail(path, "%q must be one of: %s", value, strings.Join(known, ", "))
	}
}

// checkName answers false if the element cannot be referred to.
func (l *loading) checkName(path, name string, taken []string) {
	switch {
	case name == "":
		l.fail(path, "is missing")
	case !namePattern.MatchString(name):
		l.fail(path, "%q must be lower-case letters, digits and -, not begin with -, and have at most 63 of them", name)
	case slices.Contains(taken, name):
		l.fail(path, "%q stands here twice", name)
	}
}

// checkRef demands that name is one of known.
func (l *loading) checkRef(path, name, what string, known []string) {
	if !slices.Contains(known, name) {
		l.fail(path, "there is no %s %q%s", what, name, hint(name, known))
	}
}

// checkURL demands https, or plain http on loopback, and takes trailing slashes away.
func (l *loading) checkURL(path string, raw *string, withPath bool) {
	*raw = strings.TrimRight(*raw, "/")
	if *raw == "" {
		l.fail(path, "is missing")
		return
	}
	u, err := url.Parse(*raw)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || (u.Scheme != "https" && u.Scheme != "http"):
		l.fail(path, "must be an address such as https://desk.example.com")
	case u.User != nil:
		l.fail(path, "must not hold a user name or password")
	case u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(*raw, "?#"):
		l.fail(path, "must end before any ? or #")
	case u.Path != "" && !withPath:
		l.fail(path, "must end after the host")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		l.fail(path, "must begin with https://; plain http is for loopback hosts alone")
	}
}

func loopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func (l *loading) checkOrigins(path string, origins []string) {
	for i := range origins {
		l.checkOrigin(fmt.Sprintf("%s[%d]", path, i), origins[i])
	}
}

// checkOrigin demands exactly what browsers send: scheme, host, port if it is
// not the scheme's own, in lower case.
func (l *loading) checkOrigin(path, origin string) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || origin != strings.ToLower(u.Scheme+"://"+u.Host) || strings.Contains(origin, "*") {
		l.fail(path, "%q must be an origin such as https://shop.example.com, without a path", origin)
		return
	}
	if (u.Scheme == "https" && u.Port() == "443") || (u.Scheme == "http" && u.Port() == "80") || strings.HasSuffix(u.Host, ":") {
		l.fail(path, "%q must leave the port out, as browsers do", origin)
		return
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		l.fail(path, "%q must begin with https://; plain http is for loopback hosts alone", origin)
	}
}

func (l *loading) checkNumber(path, number string) {
	if !numberPattern.MatchString(number) {
		l.fail(path, "%q must be a phone number with its country, such as +15550100123", number)
	}
}
