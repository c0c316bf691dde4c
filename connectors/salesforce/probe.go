package salesforce

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

const opProbe = "salesforce: probe"

// Codes of findings about limits.
const (
	limitsHidden = "limits_hidden"
	limitsLow    = "api_budget"
)

// What an admin does about most of it.
const (
	installPackage    = "Install the Deskside package and assign its permission set to the integration user."
	assignPermissions = "Assign the permission set Deskside Integration to the integration user."
)

// need is what an object must have for writes to work, and what it should have for
// them to say all that they could.
type need struct {
	object  string
	fields  []string            // without which nothing works
	key     string              // must be a unique external id
	creates bool                // we make such records
	adds    bool                // agents make such records by us, now and then: without, they choose among those that are there
	should  map[string][]string // field → values that are written; without them records are made all the same
	filled  []string            // fields that the configuration fills
	without string              // what becomes of records when a custom field is demanded; "": they cannot be made
}

func (c *Connector) needs() []need {
	n := c.names
	cases := need{object: "Case", fields: []string{n.issue, n.channel, n.tags}, key: n.key, creates: true, should: map[string][]string{
		"Subject": nil, "Description": nil, "ContactId": nil, "SuppliedName": nil, "SuppliedEmail": nil, "SuppliedPhone": nil, n.issue: nil, n.channel: nil, n.tags: nil,
	}}
	for _, queue := range append([]string{""}, slices.Sorted(maps.Keys(c.config.Queues))...) {
		s := c.settingsOf(queue)
		origins := []string{s.Origin}
		if s.Origin == "" {
			origins = []string{"Phone", "Web"}
		}
		cases.should["Origin"] = append(cases.should["Origin"], origins...)
		if s.RecordType != "" {
			cases.should[recordTypeField] = append(cases.should[recordTypeField], s.RecordType)
		}
		for name, value := range s.Fields {
			cases.should[name] = append(cases.should[name], fmt.Sprint(value))
			cases.filled = append(cases.filled, name)
		}
	}
	list := []need{
		cases,
		{object: "CaseComment", fields: []string{"CommentBody", "IsPublished"}, creates: true},
		{object: "Task", fields: []string{"WhatId"}, key: n.key, creates: true, without: "calls become notes", should: map[string][]string{
			"Subject": nil, "Description": nil, "WhoId": nil, "OwnerId": nil, "ActivityDate": nil, "CallDisposition": nil, "CallDurationInSeconds": nil, "CallObject": nil,
			callSubtype: {"Call"}, "CallType": {"Inbound", "Outbound"}, "Status": {"Completed"}, "Type": {"Call"},
		}},
		{object: "ContentVersion", fields: []string{"PathOnClient", "FirstPublishLocationId"}, key: n.key, creates: true},
		{object: n.receipt, fields: []string{n.receiptCase, n.receiptItems}, key: n.receiptKey, creates: true},
	}
	contact := need{object: "Contact", adds: true, without: "agents cannot add customers", should: map[string][]string{"Email": nil, "Phone": nil}}
	if f := c.config.CustomerIDField; f != "" {
		contact.fields = append(contact.fields, f)
	}
	return append(list, contact)
}

// Probe costs about eight calls.
func (c *Connector) Probe(ctx context.Context) (connectors.Health, error) {
	health, err := c.Pulse(ctx, connectors.Health{})
	if err != nil {
		return health, err
	}
	if failed := c.identify(ctx, &health); failed != nil {
		return health, failed
	}
	for _, n := range c.needs() {
		findings, failed := c.examine(ctx, n)
		if failed != nil {
			return health, failed
		}
		health.Findings = append(health.Findings, findings...)
	}
	return health, nil
}

// Pulse asks for the limits alone.
func (c *Connector) Pulse(ctx context.Context, last connectors.Health) (connectors.Health, error) {
	health := last
	health.APIVersion = c.version
	health.Findings = slices.DeleteFunc(slices.Clone(last.Findings), func(f connectors.Finding) bool {
		return f.Code == limitsHidden || f.Code == limitsLow || f.Code == settingRefused
	})
	x, failed := c.do(ctx, request{op: opProbe, method: http.MethodGet, path: "limits"})
	switch {
	case failed == nil:
		health.Findings = append(health.Findings, budget(x)...)
		health.Findings = append(health.Findings, c.unfitFindings()...)
	case x == nil || failed.Kind != connectors.Rejected:
		return health, failed
	default: // the right "View Setup and Configuration" is not ours to demand
		health.Findings = append(health.Findings, connectors.Finding{Code: limitsHidden,
			Message: "The integration user may not read the organisation's API limits.", Next: "Give it View Setup and Configuration to have them watched."})
		health.Findings = append(health.Findings, c.unfitFindings()...)
	}
	return health, nil
}

// budget warns when most of the day's calls are used up.
func budget(x *transport.Exchange) []connectors.Finding {
	var in struct {
		DailyAPIRequests struct{ Max, Remaining int } `json:"DailyApiRequests"`
	}
	if json.Unmarshal(x.Body, &in) != nil || in.DailyAPIRequests.Max == 0 {
		return nil
	}
	d := in.DailyAPIRequests
	if d.Remaining*5 > d.Max {
		return nil
	}
	return []connectors.Finding{{Severe: d.Remaining <= 0, Code: limitsLow,
		Message: fmt.Sprintf("%d of the organisation's %d API calls in 24 hours are left. All its integrations share them.", d.Remaining, d.Max),
		Next:    "Find out which integration uses them in Setup under System Overview, or buy more."}}
}

// identify asks who we are. Userinfo needs a scope that the connection may not
// have; then the token's own identity URL must do.
func (c *Connector) identify(ctx context.Context, health *connectors.Health) *connectors.Error {
	tok, failed := c.tokens.get(ctx)
	if failed != nil {
		failed.Op = opProbe
		return failed
	}
	if _, ids, ok := strings.Cut(tok.identity, "/id/"); ok {
		health.Organisation, health.User, _ = strings.Cut(ids, "/")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, tok.instance+"/services/oauth2/userinfo", nil)
	if err != nil {
		return &connectors.Error{Kind: connectors.Transient, Op: opProbe, Reason: connectors.Because("salesforce_who"), Err: err}
	}
	r.Header.Set("Authorization", "Bearer "+tok.value)
	x := &transport.Exchange{}
	resp, err := c.client(x, r).Do(r)
	if err != nil {
		return &connectors.Error{Kind: connectors.Transient, Op: opProbe, Reason: connectors.Because("salesforce_unreached"), Err: err}
	}
	_ = resp.Body.Close()
	var in struct {
		OrganizationID string `json:"organization_id"`
		Username       string `json:"preferred_username"`
	}
	if x.Status == http.StatusOK && json.Unmarshal(x.Body, &in) == nil && in.Username != "" {
		health.Organisation, health.User = in.OrganizationID, in.Username
	}
	return nil
}

// described is an object as Salesforce describes it.
type described struct {
	Createable      bool
	Fields          []describedField
	RecordTypeInfos []recordTypeInfo
}

type recordTypeInfo struct {
	DeveloperName string
	RecordTypeID  string `json:"recordTypeId"`
	Available     bool   // to the integration user's profile
	Active        bool
}

// isFor the integration user, and the one of that developer name or id.
func (t recordTypeInfo) isFor(wanted string) bool {
	sameID := len(wanted) >= 15 && strings.HasPrefix(t.RecordTypeID, wanted[:15])
	return t.Active && t.Available && (t.DeveloperName == wanted || sameID)
}

type describedField struct {
	Name               string
	Unique             bool
	ExternalID         bool `json:"externalId"`
	Createable         bool
	Custom             bool
	Nillable           bool
	DefaultedOnCreate  bool
	RestrictedPicklist bool
	PicklistValues     []picklistValue
}

type picklistValue struct {
	Value  string
	Active bool
}

func (d described) field(name string) (describedField, bool) {
	i := slices.IndexFunc(d.Fields, func(f describedField) bool { return f.Name == name })
	if i < 0 {
		return describedField{}, false
	}
	return d.Fields[i], true
}

// examine compares one object with what is needed of it.
func (c *Connector) examine(ctx context.Context, n need) ([]connectors.Finding, *connectors.Error) {
	r := request{op: opProbe, method: http.MethodGet, path: "sobjects/" + n.object + "/describe"}
	x, failed := c.do(ctx, r)
	if failed != nil {
		if failed.Kind != connectors.Rejected {
			return nil, failed
		}
		return []connectors.Finding{{Severe: true, Code: "object_missing",
			Message: fmt.Sprintf("The object %s is missing or hidden from the integration user.", n.object), Next: installPackage}}, nil
	}
	var d described
	if json.Unmarshal(x.Body, &d) != nil || len(d.Fields) == 0 {
		return nil, unreadable(r, x)
	}
	return slices.Concat(n.lacks(d), n.misses(d), n.demanded(d)), nil
}

// lacks: without these, writes fail.
func (n need) lacks(d described) []connectors.Finding {
	var out []connectors.Finding
	severe := func(code, next, format string, values ...any) {
		out = append(out, connectors.Finding{Severe: true, Code: code, Message: fmt.Sprintf(format, values...), Next: next})
	}
	if n.creates && !d.Createable {
		severe("object_read_only", assignPermissions, "The integration user may not create %s records.", n.object)
	}
	wanted := n.fields
	if n.key != "" {
		wanted = append(slices.Clip(wanted), n.key)
	}
	for _, name := range wanted {
		_, spared := n.should[name]
		switch f, there := d.field(name); {
		case !there:
			severe("field_missing", installPackage, "The field %s.%s is missing or hidden from the integration user.", n.object, name)
		case name == n.key && (!f.Unique || !f.ExternalID):
			severe("key_not_unique", installPackage, "The field %s.%s must be a unique external id, else writes could double.", n.object, name)
		case n.creates && !f.Createable && !spared:
			severe("field_read_only", assignPermissions, "The integration user may not write the field %s.%s.", n.object, name)
		}
	}
	return out
}

// misses: without these, records are made that say less.
func (n need) misses(d described) []connectors.Finding {
	var out []connectors.Finding
	warn := func(next, format string, values ...any) {
		out = append(out, connectors.Finding{Code: "setting_unknown", Message: fmt.Sprintf(format, values...) + " Records are made without it.", Next: next})
	}
	if n.adds && !d.Createable {
		out = append(out, connectors.Finding{Code: "setting_unknown", Message: fmt.Sprintf("The integration user may not create %s records: agents cannot add customers, only choose among those that are there.", n.object), Next: assignPermissions})
	}
	const rights = "Let the integration user see and write the field, or leave it as it is."
	const setting = "Change the list in Setup, or set another value in the configuration."
	for _, name := range slices.Sorted(maps.Keys(n.should)) {
		f, there := d.field(name)
		switch {
		case !there && slices.Contains(n.fields, name): // told as severe
		case !there:
			warn(rights, "The field %s.%s is missing or hidden from the integration user.", n.object, name)
		case (n.creates || n.adds) && !f.Createable:
			warn(rights, "The integration user may not write the field %s.%s.", n.object, name)
		case name == recordTypeField:
			for _, wanted := range unique(n.should[name]) {
				if !slices.ContainsFunc(d.RecordTypeInfos, func(t recordTypeInfo) bool { return t.isFor(wanted) }) {
					warn("Assign the record type to the integration user's profile, or set another one in the configuration.", "There is no record type %q of %s for the integration user.", wanted, n.object)
				}
			}
		case f.RestrictedPicklist:
			for _, wanted := range unique(n.should[name]) {
				if !slices.ContainsFunc(f.PicklistValues, func(v picklistValue) bool { return v.Active && v.Value == wanted }) {
					warn(setting, "The field %s.%s is a restricted list without %q.", n.object, name, wanted)
				}
			}
		}
	}
	return out
}

// demanded are custom fields that every new record must have, and that nobody fills.
func (n need) demanded(d described) []connectors.Finding {
	var out []connectors.Finding
	for _, f := range d.Fields {
		if !n.creates && !n.adds || !f.Custom || !f.Createable || f.Nillable || f.DefaultedOnCreate || f.Name == n.key || slices.Contains(n.fields, f.Name) || slices.Contains(n.filled, f.Name) {
			continue
		}
		finding := connectors.Finding{Severe: n.without == "", Code: "field_demanded", Message: fmt.Sprintf("Every %s must have the field %s, which Deskside does not fill", n.object, f.Name)}
		if n.without == "" {
			finding.Message, finding.Next = finding.Message+": none can be made.", "Give the field a default in Setup, or set it under fields in the account's configuration."
		} else {
			finding.Message, finding.Next = finding.Message+": "+n.without+".", "Give the field a default in Setup."
		}
		out = append(out, finding)
	}
	return out
}

func unique(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
