package salesforcetest

import "strings"

type fieldKind string

const (
	text     fieldKind = "string"
	longText fieldKind = "textarea"
	email    fieldKind = "email"
	phone    fieldKind = "phone"
	picklist fieldKind = "picklist"
	multi    fieldKind = "multipicklist"
	boolean  fieldKind = "boolean"
	integer  fieldKind = "int"
	decimal  fieldKind = "double"
	instant  fieldKind = "datetime"
	day      fieldKind = "date"
	refer    fieldKind = "reference"
	blobData fieldKind = "base64"
)

// field of an object. Lengths count characters unless bytes says otherwise.
type field struct {
	name          string
	kind          fieldKind
	length        int
	bytes         bool // length is in bytes of UTF-8
	required      bool
	readOnly      bool // set by the organisation itself
	createOnly    bool
	external      bool // an external id: records can be named by it
	unique        bool
	caseSensitive bool
	custom        bool
	only          []string // restricted picklist
	to            []string // prefixes a reference may point to
	relation      string   // the name that follows the reference: ContactId, Contact
	preset        any
	forbidden     bool // the integration user may not write it
	filtered      bool // a lookup filter takes no record
	unnamed       bool // see Field
	ruled         bool // see Field
}

type childRelation struct{ object, field string }

type object struct {
	name     string
	prefix   string
	custom   bool
	fields   []field
	children map[string]childRelation
}

// field finds a field as Salesforce does, without regard to case.
func (o *object) field(name string) (field, bool) {
	for _, f := range o.fields {
		if strings.EqualFold(f.name, name) {
			return f, true
		}
	}
	return field{}, false
}

const recordTypeID = "RecordTypeId"

// key of Deskside's own records: text, external id, unique, case-sensitive.
func keyField(name string, length int) field {
	return field{name: name, kind: text, length: length, external: true, unique: true, caseSensitive: true, custom: true}
}

// schema of the organisation; withPackage adds what the Deskside package
// installs there. Lengths: Salesforce object reference, v66.0.
func schema(withPackage bool) map[string]*object {
	system := []field{
		{name: "Id", kind: refer, readOnly: true},
		{name: "IsDeleted", kind: boolean, readOnly: true, preset: false},
		{name: "CreatedDate", kind: instant, readOnly: true},
		{name: "CreatedById", kind: refer, readOnly: true, to: []string{"005"}, relation: "CreatedBy"},
		{name: "LastModifiedDate", kind: instant, readOnly: true},
		{name: "SystemModstamp", kind: instant, readOnly: true},
	}
	owner := field{name: "OwnerId", kind: refer, to: []string{"005", "00G"}, relation: "Owner"}
	objects := []*object{
		{name: "Organization", prefix: "00D", fields: []field{{name: "Name", kind: text, length: 80}}},
		{name: "User", prefix: "005", fields: []field{
			{name: "Name", kind: text, length: 121}, {name: "Username", kind: text, length: 80, required: true},
			{name: "Email", kind: email, length: 128}, {name: "IsActive", kind: boolean, preset: true},
			{name: "UserType", kind: picklist, only: []string{"Standard", "PowerPartner", "CustomerSuccess"}, preset: "Standard"},
		}},
		{name: "RecordType", prefix: "012", fields: []field{
			{name: "Name", kind: text, length: 80}, {name: "DeveloperName", kind: text, length: 80}, {name: "SobjectType", kind: text, length: 40},
			{name: "IsActive", kind: boolean, preset: true},
		}},
		{name: "CaseStatus", prefix: "01J", fields: []field{
			{name: "ApiName", kind: text, length: 255}, {name: "MasterLabel", kind: text, length: 255}, {name: "IsClosed", kind: boolean, preset: false},
			{name: "IsDefault", kind: boolean, preset: false}, {name: "SortOrder", kind: integer},
		}},
		{name: "Group", prefix: "00G", fields: []field{{name: "Name", kind: text, length: 40, required: true}}},
		{name: "Account", prefix: "001", fields: []field{
			{name: "Name", kind: text, length: 255, required: true}, {name: "Phone", kind: phone, length: 40}, owner,
		}, children: map[string]childRelation{"Contacts": {"Contact", "AccountId"}, "Cases": {"Case", "AccountId"}}},
		{name: "Contact", prefix: "003", fields: []field{
			{name: "FirstName", kind: text, length: 40}, {name: "LastName", kind: text, length: 80, required: true},
			{name: "Name", kind: text, length: 121, readOnly: true},
			{name: "Email", kind: email, length: 80},
			{name: "Phone", kind: phone, length: 40}, {name: "MobilePhone", kind: phone, length: 40},
			{name: "HomePhone", kind: phone, length: 40}, {name: "OtherPhone", kind: phone, length: 40},
			{name: "AccountId", kind: refer, to: []string{"001"}, relation: "Account"}, owner,
			// The company's own id of the customer: a field the company has
			// made, not one of the package. Nothing keeps it from being used twice.
			{name: "Customer_Id__c", kind: text, length: 64, external: true, custom: true},
		}, children: map[string]childRelation{"Cases": {"Case", "ContactId"}}},
		{name: "Case", prefix: "500", fields: []field{
			{name: "CaseNumber", kind: text, length: 30, readOnly: true},
			{name: "Subject", kind: text, length: 255}, {name: "Description", kind: longText, length: 32000},
			{name: "Status", kind: picklist, length: 255, preset: statusNew}, {name: "Origin", kind: picklist, length: 255},
			{name: "Priority", kind: picklist, length: 255, preset: "Medium"}, {name: "Reason", kind: picklist, length: 255},
			{name: "Type", kind: picklist, length: 255},
			{name: "IsClosed", kind: boolean, readOnly: true, preset: false}, {name: "ClosedDate", kind: instant, readOnly: true},
			{name: "MasterRecordId", kind: refer, readOnly: true, to: []string{"500"}},
			{name: "ContactId", kind: refer, to: []string{"003"}, relation: "Contact"},
			{name: "AccountId", kind: refer, to: []string{"001"}, relation: "Account"},
			{name: "SuppliedName", kind: text, length: 80}, {name: "SuppliedEmail", kind: email, length: 80},
			{name: "SuppliedPhone", kind: text, length: 40}, owner,
			{name: recordTypeID, kind: refer, to: []string{"012"}, relation: "RecordType"},
		}, children: map[string]childRelation{"CaseComments": {"CaseComment", "ParentId"}, "Tasks": {"Task", "WhatId"}}},
		{name: "CaseComment", prefix: "00a", fields: []field{
			{name: "ParentId", kind: refer, required: true, createOnly: true, to: []string{"500"}, relation: "Parent"},
			{name: "CommentBody", kind: longText, length: 4000, bytes: true, createOnly: true},
			{name: "IsPublished", kind: boolean, preset: false},
		}},
		{name: "Task", prefix: "00T", fields: []field{
			{name: "Subject", kind: text, length: 255}, {name: "Description", kind: longText, length: 32000},
			{name: "Status", kind: picklist, length: 255, preset: "Not Started"}, {name: "Priority", kind: picklist, length: 255, preset: "Normal"},
			{name: "Type", kind: picklist, length: 255}, {name: "ActivityDate", kind: day},
			{name: "WhoId", kind: refer, to: []string{"003"}, relation: "Who"},
			{name: "WhatId", kind: refer, to: []string{"500", "001"}, relation: "What"},
			{name: "TaskSubtype", kind: picklist, createOnly: true, only: []string{"Task", "Email", "ListEmail", "Cadence", "Call", "LinkedIn"}, preset: "Task"},
			{name: "CallType", kind: picklist, only: []string{"Internal", "Inbound", "Outbound"}},
			{name: "CallDurationInSeconds", kind: integer}, {name: "CallDisposition", kind: text, length: 255},
			{name: "CallObject", kind: text, length: 255}, {name: "IsClosed", kind: boolean, readOnly: true, preset: false}, owner,
		}},
		{name: "ContentVersion", prefix: "068", fields: []field{
			{name: "Title", kind: text, length: 255}, {name: "PathOnClient", kind: text, length: 500, required: true, createOnly: true},
			{name: "Description", kind: longText, length: 1000}, {name: "ReasonForChange", kind: longText, length: 1000},
			{name: "VersionData", kind: blobData, required: true, createOnly: true},
			{name: "FirstPublishLocationId", kind: refer, createOnly: true, to: []string{"500", "001", "003", "005"}},
			{name: "ContentDocumentId", kind: refer, createOnly: true, to: []string{"069"}, relation: "ContentDocument"},
			{name: "ContentSize", kind: integer, readOnly: true}, {name: "FileExtension", kind: text, length: 40, readOnly: true},
			{name: "Checksum", kind: text, length: 50, readOnly: true}, {name: "IsLatest", kind: boolean, readOnly: true, preset: true},
		}},
		{name: "ContentDocument", prefix: "069", fields: []field{
			{name: "Title", kind: text, length: 255}, {name: "LatestPublishedVersionId", kind: refer, readOnly: true, to: []string{"068"}, relation: "LatestPublishedVersion"},
		}},
		{name: "ContentDocumentLink", prefix: "06A", fields: []field{
			{name: "ContentDocumentId", kind: refer, required: true, createOnly: true, to: []string{"069"}, relation: "ContentDocument"},
			{name: "LinkedEntityId", kind: refer, required: true, createOnly: true, to: []string{"500", "001", "003", "005"}},
			{name: "ShareType", kind: picklist, only: []string{"V", "C", "I"}},
			{name: "Visibility", kind: picklist, only: []string{"AllUsers", "InternalUsers", "SharedUsers"}, preset: "AllUsers"},
		}},
	}
	if withPackage {
		objects = append(objects, &object{name: "Deskside_Receipt__c", prefix: "a01", custom: true, fields: []field{
			{name: "Name", kind: text, length: 80, readOnly: true}, keyField("Key__c", 100),
			{name: "Case__c", kind: refer, to: []string{"500"}, relation: "Case__r", custom: true},
			{name: "Items__c", kind: longText, length: 32768, custom: true},
		}}, &object{name: "Deskside_Setting__mdt", prefix: "m00", custom: true, fields: []field{
			{name: "DeveloperName", kind: text, length: 40}, {name: "Version__c", kind: text, length: 20, custom: true},
			{name: "Account__c", kind: text, length: 64, custom: true}, {name: "Public_URL__c", kind: text, length: 255, custom: true},
			{name: "Certificate__c", kind: text, length: 80, custom: true},
		}})
	}
	byName := map[string]*object{}
	for _, o := range objects {
		o.fields = append(o.fields, system...)
		if withPackage {
			switch o.name {
			case "Task", "ContentVersion":
				o.fields = append(o.fields, keyField("Deskside_Key__c", 64))
			case "Case":
				o.fields = append(o.fields, keyField("Deskside_Key__c", 64),
					field{name: "Deskside_Issue__c", kind: text, length: 255, custom: true},
					field{name: "Deskside_Channel__c", kind: text, length: 64, custom: true},
					field{name: "Deskside_Tags__c", kind: multi, length: 4099, custom: true})
			}
		}
		byName[strings.ToLower(o.name)] = o
	}
	return byName
}
