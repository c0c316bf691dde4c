package zendesktest

import (
	"net/http"
	"slices"
	"strings"
)

// CustomStatus is a ticket status that an admin has made.
type CustomStatus struct {
	ID       int64
	Category string // new, open, pending, hold, solved
	Label    string
	Inactive bool
}

// categories of statuses, each with the status that every account has of it.
var categories = []CustomStatus{
	{ID: 26_155_500_000_001, Category: "new", Label: "New"},
	{ID: 26_155_500_000_011, Category: "open", Label: "Open"},
	{ID: 26_155_500_000_012, Category: "pending", Label: "Pending"},
	{ID: 26_155_500_000_013, Category: "hold", Label: "On-hold"},
	{ID: 26_155_500_000_014, Category: "solved", Label: "Solved"},
}

// assigneeField is the id of the field that every ticket has for its assignee.
const assigneeField = 26_155_500_000_021

// statuses of the account: on-hold is there where an admin has switched it on.
func (s *Server) statuses() []CustomStatus {
	all := slices.Clone(categories)
	for i := range all {
		all[i].Inactive = all[i].Category == "hold" && !s.opts.OnHold
	}
	return append(all, s.opts.Statuses...)
}

func (s *Server) status(is func(CustomStatus) bool) (CustomStatus, bool) {
	all := s.statuses()
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return CustomStatus{}, false
	}
	return all[i], true
}

func listStatuses(s *Server, c *call) answer {
	if s.opts.StatusesClosed {
		return fail(http.StatusForbidden, "Forbidden", "You do not have access to this page.")
	}
	list := []object{}
	for i, k := range s.statuses() {
		if c.r.URL.Query().Get("active") == "true" && k.Inactive {
			continue
		}
		list = append(list, object{
			"id": k.ID, "status_category": k.Category, "agent_label": k.Label, "raw_agent_label": k.Label, "end_user_label": k.Label,
			"active": !k.Inactive, "default": i < len(categories), "description": "", "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z",
		})
	}
	return reply200(object{"custom_statuses": list})
}

// customStatusOf a ticket: its own, or its category's.
func (s *Server) customStatusOf(k *Ticket) any {
	if k.StatusID != 0 {
		return k.StatusID
	}
	category := k.Status
	if category == "closed" {
		category = "solved"
	}
	if found, ok := s.status(func(o CustomStatus) bool { return o.Category == category }); ok {
		return found.ID
	}
	return nil
}

// checkStatus gives the category and the status of its own that a change of a ticket asks
// for. Closed is taken from the API, as it is at Zendesk, and is for good.
func (s *Server) checkStatus(k *Ticket, in *ticketInput) (answer, bool) {
	if in.CustomStatusID != 0 {
		found, ok := s.status(func(o CustomStatus) bool { return o.ID == in.CustomStatusID && !o.Inactive })
		if !ok {
			return invalid("custom_status_id", "InvalidValue", "Custom status: is invalid"), false
		}
		in.Status = found.Category
		if found, _ := s.status(func(o CustomStatus) bool { return o.Category == in.Status }); found.ID == in.CustomStatusID {
			in.CustomStatusID = 0
		}
	}
	if in.Status == "" || in.Status == k.Status {
		return answer{}, true
	}
	_, known := s.status(func(o CustomStatus) bool { return o.Category == in.Status && !o.Inactive })
	if !known && in.Status != "closed" || in.Status == "new" {
		return invalid("status", "InvalidValue", "Status: "+in.Status+" is not valid"), false
	}
	if s.opts.LightAgent {
		return invalid("base", "InvalidValue", "Status: you are not allowed to change it"), false
	}
	if in.Status == "solved" {
		return s.checkSolve(k, *in)
	}
	return answer{}, true
}

// checkSolve refuses a ticket that lacks what it must have to be solved, and says what, as
// the real service does: under base, with the field's id.
func (s *Server) checkSolve(k *Ticket, in ticketInput) (answer, bool) {
	missing := []object{}
	lacks := func(id int64, kind, title string) {
		missing = append(missing, object{"description": title + ": is required when solving a ticket", "error": nil, "ticket_field_id": id, "ticket_field_type": kind})
	}
	if k.AssigneeID == 0 && in.AssigneeID == 0 && !s.opts.SolveUnassigned {
		lacks(assigneeField, "FieldAssignee", "Assignee")
	}
	for _, f := range s.opts.Fields {
		has := func(v CustomField) bool { return v.ID == f.ID && v.Value != nil && v.Value != "" }
		if f.RequiredToSolve && !f.Inactive && !slices.ContainsFunc(k.Fields, has) && !slices.ContainsFunc(in.CustomFields, has) {
			lacks(f.ID, "Field"+strings.ToUpper(f.Type[:1])+f.Type[1:], f.Title)
		}
	}
	if len(missing) == 0 {
		return answer{}, true
	}
	return jsonAnswer(http.StatusUnprocessableEntity, object{
		"error": "RecordInvalid", "description": "Record validation errors", "details": object{"base": missing},
	}), false
}

// SetStatus changes a ticket as a colleague would: by a status's category, or its id.
func (s *Server) SetStatus(id int64, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.state.tickets[id]
	if k == nil {
		return
	}
	in := ticketInput{Status: status}
	if n, ok := parseID(status); ok {
		in.Status, in.CustomStatusID = "", n
		if found, ok := s.status(func(o CustomStatus) bool { return o.ID == n }); ok {
			in.Status = found.Category
		}
	}
	s.changeFields(k, s.newAudit(k, s.state.me, nil), in)
	s.stir(k)
}

// RequireToSolve makes a custom field one that every solved ticket must have.
func (s *Server) RequireToSolve(f TicketField) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.RequiredToSolve = true
	s.opts.Fields = append(slices.Clone(s.opts.Fields), f)
}
