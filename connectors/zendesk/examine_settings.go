package zendesk

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// examineSettings looks up what the configuration wants on tickets, before the first
// customer does. One call for each brand, form, group and field.
func (c *Connector) examineSettings(ctx context.Context) []connectors.Check {
	const subject = "settings"
	var out []connectors.Check
	looked := map[string]bool{}
	wrong := func(text string) {
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckWarn, Text: text + " Tickets are opened without it.",
			Next: "Set it in the configuration to what the account has, and start the server again."})
	}
	look := func(name, path, value string, check func(thing) string) {
		if looked[name+"="+value] {
			return
		}
		looked[name+"="+value] = true
		var found thing
		x, e := c.do(ctx, request{op: "zendesk: examine settings", method: http.MethodGet, path: path}, &found)
		switch {
		case e == nil:
			if text := check(found); text != "" {
				wrong(text)
			}
		case x != nil && x.Status == http.StatusNotFound:
			wrong(fmt.Sprintf("Zendesk has no %s for %s.", value, name))
		}
	}
	fine := func(thing) string { return "" }
	for _, queue := range append([]string{""}, slices.Sorted(maps.Keys(c.queues))...) {
		s := c.queues[queue].over(c.ticket)
		for _, ref := range []struct {
			name, path string
			id         int64
		}{{"brand_id", "brands", s.BrandID}, {"ticket_form_id", "ticket_forms", s.FormID}, {"group_id", "groups", s.GroupID}} {
			if ref.id != 0 {
				look(ref.name, "/"+ref.path+"/"+formatID(ref.id)+".json", formatID(ref.id), fine)
			}
		}
		for id, value := range s.Fields {
			look(fieldName(id), "/ticket_fields/"+formatID(id)+".json", formatID(id), func(t thing) string { return t.Field.takes(value) })
		}
	}
	if len(looked) > 0 && out == nil {
		out = append(out, connectors.Check{Subject: subject, State: connectors.CheckOK, Text: "Zendesk has the brands, forms, groups and fields that tickets are opened with."})
	}
	slices.SortFunc(out, func(a, b connectors.Check) int { return strings.Compare(a.Text, b.Text) })
	return out
}

type thing struct {
	Field ticketField `json:"ticket_field"`
}

type ticketField struct {
	Title   string        `json:"title"`
	Type    string        `json:"type"`
	Active  *bool         `json:"active"`
	Options []fieldOption `json:"custom_field_options"`
}

type fieldOption struct {
	Value string `json:"value"` // its tag
}

// takes says what is wrong with a value; empty: nothing that can be seen.
func (f ticketField) takes(value any) string {
	if f.Active != nil && !*f.Active {
		return fmt.Sprintf("The field %q is switched off in Zendesk.", f.Title)
	}
	if len(f.Options) > 0 && !slices.ContainsFunc(f.Options, func(o fieldOption) bool { return o.Value == fmt.Sprint(value) }) {
		return fmt.Sprintf("The field %q has no option with the tag %q.", f.Title, fmt.Sprint(value))
	}
	return ""
}
