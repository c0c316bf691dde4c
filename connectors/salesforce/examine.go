package salesforce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/deskside/deskside/connectors"
)

const opExamine = "salesforce: examine package"

// Examine implements connectors.CRM. It costs about ten calls.
func (c *Connector) Examine(ctx context.Context, w connectors.Expected) []connectors.Check {
	h, err := c.Probe(ctx)
	if err != nil {
		return []connectors.Check{connectors.Unreached(err)}
	}
	checks := connectors.Checks(h.Findings, []connectors.Aspect{
		{Subject: "credentials", OK: fmt.Sprintf("Signed in at organisation %s as %s.", h.Organisation, h.User)},
		{Subject: "limits", Codes: []string{limitsHidden, limitsLow}},
		{Subject: "rights", Codes: []string{"object_read_only", "field_read_only"}, OK: "The integration user may write all that Deskside writes."},
		{Subject: "settings", Codes: []string{"setting_unknown", settingRefused, "field_demanded"}, OK: "The organisation takes all that Deskside sets on cases and calls."},
		{Subject: "fields", Codes: []string{"object_missing", "field_missing", "key_not_unique"}, OK: "The fields and the object " + c.names.receipt + " are there, and keys are unique."},
	})
	checks = append(checks, c.examinePackage(ctx, w)...)
	return append(checks, connectors.ClockCheck(c.chain.Clock.Ahead()))
}

// examinePackage reads the settings that the package carries, as it was made for
// this account.
func (c *Connector) examinePackage(ctx context.Context, w connectors.Expected) []connectors.Check {
	const subject = "package"
	n := c.names
	q := "SELECT " + n.settingVersion + "," + n.settingAccount + "," + n.settingURL + " FROM " + n.setting + " LIMIT 1"
	x, failed := c.do(ctx, request{op: opExamine, method: http.MethodGet, path: "query?q=" + url.QueryEscape(q)})
	if failed != nil {
		return []connectors.Check{{Subject: subject, State: connectors.CheckWarn, Text: "The version of the Deskside package cannot be seen: it is not installed, or hidden from the integration user.", Next: installPackage}}
	}
	var in struct{ Records []map[string]any }
	if json.Unmarshal(x.Body, &in) != nil || len(in.Records) == 0 {
		return []connectors.Check{{Subject: subject, State: connectors.CheckWarn, Text: "The Deskside package is installed without its settings.", Next: "Make the package anew, on the admin page or by the command package, and deploy it."}}
	}
	text := func(field string) string { v, _ := in.Records[0][field].(string); return v }
	var out []connectors.Check
	again := "Make the package anew and deploy it."
	if v := text(n.settingURL); v != "" && v != w.PublicURL {
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckFail, Text: fmt.Sprintf("The package leads to %s, this server is %s.", v, w.PublicURL), Next: again})
	}
	if v := text(n.settingAccount); v != "" && v != w.Account {
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckFail, Text: fmt.Sprintf("The package was made for the account %q, this one is %q.", v, w.Account), Next: again})
	}
	switch v := text(n.settingVersion); {
	case v == "":
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: "The package is installed, but does not tell its version.", Next: again})
	case w.AppVersion == "" || v == w.AppVersion:
		if out == nil {
			out = append(out, connectors.Check{Subject: subject, State: connectors.CheckOK, Text: "The package is installed, version " + v + "."})
		}
	default:
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: fmt.Sprintf("The package is version %s, this server comes with %s.", v, w.AppVersion), Next: again})
	}
	return out
}
