package e2e

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
)

// crm is one of the two clouds, with what a person calls things there.
type crm struct {
	kind   string // as in addresses
	name   string
	shop   string // whose support works there
	app    string // the shop's, as agents see it
	number string // ours that leads there
	word   string // what a ticket is called
	widget string // path of the frame in which calls ring
	desk   string // more of its desk's address
}

var crms = []crm{
	{"zendesk", "Zendesk", "shop", "shop", "+14155550100", "Ticket", "/widget/zendesk/top_bar", ""},
	{"salesforce", "Salesforce", "boutique", "boutique", "+14155550101", "Case", "/widget/salesforce", ""},
}

// lookUp is what the field is called in which earlier contacts are found.
func (c crm) lookUp() string {
	return "Find a contact by name, number, e-mail, order or " + strings.ToLower(c.word)
}

// everywhere runs a test once per CRM, each with a sandbox of its own.
func everywhere(t *testing.T, test func(*testing.T, *sandbox, crm)) {
	t.Helper()
	t.Parallel()
	for _, c := range crms {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			test(t, start(t), c)
		})
	}
}

// record is what a CRM holds of one ticket, in words that both share.
type record struct {
	id, number, subject, status string
	requester                   string
	notes                       []note
	files                       []file
	calls                       []call // Salesforce's; in Zendesk a call is a note
}

type (
	note struct {
		author, text string
		markup       string // where there is any
		public       bool
	}
	file struct{ name, sha256 string }
	call struct{ subject, text, kind, outcome, owner string }
)

// ids of all tickets, the oldest first.
func (s *sandbox) tickets(c crm) []string {
	s.t.Helper()
	var list struct {
		Tickets []struct {
			ID any `json:"id"`
		} `json:"tickets"`
	}
	if err := s.get(s.at[c.kind]+"/_sandbox/tickets", &list); err != nil {
		s.t.Fatal(err)
	}
	var ids []string
	for _, t := range list.Tickets {
		ids = append(ids, plain(t.ID))
	}
	return ids
}

// plain writes an id as people do: JSON's numbers are floats.
func plain(id any) string {
	if n, ok := id.(float64); ok {
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprint(id)
}

// record reads one ticket.
func (s *sandbox) record(c crm, id string) record {
	s.t.Helper()
	var raw struct {
		Ticket struct {
			ID, Number             any
			Subject, Status, State string
			Description            string
		}
		Requester struct{ Name string }
		Comments  []struct {
			Author      string `json:"author"`
			AuthorName  string `json:"author_name"`
			Text        string
			HTML        string `json:"html_body"`
			Public      bool
			Attachments []struct {
				Name   string `json:"file_name"`
				SHA256 string
			}
		}
		Files []struct{ Name, SHA256 string }
		Tasks []struct {
			Subject, Description, Owner string
			Subtype                     string
			Type                        string `json:"call_type"`
			Disposition                 string `json:"call_disposition"`
		}
	}
	if err := s.get(s.at[c.kind]+"/_sandbox/tickets/"+id, &raw); err != nil {
		s.t.Fatal(err)
	}
	r := record{id: plain(raw.Ticket.ID), number: plain(raw.Ticket.Number), subject: raw.Ticket.Subject, status: raw.Ticket.Status, requester: raw.Requester.Name}
	if raw.Ticket.Number == nil {
		r.number = r.id
	}
	if c.kind == "salesforce" && raw.Ticket.Description != "" {
		r.notes = append(r.notes, note{text: raw.Ticket.Description}) // a new Case holds the first note itself
	}
	for _, x := range raw.Comments {
		n := note{author: x.AuthorName + x.Author, text: x.Text, public: x.Public}
		if x.HTML != "" {
			n.text, n.markup = words(x.HTML), x.HTML
		}
		r.notes = append(r.notes, n)
		for _, a := range x.Attachments {
			r.files = append(r.files, file{a.Name, a.SHA256})
		}
	}
	for _, f := range raw.Files {
		r.files = append(r.files, file{f.Name, f.SHA256})
	}
	for _, k := range raw.Tasks {
		if k.Subtype == "Call" {
			r.calls = append(r.calls, call{k.Subject, k.Description, k.Type, k.Disposition, k.Owner})
		}
	}
	return r
}

var (
	breaks = regexp.MustCompile(`</(th|td|tr|p|div|h4)>|<br ?/?>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// words of markup, as a reader sees them.
func words(markup string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(breaks.ReplaceAllString(markup, " "), ""))), " ")
}

// count says how often words stand in the notes; what must be there once must not be there twice.
func (r record) count(text string) int {
	n := 0
	for _, x := range r.notes {
		n += strings.Count(x.text, text)
	}
	return n
}

// callLogs are all calls on the ticket, as text.
func (r record) callLogs() []string {
	var logs []string
	for _, k := range r.calls {
		logs = append(logs, strings.Join(strings.Fields(k.subject+" "+k.text), " "))
	}
	for _, n := range r.notes {
		for _, start := range []string{"Inbound call, ", "Outbound call, "} {
			if i := strings.Index(n.text, start); i >= 0 {
				logs = append(logs, n.text[i:])
			}
		}
	}
	return logs
}

// by gives the author of the note that holds the text.
func (r record) by(text string) string {
	for _, n := range r.notes {
		if strings.Contains(n.text, text) {
			return n.author
		}
	}
	return ""
}

// added gives the tickets that were not there before.
func (s *sandbox) added(c crm, before []string) []string {
	s.t.Helper()
	return s.tickets(c)[len(before):]
}

// awaitAdded waits for the one new ticket.
func (s *sandbox) awaitAdded(c crm, before []string) string {
	s.t.Helper()
	var id string
	await(s.t, patience, "a new "+c.word, func() error {
		added := s.added(c, before)
		if len(added) != 1 {
			return complain("there are %d", len(added))
		}
		id = added[0]
		return nil
	})
	return id
}

// awaitRecord waits until a ticket holds what ok asks for.
func (s *sandbox) awaitRecord(c crm, id, what string, ok func(record) error) record {
	s.t.Helper()
	var r record
	await(s.t, patience, c.word+" "+id+": "+what, func() error {
		r = s.record(c, id)
		return ok(r)
	})
	return r
}

// once asks for words that stand on the ticket exactly once.
func once(texts ...string) func(record) error {
	return func(r record) error {
		for _, text := range texts {
			if n := r.count(text); n != 1 {
				return complain("%q stands %d times in %+v", text, n, r.notes)
			}
		}
		return nil
	}
}
