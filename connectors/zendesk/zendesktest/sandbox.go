package zendesktest

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
)

// sandboxRoutes are the control routes: what a sandbox's pages and a test in
// another process use. None of them is a call to Zendesk.
func (s *Server) sandboxRoutes() {
	s.mux.HandleFunc("GET /_sandbox/faults", s.listFaults)
	s.mux.HandleFunc("POST /_sandbox/faults", s.postFault)
	s.mux.HandleFunc("DELETE /_sandbox/faults", func(w http.ResponseWriter, r *http.Request) {
		s.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	s.mux.HandleFunc("GET /_sandbox/tickets", s.listRecords)
	s.mux.HandleFunc("GET /_sandbox/tickets/{id}", s.showRecord)
	s.mux.HandleFunc("POST /_sandbox/tickets/{id}/state", s.postState)
	s.mux.HandleFunc("POST /_sandbox/users", s.postUser)
	s.mux.HandleFunc("POST /_sandbox/signed_url", s.postSignedURL)
	s.mux.HandleFunc("GET /_sandbox/stream", s.stream)
	s.mux.HandleFunc("GET /_sandbox/calls", func(w http.ResponseWriter, r *http.Request) {
		reply200(object{"calls": s.Calls()}).send(w, r)
	})
	s.mux.HandleFunc("POST /_sandbox/advance", func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			MS int64 `json:"ms"`
		}
		if readControl(w, r, &in) {
			s.Advance(time.Duration(in.MS) * time.Millisecond)
			reply200(object{"now": stamp(s.Now())}).send(w, r)
		}
	})
	s.mux.HandleFunc("POST /_sandbox/reset", func(w http.ResponseWriter, r *http.Request) {
		s.Reset()
		w.WriteHeader(http.StatusNoContent)
	})
}

func readControl(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(into); err != nil {
		fail(http.StatusBadRequest, "BadRequest", "body is not the JSON expected here").send(w, r)
		return false
	}
	return true
}

func (s *Server) listFaults(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	list := []object{}
	for _, f := range s.faults {
		list = append(list, f.view())
	}
	if s.state.denials > 0 {
		list = append(list, (&Fault{Trouble: crmtest.DenyToken, Times: s.state.denials}).view())
	}
	s.mu.Unlock()
	reply200(object{"faults": list}).send(w, r)
}

var troubles = map[crmtest.Trouble]bool{
	crmtest.LoseAnswer: true, crmtest.ResetBefore: true, crmtest.ResetMidway: true, crmtest.Throttle: true, crmtest.DailyLimit: true,
	crmtest.Down: true, crmtest.DownAfter: true, crmtest.ExpireToken: true, crmtest.DenyToken: true, crmtest.Collide: true,
	crmtest.Garbage: true, crmtest.RejectContent: true, crmtest.Slow: true,
}

func (s *Server) postFault(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Fault
		RetryAfterMS int64 `json:"retry_after_ms"`
		DelayMS      int64 `json:"delay_ms"`
	}
	if !readControl(w, r, &in) {
		return
	}
	if !troubles[in.Trouble] {
		fail(http.StatusUnprocessableEntity, "UnknownTrouble", fmt.Sprintf("no trouble is called %q", in.Trouble)).send(w, r)
		return
	}
	in.RetryAfter, in.Delay = time.Duration(in.RetryAfterMS)*time.Millisecond, time.Duration(in.DelayMS)*time.Millisecond
	s.Fault(in.Fault)
	jsonAnswer(http.StatusCreated, in.view()).send(w, r)
}

func (s *Server) postState(w http.ResponseWriter, r *http.Request) {
	var in struct {
		State connectors.TicketState `json:"state"`
		Into  int64                  `json:"into"`
	}
	id, ok := parseID(r.PathValue("id"))
	if !readControl(w, r, &in) {
		return
	}
	if err := s.SetState(id, in.State, in.Into); !ok || err != nil {
		fail(http.StatusUnprocessableEntity, "BadState", "no such ticket or state").send(w, r)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) postUser(w http.ResponseWriter, r *http.Request) {
	var in User
	if readControl(w, r, &in) {
		jsonAnswer(http.StatusCreated, s.AddUser(in)).send(w, r)
	}
}

func (s *Server) postSignedURL(w http.ResponseWriter, r *http.Request) {
	var in struct {
		UserID   int64  `json:"user_id"`
		Location string `json:"location"`
	}
	if !readControl(w, r, &in) {
		return
	}
	// The account is where it is spoken to. With an id, since two pages of one agent
	// that load in the same second would get the same token otherwise, which is good
	// for one use; that Zendesk's tokens differ then is assumed.
	token, err := s.SignURL(SignedURL{UserID: in.UserID, Location: in.Location, Address: "http://" + r.Host, ID: rand.Text()})
	if err != nil {
		fail(http.StatusInternalServerError, "NoToken", "the token could not be signed").send(w, r)
		return
	}
	reply200(object{"token": token, "app_id": s.opts.AppID, "installation_id": s.opts.InstallationID}).send(w, r)
}

func (s *Server) listRecords(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	list := []object{}
	for _, k := range s.sortedTickets(func(*Ticket) bool { return true }) {
		list = append(list, s.viewTicket(k))
	}
	s.mu.Unlock()
	reply200(object{"tickets": list}).send(w, r)
}

// showRecord gives everything on a ticket at once, deleted tickets included.
func (s *Server) showRecord(w http.ResponseWriter, r *http.Request) {
	id, _ := parseID(r.PathValue("id"))
	s.mu.Lock()
	k := s.state.tickets[id]
	if k == nil {
		s.mu.Unlock()
		notFound().send(w, r)
		return
	}
	c := &call{r: r, base: "http://" + r.Host}
	comments, audits := []object{}, []object{}
	for _, m := range k.Comments {
		v := s.viewComment(c, m)
		v["created_at"] = stamp(m.Created)
		if u := s.state.users[m.AuthorID]; u != nil {
			v["author_name"] = u.Name
		}
		for i, f := range m.Attachments {
			v["attachments"].([]object)[i]["sha256"] = f.SHA256()
		}
		comments = append(comments, v)
	}
	for _, a := range k.audits {
		audits = append(audits, s.viewAudit(c, a))
	}
	out := object{"ticket": s.viewTicket(k), "comments": comments, "audits": audits, "tags": k.Tags, "deleted": k.Deleted, "merged_into": k.MergedInto}
	if u := s.state.users[k.RequesterID]; u != nil {
		out["requester"] = s.viewUser(u)
	}
	s.mu.Unlock()
	reply200(out).send(w, r)
}

// stream sends the id of every ticket as it changes, 0 after a reset.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	changes := make(chan int64, 64)
	s.mu.Lock()
	s.subs[changes] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.subs, changes)
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	_, _ = fmt.Fprint(w, ": connected\n\n")
	_ = out.Flush()
	for {
		select {
		case id := <-changes:
			if _, err := fmt.Fprintf(w, "data: {\"ticket\":%d}\n\n", id); err != nil {
				return
			}
			_ = out.Flush()
		case <-r.Context().Done():
			return
		}
	}
}
