package salesforce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

const opProbe = "salesforce: probe"

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
	health := connectors.Health{APIVersion: c.version}
	x, failed := c.do(ctx, request{op: opProbe, method: http.MethodGet, path: "limits"})
	switch {
	case failed == nil:
		health.Findings = append(health.Findings, budget(x)...)
	case x == nil || failed.Kind != connectors.Rejected:
		return health, failed
	default: // the right "View Setup and Configuration" is not ours to demand
		health.Findings = append(health.Findings, connectors.Finding{Code: "limits_hidden",
			Message: "The integration user may not read the organisation's API limits. Give it View Setup and Configuration to have them watched."})
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
	return []connectors.Finding{{Severe: d.Remaining <= 0, Code: "api_budget",
		Message: fmt.Sprintf("%d of the organisation's %d API calls in 24 hours are left. All its integrations share them.", d.Remaining, d.Max)}}
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
		return &connectors.Error{Kind: connectors.Transient, Op: opProbe, Reason: "Salesforce could not be asked who we are.", Err: err}
	}
	r.Header.Set("Authorization", "Bearer "+tok.value)
	x := &transport.Exchange{}
	resp, err := c.client(x, r).Do(r)
	if err != nil {
		return &connectors.Error{Kind: connectors.Transient, Op: opProbe, Reason: "Salesforce could not be reached.", Err: err}
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
			Message: fmt.Sprintf("The object %s is missing or hidden from the integration user. Install the Deskside package and assign its permission set.", n.object)}}, nil
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
			Message: fmt.Sprintf("The integration user may not create %s records. Assign the Deskside permission set.", n.object)})
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
					Message: fmt.Sprintf("The field %s.%s must be a unique external id, else writes could double.", n.object, name)})
			case n.creates && !f.Createable:
				findings = append(findings, connectors.Finding{Severe: true, Code: "field_read_only",
					Message: fmt.Sprintf("The integration user may not write the field %s.%s.", n.object, name)})
			}
		}
		if !there {
			findings = append(findings, connectors.Finding{Severe: true, Code: "field_missing",
				Message: fmt.Sprintf("The field %s.%s is missing or hidden from the integration user. Install the Deskside package and assign its permission set.", n.object, name)})
		}
	}
	return findings, nil
}
