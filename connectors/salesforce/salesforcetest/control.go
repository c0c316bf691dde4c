package salesforcetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
)

// control serves what the sandbox's pages and tests outside of Go steer the
// organisation with. None of it asks for a token: it is for loopback only.
//
//	POST, GET, DELETE /_sandbox/faults          {"trouble","times","reads","retry_after_ms","delay_ms"}
//	POST /_sandbox/tickets/{id}/state           {"state","into"}
//	GET  /_sandbox/tickets, /_sandbox/tickets/{id}
//	GET  /_sandbox/files/{id}                   the bytes of a file version
//	GET  /_sandbox/stream                       SSE: data: {"ticket":"500…"} on every change, "" after a reset
//	POST /_sandbox/users                        {"name","email","phone","external_id","role"}; role "agent": a User, else a Contact
//	POST /_sandbox/proof                        {"user","nonce","audience"}: what the package's Apex class signs for that user
//	POST /_sandbox/advance                      {"ms"}
//	POST /_sandbox/reset, GET /_sandbox/calls
func (s *Server) control(mux *http.ServeMux) {
	mux.HandleFunc("POST /_sandbox/faults", s.addFault)
	mux.HandleFunc("GET /_sandbox/faults", s.listFaults)
	mux.HandleFunc("DELETE /_sandbox/faults", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /_sandbox/tickets", s.listTickets)
	mux.HandleFunc("GET /_sandbox/tickets/{id}", s.showTicket)
	mux.HandleFunc("POST /_sandbox/tickets/{id}/state", s.changeState)
	mux.HandleFunc("GET /_sandbox/files/{id}", s.download)
	mux.HandleFunc("GET /_sandbox/stream", s.stream)
	mux.HandleFunc("POST /_sandbox/users", s.addUser)
	mux.HandleFunc("POST /_sandbox/proof", s.prove)
	mux.HandleFunc("POST /_sandbox/advance", func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			MS int64 `json:"ms"`
		}
		if readControl(w, r, &in) {
			s.Advance(time.Duration(in.MS) * time.Millisecond)
			w.WriteHeader(http.StatusNoContent)
		}
	})
	mux.HandleFunc("POST /_sandbox/reset", func(w http.ResponseWriter, _ *http.Request) {
		s.Reset()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /_sandbox/calls", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, map[string]int{"calls": s.Calls()})
	})
}

type faultJSON struct {
	Trouble      crmtest.Trouble `json:"trouble"`
	Times        int             `json:"times"`
	Reads        bool            `json:"reads"`
	RetryAfterMS int64           `json:"retry_after_ms"`
	DelayMS      int64           `json:"delay_ms"`
}

var troubles = map[crmtest.Trouble]bool{
	crmtest.LoseAnswer: true, crmtest.ResetBefore: true, crmtest.ResetMidway: true, crmtest.Throttle: true, crmtest.DailyLimit: true,
	crmtest.Down: true, crmtest.DownAfter: true, crmtest.ExpireToken: true, crmtest.DenyToken: true, crmtest.Collide: true,
	crmtest.Garbage: true, crmtest.RejectContent: true, crmtest.Slow: true,
}

func (s *Server) addFault(w http.ResponseWriter, r *http.Request) {
	var in faultJSON
	if !readControl(w, r, &in) {
		return
	}
	if !troubles[in.Trouble] {
		http.Error(w, "no trouble is called so", http.StatusUnprocessableEntity)
		return
	}
	s.Fault(crmtest.Fault{Trouble: in.Trouble, Times: in.Times, Reads: in.Reads,
		RetryAfter: time.Duration(in.RetryAfterMS) * time.Millisecond, Delay: time.Duration(in.DelayMS) * time.Millisecond})
	reply(w, http.StatusCreated, in)
}

func (s *Server) listFaults(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []faultJSON{}
	for _, f := range s.faults {
		list = append(list, faultJSON{f.trouble, f.times, f.reads, f.retryAfter.Milliseconds(), f.delay.Milliseconds()})
	}
	if s.denials > 0 {
		list = append(list, faultJSON{Trouble: crmtest.DenyToken, Times: s.denials})
	}
	reply(w, 200, map[string]any{"faults": list})
}

// prove is DesksideAgent.proof, as the page that a user has open calls it.
func (s *Server) prove(w http.ResponseWriter, r *http.Request) {
	var in struct{ User, Nonce, Audience string }
	if !readControl(w, r, &in) {
		return
	}
	if in.User == "" || in.Nonce == "" || in.Audience == "" {
		http.Error(w, "user, nonce and audience are needed", http.StatusUnprocessableEntity)
		return
	}
	proof, err := s.SignProof(Proof{User: in.User, Nonce: in.Nonce, Audience: in.Audience})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	reply(w, http.StatusCreated, map[string]string{"proof": proof})
}

func readControl(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(into); err != nil {
		http.Error(w, "body is not the JSON expected here", http.StatusBadRequest)
		return false
	}
	return true
}

func (s *Server) addUser(w http.ResponseWriter, r *http.Request) {
	var in map[string]string
	if !readControl(w, r, &in) {
		return
	}
	if in["role"] == "agent" {
		reply(w, 201, map[string]string{"id": s.SeedUser(in["name"]).CRMID})
		return
	}
	made := s.SeedContact(connectors.Requester{Name: in["name"], Email: in["email"], Phone: in["phone"], ExternalID: in["external_id"]})
	reply(w, 201, map[string]string{"id": made.ID})
}

func (s *Server) changeState(w http.ResponseWriter, r *http.Request) {
	var in struct {
		State connectors.TicketState `json:"state"`
		Into  string                 `json:"into"`
	}
	if !readControl(w, r, &in) {
		return
	}
	if s.Snapshot(r.PathValue("id")).Ticket.ID == "" {
		http.NotFound(w, r)
		return
	}
	s.SetState(r.PathValue("id"), in.State, in.Into)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) listTickets(w http.ResponseWriter, _ *http.Request) {
	list := []map[string]any{}
	for _, id := range s.Cases() {
		t := s.Snapshot(id).Ticket
		list = append(list, map[string]any{"id": t.ID, "number": t.Number, "subject": t.Subject, "status": t.Status, "state": t.State,
			"requester_id": t.RequesterID, "created_at": t.CreatedAt, "updated_at": t.UpdatedAt})
	}
	reply(w, 200, map[string]any{"tickets": list})
}

func (s *Server) showTicket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(r.PathValue("id"))
	if c == nil || c.object.name != "Case" {
		http.NotFound(w, r)
		return
	}
	name := func(id any) string {
		if u := s.find(str(id)); u != nil {
			return str(u.values["Name"])
		}
		return ""
	}
	comments, files, tasks, fields := []map[string]any{}, []map[string]any{}, []map[string]any{}, map[string]any{}
	for _, x := range s.related("CaseComment", "ParentId", c.id) {
		comments = append(comments, map[string]any{"id": x.id, "author_name": name(x.values["CreatedById"]), "text": x.values["CommentBody"],
			"public": x.values["IsPublished"], "created_at": x.values["CreatedDate"]})
	}
	for _, v := range s.filesOf(c.id) {
		files = append(files, map[string]any{"id": v.id, "name": v.values["PathOnClient"], "title": v.values["Title"], "size": v.data.size,
			"content_type": v.data.contentType, "sha256": v.data.sha256, "created_at": v.values["CreatedDate"],
			"url": "http://" + r.Host + "/_sandbox/files/" + v.id})
	}
	for _, x := range s.related("Task", "WhatId", c.id) {
		tasks = append(tasks, map[string]any{"id": x.id, "subject": x.values["Subject"], "description": x.values["Description"], "status": x.values["Status"],
			"subtype": x.values["TaskSubtype"], "call_type": x.values["CallType"], "call_seconds": x.values["CallDurationInSeconds"],
			"call_disposition": x.values["CallDisposition"], "call_object": x.values["CallObject"], "owner": name(x.values["OwnerId"]), "created_at": x.values["CreatedDate"]})
	}
	for _, f := range c.object.fields {
		if f.custom {
			fields[f.name] = c.values[f.name]
		}
	}
	var contact map[string]any
	if p := s.find(str(c.values["ContactId"])); p != nil {
		contact = map[string]any{"id": p.id, "name": p.values["Name"], "email": p.values["Email"], "phone": p.values["Phone"], "external_id": p.values["Customer_Id__c"]}
	} else if c.values["SuppliedName"] != nil || c.values["SuppliedEmail"] != nil || c.values["SuppliedPhone"] != nil {
		contact = map[string]any{"name": c.values["SuppliedName"], "email": c.values["SuppliedEmail"], "phone": c.values["SuppliedPhone"]}
	}
	tags := []string{}
	if joined := str(c.values["Deskside_Tags__c"]); joined != "" {
		tags = strings.Split(joined, ";")
	}
	reply(w, 200, map[string]any{
		"ticket": map[string]any{
			"id": c.id, "number": c.values["CaseNumber"], "subject": c.values["Subject"], "description": c.values["Description"],
			"status": c.values["Status"], "state": caseState(c), "priority": c.values["Priority"], "origin": c.values["Origin"],
			"owner": name(c.values["OwnerId"]), "created_at": c.values["CreatedDate"], "updated_at": c.values["LastModifiedDate"]},
		"requester": contact, "comments": comments, "files": files, "tasks": tasks, "fields": fields, "tags": tags,
		"deleted": c.deleted, "merged_into": c.values["MasterRecordId"],
	})
}

func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	v := s.find(r.PathValue("id"))
	s.mu.Unlock()
	if v == nil || v.data == nil {
		http.NotFound(w, r)
		return
	}
	// What was uploaded by strangers is shown, never run.
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; img-src 'self'; media-src 'self'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	v.data.serve(w, r)
}

func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	changes, stop := s.watch()
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	_, _ = fmt.Fprint(w, ": here\n\n")
	_ = flush.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case id := <-changes:
			if _, err := fmt.Fprintf(w, "data: {\"ticket\":%q}\n\n", id); err != nil || flush.Flush() != nil {
				return
			}
		}
	}
}
