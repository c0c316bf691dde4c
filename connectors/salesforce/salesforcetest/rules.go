package salesforcetest

import (
	"fmt"
	"path"
	"strings"
)

// onInsert does what the organisation itself does when a record is made.
func (s *Server) onInsert(t *tx, r *record) *refusal {
	switch r.object.name {
	case "Contact":
		s.nameContact(r)
	case "Case":
		s.caseNumber++
		r.values["CaseNumber"] = fmt.Sprintf("%08d", s.caseNumber)
		r.values["IsClosed"] = closedStatus(r.values["Status"])
		if contact := s.find(str(r.values["ContactId"])); contact != nil && r.values["AccountId"] == nil {
			r.values["AccountId"] = contact.values["AccountId"]
		}
		s.assign(t, r)
	case "Task":
		r.values["IsClosed"] = r.values["Status"] == "Completed"
	case "Deskside_Receipt__c":
		s.receiptNumber++
		r.values["Name"] = fmt.Sprintf("R-%06d", s.receiptNumber)
	case "ContentDocumentLink":
		if r.values["ShareType"] == nil {
			return refuse(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [ShareType]", "ShareType")
		}
		for _, other := range s.all(r.object) {
			if other.values["ContentDocumentId"] == r.values["ContentDocumentId"] && other.values["LinkedEntityId"] == r.values["LinkedEntityId"] {
				return refuse(400, "DUPLICATE_VALUE", "This document is already linked with this entity.")
			}
		}
	}
	return nil
}

func (s *Server) onUpdate(t *tx, r *record) {
	r.values["LastModifiedDate"], r.values["SystemModstamp"] = s.now(), s.now()
	switch r.object.name {
	case "Contact":
		s.nameContact(r)
	case "Case":
		r.values["IsClosed"] = closedStatus(r.values["Status"])
		s.assign(t, r)
	case "Task":
		r.values["IsClosed"] = r.values["Status"] == "Completed"
	}
}

// assign runs the Case assignment rule: it does so on every create and update
// unless Sforce-Auto-Assign says FALSE, which surprises everyone once.
func (s *Server) assign(t *tx, r *record) {
	if !strings.EqualFold(t.header("Sforce-Auto-Assign"), "FALSE") {
		r.values["OwnerId"] = s.queue
	}
}

func (s *Server) nameContact(r *record) {
	r.values["Name"] = strings.TrimSpace(str(r.values["FirstName"]) + " " + str(r.values["LastName"]))
}

// publish gives a new file version its document and its first link.
func (s *Server) publish(t *tx, v *record) *refusal {
	v.values["ContentSize"], v.values["Checksum"] = float64(v.data.size), v.data.md5
	v.values["FileExtension"] = strings.TrimPrefix(path.Ext(str(v.values["PathOnClient"])), ".")
	if v.values["Title"] == nil {
		v.values["Title"] = v.values["PathOnClient"]
	}
	delete(v.values, "VersionData")
	if doc := s.find(str(v.values["ContentDocumentId"])); doc != nil {
		before := doc.values["LatestPublishedVersionId"]
		t.undo = append(t.undo, func() { doc.values["LatestPublishedVersionId"] = before })
		if last := s.find(str(before)); last != nil {
			t.undo = append(t.undo, func() { last.values["IsLatest"] = true })
			last.values["IsLatest"] = false
		}
		doc.values["LatestPublishedVersionId"] = v.id
		return nil
	}
	doc, bad := s.insert(t, s.schema["contentdocument"], map[string]any{"Title": v.values["Title"]}, nil)
	if bad != nil {
		return bad
	}
	doc.values["LatestPublishedVersionId"] = v.id
	v.values["ContentDocumentId"] = doc.id
	where := str(v.values["FirstPublishLocationId"])
	links := []struct{ to, share string }{{s.user, "I"}}
	if where != "" && where != s.user {
		links = append(links, struct{ to, share string }{where, "I"})
	}
	for _, l := range links {
		if _, bad := s.insert(t, s.schema["contentdocumentlink"],
			map[string]any{"ContentDocumentId": doc.id, "LinkedEntityId": l.to, "ShareType": l.share}, nil); bad != nil {
			return bad
		}
	}
	return nil
}

func str(v any) string {
	s, _ := v.(string)
	return s
}
