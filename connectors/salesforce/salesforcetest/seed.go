package salesforcetest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
)

// as the organisation's own users work, from outside of the API.
func (s *Server) directly(f func(t *tx)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := newTx(http.Header{"Sforce-Auto-Assign": {"FALSE"}}.Get)
	s.direct = true
	defer func() { s.direct = false }()
	f(t)
	s.announce(t)
}

func (s *Server) mustInsert(t *tx, object string, values map[string]any) *record {
	o := s.schema[strings.ToLower(object)]
	maps.DeleteFunc(values, func(name string, _ any) bool { _, ok := o.field(name); return !ok }) // hidden from the API
	r, bad := s.insert(t, o, values, nil)
	if bad != nil {
		panic("salesforcetest: " + bad.message)
	}
	return r
}

// SeedContact adds a customer and gives their id. The phone stays as typed.
func (s *Server) SeedContact(r connectors.Requester) connectors.Requester {
	s.directly(func(t *tx) {
		first, last, two := strings.Cut(r.Name, " ")
		if !two {
			first, last = "", r.Name
		}
		if last == "" {
			last = "Unknown"
		}
		c := s.mustInsert(t, "Contact", map[string]any{
			"FirstName": first, "LastName": last, "Email": r.Email, "Phone": r.Phone, "Customer_Id__c": r.ExternalID})
		r.ID = c.id
	})
	return r
}

// Set values of a record, as people of the organisation do.
func (s *Server) Set(id string, values map[string]any) {
	s.directly(func(t *tx) {
		if r := s.find(id); r != nil {
			if bad := s.update(t, r, values); bad != nil {
				panic("salesforcetest: " + bad.message)
			}
		}
	})
}

// EditContact sets a Contact's name and phone as an agent does.
func (s *Server) EditContact(id string, to connectors.Requester) {
	s.directly(func(t *tx) {
		first, last, two := strings.Cut(to.Name, " ")
		if !two {
			first, last = "", to.Name
		}
		if r := s.find(id); r != nil {
			if bad := s.update(t, r, map[string]any{"FirstName": first, "LastName": last, "Phone": to.Phone}); bad != nil {
				panic("salesforcetest: " + bad.message)
			}
		}
	})
}

// DeleteContact as an admin does.
func (s *Server) DeleteContact(id string) {
	s.directly(func(t *tx) {
		if r := s.find(id); r != nil {
			s.remove(t, r)
		}
	})
}

// Values of a record's fields; nil: there is none of that id.
func (s *Server) Values(id any) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.find(str(id))
	if r == nil {
		return nil
	}
	return maps.Clone(r.values)
}

// Related records of a Case: the values of each.
func (s *Server) Related(object, ticket string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []map[string]any
	for _, field := range []string{"WhatId", "ParentId"} {
		for _, r := range s.related(object, field, ticket) {
			out = append(out, maps.Clone(r.values))
		}
	}
	return out
}

// Contact as it stands.
func (s *Server) Contact(id string) connectors.Requester {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.find(id)
	if r == nil {
		return connectors.Requester{}
	}
	return connectors.Requester{ID: id, Name: str(r.values["Name"]), Email: str(r.values["Email"]), Phone: str(r.values["Phone"]), ExternalID: str(r.values["Customer_Id__c"])}
}

// SeedUser adds an agent of the company.
func (s *Server) SeedUser(name string) connectors.Author {
	a := connectors.Author{Name: name}
	s.directly(func(t *tx) {
		a.CRMID = s.mustInsert(t, "User", map[string]any{"Name": name, "Username": strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@acme.example"}).id
	})
	return a
}

// SeedPackage adds what the Deskside package says of itself.
func (s *Server) SeedPackage(version, account, publicURL string) {
	s.directly(func(t *tx) {
		s.mustInsert(t, "Deskside_Setting__mdt", map[string]any{"DeveloperName": "Default", "Version__c": version, "Account__c": account, "Public_URL__c": publicURL})
	})
}

// SeedCase adds a Case.
func (s *Server) SeedCase(seed crmtest.TicketSeed) connectors.Ticket {
	var id string
	s.directly(func(t *tx) {
		values := map[string]any{"Subject": seed.Subject, "Origin": "Email"}
		if seed.Requester != "" {
			values["ContactId"] = seed.Requester
		}
		if seed.IssuePath != "" || seed.Channel != "" {
			values["Deskside_Issue__c"], values["Deskside_Channel__c"] = seed.IssuePath, seed.Channel
		}
		c := s.mustInsert(t, "Case", values)
		at := s.now().Add(-seed.Age)
		c.values["CreatedDate"], c.values["LastModifiedDate"], c.values["SystemModstamp"] = at, at, at
		id = c.id
	})
	if seed.State != "" {
		s.SetState(id, seed.State, "")
	}
	return s.Snapshot(id).Ticket
}

// SetState closes, solves, merges or deletes a Case as a colleague would.
// Merging deletes it and leaves where it went.
func (s *Server) SetState(id string, state connectors.TicketState, into string) {
	s.directly(func(t *tx) {
		r := s.find(id)
		if r == nil {
			return
		}
		set := func(status string) {
			r.values["Status"], r.values["IsClosed"] = status, closedStatus(status)
			r.values["LastModifiedDate"] = s.now()
			s.touch(t, r)
		}
		switch state {
		case connectors.TicketOpen:
			set(statusWorking)
		case connectors.TicketSolved:
			set(statusResolved)
		case connectors.TicketClosed:
			set(statusClosed)
		case connectors.TicketMerged:
			set(statusClosed)
			r.values["MasterRecordId"] = into
			s.remove(t, r)
		case connectors.TicketGone:
			s.remove(t, r)
		}
	})
}

// Touch changes a Case as a colleague would.
func (s *Server) Touch(id string) {
	s.directly(func(t *tx) {
		if r := s.find(id); r != nil {
			r.values["Priority"], r.values["LastModifiedDate"], r.values["SystemModstamp"] = "High", s.now(), s.now()
			s.touch(t, r)
		}
	})
}

// Cases lists the ids of all Cases that are not deleted, oldest first.
func (s *Server) Cases() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, r := range s.all(s.schema["case"]) {
		ids = append(ids, r.id)
	}
	return ids
}

// Tokens lists every access token that works.
func (s *Server) Tokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var tokens []string
	for t := range s.tokens {
		tokens = append(tokens, t)
	}
	return tokens
}

func caseState(r *record) connectors.TicketState {
	switch {
	case r.values["MasterRecordId"] != nil:
		return connectors.TicketMerged
	case r.deleted:
		return connectors.TicketGone
	case r.values["Status"] == statusClosed:
		return connectors.TicketClosed
	case r.values["IsClosed"] == true:
		return connectors.TicketSolved
	}
	return connectors.TicketOpen
}

// Snapshot reads a Case with all that hangs on it.
func (s *Server) Snapshot(id string) crmtest.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	var snap crmtest.Snapshot
	r := s.find(id)
	if r == nil || r.object.name != "Case" {
		return snap
	}
	v := r.values
	created, _ := v["CreatedDate"].(time.Time)
	updated, _ := v["LastModifiedDate"].(time.Time)
	snap.Ticket = connectors.Ticket{
		ID: r.id, Number: str(v["CaseNumber"]), Subject: str(v["Subject"]), Status: str(v["Status"]), State: caseState(r),
		RequesterID: str(v["ContactId"]), IssuePath: str(v["Deskside_Issue__c"]), Channel: str(v["Deskside_Channel__c"]),
		CreatedAt: created, UpdatedAt: updated,
	}
	if tags := str(v["Deskside_Tags__c"]); tags != "" {
		snap.Tags = strings.Split(tags, ";")
	}
	if d := str(v["Description"]); d != "" {
		snap.Notes = append(snap.Notes, crmtest.SnapshotNote{Author: str(v["CreatedById"]), Text: d})
	}
	for _, c := range s.related("CaseComment", "ParentId", r.id) {
		snap.Notes = append(snap.Notes, crmtest.SnapshotNote{
			Author: str(c.values["CreatedById"]), Public: c.values["IsPublished"] == true, Text: str(c.values["CommentBody"])})
	}
	for _, version := range s.filesOf(r.id) {
		snap.Files = append(snap.Files, crmtest.SnapshotFile{
			Name: str(version.values["PathOnClient"]), ContentType: version.data.contentType, Size: version.data.size, SHA256: version.data.sha256})
	}
	for _, c := range s.related("Task", "WhatId", r.id) {
		if c.values["TaskSubtype"] != "Call" {
			continue
		}
		seconds, _ := c.values["CallDurationInSeconds"].(float64)
		snap.CallLogs = append(snap.CallLogs, crmtest.SnapshotCall{
			Subject: str(c.values["Subject"]), Direction: str(c.values["CallType"]), Disposition: str(c.values["CallDisposition"]),
			CallID: str(c.values["CallObject"]), Seconds: int(seconds)})
	}
	return snap
}

func (s *Server) related(object, field, id string) []*record {
	return slices.DeleteFunc(s.all(s.schema[strings.ToLower(object)]), func(r *record) bool { return r.values[field] != id })
}

// filesOf gives the newest version of each file linked to a record.
func (s *Server) filesOf(id string) []*record {
	var versions []*record
	for _, link := range s.related("ContentDocumentLink", "LinkedEntityId", id) {
		if doc := s.find(str(link.values["ContentDocumentId"])); doc != nil && !doc.deleted {
			versions = append(versions, s.find(str(doc.values["LatestPublishedVersionId"])))
		}
	}
	return versions
}
