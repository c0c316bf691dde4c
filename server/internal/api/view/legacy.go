package view

import (
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// legacyReason is for logs of the time before codes, which hold whole sentences: they
// are shown as they stand there, and where the sentence had a code even then, other
// languages have it too. The list is closed; nothing new is ever read by its words.
func legacyReason(kind string, r interaction.Reason) *words.Said {
	code := legacyCodes[r.Text]
	switch general := "kind." + kind; {
	case r.Code != "" && words.Known("unclear."+r.Code):
		code = "unclear." + r.Code
	case code == "" && words.Known(general+"_because") && words.Say(general).English(words.Lexicon{}) != r.Text:
		code = general + "_because"
	case code == "" && words.Known(general):
		code = general
	}
	return words.Say(code, words.Text, r.Text)
}

// legacyCodes are the sentences that had a code before logs held codes.
var legacyCodes = map[string]string{
	"95 % of today's API budget is used; call logs and files wait until there is room again.": "reason.budget",
	"The note could not be put together: an administrator must look at the templates.":        "reason.templates",
	"The ticket could not be put together: an administrator must look at the templates.":      "reason.opening_templates",
	"The file is not on our disk any more, so it cannot be sent.":                             "reason.file_gone",
	"Zendesk refuses this request.":                                    "reason.zendesk_rejected",
	"It is larger than Zendesk takes.":                                 "reason.zendesk_too_large",
	"The file is larger than the 50 MB that Zendesk takes.":            "reason.zendesk_file_too_large",
	"There is no such ticket in Zendesk.":                              "reason.zendesk_no_ticket",
	"The ticket is closed in Zendesk and takes nothing more.":          "reason.zendesk_closed",
	"The ticket was merged into another in Zendesk.":                   "reason.zendesk_merged",
	"The ticket is deleted in Zendesk.":                                "reason.zendesk_deleted",
	"Zendesk is down for maintenance.":                                 "reason.zendesk_down",
	"Part of a long update is in Zendesk, the rest is not yet.":        "reason.zendesk_part",
	"A file did not arrive whole in Zendesk; it is sent again.":        "reason.zendesk_file_part",
	"Salesforce will not accept this.":                                 "reason.salesforce_rejected",
	"There is no such case.":                                           "reason.salesforce_no_case",
	"The case is closed to writing, merged or deleted.":                "reason.salesforce_gone",
	"The organisation has used up its API calls of the last 24 hours.": "reason.salesforce_daily",
	"Salesforce limits how much it does for us at once.":               "reason.salesforce_busy",
	"Salesforce is not available at the moment.":                       "reason.salesforce_down",
	"A field or object of the Deskside package is missing or hidden in this organisation; install it or assign its permission set.": "reason.salesforce_package",
	"The integration user may not write this; check its permissions.":                                                               "reason.salesforce_rights",
	"A validation rule of the organisation refuses this.":                                                                           "reason.salesforce_validation",
	"A trigger or flow of the organisation failed on this.":                                                                         "reason.salesforce_flow",
	"The organisation demands a field that Deskside does not fill.":                                                                 "reason.salesforce_field",
	"A duplicate rule of the organisation refuses this.":                                                                            "reason.salesforce_duplicate",
	"The organisation's storage is full.":                                                                                           "reason.salesforce_storage",
	"The owner this would get is not an active user.":                                                                               "reason.salesforce_owner",
	"A text is longer than the organisation allows.":                                                                                "reason.salesforce_too_long",
	"The file is larger than Salesforce takes.":                                                                                     "reason.salesforce_file_too_large",
	"A record this refers to is deleted.":                                                                                           "reason.salesforce_record",
	"A file did not arrive whole in Salesforce; it is sent again.":                                                                  "reason.salesforce_file_part",
	"A file has arrived several times in Salesforce, and never whole.":                                                              "reason.salesforce_file_never",
	"The packet is malformed.":                                                                                                      "reason.packet_malformed",
	"The packet's signature does not hold.":                                                                                         "reason.packet_signature",
	"The packet is not signed with HS256.":                                                                                          "reason.packet_algorithm",
	"No secret is configured for this app, so the packet cannot be checked.":                                                        "reason.packet_secret",
	"The packet has expired.":                                                                                                       "reason.packet_expired",
	"The packet is not valid yet.":                                                                                                  "reason.packet_early",
	"The packet ends before it begins.":                                                                                             "reason.packet_order",
	"The packet lacks the claim “iat”.":                                                                                             "reason.packet_iat",
	"The packet lacks the claim “exp”.":                                                                                             "reason.packet_exp",
}
