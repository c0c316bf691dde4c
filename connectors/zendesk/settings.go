package zendesk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// Settings are what an admin wants on tickets that Deskside opens. They decorate: a
// value that Zendesk does not take is left out, and the ticket is opened all the same.
type Settings struct {
	BrandID, FormID, GroupID int64 // 0: Zendesk's own choice
	Priority                 string
	Fields                   map[int64]any // custom field → text, number or truth
}

// over gives these settings, and those of the account where these say nothing.
func (s Settings) over(account Settings) Settings {
	fields := maps.Clone(account.Fields)
	if fields == nil {
		fields = map[int64]any{}
	}
	maps.Copy(fields, s.Fields)
	return Settings{
		BrandID: cmp.Or(s.BrandID, account.BrandID), FormID: cmp.Or(s.FormID, account.FormID), GroupID: cmp.Or(s.GroupID, account.GroupID),
		Priority: cmp.Or(s.Priority, account.Priority), Fields: fields,
	}
}

// names of what is set, as Zendesk's API calls it.
func (s Settings) names() []string {
	var names []string
	for _, f := range []struct {
		name string
		set  bool
	}{{"brand_id", s.BrandID != 0}, {"ticket_form_id", s.FormID != 0}, {"group_id", s.GroupID != 0}, {"priority", s.Priority != ""}} {
		if f.set {
			names = append(names, f.name)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.Fields)) {
		names = append(names, fieldName(id))
	}
	return names
}

func fieldName(id int64) string { return "custom_fields." + formatID(id) }

// without the setting of that name.
func (s Settings) without(name string) Settings {
	switch name {
	case "brand_id":
		s.BrandID = 0
	case "ticket_form_id":
		s.FormID = 0
	case "group_id":
		s.GroupID = 0
	case "priority":
		s.Priority = ""
	default:
		s.Fields = maps.Clone(s.Fields)
		maps.DeleteFunc(s.Fields, func(id int64, _ any) bool { return fieldName(id) == name })
	}
	return s
}

func (s Settings) write(w *ticketWrite) {
	w.BrandID, w.FormID, w.GroupID, w.Priority = s.BrandID, s.FormID, s.GroupID, s.Priority
	for _, id := range slices.Sorted(maps.Keys(s.Fields)) {
		w.Fields = append(w.Fields, fieldWrite{id, s.Fields[id]})
	}
}

// settingsOf a queue, but for those that were refused lately.
func (c *Connector) settingsOf(queue string) Settings {
	s := c.queues[queue].over(c.ticket)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range s.names() {
		if u, known := c.unfit[setting{name, s.value(name)}]; known && c.clock.Now().Before(u.until) {
			s = s.without(name)
		}
	}
	return s
}

// value of a setting, to tell whether it is still the one that was refused.
func (s Settings) value(name string) string {
	switch name {
	case "brand_id":
		return formatID(s.BrandID)
	case "ticket_form_id":
		return formatID(s.FormID)
	case "group_id":
		return formatID(s.GroupID)
	case "priority":
		return s.Priority
	}
	id, _ := strconv.ParseInt(strings.TrimPrefix(name, "custom_fields."), 10, 64)
	return fmt.Sprint(s.Fields[id])
}

// unfitFor is how long a refused setting is not tried again: an admin who mends the
// account should not have to tell us.
const unfitFor = time.Hour

// setting with its value: what a queue sets is not what another one does.
type setting struct{ name, value string }

// unfit is a setting that Zendesk did not take.
type unfit struct {
	detail string
	until  time.Time
}

func (c *Connector) rememberUnfit(s Settings, names []string, detail string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range names {
		c.unfit[setting{name, s.value(name)}] = unfit{detail, c.clock.Now().Add(unfitFor)}
	}
}

// forgetUnfit forgets what of a queue's settings was refused lately, and tells whether there
// was any of it: a ticket that is refused without it, too, is tried with it once more, since
// what was wrong with another ticket, or is mended by now, may be what this one lacks.
func (c *Connector) forgetUnfit(queue string) (again bool) {
	s := c.queues[queue].over(c.ticket)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range s.names() {
		k := setting{name, s.value(name)}
		if u, known := c.unfit[k]; known && c.clock.Now().Before(u.until) {
			delete(c.unfit, k)
			again = true
		}
	}
	return again
}

// unfitFindings tell an admin what tickets are opened without.
func (c *Connector) unfitFindings() []connectors.Finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []connectors.Finding
	order := func(a, b setting) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	}
	for _, k := range slices.SortedFunc(maps.Keys(c.unfit), order) {
		if u := c.unfit[k]; c.clock.Now().Before(u.until) {
			out = append(out, connectors.Finding{Code: settingRefused,
				Message: fmt.Sprintf("Zendesk does not take %s = %s (%s): tickets are opened without it.", k.name, k.value, u.detail),
				Next:    "Set it in the configuration to what the account has, and start the server again."})
		}
	}
	return out
}

// Code of findings about settings.
const settingRefused = "setting_refused"

// named are the settings that a refusal is about: those of its fields that we have
// set, or all of them where it names none.
func (s Settings) named(fields []string) []string {
	var hit []string
	for _, name := range s.names() {
		for _, f := range fields {
			bare := strings.TrimSuffix(name, "_id")
			if f == name || f == bare || strings.HasPrefix(name, "custom_fields.") && (f == "custom_fields" || f == "fields" || strings.HasSuffix(f, strings.TrimPrefix(name, "custom_fields."))) {
				hit = append(hit, name)
				break
			}
		}
	}
	return hit
}
