// Package salesforce writes contacts into Cases of one Salesforce organisation.
//
// What becomes of the contract there:
//
//   - A ticket is a Case. The first note of an Opening is its Description, every
//     other note a CaseComment that is not published. A CaseComment stands under
//     the integration user and cannot be edited, so who wrote it is its first line.
//   - A call log is a completed Task with the call fields, a file a ContentVersion
//     that is linked to the Case as it is uploaded.
//   - Tags go to the multi-select picklist Deskside_Tags__c of the Case.
//   - A requester without an ID is noted down in the Supplied fields of the Case,
//     and found again by them. Contacts are never created: what strangers say of
//     themselves is not made a customer record.
//   - Closed Cases take comments, so they count as solved, except in the statuses
//     that Config.LockedStatuses names.
//
// Exactly once: everything but files goes as one composite, all or nothing, that
// ends with a Deskside_Receipt__c whose key is unique. A repetition fails on that
// key and is undone as a whole. Files, Tasks and Cases have a unique key of their
// own. Held by TestConformance and TestRepeatedUpdateIsUndone.
//
// Queries hold personal data, and client libraries and proxies log addresses;
// therefore no query travels in a URL.
package salesforce
