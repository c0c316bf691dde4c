package zendesk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// Pulse implements connectors.CRM: a Probe is a single call here.
func (c *Connector) Pulse(ctx context.Context, _ connectors.Health) (connectors.Health, error) {
	return c.Probe(ctx)
}

// Examine implements connectors.CRM.
func (c *Connector) Examine(ctx context.Context, w connectors.Expected) []connectors.Check {
	h, err := c.Probe(ctx)
	if err != nil {
		return []connectors.Check{connectors.Unreached(err)}
	}
	checks := connectors.Checks(h.Findings, []connectors.Aspect{
		{Subject: "credentials", OK: fmt.Sprintf("Signed in at %s as %s.", h.Organisation, h.User)},
		{Subject: "scopes", Codes: []string{"scope_missing"}, OK: "The OAuth client may read and write tickets and users."},
		{Subject: "rights", Codes: []string{"not_an_agent", "not_an_admin", "light_agent"}, OK: "The OAuth client belongs to an admin."},
	})
	checks = append(checks, c.examineSettings(ctx)...)
	checks = append(checks, c.examineApp(ctx, w))
	return append(checks, connectors.ClockCheck(c.chain.Clock.Ahead()))
}

// installation of an app, as Zendesk lists it.
type installation struct {
	AppID    int64 `json:"app_id"`
	Enabled  bool  `json:"enabled"`
	Settings struct {
		Name string `json:"name"` // as the admin wrote it
	} `json:"settings"`
}

const makeApp = "Make the package, on the admin page or by the command package, and upload it in Admin Center under Apps."

// examineApp compares the installed app with the one that this server comes with.
func (c *Connector) examineApp(ctx context.Context, w connectors.Expected) connectors.Check {
	const subject, op = "app", "zendesk: examine app"
	var list struct {
		Installations []installation `json:"installations"`
	}
	_, e := c.do(ctx, request{op: op, method: http.MethodGet, path: "/apps/installations.json"}, &list)
	id, ok := parseID(w.AppID)
	if !ok {
		return nameless(list.Installations)
	}
	if e != nil {
		return connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: "Zendesk does not show us its installed apps: " + e.Kind.String() + ".",
			Next: "Make the OAuth client while signed in as an admin, and allow it to read."}
	}
	installed, enabled := false, false
	for _, i := range list.Installations {
		if i.AppID == id {
			installed, enabled = true, enabled || i.Enabled
		}
	}
	switch {
	case !installed:
		return connectors.Check{Subject: subject, State: connectors.CheckFail, Text: "The app with app_id " + w.AppID + " is not installed in Zendesk.", Next: makeApp}
	case !enabled:
		return connectors.Check{Subject: subject, State: connectors.CheckFail, Text: "The app is installed and switched off.",
			Next: "Enable it in Admin Center under Apps."}
	}
	var app struct {
		Version string `json:"version"`
	}
	if _, e := c.do(ctx, request{op: op, method: http.MethodGet, path: "/apps/" + formatID(id) + ".json"}, &app); e != nil || app.Version == "" {
		return connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: "The app is installed, but Zendesk does not tell its version.",
			Next: "If the widget misbehaves after an update of Deskside, upload the app anew."}
	}
	if app.Version != w.AppVersion {
		return connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: fmt.Sprintf("The app in Zendesk is version %s, this server comes with %s.", app.Version, w.AppVersion),
			Next: "Make the package anew and update the app in Admin Center."}
	}
	return connectors.Check{Subject: subject, State: connectors.CheckOK, Text: "The app is installed in version " + app.Version + "."}
}

// nameless: the configuration does not say which app is ours. One that is called like
// it may be it; that is for the admin to say.
func nameless(installed []installation) connectors.Check {
	k := connectors.Check{Subject: "app", State: connectors.CheckWarn, Text: "The account has no app_id, so agents cannot sign in from Zendesk.", Next: makeApp + " Then doctor tells its app_id."}
	var ids []string
	for _, i := range installed {
		if id := formatID(i.AppID); strings.Contains(strings.ToLower(i.Settings.Name), "deskside") && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch len(ids) {
	case 0:
	case 1:
		k.Next = fmt.Sprintf("Set app_id: %q in the account's configuration, which is the id of the app called Deskside in Zendesk, and start the server again.", ids[0])
	default:
		k.Next = "Set app_id in the account's configuration to that of the right one; apps called Deskside in Zendesk: " + strings.Join(ids, ", ") + "."
	}
	return k
}
