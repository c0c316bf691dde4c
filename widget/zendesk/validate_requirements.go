package zendesk

import "slices"

// requirementTypes are what an app may bring along.
var requirementTypes = []string{
	"automations", "channel_integrations", "custom_objects", "macros", "targets", "views", "ticket_fields", "triggers", "user_fields",
	"organization_fields", "webhooks", "custom_objects_v2",
}

const maxRequirements = 5000

func (p *pack) checkRequirements() {
	raw, ok := p.files[requirements]
	if !ok {
		return
	}
	if p.flag("marketingOnly") {
		p.err(requirements, "An app that is only shown brings no requirements.")
	}
	total := 0
	for kind, v := range p.object(requirements, raw) {
		if !slices.Contains(requirementTypes, kind) {
			p.err(requirements, "There are no requirements of the type %s.", kind)
			continue
		}
		entries, _ := v.(map[string]any)
		total += len(entries)
		need := []string{"title"}
		switch kind {
		case "webhooks":
			need = []string{"name", "status", "endpoint", "http_method", "request_format"}
		case "custom_objects", "custom_objects_v2", "channel_integrations":
			need = nil // they have forms of their own
		}
		for id, v := range entries {
			entry, _ := v.(map[string]any)
			for _, key := range need {
				if s, ok := entry[key].(string); !ok || s == "" {
					p.err(requirements, "%s.%s has no %s.", kind, id, key)
				}
			}
		}
	}
	if total > maxRequirements {
		p.err(requirements, "There are %d requirements; %d are allowed.", total, maxRequirements)
	}
}
