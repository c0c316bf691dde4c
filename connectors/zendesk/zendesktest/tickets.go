package zendesktest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

type ticketInput struct {
	Subject        string         `json:"subject"`
	Description    string         `json:"description"`
	Comment        *commentInput  `json:"comment"`
	Requester      *userInput     `json:"requester"`
	RequesterID    int64          `json:"requester_id"`
	SubmitterID    int64          `json:"submitter_id"`
	AssigneeID     int64          `json:"assignee_id"`
	Status         string         `json:"status"`
	CustomStatusID int64          `json:"custom_status_id"`
	Priority       string         `json:"priority"`
	Type           string         `json:"type"`
	Tags           *[]string      `json:"tags"`
	AdditionalTags []string       `json:"additional_tags"`
	RemoveTags     []string       `json:"remove_tags"`
	ExternalID     string         `json:"external_id"`
	CustomFields   []CustomField  `json:"custom_fields"`
	Metadata       map[string]any `json:"metadata"`
	BrandID        int64          `json:"brand_id"`
	TicketFormID   int64          `json:"ticket_form_id"`
	GroupID        int64          `json:"group_id"`
	FollowUpOf     int64          `json:"via_followup_source_id"`
	SafeUpdate     bool           `json:"safe_update"`
	UpdatedStamp   string         `json:"updated_stamp"`
}

type commentInput struct {
	Body     string      `json:"body"`
	HTMLBody string      `json:"html_body"`
	Public   *bool       `json:"public"`
	AuthorID int64       `json:"author_id"`
	Uploads  stringOrAll `json:"uploads"`
}

// stringOrAll is a list that may be written as its only member.
type stringOrAll []string

func (l *stringOrAll) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte(`"`)) {
		*l = make(stringOrAll, 1)
		return json.Unmarshal(b, &(*l)[0])
	}
	return json.Unmarshal(b, (*[]string)(l))
}

var permitted = map[string]bool{
	"subject": true, "description": true, "comment": true, "requester": true, "requester_id": true, "submitter_id": true, "assignee_id": true,
	"status": true, "custom_status_id": true, "priority": true, "type": true, "tags": true, "additional_tags": true, "remove_tags": true, "external_id": true, "custom_fields": true,
	"metadata": true, "safe_update": true, "updated_stamp": true, "brand_id": true, "ticket_form_id": true, "group_id": true, "via_followup_source_id": true,
}

// decodeTicket reads a ticket and names the keys Zendesk would drop in silence.
func decodeTicket(c *call, action string) (in ticketInput, warning string, a answer, ok bool) {
	var raw struct {
		Ticket map[string]json.RawMessage `json:"ticket"`
	}
	var typed struct {
		Ticket ticketInput `json:"ticket"`
	}
	if err := json.Unmarshal(c.body, &raw); err != nil || raw.Ticket == nil {
		return in, "", fail(http.StatusBadRequest, "ParameterMissing", "Parameter ticket is required"), false
	}
	if err := json.Unmarshal(c.body, &typed); err != nil {
		return in, "", invalid("base", "InvalidValue", "a value has the wrong type"), false
	}
	var dropped []string
	for _, k := range slices.Sorted(maps.Keys(raw.Ticket)) {
		if !permitted[k] {
			dropped = append(dropped, fmt.Sprintf("%q", "ticket."+k))
		}
	}
	if dropped != nil {
		warning = fmt.Sprintf("{:allowed_parameters=>{:controller=>\"tickets\", :action=>%q, :unpermitted_keys=>[%s], :invalid_values=>[]}}", action, strings.Join(dropped, ", "))
	}
	return typed.Ticket, warning, answer{}, true
}

// reply is the stored answer to one Idempotency-Key.
type reply struct {
	body    string
	answer  answer
	expires time.Time
}

const idempotencyWindow = 2 * time.Hour

func createTicket(s *Server, c *call) answer {
	key := c.r.Header.Get("Idempotency-Key")
	if key != "" {
		if len(key) > 255 {
			return fail(http.StatusBadRequest, "IdempotentRequestError", "Idempotency key is too long")
		}
		if r, ok := s.state.replies[key]; ok && s.now().Before(r.expires) {
			if r.body != string(c.body) {
				return fail(http.StatusBadRequest, "IdempotentRequestError", "Request parameters don't match the given idempotency key")
			}
			again := r.answer
			again.header = again.header.Clone()
			again.header.Set("X-Idempotency-Lookup", "hit")
			return again
		}
	}
	in, warning, a, ok := decodeTicket(c, "create")
	if !ok {
		return a
	}
	k := &Ticket{
		Subject: in.Subject, Status: cmp.Or(in.Status, "new"), Priority: in.Priority, Type: in.Type, AssigneeID: in.AssigneeID,
		ExternalID: in.ExternalID, Fields: s.keepFields(in.CustomFields), BrandID: in.BrandID, FormID: in.TicketFormID, GroupID: in.GroupID, SubmitterID: cmp.Or(in.SubmitterID, c.by.ID),
	}
	if in.Comment == nil {
		if in.Description == "" {
			return invalid("base", "BlankValue", "Description: cannot be blank")
		}
		in.Comment = &commentInput{Body: in.Description}
	}
	in.Comment.AuthorID = cmp.Or(in.Comment.AuthorID, k.SubmitterID)
	comment, a, ok := s.readComment(in.Comment, true)
	if !ok {
		return a
	}
	if k.RequesterID, a, ok = s.requesterOf(c, in); !ok {
		return a
	}
	if a, ok = s.checkSchema(in); !ok {
		return a
	}
	if s.opts.RefuseTags && (in.Tags != nil && len(*in.Tags) > 0 || len(in.AdditionalTags) > 0) {
		return invalid("tags", "InvalidValue", "Tags: are not allowed")
	}
	s.insertTicket(k)
	s.followUp(k, in.FollowUpOf)
	if in.Tags != nil {
		k.addTags(*in.Tags)
	}
	k.addTags(in.AdditionalTags)
	record := s.newAudit(k, c.by.ID, in.Metadata)
	s.attach(in.Comment.Uploads, comment)
	s.addComment(k, record, comment)
	for _, f := range []struct {
		name  string
		value any
	}{{"subject", k.Subject}, {"status", k.Status}, {"requester_id", k.RequesterID}, {"tags", k.Tags}, {"external_id", k.ExternalID}} {
		s.addEvent(record, "Create", f.name, f.value, nil)
	}
	s.notify(k.ID)
	a = jsonAnswer(http.StatusCreated, object{"ticket": s.viewTicket(k), "audit": s.viewAudit(c, record)})
	a.header.Set("Location", s.url("tickets/"+itoa(k.ID)+".json"))
	warn(a, warning)
	if key != "" {
		a.header.Set("X-Idempotency-Lookup", "miss")
		stored := a
		stored.header = a.header.Clone()
		s.state.replies[key] = reply{string(c.body), stored, s.now().Add(idempotencyWindow)}
	}
	return a
}

func warn(a answer, warning string) {
	if warning != "" {
		a.header.Set("X-Zendesk-Api-Warn", warning)
	}
}

// followUp ties a new ticket to the closed one that it goes on with, whose tags it
// takes along. Of any other ticket it says nothing and does nothing.
func (s *Server) followUp(k *Ticket, of int64) {
	source := s.state.tickets[of]
	if source == nil || source.Deleted || source.Status != "closed" {
		return
	}
	k.FollowUpOf = of
	k.addTags(source.Tags)
	source.followUps = append(source.followUps, k.ID)
}

func (s *Server) requesterOf(c *call, in ticketInput) (int64, answer, bool) {
	if in.Requester != nil {
		u := s.userByEmail(in.Requester.Email)
		if u == nil && strings.TrimSpace(in.Requester.Name) == "" {
			return 0, invalid("requester", "BlankValue", "Requester: Name: is too short (minimum one character)"), false
		}
		if u == nil {
			u = s.addUser(User{Name: in.Requester.Name, Email: in.Requester.Email, Phone: in.Requester.Phone})
		}
		return s.mayRequest(u)
	}
	return s.mayRequest(s.state.users[cmp.Or(in.RequesterID, c.by.ID)])
}

func (s *Server) mayRequest(u *User) (int64, answer, bool) {
	of, code := "requester", "UserSuspended"
	if s.opts.RequesterUnnamed {
		of, code = "base", "InvalidValue"
	}
	switch {
	case u == nil || u.inactive:
		return 0, invalid(of, "InvalidValue", "Requester: is invalid"), false
	case u.suspended:
		return 0, invalid(of, code, "Requester: "+u.Name+" is suspended."), false
	}
	return u.ID, answer{}, true
}

func (s *Server) findTicket(c *call) *Ticket {
	id, _ := c.id()
	if k := s.state.tickets[id]; k != nil && !k.Deleted {
		return k
	}
	return nil
}

func updateTicket(s *Server, c *call) answer {
	k := s.findTicket(c)
	if k == nil {
		return notFound()
	}
	in, warning, a, ok := decodeTicket(c, "update")
	if !ok {
		return a
	}
	header := http.Header{}
	if a, refused := s.limitTicket(c.by.ID, k.ID, header); refused {
		return a
	}
	if in.SafeUpdate && in.UpdatedStamp != "" {
		seen, err := time.Parse(time.RFC3339, in.UpdatedStamp)
		if err != nil || !seen.Equal(k.updated) {
			return fail(http.StatusConflict, "UpdateConflict", "Safe Update prevented the update due to outdated ticket data.")
		}
	}
	if k.Status == "closed" {
		return invalid("status", "InvalidValue", "Status: closed prevents ticket update")
	}
	if k.OutOfReach {
		return fail(http.StatusForbidden, "Forbidden", "You do not have access to this ticket.")
	}
	if k.Shared {
		return invalid("base", "InvalidValue", "Ticket is shared and cannot be updated")
	}
	if s.opts.RefuseTags && len(in.AdditionalTags) > 0 {
		return invalid("tags", "InvalidValue", "Tags: are not allowed")
	}
	if s.opts.LightAgent && len(in.AdditionalTags) > 0 {
		return invalid("base", "InvalidValue", "Tags: you are not allowed to change them")
	}
	if in.Comment != nil && len(k.Comments) >= s.opts.MaxComments {
		return invalid("base", "TooManyValues", "Comments: the ticket has reached its limit")
	}
	if a, ok := s.checkSchema(in); !ok {
		return a
	}
	if a, ok := s.checkStatus(k, &in); !ok {
		return a
	}
	if u := s.state.users[in.AssigneeID]; in.AssigneeID != 0 && (u == nil || u.Role == "end-user" || u.inactive || u.suspended) {
		return invalid("assignee", "InvalidValue", "Assignee: is invalid")
	}
	if in.RequesterID != 0 {
		if _, a, ok := s.mayRequest(s.state.users[in.RequesterID]); !ok {
			return a
		}
	}
	var comment *Comment
	if in.Comment != nil {
		in.Comment.AuthorID = cmp.Or(in.Comment.AuthorID, c.by.ID)
		if comment, a, ok = s.readComment(in.Comment, k.public); !ok {
			return a
		}
	}
	record := s.newAudit(k, c.by.ID, in.Metadata)
	if comment != nil {
		s.attach(in.Comment.Uploads, comment)
		s.addComment(k, record, comment)
		if u := s.state.users[comment.AuthorID]; k.Status == "solved" && comment.Public && u.Role == "end-user" {
			in.Status = cmp.Or(in.Status, "open")
		}
	}
	s.changeFields(k, record, in)
	if comment != nil || len(record.events) > 0 {
		k.updated = s.now().Truncate(time.Second)
	}
	s.notify(k.ID)
	a = reply200(object{"ticket": s.viewTicket(k), "audit": s.viewAudit(c, record)})
	maps.Copy(a.header, header)
	warn(a, warning)
	return a
}

func (s *Server) changeFields(k *Ticket, record *audit, in ticketInput) {
	for _, f := range []struct {
		name string
		to   *string
		from string
	}{
		{"subject", &k.Subject, in.Subject}, {"status", &k.Status, in.Status}, {"priority", &k.Priority, in.Priority},
		{"type", &k.Type, in.Type}, {"external_id", &k.ExternalID, in.ExternalID},
	} {
		if f.from != "" && f.from != *f.to {
			s.addEvent(record, "Change", f.name, f.from, *f.to)
			*f.to = f.from
		}
	}
	if in.AssigneeID != 0 && in.AssigneeID != k.AssigneeID {
		s.addEvent(record, "Change", "assignee_id", in.AssigneeID, k.AssigneeID)
		k.AssigneeID = in.AssigneeID
	}
	if in.Status != "" && in.CustomStatusID != k.StatusID {
		s.addEvent(record, "Change", "custom_status_id", in.CustomStatusID, k.StatusID)
		k.StatusID = in.CustomStatusID
	}
	if in.RequesterID != 0 && in.RequesterID != k.RequesterID {
		s.addEvent(record, "Change", "requester_id", in.RequesterID, k.RequesterID)
		k.RequesterID = in.RequesterID
	}
	before := slices.Clone(k.Tags)
	if in.Tags != nil {
		k.Tags = nil
		k.addTags(*in.Tags)
	}
	k.addTags(in.AdditionalTags)
	k.Tags = slices.DeleteFunc(k.Tags, func(t string) bool { return slices.Contains(in.RemoveTags, t) })
	if !slices.Equal(before, k.Tags) {
		s.addEvent(record, "Change", "tags", k.Tags, before)
	}
	for _, f := range in.CustomFields {
		k.Fields = slices.DeleteFunc(k.Fields, func(o CustomField) bool { return o.ID == f.ID })
		k.Fields = append(k.Fields, f)
		s.addEvent(record, "Change", itoa(f.ID), f.Value, nil)
	}
}

func showTicket(s *Server, c *call) answer {
	k := s.findTicket(c)
	if k == nil {
		return notFound()
	}
	if k.OutOfReach {
		return fail(http.StatusForbidden, "Forbidden", "You do not have access to this ticket.")
	}
	v := s.viewTicket(k)
	if slices.Contains(strings.Split(c.r.URL.Query().Get("include"), ","), "comment_count") {
		v["comment_count"] = len(k.Comments)
	}
	out := object{"ticket": v}
	s.sideload(c, out, []*Ticket{k})
	return reply200(out)
}

// sideload adds what ?include= asks for.
func (s *Server) sideload(c *call, out object, tickets []*Ticket) {
	if !slices.Contains(strings.Split(c.r.URL.Query().Get("include"), ","), "users") {
		return
	}
	users, seen := []object{}, map[int64]bool{0: true}
	for _, k := range tickets {
		for _, id := range []int64{k.RequesterID, k.SubmitterID, k.AssigneeID} {
			if u := s.state.users[id]; u != nil && !seen[id] {
				seen[id] = true
				users = append(users, s.viewUser(u))
			}
		}
	}
	out["users"] = users
}

func listTickets(s *Server, c *call) answer {
	external := c.r.URL.Query().Get("external_id")
	return s.pageOfTickets(c, s.sortedTickets(func(k *Ticket) bool { return external == "" || k.ExternalID == external }))
}

func requestedTickets(s *Server, c *call) answer {
	id, _ := c.id()
	if s.state.users[id] == nil {
		return notFound()
	}
	return s.pageOfTickets(c, s.sortedTickets(func(k *Ticket) bool { return k.RequesterID == id }))
}

func (s *Server) pageOfTickets(c *call, found []*Ticket) answer {
	q := c.r.URL.Query()
	by := cmp.Or(q.Get("sort"), q.Get("sort_by"))
	if strings.HasSuffix(by, "updated_at") {
		slices.SortStableFunc(found, func(a, b *Ticket) int { return a.updated.Compare(b.updated) })
	} else if strings.HasSuffix(by, "created_at") {
		slices.SortStableFunc(found, func(a, b *Ticket) int { return a.created.Compare(b.created) })
	}
	if strings.HasPrefix(by, "-") || q.Get("sort_order") == "desc" {
		slices.Reverse(found)
	}
	page, more := pageOf(found, c.r)
	list := []object{}
	for _, k := range page {
		list = append(list, s.viewTicket(k))
	}
	out := object{"tickets": list, "count": len(found), "next_page": nil, "previous_page": nil}
	maps.Copy(out, more)
	s.sideload(c, out, page)
	return reply200(out)
}

func (s *Server) viewTicket(k *Ticket) object {
	fields := k.Fields
	if fields == nil {
		fields = []CustomField{}
	}
	description := ""
	if len(k.Comments) > 0 {
		description = k.Comments[0].Text
	}
	tags := k.Tags
	if tags == nil {
		tags = []string{}
	}
	id := func(n int64) any {
		if n == 0 {
			return nil
		}
		return n
	}
	return object{
		"id": k.ID, "url": s.url("tickets/" + itoa(k.ID) + ".json"), "external_id": orNull(k.ExternalID), "via": viaAPI(),
		"created_at": stamp(k.created), "updated_at": stamp(k.updated), "generated_timestamp": k.updated.Unix(), "type": orNull(k.Type), "subject": k.Subject, "raw_subject": k.Subject,
		"description": description, "priority": orNull(k.Priority), "status": k.Status, "recipient": nil, "requester_id": k.RequesterID,
		"submitter_id": k.SubmitterID, "assignee_id": id(k.AssigneeID), "organization_id": nil, "group_id": id(k.GroupID), "collaborator_ids": []int64{}, "follower_ids": []int64{},
		"email_cc_ids": []int64{}, "forum_topic_id": nil, "problem_id": nil, "has_incidents": false, "is_public": slices.ContainsFunc(k.Comments, func(c *Comment) bool { return c.Public }),
		"due_at": nil, "tags": tags, "custom_fields": fields, "fields": fields, "satisfaction_rating": nil, "sharing_agreement_ids": k.agreements(), "custom_status_id": s.customStatusOf(k),
		"followup_ids": append([]int64{}, k.followUps...), "ticket_form_id": cmp.Or(k.FormID, 26_155_500_000_002), "brand_id": cmp.Or(k.BrandID, 26_155_500_000_003), "allow_channelback": false, "allow_attachments": true,
		"from_messaging_channel": false,
	}
}

func (k *Ticket) agreements() []int64 {
	if k.Shared {
		return []int64{26_155_500_000_004}
	}
	return []int64{}
}

func viaAPI() object {
	return object{"channel": "api", "source": object{"from": object{}, "to": object{}, "rel": nil}}
}

func showTags(s *Server, c *call) answer {
	k := s.findTicket(c)
	if k == nil {
		return notFound()
	}
	return reply200(object{"tags": k.Tags})
}

func addTags(s *Server, c *call) answer {
	k := s.findTicket(c)
	if k == nil {
		return notFound()
	}
	var in struct {
		Tags []string `json:"tags"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return fail(http.StatusBadRequest, "ParameterMissing", "Parameter tags is required")
	}
	if k.Status == "closed" {
		return invalid("status", "InvalidValue", "Status: closed prevents ticket update")
	}
	before := slices.Clone(k.Tags)
	if k.addTags(in.Tags); !slices.Equal(before, k.Tags) {
		s.addEvent(s.newAudit(k, c.by.ID, nil), "Change", "tags", k.Tags, before)
		k.updated = s.now().Truncate(time.Second)
		s.notify(k.ID)
	}
	return reply200(object{"tags": k.Tags})
}
