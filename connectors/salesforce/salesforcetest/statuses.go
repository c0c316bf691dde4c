package salesforcetest

import (
	"net/http"
	"slices"
)

// Case statuses of the organisation. The last two are closed; Closed is the one that
// Options.LockClosed locks.
const (
	statusNew      = "New"
	statusWorking  = "Working"
	statusWaiting  = "Waiting"
	statusResolved = "Resolved"
	statusClosed   = "Closed"
)

var caseStatuses = []string{statusNew, statusWorking, statusWaiting, statusResolved, statusClosed}

func closedStatus(v any) bool { return v == statusResolved || v == statusClosed }

// masterRecordType is that of records without one.
const masterRecordType = "012000000000000AAA"

// statusesOf a record type of Case, by its id.
func (s *Server) statusesOf(recordType string) []string {
	if r := s.find(recordType); r != nil {
		if only, limited := s.opts.Statuses[str(r.values["DeveloperName"])]; limited {
			return only
		}
	}
	return caseStatuses
}

// picklistValues are those of a record type, as pages are given them: a resource of its
// own, which no composite takes.
func (s *Server) picklistValues(c *call) answer {
	// ui-api/object-info/Case/picklist-values/012…/Status
	if s.opts.NoPages || len(c.path) != 6 || c.method != http.MethodGet || c.path[1] != "object-info" || c.path[2] != "Case" || c.path[3] != "picklist-values" || c.path[5] != "Status" {
		return refused(notFound)
	}
	recordType := c.path[4]
	if r := s.find(recordType); recordType != masterRecordType && (r == nil || r.object.name != "RecordType") {
		return refused(refuse(400, "INVALID_TYPE", "record type is not valid: "+recordType))
	}
	list := []map[string]any{}
	for _, v := range s.statusesOf(recordType) {
		list = append(list, map[string]any{"attributes": nil, "label": label(v), "validFor": []any{}, "value": v})
	}
	return answer{status: 200, body: map[string]any{"controllerValues": map[string]any{}, "defaultValue": list[0], "url": "/" + c.version, "values": list}}
}

// label of a status: what agents read is not what the API takes.
func label(status string) string {
	if status == statusWaiting {
		return "Waiting on Customer"
	}
	return status
}

// makeStatuses fills the object that says which of them are closed.
func (s *Server) makeStatuses(insert func(object string, values map[string]any) string) {
	for i, v := range caseStatuses {
		insert("casestatus", map[string]any{"ApiName": v, "MasterLabel": label(v), "IsClosed": closedStatus(v), "IsDefault": i == 0, "SortOrder": float64(i + 1)})
	}
}

// checkStatus runs the organisation's own validation rule.
func (s *Server) checkStatus(r *record, values map[string]any) *refusal {
	if _, asked := values["Status"]; asked && s.reasonToClose && !s.direct && closedStatus(values["Status"]) && r.values["Reason"] == nil && values["Reason"] == nil {
		return refuse(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "Say why the case is closed.", "Reason")
	}
	return nil
}

// RequireReason makes it a rule that no Case is closed without a reason.
func (s *Server) RequireReason() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reasonToClose = true
}

// SetStatus changes a Case as a colleague would.
func (s *Server) SetStatus(id, status string) {
	s.directly(func(t *tx) {
		if r := s.find(id); r != nil && slices.Contains(caseStatuses, status) {
			r.values["Status"], r.values["IsClosed"], r.values["LastModifiedDate"] = status, closedStatus(status), s.now()
			s.touch(t, r)
		}
	})
}
