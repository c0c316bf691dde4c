package salesforce

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// shown is what may be seen of an object, until it is asked again: an admin who gives
// a field back should not have to tell us.
type shown struct {
	fields []string
	until  time.Time
}

// visible keeps those of an object's fields that we may see, as far as we know: until
// something was hidden from us lately, all of them.
func (c *Connector) visible(object string, fields []string) []string {
	c.mu.Lock()
	shown, known := c.shown[object]
	c.mu.Unlock()
	if !known || !c.clock.Now().Before(shown.until) {
		return fields
	}
	var out []string
	for _, f := range fields {
		if slices.Contains(shown.fields, f) {
			out = append(out, f)
		}
	}
	return out
}

// see asks what may be seen of an object, after a field was hidden: a phone field that
// an admin has taken away must not keep all customers from being found. It answers
// false if that was known already, so that nothing is tried for ever.
func (c *Connector) see(ctx context.Context, op, object string) (news bool, _ *connectors.Error) {
	r := request{op: op, method: http.MethodGet, path: "sobjects/" + object + "/describe"}
	x, failed := c.do(ctx, r)
	if failed != nil {
		return false, failed
	}
	var in struct{ Fields []struct{ Name, Type string } }
	if json.Unmarshal(x.Body, &in) != nil || len(in.Fields) == 0 {
		return false, unreadable(r, x)
	}
	var names, numbers []string
	for _, f := range in.Fields {
		names = append(names, f.Name)
		if slices.Contains([]string{"double", "int", "long", "currency", "percent"}, f.Type) {
			numbers = append(numbers, f.Name)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock.Now()
	was := c.shown[object]
	news = !slices.Equal(was.fields, names) || !now.Before(was.until)
	if news {
		c.shown[object] = shown{names, now.Add(unfitFor)}
	}
	c.numbers[object] = numbers
	return news, nil
}

// numbered tells whether the company's own ids are numbers, which a query must not quote.
// It is known once a query has been refused for it.
func (c *Connector) numbered() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.numbers["Contact"], c.config.CustomerIDField)
}

// hiddenField tells whether a part was refused for a field that is not there for us.
func hiddenField(res partResult) bool {
	failures := readFailures(res.Body)
	return !res.ok() && len(failures) > 0 && failures[0].code() == "INVALID_FIELD"
}

// optionalCaseFields are read where they may be; the others are needed.
var optionalCaseFields = []string{"SuppliedName", "SuppliedEmail", "SuppliedPhone", "MasterRecordId"}

func (c *Connector) caseFields() string {
	fields := []string{"Id", "CaseNumber", "Subject", "Status", "IsClosed", "IsDeleted", "ContactId", "CreatedDate", "LastModifiedDate", c.names.issue, c.names.channel, c.names.tags}
	return strings.Join(append(fields, c.visible("Case", optionalCaseFields)...), ",")
}

var phoneFields = []string{"Phone", "MobilePhone", "HomePhone", "OtherPhone"}

func (c *Connector) contactFields() []string {
	return append([]string{"Id", "Name"}, c.searchedFields()...)
}

// searchedFields of a Contact, by which customers are found.
func (c *Connector) searchedFields() []string {
	fields := append([]string{"Email"}, phoneFields...)
	if c.config.CustomerIDField != "" {
		fields = append(fields, c.config.CustomerIDField)
	}
	return c.visible("Contact", fields)
}
