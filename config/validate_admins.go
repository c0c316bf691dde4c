package config

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

var (
	emailPattern = regexp.MustCompile(`^[^@\s]*@[^@\s]+\.[^@\s]+$`)
	scopePattern = regexp.MustCompile(`^[!#-\[\]-~]+$`) // RFC 6749, 3.3
)

// longestLabel of a button, in characters.
const longestLabel = 40

func (l *loading) validateAdmins() {
	c := &l.cfg
	o := &c.OIDC
	if o.Issuer == "" {
		switch {
		case o.ClientID != "" || o.ClientSecret.IsSet() || o.ClientSecret.file != "":
			l.fail("oidc.issuer", "is missing")
		case len(c.Admins) > 0:
			l.fail("oidc", "is missing: admins sign in by it")
		}
		return
	}
	issuer := o.Issuer // its last slash belongs to it
	l.checkURL("oidc.issuer", &issuer, true)
	if o.ClientID == "" {
		l.fail("oidc.client_id", "is missing")
	}
	if !o.ClientSecret.IsSet() && o.ClientSecret.file == "" {
		l.missing("oidc.client_secret", envPrefix+"OIDC_CLIENT_SECRET")
	}
	if utf8.RuneCountInString(o.Label) > longestLabel {
		l.fail("oidc.label", "must have at most %d characters", longestLabel)
	}
	if o.GroupsClaim == "" {
		l.fail("oidc.groups_claim", "is missing")
	}
	for i, s := range o.Scopes {
		if !scopePattern.MatchString(s) {
			l.fail(fmt.Sprintf("oidc.scopes[%d]", i), "%q is no scope", s)
		}
	}
	if len(c.Admins) == 0 {
		l.fail("admins", "at least one rule is needed: without it nobody may sign in by oidc")
	}
	var names []string
	for i, a := range c.Admins {
		at := fmt.Sprintf("admins[%d].", i)
		l.checkName(at+"name", a.Name, names)
		names = append(names, a.Name)
		l.oneOf(at+"role", a.Role, Owner, Supervisor, ReadOnly)
		if len(a.Emails)+len(a.Groups) == 0 {
			l.fail(at+"emails", "is missing, and so is groups: the rule is for nobody")
		}
		for j, e := range a.Emails {
			if !emailPattern.MatchString(e) {
				l.fail(fmt.Sprintf("%semails[%d]", at, j), "%q must be an address, or all of a domain such as @example.com", e)
			}
		}
		if j := slices.Index(a.Groups, ""); j >= 0 {
			l.fail(fmt.Sprintf("%sgroups[%d]", at, j), "is empty")
		}
	}
}
