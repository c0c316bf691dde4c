package salesforce

import (
	"regexp"
	"strconv"
)

// shape says which tags an element of a kind may hold.
type shape map[string]tag

type tag struct {
	required bool
	many     bool
	value    *regexp.Regexp // of its text; nil: any
	inner    shape          // of its children; nil: it holds text
}

func (t tag) must() tag   { t.required = true; return t }
func (t tag) often() tag  { t.many = true; return t }
func nested(s shape) tag  { return tag{inner: s} }
func one(of string) tag   { return tag{value: regexp.MustCompile("^(" + of + ")$")} }
func upTo(length int) tag { return tag{value: within(length)} }

var (
	anything = tag{}
	truth    = one("true|false")
	number   = one("[0-9]+")
	address  = one(`https?://[^\s]+`)
)

// shapes of the kinds that the package holds, with the tags that it uses and no
// others. Source: Metadata API, v66.0. A tag that is needed and missing here is
// added together with its use; a slip of the pen is found before an organisation
// finds it.
var shapes = map[string]shape{
	"ApexClass": {"apiVersion": one(`[0-9]+\.0`).must(), "status": one("Active").must()},
	"CallCenter": {
		"adapterUrl": address.must(), "displayName": anything.must(), "displayNameLabel": anything.must(), "internalNameLabel": anything.must(),
		"sections": nested(shape{
			"items": nested(shape{"label": anything.must(), "name": upTo(40).must(), "value": anything.must()}).often(),
			"label": anything.must(), "name": upTo(40).must(),
		}).often(),
	},
	"CspTrustedSite": {
		"canAccessMicrophone": truth, "context": one("LEX"), "description": anything, "endpointUrl": address.must(), "isActive": truth.must(),
		"isApplicableToFrameSrc": truth,
	},
	"CustomField": {
		"fullName": one(`[A-Za-z][A-Za-z0-9_]*__c`).must(), "caseSensitive": truth, "deleteConstraint": one("SetNull"), "description": upTo(1000), "externalId": truth,
		"fieldManageability": one("SubscriberControlled|DeveloperControlled"), "label": upTo(40).must(), "length": number,
		"referenceTo": anything, "relationshipLabel": upTo(80), "relationshipName": upTo(40), "required": truth,
		"type": one("Text|LongTextArea|Lookup|MultiselectPicklist").must(), "unique": truth, "visibleLines": number,
		"valueSet": nested(shape{
			"restricted": truth,
			"valueSetDefinition": nested(shape{
				"sorted": truth.must(),
				"value":  nested(shape{"fullName": anything.must(), "default": truth.must(), "label": anything}).must().often(),
			}).must(),
		}),
	},
	"CustomMetadata": {
		"label": anything.must(), "protected": truth,
		"values": nested(shape{"field": anything.must(), "value": anything}).often(),
	},
	"CustomObject": {
		"deploymentStatus": one("Deployed"), "description": upTo(1000), "fields": anything.often(), "label": upTo(40), "pluralLabel": upTo(40),
		"nameField":    nested(shape{"displayFormat": anything, "label": anything.must(), "type": one("AutoNumber|Text").must()}),
		"sharingModel": one("Private|Read|ReadWrite"), "visibility": one("Public|Protected"),
	},
	"CustomPermission": {"description": upTo(255), "isLicensed": one("false").must(), "label": upTo(80).must()},
	"ExternalClientApplication": {
		"contactEmail": one(`\S+@\S+`).must(), "description": anything, "distributionState": one("Local").must(), "isProtected": truth, "label": anything.must(),
	},
	// No consumerKey and no consumerSecret: the organisation makes its own.
	"ExtlClntAppGlobalOauthSettings": {
		"callbackUrl": address.must(), "externalClientApplication": anything.must(), "isClientCredentialsFlowEnabled": truth, "isConsumerSecretOptional": one("false"),
		"isPkceRequired": truth, "isSecretRequiredForRefreshToken": truth, "label": anything.must(),
	},
	"ExtlClntAppOauthSettings": {"commaSeparatedOauthScopes": anything.must(), "externalClientApplication": anything.must(), "label": anything.must()},
	"LightningComponentBundle": {
		"apiVersion": one(`[0-9]+\.0`).must(), "description": anything, "isExposed": truth.must(), "masterLabel": upTo(80),
		"targets":       nested(shape{"target": one("lightning__UtilityBar|lightning__RecordAction").must().often()}),
		"targetConfigs": nested(shape{"targetConfig": nested(shape{"actionType": one("Action|ScreenAction")}).often()}),
	},
	"LightningMessageChannel": {
		"description": anything, "isExposed": one("false").must(), "masterLabel": anything.must(),
		"lightningMessageFields": nested(shape{"description": anything, "fieldName": anything.must()}).often(),
	},
	"PermissionSet": {
		"classAccesses":              nested(shape{"apexClass": anything.must(), "enabled": truth.must()}).often(),
		"customMetadataTypeAccesses": nested(shape{"enabled": truth.must(), "name": anything.must()}).often(),
		"customPermissions":          nested(shape{"enabled": truth.must(), "name": anything.must()}).often(),
		"description":                upTo(255), "hasActivationRequired": truth, "label": upTo(80).must(),
		"fieldPermissions": nested(shape{"editable": truth.must(), "field": anything.must(), "readable": truth}).often(),
		"objectPermissions": nested(shape{
			"allowCreate": truth.must(), "allowDelete": truth.must(), "allowEdit": truth.must(), "allowRead": truth.must(), "modifyAllRecords": truth.must(),
			"object": anything.must(), "viewAllRecords": truth.must(),
		}).often(),
		"userPermissions": nested(shape{"enabled": truth.must(), "name": anything.must()}).often(),
	},
	"QuickAction": {
		"actionSubtype": one("Action"), "label": upTo(80).must(), "lightningWebComponent": anything.must(), "optionsCreateFeedItem": truth.must(),
		"type": one("LightningWebComponent").must(),
	},
}

// within a number of characters, 1000 at most.
func within(length int) *regexp.Regexp {
	return regexp.MustCompile(`^(?s:.{0,` + strconv.Itoa(length) + `})$`)
}
