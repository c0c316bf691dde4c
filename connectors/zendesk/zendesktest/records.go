package zendesktest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors"
)

// Ticket is a ticket with everything on it.
type Ticket struct {
	ID          int64
	Subject     string
	Status      string // new, open, pending, hold, solved, closed
	StatusID    int64  // of a CustomStatus; 0: the category's own
	Priority    string
	Type        string
	RequesterID int64
	SubmitterID int64
	AssigneeID  int64
	ExternalID  string
	Tags        []string
	Fields      []CustomField
	Comments    []*Comment
	Deleted     bool
	MergedInto  int64
	BrandID     int64 // 0: the account's own
	FormID      int64
	GroupID     int64
	FollowUpOf  int64
	Shared      bool // by an agreement with another account, which alone may write to it
	OutOfReach  bool // of the OAuth client's owner

	followUps []int64
	audits    []*audit
	public    bool // how the next comment is when it does not say
	created   time.Time
	updated   time.Time
}

// CustomField of a ticket; the value may be any JSON.
type CustomField struct {
	ID    int64 `json:"id"`
	Value any   `json:"value"`
}

// Comment is the description or a later comment. Its ID is that of the event
// of type Comment in its audit.
type Comment struct {
	ID          int64
	AuthorID    int64
	Public      bool
	Text        string
	HTML        string
	Attachments []*Attachment
	Created     time.Time

	audit *audit
}

type audit struct {
	id, ticket, author int64
	created            time.Time
	custom             map[string]any
	events             []object
	comment            *Comment
	via                object // nil: the API
}

// AddTicket adds a ticket as an agent would, with a public description. Age is
// how long ago that was.
func (s *Server) AddTicket(t Ticket, description string, age time.Duration) Ticket {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := t
	k.Status = cmp.Or(k.Status, "open")
	k.SubmitterID = cmp.Or(k.SubmitterID, s.state.me)
	k.Tags = slices.Clone(k.Tags)
	s.insertTicket(&k)
	k.created = s.now().Add(-age).Truncate(time.Second)
	k.updated = k.created
	s.addComment(&k, s.newAudit(&k, k.SubmitterID, nil), &Comment{AuthorID: k.SubmitterID, Public: true, HTML: wrapHTML(escape(cmp.Or(description, k.Subject)))})
	k.updated = k.created
	s.notify(k.ID)
	return k
}

func (s *Server) insertTicket(k *Ticket) {
	s.state.lastTick++
	k.ID, k.public = s.state.lastTick, true
	k.created = s.now().Truncate(time.Second)
	k.updated = k.created
	s.state.tickets[k.ID] = k
}

func (s *Server) newAudit(k *Ticket, by int64, custom map[string]any) *audit {
	a := &audit{id: s.nextID(), ticket: k.ID, author: by, created: s.now().Truncate(time.Second), custom: custom, events: []object{}}
	k.audits = append(k.audits, a)
	return a
}

func (s *Server) addComment(k *Ticket, a *audit, c *Comment) {
	c.ID, c.Created, c.audit, c.Text = s.nextID(), a.created, a, plainText(c.HTML)
	a.comment = c
	k.Comments = append(k.Comments, c)
	k.public = c.Public
}

func (s *Server) addEvent(a *audit, kind, field string, value, before any) {
	e := object{"id": s.nextID(), "type": kind, "field_name": field, "value": value}
	if kind == "Change" {
		e["previous_value"] = before
	}
	a.events = append(a.events, e)
}

// touch is a colleague's change, which safe updates notice.
func (s *Server) touch(k *Ticket) {
	s.addEvent(s.newAudit(k, s.state.me, nil), "Change", "priority", "high", k.Priority)
	k.Priority = "high"
	s.stir(k)
}

// stir moves a ticket's stamp by a second at least.
func (s *Server) stir(k *Ticket) {
	now := s.now().Truncate(time.Second)
	if !now.After(k.updated) {
		now = k.updated.Add(time.Second)
	}
	k.updated = now
	s.notify(k.ID)
}

// EditTicket changes a ticket in any way.
func (s *Server) EditTicket(id int64, edit func(*Ticket)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.state.tickets[id]; k != nil {
		edit(k)
	}
}

// Fill a ticket with comments of its own people, up to a number of them.
func (s *Server) Fill(id int64, comments int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.state.tickets[id]; k != nil {
		for len(k.Comments) < comments {
			s.addComment(k, s.newAudit(k, s.state.me, nil), &Comment{AuthorID: s.state.me, HTML: wrapHTML("One more.")})
		}
	}
}

// Touch changes the ticket as a colleague would.
func (s *Server) Touch(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.state.tickets[id]; k != nil {
		s.touch(k)
	}
}

// SetState solves, closes, merges, deletes or reopens a ticket behind
// everybody's back. Into is where a merged ticket went.
func (s *Server) SetState(id int64, state connectors.TicketState, into int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.state.tickets[id]
	if k == nil {
		return fmt.Errorf("no ticket %d", id)
	}
	k.Deleted, k.StatusID = false, 0
	switch state {
	case connectors.TicketOpen:
		k.Status = "open"
	case connectors.TicketSolved:
		k.Status = "solved"
	case connectors.TicketClosed:
		k.Status = "closed"
	case connectors.TicketMerged:
		s.merge(k, into)
	case connectors.TicketGone:
		k.Deleted = true
	default:
		return fmt.Errorf("no ticket state %q", state)
	}
	k.updated = s.now().Truncate(time.Second)
	s.notify(id)
	return nil
}

// merge closes a ticket with a comment that an agent may have worded otherwise, and
// comments on the one that takes it in. Which is which, the audits alone say.
func (s *Server) merge(k *Ticket, into int64) {
	k.Status, k.MergedInto = "closed", into
	k.Tags = append(k.Tags, "closed_by_merge")
	words := cmp.Or(s.opts.MergeWords, "This request was closed and merged into request #%d.")
	a := s.newAudit(k, s.state.me, nil)
	a.via = viaMerge(object{}, object{})
	s.addComment(k, a, &Comment{AuthorID: s.state.me, HTML: wrapHTML(escape(strings.ReplaceAll(words, "%d", itoa(into))))})
	target := s.state.tickets[into]
	if target == nil {
		return
	}
	if !s.opts.MergeToldByTarget {
		a.via = viaMerge(object{}, object{"ticket_id": into, "subject": target.Subject})
	}
	taken := s.newAudit(target, s.state.me, nil)
	taken.via = viaMerge(object{"ticket_ids": []int64{k.ID}}, object{})
	s.addComment(target, taken, &Comment{AuthorID: s.state.me, HTML: wrapHTML(escape(fmt.Sprintf("Request #%d %q was closed and merged into this request.", k.ID, k.Subject)))})
	target.updated = s.now().Truncate(time.Second)
}

func viaMerge(from, to object) object {
	return object{"channel": "system", "source": object{"from": from, "to": to, "rel": "merge"}}
}

// Ticket is a copy of a ticket, deleted ones included.
func (s *Server) Ticket(id int64) (Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.state.tickets[id]
	if k == nil {
		return Ticket{}, false
	}
	t := *k
	t.Tags, t.Comments = slices.Clone(k.Tags), slices.Clone(k.Comments)
	return t, true
}

// Times of a ticket, at the resolution of the wire.
func (k Ticket) Times() (created, updated time.Time) { return k.created, k.updated }

// Tickets lists the ids of tickets that are not deleted, in order of creation.
func (s *Server) Tickets() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := []int64{}
	for _, k := range s.sortedTickets(func(*Ticket) bool { return true }) {
		ids = append(ids, k.ID)
	}
	return ids
}

// sortedTickets are those that match and are not deleted, oldest first.
func (s *Server) sortedTickets(match func(*Ticket) bool) []*Ticket {
	var found []*Ticket
	for _, k := range s.state.tickets {
		if !k.Deleted && match(k) {
			found = append(found, k)
		}
	}
	slices.SortFunc(found, func(a, b *Ticket) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

func (k *Ticket) addTags(tags []string) {
	k.Tags = slices.Clone(k.Tags) // answers that are being written share them
	for _, t := range tags {
		if t = strings.ToLower(strings.TrimSpace(t)); t != "" && !slices.Contains(k.Tags, t) {
			k.Tags = append(k.Tags, t)
		}
	}
	slices.Sort(k.Tags)
}
