package salesforce

import "cmp"

// names are the API names of what the Deskside package installs, with the
// prefix of its namespace. Changing one is a migration of every organisation.
type names struct {
	key     string // text(64), unique, external id, case-sensitive; on Case, Activity and ContentVersion
	issue   string // Case: text(255)
	channel string // Case: text(64)
	tags    string // Case: multi-select picklist, not restricted

	receipt      string // custom object; one record per update that has landed
	receiptKey   string // text(100), unique, external id, case-sensitive; see receiptKey
	receiptCase  string // lookup to Case
	receiptItems string // long text: JSON, item key → id

	setting        string // custom metadata type; one record
	settingVersion string // of the package
	settingAccount string // name of the account in our configuration
	settingURL     string // public_url
}

func schemaNames(namespace string) names {
	p := namespace
	if p != "" {
		p += "__"
	}
	return names{
		key: p + "Deskside_Key__c", issue: p + "Deskside_Issue__c", channel: p + "Deskside_Channel__c", tags: p + "Deskside_Tags__c",
		receipt: p + "Deskside_Receipt__c", receiptKey: p + "Key__c", receiptCase: p + "Case__c", receiptItems: p + "Items__c",
		setting: p + "Deskside_Setting__mdt", settingVersion: p + "Version__c", settingAccount: p + "Account__c", settingURL: p + "Public_URL__c",
	}
}

// Lengths of standard fields, in characters unless they say bytes. Source:
// Salesforce object reference, v66.0.
const (
	subjectLength     = 255
	descriptionLength = 32000
	commentBytes      = 4000
	suppliedName      = 80
	suppliedEmail     = 80
	suppliedPhone     = 40
	titleLength       = 255
	dispositionLength = 255
	issueLength       = 255
	channelLength     = 64
)

// Limits of one composite request.
const (
	compositeParts = 25
	// itemsBatch keeps the comments of one update, with long ones split, within
	// the 200 records of a collection in all but absurd cases.
	itemsBatch = 100
	collection = 200
	// fileBytes is under the 2 GB of a multipart upload by the room that its
	// other part and their borders take.
	fileBytes = 2<<30 - 1<<20
)

const defaultAPIVersion = "66.0"

func apiVersion(v string) string { return cmp.Or(v, defaultAPIVersion) }
