package salesforce

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// Settings are what an admin wants on Cases that Deskside opens. They decorate: a value
// that the organisation does not take is left out, and the Case is opened all the same.
type Settings struct {
	RecordType string         // developer name, or id
	Origin     string         // "": the standard value for the channel
	Fields     map[string]any // of the Case, by API name: text, number or truth
}

// over gives these settings, and those of the account where these say nothing.
func (s Settings) over(account Settings) Settings {
	fields := maps.Clone(account.Fields)
	if fields == nil {
		fields = map[string]any{}
	}
	maps.Copy(fields, s.Fields)
	return Settings{RecordType: cmp.Or(s.RecordType, account.RecordType), Origin: cmp.Or(s.Origin, account.Origin), Fields: fields}
}

func (c *Connector) settingsOf(queue string) Settings {
	return c.config.Queues[queue].over(c.config.Ticket)
}

const (
	recordTypeField  = "RecordTypeId"
	recordTypePart   = "recordtype_"
	recordTypeEnd    = ".records[0].Id}"
	recordTypePrefix = "012"
)

// recordType gives what stands in the Case for the record type, and the part that
// looks it up by its developer name, in the same call.
func (c *Connector) recordType(s Settings) (value string, lookup []part) {
	if id, ok := recordID(s.RecordType, recordTypePrefix); ok || s.RecordType == "" {
		return id, nil
	}
	name := recordTypePart + s.RecordType
	return "@{" + name + recordTypeEnd, []part{c.queryPart(name,
		"SELECT Id FROM RecordType WHERE SobjectType='Case' AND IsActive=true AND DeveloperName="+quote(s.RecordType))}
}

// unfitFor is how long a refused value is not tried again: an admin who mends the
// organisation should not have to tell us.
const unfitFor = time.Hour

// setting is a field, Case.Origin. One that an admin sets comes with its value: what a
// queue sets is not what another one does.
type setting struct{ field, value string }

// unfit is a value that the organisation did not take.
type unfit struct {
	value, detail string
	until         time.Time
}

// settingOf a field that is written.
func (c *Connector) settingOf(object, field string, value any) setting {
	k := setting{field: object + "." + field}
	set := func(s Settings) bool { _, named := s.Fields[field]; return named }
	if object == "Case" && (field == "Origin" || field == recordTypeField || set(c.config.Ticket) || slices.ContainsFunc(slices.Collect(maps.Values(c.config.Queues)), set)) {
		k.value = fmt.Sprint(value)
	}
	return k
}

// aboutRecords are fields that name records or say something of the customer: that one
// value is refused tells nothing of the next.
var aboutRecords = []string{"ContactId", "WhoId", "OwnerId", callSubtype, "SuppliedName", "SuppliedEmail", "SuppliedPhone", "Subject", "Description", "CallObject", "CallDisposition"}

func (c *Connector) rememberUnfit(object string, fields []string, sent map[string]any, detail string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range fields {
		if !slices.Contains(aboutRecords, f) {
			c.unfit[c.settingOf(object, f, sent[f])] = unfit{fmt.Sprint(sent[f]), detail, c.clock.Now().Add(unfitFor)}
		}
	}
}

// withoutUnfit takes out of a record what was refused lately.
func (c *Connector) withoutUnfit(object string, body map[string]any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for f, v := range body {
		if u, known := c.unfit[c.settingOf(object, f, v)]; known && c.clock.Now().Before(u.until) && u.value == fmt.Sprint(v) {
			delete(body, f)
		}
	}
}

// forgetUnfit forgets what of a record was refused lately, and tells whether there was any
// of it: a record that is refused without it, too, is tried with it once more, since what
// was wrong with another record, or is mended by now, may be what this one lacks.
func (c *Connector) forgetUnfit(object string, whole map[string]any) (again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for f, v := range whole {
		k := c.settingOf(object, f, v)
		if u, known := c.unfit[k]; known && c.clock.Now().Before(u.until) && u.value == fmt.Sprint(v) {
			delete(c.unfit, k)
			again = true
		}
	}
	return again
}

// Code of findings about settings.
const settingRefused = "setting_refused"

// unfitFindings tell an admin what records are made without.
func (c *Connector) unfitFindings() []connectors.Finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []connectors.Finding
	order := func(a, b setting) int {
		return cmp.Or(strings.Compare(a.field, b.field), strings.Compare(a.value, b.value))
	}
	for _, k := range slices.SortedFunc(maps.Keys(c.unfit), order) {
		u := c.unfit[k]
		if !c.clock.Now().Before(u.until) {
			continue
		}
		value := strings.TrimSuffix(strings.TrimPrefix(u.value, "@{"+recordTypePart), recordTypeEnd)
		out = append(out, connectors.Finding{Code: settingRefused,
			Message: fmt.Sprintf("Salesforce does not take %s = %s (%s): records are made without it.", k.field, value, u.detail),
			Next:    "Let the integration user write the field and the field take the value, or set another one in the configuration."})
	}
	return out
}
