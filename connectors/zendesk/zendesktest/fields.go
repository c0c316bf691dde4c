package zendesktest

import (
	"fmt"
	"slices"
)

// TicketField is a custom field that an admin has made.
type TicketField struct {
	ID       int64
	Title    string
	Type     string   // text, tagger, checkbox, integer …
	Options  []string // of a tagger, by their tags
	Inactive bool

	RequiredToSolve bool
}

// thing is what the admin has set up of one kind: brands, forms, groups.
func showThing(kind string, of func(Options) []int64) operation {
	return func(s *Server, c *call) answer {
		id, ok := c.id()
		if !ok || !slices.Contains(of(s.opts), id) {
			return notFound()
		}
		return reply200(object{kind: object{"id": id, "name": fmt.Sprintf("%s %d", kind, id), "active": true, "deleted": false}})
	}
}

func (s *Server) ticketField(id int64) (TicketField, bool) {
	i := slices.IndexFunc(s.opts.Fields, func(f TicketField) bool { return f.ID == id })
	if i < 0 {
		return TicketField{}, false
	}
	return s.opts.Fields[i], true
}

func showTicketField(s *Server, c *call) answer {
	id, _ := c.id()
	f, ok := s.ticketField(id)
	if id == assigneeField {
		f, ok = TicketField{ID: id, Title: "Assignee", Type: "assignee"}, true
	}
	if !ok {
		return notFound()
	}
	v := object{"id": f.ID, "type": f.Type, "title": f.Title, "raw_title": f.Title, "active": !f.Inactive, "required": false}
	if f.Type == "tagger" {
		options := []object{}
		for i, tag := range f.Options {
			options = append(options, object{"id": i + 1, "name": tag, "value": tag})
		}
		v["custom_field_options"] = options
	}
	return reply200(object{"ticket_field": v})
}

// checkSchema holds a ticket against what the admin has set up.
func (s *Server) checkSchema(in ticketInput) (answer, bool) {
	for _, ref := range []struct {
		name  string
		id    int64
		known []int64
	}{{"brand", in.BrandID, s.opts.Brands}, {"ticket_form_id", in.TicketFormID, s.opts.Forms}, {"group", in.GroupID, s.opts.Groups}} {
		if ref.id != 0 && !slices.Contains(ref.known, ref.id) {
			return invalid(ref.name, "InvalidValue", ref.name+" is invalid"), false
		}
	}
	if p := in.Priority; p != "" && !slices.Contains([]string{"low", "normal", "high", "urgent"}, p) {
		return invalid("priority", "InvalidValue", fmt.Sprintf("Priority: %s is not valid", p)), false
	}
	for _, v := range in.CustomFields {
		f, ok := s.ticketField(v.ID)
		if ok && f.Type == "tagger" && !slices.Contains(f.Options, fmt.Sprint(v.Value)) {
			return invalid("base", "InvalidValue", fmt.Sprintf("%s: %v is not a valid value", f.Title, v.Value)), false
		}
	}
	return answer{}, true
}

// keepFields drops the values of fields that are not there, in silence, as Zendesk does.
func (s *Server) keepFields(in []CustomField) []CustomField {
	return slices.DeleteFunc(slices.Clone(in), func(v CustomField) bool {
		f, ok := s.ticketField(v.ID)
		return !ok || f.Inactive
	})
}

// AddGroup is what an admin does who has made one.
func (s *Server) AddGroup(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Groups = append(slices.Clone(s.opts.Groups), id)
}

// Refuse numbers of users, and tags of tickets, from now on.
func (s *Server) Refuse(phones, tags bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.RefusePhones, s.opts.RefuseTags = phones, tags
}
