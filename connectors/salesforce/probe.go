package salesforce

import (
	"context"
	"encoding/json"
	"fmt"
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

// need is what must be there for writes to work.
type need struct {
	object  string
	fields  []string
	key     string // must be a unique external id
	creates bool
}

func (c *Connector) needs() []need {
	n := c.names
	list := []need{
		{"Case", []string{"Subject", "Origin", "ContactId", "SuppliedEmail", n.issue, n.channel, n.tags}, n.key, true},
		{"CaseComment", []string{"CommentBody", "IsPublished"}, "", true},
		{"Task", []string{"WhatId", "WhoId", "TaskSubtype", "CallType", "CallDisposition", "CallDurationInSeconds", "CallObject"}, n.key, true},
		{"ContentVersion", []string{"PathOnClient", "FirstPublishLocationId"}, n.key, true},
		{n.receipt, []string{n.receiptCase, n.receiptItems}, n.receiptKey, true},
	}
	contact := need{object: "Contact", fields: []string{"Email", "Phone"}}
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
	health.Findings = slices.DeleteFunc(slices.Clone(last.Findings), func(f connectors.Finding) bool { return f.Code == limitsHidden || f.Code == limitsLow })
	x, failed := c.do(ctx, request{op: opProbe, method: http.MethodGet, path: "limits"})
	switch {
	case failed == nil:
		health.Findings = append(health.Findings, budget(x)...)
	case x == nil || failed.Kind != connectors.Rejected:
		return health, failed
	default: // the right "View Setup and Configuration" is not ours to demand
		health.Findings = append(health.Findings, connectors.Finding{Code: limitsHidden,
			Message: "The integration user may not read the organisation's API limits.", Next: "Give it View Setup and Configuration to have them watched."})
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
	var in struct {
		Createable bool
		Fields     []struct {
			Name       string
			Unique     bool
			ExternalID bool `json:"externalId"`
			Createable bool
		}
	}
	if json.Unmarshal(x.Body, &in) != nil || len(in.Fields) == 0 {
		return nil, unreadable(r, x)
	}
	var findings []connectors.Finding
	if n.creates && !in.Createable {
		findings = append(findings, connectors.Finding{Severe: true, Code: "object_read_only",
			Message: fmt.Sprintf("The integration user may not create %s records.", n.object), Next: assignPermissions})
	}
	wanted := n.fields
	if n.key != "" {
		wanted = append(wanted, n.key)
	}
	for _, name := range wanted {
		there := false
		for _, f := range in.Fields {
			if f.Name != name {
				continue
			}
			there = true
			switch {
			case name == n.key && (!f.Unique || !f.ExternalID):
				findings = append(findings, connectors.Finding{Severe: true, Code: "key_not_unique",
					Message: fmt.Sprintf("The field %s.%s must be a unique external id, else writes could double.", n.object, name), Next: installPackage})
			case n.creates && !f.Createable:
				findings = append(findings, connectors.Finding{Severe: true, Code: "field_read_only",
					Message: fmt.Sprintf("The integration user may not write the field %s.%s.", n.object, name), Next: assignPermissions})
			}
		}
		if !there {
			findings = append(findings, connectors.Finding{Severe: true, Code: "field_missing",
				Message: fmt.Sprintf("The field %s.%s is missing or hidden from the integration user.", n.object, name), Next: installPackage})
		}
	}
	return findings, nil
}
